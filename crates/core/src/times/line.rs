//! One line of text, cut into tokens, with the looks that the rules need.

use super::token::{Kind, Token};
use super::words::Unit;

/// The tokens of one line. Every look beyond its ends finds an empty word.
pub(super) struct Line<'a> {
    tokens: Vec<Token<'a>>,
}

impl<'a> Line<'a> {
    pub fn new(tokens: Vec<Token<'a>>) -> Line<'a> {
        Line { tokens }
    }

    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn token(&self, at: usize) -> Option<&Token<'a>> {
        self.tokens.get(at)
    }

    /// The token in small letters; empty beyond the ends.
    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.lower)
    }

    /// The word before, empty at the start.
    pub fn before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |at| self.word(at))
    }

    /// Whether the words from `at` on are these; marks count as words.
    pub fn are(&self, at: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(i, word)| self.word(at + i) == *word)
    }

    /// Whether nothing lies before the token.
    pub fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.glued)
    }

    pub fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.capital)
    }

    /// The unit that the token names, and whether it does so in the plural.
    pub fn unit(&self, at: usize) -> Option<(Unit, bool)> {
        self.tokens.get(at).and_then(|token| token.sense.unit.map(|unit| (unit, token.sense.plural)))
    }

    /// Whether a hyphen stands between the token and the next, with no gap on either side.
    pub fn hyphen_after(&self, at: usize) -> bool {
        self.word(at + 1) == "-" && self.glued(at + 1) && self.glued(at + 2)
    }

    /// Whether the token is a full stop that ends a sentence, or a question or exclamation mark.
    pub fn ends_sentence(&self, at: usize) -> bool {
        match self.word(at) {
            "?" | "!" => true,
            "." => {
                let next = self.tokens.get(at + 1);
                let open = next.is_none_or(|next| next.capital || next.kind == Kind::Mark);
                let short = at
                    .checked_sub(1)
                    .and_then(|at| self.tokens.get(at))
                    .is_some_and(|before| before.sense.short || (before.capital && before.lower.len() <= 3));
                open && !short
            }
            _ => false,
        }
    }
}
