//! Stretches that lean on the publication or on what was said before: "last week", "a year ago", "the following day",
//! "the third quarter", "the year-earlier period".

use super::numbers::{amount, ordinal, year};
use super::pick;
use crate::times::line::Line;
use crate::times::meaning::{Amount, Pick, Point, Year};
use crate::times::words::Unit;

/// "today", "last week", "this month", "the following day", "the week".
pub(super) fn point(line: &Line, at: usize) -> Option<(usize, Point)> {
    match line.word(at) {
        "today" => return Some((at + 1, Point::FromToday(0))),
        "yesterday" => return Some((at + 1, Point::FromToday(-1))),
        "tomorrow" => return Some((at + 1, Point::FromToday(1))),
        _ => {}
    }
    if line.are(at, &["the", "day", "after", "tomorrow"]) {
        return Some((at + 4, Point::FromToday(2)));
    }
    if line.are(at, &["the", "day", "before", "yesterday"]) {
        return Some((at + 4, Point::FromToday(-2)));
    }
    if let Some(found) = comparison(line, at) {
        return Some(found);
    }
    let (end, p) = pick(line, at)?;
    // The name of a programme or a column: “This Week”.
    if matches!(line.before(at), "“" | "\"" | "'") && line.capital(at) && line.capital(end) && at > 0 {
        let after = end + 1 + usize::from(matches!(line.word(end + 1), "." | ","));
        if matches!(line.word(after), "”" | "\"" | "'") {
            return None;
        }
    }
    let adjective = usize::from(matches!(
        line.word(end),
        "fiscal" | "calendar" | "school" | "academic" | "financial" | "entire" | "full" | "whole" | "very"
    ));
    let (unit, plural) = line.unit(end + adjective)?;
    let after = end + adjective + 1;
    if plural || unit.is_clock() || unit == Unit::Night || hyphened(line, after) {
        return None;
    }
    match p {
        // "last day", "next day" and "this day" are no dates of their own.
        Pick::Last | Pick::Next | Pick::This if unit == Unit::Day => None,
        // "the next week" is the following one where a date was given, a stretch otherwise; "past week" likewise.
        Pick::Same if line.word(at) == "the" && line.word(at + 1) != "same" => {
            let p = match unit {
                Unit::Year | Unit::Month | Unit::Week => Pick::This,
                Unit::Weekend => Pick::Bare,
                _ => p,
            };
            the_unit(line, at, after, unit).then_some((after, Point::Unit(unit, p)))
        }
        Pick::Last if line.word(at) == "past" => None,
        Pick::Next if line.word(at) == "coming" => None,
        Pick::Following if line.word(at) == "following" && line.before(at) != "the" => None,
        _ => Some((after, Point::Unit(unit, p))),
    }
}

/// What one may say of a year that it is a part of it.
const PARTS: [&str; 17] = [
    "end",
    "rest",
    "half",
    "part",
    "months",
    "month",
    "quarter",
    "quarters",
    "beginning",
    "start",
    "close",
    "remainder",
    "balance",
    "course",
    "most",
    "weeks",
    "days",
];

/// Whether the word goes on after a hyphen: "last-minute", "the year-earlier".
fn hyphened(line: &Line, after: usize) -> bool {
    line.word(after) == "-" && line.glued(after)
}

/// "the year", "the quarter": a date where a preposition leads to it and nothing says which one.
fn the_unit(line: &Line, at: usize, after: usize, unit: Unit) -> bool {
    let before = line.before(at);
    let goes_on = matches!(
        line.word(after),
        "of" | "that" | "when" | "after" | "before" | "ended" | "ending" | "to" | "ahead" | "following" | "in"
    ) || year(line, after).is_some();
    let leads = matches!(before, "for" | "in" | "of" | "during" | "over" | "through" | "throughout" | "by");
    let ended = matches!(line.word(after), "ended" | "ending");
    // "He said earlier in the week that ..."
    let apart = matches!(at.checked_sub(2).map(|at| line.word(at)), Some("later" | "earlier"));
    match unit {
        Unit::Weekend => !goes_on,
        Unit::Quarter => ended || (leads || before.is_empty()) && !matches!(line.word(after), "of" | "that" | "when"),
        // "the end of the year", not "the album of the year".
        Unit::Year if before == "of" => !goes_on && at.checked_sub(2).is_some_and(|at| PARTS.contains(&line.word(at))),
        Unit::Year => matches!(before, "for" | "during" | "in" | "throughout" | "through") && !goes_on,
        Unit::Week | Unit::Month if before == "in" && apart => true,
        Unit::Week | Unit::Month => matches!(before, "of" | "in" | "during") && !goes_on,
        Unit::Day => before == "in" && apart,
        _ => false,
    }
}

