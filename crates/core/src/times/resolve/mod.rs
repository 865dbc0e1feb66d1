//! From what an expression means to the days that it names, given the publication and what was said before.

mod in_year;
mod stretches;

use super::Lean;
use super::days::{Days, shift, week_value, weekday, weekday_from, weekday_until};
use super::lean::Clause;
use super::meaning::{Amount, Pick, Point};
use super::words::Unit;
use jiff::ToSpan;
use jiff::civil::Date;

use stretches::{century, count, decade, on, quarter, quarter_of, step_quarter, stretch, unknown_unit};

/// The value of a time whose hour is unknown; some hours ago may have been the day before.
const CLOCK: &str = "XXXX-XX-XXTXX:XX";

/// What is known when an expression is met.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// The day of publication.
    pub published: Option<Date>,
    /// The last single day that was spoken of.
    pub day: Option<Date>,
    /// The year that was spoken of last.
    pub year: Option<i16>,
    /// The quarter that was spoken of last, which business news compares with.
    pub quarter: Option<(i16, u8)>,
    /// Whether sums of a longer stretch have been given since: "a year earlier" then compares years.
    pub longer: bool,
}

/// A point of the calendar, as TIMEX3 writes it, and its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub value: String,
    pub days: Option<Days>,
    /// Whether another publication day or story would have given another value.
    pub relative: bool,
}

impl Resolved {
    fn new(value: String, days: Option<Days>) -> Resolved {
        Resolved { value, days, relative: true }
    }

    fn fixed(self) -> Resolved {
        Resolved { relative: false, ..self }
    }

    /// What stays when the day that an expression leans on is unknown: nothing is invented.
    fn unknown(value: impl Into<String>) -> Resolved {
        Resolved::new(value.into(), None)
    }
}

impl Context {
    /// Remembers what was found, for what leans on it later.
    pub fn remember(&mut self, resolved: &Resolved) {
        if let Some(days) = resolved.days {
            self.year = Some(days.start.year());
            if let Some(day) = days.single() {
                self.day = Some(day);
            }
        }
    }

    /// Resolves a point, with what its clause says.
    pub fn point(&mut self, point: &Point, clause: Clause) -> Resolved {
        let lean = clause.lean;
        match point {
            Point::Quarter(..) | Point::Unit(Unit::Quarter, _) => self.longer = false,
            Point::Unit(Unit::Year, Pick::This | Pick::Same) => self.longer = true,
            _ => {}
        }
        match *point {
            Point::Day(year, month, day) => self.day_of_month(year, month, day, clause),
            Point::Month(year, m) => self.month(year, m, clause),
            Point::Year(y) => Resolved::new(format!("{y:04}"), Days::of_year(y)).fixed(),
            Point::Decade(n) => decade(n).fixed(),
            Point::Century(n) => century(n - 1).fixed(),
            Point::Weekday(number, pick) => self.weekday(number, pick, lean),
            Point::InWeek(number, weeks) => match self.published.and_then(|day| in_week(day, number, weeks)) {
                Some(day) => on(day),
                None => Resolved::unknown(format!("XXXX-WXX-{number}")),
            },
            Point::Unit(unit, pick) => self.unit(unit, pick, lean),
            Point::Season(season, year) => self.season(season, year, lean),
            Point::Quarter(n, year) => self.quarter(n, year, lean),
            Point::Half(n, year) => self.half(n, year),
            Point::Holiday(row, year) => self.holiday(row, year, lean),
            Point::YearEnd(year) => self.year_end(year, lean),
            Point::FromToday(days) => match self.published.and_then(|day| shift(day, days, Unit::Day)) {
                Some(day) => on(day),
                None => Resolved::unknown("XXXX-XX-XX"),
            },
            Point::FromNow(amount, unit, sign) => self.ago_or_hence(amount, unit, sign),
            Point::FromThere(amount, unit, sign) => self.earlier_or_later(amount, unit, sign),
            Point::Told => Resolved::unknown("XXXX-XX-XX"),
        }
    }

    fn weekday(&self, number: u8, pick: Pick, lean: Lean) -> Resolved {
        let found = weekday(number).and_then(|name| {
            let published = self.published?;
            let before = |day: Date| weekday_until(day.yesterday().ok()?, name);
            let after = |day: Date| weekday_from(day.tomorrow().ok()?, name);
            match (pick, lean) {
                (Pick::Last, _) => before(published),
                (Pick::Next, _) => after(published),
                (Pick::Previous, _) => before(self.day.unwrap_or(published)),
                (Pick::Following, _) => after(self.day.unwrap_or(published)),
                (Pick::Same, _) => weekday_until(self.day.unwrap_or(published), name),
                (Pick::This, Lean::Past) => weekday_until(published, name),
                (Pick::This, _) | (_, Lean::Future) => weekday_from(published, name),
                _ => weekday_until(published, name),
            }
        });
        match found {
            Some(day) => on(day),
            None => Resolved::unknown(format!("XXXX-WXX-{number}")),
        }
    }

