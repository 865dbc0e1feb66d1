//! What a time expression means before it is known when the article was written.

use super::words::Unit;

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    /// So many.
    Exact(u32),
    /// So many and a half.
    Half(u32),
    /// A few, several, many.
    Vague,
}

/// Which one of a row of like days, months or years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pick {
    /// No word says: the tense must.
    Bare,
    /// The one before the publication: last.
    Last,
    /// The one that holds the publication: this.
    This,
    /// The one after the publication: next.
    Next,
    /// The one that was spoken of: that, the same, the (of "the quarter").
    Same,
    /// The one after the one that was spoken of: the following.
    Following,
    /// The one before the one that was spoken of: the previous.
    Previous,
    /// The same a year before the one that was spoken of: year-earlier.
    YearEarlier,
}

/// Which year a quarter, a half, a season or a holiday lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    /// That year.
    Given(i16),
    /// The year of the publication, or so many before (negative) or after it: "June last year".
    Now(i16),
    /// A year that leans.
    Pick(Pick),
}

/// A day or a longer stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Point {
    /// A day of a month; the year may lean.
    Day(Year, u8, u8),
    /// A month; the year may lean.
    Month(Year, u8),
    /// A year.
    Year(i16),
    /// Ten years: 199 is the 1990s.
    Decade(i16),
    /// A hundred years: 19 is the 20th century.
    Century(i16),
    /// A weekday, 1 to 7.
    Weekday(u8, Pick),
    /// A weekday of the week of publication, or of one so many weeks away: "Tuesday of last week".
    InWeek(u8, i64),
    /// The week, month, quarter, year ...
    Unit(Unit, Pick),
    /// A season.
    Season(&'static str, Year),
    /// A quarter of a year, 1 to 4.
    Quarter(u8, Year),
    /// A half of a year, 1 or 2.
    Half(u8, Year),
    /// A day with a name: its row in the table.
    Holiday(usize, Year),
    /// The last day of a year.
    YearEnd(Year),
    /// So many days from the publication.
    FromToday(i64),
    /// So much before the publication (negative) or after it.
    FromNow(Amount, Unit, i64),
    /// So much before the day that was spoken of (negative) or after it.
    FromThere(Amount, Unit, i64),
    /// The day after or before something that is told and not dated.
    Told,
}

/// A time of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hour {
    /// A part of it: `MO`, `AF`, `EV`, `NI`.
    Part(&'static str),
    /// The clock: hours 0 to 24 and minutes.
    Clock(u8, u8),
}

/// On which side of the publication a stretch lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// It is not said.
    Unsaid,
    /// It ends with the publication: the past three months.
    Past,
    /// It begins with the publication: the next three months.
    Next,
}

/// What an expression means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A day or a longer stretch of the calendar.
    Point(Point),
    /// A time of a day.
    At(Point, Hour),
    /// How long.
    Length(Amount, Unit, Side),
    /// How often, as TIMEX3 writes it.
    Set(String),
    /// Then, now or one day: `PAST_REF`, `PRESENT_REF`, `FUTURE_REF`.
    Ref(&'static str),
}
