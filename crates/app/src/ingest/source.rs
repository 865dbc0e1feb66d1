//! What an input is: a directory, one article, or lines of articles.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::problem::Cause;
use super::{LIMIT, html};

/// How an article is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Plain,
    Html,
}

pub(super) enum Opened {
    /// The files of a directory, in order of their paths.
    Directory(Vec<String>),
    /// The bytes of one article.
    Whole(Vec<u8>, Format),
    /// A file of articles, one a line.
    Lines(Box<dyn BufRead>),
}

/// What a file name tells of its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Html,
    Lines,
    Unknown,
}

/// How a text of this name is written, as far as name and text tell.
pub(super) fn format(name: &str, text: &str) -> Format {
    match kind(Path::new(name)) {
        Kind::Plain => Format::Plain,
        Kind::Html => Format::Html,
        Kind::Lines | Kind::Unknown if html::looks_like(text) => Format::Html,
        Kind::Lines | Kind::Unknown => Format::Plain,
    }
}

/// Opens a path, or standard input for `-`. The files `except` are left out of directories.
///
/// # Errors
/// What hinders it.
pub(super) fn open(path: &str, except: &[String]) -> Result<Opened, Cause> {
    if path == "-" {
        return stream(Box::new(BufReader::new(io::stdin())), Kind::Unknown, None);
    }
    let facts = fs::metadata(path).map_err(|error| Cause::from(&error))?;
    if facts.is_dir() {
        let mut files = Vec::new();
        walk(Path::new(path), &mut files).map_err(|error| Cause::from(&error))?;
        let real = |path: &Path| fs::canonicalize(path).ok();
        let except: Vec<PathBuf> = except.iter().filter_map(|path| real(Path::new(path))).collect();
        files.retain(|file| except.is_empty() || !real(file).is_some_and(|file| except.contains(&file)));
        files.sort();
        if files.is_empty() {
            return Err(Cause::EmptyDirectory);
        }
        return Ok(Opened::Directory(files.iter().map(|file| file.to_string_lossy().into_owned()).collect()));
    }
    let file = File::open(path).map_err(|error| Cause::from(&error))?;
    stream(Box::new(BufReader::new(file)), kind(Path::new(path)), Some(facts.len()))
}

fn stream(mut reader: Box<dyn BufRead>, kind: Kind, size: Option<u64>) -> Result<Opened, Cause> {
    let failed = |error: io::Error| Cause::from(&error);
    // Standard input has no name to tell its kind by; an article hardly begins with a brace.
    let object = kind == Kind::Unknown && size.is_none() && {
        let start = reader.fill_buf().map_err(failed)?;
        start.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
    };
    if kind == Kind::Lines || object {
        return Ok(Opened::Lines(reader));
    }
    let too_large = Cause::TooLarge(LIMIT >> 20);
    if size.is_some_and(|size| size > LIMIT as u64) {
        return Err(too_large);
    }
    let mut bytes = Vec::new();
    reader.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > LIMIT {
        return Err(too_large);
    }
    let html = kind == Kind::Html
        || (kind == Kind::Unknown && html::looks_like(&String::from_utf8_lossy(&bytes[..bytes.len().min(2048)])));
    Ok(Opened::Whole(bytes, if html { Format::Html } else { Format::Plain }))
}

fn kind(path: &Path) -> Kind {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("txt" | "text" | "md" | "markdown") => Kind::Plain,
        Some("html" | "htm" | "xhtml") => Kind::Html,
        Some("jsonl" | "ndjson" | "json") => Kind::Lines,
        _ => Kind::Unknown,
    }
}

/// Gathers the files of known kinds under a directory. Hidden files are left out, and links to directories are not
/// followed, as they may lead in circles.
fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(&path, files)?;
        } else if kind(&path) != Kind::Unknown {
            files.push(path);
        }
    }
    Ok(())
}
