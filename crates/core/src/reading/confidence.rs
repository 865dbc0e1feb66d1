//! How sure the reader is of an attribution, from what its heads say.

use super::decode::Parts;

/// An attribution is kept from this confidence on.
pub const FLOOR: f32 = 0.34;

/// A logistic regression on polnear-dev (`training/reader/calibrate.py`): the weight of the log-odds of the cue, of
/// those of its validity, of the log-probability of the parts, of there being no source, and of the logarithm of the
/// content's length in word pieces.
const WEIGHTS: [f32; 5] = [0.316, 0.092, 0.134, -0.847, 0.461];
const CONSTANT: f32 = -0.974;

/// The calibrated probability, 0 to 1, that an attribution is right, from its cue's probability, the log-odds of its
/// validity, and its parts.
///
/// Parts of which the reader is unsure speak against it, and so do a missing source and a short content: what is said
/// in many words is rarely anything else.
pub fn confidence(cue: f32, valid: f32, parts: &Parts) -> f32 {
    let length: usize = parts.content.iter().map(ExactSizeIterator::len).sum();
    let traits = [
        libm::logf(cue / (1.0 - cue + 1e-6)).clamp(-8.0, 8.0),
        valid.clamp(-8.0, 8.0),
        parts.log_probability,
        if parts.source.is_empty() { 1.0 } else { 0.0 },
        libm::logf(length.max(1) as f32),
    ];
    let log_odds: f32 = traits.iter().zip(WEIGHTS).map(|(x, weight)| weight * x).sum();
    1.0 / (1.0 + libm::expf(-(log_odds + CONSTANT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(log_probability: f32) -> Parts {
        Parts { source: std::iter::once(0..2).collect(), content: Vec::from([4..9, 12..20]), log_probability }
    }

    #[test]
    fn every_trait_has_its_say() {
        let usual = confidence(0.9, 2.0, &parts(-1.0));
        assert!((0.5..0.9).contains(&usual), "{usual}");
        let shorter = Parts { content: std::iter::once(4..6).collect(), ..parts(-1.0) };
        let nobody = Parts { source: vec![], ..parts(-1.0) };
        for less in [
            confidence(0.5, 2.0, &parts(-1.0)),
            confidence(0.9, 0.0, &parts(-1.0)),
            confidence(0.9, 2.0, &parts(-4.0)),
            confidence(0.9, 2.0, &shorter),
            confidence(0.9, 2.0, &nobody),
        ] {
            assert!(less < usual, "{less} {usual}");
        }
    }

    #[test]
    fn extremes_stay_between_nought_and_one() {
        for (cue, valid, log_probability) in [(0.0, -100.0, -1e9), (1.0, 100.0, 0.0)] {
            let sure = confidence(cue, valid, &parts(log_probability));
            assert!((0.0..=1.0).contains(&sure), "{sure}");
        }
        let empty = confidence(0.5, 0.0, &Parts::default());
        assert!(empty > 0.0 && empty < 0.5, "{empty}");
    }
}
