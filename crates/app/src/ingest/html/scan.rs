//! HTML to tokens that know their bytes.
//!
//! Parsers of HTML build a tree and forget where its text stood; quotations must point to the file as it lies on disk.
//! This scanner follows the tokenizer of the HTML standard as far as the text of a page goes: tags with quoted
//! attributes, comments, and elements whose content is no mark-up. It takes any input.

use onrecord_core::span::Span;
use onrecord_core::text::entities;

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags. If `raw`, it is not mark-up and holds no character references (scripts, styles).
    Text { span: Span, raw: bool },
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag; its name as written.
    End(&'a str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// The name as written.
    pub(super) name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    /// The value of an attribute, character references resolved; empty if it has none.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            let first = rest.chars().next()?;
            // A stray `=` before a name belongs to the name, by the standard.
            let from = first.len_utf8();
            let ends = |c: char| c.is_ascii_whitespace() || c == '=' || c == '/';
            let (key, after) = rest.split_at(from + rest[from..].find(ends).unwrap_or(rest.len() - from));
            let spaced = after.trim_start_matches(|c: char| c.is_ascii_whitespace());
            let (value, after) = match spaced.strip_prefix('=') {
                Some(value) => value_of(value.trim_start_matches(|c: char| c.is_ascii_whitespace())),
                None => ("", after),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(decoded(value));
            }
            rest = after;
        }
    }
}

/// The value that `text` begins with, and what comes after.
fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).unwrap_or((inner, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// The text with character references resolved.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, len) = entities::decode(rest).unwrap_or((c, c.len_utf8()));
        out.push(c);
        rest = &rest[len..];
    }
    out
}

/// The tokens of a page, in order.
pub(super) fn tokens(html: &str) -> Scanner<'_> {
    Scanner { html, at: 0, raw: None }
}

pub(super) struct Scanner<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is no mark-up, if it was just opened.
    raw: Option<&'a str>,
}

const RAW: [&str; 8] = ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"];

impl<'a> Iterator for Scanner<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            let start = self.at;
            self.at = start + close_of(&self.html[start..], name);
            if start < self.at {
                let raw = !matches!(&*name.to_ascii_lowercase(), "title" | "textarea");
                return Some(Token::Text { span: Span::new(start, self.at), raw });
            }
        }
        while self.at < self.html.len() {
            let rest = &self.html[self.at..];
            match rest.strip_prefix('<') {
                Some(inner) if inner.starts_with(|c: char| c.is_ascii_alphabetic()) => return self.start(inner),
                Some(inner) if inner.starts_with('/') => {
                    let name = name_of(&inner[1..]);
                    self.at += 1 + inner.find('>').map_or(inner.len(), |end| end + 1);
                    if !name.is_empty() {
                        return Some(Token::End(name));
                    }
                }
                Some(inner) if inner.starts_with(['!', '?']) => self.at += 1 + comment(inner),
                _ => {
                    // A `<` that opens nothing is text, as is all up to the next one.
                    let start = self.at;
                    let from = rest.chars().next().map_or(0, char::len_utf8);
                    self.at += rest[from..].find('<').map_or(rest.len(), |end| from + end);
                    return Some(Token::Text { span: Span::new(start, self.at), raw: false });
                }
            }
        }
        None
    }
}

impl<'a> Scanner<'a> {
    fn start(&mut self, inner: &'a str) -> Option<Token<'a>> {
        let name = name_of(inner);
        let attributes = &inner[name.len()..];
        // A tag without an end is not shown by browsers either.
        let Some(end) = end_of(attributes) else {
            self.at = self.html.len();
            return None;
        };
        self.at += 1 + name.len() + end + 1;
        let attributes = &attributes[..end];
        if RAW.iter().any(|raw| raw.eq_ignore_ascii_case(name)) {
            self.raw = Some(name);
        }
        Some(Token::Start(Tag { name, attributes }))
    }
}

fn name_of(text: &str) -> &str {
    &text[..text.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(text.len())]
}

/// Where the `>` stands that ends a tag, quoted values passed over.
fn end_of(attributes: &str) -> Option<usize> {
    let mut quote = None;
    let mut value = false;
    for (at, b) in attributes.bytes().enumerate() {
        match (quote, b) {
            (Some(open), b) if open == b => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') if value => quote = Some(b),
            (None, b'=') => value = true,
            (None, b) if b.is_ascii_whitespace() => {}
            (None, _) => value = false,
        }
    }
    None
}

/// The length of a comment, declaration or processing instruction after its `<`.
fn comment(inner: &str) -> usize {
    let to = |mark: &str| inner.find(mark).map_or(inner.len(), |at| at + mark.len());
    if inner.starts_with("!-->") || inner.starts_with("!--->") {
        to(">")
    } else if inner.starts_with("!--") {
        to("-->")
    } else {
        to(">")
    }
}

/// Where the end tag of `name` begins, or the end of the text.
fn close_of(text: &str, name: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("</") {
        let at = from + at;
        let after = &text.as_bytes()[at + 2..];
        if after.len() >= name.len()
            && after[..name.len()].eq_ignore_ascii_case(name.as_bytes())
            && after.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
        {
            return at;
        }
        from = at + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(html: &str) -> String {
        let part = |token| match token {
            Token::Text { span, .. } => format!("{:?}", span.of(html)),
            Token::Start(tag) => format!("<{}>", tag.name),
            Token::End(name) => format!("</{name}>"),
        };
        tokens(html).map(part).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_text_and_comments() {
        assert_eq!(show("<!DOCTYPE html><p class='a>b'>No<!-- <p> --> way</p >"), "<p> \"No\" \" way\" </p>");
        assert_eq!(show("a < b <3 c"), "\"a \" \"< b \" \"<3 c\"");
        assert_eq!(show("<script>if (a<b) '<p>'</Script><p>x"), "<script> \"if (a<b) '<p>'\" </Script> <p> \"x\"");
        assert_eq!(show("x<p title=\"never ends"), "\"x\"");
        assert_eq!(show("<!-- never ends"), "");
        assert_eq!(show("<"), "\"<\"");
        assert_eq!(show("é<é"), "\"é\" \"<é\"");
        assert_eq!(show("</><br/>"), "<br>");
    }

    #[test]
    fn attributes() {
        let html = "<a =x HREF = 'one&amp;two' data-x=3 hidden class=\"a b\" é=1>";
        let Some(Token::Start(tag)) = tokens(html).next() else { panic!("no tag") };
        assert_eq!(tag.attribute("href").as_deref(), Some("one&two"));
        assert_eq!(tag.attribute("data-x").as_deref(), Some("3"));
        assert_eq!(tag.attribute("hidden").as_deref(), Some(""));
        assert_eq!(tag.attribute("class").as_deref(), Some("a b"));
        assert_eq!(tag.attribute("x"), None);
    }
}
