//! What an input is: a directory, one article, or a file of many.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use onrecord_core::document::Metadata;

use super::archive::{self, Wacz, Warc};
use super::articles::Articles;
use super::item::{Item, Members, Origin};
use super::kind::{self, Kind, START};
use super::mail::Mbox;
use super::problem::{Cause, Problem};
use super::whole::{self, Whole};
use super::{LIMIT, packed};

/// How many layers of packing are taken off.
const LAYERS: usize = 2;

pub(super) enum Opened {
    /// The files of a directory, in order of their paths, and what of it could not be looked at.
    Directory(Vec<Result<String, Problem>>),
    /// What is in a file.
    Items(Vec<Item>),
}

/// Bytes to be read, and all that is known of them beforehand.
pub(super) struct Input {
    /// What the input is called.
    pub(super) name: String,
    pub(super) reader: Box<dyn BufRead>,
    pub(super) kind: Kind,
    pub(super) packing: Option<kind::Packing>,
    /// The file that the reader reads from its start, if it is one.
    pub(super) path: Option<PathBuf>,
    /// The encoding that a server states.
    pub(super) charset: Option<String>,
    pub(super) stated: Metadata,
    pub(super) fetched: Option<Timestamp>,
}

impl Input {
    /// Bytes of which the name alone is known.
    pub(super) fn named(name: &str, reader: Box<dyn BufRead>) -> Input {
        let (kind, packing) = kind::by_name(name);
        Input {
            name: name.to_owned(),
            reader,
            kind,
            packing,
            path: None,
            charset: None,
            stated: Metadata::default(),
            fetched: None,
        }
    }
}

/// Opens a path, or standard input for `-`. The files `except` are left out of directories.
///
/// # Errors
/// What hinders it.
pub(super) fn open(path: &str, except: &[String]) -> Result<Opened, Cause> {
    if path == "-" {
        return standard_input(Box::new(BufReader::new(io::stdin()))).map(Opened::Items);
    }
    let facts = fs::metadata(path).map_err(|error| match Cause::from(&error) {
        Cause::Missing if path.contains(char::REPLACEMENT_CHARACTER) => Cause::Name,
        cause => cause,
    })?;
    if facts.is_dir() {
        return directory(path, except).map(Opened::Directory);
    }
    let file = File::open(path).map_err(|error| Cause::from(&error))?;
    let mut input = Input::named(path, Box::new(BufReader::new(file)));
    input.path = facts.is_file().then(|| PathBuf::from(path));
    items(input).map(Opened::Items)
}

/// Standard input has no name to tell its kind by; an article hardly begins with a brace.
fn standard_input(reader: Box<dyn BufRead>) -> Result<Vec<Item>, Cause> {
    let (start, reader) = peek(reader)?;
    let mut input = Input::named("-", reader);
    if start.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{') {
        input.kind = Kind::Json;
    }
    items(input)
}

