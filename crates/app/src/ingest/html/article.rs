//! Which paragraphs of a page are the article.

use std::collections::HashSet;

use dom_smoothie::{Config, Readability};

use super::pieces::{self, Paragraph};
use super::scan::{self, Token};

/// Pages over this many bytes, scripts aside, are not given to Readability, which holds several trees of them.
const LARGEST: usize = 4 << 20;
/// Nor are pages of more elements.
const MOST: usize = 50_000;
/// Nor are pages nested deeper: trees are walked by recursion.
const DEEPEST: usize = 400;

/// For each paragraph of the page, whether it is the article's.
///
/// What Readability picks, or, if it picks nothing or far less than there is to read, all running text.
pub(super) fn choose(html: &str, paragraphs: &[Paragraph]) -> Vec<bool> {
    let running: Vec<bool> =
        paragraphs.iter().map(|paragraph| paragraph.running && paragraph.piece.marks.kind.is_none()).collect();
    let weight = |chosen: &[bool]| -> usize {
        let own =
            paragraphs.iter().zip(chosen).filter(|(paragraph, own)| **own && paragraph.piece.marks.kind.is_none());
        own.map(|(paragraph, _)| paragraph.piece.text().len()).sum()
    };
    let picked = picked(html).map(|picked| -> Vec<bool> {
        paragraphs.iter().map(|paragraph| picked.holds(&key(paragraph.piece.text()))).collect()
    });
    match picked {
        Some(picked) if weight(&picked) > 0 && 4 * weight(&picked) >= weight(&running) => picked,
        _ if running.iter().any(|own| *own) => running,
        // A page of bare boxes.
        _ => paragraphs.iter().map(|paragraph| paragraph.piece.marks.kind.is_none()).collect(),
    }
}

/// The paragraphs that Readability picked.
struct Picked {
    keys: HashSet<String>,
    /// All of them in one, for paragraphs that it joined.
    all: String,
}

impl Picked {
    fn holds(&self, key: &str) -> bool {
        self.keys.contains(key) || (key.len() > 40 && self.all.len() < 200_000 && self.all.contains(key))
    }
}

fn picked(html: &str) -> Option<Picked> {
    let page = reduced(html)?;
    let config = Config { disable_json_ld: true, ..Config::default() };
    let article = Readability::new(page, None, Some(config)).ok()?.parse().ok()?;
    let keys: Vec<String> =
        pieces::pieces(&article.content).iter().map(|paragraph| key(paragraph.piece.text())).collect();
    let all = keys.concat();
    (!all.is_empty()).then(|| Picked { keys: keys.into_iter().collect(), all })
}

/// The page without scripts, styles, comments and the attributes that Readability does not look at, well written; or
/// `None` if it is still too large or too deep. Pages carry megabytes of scripts, and parsers of HTML have inputs
/// that take them the square of their length.
fn reduced(html: &str) -> Option<String> {
    let mut page = String::new();
    let (mut depth, mut elements) = (0usize, 0usize);
    for token in scan::tokens(html) {
        match token {
            Token::Text { raw: true, .. } => {}
            Token::Text { span, .. } => escape(&scan::decoded(span.of(html)), &mut page),
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                    continue;
                }
                if !pieces::is_void(&name) {
                    depth += 1;
                }
                elements += 1;
                page.push('<');
                page.push_str(&name);
                for attribute in ["class", "id", "role", "itemprop", "rel", "style", "hidden", "aria-hidden", "href"] {
                    if let Some(value) = tag.attribute(attribute) {
                        page.push_str(&format!(" {attribute}=\""));
                        escape(&value, &mut page);
                        page.push('"');
                    }
                }
                page.push('>');
            }
            Token::End(name) => {
                depth = depth.saturating_sub(1);
                if name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
                    page.push_str(&format!("</{name}>"));
                }
            }
        }
        if page.len() > LARGEST || depth > DEEPEST || elements > MOST {
            return None;
        }
    }
    Some(page)
}

fn escape(text: &str, page: &mut String) {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            c => page.push(c),
        }
    }
}

/// Letters and digits alone: what survives any rewriting of a page.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
