//! To whom and on what occasion something was said, from the words about the cue.

use super::Context;
use crate::span::Span;
use crate::text::words::words;
use crate::times::Time;

/// Nouns for something at which or in which many things are said.
const EVENTS: [&str; 34] = [
    "interview",
    "debate",
    "speech",
    "rally",
    "briefing",
    "conference",
    "hearing",
    "testimony",
    "town",
    "forum",
    "convention",
    "statement",
    "tweet",
    "tweets",
    "post",
    "letter",
    "email",
    "memo",
    "call",
    "meeting",
    "address",
    "remarks",
    "event",
    "fundraiser",
    "summit",
    "broadcast",
    "appearance",
    "episode",
    "column",
    "op-ed",
    "video",
    "ad",
    "press",
    "stop",
];
/// Cues that take the addressee as their object.
const TELLING: [&str; 22] = [
    "told",
    "tell",
    "tells",
    "telling",
    "asked",
    "asks",
    "asking",
    "urged",
    "urges",
    "urging",
    "warned",
    "warns",
    "warning",
    "informed",
    "assured",
    "reminded",
    "advised",
    "addressed",
    "briefed",
    "thanked",
    "promised",
    "begged",
];
/// Where an addressee ends.
const STOPS: [&str; 30] = [
    "that",
    "in",
    "at",
    "on",
    "during",
    "after",
    "before",
    "as",
    "when",
    "if",
    "whether",
    "how",
    "why",
    "what",
    "about",
    "to",
    "not",
    "by",
    "via",
    "while",
    "there",
    "following",
    "outside",
    "inside",
    "via",
    "through",
    "over",
    "of",
    "against",
    "would",
];
/// Nouns for occasions of speaking.
const OCCASIONS: [&str; 46] = [
    "interview",
    "interviews",
    "conference",
    "briefing",
    "speech",
    "statement",
    "rally",
    "summit",
    "debate",
    "meeting",
    "letter",
    "address",
    "remarks",
    "tweet",
    "tweets",
    "post",
    "call",
    "hearing",
    "testimony",
    "op-ed",
    "column",
    "memo",
    "video",
    "ad",
    "broadcast",
    "hall",
    "forum",
    "convention",
    "event",
    "ceremony",
    "visit",
    "session",
    "lecture",
    "sermon",
    "email",
    "message",
    "report",
    "appearance",
    "gathering",
    "dinner",
    "luncheon",
    "fundraiser",
    "town-hall",
    "memoir",
    "book",
    "interview",
];
/// The longest addressee and occasion, in words.
const MOST: usize = 12;

/// Addressee and occasion of an attribution, in bytes of the view.
pub(super) fn setting(context: &Context<'_>, times: &[Time]) -> (Option<Span>, Option<Span>) {
    (addressee(context, times), occasion(context, times))
}

fn addressee(context: &Context<'_>, times: &[Time]) -> Option<Span> {
    let text = context.text;
    let cue = context.attribution.cue;
    let last = words(text, cue).last()?.of(text).to_lowercase();
    let after = words(text, Span::new(cue.end, context.frame.end.max(cue.end)));
    let rest = if TELLING.contains(&last.as_str()) {
        &after[..]
    } else {
        let to = after.iter().take(2).position(|w| w.of(text) == "to")?;
        let told = matches!(
            last.as_str(),
            "said" | "says" | "saying" | "explained" | "speaking" | "wrote" | "confirmed" | "complained"
        );
        if !told {
            return None;
        }
        &after[to + 1..]
    };
    let mut end = cue.end;
    let mut taken = 0;
    for word in rest.iter().take(MOST) {
        let gap = &text[end.max(cue.end)..word.start];
        let lower = word.of(text).to_lowercase();
        let over = taken > 0 && !gap.trim_matches(|c: char| c.is_whitespace() || "’'s&".contains(c)).is_empty();
        let time = times.iter().any(|t| t.span.covers(*word));
        if over || time || STOPS.contains(&lower.as_str()) || !context.narrates(*word) || gap.contains(['“', '"', ':'])
        {
            break;
        }
        end = word.end;
        taken += 1;
    }
    let first = rest.first()?;
    (taken > 0 && end > first.start).then(|| Span::new(first.start, end))
}

fn occasion(context: &Context<'_>, times: &[Time]) -> Option<Span> {
    let text = context.text;
    let all = words(text, context.frame);
    for (k, word) in all.iter().enumerate() {
        let lower = word.of(text).to_lowercase();
        if !matches!(lower.as_str(), "at" | "in" | "during" | "after" | "on" | "before" | "following")
            || !context.narrates(*word)
        {
            continue;
        }
        let mut end = word.end;
        let mut noun = None;
        for next in all[k + 1..].iter().take(MOST) {
            let gap = &text[end..next.start];
            let lower = next.of(text).to_lowercase();
            let apart =
                gap.contains([',', ';', ':', '“', '”', '"', '—', '(']) || times.iter().any(|t| t.span.covers(*next));
            let stops = matches!(
                lower.as_str(),
                "that" | "who" | "which" | "said" | "told" | "and" | "but" | "he" | "she" | "they"
            );
            if apart || stops || !context.narrates(*next) || next.overlaps(context.attribution.cue) {
                break;
            }
            let ends = noun.is_some()
                && matches!(lower.as_str(), "on" | "after" | "before" | "during" | "as" | "when" | "where");
            if ends {
                break;
            }
            end = next.end;
            if OCCASIONS.contains(&lower.as_str()) {
                noun.get_or_insert(end);
            } else if noun.is_none() && next.start - word.end > 60 {
                break;
            }
        }
        if noun.is_some() {
            return Some(Span::new(word.start, end));
        }
    }
    None
}

/// The nouns for occasions that stand in `within`.
pub(super) fn events(text: &str, within: Span) -> Vec<&'static str> {
    let all = words(text, within);
    let mut found: Vec<&'static str> = Vec::new();
    for word in all {
        let lower = word.of(text).to_lowercase();
        if let Some(event) = EVENTS.iter().find(|event| **event == lower) {
            found.push(event);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}