/// What is in an input: its articles, or a reader of them.
///
/// # Errors
/// What hinders it.
pub(super) fn items(mut input: Input) -> Result<Vec<Item>, Cause> {
    if let Some(packing) = input.packing {
        input.reader = packed::unpack(input.reader, packing);
        input.path = None;
    }
    let (mut start, mut reader) = peek(input.reader)?;
    let mut layers = usize::from(input.packing.is_some());
    if input.kind == Kind::Unknown {
        while let Some(packing) = kind::packing(&start) {
            layers += 1;
            if layers > LAYERS {
                return Err(Cause::TooDeep);
            }
            (start, reader) = peek(packed::unpack(reader, packing))?;
            input.path = None;
        }
    }
    let open = |members: Box<dyn Members>| Ok(vec![Item::Open(members)]);
    let kind = kind::settled(input.kind, &start);
    match (kind, &input.path) {
        (Kind::Lines, _) => return open(Box::new(Articles::new(&input.name, reader))),
        (Kind::Mbox, _) => return open(Box::new(Mbox::new(&input.name, reader))),
        (Kind::Warc, _) => return open(Box::new(Warc::new(Origin::file(&input.name), reader))),
        (Kind::Wacz | Kind::Zip, Some(path)) => match Wacz::new(&input.name, archive::Source::File(path.clone())) {
            Err(Cause::UnknownArchive) if kind == Kind::Zip => {}
            wacz => return open(Box::new(wacz?)),
        },
        _ => {}
    }
    let too_large = Cause::TooLarge(LIMIT >> 20);
    let size = input.path.as_ref().and_then(|path| fs::metadata(path).ok()).map(|facts| facts.len());
    if size.is_some_and(|size| size > LIMIT as u64) {
        return Err(too_large);
    }
    let mut bytes = Vec::new();
    reader.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|error| Cause::from(&error))?;
    if bytes.len() > LIMIT {
        return Err(too_large);
    }
    if matches!(kind, Kind::Wacz | Kind::Zip) {
        match Wacz::new(&input.name, archive::Source::Memory(bytes.clone().into())) {
            Err(Cause::UnknownArchive) if kind == Kind::Zip => {}
            wacz => return open(Box::new(wacz?)),
        }
    }
    let kind = if kind == Kind::Zip { Kind::Docx } else { kind };
    let origin = Origin::file(&input.name);
    let Input { name, charset, stated, fetched, .. } = input;
    Ok(whole::items(Whole { origin, name, bytes, kind, charset, stated, fetched }))
}

/// The first bytes of a reader, and a reader that still gives them.
fn peek(mut reader: Box<dyn BufRead>) -> Result<(Vec<u8>, Box<dyn BufRead>), Cause> {
    let mut start = Vec::new();
    reader.by_ref().take(START as u64).read_to_end(&mut start).map_err(|error| Cause::from(&error))?;
    Ok((start.clone(), Box::new(Cursor::new(start).chain(reader))))
}

fn directory(path: &str, except: &[String]) -> Result<Vec<Result<String, Problem>>, Cause> {
    let mut files = Vec::new();
    walk(Path::new(path), &mut files).map_err(|error| Cause::from(&error))?;
    let real = |path: &Path| fs::canonicalize(path).ok();
    let except: Vec<PathBuf> = except.iter().filter_map(|path| real(Path::new(path))).collect();
    files.retain(|(file, _)| except.is_empty() || !real(file).is_some_and(|file| except.contains(&file)));
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    if files.is_empty() {
        return Err(Cause::EmptyDirectory);
    }
    let named = files.into_iter().map(|(file, failed)| {
        let file = file.to_string_lossy().into_owned();
        match failed {
            Some(cause) => Err(Problem::new(file, cause)),
            None => Ok(file),
        }
    });
    Ok(named.collect())
}

/// Gathers the files of known kinds under a directory, and the directories under it that cannot be read. Hidden files
/// are left out, and links to directories are not followed, as they may lead in circles.
fn walk(directory: &Path, files: &mut Vec<(PathBuf, Option<Cause>)>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            if let Err(error) = walk(&path, files) {
                files.push((path, Some(Cause::from(&error))));
            }
        } else if is_article(&path) {
            files.push((path, None));
        }
    }
    Ok(())
}

/// Whether a file of a directory is to be read. A link that leads nowhere is, so that it is named; a pipe is not, as
/// it may never end.
fn is_article(path: &Path) -> bool {
    let (kind, packing) = kind::by_name(&path.to_string_lossy());
    let readable = || fs::metadata(path).is_ok_and(|facts| facts.is_file());
    match kind {
        Kind::Unknown => false,
        // So much else is XML that only a feed is taken.
        Kind::Xml => packing.is_none() && readable() && starts_as_feed(path),
        _ => readable() || fs::metadata(path).is_err(),
    }
}

fn starts_as_feed(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START as u64).read_to_end(&mut start));
    read.is_ok() && kind::is_xml_feed(&start)
}
