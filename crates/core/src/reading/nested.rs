//! Claims within what somebody says: "denied claims by officials that the ferry was unsafe" puts two on record.
//!
//! The reader seldom gives the inner one, so it is taken from the grammar: a noun of saying, whose it is, and `that`.

use super::Attribution;
use crate::span::Span;
use crate::statement::STANCES;
use crate::text::words::{unowned, words};

/// Nouns that name an act of saying.
const NOUNS: [&str; 26] = [
    "claim",
    "claims",
    "allegation",
    "allegations",
    "assertion",
    "assertions",
    "accusation",
    "accusations",
    "charge",
    "charges",
    "contention",
    "suggestion",
    "suggestions",
    "statement",
    "statements",
    "report",
    "reports",
    "assurance",
    "assurances",
    "warning",
    "warnings",
    "insistence",
    "argument",
    "arguments",
    "denial",
    "denials",
];

/// Words that lead from the noun to whose it is.
const LEADING: [&str; 3] = ["by", "from", "of"];

/// How many words may stand between the beginning of what is said and `that`.
const REACH: usize = 14;

/// Somebody has less of the inner claim on record for certain than of the outer one.
const LESS: f32 = 0.9;

/// Adds the claims within those that were found.
pub fn nest(text: &str, found: &mut Vec<Attribution>) {
    let inner = nested(text, found);
    found.extend(inner);
}

/// The claims within those that were found, which none of them gives.
fn nested(text: &str, found: &[Attribution]) -> Vec<Attribution> {
    let inner = found.iter().filter_map(|outer| inside(text, outer));
    inner.filter(|inner| !found.iter().any(|other| other.cue.overlaps(inner.cue))).collect()
}

/// Whether the words of a cue are a noun that names a claim: `claims`, `the allegation`.
pub(crate) fn names_claim(cue: &str) -> bool {
    cue.split_whitespace().next_back().is_some_and(|last| NOUNS.contains(&last.to_lowercase().as_str()))
}

fn inside(text: &str, outer: &Attribution) -> Option<Attribution> {
    let content = *outer.content.first()?;
    let words = words(text, content);
    let word = |k: usize| words.get(k).map_or("", |w| w.of(text));
    let that = (1..REACH.min(words.len())).find(|&k| word(k) == "that")?;
    let noun = (0..that).find(|&k| NOUNS.contains(&word(k).to_lowercase().as_str()))?;
    // Nothing but blanks may part the words up to the claim itself.
    let parted = |k: usize| text[words[k].end..words[k + 1].start].contains([',', ';', ':', '.', '“', '”', '"']);
    if (0..that).any(parted) {
        return None;
    }
    let source = if noun + 1 == that {
        let owned = noun.checked_sub(1).map(|k| possessive(text, &words, k))?;
        Span::new(words[0].start, words[owned?].end)
    } else if LEADING.contains(&word(noun + 1)) && noun + 2 < that {
        Span::new(words[noun + 2].start, words[that - 1].end)
    } else {
        return None;
    };
    let begin = words.get(that)?.start;
    let mut stances = [0.1 / (STANCES - 1) as f32; STANCES];
    stances[0] = 0.9;
    Some(Attribution {
        source: vec![source],
        cue: words[noun],
        content: vec![Span::new(begin, content.end)],
        confidence: outer.confidence * LESS,
        stances,
    })
}

/// The word up to the `k`th that carries a mark of possession, if only words of description follow it.
fn possessive(text: &str, words: &[Span], k: usize) -> Option<usize> {
    (0..=k).rev().take(3).find(|&at| {
        let rest = &text[words[at].end..];
        ["’s", "'s", "’ ", "' "].iter().any(|mark| rest.starts_with(mark)) && unowned(words[at].of(text)).len() > 1
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, content: &str) -> Option<[String; 3]> {
        let begin = text.find(content).unwrap();
        let outer = Attribution {
            source: Vec::new(),
            cue: Span::new(0, 1),
            content: vec![Span::new(begin, begin + content.len())],
            confidence: 1.0,
            stances: [0.0; STANCES],
        };
        let found = nested(text, &[outer]).pop()?;
        Some([found.source[0], found.cue, found.content[0]].map(|span| span.of(text).to_owned()))
    }

    #[test]
    fn whose_claim_it_is_stands_after_or_before_it() {
        let text = "Lund denied repeated claims by two senior officials that the ferry was unsafe.";
        let found = of(text, "repeated claims by two senior officials that the ferry was unsafe").unwrap();
        assert_eq!(found, ["two senior officials", "claims", "that the ferry was unsafe"]);
        let text = "Lund disputed the port authority’s latest claim that the ferry was unsafe.";
        let found = of(text, "the port authority’s latest claim that the ferry was unsafe").unwrap();
        assert_eq!(found, ["the port authority", "claim", "that the ferry was unsafe"]);
    }

    #[test]
    fn other_nouns_and_claims_of_nobody_are_left_alone() {
        for (text, content) in [
            ("He denied claims that it sank.", "claims that it sank"),
            ("He read the report by the desk, that it sank.", "the report by the desk, that it sank"),
            ("He liked the mayor’s hat that day.", "the mayor’s hat that day"),
            ("He denied it.", "it"),
        ] {
            assert_eq!(of(text, content), None, "{text}");
        }
    }
}