/// "the year-earlier quarter", "the year-ago period", "the latest quarter", "the comparable period", "year-earlier".
fn comparison(line: &Line, at: usize) -> Option<(usize, Point)> {
    let the = usize::from(line.word(at) == "the");
    let start = at + the;
    let start = start + usize::from(the == 1 && matches!(line.word(start), "comparable" | "same" | "fiscal"));
    let is_unit = |at: usize| line.unit(at).filter(|(_, plural)| !plural).map(|(unit, _)| unit);
    let period = |at: usize| match line.word(at) {
        "period" => Some(Unit::Quarter),
        _ => is_unit(at).filter(|unit| matches!(unit, Unit::Quarter | Unit::Year | Unit::Month | Unit::Week)),
    };
    if line.word(start) == "year" && line.hyphen_after(start) && matches!(line.word(start + 2), "earlier" | "ago") {
        let end = start + 3;
        if let Some((after, Point::Quarter(n, Year::Pick(Pick::Bare)))) = quarter(line, end) {
            return Some((after, Point::Quarter(n, Year::Pick(Pick::YearEarlier))));
        }
        if the == 1
            && let Some(unit) = period(end)
        {
            return Some((
                end + 1,
                Point::Unit(if unit == Unit::Year { Unit::Year } else { Unit::Quarter }, Pick::YearEarlier),
            ));
        }
        return (amount(line, end).is_none()).then_some((end, Point::Unit(Unit::Quarter, Pick::YearEarlier)));
    }
    if the == 1 && line.word(start) == "latest" {
        let fiscal = usize::from(line.word(start + 1) == "fiscal");
        let unit = period(start + 1 + fiscal)?;
        let p = if unit == Unit::Year { Pick::Last } else { Pick::Same };
        return Some((start + 2 + fiscal, Point::Unit(unit, p)));
    }
    // "the 1986 period", "the 1986 quarter"
    if the == 1
        && let Some((end, y)) = year(line, start)
        && (line.word(end) == "period" || is_unit(end) == Some(Unit::Quarter))
    {
        return Some((end + 1, Point::Quarter(0, Year::Given(y))));
    }
    None
}

/// "two weeks ago", "a year earlier", "the day after", "two days later", "a week from now", "in three days".
pub(super) fn shifted(line: &Line, at: usize) -> Option<(usize, Point)> {
    let the = line.word(at) == "the";
    // "in the weeks before the flood", "the days after".
    if the
        && let Some((Unit::Day | Unit::Week | Unit::Month, true)) = line.unit(at + 1)
        && matches!(line.word(at + 2), "before" | "after" | "leading" | "since")
    {
        return Some((at + 2, Point::Told));
    }
    let (end, how_many) = if the {
        (at + 1, Amount::Exact(1))
    } else {
        match amount(line, at) {
            Some(found) => found,
            None if line.unit(at).is_some_and(|(_, plural)| plural) && !plain_number(line, at) => (at, Amount::Vague),
            None if matches!(line.word(at), "long" | "ages") && line.word(at + 1) == "ago" => {
                return Some((at + 2, Point::FromNow(Amount::Vague, Unit::Year, -1)));
            }
            None => return None,
        }
    };
    let (unit, plural) = line.unit(end)?;
    if unit == Unit::Second && !plural {
        return None;
    }
    let mut end = end + 1;
    if line.are(end, &["and", "a", "half"]) {
        end += 3;
    }
    if line.are(end, &["or", "so"]) {
        end += 2;
    } else if matches!(line.word(end), "or" | "to")
        && amount(line, end + 1).is_some_and(|(e, _)| line.unit(e).is_some())
    {
        let (e, _) = amount(line, end + 1)?;
        end = e + 1;
    }
    let ends = |at: usize| matches!(line.word(at), "" | "." | "," | ";" | "-" | "\"" | "”" | "'" | ")");
    // Two hours later, no day is known to have passed: how long it was is all that is said.
    if unit.is_clock() && matches!(line.word(end), "earlier" | "later" | "before") {
        return None;
    }
    match line.word(end) {
        "ago" if !the => Some((end + 1, Point::FromNow(how_many, unit, -1))),
        "earlier" | "previously" if !the => Some((end + 1, Point::FromThere(how_many, unit, -1))),
        "before" if !the && ends(end + 1) => Some((end + 1, Point::FromThere(how_many, unit, -1))),
        "later" | "afterward" | "afterwards" | "thereafter" if !the => {
            Some((end + 1, Point::FromThere(how_many, unit, 1)))
        }
        "from" if matches!(line.word(end + 1), "now" | "today") && !the => {
            Some((end + 2, Point::FromNow(how_many, unit, 1)))
        }
        "hence" if !the => Some((end + 1, Point::FromNow(how_many, unit, 1))),
        word @ ("after" | "before") if the && matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year) => {
            let step = if word == "after" { 1 } else { -1 };
            // Of "the day after the flood" only the flood could say which day it is.
            if ends(end + 1) {
                Some((end + 1, Point::FromThere(how_many, unit, step)))
            } else {
                Some((end, Point::Told)).filter(|_| unit == Unit::Day)
            }
        }
        _ => None,
    }
}

