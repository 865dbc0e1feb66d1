//! What certain days, weeks, quarters and centuries are worth.

use super::Resolved;
use crate::times::days::{Days, week_value};
use crate::times::words::Unit;
use jiff::civil::Date;

pub(super) fn on(day: Date) -> Resolved {
    Resolved::new(day.to_string(), Some(Days::on(day)))
}

/// The whole week, month, year ... that holds a day.
pub(super) fn stretch(day: Date, unit: Unit) -> Resolved {
    let (y, m) = (day.year(), day.month());
    match unit {
        Unit::Week | Unit::Fortnight => Resolved::new(week_value(day), Days::of_week(day)),
        Unit::Month => Resolved::new(format!("{y:04}-{m:02}"), u8::try_from(m).ok().and_then(|m| Days::of_month(y, m))),
        Unit::Year => Resolved::new(format!("{y:04}"), Days::of_year(y)),
        Unit::Quarter => quarter(y, quarter_of(day)),
        Unit::Decade => decade(y / 10),
        Unit::Century => century(y / 100),
        Unit::Millennium => Resolved::new(format!("{}", y / 1000), None),
        _ => on(day),
    }
}

/// What "two weeks ago" and the like give: as fine as one counts in that unit.
pub(super) fn count(day: Date, unit: Unit) -> Resolved {
    match unit {
        Unit::Decade => stretch(day, Unit::Year),
        unit => stretch(day, unit),
    }
}

pub(super) fn unknown_unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Week => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
        Unit::Millennium => "X",
        _ => "XXXX-XX-XX",
    }
}

pub(super) fn quarter(y: i16, q: u8) -> Resolved {
    let first = q * 3 - 2;
    Resolved::new(format!("{y:04}-Q{q}"), Days::between(y, first, y, first + 2))
}

pub(super) fn quarter_of(day: Date) -> u8 {
    u8::try_from(day.month()).unwrap_or(1).div_ceil(3)
}

pub(super) fn step_quarter((y, q): (i16, u8), step: i16) -> (i16, u8) {
    let index = i16::from(q) - 1 + step;
    (y.saturating_add(index.div_euclid(4)), u8::try_from(index.rem_euclid(4)).unwrap_or(0) + 1)
}

pub(super) fn decade(n: i16) -> Resolved {
    let first = n.saturating_mul(10);
    Resolved::new(format!("{n:03}"), Days::between(first, 1, first.saturating_add(9), 12))
}

pub(super) fn century(n: i16) -> Resolved {
    let first = n.saturating_mul(100);
    Resolved::new(format!("{n:02}"), Days::between(first, 1, first.saturating_add(100), 12))
}
