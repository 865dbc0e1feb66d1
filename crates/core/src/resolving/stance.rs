//! The act of speaking: what the reader thinks of it in context, weighed with what the words of the cue and the beginning
//! of the content say.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Context;
use super::weights::{Trait, Traits};
use crate::people::tables::rows;
use crate::span::Span;
use crate::statement::{STANCES, Stance};
use crate::text::words::words;

/// How much the reader's log-probabilities count: it has seen the labels that the weights were learnt from.
const READER: f32 = 0.7;
/// How much a word of the table adds to the log-probability of its act; chosen, as the next, on half of the labelled stories
/// and with the rule in view that the act is that of the cue.
const WORD: f32 = 1.0;
/// How much a cue of plain saying takes from the log-probability of each other act.
const PLAIN: [(Stance, f32); 10] = [
    (Stance::Accuses, 1.5),
    (Stance::Denies, 1.5),
    (Stance::Praises, 1.5),
    (Stance::Concedes, 0.75),
    (Stance::Warns, 0.75),
    (Stance::Refuses, 0.75),
    (Stance::Hopes, 0.75),
    (Stance::Promises, 0.75),
    (Stance::Demands, 0.75),
    (Stance::Proposes, 0.75),
];
/// Verbs that tell what shall or may be.
const MODALS: [&str; 13] =
    ["would", "will", "should", "must", "can", "could", "may", "might", "need", "needs", "ought", "shall", "cannot"];
/// Verbs after "would" that make a view of it, and no promise.
const VIEWS: [&str; 9] = ["have", "be", "say", "like", "rather", "think", "love", "prefer", "hope"];
/// Whom the beginning of a content may speak of.
const SUBJECTS: [&str; 8] = ["he", "she", "they", "i", "we", "it", "you", "there"];
/// How many words of the content are its beginning.
const BEGINNING: usize = 8;

static WORDS: LazyLock<Vec<(&'static str, Stance)>> = LazyLock::new(|| {
    rows(include_str!("stances.tsv")).filter_map(|[word, name]| Some((word, stance_of(name)?))).collect()
});

/// By trait, what it adds to the log-probability of each act.
static WEIGHTS: LazyLock<HashMap<&'static str, [f32; STANCES]>> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, [f32; STANCES]> = HashMap::new();
    for [name, stance, weight] in rows(include_str!("stance.tsv")) {
        if let Some((stance, weight)) = stance_of(stance).zip(weight.parse().ok()) {
            all.entry(name).or_default()[stance as usize] = weight;
        }
    }
    all
});

fn stance_of(name: &str) -> Option<Stance> {
    Stance::ALL.into_iter().find(|s| s.as_str() == name)
}

/// The stance of an attribution.
pub(super) fn stance(context: &Context<'_>) -> Stance {
    let told = Told::by(context);
    let mut scores: Vec<f32> = context.attribution.stances.iter().map(|p| READER * libm::logf(p + 1e-4)).collect();
    for weights in traits(context).iter().filter_map(|(name, _)| WEIGHTS.get(name.as_str())) {
        scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
    }
    let named = told.content.map(|act| act as usize);
    for (k, score) in scores.iter_mut().enumerate().filter(|(k, _)| told.acts[*k] || named == Some(*k)) {
        *score += if named == Some(k) { 2.0 * WORD } else { WORD };
    }
    if told.plain() {
        PLAIN
            .iter()
            .filter(|(act, _)| told.content != Some(*act))
            .for_each(|(act, less)| scores[*act as usize] -= less);
    }
    let best = (0..scores.len()).fold(0, |top, k| if scores[k] > scores[top] { k } else { top });
    Stance::ALL[best]
}

/// What acts the words name.
struct Told {
    /// Those of the cue.
    acts: [bool; STANCES],
    /// The act that the content is by its own first words, where the cue only says that it was said: "he would resign".
    content: Option<Stance>,
}

impl Told {
    /// A colon or a dash attributes as plainly as "said"; and plain words weigh only where no other stands beside them.
    fn by(context: &Context<'_>) -> Told {
        let act = context.act();
        let mut acts = [false; STANCES];
        let fit: Vec<&(&str, Stance)> = WORDS.iter().filter(|(word, _)| begins(&act, word)).collect();
        // "Neither confirmed nor denied" is no denial: rows of several words go before those of one.
        let exact = fit.iter().any(|(word, stance)| word.contains(' ') && *stance != Stance::Asserts);
        for (_, stance) in fit.into_iter().filter(|(word, _)| !exact || word.contains(' ')) {
            acts[*stance as usize] = true;
        }
        acts[0] = (acts[0] || !act.contains(char::is_alphanumeric)) && !acts[1..].contains(&true);
        let content = if acts[0] { by_content(&beginning(context), begins(&act, "suggest")) } else { None };
        Told { acts, content }
    }

    fn plain(&self) -> bool {
        self.acts[0]
    }
}

/// What somebody does who says this; `suggests` if the cue says so.
fn by_content(begin: &[String], suggests: bool) -> Option<Stance> {
    let word = |k: usize| begin.get(k).map_or("", String::as_str);
    let own = matches!(word(0), "he" | "she" | "i" | "we");
    if own && matches!(word(1), "will" | "would") {
        return match word(2) {
            "not" | "never" => Some(Stance::Refuses),
            "" => None,
            next if VIEWS.contains(&next) => None,
            _ => Some(Stance::Promises),
        };
    }
    if own && matches!(word(1), "hope" | "hopes" | "hoped" | "wish" | "wishes" | "wished") {
        return Some(Stance::Hopes);
    }
    let modal = begin.iter().take(BEGINNING).find(|w| MODALS.contains(&w.as_str()))?;
    match modal.as_str() {
        "could" | "should" | "might" if suggests => Some(Stance::Proposes),
        "must" | "should" => Some(Stance::Demands),
        _ => None,
    }
}

