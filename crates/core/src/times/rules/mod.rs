//! The grammar: what a time expression may look like. Each file reads one family; the longest reading wins.

mod calendar;
mod clock;
mod length;
mod numbers;
mod period;
mod sets;
mod vague;
mod weekday;

use super::Modifier;
use super::line::Line;
use super::meaning::{Meaning, Pick, Point};
use super::token::Kind;

/// An expression that was read: the tokens `start..end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub meaning: Meaning,
    pub modifier: Option<Modifier>,
}

/// The expression that begins at a token, if one does: the longest reading, and of equals the earlier rule's.
pub(super) fn read(line: &Line, at: usize) -> Option<Found> {
    if starts(line, at) { read_any(line, at) } else { None }
}

/// The same without the look at the first word.
pub(super) fn read_any(line: &Line, at: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    let mut offer = |found: Option<(usize, Meaning)>, modifier: Option<Modifier>| {
        if let Some((end, meaning)) = found
            && best.as_ref().is_none_or(|best| best.end < end)
        {
            best = Some(Found { start: at, end, meaning, modifier });
        }
    };
    offer(length::at(line, at), None);
    if let Some((end, modifier)) =
        bound(line, at).filter(|(end, _)| !matches!(line.word(*end), "the" | "past" | "last" | "next"))
    {
        offer(length::at(line, end), Some(modifier));
        // "less than a year ago" is one expression; in "less than a year earlier" two sums are compared.
        let ago = period::shifted(line, end).filter(|(_, point)| matches!(point, Point::FromNow(..)));
        offer(ago.map(|(end, point)| (end, Meaning::Point(point))), Some(modifier));
    }
    offer(clock::at(line, at), None);
    offer(day(line, at).map(|(end, point)| (end, Meaning::Point(point))), None);
    if let Some((end, modifier)) = stretch(line, at) {
        offer(clock::at(line, end).filter(|_| modifier != Modifier::Mid), Some(modifier));
        offer(day(line, end).map(|(end, point)| (end, Meaning::Point(point))), Some(modifier));
    }
    offer(sets::at(line, at), None);
    offer(vague::at(line, at), None);
    // "about" bounds what follows and is no part of it.
    if let Some(best) = &mut best
        && best.modifier == Some(Modifier::Approx)
    {
        best.start += 1;
    }
    best
}

/// Whether an expression may begin at the token at all; most words of an article are passed over by this alone.
fn starts(line: &Line, at: usize) -> bool {
    line.token(at).is_some_and(|token| token.kind == Kind::Number || token.sense.leads() || token.lower == "'")
}

/// Any day or longer stretch of the calendar.
pub(in crate::times) fn day(line: &Line, at: usize) -> Option<(usize, Point)> {
    let readings = [
        weekday::point(line, at),
        calendar::point(line, at),
        calendar::picked(line, at),
        period::point(line, at),
        period::shifted(line, at),
        period::quarter(line, at),
    ];
    readings.into_iter().flatten().fold(None, |best: Option<(usize, Point)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    })
}

/// The second day of "June 28 and 29" or "June 28-30", after the first: where it begins and ends, and the day.
pub(super) fn second_day(line: &Line, at: usize) -> Option<(usize, usize, u8)> {
    if !matches!(line.word(at), "and" | "or" | "-" | "to" | "through" | ",") {
        return None;
    }
    let (end, day) = numbers::month_day(line, at + 1, false)?;
    let ends = matches!(
        line.word(end),
        "" | "." | "," | ";" | ")" | "in" | "at" | "for" | "to" | "and" | "on" | "when" | "was" | "were" | "will" | "-"
    );
    let list = line.word(at) != "," || line.word(end) == "and" || line.word(end) == ",";
    (ends && list).then_some((at + 1, end, day))
}

/// The year that follows the second day.
pub(super) fn year_after(line: &Line, end: usize) -> Option<(usize, i16)> {
    numbers::year(line, end + usize::from(line.word(end) == ","))
}

