//! Names for things that have none of their own: made of what the thing is, so that two exports name it alike.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::Filed;
use super::fragment::web;
use crate::brief::Entry;

/// A name in hexadecimal, 40 digits, of a thing of this kind.
pub(super) fn hex(kind: &str, parts: &[&str]) -> String {
    digest(kind, parts)[..20].iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A name as `urn:uuid:`, of the eighth version (RFC 9562), whose content is the maker's own.
pub(super) fn urn(kind: &str, parts: &[&str]) -> String {
    let mut bytes: [u8; 16] = std::array::from_fn(|at| digest(kind, parts)[at]);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut out = String::from("urn:uuid:");
    for (at, byte) in bytes.iter().enumerate() {
        let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        let _ = write!(out, "{dash}{byte:02x}");
    }
    out
}

/// The name of an article on the web, or else that of its bytes.
pub(super) fn source(article: &Filed<'_>) -> String {
    let head = article.head;
    head.url.as_deref().and_then(web).map_or_else(|| format!("urn:sha256:{}", head.sha256), str::to_owned)
}

/// What makes a statement this one: its article's bytes and its id.
pub(super) fn statement<'a>(article: &Filed<'a>, entry: &'a Entry) -> [&'a str; 2] {
    [&article.head.sha256, &entry.statement.id]
}

/// Each part with its length before it, so that no two lists of parts are one.
fn digest(kind: &str, parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [kind].iter().chain(parts) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_the_thing_alone() {
        assert_eq!(urn("person", &["oona-lund"]), urn("person", &["oona-lund"]));
        assert_ne!(hex("person", &["a", "b"]), hex("person", &["ab"]));
        assert_ne!(hex("person", &["a"]), hex("article", &["a"]));
        let urn = urn("person", &["oona-lund"]);
        let uuid = urn.strip_prefix("urn:uuid:").unwrap();
        assert_eq!((uuid.len(), &uuid[14..15]), (36, "8"), "{uuid}");
    }
}
