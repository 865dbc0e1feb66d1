//! Joins paragraphs that page layout tore in two.

use super::lines::ends_sentence;
use super::{BlockKind, Piece, blocks};

/// How many captions, page numbers and the like may stand between the halves.
const BETWEEN: usize = 3;
/// No paragraph of more bytes is taken for torn, or a text all of scraps would become one.
const LONGEST: usize = 8000;
/// A paragraph that ends in one of these words goes on, whatever the next begins with.
const OPEN_ENDS: [&str; 32] = [
    "a", "an", "the", "of", "and", "or", "but", "to", "in", "on", "at", "by", "for", "with", "from", "into", "that",
    "which", "who", "whose", "as", "than", "his", "her", "its", "their", "our", "this", "mr", "mrs", "ms", "dr",
];

/// The pieces with torn paragraphs joined, one space between the halves.
///
/// A paragraph is torn if it does not end as a sentence does and the next goes on in small letters, or ends in a word
/// that cannot end one, or leaves a quotation open that the next closes. What stands between the halves, if it is no
/// text of the article, is dropped.
pub(super) fn join(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut pieces = pieces.into_iter().peekable();
    // Whether the last of `joined` is torn, and what waits between it and its other half.
    let mut torn = false;
    let mut waiting: Vec<Piece> = Vec::new();
    while let Some(piece) = pieces.next() {
        let kind = blocks::by_itself(&piece);
        if let Some(above) = joined.last_mut().filter(|_| torn) {
            if kind.is_none() && goes_on(above, &piece, waiting.is_empty()) {
                waiting.clear();
                above.join(&piece);
                torn = is_open(above, false);
                continue;
            }
            if waiting.len() < BETWEEN && pieces.peek().is_some() && is_between(above, &piece, kind) {
                waiting.push(piece);
                continue;
            }
        }
        joined.append(&mut waiting);
        torn = kind.is_none() && is_open(&piece, joined.is_empty());
        joined.push(piece);
    }
    joined.append(&mut waiting);
    joined
}

/// Whether the paragraph may be the first half of a torn one.
fn is_open(piece: &Piece, first: bool) -> bool {
    let text = piece.text();
    let words = text.split_whitespace().count();
    let enough = if quote_open(text) {
        4
    } else if first {
        20
    } else {
        8
    };
    words >= enough
        && text.len() < LONGEST
        && piece.marks.heading.is_none()
        && !ends_sentence(text)
        && !text.ends_with([':', ';'])
}

fn goes_on(above: &Piece, piece: &Piece, adjacent: bool) -> bool {
    let (head, tail) = (above.text(), piece.text());
    if piece.marks.item || piece.marks.heading.is_some() {
        return false;
    }
    if tail.trim_start_matches(['(', '[']).starts_with(char::is_lowercase) {
        return true;
    }
    let last = head.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    let unfinished = head.ends_with(char::is_alphanumeric) && OPEN_ENDS.contains(&last);
    adjacent && ends_sentence(tail) && (unfinished || (quote_open(head) && closes_first(tail)))
}

fn is_between(above: &Piece, piece: &Piece, kind: Option<BlockKind>) -> bool {
    match kind {
        Some(kind) => !kind.reads() && kind != BlockKind::Subheading,
        // A line of a caption without any sign of one: only where an open quotation must go on.
        None => {
            let text = piece.text();
            quote_open(above.text())
                && !ends_sentence(text)
                && text.split_whitespace().count() <= 20
                && text.starts_with(char::is_uppercase)
        }
    }
}

/// Whether the last quotation of the text is not closed.
fn quote_open(text: &str) -> bool {
    match (text.rfind('“'), text.rfind('”')) {
        (Some(open), close) => close.is_none_or(|close| close < open),
        (None, _) => text.matches('"').count() % 2 == 1,
    }
}

/// Whether the text closes a quotation that it did not open.
fn closes_first(text: &str) -> bool {
    match (text.find('“'), text.find('”')) {
        (open, Some(close)) => open.is_none_or(|open| close < open),
        (_, None) => text.matches('"').count() % 2 == 1 && !text.starts_with('"'),
    }
}
