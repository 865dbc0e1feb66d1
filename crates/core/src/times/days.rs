//! Intervals of days, and the little arithmetic that dates in running text need.

use super::words::Unit;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// An interval of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Days {
    /// The first day.
    pub start: Date,
    /// The last day; never before the first.
    pub end: Date,
}

impl Days {
    /// The days from `start` to `end`; nothing if they are the wrong way round.
    pub fn new(start: Date, end: Date) -> Option<Days> {
        (start <= end).then_some(Days { start, end })
    }

    /// One day.
    pub fn on(day: Date) -> Days {
        Days { start: day, end: day }
    }

    /// The days of a year.
    ///
    /// Years outside 1 to 9998 are no business of news, and give nothing here and below.
    pub fn of_year(year: i16) -> Option<Days> {
        Days::between(year, 1, year, 12)
    }

    /// The days of a month, 1 to 12.
    pub fn of_month(year: i16, month: u8) -> Option<Days> {
        Days::between(year, month, year, month)
    }

    /// Monday to Sunday of the week that holds `day`.
    pub fn of_week(day: Date) -> Option<Days> {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let start = day.checked_sub(back.days()).ok()?;
        Days::new(start, start.checked_add(6.days()).ok()?)
    }

    /// From the first day of one month to the last of another.
    pub(super) fn between(year: i16, month: u8, end_year: i16, end_month: u8) -> Option<Days> {
        if !(1..=9998).contains(&year) || !(1..=9998).contains(&end_year) {
            return None;
        }
        let start = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        let end = Date::new(end_year, i8::try_from(end_month).ok()?, 1).ok()?;
        Days::new(start, end.last_of_month())
    }

    /// Whether `day` is one of them.
    ///
    /// ```
    /// use onrecord_core::times::Days;
    /// use jiff::civil::date;
    ///
    /// let june = Days::of_month(2026, 6).unwrap();
    /// assert!(june.contains(date(2026, 6, 30)) && !june.contains(date(2026, 7, 1)));
    /// ```
    pub fn contains(self, day: Date) -> bool {
        self.start <= day && day <= self.end
    }

