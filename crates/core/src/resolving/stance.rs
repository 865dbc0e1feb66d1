//! The act of speaking: what the reader thinks of it in context, weighed with what the words of the cue say.

use std::sync::LazyLock;

use super::Context;
use crate::people::tables::rows;
use crate::statement::{STANCES, Stance};

/// How much a word of the table adds to the log-probability of its act; chosen on half of the labelled stories.
const WORD: f32 = 2.0;

static WORDS: LazyLock<Vec<(&'static str, Stance)>> = LazyLock::new(|| {
    let stance = |name: &str| Stance::ALL.into_iter().find(|s| s.as_str() == name);
    rows(include_str!("stances.tsv")).filter_map(|[word, name]| Some((word, stance(name)?))).collect()
});

/// The stance of an attribution.
pub(super) fn stance(context: &Context<'_>) -> Stance {
    let act = context.act();
    let mut scores: Vec<f32> = context.attribution.stances.iter().map(|p| libm::logf(p + 1e-4)).collect();
    let mut told = [false; STANCES];
    for &(word, stance) in WORDS.iter() {
        told[stance as usize] |= begins(&act, word);
    }
    // A colon or a dash attributes as plainly as "said"; and plain words weigh only where no other stands beside them.
    told[0] = (told[0] || !act.contains(char::is_alphanumeric)) && !told[1..].contains(&true);
    scores.iter_mut().zip(told).filter(|(_, told)| *told).for_each(|(score, _)| *score += WORD);
    let best = (0..scores.len()).fold(0, |top, k| if scores[k] > scores[top] { k } else { top });
    Stance::ALL[best]
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
    }

    #[test]
    fn a_word_counts_from_its_beginning() {
        assert!(begins("has denied", "den"));
        assert!(!begins("burdened", "den"));
    }
}
