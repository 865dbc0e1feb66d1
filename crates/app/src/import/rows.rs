//! The lines of an export in JSON, one by one.

use jiff::civil::Date;
use onrecord_core::document::Metadata;
use serde::Deserialize;

use super::{Imported, Statement};
use crate::record::Logged;

/// One line. Only documents, statements and corrections are needed to build everything anew; the rest follows from them.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Row {
    Document(Document),
    Statement(Box<Statement>),
    Correction(Box<Logged>),
    Person {},
    Link {},
    Claim {},
    Dispute {},
    Story {},
    Narration {},
}

/// A document, as both forms of an export have it.
#[derive(Deserialize)]
pub(super) struct Document {
    doc: String,
    sha256: String,
    published: Option<Date>,
    outlet: Option<String>,
    title: Option<String>,
    url: Option<String>,
    text: String,
}

impl From<Document> for Imported {
    fn from(Document { doc, sha256, published, outlet, title, url, text }: Document) -> Imported {
        let metadata = Metadata { published, outlet, title, url };
        Imported { name: doc, text, sha256, metadata, statements: Vec::new() }
    }
}

/// Parses a line.
///
/// # Errors
/// What is wrong with it, in the parser's words.
pub(super) fn parse(bytes: &[u8]) -> Result<Row, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        let words = error.to_string();
        // The parser's line is always the first.
        words.split(" at line ").next().unwrap_or_default().to_owned()
    })
}
