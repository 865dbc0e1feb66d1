//! Weekdays: "Thursday", "last Thursday", "Thursday, June 25", "Tuesday of last week", "a week from Monday".

use super::{calendar, pick};
use crate::times::line::Line;
use crate::times::meaning::{Pick, Point};

/// A weekday that begins at `at`; where the date follows, the date.
pub(super) fn point(line: &Line, at: usize) -> Option<(usize, Point)> {
    if let Some((end, p)) = pick(line, at)
        && let Some((end, number)) = name(line, end)
    {
        // "the Friday": the one that was spoken of, or the one that the clause says; "the" is not part of it.
        if line.word(at) == "the" && p == Pick::Same && line.word(at + 1) != "same" {
            return None;
        }
        if let Some(dated) = dated(line, end) {
            return Some(dated);
        }
        return Some((end, Point::Weekday(number, p)));
    }
    let (end, number) = name(line, at)?;
    if let Some(dated) = dated(line, end) {
        return Some(dated);
    }
    let after = usize::from(line.word(end) == "of");
    if let (p @ ("last" | "this" | "next"), "week") = (line.word(end + after), line.word(end + after + 1)) {
        let p = match p {
            "last" => -1,
            "this" => 0,
            _ => 1,
        };
        return Some((end + after + 2, Point::InWeek(number, p)));
    }
    if line.word(end) == "next" && line.word(end + 1) != "to" && line.unit(end + 1).is_none() {
        return Some((end + 1, Point::Weekday(number, Pick::Next)));
    }
    if line.word(end) == "last"
        && line.unit(end + 1).is_none()
        && line.token(end + 1).is_none_or(|t| t.sense.season.is_none() && t.sense.month.is_none())
        && matches!(line.word(end + 1), "" | "." | "," | "'")
    {
        return Some((end + 1, Point::Weekday(number, Pick::Last)));
    }
    Some((end, Point::Weekday(number, Pick::Bare)))
}

/// The date after a weekday: ", June 25", " June 25, 2026", ", 25 June", " the 25th of June".
pub(super) fn dated(line: &Line, end: usize) -> Option<(usize, Point)> {
    let skip = usize::from(line.word(end) == ",");
    let (after, point) = calendar::point(line, end + skip)?;
    matches!(point, Point::Day(..)).then_some((after, point))
}

/// The name of a weekday: in full with a capital letter; shortened only where a date follows.
fn name(line: &Line, at: usize) -> Option<(usize, u8)> {
    let token = line.token(at)?;
    let number = token.sense.weekday.filter(|_| !token.sense.plural && token.capital)?;
    // A name: "Tuesday Night Rugby".
    if line.word(at + 1) == "night" && line.capital(at + 1) && line.capital(at + 2) {
        return None;
    }
    if !token.sense.short {
        return Some((at + 1, number));
    }
    let end = at + 1 + usize::from(line.word(at + 1) == "." && line.glued(at + 1));
    dated(line, end).is_some().then_some((end, number))
}
