//! PDF: pages of placed letters, to text.

mod layout;
mod letters;
mod packing;
mod streams;

use std::time::{Duration, Instant};

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use onrecord_core::document::Metadata;
use onrecord_core::text::words::collapse;

use super::item::{Article, Markup};
use super::problem::Cause;
use super::whole::Whole;

/// The most pages of one document.
const PAGES: usize = 2000;
/// How long one document may be read before it is left between two letters; the guard waits somewhat longer.
const PATIENCE: Duration = Duration::from_secs(40);

/// The article in a PDF file.
///
/// # Errors
/// A file that is damaged, locked, too long or without text.
pub(super) fn article(whole: Whole) -> Result<Article, Cause> {
    // The head may stand after other bytes, as the standard's own readers take it.
    if !whole.bytes.windows(5).take(1024).any(|five| five == b"%PDF-") {
        return Err(Cause::Damaged("it does not begin as a PDF does".into()));
    }
    streams::check(&whole.bytes)?;
    let (text, title) = read(whole.bytes.clone(), Instant::now() + PATIENCE)?;
    if !text.contains(char::is_alphanumeric) {
        return Err(Cause::NoText);
    }
    let article = whole.into_article(text, Markup::Plain, "pdf");
    Ok(Article { weak: Metadata { title, ..Metadata::default() }, ..article })
}

/// The text of a document and the title that it gives itself.
fn read(bytes: Vec<u8>, until: Instant) -> Result<(String, Option<String>), Cause> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Cause::Locked,
        LoadPdfError::Invalid => Cause::Damaged("its parts cannot be found".into()),
    })?;
    let pages = pdf.pages();
    if pages.len() > PAGES {
        return Err(Cause::TooManyPages(PAGES));
    }
    let mut read = Vec::with_capacity(pages.len());
    let mut left = letters::MOST;
    for page in pages.iter() {
        let page = letters::read(page, pdf.xref(), until, left)?;
        left -= page.letters.len();
        read.push(layout::lines(page));
    }
    let title = pdf.metadata().title.as_deref().map(title).filter(|title| is_title(title));
    Ok((layout::text(read), title))
}

/// A string of a document's metadata: UTF-16 or UTF-8 with a mark, or else bytes of which only ASCII is certain.
fn title(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, units @ ..] => {
            let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        [0xef, 0xbb, 0xbf, text @ ..] => String::from_utf8_lossy(text).into_owned(),
        text => String::from_utf8_lossy(text).into_owned(),
    };
    collapse(&text)
}

/// Whether a title is a headline, and not what a program put there.
fn is_title(title: &str) -> bool {
    let lower = title.to_lowercase();
    let file = [".doc", ".docx", ".indd", ".qxd", ".pdf", ".tex", ".odt", ".html", ".rtf", ".pages"];
    title.split_whitespace().count() >= 3
        && !title.contains('\u{fffd}')
        && !lower.starts_with("microsoft ")
        && !file.iter().any(|ending| lower.ends_with(ending))
}
