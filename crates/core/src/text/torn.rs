//! Joins paragraphs that page layout tore in two.

use super::lines::ends_sentence;
use super::{BlockKind, Piece, blocks};

/// How many captions, page numbers and the like may stand between the halves.
const BETWEEN: usize = 3;
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
    // What waits between a torn paragraph, the last of `joined`, and its other half.
    let mut waiting: Vec<Piece> = Vec::new();
    while let Some(piece) = pieces.next() {
        let torn = joined.last().is_some_and(|above| is_open(above, joined.len() == 1));
        if torn && joined.last().is_some_and(|above| goes_on(above, &piece, waiting.is_empty())) {
            waiting.clear();
            if let Some(above) = joined.last_mut() {
                above.join(&piece);
            }
        } else if torn && waiting.len() < BETWEEN && pieces.peek().is_some() && is_between(&joined, &piece) {
            waiting.push(piece);
        } else {
            joined.append(&mut waiting);
            joined.push(piece);
        }
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
        && piece.marks.heading.is_none()
        && !ends_sentence(text)
        && !text.ends_with([':', ';'])
        && blocks::by_itself(piece).is_none()
}

fn goes_on(above: &Piece, piece: &Piece, adjacent: bool) -> bool {
    let (head, tail) = (above.text(), piece.text());
    if piece.marks.item || piece.marks.heading.is_some() || blocks::by_itself(piece).is_some() {
        return false;
    }
    if tail.trim_start_matches(['(', '[']).starts_with(char::is_lowercase) {
        return true;
    }
    let last = head.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    let unfinished = head.ends_with(char::is_alphanumeric) && OPEN_ENDS.contains(&last);
    adjacent && ends_sentence(tail) && (unfinished || (quote_open(head) && closes_first(tail)))
}

fn is_between(joined: &[Piece], piece: &Piece) -> bool {
    match blocks::by_itself(piece) {
        Some(kind) => !kind.reads() && kind != BlockKind::Subheading,
        // A line of a caption without any sign of one: only where an open quotation must go on.
        None => {
            let text = piece.text();
            let open = joined.last().is_some_and(|above| quote_open(above.text()));
            open && !ends_sentence(text)
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