    fn unit(&mut self, unit: Unit, pick: Pick, lean: Lean) -> Resolved {
        match unit {
            Unit::Quarter => return self.quarter_unit(pick),
            Unit::Weekend => return self.weekend(pick, lean),
            _ => {}
        }
        // What the pick leans on, and how far.
        let (base, step) = match pick {
            Pick::Last => (self.published, -1),
            Pick::This | Pick::Bare => (self.published, 0),
            Pick::Next => (self.published, 1),
            Pick::Same => (self.spoken(unit), 0),
            Pick::Following => (self.spoken(unit), 1),
            Pick::Previous => (self.spoken(unit), -1),
            Pick::YearEarlier => (self.spoken(unit).and_then(|day| shift(day, -1, Unit::Year)), 0),
        };
        // A Sunday ends the week of the calendar, but to its readers the week that ends is the last one.
        let sunday = unit == Unit::Week
            && pick == Pick::Last
            && base.is_some_and(|day| day.weekday().to_monday_zero_offset() == 6);
        match base.and_then(|day| shift(day, if sunday { 0 } else { step }, unit)) {
            Some(day) => stretch(day, unit),
            None => Resolved::unknown(unknown_unit(unit)),
        }
    }

    /// A day of the unit that was spoken of.
    fn spoken(&self, unit: Unit) -> Option<Date> {
        match unit {
            Unit::Year | Unit::Decade | Unit::Century => {
                self.year.and_then(|y| Date::new(y, 1, 1).ok()).or(self.published)
            }
            _ => self.day,
        }
    }

    fn weekend(&self, pick: Pick, lean: Lean) -> Resolved {
        let saturday = self.published.and_then(|day| {
            let this = Days::of_week(day)?.start.checked_add(5.days()).ok()?;
            let open = this > day;
            let weeks: i64 = match (pick, lean) {
                (Pick::Last | Pick::Previous, _) => -1,
                (Pick::Next | Pick::Following, _) => 1,
                (Pick::This, Lean::Past) | (Pick::Bare | Pick::Same, Lean::Past | Lean::Open) => -i64::from(open),
                _ => 0,
            };
            shift(this, weeks, Unit::Week)
        });
        match saturday {
            Some(day) => Resolved::new(
                format!("{}-WE", week_value(day)),
                day.tomorrow().ok().and_then(|sunday| Days::new(day, sunday)),
            ),
            None => Resolved::unknown("XXXX-WXX-WE"),
        }
    }

    fn quarter_unit(&mut self, pick: Pick) -> Resolved {
        let now = self.published.map(|day| (day.year(), quarter_of(day)));
        // Results are of the quarter that is over.
        let over = now.map(|q| step_quarter(q, -1));
        let spoken = self.quarter.or(over);
        let found = match pick {
            Pick::Last => over,
            Pick::This | Pick::Bare => now,
            Pick::Next => now.map(|q| step_quarter(q, 1)),
            Pick::Same => spoken,
            Pick::Following => spoken.map(|q| step_quarter(q, 1)),
            Pick::Previous => spoken.map(|q| step_quarter(q, -1)),
            Pick::YearEarlier => spoken.map(|(y, q)| (y.saturating_sub(1), q)),
        };
        match found {
            Some((y, q)) => {
                if self.quarter.is_none() && pick != Pick::YearEarlier {
                    self.quarter = found;
                }
                quarter(y, q)
            }
            None => Resolved::unknown("XXXX-QX"),
        }
    }

    /// The number to count by, or what is known without counting.
    fn exact(&self, amount: Amount, unit: Unit, sign: i64) -> Result<u32, Resolved> {
        if unit.is_clock() {
            return Err(Resolved::unknown(CLOCK));
        }
        let Amount::Exact(n) = amount else {
            return Err(Resolved::unknown(if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }));
        };
        // Business news compares a quarter with the same quarter.
        match self.compared().filter(|_| (n, unit, sign) == (1, Unit::Year, -1)) {
            Some((y, q)) => Err(quarter(y.saturating_sub(1), q)),
            None => Ok(n),
        }
    }

    fn ago_or_hence(&self, amount: Amount, unit: Unit, sign: i64) -> Resolved {
        let n = match self.exact(amount, unit, sign) {
            Ok(n) => n,
            Err(known) => return known,
        };
        let Some(published) = self.published else {
            // "A decade ago" is a year.
            return Resolved::unknown(unknown_unit(if unit == Unit::Decade { Unit::Year } else { unit }));
        };
        match shift(published, i64::from(n) * sign, unit) {
            Some(day) => count(day, unit),
            None => Resolved::unknown(if sign < 0 { "PAST_REF" } else { "FUTURE_REF" }),
        }
    }

    fn earlier_or_later(&self, amount: Amount, unit: Unit, sign: i64) -> Resolved {
        let n = match self.exact(amount, unit, sign) {
            Ok(n) => n,
            Err(known) => return known,
        };
        let base = if n == 0 { self.day.or(self.published) } else { self.spoken(unit) };
        let base = if unit == Unit::Month { base.or(self.published) } else { base };
        match base.and_then(|day| shift(day, i64::from(n) * sign, unit)) {
            // Counted from a certain day, weeks lead to a certain day.
            Some(day) if matches!(unit, Unit::Week | Unit::Fortnight) => on(day),
            Some(day) => count(day, unit),
            None => Resolved::unknown(unknown_unit(unit)),
        }
    }

    /// The quarter that "a year earlier" compares with.
    fn compared(&self) -> Option<(i16, u8)> {
        self.quarter.filter(|_| !self.longer)
    }
}

fn in_week(day: Date, number: u8, weeks: i64) -> Option<Date> {
    let monday = shift(Days::of_week(day)?.start, weeks, Unit::Week)?;
    weekday_from(monday, weekday(number)?)
}
