//! How TIMEX3 writes what is found.

use super::meaning::{Amount, Hour};
use super::words::Unit;

/// The value of a length of time: `P3D`, `PT9H`, `P2Y6M`, `PXM`.
pub(super) fn duration(amount: Amount, unit: Unit) -> String {
    let (prefix, letter, factor) = match unit {
        Unit::Second => ("PT", "S", 1),
        Unit::Minute => ("PT", "M", 1),
        Unit::Hour => ("PT", "H", 1),
        Unit::Night | Unit::Day => ("P", "D", 1),
        Unit::Weekend => ("P", "WE", 1),
        Unit::Week => ("P", "W", 1),
        Unit::Fortnight => ("P", "W", 2),
        Unit::Month => ("P", "M", 1),
        Unit::Quarter => ("P", "Q", 1),
        Unit::Year => ("P", "Y", 1),
        Unit::Decade => ("P", "Y", 10),
        Unit::Century => ("P", "Y", 100),
        Unit::Millennium => ("P", "Y", 1000),
    };
    let times = |n: u32| u64::from(n) * factor;
    match amount {
        Amount::Exact(n) => format!("{prefix}{}{letter}", times(n)),
        Amount::Half(n) if factor > 1 => format!("{prefix}{}{letter}", times(n) + factor / 2),
        Amount::Half(n) => match unit {
            Unit::Hour if n == 0 => "PT30M".to_owned(),
            Unit::Year if n == 0 => "P6M".to_owned(),
            Unit::Minute => format!("PT{n}M30S"),
            Unit::Hour => format!("PT{n}H30M"),
            Unit::Year => format!("P{n}Y6M"),
            _ => format!("{prefix}{n}.5{letter}"),
        },
        // Decades and centuries that are not counted have letters of their own.
        Amount::Vague => match unit {
            Unit::Decade => "PXDE".to_owned(),
            Unit::Century => "PXCE".to_owned(),
            _ => format!("{prefix}X{letter}"),
        },
    }
}

/// The value of a time of a day, after the value of the day.
pub(super) fn hour(day: &str, hour: Hour) -> String {
    match hour {
        Hour::Part(part) => format!("{day}T{part}"),
        Hour::Clock(h, m) => format!("{day}T{h:02}:{m:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (amount, unit, value) in [
            (Amount::Exact(3), Unit::Day, "P3D"),
            (Amount::Exact(9), Unit::Hour, "PT9H"),
            (Amount::Half(2), Unit::Year, "P2Y6M"),
            (Amount::Half(0), Unit::Hour, "PT30M"),
            (Amount::Half(2), Unit::Day, "P2.5D"),
            (Amount::Vague, Unit::Month, "PXM"),
            (Amount::Exact(2), Unit::Decade, "P20Y"),
            (Amount::Half(1), Unit::Century, "P150Y"),
            (Amount::Exact(u32::MAX), Unit::Millennium, "P4294967295000Y"),
        ] {
            assert_eq!(duration(amount, unit), value);
        }
    }
}
