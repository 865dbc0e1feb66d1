//! What is on record, in the forms that other programs read.
//!
//! Each format is one file here, and takes the same: a [`Dossier`], which is a brief and the texts that it points into.
//! None of them computes meaning. `docs/export.md` tells the fields of each.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::brief::{Brief, Entry, write_markdown};
use crate::views::Head;

mod annotations;
mod citation;
mod entities;
mod files;
mod fragment;
mod ids;
mod jsonl;
mod linked_data;
mod original;
mod page;
mod sheets;
mod tables;
#[cfg(test)]
pub(crate) mod testing;

pub use fragment::{address, fragment, web};
pub use sheets::harmless;

/// What is handed on: a brief, and the texts of its documents.
#[derive(Clone, Copy, Debug)]
pub struct Dossier<'a> {
    /// What is on record.
    pub brief: &'a Brief,
    /// The text of each of the brief's documents, in their order.
    pub texts: &'a [String],
}

/// A form that other programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON Lines of everything: what `import` reads.
    Jsonl,
    /// A directory of tables for spreadsheets.
    Csv,
    /// A directory of tables for data frames and databases.
    Parquet,
    /// Web annotations.
    W3c,
    /// FollowTheMoney entities.
    Ftm,
    /// schema.org in JSON-LD.
    Jsonld,
    /// The brief in Markdown.
    Md,
    /// The brief with its articles, one page to send.
    Html,
}

/// Why nothing could be handed on. What was at the place before is there still.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// A file cannot be written.
    #[error("{}: cannot be written: {error}; check the place or give another", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The texts are not those of the brief.
    #[error("{texts} texts were given for {documents} documents; give one for each")]
    Texts {
        /// How many documents the brief has.
        documents: usize,
        /// How many texts were given.
        texts: usize,
    },
}

/// A word that names no format.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}; give jsonl, csv, parquet, w3c, ftm, jsonld, md or html")]
pub struct UnknownFormat(pub String);

/// Writes `what` as `format` to `output`: a file, or a directory for the formats of several tables.
///
/// Each file is written beside its place and moved there when it is whole.
///
/// # Errors
/// If something cannot be written, or the texts are not as many as the documents.
pub fn export(what: &Dossier<'_>, format: Format, output: &Path) -> Result<(), ExportError> {
    let (documents, texts) = (what.brief.documents.len(), what.texts.len());
    if documents != texts {
        return Err(ExportError::Texts { documents, texts });
    }
    match format {
        Format::Jsonl => files::write(output, |out| jsonl::write(out, what)),
        Format::Csv => files::write_all(output, sheets::tables(what)),
        Format::W3c => files::write(output, |out| annotations::write(out, what)),
        Format::Ftm => files::write(output, |out| entities::write(out, what)),
        Format::Jsonld => files::write(output, |out| linked_data::write(out, what)),
        Format::Md => files::write(output, |out| {
            let mut text = String::new();
            write_markdown(&mut text, what.brief);
            out.write_all(text.as_bytes())
        }),
        Format::Html => files::write(output, |out| page::write(out, what)),
        Format::Parquet => files::write_all(output, tables::tables(what)),
    }
}

/// One article of what is handed on.
#[derive(Clone, Copy)]
struct Filed<'a> {
    /// Its number in the brief, from 1.
    number: usize,
    head: &'a Head,
    text: &'a str,
    /// What is on record in it.
    entries: &'a [Entry],
}

impl<'a> Dossier<'a> {
    /// The articles, in the order of the brief.
    fn articles(&self) -> impl Iterator<Item = Filed<'a>> {
        let brief = self.brief;
        let documents = brief.documents.iter().zip(self.texts);
        (1..).zip(documents).map(|(number, (article, text))| Filed {
            number,
            head: &article.head,
            text,
            entries: brief.statements.get(article.statements.clone()).unwrap_or_default(),
        })
    }
}

impl Format {
    /// All formats, in the order of the documentation.
    pub const ALL: [Format; 8] = [
        Format::Jsonl,
        Format::Csv,
        Format::Parquet,
        Format::W3c,
        Format::Ftm,
        Format::Jsonld,
        Format::Md,
        Format::Html,
    ];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Parquet => "parquet",
            Format::W3c => "w3c",
            Format::Ftm => "ftm",
            Format::Jsonld => "jsonld",
            Format::Md => "md",
            Format::Html => "html",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(word: &str) -> Result<Format, UnknownFormat> {
        Format::ALL.into_iter().find(|format| format.as_str() == word).ok_or_else(|| UnknownFormat(word.to_owned()))
    }
}
