//! Files to documents: bytes in, a [`Document`] and its cleaned [`View`] out.
//!
//! Articles come as plain text or Markdown, HTML, PDF, Word documents or mail, or many to a file: JSON Lines, mailboxes,
//! feeds and archives of the web; any of these may be packed with gzip or Zstandard. An address of the web is fetched. Files
//! are read one after another and archives one member after another, so a million articles need not fit in memory. What
//! cannot be read is a [`Problem`], never an early end, whatever the bytes: parsers of others' formats run where a panic,
//! an endless loop or a flood of memory ends with them.
//!
//! The text of a document is its HTML where it came as HTML, in whatever file, and else the text that was taken from it;
//! every offset counts in it. Its fingerprint is of [`Loaded::raw`], the bytes as they came.
//!
//! # What is known of an article
//! Each of day, outlet, title and address is taken from the first of these that gives it:
//! 1. what the caller states for all articles ([`Inputs::known`]), then the rows of `--meta`;
//! 2. what its file states: the fields of its JSON line, the head of its mail, its entry in a feed, the address that it was
//!    fetched from;
//! 3. the metadata of its HTML (JSON-LD, `article:published_time`, `og:title`, ...; see [`html`]);
//! 4. its own text: a line that is a date, the first headline, its own address; and the day in the address, however
//!    that was found (see [`onrecord_core::text::header`]);
//! 5. what a program noted in the file: the title of a PDF, the title and day of creation of a Word document.
//!
//! What none of them gives for certain stays unknown.

mod archive;
mod articles;
mod decode;
mod feed;
mod guard;
pub mod html;
mod item;
mod kind;
mod language;
pub(crate) mod lines;
mod mail;
pub mod meta;
mod office;
mod packed;
mod pdf;
mod problem;
mod row;
mod source;
mod web;
mod whole;
mod word;

use std::collections::{HashSet, VecDeque};
use std::fmt::Write as _;
use std::io::{BufRead, Cursor};

use jiff::Timestamp;
use jiff::civil::Date;
use onrecord_core::document::{Document, Metadata};
use onrecord_core::text::{BlockKind, View, header, plain};
use sha2::{Digest, Sha256};

use articles::Articles;
use html::Page;
use item::{Article, Item, Markup, Members};
use meta::MetaTable;
pub use problem::{Cause, Place, Problem, Severity};
use source::{Input, Opened};
use web::Web;

/// The most bytes of one document or one line of JSON: 64 MiB.
pub const LIMIT: usize = 64 << 20;

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Files, directories (read recursively, in order of name, files of known kinds only), addresses of the web
    /// (`http://`, `https://`), or `-` for standard input.
    pub paths: Vec<String>,
    /// Files of metadata, JSON Lines `{"file", "published"?, "outlet"?, "url"?, "title"?}`. `file` is a file's name, or
    /// the tail of its path, or the id of an article of JSON Lines. Earlier files win over later ones.
    pub meta: Vec<String>,
    /// What is known of all the articles; wins over everything else.
    pub known: Metadata,
    /// Whether addresses of the web may lead to this machine or a private network.
    pub allow_private: bool,
    /// Whether pages are fetched that a site's robots.txt asks programs not to.
    pub ignore_robots: bool,
}

/// A document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// The input that it is from: the file or address as given, or `-`.
    pub input: String,
    /// Its cleaned view.
    pub view: View,
    /// Why it is not to be read for statements, if so: no article was found in it, or it is not in English. The same
    /// is among the problems.
    pub unread: Option<Cause>,
    /// The bytes as they came, which the fingerprint is of: of the file, or of the page, message, entry or `text` field
    /// in it, unpacked.
    pub raw: Vec<u8>,
    /// What it came as: `text`, `html`, `jsonl`, `pdf`, `docx`, `mail`, `feed` or `warc`.
    pub format: &'static str,
    /// The day of its last change, where that is told apart from its publication.
    pub modified: Option<Date>,
    /// When it was fetched, if it came from the web or from an archive of it.
    pub fetched: Option<Timestamp>,
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
    seen(name, text).0
}

/// The same, and whether the text is HTML.
fn seen(name: &str, text: &str) -> (View, bool) {
    let markup = match kind::by_name(name).0 {
        kind::Kind::Html => true,
        kind::Kind::Plain => false,
        _ => html::looks_like(text),
    };
    (if markup { html::read(text).0 } else { plain::view(text) }, markup)
}

/// A document that was read before, as it is read again. Its bytes are known where they are those of its text.
pub fn again(document: Document) -> Loaded {
    let (view, markup) = seen(&document.name, &document.text);
    let raw = document.text.as_bytes();
    let raw = if sha256(raw) == document.sha256 { raw.to_vec() } else { Vec::new() };
    let format = if markup { "html" } else { "text" };
    let input = document.name.clone();
    Loaded { unread: why_unread(&view), document, input, view, raw, format, modified: None, fetched: None }
}

