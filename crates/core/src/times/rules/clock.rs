//! Times of the day: "9:30 a.m. EST", "noon Friday", "5 in the morning", "this morning", "last night".

use super::numbers::cardinal;
use super::{day, weekday};
use crate::times::line::Line;
use crate::times::meaning::{Amount, Hour, Meaning, Point};
use crate::times::token::Kind;
use crate::times::words::Unit;

/// The day that was spoken of last.
const SPOKEN: Point = Point::FromThere(Amount::Exact(0), Unit::Day, 1);

/// A time of a day that begins at `at`, with the day where it is given.
pub(super) fn at(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    None.or_else(|| named(line, at)).or_else(|| clock_with_day(line, at)).or_else(|| part_of_day(line, at))
}

/// "tonight", "this morning", "last night", "overnight".
fn named(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    let part = |at: usize| {
        line.token(at)
            .filter(|token| token.lower.len() > 4 && !token.lower.ends_with('s'))
            .and_then(|token| token.sense.part)
    };
    let today = Point::FromToday(0);
    match line.word(at) {
        "tonight" => Some((at + 1, Meaning::At(today, Hour::Part("NI")))),
        "overnight" => Some((at + 1, Meaning::At(Point::FromToday(-1), Hour::Part("NI")))),
        "this" if line.word(at + 1) == "very" => Some((at + 3, Meaning::At(today, Hour::Part(part(at + 2)?)))),
        "this" => Some((at + 2, Meaning::At(today, Hour::Part(part(at + 1)?)))),
        "last" if line.word(at + 1) == "night" => Some((at + 2, Meaning::At(Point::FromToday(-1), Hour::Part("NI")))),
        "last" if line.word(at + 1) == "evening" => Some((at + 2, Meaning::At(Point::FromToday(-1), Hour::Part("EV")))),
        "that" => Some((at + 2, Meaning::At(SPOKEN, Hour::Part(part(at + 1)?)))),
        "the" if matches!(line.before(at), "in" | "during") && !matches!(line.word(at + 2), "of") => {
            Some((at + 2, Meaning::At(SPOKEN, Hour::Part(part(at + 1)?))))
        }
        "mid" => {
            let hyphen = usize::from(line.hyphen_after(at));
            Some((at + 2 + hyphen, Meaning::At(SPOKEN, Hour::Part(part(at + 1 + hyphen)?))))
        }
        _ => None,
    }
}

/// "8 p.m. Tuesday", "noon", "9 a.m. on June 3".
fn clock_with_day(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    let (end, hour) = clock(line, at)?;
    let skip = usize::from(line.word(end) == "on") + usize::from(line.word(end) == ",");
    let given = day(line, end + skip).filter(|(_, point)| !matches!(point, Point::Year(_) | Point::Month(..)));
    Some(match given {
        Some((end, point)) => (end, Meaning::At(point, hour)),
        None => (end, Meaning::At(SPOKEN, hour)),
    })
}

/// "Friday night", "yesterday morning", "the night of June 3", "Thursday at 9 a.m.", "June 3 at noon".
fn part_of_day(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    let part =
        |at: usize| line.token(at).filter(|token| !token.lower.ends_with('s')).and_then(|token| token.sense.part);
    if line.word(at) == "the" && line.word(at + 2) == "of" {
        let part = part(at + 1)?;
        let (end, point) = day(line, at + 3)?;
        return Some((end, Meaning::At(point, Hour::Part(part))));
    }
    let (end, point) = weekday::point(line, at).or_else(|| day(line, at))?;
    if matches!(point, Point::Year(_) | Point::Month(..) | Point::Season(..) | Point::Decade(_) | Point::Century(_)) {
        return None;
    }
    if let Some(part) = part(end) {
        let (end, point) = if let Point::Weekday(..) = point {
            weekday::dated(line, end + 1).unwrap_or((end + 1, point))
        } else {
            (end + 1, point)
        };
        return Some((end, Meaning::At(point, Hour::Part(part))));
    }
    let skip = usize::from(matches!(line.word(end), "at")) + usize::from(line.word(end) == ",");
    let (end, hour) = clock(line, end + skip)?;
    Some((end, Meaning::At(point, hour)))
}

