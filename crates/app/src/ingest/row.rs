//! One article of JSON Lines, one row of metadata.

use jiff::civil::Date;
use onrecord_core::document::Metadata;
use onrecord_core::text::dates;
use serde::Deserialize;

use super::problem::{Cause, Place};

/// `{"id", "text", "published"?, "outlet"?, "url"?, "title"?}`.
#[derive(Debug, Deserialize)]
pub(super) struct Article {
    pub(super) id: Option<Id>,
    pub(super) text: Option<String>,
    #[serde(flatten)]
    pub(super) known: Known,
}

/// `{"file", "published"?, "outlet"?, "url"?, "title"?}`.
#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    pub(super) file: String,
    #[serde(flatten)]
    pub(super) known: Known,
}

/// What a collector knows of an article.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Known {
    published: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    title: Option<String>,
}

/// Archives number their articles as often as they name them.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Name(String),
    Number(i64),
}

impl Id {
    pub(super) fn into_name(self) -> String {
        match self {
            Id::Name(name) => name,
            Id::Number(number) => number.to_string(),
        }
    }
}

impl Known {
    /// The metadata, and a doubt if the date is no certain one. Empty fields are unknown ones.
    pub(super) fn metadata(self) -> (Metadata, Option<Cause>) {
        let filled = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let written = filled(self.published);
        let published: Option<Date> = written.as_deref().and_then(dates::stamp);
        let doubt = written.filter(|_| published.is_none()).map(Cause::UnknownDate);
        (Metadata { published, outlet: filled(self.outlet), title: filled(self.title), url: filled(self.url) }, doubt)
    }
}

/// Parses the bytes of line number `line` of a file; `None` for a blank line.
///
/// # Errors
/// What is wrong and where; `cause` names what the line should have been.
pub(super) fn parse<T: for<'a> Deserialize<'a>>(
    bytes: &[u8],
    line: usize,
    cause: fn(String) -> Cause,
) -> Result<Option<T>, (Place, Cause)> {
    let bytes = if line == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes };
    let text = std::str::from_utf8(bytes)
        .map_err(|error| (Place::column(line, error.valid_up_to() + 1), Cause::Encoding(error.valid_up_to())))?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| {
        let place = Place { line: Some(line), column: (error.column() > 0).then(|| error.column()) };
        let words = error.to_string();
        // serde_json says " at line 1 column 5" itself; its line is always the first.
        (place, cause(words.split(" at line ").next().unwrap_or_default().to_owned()))
    })
}
