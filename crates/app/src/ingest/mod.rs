//! Files to documents: bytes in, a [`Document`] and its cleaned [`View`] out.
//!
//! Articles come as plain text or Markdown, as HTML, or many to a file as JSON Lines. Files are read one after
//! another, so a million articles need not fit in memory. What cannot be read is a [`Problem`], never an early end.
//!
//! # What is known of an article
//! Each of day, outlet, title and address is taken from the first of these that gives it:
//! 1. what the caller states for all articles ([`Inputs::known`]), then the rows of `--meta`;
//! 2. the fields of the article's JSON line;
//! 3. the metadata of its HTML (JSON-LD, `article:published_time`, `og:title`, ...; see [`html`]);
//! 4. its own text: a line that is a date, the first headline, its own address; and the day in the address, however
//!    that was found (see [`onrecord_core::text::header`]).
//!
//! What none of them gives for certain stays unknown.

mod decode;
pub mod html;
mod language;
pub(crate) mod lines;
pub mod meta;
mod problem;
mod row;
mod source;

use std::collections::{HashSet, VecDeque};
use std::fmt::Write as _;
use std::io::BufRead;

use onrecord_core::document::{Document, Metadata};
use onrecord_core::text::{BlockKind, View, header, plain};
use sha2::{Digest, Sha256};

use lines::Line;
use meta::MetaTable;
pub use problem::{Cause, Place, Problem, Severity};
use source::{Format, Opened};

/// The most bytes of one document or one line of JSON: 64 MiB.
pub const LIMIT: usize = 64 << 20;

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Files, directories (read recursively, in order of name, files of known kinds only), or `-` for standard input.
    pub paths: Vec<String>,
    /// Files of metadata, JSON Lines `{"file", "published"?, "outlet"?, "url"?, "title"?}`. `file` is a file's name, or
    /// the tail of its path, or the id of an article of JSON Lines. Earlier files win over later ones.
    pub meta: Vec<String>,
    /// What is known of all the articles; wins over everything else.
    pub known: Metadata,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// Its cleaned view.
    pub view: View,
    /// Why it is not to be read for statements, if so: no article was found in it, or it is not in English. The same
    /// is among the problems.
    pub unread: Option<Cause>,
}

/// All that was read, and all that was not.
#[derive(Clone, Debug, Default)]
pub struct Ingested {
    /// The documents, in order of the inputs.
    pub documents: Vec<Loaded>,
    /// What went wrong, in the same order.
    pub problems: Vec<Problem>,
}

impl Ingested {
    /// Whether a part of the input could not be read: exit status 3.
    pub fn incomplete(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity() == Severity::Unreadable)
    }
}

/// The cleaned view of a document that was read before, from its name and its text.
pub fn view(name: &str, text: &str) -> View {
    match source::format(name, text) {
        Format::Html => html::read(text).0,
        Format::Plain => plain::view(text),
    }
}

/// Reads all inputs at once. For more than some thousand articles, [`documents`] needs less memory.
pub fn read_inputs(inputs: Inputs) -> Ingested {
    let mut ingested = Ingested::default();
    for item in documents(inputs) {
        match item {
            Ok(loaded) => ingested.documents.push(loaded),
            Err(problem) => ingested.problems.push(problem),
        }
    }
    ingested
}

/// Reads the inputs one after another. A document that is read with a doubt follows its problem.
pub fn documents(inputs: Inputs) -> Documents {
    let mut problems = Vec::new();
    let meta = inputs.meta.iter().map(|path| MetaTable::open(path, &mut problems)).collect();
    Documents {
        queue: inputs.paths.into(),
        meta_paths: inputs.meta,
        meta,
        known: inputs.known,
        articles: None,
        names: HashSet::new(),
        ready: problems.into_iter().map(Err).collect(),
        ended: false,
    }
}

/// Reads JSON Lines of articles from `reader`, called `file` in problems, and then the inputs as [`documents`] does.
pub fn lines_from(file: &str, reader: Box<dyn BufRead>, inputs: Inputs) -> Documents {
    let mut documents = documents(inputs);
    documents.articles = Some(Articles { file: file.to_owned(), reader, line: 0, any: false });
    documents
}

/// The iterator of [`documents`].
pub struct Documents {
    queue: VecDeque<String>,
    meta_paths: Vec<String>,
    meta: Vec<MetaTable>,
    known: Metadata,
    /// The file of JSON Lines that is being read.
    articles: Option<Articles>,
    /// The names of all documents so far.
    names: HashSet<String>,
    ready: VecDeque<Result<Loaded, Problem>>,
    ended: bool,
}

struct Articles {
    file: String,
    reader: Box<dyn BufRead>,
    line: usize,
    any: bool,
}

