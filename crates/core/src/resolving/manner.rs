//! What a statement is like: the tense of its cue, its form, the occasions of speaking that its sentence names.

use super::Context;
use super::article::Article;
use super::setting::events;
use super::weights::{Trait, Traits, bucket};
use crate::span::Span;
use crate::statement::{Form, Stance};
use crate::text::words::words;

/// Pasts of verbs of speaking that do not end in "-ed".
const PAST: [&str; 34] = [
    "said", "told", "wrote", "spoke", "called", "made", "gave", "took", "went", "put", "began", "swore", "sought",
    "shot", "hit", "thought", "felt", "knew", "saw", "did", "was", "were", "drew", "held", "laid", "fought", "threw",
    "came", "brought", "set", "kept", "left", "read", "got",
];

/// Words of a cue that set a statement apart from the occasion that the article tells of.
const APART: [&str; 23] = [
    "afterward",
    "afterwards",
    "then",
    "previously",
    "earlier",
    "once",
    "long",
    "repeatedly",
    "often",
    "always",
    "never",
    "past",
    "used",
    "frequently",
    "consistently",
    "later",
    "also",
    "recently",
    "reportedly",
    "again",
    "continued",
    "added",
    "now",
];

/// Words of a cue that tell of a habit.
const HABITS: [&str; 9] =
    ["repeatedly", "often", "always", "consistently", "frequently", "regularly", "routinely", "invariably", "usually"];

/// Whether a cue tells what somebody does again and again: "has repeatedly said", "often warns".
pub(super) fn habitual(context: &Context<'_>) -> bool {
    let act = context.act();
    let long = ["has long ", "have long ", "had long "].iter().any(|habit| act.contains(habit));
    long || act.split(|c: char| !c.is_alphanumeric()).any(|word| HABITS.contains(&word))
}

/// The tense of a cue, or what else it is.
pub(super) fn tense(context: &Context<'_>) -> &'static str {
    let text = context.text;
    let act = context.act();
    let cue = context.attribution.cue;
    let all: Vec<&str> =
        act.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').filter(|w| !w.is_empty()).collect();
    let any = |wanted: &[&str]| all.iter().any(|w| wanted.contains(w));
    let before = words(text, Span::new(context.frame.start.min(cue.start), cue.start));
    let last = before.last().map(|w| w.of(text).to_lowercase()).unwrap_or_default();
    let possessive = ["’s", "'s", "s’", "s'"].iter().any(|mark| text[..cue.start].trim_end().ends_with(mark));
    if all.is_empty() {
        return "mark";
    }
    if any(&["had"]) || last == "had" {
        "pluperfect"
    } else if any(&["has", "have"]) || matches!(last.as_str(), "has" | "have") {
        "perfect"
    } else if any(&["would", "will", "may", "might", "could", "should", "can", "must"]) {
        "modal"
    } else if any(&["according"]) {
        "according"
    } else if possessive
        || matches!(
            last.as_str(),
            "his" | "her" | "their" | "the" | "a" | "an" | "its" | "no" | "such" | "this" | "that"
        )
    {
        "noun"
    } else if all.iter().any(|w| PAST.contains(w) || w.len() > 3 && w.ends_with("ed")) {
        "past"
    } else if last == "to" || all.first() == Some(&"to") {
        "infinitive"
    } else if all.iter().any(|w| w.len() > 4 && w.ends_with("ing")) {
        "participle"
    } else if any(&["is", "are", "am"]) || all.iter().any(|w| w.len() > 3 && w.ends_with('s')) {
        "present"
    } else {
        "other"
    }
}

/// What a statement is like in its words and its act.
pub(super) fn wording(article: &Article<'_>, k: usize) -> Vec<Trait> {
    let context = &article.contexts[k];
    let mut traits = Traits::default();
    for (stance, p) in Stance::ALL.iter().zip(&context.attribution.stances) {
        traits.0.push((format!("stance={}", stance.as_str()), *p));
    }
    for word in words(context.text, context.attribution.cue).iter().map(|w| w.of(context.text)) {
        // Names and days are no way of speaking.
        if word.starts_with(char::is_lowercase) {
            traits.on(format!("cue={word}"));
        }
    }
    for word in words(context.text, context.frame) {
        let lower = word.of(context.text).to_lowercase();
        if APART.contains(&lower.as_str()) && context.narrates(word) {
            traits.on(format!("apart={lower}"));
        }
    }
    for event in events(context.text, context.frame) {
        traits.on(format!("event={event}"));
    }
    traits.0
}

/// What a statement is like, whatever its words: its tense, its form, its place.
pub(super) fn manner(article: &Article<'_>, k: usize) -> Vec<Trait> {
    let context = &article.contexts[k];
    let mut traits = Traits::default();
    let tense = tense(context);
    traits.on(format!("tense={tense}"));
    traits.on(format!("form={}", article.forms[k].as_str()));
    if article.forms[k] == Form::Indirect {
        traits.on(format!("indirect {tense}"));
    }
    if article.headlines[k] {
        traits.on("headline".to_owned());
    }
    if article.places[k] < 3 {
        traits.on("lead".to_owned());
    }
    match article.speakers[k] {
        None => traits.on("nobody".to_owned()),
        Some(speaker) => {
            let many = article.speakers.iter().filter(|s| **s == Some(speaker)).count();
            traits.on(format!("speaks{}", bucket(many)));
        }
    }
    if context.attribution.source.is_empty() {
        traits.on("no source".to_owned());
    }
    if context.said.iter().any(|s| s.overlaps(context.attribution.cue)) {
        traits.on("nested".to_owned());
    }
    traits.0
}
