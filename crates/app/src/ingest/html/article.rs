//! Which paragraphs of a page are the article.

use std::collections::HashSet;

use dom_smoothie::{Config, Readability};

use super::pieces::{self, Paragraph};

/// Pages over this many bytes are not given to Readability, which holds several trees of them.
const LARGEST: usize = 8 << 20;
/// Pages nested deeper are not either: trees are walked by recursion.
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
        self.keys.contains(key) || (key.len() > 40 && key.len() < 4000 && self.all.contains(key))
    }
}

fn picked(html: &str) -> Option<Picked> {
    if html.len() > LARGEST || is_deep(html) {
        return None;
    }
    let config = Config { max_elements_to_parse: 200_000, ..Config::default() };
    let article = Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let keys: Vec<String> =
        pieces::pieces(&article.content).iter().map(|paragraph| key(paragraph.piece.text())).collect();
    let all = keys.concat();
    (!all.is_empty()).then(|| Picked { keys: keys.into_iter().collect(), all })
}

/// Letters and digits alone: what survives any rewriting of a page.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_deep(html: &str) -> bool {
    let mut depth = 0usize;
    super::scan::tokens(html).any(|token| {
        match token {
            super::scan::Token::Start(tag) if !pieces::is_void(tag.name) => depth += 1,
            super::scan::Token::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEEPEST
    })
}
