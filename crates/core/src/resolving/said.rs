//! When each statement was spoken: from the words of time beside its cue, or beside another statement of the same
//! speaker to which it belongs.

use jiff::civil::Date;

use super::Context;
use crate::reading::passage;
use crate::span::Span;
use crate::statement::Said;
use crate::text::View;
use crate::times::{Time, TimeKind};

/// Words of a cue that set a statement apart from the occasion that the article tells of.
const APART: [&str; 17] = [
    "previously",
    "earlier",
    "once",
    "long",
    "repeatedly",
    "often",
    "always",
    "never",
    "has ",
    "have ",
    "had ",
    "’s been",
    "in the past",
    "used to",
    "frequently",
    "consistently",
    "would ",
];
/// Days that may lie between the first and the last day of an interval that dates a statement.
const WIDEST: i32 = 370;

/// When each of the attributions was said.
pub(super) fn said(
    view: &View,
    contexts: &[Context<'_>],
    speakers: &[Option<usize>],
    headlines: &[bool],
    times: &[Time],
    published: Option<Date>,
) -> Vec<Option<Said>> {
    let own: Vec<Option<&Time>> = contexts.iter().map(|c| beside(c, contexts, times, published)).collect();
    let make = |time: &Time, inherited: bool| {
        Some(Said {
            days: time.days?,
            words: passage(view, &[time.span]),
            anchor: published.filter(|_| time.relative),
            inherited,
        })
    };
    let mut said: Vec<Option<Said>> = own.iter().map(|time| time.and_then(|t| make(t, false))).collect();
    let mut order: Vec<usize> = (0..contexts.len()).collect();
    order.sort_by_key(|&k| contexts[k].attribution.cue.start);
    let apart: Vec<bool> = contexts.iter().map(sets_apart).collect();
    // Forward: what a speaker goes on to say.
    for (at, &k) in order.iter().enumerate() {
        if said[k].is_some() || apart[k] || speakers[k].is_none() {
            continue;
        }
        let before = order[..at].iter().rev().filter(|&&j| speakers[j] == speakers[k] && !apart[j]);
        let from = before.clone().find(|&&j| own[j].is_some());
        let after = || order[at + 1..].iter().find(|&&j| speakers[j] == speakers[k] && !apart[j] && own[j].is_some());
        let lead = headlines[k]
            || before.count() == 0
            || order[..at].iter().all(|&j| headlines[j] || speakers[j] != speakers[k] || own[j].is_none());
        let source = from.or_else(|| if lead { after() } else { None });
        if let Some(time) = source.and_then(|&j| own[j]) {
            said[k] = make(time, true);
        }
    }
    said
}

/// The expression of time that tells when the words were spoken, if one stands beside the cue.
fn beside<'t>(
    context: &Context<'_>,
    all: &[Context<'_>],
    times: &'t [Time],
    published: Option<Date>,
) -> Option<&'t Time> {
    let cue = context.attribution.cue;
    let from = times.partition_point(|t| t.span.end <= context.frame.start);
    let inside = times[from..].iter().take_while(|t| t.span.start < context.frame.end);
    inside
        .filter(|t| matches!(t.kind, TimeKind::Date | TimeKind::Time) && context.narrates(t.span))
        .filter(|t| {
            t.days.is_some_and(|d| {
                let long = d.end.since(d.start).map_or(i32::MAX, |s| s.get_days());
                long <= WIDEST && published.is_none_or(|day| d.start <= day)
            })
        })
        .filter(|t| !bounds(context.text, t.span))
        .map(|t| {
            let gap = if t.span.start >= cue.end {
                Span::new(cue.end, t.span.start)
            } else {
                Span::new(t.span.end.min(cue.start), cue.start)
            };
            let between = all.iter().filter(|o| o.attribution.cue != cue && gap.covers(o.attribution.cue)).count();
            (between, gap.len(), t)
        })
        .filter(|(between, _, _)| *between == 0)
        .min_by_key(|(_, gap, _)| *gap)
        .map(|(_, _, t)| t)
}

/// Whether a time only bounds another: "since Monday", "until June", "by Friday".
fn bounds(text: &str, time: Span) -> bool {
    let before = text[..time.start].trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    matches!(word.as_str(), "since" | "until" | "till" | "by" | "through" | "before" | "from")
}

/// Whether the words of the cue put the statement elsewhere in time: "has long said".
fn sets_apart(context: &Context<'_>) -> bool {
    let act = format!("{} ", context.act());
    APART.iter().any(|word| act.contains(word))
}
