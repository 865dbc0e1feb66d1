//! What comes again and again: "daily", "every day", "each July", "Thursdays", "twice a week".

use super::numbers::{amount, month};
use crate::times::line::Line;
use crate::times::meaning::{Amount, Meaning};
use crate::times::values;
use crate::times::words::Unit;

/// A set that begins at `at`.
pub(super) fn at(line: &Line, at: usize) -> Option<(usize, Meaning)> {
    adverb(line, at)
        .or_else(|| every(line, at))
        .or_else(|| plural(line, at))
        .or_else(|| rate(line, at))
        .map(|(end, value)| (end, Meaning::Set(value)))
}

fn adverb(line: &Line, at: usize) -> Option<(usize, String)> {
    let value = match line.word(at) {
        "daily" => "P1D",
        "nightly" => "P1D",
        "hourly" => "PT1H",
        "weekly" => "P1W",
        "fortnightly" => "P2W",
        "monthly" => "P1M",
        "annually" | "yearly" => "P1Y",
        _ => return None,
    };
    // Names of newspapers: the Daily Tidings, The Weekly Sail.
    let name = line.capital(at) && (line.capital(at + 1) || line.capital(at.wrapping_sub(1)) && at > 0);
    (!name).then(|| (at + 1, value.to_owned()))
}

/// "every day", "each Thursday", "every two years", "every other week", "each July", "every morning".
fn every(line: &Line, at: usize) -> Option<(usize, String)> {
    if !matches!(line.word(at), "every" | "each") {
        return None;
    }
    let start = at + 1 + usize::from(line.word(at + 1) == "single");
    let token = line.token(start)?;
    if let Some(weekday) = token.sense.weekday.filter(|_| token.capital) {
        return Some((start + 1, format!("XXXX-WXX-{weekday}")));
    }
    if let Some((end, month)) = month(line, start) {
        return Some((end, format!("XXXX-{month:02}")));
    }
    if let Some(season) = token.sense.season.filter(|_| token.lower != "fall") {
        return Some((start + 1, format!("XXXX-{season}")));
    }
    if let Some(part) = token.sense.part {
        return Some((start + 1, format!("XXXX-XX-XXT{part}")));
    }
    if line.word(start) == "other"
        && let Some((unit, false)) = line.unit(start + 1)
    {
        return Some((start + 2, values::duration(Amount::Exact(2), unit)));
    }
    if let Some((unit, plural)) = line.unit(start) {
        return (!plural && unit != Unit::Second).then(|| (start + 1, values::duration(Amount::Exact(1), unit)));
    }
    let (end, how_many) = amount(line, start).filter(|_| !matches!(line.word(start), "a" | "an"))?;
    let (unit, _) = line.unit(end)?;
    (line.word(at) == "every").then(|| (end + 1, values::duration(how_many, unit)))
}

/// "Thursdays", "Tuesday nights", "weekends", "on weekdays".
fn plural(line: &Line, at: usize) -> Option<(usize, String)> {
    let token = line.token(at)?;
    if let Some(weekday) = token.sense.weekday.filter(|_| token.capital && !token.sense.short) {
        if token.sense.plural {
            return Some((at + 1, format!("XXXX-WXX-{weekday}")));
        }
        let next = line.token(at + 1)?;
        let part = next.sense.part.filter(|_| next.lower.ends_with('s'))?;
        return Some((at + 2, format!("XXXX-WXX-{weekday}T{part}")));
    }
    if token.lower == "weekends" && matches!(line.before(at), "on" | "at" | "most") {
        return Some((at + 1, "XXXX-WXX-WE".to_owned()));
    }
    None
}

/// "twice a week", "three times a year": the whole phrase.
fn rate(line: &Line, at: usize) -> Option<(usize, String)> {
    let end = match line.word(at) {
        "once" | "twice" => at + 1,
        _ => {
            let (end, _) = amount(line, at).filter(|_| !matches!(line.word(at), "a" | "an"))?;
            (line.word(end) == "times").then_some(end + 1)?
        }
    };
    if !matches!(line.word(end), "a" | "an" | "every" | "each" | "per") {
        return None;
    }
    let (unit, plural) = line.unit(end + 1)?;
    (!plural).then(|| (end + 2, values::duration(Amount::Exact(1), unit)))
}