/// Whether a number stands right before, too strange to be an amount: "99,999.9 years ago".
fn plain_number(line: &Line, at: usize) -> bool {
    at > 0
        && line
            .token(at - 1)
            .is_some_and(|token| token.kind == crate::times::token::Kind::Number || token.sense.number.is_some())
}

/// "the third quarter", "third-quarter", "the first half of 1986", "this year's third quarter", "the 1986 third quarter".
pub(super) fn quarter(line: &Line, at: usize) -> Option<(usize, Point)> {
    let mut start = at;
    let mut lean = Year::Pick(Pick::Bare);
    match (line.word(at), line.word(at + 1)) {
        ("this" | "last" | "next", "year") if line.are(at + 2, &["'", "s"]) => {
            lean = Year::Now(match line.word(at) {
                "this" => 0,
                "last" => -1,
                _ => 1,
            });
            start = at + 4;
        }
        ("the", _) => start = at + 1,
        _ => {}
    }
    if let Some((end, y)) = year(line, start) {
        let own = line.are(end, &["'", "s"]);
        lean = Year::Given(y);
        start = end + if own { 2 } else { 0 };
    }
    start += usize::from(matches!(line.word(start), "fiscal" | "company"));
    if line.are(start, &["year", "-", "earlier"]) || line.are(start, &["year", "-", "ago"]) {
        lean = Year::Pick(Pick::YearEarlier);
        start += 3;
    }
    start += usize::from(line.word(start) == "fiscal");
    let (end, n) = match line.word(start) {
        "final" | "last" if line.word(start) == "final" || line.word(start + 1) == "half" => (start + 1, 4),
        _ => ordinal(line, start).filter(|(_, n)| (1..=4).contains(n))?,
    };
    let hyphen = usize::from(line.word(end) == "-" && line.glued(end));
    let end = end + hyphen;
    let half = match line.word(end) {
        "quarter" => false,
        // A half of a game is no date: a year must follow or "the" and a verb of business cannot be told apart.
        "half" => true,
        _ => return None,
    };
    let end = end + 1;
    let of = usize::from(line.word(end) == "of");
    let mut after = end;
    if let Some((e, y)) = year(line, end + of).filter(|_| lean == Year::Pick(Pick::Bare)) {
        (after, lean) = (e, Year::Given(y));
    } else if of == 1 {
        let p = match (line.word(end + 1), line.word(end + 2)) {
            ("last", "year") => Some(-1),
            ("this" | "the", "year") => Some(0),
            ("next", "year") => Some(1),
            _ => None,
        };
        if let Some(p) = p {
            (after, lean) = (end + 3, Year::Now(p));
        }
    }
    let n = u8::try_from(n).ok()?;
    if half {
        let sure = lean != Year::Pick(Pick::Bare);
        let n = if n == 4 { 2 } else { n };
        return (sure && n <= 2).then_some((after, Point::Half(n, lean)));
    }
    Some((after, Point::Quarter(n, lean)))
}