/// The words that pick one of a row.
fn pick(line: &Line, at: usize) -> Option<(usize, Pick)> {
    Some(match (line.word(at), line.word(at + 1)) {
        ("this", "past") => (at + 2, Pick::Last),
        ("this", "coming") => (at + 2, Pick::Next),
        ("last" | "past", _) => (at + 1, Pick::Last),
        ("this", _) => (at + 1, Pick::This),
        ("next" | "coming", _) => (at + 1, Pick::Next),
        ("that", "same") | ("the", "same") => (at + 2, Pick::Same),
        ("that", _) => (at + 1, Pick::Same),
        ("the", "following" | "next") => (at + 2, Pick::Following),
        ("the", "previous" | "prior" | "preceding") => (at + 2, Pick::Previous),
        ("previous" | "preceding", _) => (at + 1, Pick::Previous),
        ("following", _) => (at + 1, Pick::Following),
        ("the", "current") => (at + 2, Pick::This),
        ("the", "coming" | "upcoming") => (at + 2, Pick::Next),
        ("the", _) => (at + 1, Pick::Same),
        _ => return None,
    })
}

/// "early", "mid-", "the end of": a part of the stretch that follows.
fn stretch(line: &Line, at: usize) -> Option<(usize, Modifier)> {
    let the = usize::from(line.word(at) == "the");
    let word = line.word(at + the);
    let hyphen = usize::from(line.hyphen_after(at + the));
    let simple = match word {
        "early" | "earlier" => Some(Modifier::Start),
        "mid" | "middle" => Some(Modifier::Mid),
        "late" | "later" => Some(Modifier::End),
        _ => None,
    };
    if let Some(modifier) = simple
        && word != "middle"
    {
        let end = at + the + 1 + hyphen;
        if matches!(word, "earlier" | "later") {
            let of = matches!(line.word(end), "in" | "on");
            return match (line.word(end + usize::from(of)), line.word(end + 1 + usize::from(of))) {
                ("this" | "that", _) | ("the", "week" | "day" | "month" | "year") => {
                    Some((end + usize::from(of), if word == "earlier" { Modifier::Earlier } else { Modifier::Later }))
                }
                _ => None,
            };
        }
        let of = usize::from(
            line.word(end) == "in" && line.word(end + 1) != "the"
                || line.are(end, &["in", "the", "year"])
                || line.are(end, &["in", "the", "week"])
                || line.are(end, &["in", "the", "month"]),
        );
        // "the late November trip": the article belongs to the trip.
        return (the == 0 || calendar::decade(line, end).is_some()).then_some((end + of, modifier));
    }
    let modifier = match word {
        "beginning" | "start" | "outset" => Modifier::Start,
        "middle" => Modifier::Mid,
        "end" | "close" => Modifier::End,
        _ => return None,
    };
    (line.word(at + the + 1) == "of").then_some((at + the + 2, modifier))
}

/// "nearly", "more than", "at least": a bound on the amount that follows.
fn bound(line: &Line, at: usize) -> Option<(usize, Modifier)> {
    let bounds: [(&[&str], Modifier); 15] = [
        (&["nearly"], Modifier::Less),
        (&["almost"], Modifier::Less),
        (&["less", "than"], Modifier::Less),
        (&["fewer", "than"], Modifier::Less),
        (&["no", "more", "than"], Modifier::Less),
        (&["up", "to"], Modifier::Less),
        (&["at", "most"], Modifier::Less),
        (&["more", "than"], Modifier::More),
        (&["at", "least"], Modifier::More),
        (&["over"], Modifier::More),
        (&["just", "over"], Modifier::More),
        (&["about"], Modifier::Approx),
        (&["around"], Modifier::Approx),
        (&["roughly"], Modifier::Approx),
        (&["approximately"], Modifier::Approx),
    ];
    bounds.iter().find(|(words, _)| line.are(at, words)).map(|(words, modifier)| (at + words.len(), *modifier))
}
