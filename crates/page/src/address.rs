//! Addresses within the page.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in an address as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The article with this id.
pub(crate) fn article(document: &str) -> String {
    format!("/article/{}", encoded(document))
}

/// The words of a statement, or of a sentence of the article's own voice, in their article. A statement's id is its document's, `#` and its number; `#` would end the path.
pub(crate) fn statement(id: &str) -> String {
    match id.rsplit_once('#') {
        Some((document, number)) if is_number(number) => {
            format!("{}?s={number}#s{number}", article(document))
        }
        // A sentence of an article's own voice.
        Some((document, number)) if number.strip_prefix('n').is_some_and(is_number) => {
            format!("{}?s={number}#{number}", article(document))
        }
        Some((document, _)) => article(document),
        None => article(id),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The address of a statement itself, to be handed on.
pub(crate) fn permanent(id: &str) -> String {
    match id.rsplit_once('#') {
        Some((document, number)) => format!("/statement/{}/{}", encoded(document), encoded(number)),
        None => format!("/statement/{}", encoded(id)),
    }
}

/// The page of somebody who speaks.
pub(crate) fn speaker(id: &str) -> String {
    format!("/speaker/{}", encoded(id))
}

/// The page of a story.
pub(crate) fn story(id: &str) -> String {
    format!("/story/{}", encoded(id))
}

/// The page of a dispute.
pub(crate) fn dispute(id: &str) -> String {
    format!("/dispute/{}", encoded(id))
}

/// A path with a query.
pub(crate) fn query(path: &str, pairs: &[(String, String)]) -> String {
    let mut out = path.to_owned();
    for (at, (name, value)) in pairs.iter().enumerate() {
        let _ = write!(out, "{}{}={}", if at == 0 { '?' } else { '&' }, encoded(name), encoded(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lead_to_their_words() {
        assert_eq!(statement("49daeb65#2"), "/article/49daeb65?s=2#s2");
        assert_eq!(statement("a b/c#d#11"), "/article/a%20b%2Fc%23d?s=11#s11");
        assert_eq!(statement("49daeb65#n3"), "/article/49daeb65?s=n3#n3");
        assert_eq!(permanent("49daeb65#2"), "/statement/49daeb65/2");
        assert_eq!(query("/x", &[("a".into(), "é &".into()), ("b".into(), String::new())]), "/x?a=%C3%A9%20%26&b=");
    }
}
