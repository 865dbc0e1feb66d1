//! Addresses within the page.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands in an address as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How many words are enough to find a sentence by.
const BEGINS: usize = 6;

/// Text as it stands in an address.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

/// The article with this id.
pub(crate) fn article(document: &str) -> String {
    format!("/article/{}", encoded(document))
}

/// The words of a statement in its article. A statement's id is its document's, `#` and its number; `#` would end the path.
pub(crate) fn statement(id: &str) -> String {
    match id.rsplit_once('#') {
        Some((document, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{}?s={number}#s{number}", article(document))
        }
        // A sentence of an article's own voice has no mark.
        Some((document, _)) => article(document),
        None => article(id),
    }
}

/// A sentence that an article tells in its own voice: the browser looks for how it begins.
pub(crate) fn sentence(document: &str, text: &str) -> String {
    let begins: Vec<&str> = text.split_whitespace().take(BEGINS).collect();
    // Within a search for text a hyphen would part words before and after.
    format!("{}#:~:text={}", article(document), encoded(&begins.join(" ")).replace('-', "%2D"))
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
        assert_eq!(statement("49daeb65#n3"), "/article/49daeb65");
        assert_eq!(
            sentence("a", "A well-kept quay, she\nsaid, and then more."),
            "/article/a#:~:text=A%20well%2Dkept%20quay%2C%20she%20said%2C%20and"
        );
        assert_eq!(permanent("49daeb65#2"), "/statement/49daeb65/2");
        assert_eq!(query("/x", &[("a".into(), "é &".into()), ("b".into(), String::new())]), "/x?a=%C3%A9%20%26&b=");
    }
}
