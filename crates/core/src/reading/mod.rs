//! Reading: one passage in, the attributions in it out.
//!
//! One pass of the encoder over a window of paragraphs proposes cues; one further layer reads the surroundings of
//! each cue and tags its source and its content, so that every part is tied to its cue from the start. The model
//! and its training are described in `models/MODEL_CARD.md`.

mod decode;
mod form;
mod model;
mod window;

use form::{closed, extend, form, quotations};
pub use model::{Batch, Reader};
pub use window::Window;

use crate::span::Span;
use crate::statement::{Passage, Statement};
use crate::text::View;

/// A source, a cue and what is said, in bytes of the view; every span begins and ends with a whole word.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Who is given as the speaker; empty if nobody is.
    pub source: Vec<Span>,
    /// The words that attribute.
    pub cue: Span,
    /// What is said, in one piece or several.
    pub content: Vec<Span>,
    /// The reader's estimate, 0 to 1, that this is an attribution.
    pub confidence: f32,
}

/// The statements of a document from the attributions found in its view, in the order of the text.
pub fn statements(view: &View, mut attributions: Vec<Attribution>) -> Vec<Statement> {
    let text = view.text();
    let quotations = quotations(text);
    attributions.sort_by_key(|a| (a.content.first().copied(), a.cue));
    let passage = |spans: &[Span]| Passage {
        spans: spans.iter().map(|&s| view.original(s)).collect(),
        plain: spans.iter().map(|s| s.of(text)).collect::<Vec<_>>().join(" … "),
    };
    attributions
        .iter()
        .enumerate()
        .map(|(k, a)| {
            let content: Vec<Span> = a.content.iter().map(|&s| extend(text, &quotations, s)).collect();
            Statement {
                number: k + 1,
                form: form(text, &quotations, &content),
                confidence: a.confidence,
                source: (!a.source.is_empty())
                    .then(|| passage(&a.source.iter().map(|&s| closed(text, s)).collect::<Vec<_>>())),
                cue: Some(passage(&[a.cue])),
                content: passage(&content),
            }
        })
        .collect()
}
