//! Days, months, quarters, seasons and holidays whose year is given or must be found.

use super::stretches::{on, quarter, quarter_of};
use super::{Context, Resolved};
use crate::times::days::Days;
use crate::times::lean::Clause;
use crate::times::meaning::{Pick, Year};
use crate::times::{Lean, holidays};
use jiff::civil::Date;

impl Context {
    pub(super) fn day_of_month(&self, year: Year, month: u8, day: u8, clause: Clause) -> Resolved {
        let at = |y: i16| Date::new(y, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        match self.given(year) {
            Ok(Some(y)) => {
                let days = at(y).filter(|_| (1..=9998).contains(&y)).map(Days::on);
                let found = Resolved::new(format!("{y:04}-{month:02}-{day:02}"), days);
                if matches!(year, Year::Given(_)) { found.fixed() } else { found }
            }
            Ok(None) => Resolved::unknown(format!("XXXX-{month:02}-{day:02}")),
            Err(pick) => {
                let Some(published) = self.published else {
                    return Resolved::unknown(format!("XXXX-{month:02}-{day:02}"));
                };
                // February 29 may be four years away, eight around a year such as 2100.
                let near = (-8..=8).filter_map(|step: i16| at(published.year().checked_add(step)?));
                let found = match (pick, clause.lean) {
                    (Pick::Last, _) => near.filter(|day| *day < published).max(),
                    (Pick::Next, _) => near.filter(|day| *day > published).min(),
                    // A verb may also name a day that is all but here: "set June 28 as the last day".
                    (Pick::Bare, Lean::Past) if clause.close => {
                        let soon = near.clone().find(|day| *day > published && distance(*day, published) <= 3);
                        soon.or(near.filter(|day| *day <= published).max())
                    }
                    (Pick::Bare, Lean::Future) if clause.strong && clause.close => {
                        near.filter(|day| *day >= published).min()
                    }
                    // The year is left out where it goes without saying: of the nearest.
                    _ => near.min_by_key(|day| (distance(*day, published), *day)),
                };
                match found {
                    Some(day) => on(day),
                    None => Resolved::unknown(format!("XXXX-{month:02}-{day:02}")),
                }
            }
        }
    }

    pub(super) fn month(&self, year: Year, m: u8, clause: Clause) -> Resolved {
        let at = |y: i16| Resolved::new(format!("{y:04}-{m:02}"), Days::of_month(y, m));
        match self.given(year) {
            Ok(Some(y)) if matches!(year, Year::Given(_)) => at(y).fixed(),
            Ok(Some(y)) => at(y),
            Ok(None) => Resolved::unknown(format!("XXXX-{m:02}")),
            Err(pick) => {
                let Some(published) = self.published else { return Resolved::unknown(format!("XXXX-{m:02}")) };
                let (y, here) = (published.year(), u8::try_from(published.month()).unwrap_or(1));
                let ahead = i16::from(m) - i16::from(here);
                let step = match (pick, clause.lean) {
                    (Pick::Last, _) => -i16::from(m >= here),
                    (Pick::Next, _) | (Pick::Following, _) => i16::from(m <= here),
                    (Pick::This, _) => 0,
                    (_, Lean::Future) if clause.strong => i16::from(m < here),
                    (_, Lean::Past) => -i16::from(m > here),
                    // Without a verb that says it outright: the latest, unless the next is near.
                    _ if ahead > 2 && clause.lean == Lean::Open || ahead > 6 => -1,
                    _ if ahead < -9 => 1,
                    _ => 0,
                };
                at(y.saturating_add(step))
            }
        }
    }

    pub(super) fn quarter(&mut self, n: u8, year: Year, lean: Lean) -> Resolved {
        // "the 1986 period": the quarter that was spoken of, in that year.
        let n = if n > 0 {
            n
        } else if let Some((_, n)) = self.quarter {
            n
        } else {
            return match year {
                Year::Given(y) => Resolved::new(format!("{y:04}"), Days::of_year(y)),
                _ => Resolved::unknown("XXXX-QX"),
            };
        };
        let y = match self.given(year) {
            Ok(y) => y,
            Err(pick) => self.published.map(|day| {
                let (y, here) = (day.year(), quarter_of(day));
                let y = match (pick, lean) {
                    (Pick::Next, _) => y + i16::from(n <= here),
                    // Results that are to come are of the quarter that is over or runs.
                    (_, Lean::Future) if n < here => y + i16::from(n + 4 - here <= 1),
                    (Pick::Last, _) => y - i16::from(n >= here),
                    _ => y - i16::from(n > here),
                };
                if pick == Pick::YearEarlier { y - 1 } else { y }
            }),
        };
        let Some(y) = y else { return Resolved::unknown(format!("XXXX-Q{n}")) };
        if year == Year::Pick(Pick::Bare) {
            self.quarter = Some((y, n));
        }
        let found = quarter(y, n);
        if matches!(year, Year::Given(_)) { found.fixed() } else { found }
    }

    pub(super) fn half(&self, n: u8, year: Year) -> Resolved {
        let y = self.given(year).unwrap_or_else(|_| self.published.map(Date::year));
        let Some(y) = y else { return Resolved::unknown(format!("XXXX-H{n}")) };
        let first = n * 6 - 5;
        let found = Resolved::new(format!("{y:04}-H{n}"), Days::between(y, first, y, first + 5));
        if matches!(year, Year::Given(_)) { found.fixed() } else { found }
    }

    pub(super) fn season(&self, season: &str, year: Year, lean: Lean) -> Resolved {
        let y = match self.given(year) {
            Ok(y) => y,
            Err(pick) => self.published.map(|day| {
                let y = day.year();
                let over = |y: i16| season_days(season, y).is_some_and(|days| days.end < day);
                let begun = |y: i16| season_days(season, y).is_some_and(|days| days.start <= day);
                match (pick, lean) {
                    (Pick::Last, _) => {
                        if over(y) {
                            y
                        } else {
                            y - 1
                        }
                    }
                    (Pick::Next, _) => {
                        if begun(y) {
                            y + 1
                        } else {
                            y
                        }
                    }
                    (Pick::This, _) => {
                        if season == "WI" && day.month() < 4 {
                            y - 1
                        } else {
                            y
                        }
                    }
                    (_, Lean::Future) => {
                        if over(y) {
                            y + 1
                        } else {
                            y
                        }
                    }
                    _ => {
                        if begun(y) {
                            y
                        } else {
                            y - 1
                        }
                    }
                }
            }),
        };
        let Some(y) = y else { return Resolved::unknown(format!("XXXX-{season}")) };
        // "The winter of 1987" may be either of two.
        let wide = if season == "WI" { Days::between(y.saturating_sub(1), 12, y.saturating_add(1), 3) } else { None };
        let days =
            if matches!(year, Year::Given(_)) { wide.or(season_days(season, y)) } else { season_days(season, y) };
        let found = Resolved::new(format!("{y:04}-{season}"), days);
        if matches!(year, Year::Given(_)) { found.fixed() } else { found }
    }

    pub(super) fn holiday(&self, row: usize, year: Year, lean: Lean) -> Resolved {
        let found = match self.given(year) {
            Ok(y) => y.and_then(|y| holidays::day(row, y)),
            Err(pick) => self.published.and_then(|published| {
                let near = (-1..=1).filter_map(|step: i16| holidays::day(row, published.year().checked_add(step)?));
                match (pick, lean) {
                    (Pick::Last, _) => near.filter(|day| *day < published).max(),
                    (Pick::Next, _) => near.filter(|day| *day > published).min(),
                    (_, Lean::Future) => near.filter(|day| *day >= published).min(),
                    _ => near.min_by_key(|day| (distance(*day, published), *day)),
                }
            }),
        };
        match found {
            Some(day) if matches!(year, Year::Given(_)) => on(day).fixed(),
            Some(day) => on(day),
            None => Resolved::unknown("XXXX-XX-XX"),
        }
    }

    pub(super) fn year_end(&self, year: Year, lean: Lean) -> Resolved {
        let y = self
            .given(year)
            .unwrap_or_else(|_| self.published.map(|day| if lean == Lean::Past { day.year() - 1 } else { day.year() }));
        match y.and_then(|y| Date::new(y, 12, 31).ok()) {
            Some(day) if matches!(year, Year::Given(_)) => on(day).fixed(),
            Some(day) => on(day),
            None => Resolved::unknown("XXXX-12-31"),
        }
    }

    /// The year where it is certain; `Ok(None)` where the publication that it leans on is unknown; else how it leans.
    fn given(&self, year: Year) -> Result<Option<i16>, Pick> {
        match year {
            Year::Given(y) => Ok(Some(y)),
            Year::Now(step) => Ok(self.published.and_then(|day| day.year().checked_add(step))),
            Year::Pick(pick) => Err(pick),
        }
    }
}

/// The days that may be meant by a season of the north: a little wider than the calendar's. Winter begins in December
/// of its year.
fn season_days(season: &str, y: i16) -> Option<Days> {
    match season {
        "SP" => Days::between(y, 3, y, 6),
        "SU" => Days::between(y, 6, y, 9),
        "FA" => Days::between(y, 9, y, 12),
        _ => Days::between(y, 12, y.checked_add(1)?, 3),
    }
}

fn distance(a: Date, b: Date) -> i32 {
    a.since(b).map_or(i32::MAX, |span| span.get_days().abs())
}
