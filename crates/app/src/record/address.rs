//! What names a document: the id of its bytes and where they are from, and the address that its versions share.

use onrecord_core::document::Metadata;
use sha2::{Digest, Sha256};

use crate::ingest::{Loaded, hex};

/// Letters of a document's id: 64 bits, so that among a million articles two share one in less than one of ten million
/// records.
const ID: usize = 16;

/// The id of the document with these bytes at this address, or without one by this outlet: the same words in two newspapers are
/// two documents.
pub(super) fn id(sha256: &str, known: &Metadata) -> String {
    let outlet = || known.outlet.as_ref().map(|outlet| format!("outlet:{}", outlet.trim().to_lowercase()));
    let from = page(known).or_else(outlet).unwrap_or_default();
    hex(&Sha256::digest(format!("{sha256}\n{from}").as_bytes()))[..ID].to_owned()
}

/// The id of a document whose words are at its address again, as this version.
pub(super) fn again(id: &str, version: i64) -> String {
    hex(&Sha256::digest(format!("{id}\n{version}").as_bytes()))[..ID].to_owned()
}

/// What the versions of a document have in common: its URL, or else [where it lies](lies).
pub(super) fn address(loaded: &Loaded) -> String {
    page(&loaded.document.metadata).unwrap_or_else(|| lies(loaded))
}

/// The page of a document, if its URL names one: some collectors write `n/a` or `#`.
pub(super) fn page(known: &Metadata) -> Option<String> {
    let plain = plain_url(known.url.as_deref()?);
    let (scheme, rest) = plain.split_once(':')?;
    let names = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) && !scheme.is_empty();
    (names && !rest.trim_matches('/').is_empty()).then_some(plain)
}

/// The file that a document is from, and its name there. What came through a pipe has no name, and no versions; neither has what is
/// called by its place in a file, where something else stands when the file has grown.
pub(super) fn lies(loaded: &Loaded) -> String {
    let document = &loaded.document;
    let input = loaded.input.trim_start_matches("./");
    match document.name == loaded.input {
        true if input == "-" => format!("bytes:{}", document.sha256),
        true => format!("file:{input}"),
        false if is_place(&document.name, &loaded.input) => format!("file:{input}#{}", document.sha256),
        false => format!("file:{input}#{}", document.name),
    }
}

/// Whether a name is that of a file with a line or numbers after it.
fn is_place(name: &str, input: &str) -> bool {
    let place = name.strip_prefix(input).and_then(|rest| rest.strip_prefix([':', '#']));
    place.is_some_and(|place| !place.is_empty() && place.chars().all(|c| c.is_ascii_digit() || c == '#'))
}

/// Parameters by which sites count readers; they name the same page.
const COUNTED: [&str; 4] = ["utm_", "fbclid=", "gclid=", "mc_cid="];

/// A URL as far as it names a page: host in small letters, neither a fragment nor what counts readers.
pub(super) fn plain_url(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or_default();
    let (rest, query) = url.split_once('?').unwrap_or((url, ""));
    let host = rest.find("://").map_or(0, |at| at + 3);
    let path = rest[host..].find('/').map_or(rest.len(), |at| host + at);
    let mut out = rest[..path].to_lowercase();
    out.push_str(rest[path..].trim_end_matches('/'));
    let kept: Vec<&str> =
        query.split('&').filter(|part| !part.is_empty() && !COUNTED.iter().any(|c| part.starts_with(c))).collect();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_name_one_page_are_one() {
        let same =
            ["https://Example.org/a/", "https://example.org/a#top", "https://example.org/a?utm_source=x&fbclid=1"];
        assert!(same.iter().all(|url| plain_url(url) == "https://example.org/a"), "{same:?}");
        assert_eq!(plain_url("https://example.org/A?id=2&utm_medium=y"), "https://example.org/A?id=2");
        assert_eq!(plain_url("https://example.org"), "https://example.org");
        assert_eq!(plain_url("nonsense"), "nonsense");
    }

    #[test]
    fn what_names_no_page_is_no_address() {
        let of = |url: &str| page(&Metadata { url: Some(url.to_owned()), ..Metadata::default() });
        assert!(["n/a", "#", "", "?", "http://", "none", "://x"].iter().all(|url| of(url).is_none()));
        assert_eq!(of("https://Example.org/a#top").as_deref(), Some("https://example.org/a"));
        assert_eq!(of("urn:uuid:12").as_deref(), Some("urn:uuid:12"));
    }

    #[test]
    fn a_place_in_a_file_is_no_name() {
        let places = ["a.jsonl:3", "a.jsonl#3", "a.jsonl#3#1"];
        assert!(places.iter().all(|name| is_place(name, "a.jsonl")), "{places:?}");
        let names = ["a.jsonl", "a.jsonl#one", "b.jsonl:3", "a.jsonl:", "3"];
        assert!(!names.iter().any(|name| is_place(name, "a.jsonl")), "{names:?}");
    }

    #[test]
    fn an_id_is_of_bytes_and_of_where_they_are_from() {
        let of = |sha256, url: Option<&str>, outlet: Option<&str>| {
            let (url, outlet) = (url.map(str::to_owned), outlet.map(str::to_owned));
            id(sha256, &Metadata { url, outlet, ..Metadata::default() })
        };
        let with = of("aa", Some("https://example.org/a#top"), None);
        assert_eq!(with.len(), ID);
        assert_eq!(with, of("aa", Some("https://example.org/a"), Some("The Post")));
        assert_ne!(with, of("aa", None, None));
        assert_ne!(with, of("ab", Some("https://example.org/a"), None));
        assert_eq!(of("aa", None, Some("The Post")), of("aa", None, Some("the post ")));
        assert_ne!(of("aa", None, Some("The Post")), of("aa", None, Some("The Mail")));
    }
}
