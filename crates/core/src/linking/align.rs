//! Two statements side by side, word by word: what they share and where they differ.
//!
//! Every measure has a name, goes into the decision by that name, and can be told to people as a reason.

use std::collections::{BTreeSet, HashMap};

use super::terms::Terms;
use crate::people::tables::rows;
use std::sync::LazyLock;

/// What a comparison of words finds. Shares are 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alignment {
    /// How much of the shorter one's weight the other has.
    pub cover: f32,
    /// How much of both together they share.
    pub overlap: f32,
    /// The longest run of words that both have, as a share of the shorter one's words.
    pub run: f32,
    /// The same, in words.
    pub run_words: usize,
    /// The share of names in common, of the one that has fewer; 0 where one has none.
    pub names: f32,
    /// Names that only one of them has, in each: something else may be spoken of.
    pub other_names: usize,
    /// Numbers in common.
    pub numbers: usize,
    /// Both have numbers, and none in common.
    pub other_numbers: bool,
    /// Both speak of days, and of none in common.
    pub other_days: bool,
    /// One denies and the other does not.
    pub negated: bool,
    /// The weightiest word in common that one denies and the other does not, as the first statement has it.
    pub disputed: Option<String>,
    /// Whether both deny one word in common.
    pub both_deny: bool,
    /// A pair of opposites, one in each: `accept` and `reject`.
    pub opposites: Option<(String, String)>,
    /// The weightiest words in common, as the first statement has them, the weightiest first; at most four.
    pub shared: Vec<String>,
    /// The weight of what they share.
    pub shared_weight: f32,
}

/// For each stem that has any, its opposites in order.
static OPPOSITES: LazyLock<HashMap<&'static str, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let mut all: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for [a, b] in rows(include_str!("opposites.tsv")) {
        all.entry(a).or_default().insert(b);
        all.entry(b).or_default().insert(a);
    }
    all
});

/// Compares the words of two statements.
pub fn align(a: &Terms, b: &Terms) -> Alignment {
    let mut shared: Vec<(&String, f32)> =
        a.stems.iter().filter(|(stem, _)| b.stems.contains_key(*stem)).map(|(stem, w)| (stem, *w)).collect();
    let common: f32 = shared.iter().map(|(_, w)| w).sum();
    let (wa, wb) = (a.weight(), b.weight());
    let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    let run_words = longest_run(&a.run, &b.run);
    let both = a.names.intersection(&b.names).count();
    let fewer = a.names.len().min(b.names.len());
    shared.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
    let name = |stem: &str| a.names.contains(stem) || b.names.contains(stem);
    let opposites = a.stems.keys().filter(|stem| !b.stems.contains_key(*stem)).find_map(|x| {
        let all = OPPOSITES.get(x.as_str())?;
        let other =
            all.iter().find(|&&y| b.stems.contains_key(y) && !a.stems.contains_key(y) && !name(y) && !name(x))?;
        Some((a.forms.get(x)?.clone(), b.forms.get(*other)?.clone()))
    });
    let telling = || shared.iter().filter(|(stem, w)| *w >= DISPUTED && !name(stem));
    let denied = |stem: &String| (a.denied.contains(stem), b.denied.contains(stem));
    let both_deny = telling().any(|(stem, _)| denied(stem) == (true, true));
    let disputed = telling().find(|(stem, _)| denied(stem).0 != denied(stem).1).filter(|_| !both_deny);
    let disputed = disputed.and_then(|(stem, _)| a.forms.get(*stem).cloned());
    Alignment {
        disputed,
        both_deny,
        cover: share(common, wa.min(wb)).min(1.0),
        overlap: share(common, wa + wb - common),
        run: share(run_words as f32, a.run.len().min(b.run.len()) as f32),
        run_words,
        names: share(both as f32, fewer as f32),
        other_names: a.names.len().min(b.names.len()).saturating_sub(both),
        numbers: a.numbers.intersection(&b.numbers).count(),
        other_numbers: !a.numbers.is_empty() && !b.numbers.is_empty() && a.numbers.is_disjoint(&b.numbers),
        other_days: !a.days.is_empty()
            && !b.days.is_empty()
            && !a.days.iter().any(|x| b.days.iter().any(|y| x.intersect(*y).is_some())),
        negated: (a.negations % 2 == 1) != (b.negations % 2 == 1),
        opposites,
        shared: shared.into_iter().take(4).filter_map(|(stem, _)| a.forms.get(stem).cloned()).collect(),
        shared_weight: common,
    }
}

/// What a word must weigh to be disputed: one in six articles has it, or fewer.
pub(super) const DISPUTED: f32 = 1.8;

/// The length of the longest run of words that both have.
pub(super) fn longest_run(a: &[String], b: &[String]) -> usize {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let (mut last, mut now, mut best) = (vec![0; b.len() + 1], vec![0; b.len() + 1], 0);
    for x in a {
        for (k, y) in b.iter().enumerate() {
            now[k + 1] = if x == y { last[k] + 1 } else { 0 };
            best = best.max(now[k + 1]);
        }
        std::mem::swap(&mut last, &mut now);
    }
    best
}

/// Words beyond this many are not looked through for runs.
const LONGEST: usize = 120;

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Alignment {
        align(&Terms::of(a, []), &Terms::of(b, []))
    }

    #[test]
    fn a_part_of_a_quotation_is_covered_by_the_whole() {
        let found = of("the ferry was never safe", "I told them the ferry was never safe and nobody listened");
        assert_eq!((found.cover, found.run, found.run_words), (1.0, 1.0, 5));
        assert!(found.overlap < 1.0);
    }

    #[test]
    fn numbers_negation_and_opposites_differ() {
        let found = of("the council accepts that 12 boats sank", "the council rejects that 14 boats sank");
        assert!(found.other_numbers && found.numbers == 0 && !found.negated);
        assert_eq!(found.opposites, Some(("accepts".to_owned(), "rejects".to_owned())));
        assert!(of("the ferry sank", "the ferry did not sink").negated);
    }

    #[test]
    fn empty_texts_share_nothing() {
        assert_eq!(of("", ""), Alignment::default());
    }
}