/// The clock alone, with its zone: "9:30 a.m. EST", "5pm", "14:00 GMT", "noon", "midnight", "8 o'clock".
fn clock(line: &Line, at: usize) -> Option<(usize, Hour)> {
    match line.word(at) {
        "noon" | "midday" => return Some((zone(line, at + 1), Hour::Clock(12, 0))),
        "midnight" => return Some((zone(line, at + 1), Hour::Clock(0, 0))),
        _ => {}
    }
    let token = line.token(at)?;
    if line.glued(at) && matches!(line.before(at), "$" | "-" | ":" | "/" | "£" | "€") {
        return None;
    }
    let (mut end, hour) = if token.kind == Kind::Number && token.lower.contains('.') {
        // "9.30am": only with the half of the day after it.
        let (h, m) = token.lower.split_once('.')?;
        let half = half(line, at + 1)?;
        let (h, m): (u8, u8) = (h.parse().ok()?, m.parse().ok().filter(|_| m.len() == 2)?);
        let (h, m) = civil(h, m, Some(half.1))?;
        return Some((zone(line, half.0), Hour::Clock(h, m)));
    } else {
        let (end, hour) = cardinal(line, at)?;
        (end, u8::try_from(hour).ok().filter(|h| *h <= 24)?)
    };
    let mut minute = 0;
    let colon = line.word(end) == ":" && line.glued(end) && line.glued(end + 1);
    if colon {
        let text = line.token(end + 1).filter(|token| token.kind == Kind::Number && token.lower.len() == 2)?.lower;
        minute = text.parse().ok().filter(|m| *m < 60)?;
        end += 2;
        // 10:35:20; a score or a ratio such as 2:10:3 is dropped with it.
        if line.word(end) == ":" && line.glued(end) {
            return None;
        }
    }
    if let Some((after, half)) = half(line, end) {
        let (h, m) = civil(hour, minute, Some(half))?;
        return Some((zone(line, after), Hour::Clock(h, m)));
    }
    if line.are(end, &["o", "'", "clock"]) {
        let after = end + 3;
        return Some((zone(line, after), Hour::Clock(hour, minute)));
    }
    let after = zone(line, end);
    let hours = line.word(end) == "hours" && line.word(end + 1) == "gmt";
    let sure = after > end
        || hours
        || (colon && matches!(line.before(at), "at" | "by" | "until" | "from" | "around" | "about"));
    // Four digits with a zone, "1405 GMT", and two numbers with a colon need the whole hour to fit.
    let (h, m) = civil(hour, minute, None)?;
    (sure && (colon || after > end)).then_some((after, Hour::Clock(h, m)))
}

/// "a.m." or "in the morning", and whether it is the second half of the day.
fn half(line: &Line, at: usize) -> Option<(usize, bool)> {
    match line.word(at) {
        "a.m." | "am" | "a.m" => return Some((at + 1, false)),
        "p.m." | "pm" | "p.m" => return Some((at + 1, true)),
        _ => {}
    }
    if line.are(at, &["in", "the"]) || line.are(at, &["at", "night"]) {
        match line.word(at + 2) {
            "morning" => return Some((at + 3, false)),
            "afternoon" | "evening" => return Some((at + 3, true)),
            _ if line.word(at + 1) == "night" => return Some((at + 2, true)),
            _ => {}
        }
    }
    None
}

fn civil(hour: u8, minute: u8, afternoon: Option<bool>) -> Option<(u8, u8)> {
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(true) => hour % 12 + 12,
        Some(false) => hour % 12,
    };
    (minute < 60 && hour < 24).then_some((hour, minute))
}

/// The token after the zone, if there is one: "EST", "GMT", "local time", "Moscow time", "(GMT)".
fn zone(line: &Line, at: usize) -> usize {
    let is_zone = |at: usize| line.token(at).is_some_and(|token| token.sense.zone && token.span.len() <= 4);
    let upper = line.capital(at);
    if is_zone(at) && upper {
        return at + 1;
    }
    if line.word(at + 1) == "time" && (upper || line.word(at) == "local") {
        return at + 2;
    }
    at
}
