//! Days with a name. The table is `holidays.tsv`.

use super::days::{easter, nth_weekday};
use super::line::Line;
use jiff::ToSpan;
use jiff::civil::Date;
use std::sync::LazyLock;

static TABLE: LazyLock<Vec<(Vec<&'static str>, &'static str)>> = LazyLock::new(|| {
    include_str!("holidays.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(name, rule)| (name.split(' ').collect(), rule))
        .collect()
});

/// The holiday whose name begins at a token: the token after it, and its row. The longest name wins.
pub(super) fn named(line: &Line, at: usize) -> Option<(usize, usize)> {
    let rows = TABLE.iter().enumerate().filter(|(_, (name, _))| line.are(at, name));
    rows.max_by_key(|(row, (name, _))| (name.len(), usize::MAX - row)).map(|(row, (name, _))| (at + name.len(), row))
}

/// The day of a holiday in a year.
pub(super) fn day(row: usize, year: i16) -> Option<Date> {
    let (_, rule) = TABLE.get(row)?;
    if let Some(days) = rule.strip_prefix("easter") {
        return easter(year)?.checked_add(days.parse::<i64>().ok()?.days()).ok();
    }
    if *rule == "election" {
        return nth_weekday(year, 11, 1, 1)?.tomorrow().ok();
    }
    let mut parts = rule.splitn(3, '-');
    let month: u8 = parts.next()?.parse().ok()?;
    let second: u8 = parts.next()?.parse().ok()?;
    match parts.next() {
        Some(nth) => nth_weekday(year, month, second, nth.parse().ok()?),
        None => Date::new(year, i8::try_from(month).ok()?, i8::try_from(second).ok()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::testing::line;
    use jiff::civil::date;

    #[test]
    fn every_row_gives_a_day() {
        for row in 0..TABLE.len() {
            assert!(day(row, 2026).is_some(), "{:?}", TABLE[row]);
        }
    }

    #[test]
    fn the_days_that_move() {
        for (name, expected) in [
            ("Thanksgiving", date(2026, 11, 26)),
            ("Memorial Day", date(2026, 5, 25)),
            ("Election Day", date(2026, 11, 3)),
            ("Good Friday", date(2026, 4, 3)),
            ("New Year's Eve", date(2026, 12, 31)),
            ("Christmas", date(2026, 12, 25)),
        ] {
            let (_, row) = named(&line(name), 0).expect(name);
            assert_eq!(day(row, 2026), Some(expected), "{name}");
        }
    }
}
