//! From everything known of a pair to a tie, or none.
//!
//! Each decision is a logistic regression over the named traits of the pair, made by `training/linking/decide.py` on
//! pairs that the judge had not been trained on. A tie is made only where the chance is at least that of `sure`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::pair::{Pair, Speakers};
use crate::people::tables::rows;
use crate::resolving::weights::Trait;
use crate::statement::Stance;

/// How two statements stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// One act of speaking.
    SameUtterance,
    /// One proposition, put forward by different speakers or on different occasions.
    SameClaim,
    /// The first denies what the second puts forward.
    Denies,
    /// They cannot both hold.
    Contradicts,
    /// One speaker, first and later, in positions that cannot both be held.
    Reversal,
}

impl Relation {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Relation::SameUtterance => "same_utterance",
            Relation::SameClaim => "same_claim",
            Relation::Denies => "denies",
            Relation::Contradicts => "contradicts",
            Relation::Reversal => "reversal",
        }
    }

    /// Whether the two are at odds.
    pub fn is_conflict(self) -> bool {
        matches!(self, Relation::Denies | Relation::Contradicts | Relation::Reversal)
    }
}
