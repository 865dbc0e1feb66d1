//! Reads back what `export` wrote as JSON Lines or as a directory of Parquet tables: documents, and their statements as
//! they were when they were exported; and the corrections that `corrections --format jsonl` lists.
//!
//! What cannot be read is a problem with its file and line, never an early end.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::civil::Date;
use onrecord_core::document::{Document, Metadata};
use serde::{Deserialize, Serialize};

use crate::ingest;
use crate::ingest::Loaded;
use crate::ingest::lines::{self, Line};
use crate::record::Logged;
use crate::views::Positions;

mod rows;
mod tables;

/// The most bytes of one line: a document's text at its longest, with every character of it escaped.
const LIMIT: usize = 6 * ingest::LIMIT;

/// A document that was exported.
#[derive(Clone, Debug, PartialEq)]
pub struct Imported {
    /// What the input called it.
    pub name: String,
    /// The file as it lay on disk.
    pub text: String,
    /// SHA-256 of the raw bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// What is known of its publication.
    pub metadata: Metadata,
    /// What is on record in it, in order.
    pub statements: Vec<Statement>,
}

/// A statement as it was exported: the fields of the JSON contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of views::Statement, and docs/output.md tells them")]
pub struct Statement {
    pub doc: String,
    pub id: String,
    pub form: String,
    pub stance: String,
    pub confidence: f64,
    pub source: Option<Passage>,
    pub cue: Option<Passage>,
    pub content: Passage,
    pub speaker: Option<Speaker>,
    pub said: Option<Said>,
    pub addressee: Option<String>,
    pub occasion: Option<String>,
    pub via: Vec<String>,
}

/// Words of the document: places in code points, and exactly what stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of views::Passage")]
pub struct Passage {
    pub spans: Vec<[usize; 2]>,
    pub text: String,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of views::Speaker")]
pub struct Speaker {
    pub id: String,
    pub name: String,
    pub kind: String,
}

/// When words were spoken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of views::Said")]
pub struct Said {
    pub start: Date,
    pub end: Date,
    pub grounds: String,
}

/// Documents of one export, to be read anew.
pub fn loaded(documents: Vec<Imported>) -> impl Iterator<Item = Loaded> {
    let mut names: HashSet<String> = HashSet::new();
    documents.into_iter().map(move |Imported { name, text, sha256, metadata, .. }| {
        let mut loaded = ingest::again(Document { name, text, sha256, metadata });
        // Two of one name were in two files, and are no versions of each other.
        if !names.insert(loaded.document.name.clone()) {
            loaded.input = format!("{} {}", loaded.document.name, loaded.document.sha256);
        }
        loaded
    })
}

/// What was read, and what was not.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The documents, in the order of the export.
    pub documents: Vec<Imported>,
    /// The corrections, in their order.
    pub corrections: Vec<Logged>,
    /// What could not be read, in order.
    pub problems: Vec<ImportProblem>,
}

/// One thing that could not be read. Prints as one line: `file:line: what; what to do`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportProblem {
    /// The file.
    pub file: String,
    /// The line, or the row of a table, from 1; none where it is the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub cause: ImportCause,
}

/// What is wrong, and, after a semicolon, what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportCause {
    /// The file as a whole; the system's words or the library's.
    #[error("cannot be read: {0}; check the file, or export it again")]
    File(String),
    /// More bytes than a line of an export has.
    #[error("over {0} MiB; this is no line of an export")]
    TooLong(usize),
    /// A line that is no object of an export; the parser's words.
    #[error("not what `onrecord export --to jsonl` writes: {0}; correct the line, or export it again")]
    Json(String),
    /// A row that is not of this table; the reader's words.
    #[error("not what `onrecord export --to parquet` writes: {0}; export it again")]
    Row(String),
    /// A document without words.
    #[error("document {0:?} has no text; add it, or leave the line out")]
    NoText(String),
    /// A fingerprint that is none.
    #[error("\"sha256\" of {0:?} is not 64 hexadecimal digits in small letters; export it again")]
    Fingerprint(String),
    /// A statement of a document that is not there before it.
    #[error("{0:?} is of a document that no line before it gives; put the document before its statements")]
    Stray(String),
    /// A statement whose words do not stand where it says.
    #[error("the words of {0:?} do not stand at its place in the text; export it again")]
    Place(String),
}

impl fmt::Display for ImportProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map_or_else(String::new, |line| format!(":{line}"));
        let all = format!("{}{line}: {}", self.file, self.cause);
        all.chars().try_for_each(|c| write!(f, "{}", if c.is_control() { '\u{fffd}' } else { c }))
    }
}