    /// The days that both have.
    pub fn intersect(self, other: Days) -> Option<Days> {
        Days::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The least interval that holds both.
    pub fn hull(self, other: Days) -> Days {
        Days { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// How many days lie from the end of the earlier to the beginning of the later; 0 where they meet.
    pub fn apart(self, other: Days) -> u32 {
        let (first, second) = if self.start <= other.start { (self, other) } else { (other, self) };
        Days::new(first.end, second.start).map_or(0, |gap| gap.count() - 1)
    }

    /// How many days they are, at least 1.
    pub fn count(self) -> u32 {
        let days = self.end.since(self.start).map_or(0, |span| span.get_days());
        u32::try_from(days).unwrap_or(0) + 1
    }

    /// The day, where it is one only.
    pub fn single(self) -> Option<Date> {
        (self.start == self.end).then_some(self.start)
    }

    /// The first, middle or last third, a little generous: "early June" is the 1st to the 11th.
    pub(super) fn third(self, which: usize) -> Days {
        let count = i64::from(self.count());
        let at = |days: i64| self.start.checked_add(days.max(0).days()).unwrap_or(self.end).min(self.end);
        let third = count / 3;
        match which {
            0 => Days { start: self.start, end: at(third) },
            1 => Days { start: at(third - 1), end: at(count - third) },
            _ => Days { start: at(count - third - 2), end: self.end },
        }
    }
}

/// The latest such weekday on or before `day`: on a Tuesday, "Tuesday" is that same day.
///
/// ```
/// use onrecord_core::times::weekday_until;
/// use jiff::civil::{Weekday, date};
///
/// assert_eq!(weekday_until(date(2026, 6, 25), Weekday::Thursday), Some(date(2026, 6, 25)));
/// assert_eq!(weekday_until(date(2026, 6, 25), Weekday::Friday), Some(date(2026, 6, 19)));
/// ```
pub fn weekday_until(day: Date, weekday: Weekday) -> Option<Date> {
    day.checked_sub(i64::from(day.weekday().since(weekday)).days()).ok()
}

/// The next such weekday on or after `day`.
pub fn weekday_from(day: Date, weekday: Weekday) -> Option<Date> {
    day.checked_add(i64::from(day.weekday().until(weekday)).days()).ok()
}

/// The day that lies `count` units away; months and years keep the day of the month where it exists.
pub(super) fn shift(day: Date, count: i64, unit: Unit) -> Option<Date> {
    let times = |factor: i64| count.checked_mul(factor).filter(|n| n.unsigned_abs() < 4_000_000);
    let moved = match unit {
        Unit::Second | Unit::Minute => day,
        Unit::Hour => day.checked_add((count.clamp(-90_000_000, 90_000_000) / 24).days()).ok()?,
        Unit::Day | Unit::Night => day.checked_add(times(1)?.days()).ok()?,
        Unit::Week | Unit::Weekend => day.checked_add(times(7)?.days()).ok()?,
        Unit::Fortnight => day.checked_add(times(14)?.days()).ok()?,
        Unit::Month => months(day, times(1)?)?,
        Unit::Quarter => months(day, times(3)?)?,
        Unit::Year => months(day, times(12)?)?,
        Unit::Decade => months(day, times(120)?)?,
        Unit::Century => months(day, times(1200)?)?,
        Unit::Millennium => months(day, times(12000)?)?,
    };
    (1..=9998).contains(&moved.year()).then_some(moved)
}

fn months(day: Date, count: i64) -> Option<Date> {
    let index = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + count;
    let year = i16::try_from(index.div_euclid(12)).ok()?;
    let month = i8::try_from(index.rem_euclid(12) + 1).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    first.with().day(day.day().min(first.days_in_month())).build().ok()
}

/// Easter Sunday of a year (Gregorian, anonymous algorithm).
pub(super) fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// Which weekday a number from 1, Monday, to 7 is.
pub(super) fn weekday(number: u8) -> Option<Weekday> {
    Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()
}

/// The ISO week of a day, as TIMEX3 writes it: `2026-W26`.
pub(super) fn week_value(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The nth such weekday of a month, from 1; -1 is the last.
pub(super) fn nth_weekday(year: i16, month: u8, number: u8, nth: i8) -> Option<Date> {
    let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
    first.nth_weekday_of_month(nth, weekday(number)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn weekdays_around_a_day() {
        let tuesday = d(2026, 6, 23);
        assert_eq!(weekday_until(tuesday, Weekday::Tuesday), Some(tuesday));
        assert_eq!(weekday_from(tuesday, Weekday::Tuesday), Some(tuesday));
        assert_eq!(weekday_until(tuesday, Weekday::Wednesday), Some(d(2026, 6, 17)));
        assert_eq!(weekday_from(tuesday, Weekday::Monday), Some(d(2026, 6, 29)));
        assert_eq!(weekday_until(d(2026, 1, 1), Weekday::Wednesday), Some(d(2025, 12, 31)));
        assert_eq!(weekday_until(Date::MIN, Weekday::Sunday), None);
    }

    #[test]
    fn shifting_keeps_to_the_calendar() {
        for (from, count, unit, to) in [
            (d(2024, 2, 29), -1, Unit::Year, Some(d(2023, 2, 28))),
            (d(2024, 2, 29), 4, Unit::Year, Some(d(2028, 2, 29))),
            (d(2026, 1, 31), 1, Unit::Month, Some(d(2026, 2, 28))),
            (d(2026, 1, 1), -1, Unit::Day, Some(d(2025, 12, 31))),
            (d(2026, 1, 15), -1, Unit::Quarter, Some(d(2025, 10, 15))),
            (d(2026, 1, 15), -3000, Unit::Year, None),
            (d(2026, 1, 15), i64::MIN, Unit::Day, None),
            (d(2026, 1, 15), i64::MAX, Unit::Millennium, None),
            (d(2026, 1, 15), i64::MIN, Unit::Hour, None),
            (d(2026, 1, 15), 48, Unit::Hour, Some(d(2026, 1, 17))),
        ] {
            assert_eq!(shift(from, count, unit), to, "{from} {count} {unit:?}");
        }
    }

    #[test]
    fn weeks_cross_the_year() {
        assert_eq!(week_value(d(2027, 1, 1)), "2026-W53");
        assert_eq!(Days::of_week(d(2027, 1, 1)), Days::new(d(2026, 12, 28), d(2027, 1, 3)));
    }

    #[test]
    fn intervals() {
        let june = Days::of_month(2026, 6).unwrap();
        assert_eq!(june.count(), 30);
        assert_eq!(june.third(0), Days::new(d(2026, 6, 1), d(2026, 6, 11)).unwrap());
        assert_eq!(june.third(2), Days::new(d(2026, 6, 19), d(2026, 6, 30)).unwrap());
        assert_eq!(Days::on(d(2026, 6, 1)).third(1).single(), Some(d(2026, 6, 1)));
        assert_eq!(june.intersect(Days::of_year(2025).unwrap()), None);
        assert_eq!(Days::of_month(2024, 2).unwrap().count(), 29);
        assert_eq!(Days::of_year(0), None);
        assert_eq!(Days::new(d(2026, 6, 2), d(2026, 6, 1)), None);
    }

    #[test]
    fn easters() {
        assert_eq!(easter(2026), Some(d(2026, 4, 5)));
        assert_eq!(easter(2024), Some(d(2024, 3, 31)));
    }
}
