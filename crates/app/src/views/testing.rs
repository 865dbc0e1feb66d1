//! Views of which next to nothing is known, for tests.

use onrecord_core::statement::Form;

use super::{Head, Passage, Place, Statement};

/// An article of which nothing is known but its name.
pub(crate) fn head(doc: &str) -> Head {
    let sha256 = format!("{:0>64}", doc.len());
    Head { doc: doc.to_owned(), sha256, published: None, outlet: None, title: None, url: None }
}

/// A statement at the head of an article, of which nothing is known but its words.
pub(crate) fn statement(doc: &str, number: usize, content: Passage) -> Statement {
    Statement {
        id: format!("{doc}#{number}"),
        form: Form::Indirect,
        stance: "asserts",
        confidence: 1.0,
        source: None,
        cue: None,
        content,
        speaker: None,
        said: None,
        addressee: None,
        occasion: None,
        via: Vec::new(),
        number,
        place: Place { line: 1, column: 1 },
        speaker_at: None,
    }
}
