//! One attribution with its words, pointing into the document.

use crate::span::Span;

/// How the words are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// All in quotation marks.
    Direct,
    /// Part in quotation marks.
    Mixed,
    /// None in quotation marks.
    Indirect,
}

impl Form {
    /// The word in JSON and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Direct => "direct",
            Form::Mixed => "mixed",
            Form::Indirect => "indirect",
        }
    }
}

/// Words of the document, in one piece or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The pieces, in order, in bytes of the document's text.
    pub spans: Vec<Span>,
    /// The same words as the cleaned view has them, pieces joined by ` … `; for reading, not for pointing.
    pub plain: String,
}

/// Someone's words (or the gist of them) as the article gives them.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Number of the statement within its document, from 1.
    pub number: usize,
    /// How the words are given.
    pub form: Form,
    /// The reader's own estimate, 0 to 1, that this is a statement.
    pub confidence: f32,
    /// Who is given as the speaker, if anyone.
    pub source: Option<Passage>,
    /// The words that attribute.
    pub cue: Option<Passage>,
    /// What is said.
    pub content: Passage,
}
