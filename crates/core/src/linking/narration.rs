//! Where an article's own voice is at odds with what it reports, or with itself.
//!
//! Two plain signs are trusted: a claim that its own sentence sets aside ("despite claims that ..."), and an event that the
//! article tells of in one place and says was missing in another ("at a joint hearing", "without a joint hearing").

use super::material::{Material, Saying};
use super::terms::{rarity, stem};
use crate::span::Span;
use crate::text::words::words;

/// An end of an odd pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// A statement, by its place in the article.
    Saying(usize),
    /// What the article tells itself, by its place in [`Material::narration`].
    Narration(usize),
}

/// Two places of one article that are at odds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The one.
    pub a: End,
    /// The other.
    pub b: End,
    /// The reason, for people.
    pub why: String,
}

/// Words that set a claim aside.
const ASIDE: [&str; 9] = [
    "despite",
    "in spite of",
    "contrary to",
    "notwithstanding",
    "belying",
    "contradicting",
    "in contradiction to",
    "at odds with",
    "refuting",
];

/// How the cues begin of what can be set aside, since it tells how things are: not a warning, not an attack.
const CLAIMS: [&str; 14] = [
    "claim",
    "insist",
    "assert",
    "deni",
    "denying",
    "contention",
    "contend",
    "assur",
    "promis",
    "pledg",
    "vow",
    "statement",
    "allegation",
    "suggest",
];

/// Words before what took place.
const TOOK_PLACE: [&str; 10] =
    ["at", "during", "in", "after", "following", "held", "gave", "hosted", "signed", "attended"];

/// What a phrase must weigh, summed over its words' rarity, to name one event.
const EVENT: f32 = 6.0;

/// Where an article is at odds with what it reports or with itself.
pub fn odds(material: &Material) -> Vec<Odd> {
    let mut out = Vec::new();
    for (n, saying) in material.sayings.iter().enumerate() {
        let own = material.narration.iter().position(|told| told.sentence == saying.sentence);
        if let Some((own, words)) = own.zip(set_aside(saying)) {
            let why = format!("the article sets it aside: “{words} {}”", saying.cue);
            out.push(Odd { a: End::Saying(n), b: End::Narration(own), why });
        }
    }
    let events: Vec<Vec<Event>> = material.narration.iter().map(|told| events(&told.text)).collect();
    for (n, missing) in events.iter().enumerate() {
        for phrase in missing.iter().filter(|event| !event.held) {
            let held = |m: &usize| events[*m].iter().filter(|event| event.held).find_map(|event| event.common(phrase));
            let found = (0..events.len()).filter(|&m| m != n).find_map(|m| Some((m, held(&m)?)));
            if let Some((m, words)) = found {
                let why = format!("“{words}” is told of in one place, and missing in another");
                out.push(Odd { a: End::Narration(m.min(n)), b: End::Narration(m.max(n)), why });
            }
        }
    }
    out
}

/// The words just before the cue that set the claim aside.
fn set_aside(saying: &Saying) -> Option<&'static str> {
    let cue = saying.cue.to_lowercase();
    if !cue.split(|c: char| !c.is_alphabetic()).any(|word| CLAIMS.iter().any(|claim| word.starts_with(claim))) {
        return None;
    }
    let before = saying.before.to_lowercase();
    let near = before.trim_end_matches(|c: char| c.is_whitespace() || c == ',');
    ASIDE.into_iter().find(|words| {
        near.rfind(words).is_some_and(|at| {
            let rest = &near[at + words.len()..];
            !near[..at].ends_with(char::is_alphanumeric)
                && rest.split_whitespace().count() <= 3
                && !rest.contains([',', ';'])
        })
    })
}

/// An event that a text tells of, or says was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    words: Vec<String>,
    stems: Vec<String>,
    held: bool,
}

impl Event {
    /// The words with which both begin, if they are enough to name one event.
    fn common(&self, other: &Event) -> Option<String> {
        let both = self.stems.iter().zip(&other.stems).take_while(|(x, y)| x == y).count();
        let names = both >= 2 && self.stems[..both].iter().map(|stem| weight(stem)).sum::<f32>() >= EVENT;
        names.then(|| self.words[..both].join(" "))
    }
}

fn events(text: &str) -> Vec<Event> {
    let words = words(text, Span::new(0, text.len()));
    let lower: Vec<String> = words.iter().map(|w| w.of(text).to_lowercase()).collect();
    let mut out = Vec::new();
    for (k, word) in lower.iter().enumerate() {
        let held = match word.as_str() {
            "without" => false,
            word if TOOK_PLACE.contains(&word) => true,
            _ => continue,
        };
        let article = lower.get(k + 1).is_some_and(|w| ["a", "an", "any", "the", "their", "its"].contains(&w.as_str()));
        if !article {
            continue;
        }
        let denied = k > 0 && ["not", "never", "no"].contains(&lower[k - 1].as_str());
        let from = k + 2;
        // A phrase ends at the first mark or word that carries no meaning.
        let joined = |m: usize| m == from || text[words[m - 1].end..words[m].start].trim().is_empty();
        let telling =
            |m: usize| lower[m].chars().all(|c| c.is_alphabetic() || c == '-') && weight(&stem(&lower[m])) > 1.0;
        let end = (from..lower.len()).take(4).take_while(|&m| joined(m) && telling(m)).last().map_or(from, |m| m + 1);
        let stems: Vec<String> = lower[from.min(end)..end].iter().map(|w| stem(w)).collect();
        if stems.len() >= 2 && stems.iter().map(|s| weight(s)).sum::<f32>() >= EVENT && !denied {
            out.push(Event { words: lower[from..end].to_vec(), stems, held });
        }
    }
    out
}

/// How much a stem tells; one that the table does not know may be anything and counts little.
fn weight(stem: &str) -> f32 {
    rarity(stem).min(5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_place_and_what_did_not() {
        let found =
            events("At a joint press conference with the mayor, he spoke. It ended without a joint press conference.");
        let shown: Vec<_> = found.iter().map(|event| (event.words.join(" "), event.held)).collect();
        let words = "joint press conference".to_owned();
        assert_eq!(shown, [(words.clone(), true), (words.clone(), false)]);
        assert_eq!(found[0].common(&found[1]), Some(words));
        assert!(events("They left without a word, at the end.").is_empty());
    }

    #[test]
    fn a_claim_is_set_aside_only_just_before_its_cue() {
        let of =
            |cue: &str, before: &str| Saying { cue: cue.to_owned(), before: before.to_owned(), ..Saying::default() };
        let saying = |before: &str| of("claims that", before);
        assert_eq!(set_aside(&saying("The vote was held, despite ")), Some("despite"));
        assert_eq!(set_aside(&saying("The vote was held, contrary to recent ")), Some("contrary to"));
        assert_eq!(set_aside(&saying("Despite the rain, the mayor ")), None);
        assert_eq!(set_aside(&of("attacks on", "She won despite cutting ")), None);
    }
}