/// Why a view is not to be read for statements, if so.
fn why_unread(view: &View) -> Option<Cause> {
    if view.blocks().iter().any(|block| block.kind == BlockKind::Body) {
        language::other(view).map(Cause::Language)
    } else {
        Some(Cause::NoArticle)
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
        queue: inputs.paths.into_iter().map(Ok).collect(),
        meta_paths: inputs.meta,
        meta,
        known: inputs.known,
        web_options: (inputs.allow_private, inputs.ignore_robots),
        web: None,
        open: Vec::new(),
        names: HashSet::new(),
        ready: problems.into_iter().map(Err).collect(),
        ended: false,
    }
}

/// Reads JSON Lines of articles from `reader`, called `file` in problems, and then the inputs as [`documents`] does.
pub fn lines_from(file: &str, reader: Box<dyn BufRead>, inputs: Inputs) -> Documents {
    let mut documents = documents(inputs);
    documents.open.push(Box::new(Articles::new(file, reader)));
    documents
}

/// Reads `bytes` as if they were in a file called `name`, and then the inputs as [`documents`] does. The kind of the
/// input is told as for a file: by its name, or by how it begins.
pub fn bytes_from(name: &str, bytes: Vec<u8>, inputs: Inputs) -> Documents {
    let mut documents = documents(inputs);
    let found = source::items(Input::named(name, Box::new(Cursor::new(bytes))));
    documents.found(name, found);
    documents
}

/// The iterator of [`documents`].
pub struct Documents {
    queue: VecDeque<Result<String, Problem>>,
    meta_paths: Vec<String>,
    meta: Vec<MetaTable>,
    known: Metadata,
    /// Whether private addresses may be reached, and robots.txt is not looked at.
    web_options: (bool, bool),
    web: Option<Web>,
    /// The files of many articles that are being read, the innermost last.
    open: Vec<Box<dyn Members>>,
    /// The names of all documents so far.
    names: HashSet<String>,
    ready: VecDeque<Result<Loaded, Problem>>,
    ended: bool,
}

impl Iterator for Documents {
    type Item = Result<Loaded, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(item);
            }
            if let Some(mut members) = self.open.pop() {
                let mut found = Vec::new();
                if members.advance(&mut found) {
                    self.open.push(members);
                }
                self.take(found);
            } else if let Some(path) = self.queue.pop_front() {
                match path {
                    Ok(path) => self.open(path),
                    Err(problem) => self.report(problem),
                }
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
        if web::is_address(&path) {
            let (allow_private, ignore_robots) = self.web_options;
            let web = self.web.get_or_insert_with(|| Web::new(allow_private, ignore_robots));
            let found = web.fetch(&path).and_then(source::items);
            return self.found(&path, found);
        }
        match source::open(&path, &self.meta_paths) {
            Ok(Opened::Directory(files)) => {
                for file in files.into_iter().rev() {
                    self.queue.push_front(file);
                }
            }
            Ok(Opened::Items(items)) => self.take(items),
            Err(cause) => self.report(Problem::new(path, cause)),
        }
    }

    fn found(&mut self, file: &str, found: Result<Vec<Item>, Cause>) {
        match found {
            Ok(items) => self.take(items),
            Err(cause) => self.report(Problem::new(file, cause)),
        }
    }

    fn take(&mut self, items: Vec<Item>) {
        for item in items {
            match item {
                Item::Article(article) => self.load(*article),
                Item::Problem(problem) => self.report(problem),
                Item::Open(members) => self.open.push(members),
            }
        }
    }

    /// Makes a document of an article.
    fn load(&mut self, article: Article) {
        let Article { origin, name, text, raw, markup, format, stated, weak, modified, fetched } = article;
        let Page { view, told, modified: changed } = match markup {
            Markup::Html => html::page(&text),
            Markup::Plain => Page { view: plain::view(&text), told: Metadata::default(), modified: None },
        };
        let mut metadata = self.known.clone();
        for table in &mut self.meta {
            let file = table.find(&origin.file).unwrap_or_default();
            metadata = metadata.or(table.find(&name).unwrap_or_default()).or(file);
        }
        let metadata = metadata.or(stated).or(told);
        let own = header::facts(&view, metadata.url.as_deref());
        let metadata = metadata.or(own).or(weak);
        let unread = why_unread(&view);
        if !self.names.insert(name.clone()) {
            self.report(origin.problem(Cause::Duplicate(name.clone())));
        }
        if let Some(cause) = &unread {
            self.report(origin.problem(cause.clone()));
        }
        let document = Document { name, text, sha256: sha256(&raw), metadata };
        let modified = modified.or(changed);
        self.ready.push_back(Ok(Loaded { document, input: origin.file, view, unread, raw, format, modified, fetched }));
    }

    fn report(&mut self, problem: Problem) {
        self.ready.push_back(Err(problem));
    }
}

fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