/// Reads a file of JSON Lines, or a directory of Parquet tables.
pub fn import(path: &Path) -> Import {
    let file = path.to_string_lossy();
    if path.is_dir() {
        return tables::import(path);
    }
    match File::open(path) {
        Ok(opened) => import_lines(&file, &mut BufReader::new(opened)),
        Err(error) => {
            let mut filing = Filing::new(&file);
            filing.problem(None, ImportCause::File(error.to_string()));
            filing.finish()
        }
    }
}

/// Reads JSON Lines, called `file` in problems, line by line.
pub fn import_lines(file: &str, reader: &mut dyn BufRead) -> Import {
    let mut filing = Filing::new(file);
    for number in 1.. {
        match lines::next(reader, LIMIT) {
            Ok(Some(Line::Whole(bytes))) => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&bytes);
                if !bytes.trim_ascii().is_empty() {
                    filing.row(number, rows::parse(bytes));
                }
            }
            Ok(Some(Line::TooLong)) => filing.problem(Some(number), ImportCause::TooLong(LIMIT >> 20)),
            Ok(None) => break,
            Err(error) => {
                filing.problem(None, ImportCause::File(error.to_string()));
                break;
            }
        }
    }
    filing.finish()
}

/// Puts documents and their statements together.
struct Filing {
    file: String,
    import: Import,
    /// The latest document of each name.
    places: HashMap<String, usize>,
    /// The line of each statement of each document.
    lines: Vec<Vec<usize>>,
}

impl Filing {
    fn new(file: &str) -> Filing {
        Filing { file: file.to_owned(), import: Import::default(), places: HashMap::new(), lines: Vec::new() }
    }

    fn problem(&mut self, line: Option<usize>, cause: ImportCause) {
        self.import.problems.push(ImportProblem { file: self.file.clone(), line, cause });
    }

    fn row(&mut self, line: usize, row: Result<rows::Row, String>) {
        match row {
            Ok(rows::Row::Document(document)) => self.document(line, document.into()),
            Ok(rows::Row::Statement(statement)) => {
                let place = self.places.get(&statement.doc).copied();
                self.statement(line, place, *statement);
            }
            Ok(rows::Row::Correction(correction)) => self.import.corrections.push(*correction),
            Ok(_) => {}
            Err(words) => self.problem(Some(line), ImportCause::Json(words)),
        }
    }

    fn document(&mut self, line: usize, document: Imported) {
        let hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        if document.text.trim().is_empty() {
            self.problem(Some(line), ImportCause::NoText(document.name.clone()));
        } else if document.sha256.len() != 64 || !document.sha256.bytes().all(hex) {
            self.problem(Some(line), ImportCause::Fingerprint(document.name.clone()));
        } else {
            self.places.insert(document.name.clone(), self.import.documents.len());
            self.import.documents.push(document);
            self.lines.push(Vec::new());
        }
    }

    /// Files a statement under the document at `place`.
    fn statement(&mut self, line: usize, place: Option<usize>, statement: Statement) {
        match place {
            Some(at) if at < self.lines.len() => {
                self.import.documents[at].statements.push(statement);
                self.lines[at].push(line);
            }
            _ => self.problem(Some(line), ImportCause::Stray(statement.id)),
        }
    }

    /// What was read, less the statements whose words are not where they say.
    fn finish(mut self) -> Import {
        let mut misplaced: Vec<(usize, String)> = Vec::new();
        for (document, lines) in self.import.documents.iter_mut().zip(&self.lines) {
            let positions = Positions::new(&document.text);
            let mut lines = lines.iter();
            document.statements.retain(|statement| {
                let line = lines.next().copied().unwrap_or_default();
                let words = [&statement.source, &statement.cue].into_iter().flatten().chain([&statement.content]);
                let right = words.into_iter().all(|passage| stands(passage, &document.text, &positions));
                misplaced.extend((!right).then(|| (line, statement.id.clone())));
                right
            });
        }
        for (line, id) in misplaced {
            self.problem(Some(line), ImportCause::Place(id));
        }
        self.import.problems.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        self.import
    }
}

fn stands(passage: &Passage, text: &str, positions: &Positions<'_>) -> bool {
    let pieces: Vec<&str> = passage.spans.iter().map(|&span| positions.bytes(span).of(text)).collect();
    !pieces.is_empty() && pieces.join(" … ") == passage.text
}

#[cfg(test)]
mod tests;
