//! Named traits and what they weigh: the small learnt decisions about when and through whom.
//!
//! A decision chooses among candidates and "unknown". Each candidate's traits are summed by their weights; the sums
//! compete in a softmax in which "unknown" has the sum 0. The tables are made by `training/resolving/train.py`.

use std::collections::HashMap;

use crate::people::tables::rows;

/// What speaks for or against a candidate: a name, and how strongly it is there (1 where it simply is).
pub type Trait = (String, f32);

/// A growing list of traits.
#[derive(Default)]
pub(super) struct Traits(pub(super) Vec<Trait>);

impl Traits {
    /// Adds one that is simply there.
    pub(super) fn on(&mut self, name: String) {
        self.0.push((name, 1.0));
    }
}

/// Small numbers by themselves, larger ones by their order.
pub(super) fn bucket(number: usize) -> &'static str {
    match number {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "3",
        5..=8 => "5",
        9..=16 => "9",
        _ => "17",
    }
}

/// The weights of a decision.
pub(crate) struct Weights(HashMap<&'static str, f32>);

impl Weights {
    /// From a table with the columns trait and weight.
    pub(crate) fn read(table: &'static str) -> Weights {
        Weights(rows(table).filter_map(|[name, weight]| Some((name, weight.parse().ok()?))).collect())
    }

    /// The probability of each candidate; what they lack to 1 is that of "unknown".
    pub(crate) fn judge<'t>(&self, candidates: impl IntoIterator<Item = &'t [Trait]>) -> Vec<f32> {
        let sums: Vec<f32> = candidates.into_iter().map(|traits| self.sum(traits)).collect();
        let top = sums.iter().fold(0.0_f32, |top, sum| top.max(*sum));
        let parts: Vec<f32> = sums.iter().map(|sum| libm::expf(sum - top)).collect();
        let whole = libm::expf(-top) + parts.iter().sum::<f32>();
        parts.iter().map(|part| part / whole).collect()
    }

    fn sum(&self, traits: &[Trait]) -> f32 {
        traits.iter().map(|(name, value)| value * self.0.get(name.as_str()).copied().unwrap_or(0.0)).sum()
    }
}

/// The most probable candidate, if it is probable enough.
pub(crate) fn best(judged: &[f32], sure: f32) -> Option<usize> {
    let best = (0..judged.len()).reduce(|top, k| if judged[k] > judged[top] { k } else { top })?;
    (judged[best] >= sure).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(name: &str) -> Vec<Trait> {
        vec![(name.to_owned(), 1.0)]
    }

    #[test]
    fn candidates_compete_with_each_other_and_with_unknown() {
        let weights = Weights::read("near\t3\nfar\t-3\n");
        let judged = weights.judge([&on("near")[..], &on("far")]);
        assert!(judged[0] > 0.9 && judged[1] < 0.01, "{judged:?}");
        assert!(judged.iter().sum::<f32>() < 1.0);
        let twice = weights.judge([&on("near")[..], &on("near")]);
        assert!(twice[0] < 0.5 && (twice[0] - twice[1]).abs() < 1e-6);
    }

    #[test]
    fn what_has_no_weight_is_an_even_chance() {
        assert_eq!(Weights::read("").judge([&on("odd")[..]]), [0.5]);
        assert!(Weights::read("near\t900\n").judge([&on("near")[..]])[0] <= 1.0);
        assert!(Weights::read("").judge([]).is_empty());
    }
}