/// What speaks for and against each act: the words about the cue, and how the content begins.
pub(super) fn traits(context: &Context<'_>) -> Vec<Trait> {
    let mut traits = Traits::default();
    let act = context.act();
    let told = Told::by(context);
    for (_, stance) in told.acts.iter().zip(Stance::ALL).filter(|(told, _)| **told) {
        traits.on(format!("told={}", stance.as_str()));
    }
    if let Some(stance) = told.content {
        traits.on(format!("content={}", stance.as_str()));
    }
    let side = if told.acts[1..].contains(&true) { "special" } else { "plain" };
    traits.on(side.to_owned());
    let all: Vec<String> = words(&act, Span::new(0, act.len())).iter().map(|w| base(w.of(&act))).collect();
    for word in &all {
        traits.on(format!("act={word}"));
    }
    for pair in all.windows(2) {
        traits.on(format!("act={} {}", pair[0], pair[1]));
    }
    let (text, cue) = (context.text, context.attribution.cue);
    if let Some(next) = words(text, Span::new(cue.end, context.frame.end.max(cue.end))).first() {
        traits.on(format!("next={}", next.of(text).to_lowercase()));
    }
    content(context, side, &mut traits);
    traits.0.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    traits.0.dedup();
    traits.0
}

fn content(context: &Context<'_>, side: &str, traits: &mut Traits) {
    let text = context.text;
    let spans = &context.attribution.content;
    let all: Vec<&str> = spans.iter().flat_map(|s| words(text, *s)).map(|w| w.of(text)).collect();
    let begin = beginning(context);
    for (place, word) in begin.iter().take(3).enumerate() {
        traits.on(format!("word{place}={word}"));
    }
    if let Some(at) = begin.iter().take(BEGINNING).position(|w| MODALS.contains(&w.as_str())) {
        let who = begin[..at].iter().rev().find(|w| *w == "NAME" || SUBJECTS.contains(&w.as_str()));
        let view = begin.get(at + 1).filter(|w| VIEWS.contains(&w.as_str()));
        let modal = view.map_or(begin[at].clone(), |view| format!("{} {view}", begin[at]));
        traits.on(format!("modal={modal}"));
        traits.on(format!("{side} modal={modal}"));
        traits.on(format!("modal={} {modal}", who.map_or("-", String::as_str)));
    }
    if begin.first().is_some_and(|w| w == "to") {
        traits.on(format!("{side} to"));
    }
    if begin.iter().any(|w| matches!(w.as_str(), "not" | "no" | "never")) {
        traits.on(format!("{side} negated"));
    }
    if spans.iter().any(|s| s.of(text).contains('?')) {
        traits.on(format!("{side} question"));
    }
    let quoted = spans.iter().any(|s| s.of(text).contains(['“', '"']));
    traits.on(format!("{side} {}", if quoted { "quoted" } else { "unquoted" }));
    traits.on(format!("{side} {}", if all.len() > 14 { "long" } else { "short" }));
}

/// The words that the content begins with, without a "that" before them, and one more.
fn beginning(context: &Context<'_>) -> Vec<String> {
    let text = context.text;
    let all = context.attribution.content.iter().flat_map(|s| words(text, *s));
    all.map(|w| subject(w.of(text))).filter(|w| w != "that").take(BEGINNING + 1).collect()
}

/// A word of the content; names are all alike, so that nothing is learnt of whom the training articles spoke of.
fn subject(word: &str) -> String {
    let lower = base(word);
    let common = [
        "if", "why", "what", "how", "no", "not", "who", "when", "let", "my", "our", "his", "her", "the", "this",
        "that", "but", "and", "please", "yes", "do", "is", "are",
    ];
    let known = SUBJECTS.contains(&lower.as_str()) || common.contains(&lower.as_str());
    if word.starts_with(char::is_uppercase) && !known { "NAME".to_owned() } else { lower }
}

/// A word in small letters without what is tied to it by an apostrophe; "don't" and its like are "not".
fn base(word: &str) -> String {
    let lower = word.to_lowercase().replace('’', "'");
    if lower.ends_with("n't") {
        return "not".to_owned();
    }
    lower.split('\'').next().unwrap_or_default().to_owned()
}

/// Whether a word of `text` begins with `word`.
fn begins(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_stance() {
        assert_eq!(WORDS.len(), rows::<2>(include_str!("stances.tsv")).count());
        assert!(rows::<3>(include_str!("stance.tsv")).all(|[_, stance, weight]| {
            stance_of(stance).is_some() && weight.parse::<f32>().is_ok_and(f32::is_finite)
        }));
    }

    #[test]
    fn a_word_counts_from_its_beginning() {
        assert!(begins("has denied", "den"));
        assert!(!begins("burdened", "den"));
    }

    #[test]
    fn what_is_said_may_be_an_act_by_its_own_words() {
        let by = |content: &str, suggests| {
            let begin: Vec<String> = content.split(' ').map(subject).collect();
            by_content(&begin, suggests)
        };
        assert_eq!(by("he would call the envoys of Ister", false), Some(Stance::Promises));
        assert_eq!(by("he would have called the envoys", false), None);
        assert_eq!(by("he would rather wait", false), None);
        assert_eq!(by("she would never yield", false), Some(Stance::Refuses));
        assert_eq!(by("they would call the envoys", false), None);
        assert_eq!(by("the sluice must be opened", false), Some(Stance::Demands));
        assert_eq!(by("the envoys could meet in Ister", true), Some(Stance::Proposes));
        assert_eq!(by("the envoys could meet in Ister", false), None);
        assert_eq!(by("the sluice is open", true), None);
    }
}