impl Iterator for Documents {
    type Item = Result<Loaded, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some(articles) = self.articles.take() {
                self.next_line(articles);
            } else if let Some(path) = self.queue.pop_front() {
                self.open(path);
            } else if !self.ended {
                self.ended = true;
                self.ready.extend(self.meta.iter().flat_map(MetaTable::unused).map(Err));
            } else {
                return None;
            }
        }
    }
}

impl Documents {
    fn open(&mut self, path: String) {
        match source::open(&path, &self.meta_paths) {
            Ok(Opened::Directory(files)) => {
                for file in files.into_iter().rev() {
                    self.queue.push_front(file);
                }
            }
            Ok(Opened::Lines(reader)) => {
                self.articles = Some(Articles { file: path, reader, line: 0, any: false });
            }
            Ok(Opened::Whole(bytes, format)) => {
                let sha256 = sha256(&bytes);
                match decode::text(bytes) {
                    Ok(text) => {
                        self.load(&path, Place::default(), path.clone(), text, format, sha256, Metadata::default())
                    }
                    Err((place, cause)) => self.report(Problem::at(path, place, cause)),
                }
            }
            Err(cause) => self.report(Problem::new(path, cause)),
        }
    }

    /// Reads one line of JSON Lines, and keeps the file open if there may be more.
    fn next_line(&mut self, mut articles: Articles) {
        articles.line += 1;
        let (line, file) = (articles.line, articles.file.clone());
        let bytes = match lines::next(&mut *articles.reader, LIMIT) {
            Ok(Some(Line::Whole(bytes))) => Some(bytes),
            Ok(Some(Line::TooLong)) => {
                self.report(Problem::at(&*file, Place::line(line), Cause::TooLarge(LIMIT >> 20)));
                None
            }
            Ok(None) => {
                if !articles.any {
                    self.report(Problem::new(file, Cause::Empty));
                }
                return;
            }
            Err(error) => return self.report(Problem::new(file, Cause::from(&error))),
        };
        articles.any |= bytes.as_ref().is_none_or(|bytes| !bytes.trim_ascii().is_empty());
        self.articles = Some(articles);
        match bytes.map(|bytes| row::parse::<row::Article>(&bytes, line, Cause::Json)) {
            Some(Ok(Some(article))) => self.article(&file, line, article),
            Some(Err((place, cause))) => self.report(Problem::at(file, place, cause)),
            Some(Ok(None)) | None => {}
        }
    }

    fn article(&mut self, file: &str, line: usize, article: row::Article) {
        let place = Place::line(line);
        let Some(text) = article.text.filter(|text| !text.trim().is_empty()) else {
            return self.report(Problem::at(file, place, Cause::MissingText));
        };
        let (metadata, doubt) = article.known.metadata();
        if let Some(doubt) = doubt {
            self.report(Problem::at(file, place, doubt));
        }
        let name = article.id.map(row::Id::into_name).filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| {
            let name = format!("{file}:{line}");
            self.report(Problem::at(file, place, Cause::MissingId(name.clone())));
            name
        });
        let sha256 = sha256(text.as_bytes());
        let format = if html::looks_like(&text) { Format::Html } else { Format::Plain };
        self.load(file, place, name, text, format, sha256, metadata);
    }

    /// Makes a document of a text; `stated` is what its own input says of it.
    #[expect(clippy::too_many_arguments, reason = "one call of each field of a document")]
    fn load(
        &mut self,
        file: &str,
        place: Place,
        name: String,
        text: String,
        format: Format,
        sha256: String,
        stated: Metadata,
    ) {
        let (view, told) = match format {
            Format::Html => html::read(&text),
            Format::Plain => (plain::view(&text), Metadata::default()),
        };
        let mut metadata = self.known.clone();
        for table in &mut self.meta {
            metadata = metadata.or(table.find(&name).unwrap_or_default()).or(table.find(file).unwrap_or_default());
        }
        let metadata = metadata.or(stated).or(told);
        let own = header::facts(&view, metadata.url.as_deref());
        let metadata = metadata.or(own);
        let unread = if view.blocks().iter().any(|block| block.kind == BlockKind::Body) {
            language::other(&view).map(Cause::Language)
        } else {
            Some(Cause::NoArticle)
        };
        if !self.names.insert(name.clone()) {
            self.report(Problem::at(file, place, Cause::Duplicate(name.clone())));
        }
        if let Some(cause) = &unread {
            self.report(Problem::at(file, place, cause.clone()));
        }
        self.ready.push_back(Ok(Loaded { document: Document { name, text, sha256, metadata }, view, unread }));
    }

    fn report(&mut self, problem: Problem) {
        self.ready.push_back(Err(problem));
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
