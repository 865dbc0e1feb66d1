//! What kind of input something is: by its name, or, where that tells nothing, by how it begins.

use super::html;

/// How an input is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text or Markdown.
    Plain,
    Html,
    /// JSON Lines of articles.
    Lines,
    /// A name that JSON Lines and JSON Feeds share.
    Json,
    /// A name that feeds, pages and anything else share.
    Xml,
    /// RSS, Atom or JSON Feed.
    Feed,
    Pdf,
    Docx,
    /// One message.
    Mail,
    /// Many messages.
    Mbox,
    Warc,
    /// WARC files in a ZIP archive.
    Wacz,
    /// A ZIP archive of which only its content tells what it is.
    Zip,
    Unknown,
}

/// What an input is wrapped in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    /// As in ZIP archives, whose lists say so.
    Deflate,
}

/// How much of an input is looked at to tell its kind.
pub(super) const START: usize = 4096;

/// What the name of a file tells: its kind, and what is around it.
pub(super) fn by_name(name: &str) -> (Kind, Option<Packing>) {
    let extension = |name: &str| -> (String, String) {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let (stem, extension) = last.rsplit_once('.').unwrap_or((last, ""));
        (stem.to_owned(), extension.to_lowercase())
    };
    let (stem, outer) = extension(name);
    let packing = match &*outer {
        "gz" | "gzip" => Packing::Gzip,
        "zst" | "zstd" => Packing::Zstd,
        outer => return (of(outer), None),
    };
    (of(&extension(&stem).1), Some(packing))
}

fn of(extension: &str) -> Kind {
    match extension {
        "txt" | "text" | "md" | "markdown" => Kind::Plain,
        "html" | "htm" | "xhtml" => Kind::Html,
        "jsonl" | "ndjson" => Kind::Lines,
        "json" => Kind::Json,
        "xml" => Kind::Xml,
        "rss" | "atom" | "rdf" => Kind::Feed,
        "pdf" => Kind::Pdf,
        "docx" => Kind::Docx,
        "eml" => Kind::Mail,
        "mbox" => Kind::Mbox,
        "warc" => Kind::Warc,
        "wacz" => Kind::Wacz,
        _ => Kind::Unknown,
    }
}

/// What the type that a server states tells.
pub(super) fn by_type(stated: &str) -> Option<Kind> {
    Some(match stated {
        "text/html" | "application/xhtml+xml" => Kind::Html,
        "text/plain" | "text/markdown" => Kind::Plain,
        "text/xml" | "application/xml" => Kind::Xml,
        "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" | "application/feed+json" => Kind::Feed,
        "application/json" | "text/json" => Kind::Json,
        "application/x-ndjson" | "application/jsonl" | "application/jsonlines" => Kind::Lines,
        "application/pdf" | "application/x-pdf" => Kind::Pdf,
        _ => return None,
    })
}

