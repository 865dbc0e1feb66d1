//! What the dates of other statements tell of a statement's own: of the same speaker, at the same occasion, in the same exchange.

use std::collections::BTreeMap;

use super::article::{Mate, Named};
use super::dates::Scene;
use super::weights::Traits;
use crate::text::words::words;
use crate::times::Days;

/// Nouns for occasions at which several people speak.
const COMMON: [&str; 12] = [
    "conference",
    "summit",
    "debate",
    "meeting",
    "talks",
    "interview",
    "hearing",
    "rally",
    "event",
    "ceremony",
    "forum",
    "appearance",
];

impl Scene<'_> {
    /// Other statements of the same speaker that have the date beside them; tells whether there are any.
    pub(super) fn mates(&self, k: usize, days: Days, traits: &mut Traits) -> bool {
        let mut any = false;
        for (side, mates) in self.article.mates(k) {
            let (mut stale, own) = (false, any);
            any = false;
            for mate in mates {
                let Some(m) = self.beside[mate.statement] else { continue };
                if self.mentions[m].days == days {
                    self.article.tie(k, &mate, side, traits);
                    traits.on(format!("{side}:{}", if stale { "stale" } else { "fresh" }));
                    any = true;
                    break;
                }
                stale |= self.is_recent(self.mentions[m].days);
            }
            if let Some(mate) = self.company(k, days, side == "mate before").filter(|_| !any && !stale) {
                self.article.tie(k, &mate, side, traits);
                traits.on(format!("{side}:fresh"));
                any = true;
            }
            any |= own;
        }
        any
    }

    /// The nearest statement before or after this one in which somebody else, with this date, names its speaker at a common
    /// occasion ("at the summit with Lund, Orr said"): it tells the day as a statement of the same speaker would.
    fn company(&self, k: usize, days: Days, before: bool) -> Option<Mate> {
        let article = self.article;
        let fits = self.company.iter().filter(|&&(j, dated)| {
            dated == days
                && (article.rank[j] < article.rank[k]) == before
                && article.speakers[j] != article.speakers[k]
                && article.names_speaker(k, article.contexts[j].frame) == Some(Named::Narrated)
        });
        let &(j, _) = fits.min_by_key(|(j, _)| article.rank[*j].abs_diff(article.rank[k]))?;
        let (from, to) = (article.rank[j].min(article.rank[k]) + 1, article.rank[j].max(article.rank[k]));
        let between = &article.order[from.min(to)..to];
        let same = between.iter().filter(|&&j| article.speakers[j] == article.speakers[k]).count();
        Some(Mate { statement: j, between: same, foreign: between.len() - same })
    }

    /// The statements at a common occasion, each with the date of its speaker that was given last.
    pub(super) fn companies(&self) -> Vec<(usize, Days)> {
        let article = self.article;
        let mut last: BTreeMap<usize, Days> = BTreeMap::new();
        let mut found = Vec::new();
        for &j in &article.order {
            let Some(speaker) = article.speakers[j] else { continue };
            if let Some(m) = self.beside[j].filter(|&m| self.is_recent(self.mentions[m].days)) {
                last.insert(speaker, self.mentions[m].days);
            }
            let context = &article.contexts[j];
            let common = words(context.text, context.frame)
                .iter()
                .any(|w| COMMON.contains(&w.of(context.text).to_lowercase().as_str()) && context.narrates(*w));
            if let Some(&days) = last.get(&speaker).filter(|_| common) {
                found.push((j, days));
            }
        }
        found
    }

    /// Statements of other speakers next to this one that have the date beside them; tells whether one of them and this
    /// are question and answer.
    pub(super) fn exchange(&self, k: usize, days: Days, place: &str, traits: &mut Traits) -> bool {
        let dated = |j: usize| self.beside[j].is_some_and(|m| self.mentions[m].days == days);
        self.article.exchange(k, dated, place, traits)
    }
}
