//! Word documents: a ZIP archive of XML.

use std::io::{Cursor, Read, Seek};

use jiff::civil::Date;
use onrecord_core::document::Metadata;
use onrecord_core::text::dates;
use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::result::ZipError;

use super::LIMIT;
use super::item::{Article, Markup};
use super::packed::RATIO;
use super::problem::Cause;
use super::whole::Whole;
use super::word;

/// The main part of a document, unless the archive names another.
const MAIN: &str = "word/document.xml";
/// What word processors note of the document.
const CORE: &str = "docProps/core.xml";

/// The article in a .docx file.
///
/// # Errors
/// An archive that is damaged, or none of Word.
pub(super) fn article(whole: Whole) -> Result<Article, Cause> {
    // A document that opens with a password is no ZIP archive but a container of Microsoft's.
    if whole.bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Cause::Locked);
    }
    let mut archive = ZipArchive::new(Cursor::new(&*whole.bytes)).map_err(broken)?;
    let body = part(&mut archive, MAIN)?.ok_or(Cause::UnknownArchive)?;
    let facts = part(&mut archive, CORE).ok().flatten().map(|core| properties(&core)).unwrap_or_default();
    let text = word::text(&body).map_err(Cause::Damaged)?;
    if !text.contains(char::is_alphanumeric) {
        return Err(Cause::NoText);
    }
    let article = whole.into_article(text, Markup::Plain, "docx");
    let weak = Metadata { published: facts.created, title: facts.title, ..Metadata::default() };
    Ok(Article { weak, modified: facts.modified, ..article })
}

/// A part of the archive, if there is one of the name.
fn part(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<Option<Vec<u8>>, Cause> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(broken(error)),
    };
    let packed = file.compressed_size();
    let mut bytes = Vec::new();
    file.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|error| Cause::from(&error))?;
    if bytes.len() <= LIMIT {
        Ok(Some(bytes))
    } else if bytes.len() as u64 > packed.saturating_mul(RATIO) {
        Err(Cause::Bomb)
    } else {
        Err(Cause::TooLarge(LIMIT >> 20))
    }
}

fn broken(error: ZipError) -> Cause {
    match error {
        ZipError::Io(error) => Cause::from(&error),
        other => Cause::Damaged(other.to_string()),
    }
}

#[derive(Default)]
struct Properties {
    title: Option<String>,
    created: Option<Date>,
    modified: Option<Date>,
}

/// What the core properties say; what cannot be read of them is left out.
fn properties(xml: &[u8]) -> Properties {
    let mut properties = Properties::default();
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    let mut open = String::new();
    let mut words = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                open = word::name(tag.local_name());
                words.clear();
            }
            Ok(Event::Text(text)) => words.push_str(&text),
            Ok(Event::GeneralRef(reference)) => words.extend(word::character(&reference)),
            Ok(Event::End(_)) => {
                let filled = Some(words.trim().to_owned()).filter(|words| !words.is_empty());
                match &*open {
                    "title" => properties.title = filled,
                    "created" => properties.created = filled.as_deref().and_then(dates::stamp),
                    "modified" => properties.modified = filled.as_deref().and_then(dates::stamp),
                    _ => {}
                }
                open.clear();
            }
            Ok(Event::Eof) | Err(_) => return properties,
            Ok(_) => {}
        }
    }
}
