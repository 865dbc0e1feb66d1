//! The statements of an article side by side: who goes on speaking, and which statements belong together.

use super::Context;
use super::setting::events;
use super::weights::{Traits, bucket};
use crate::people::Person;
use crate::span::Span;
use crate::statement::{Form, Stance};
use crate::text::words::sentences;
use crate::text::{BlockKind, View};

/// How many statements further one may be a question or its answer.
const NEXT: usize = 4;

/// An article with its attributions, for the decisions that look beyond one of them.
pub(super) struct Article<'a> {
    pub(super) text: &'a str,
    pub(super) contexts: &'a [Context<'a>],
    pub(super) speakers: &'a [Option<usize>],
    pub(super) forms: Vec<Form>,
    /// Whether each statement stands in a headline.
    pub(super) headlines: Vec<bool>,
    /// The sentences of the paragraphs that are read, and the block of each.
    pub(super) sentences: Vec<Span>,
    blocks: Vec<usize>,
    /// By statement, the sentence of its cue.
    pub(super) places: Vec<usize>,
    /// The statements in the order of their cues.
    pub(super) order: Vec<usize>,
    /// By statement, its place in that order.
    pub(super) rank: Vec<usize>,
    people: &'a [Person],
}

impl<'a> Article<'a> {
    pub(super) fn new(
        view: &'a View,
        contexts: &'a [Context<'a>],
        people: &'a [Person],
        speakers: &'a [Option<usize>],
        forms: Vec<Form>,
    ) -> Article<'a> {
        let text = view.text();
        let (mut all, mut blocks) = (Vec::new(), Vec::new());
        for (at, block) in view.blocks().iter().enumerate().filter(|(_, b)| b.kind.reads()) {
            all.extend(sentences(text, block.span));
            blocks.resize(all.len(), at);
        }
        let headline = |s: Span| view.blocks().iter().any(|b| b.kind == BlockKind::Headline && b.span.covers(s));
        let headlines = contexts.iter().map(|c| headline(c.attribution.cue)).collect();
        let mut order: Vec<usize> = (0..contexts.len()).collect();
        order.sort_by_key(|&k| (contexts[k].attribution.cue, k));
        let mut rank = vec![0; order.len()];
        for (at, &k) in order.iter().enumerate() {
            rank[k] = at;
        }
        let places = contexts.iter().map(|c| all.partition_point(|s| s.end <= c.attribution.cue.start)).collect();
        Article { text, contexts, speakers, forms, headlines, sentences: all, blocks, places, order, rank, people }
    }

    /// The sentence that holds a byte.
    pub(super) fn sentence(&self, at: usize) -> Option<usize> {
        let k = self.sentences.partition_point(|s| s.end <= at);
        self.sentences.get(k).filter(|s| s.start <= at).map(|_| k)
    }

    /// Whether the narration in a stretch names the speaker of a statement, or else what others say there.
    pub(super) fn names_speaker(&self, k: usize, within: Span) -> Option<Named> {
        let person = self.speakers[k].and_then(|speaker| self.people.get(speaker))?;
        let mut there = person.mentions.iter().filter(|m| within.covers(**m)).peekable();
        there.peek()?;
        let said = |m: &Span| self.contexts.iter().any(|c| c.attribution.content.iter().any(|s| s.covers(*m)));
        Some(if there.any(|m| !said(m)) { Named::Narrated } else { Named::Said })
    }

    /// The block of a sentence.
    pub(super) fn paragraph(&self, sentence: usize) -> Option<usize> {
        self.blocks.get(sentence).copied()
    }

    /// The other statements of the same speaker, each with how many others of theirs and how many of other speakers lie
    /// between; first those before, nearest first, then those after.
    pub(super) fn mates(&self, k: usize) -> [(&'static str, Vec<Mate>); 2] {
        let at = self.rank[k];
        let (before, after) = (self.order[..at].iter().rev(), self.order[at + 1..].iter());
        [("mate before", self.walk(k, before)), ("mate after", self.walk(k, after))]
    }

    fn walk<'s>(&self, k: usize, order: impl Iterator<Item = &'s usize>) -> Vec<Mate> {
        let mut found = Vec::new();
        let mut foreign = 0;
        for &j in order {
            if self.speakers[k].is_some() && self.speakers[j] == self.speakers[k] {
                found.push(Mate { statement: j, between: found.len(), foreign });
            } else {
                foreign += 1;
            }
        }
        found
    }

    /// Statements of other speakers next to one that `fit`; tells whether one of them and this are question and answer.
    pub(super) fn exchange(&self, k: usize, fit: impl Fn(usize) -> bool, place: &str, traits: &mut Traits) -> bool {
        let asks = |j: usize| {
            let attribution = self.contexts[j].attribution;
            attribution.cue.of(self.text) == ":" || attribution.stances[Stance::Asks as usize] > 0.5
        };
        let at = self.rank[k];
        let (from, to) = (at.saturating_sub(NEXT), (at + NEXT + 1).min(self.order.len()));
        let mut any = false;
        for (near, &j) in (from..).zip(&self.order[from..to]) {
            if self.speakers[j] == self.speakers[k] || !fit(j) {
                continue;
            }
            let answers = self.order[near.min(at)..=near.max(at)].iter().any(|&j| asks(j));
            traits.on(format!("{place}:other{}", bucket(near.abs_diff(at))));
            if answers {
                traits.on(format!("{place}:answer{}", bucket(near.abs_diff(at))));
            }
            any |= answers;
        }
        any
    }

    /// What ties a statement to another of the same speaker.
    pub(super) fn tie(&self, k: usize, mate: &Mate, side: &str, traits: &mut Traits) {
        traits.on(format!("{side}:{}", bucket(mate.between)));
        traits.on(format!("{side}:foreign{}", bucket(mate.foreign)));
        traits.on(format!("{side}:sentences{}", bucket(self.places[k].abs_diff(self.places[mate.statement]))));
        for event in events(self.text, self.contexts[mate.statement].frame) {
            traits.on(format!("{side}:{event}"));
        }
    }
}

/// Who names somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// The article.
    Narrated,
    /// Somebody who speaks in it.
    Said,
}

/// Another statement of the same speaker.
pub(super) struct Mate {
    pub(super) statement: usize,
    /// Statements of theirs in between.
    pub(super) between: usize,
    /// Statements of others in between.
    pub(super) foreign: usize,
}
