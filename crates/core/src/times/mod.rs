//! Time expressions in running text: where they lie, what they are worth in TIMEX3, and the days that they name.
//!
//! The way: a line is cut into tokens (`token`); a small grammar (`rules`) reads what an expression means without
//! asking when it was written (`meaning`); the words around it say whether it is past or to come (`lean`); and the
//! day of publication and what was said before turn it into days (`resolve`). Where that day is unknown, nothing is
//! invented: "Thursday" stays `XXXX-WXX-4`, without days.

mod days;
mod holidays;
mod lean;
mod line;
mod meaning;
mod resolve;
mod rules;
#[cfg(test)]
mod tests;
mod token;
mod values;
mod words;

pub use days::{Days, weekday_from, weekday_until};

use crate::span::Span;
use jiff::civil::Date;
use line::Line;
use meaning::{Meaning, Point, Side, Year};
use resolve::{Context, Resolved};
use rules::Found;
use serde::{Deserialize, Serialize};
use words::Unit;

/// The value of a word for a cardinal number up to ninety, in small letters: 12 for "twelve".
pub(crate) fn cardinal(word: &str) -> Option<u32> {
    words::sense(word).number
}

/// What a time expression is, in the words of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TimeKind {
    /// A day or a longer stretch of the calendar.
    Date,
    /// A time of a day.
    Time,
    /// How long.
    Duration,
    /// How often.
    Set,
}

impl TimeKind {
    /// The word in JSON and in TIMEX3.
    pub fn as_str(self) -> &'static str {
        match self {
            TimeKind::Date => "DATE",
            TimeKind::Time => "TIME",
            TimeKind::Duration => "DURATION",
            TimeKind::Set => "SET",
        }
    }
}

/// What narrows or bounds the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Modifier {
    /// "early", "the beginning of".
    Start,
    /// "mid-", "the middle of".
    Mid,
    /// "late", "the end of".
    End,
    /// "earlier in the week": within it, not after the publication.
    Earlier,
    /// "later this year": within it, not before the publication.
    Later,
    /// "nearly", "up to".
    Less,
    /// "more than", "at least".
    More,
    /// "about".
    Approx,
}

/// On which side of the publication something lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lean {
    /// Before it.
    Past,
    /// Neither is known, or it is the day itself.
    Open,
    /// After it.
    Future,
}

/// A time expression.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// Where it lies, in bytes of the text given.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
    /// Its TIMEX3 value: `2026-06-25`, `2026-W26`, `2026-SU`, `2026-06-25TEV`, `P3D`, `PRESENT_REF`; with `X` for what is
    /// unknown, as in `XXXX-WXX-4`.
    pub value: String,
    /// The days that it names, the modifier applied; `None` where they are unknown, and for most durations and sets.
    pub days: Option<Days>,
    /// What narrows or bounds the value.
    pub modifier: Option<Modifier>,
    /// Whether it leans on the publication or on what was said before.
    pub relative: bool,
    /// On which side of the publication it lies; where its days are unknown, what its clause says.
    pub lean: Lean,
}

/// The time expressions of a text, in order, none overlapping another.
///
/// The text is paragraphs joined by `\n`; no expression crosses one. What leans on the publication stays without days
/// where `published` is `None`.
///
/// ```
/// use onrecord_core::times::times;
/// use jiff::civil::date;
///
/// let text = "The ferry sank on Tuesday, two days after a storm, and will be raised in July.";
/// let found: Vec<String> = times(text, Some(date(2026, 6, 25))).into_iter().map(|time| time.value).collect();
/// assert_eq!(found, ["2026-06-23", "P2D", "2026-07"]);
///
/// assert_eq!(times("It sank on Tuesday.", None)[0].value, "XXXX-WXX-2");
/// ```
pub fn times(text: &str, published: Option<Date>) -> Vec<Time> {
    let lower = text.to_ascii_lowercase();
    let mut context = Context { published, ..Context::default() };
    let mut found = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        let end = offset + line.len();
        read_line(&Line::new(token::tokens(line, &lower[offset..end])), offset, &mut context, &mut found);
        offset = end + 1;
    }
    found
}

