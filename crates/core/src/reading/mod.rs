//! Reading: one passage in, the attributions in it out.
//!
//! One pass of the encoder over a window of paragraphs proposes cues; one further layer reads the surroundings of
//! each cue and tags its source and its content, so that every part is tied to its cue from the start. The model
//! and its training are described in `models/MODEL_CARD.md`.

mod confidence;
mod decode;
mod form;
pub(crate) mod model;
mod nested;
mod settle;
mod window;

use form::{closed, extend, form, quotations};
pub use model::{Batch, Reader};
pub(crate) use nested::names_claim;
pub use nested::nest;
pub use settle::settle;
pub use window::Window;

use crate::span::Span;
use crate::statement::{Passage, STANCES, Statement};
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
    /// The probability of each stance, in the order of [`Stance::ALL`](crate::statement::Stance::ALL).
    pub stances: [f32; STANCES],
}

/// What a name in the text names, as the reader tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameKind {
    /// A human being.
    Person,
    /// A company, party, ministry, newspaper.
    Organisation,
    /// A country, town, building.
    Place,
    /// Anything else: an event, a work, a law.
    Other,
}

/// A name in the text, in bytes of the view; titles may be part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// What it names.
    pub kind: NameKind,
}

/// What the reader finds in a window, in bytes of the view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// In the order of their cues.
    pub attributions: Vec<Attribution>,
    /// Names of people, organisations and the rest, in the order of the text.
    pub names: Vec<Name>,
}

impl Found {
    /// Takes in what was found in the next window of the article.
    pub fn extend(&mut self, next: Found) {
        self.attributions.extend(next.attributions);
        self.names.extend(next.names);
    }
}

/// The statements of a document from the attributions found in its view, in the order given; who, when and how is not
/// known yet.
pub fn statements(view: &View, attributions: &[Attribution]) -> Vec<Statement> {
    let text = view.text();
    let quotations = quotations(text);
    attributions
        .iter()
        .enumerate()
        .map(|(k, a)| {
            let content: Vec<Span> = a.content.iter().map(|&s| extend(text, &quotations, s)).collect();
            let source: Vec<Span> = a.source.iter().map(|&s| closed(text, s)).collect();
            let form = form(text, &quotations, &content);
            Statement {
                source: (!source.is_empty()).then(|| passage(view, &source)),
                cue: Some(passage(view, &[a.cue])),
                ..Statement::new(k + 1, form, a.confidence, passage(view, &content))
            }
        })
        .collect()
}

/// Stretches of the view as words of the document.
pub(crate) fn passage(view: &View, spans: &[Span]) -> Passage {
    Passage {
        spans: spans.iter().map(|&s| view.original(s)).collect(),
        plain: spans.iter().map(|s| s.of(view.text())).collect::<Vec<_>>().join(" … "),
    }
}