/// What is around bytes that begin like this.
pub(super) fn packing(start: &[u8]) -> Option<Packing> {
    match start {
        [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
        _ => None,
    }
}

/// The kind of an input that begins like this, where its name leaves it open.
pub(super) fn settled(named: Kind, start: &[u8]) -> Kind {
    let begins = |mark: &[u8]| start.starts_with(mark);
    match named {
        Kind::Json if is_json_feed(start) => Kind::Feed,
        Kind::Json => Kind::Lines,
        Kind::Xml if is_xml_feed(start) => Kind::Feed,
        Kind::Xml | Kind::Unknown => {
            if start.windows(5).take(1024).any(|five| five == b"%PDF-") {
                Kind::Pdf
            } else if begins(b"PK\x03\x04") {
                Kind::Zip
            } else if begins(b"WARC/") {
                Kind::Warc
            } else if is_postmark(start) {
                Kind::Mbox
            } else if is_xml_feed(start) || is_json_feed(start) {
                Kind::Feed
            } else if is_mail(start) {
                Kind::Mail
            } else if html::looks_like(&String::from_utf8_lossy(start)) {
                Kind::Html
            } else {
                Kind::Plain
            }
        }
        known => known,
    }
}

/// Whether the root element is that of RSS or Atom.
pub(super) fn is_xml_feed(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let mut rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    // Declaration, comments and a document type may stand before the root.
    while rest.starts_with("<?") || rest.starts_with("<!") {
        let end = if rest.starts_with("<!--") { "-->" } else { ">" };
        let Some(at) = rest.find(end) else { return false };
        // A document type may hold declarations of its own.
        let skipped = &rest[..at];
        let at = if skipped.starts_with("<!DOCTYPE") && skipped.contains('[') {
            let Some(close) = rest.find("]>") else { return false };
            close + 2
        } else {
            at + end.len()
        };
        rest = rest[at..].trim_start();
    }
    ["<rss", "<feed", "<rdf:RDF", "<atom:feed"].iter().any(|root| {
        rest.strip_prefix(root).is_some_and(|after| after.starts_with(|c: char| c.is_whitespace() || c == '>'))
    })
}

fn is_json_feed(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    trimmed.starts_with('{') && text.replace('\\', "").contains("://jsonfeed.org/version/")
}

/// Whether the first line is one that opens a message of a mailbox: `From ann@varn.test Thu Jun 25 10:00:00 2026`.
///
/// An article may begin with the word too; it does not go on with an address and a time.
pub(super) fn is_postmark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = &rest[..rest.iter().take(200).position(|&b| b == b'\n').unwrap_or(rest.len().min(200))];
    let time = |word: &[u8]| word.len() >= 5 && word[0].is_ascii_digit() && word.contains(&b':');
    rest.split(u8::is_ascii_whitespace).skip(1).any(time)
}

/// Whether the first line is a field that only a message begins with.
fn is_mail(start: &[u8]) -> bool {
    ["return-path:", "received:", "delivered-to:", "mime-version:", "message-id:", "x-mozilla-status:"]
        .iter()
        .any(|field| start.get(..field.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(field.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_kind_and_what_is_around_it() {
        assert_eq!(by_name("in.d/a.TXT"), (Kind::Plain, None));
        assert_eq!(by_name("a.warc.gz"), (Kind::Warc, Some(Packing::Gzip)));
        assert_eq!(by_name("x/a.jsonl.zst"), (Kind::Lines, Some(Packing::Zstd)));
        assert_eq!(by_name("a.tar.gz"), (Kind::Unknown, Some(Packing::Gzip)));
        assert_eq!(by_name("html"), (Kind::Unknown, None));
    }

    #[test]
    fn beginnings_tell_where_the_name_does_not() {
        for (start, kind) in [
            (&b"\n%PDF-1.7"[..], Kind::Pdf),
            (b"PK\x03\x04", Kind::Zip),
            (b"WARC/1.1\r\n", Kind::Warc),
            (b"From ann@varn.test Thu Jun 25 10:00:00 2026\n", Kind::Mbox),
            (b"Received: from varn.test\r\n", Kind::Mail),
            (b"\xef\xbb\xbf<?xml version='1.0'?><!-- > --><rss version='2.0'>", Kind::Feed),
            (b"<!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", Kind::Feed),
            (br#"{"version": "https:\/\/jsonfeed.org\/version\/1.1"}"#, Kind::Feed),
            (b"<!doctype html><p>", Kind::Html),
            (b"From the harbour came no word.", Kind::Plain),
            (b"<feedback>", Kind::Plain),
            (b"", Kind::Plain),
        ] {
            assert_eq!(settled(Kind::Unknown, start), kind, "{}", String::from_utf8_lossy(start));
        }
        assert_eq!(settled(Kind::Json, b"{\"id\": 1}"), Kind::Lines);
        assert_eq!(settled(Kind::Plain, b"%PDF-1.7"), Kind::Plain);
    }
}