fn read_line(line: &Line, offset: usize, context: &mut Context, times: &mut Vec<Time>) {
    let mut at = 0;
    while at < line.len() {
        let Some(mut found) = rules::read(line, at) else {
            at += 1;
            continue;
        };
        at = found.end;
        let second = second_day(line, &mut found);
        for found in std::iter::once(found).chain(second) {
            at = found.end;
            times.extend(resolved(line, &found, offset, context));
        }
    }
}

/// The second day of "June 28-30, 2026", which shares its month and year with the first.
fn second_day(line: &Line, first: &mut Found) -> Option<Found> {
    let Meaning::Point(Point::Day(year @ Year::Pick(_), month, day)) = &mut first.meaning else { return None };
    let (start, mut end, other) = rules::second_day(line, first.end).filter(|(_, _, other)| *other > *day)?;
    if let Some((after, y)) = rules::year_after(line, end) {
        (*year, end) = (Year::Given(y), after);
    }
    let meaning = Meaning::Point(Point::Day(*year, *month, other));
    Some(Found { start, end, meaning, modifier: None })
}

fn resolved(line: &Line, found: &Found, offset: usize, context: &mut Context) -> Option<Time> {
    let start = line.token(found.start)?.span.start;
    let end = line.token(found.end.checked_sub(1)?)?.span.end;
    let clause = lean::clause(line, found.start, found.end);
    let (kind, resolved) = match &found.meaning {
        Meaning::Point(point) => {
            let resolved = context.point(point, clause);
            context.remember(&resolved);
            let clock = matches!(point, Point::FromNow(_, unit, _) | Point::FromThere(_, unit, _) if unit.is_clock());
            (if clock { TimeKind::Time } else { TimeKind::Date }, resolved)
        }
        Meaning::At(point, hour) => {
            let day = context.point(point, clause);
            context.remember(&day);
            (TimeKind::Time, Resolved { value: values::hour(&day.value, *hour), ..day })
        }
        Meaning::Length(amount, unit, side) => {
            context.longer |= matches!(unit, Unit::Month | Unit::Year);
            let days = context.published.and_then(|day| match (amount, side) {
                (meaning::Amount::Exact(n), Side::Past) => Days::new(days::shift(day, -i64::from(*n), *unit)?, day),
                (meaning::Amount::Exact(n), Side::Next) => Days::new(day, days::shift(day, i64::from(*n), *unit)?),
                _ => None,
            });
            let relative = *side != Side::Unsaid;
            (TimeKind::Duration, Resolved { value: values::duration(*amount, *unit), days, relative })
        }
        Meaning::Set(value) => (TimeKind::Set, Resolved { value: value.clone(), days: None, relative: false }),
        Meaning::Ref(value) => (TimeKind::Date, Resolved { value: (*value).to_owned(), days: None, relative: true }),
    };
    let days = resolved.days.map(|days| narrowed(days, found.modifier, context.published));
    Some(Time {
        span: Span::new(offset + start, offset + end),
        kind,
        value: resolved.value,
        days,
        modifier: found.modifier,
        relative: resolved.relative,
        lean: match (days, context.published) {
            (Some(days), Some(day)) if days.end < day => Lean::Past,
            (Some(days), Some(day)) if days.start > day => Lean::Future,
            _ => clause.lean,
        },
    })
}

/// The part of the days that the modifier speaks of.
fn narrowed(days: Days, modifier: Option<Modifier>, published: Option<Date>) -> Days {
    let part = match (modifier, published) {
        (Some(Modifier::Start), _) => Some(days.third(0)),
        (Some(Modifier::Mid), _) => Some(days.third(1)),
        (Some(Modifier::End), _) => Some(days.third(2)),
        (Some(Modifier::Earlier), Some(day)) if days.contains(day) => Days::new(days.start, day),
        (Some(Modifier::Later), Some(day)) if days.contains(day) => Days::new(day, days.end),
        _ => None,
    };
    part.unwrap_or(days)
}

/// What the tests of this module share.
#[cfg(test)]
mod testing {
    use super::line::Line;
    use super::token::tokens;

    /// A line for a test that lives as long as the program.
    pub fn line(text: &str) -> Line<'static> {
        let lower: &'static str = Box::leak(text.to_ascii_lowercase().into_boxed_str());
        Line::new(tokens(text, lower))
    }
}
