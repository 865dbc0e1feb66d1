//! An article's words as a reader of the page sees them, and where a statement stands in these.

use onrecord_core::span::Span;
use onrecord_core::text::View;

use super::Filed;
use crate::ingest;
use crate::views::{Characters, Passage, Positions};

/// The text of an article with its cleaned view: mark-up would neither be found on the web page nor read by people.
pub(super) struct Original<'a> {
    pub(super) view: View,
    positions: Positions<'a>,
    characters: Characters,
}

impl<'a> Original<'a> {
    pub(super) fn of(article: &Filed<'a>) -> Original<'a> {
        let view = ingest::view(&article.head.doc, article.text);
        Original { positions: Positions::new(article.text), characters: Characters::of(&view), view }
    }

    /// The unbroken stretches of the view that stand for a span in code points.
    pub(super) fn stretches(&self, span: [usize; 2]) -> Vec<Span> {
        let stretches = self.characters.stretches(self.positions.bytes(span));
        stretches.into_iter().map(|(start, end)| Span::new(start, end)).collect()
    }

    /// Where a passage stands in the view, each piece with what lies between its paragraphs.
    pub(super) fn places(&self, passage: &Passage) -> Vec<Span> {
        passage.spans.iter().flat_map(|&span| self.joined(span)).collect()
    }

    /// The stretches of a span, those together that only a line break parts.
    pub(super) fn joined(&self, span: [usize; 2]) -> Vec<Span> {
        let mut places: Vec<Span> = Vec::new();
        for stretch in self.stretches(span) {
            match places.last_mut() {
                Some(last) if self.view.text().get(last.end..stretch.start) == Some("\n") => last.end = stretch.end,
                _ => places.push(stretch),
            }
        }
        places
    }
}
