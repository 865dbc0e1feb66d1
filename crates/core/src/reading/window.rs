//! Cutting an article into the windows that the encoder reads at once.

use crate::encoder::tokenizer::{Piece, Tokenizer};
use crate::span::Span;
use crate::text::View;

/// Most word pieces of a window, separators between its paragraphs included, the two at its ends not.
pub const LIMIT: usize = 190;

/// Some paragraphs of one article, as the encoder reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The rows of the encoder's input, `[CLS]` first, `[SEP]` between paragraphs and at the end.
    pub rows: Vec<Row>,
}

/// One row of the encoder's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The vocabulary's number of the piece.
    pub id: u32,
    /// Capitals and white space of the word (see the tokeniser), or the special shape.
    pub shape: u8,
    /// The word that the piece belongs to, in bytes of the view; `None` for `[CLS]` and `[SEP]`.
    pub word: Option<Span>,
    /// Whether this is the first piece of its word.
    pub first: bool,
    /// The paragraph within the window, from 0; a `[SEP]` belongs to the paragraph that it ends.
    pub paragraph: u32,
}

/// The shape of rows that stand for no word.
const SPECIAL: u8 = 8;

/// The windows of an article: whole paragraphs as far as they fit, longer ones cut at a sentence's end.
pub fn windows(view: &View, tokenizer: &Tokenizer) -> Vec<Window> {
    let text = view.text();
    let mut pieces: Vec<(Piece, Span)> = Vec::new();
    let mut paragraphs = Vec::new();
    for block in view.blocks().iter().filter(|block| block.kind.reads()) {
        let base = block.span.start;
        let found = tokenizer.encode(block.span.of(text));
        pieces.extend(found.into_iter().map(|p| (p, Span::new(base + p.start, base + p.end))));
        if paragraphs.last() != Some(&pieces.len()) && !pieces.is_empty() {
            paragraphs.push(pieces.len());
        }
    }
    cuts(&pieces, &paragraphs, text)
        .into_iter()
        .map(|cut| window(&pieces[cut.clone()], cut.start, &paragraphs, tokenizer))
        .collect()
}

/// Ranges of pieces, in order, that together hold all of them.
fn cuts(pieces: &[(Piece, Span)], paragraphs: &[usize], text: &str) -> Vec<std::ops::Range<usize>> {
    let mut cuts = Vec::new();
    let (mut begin, mut at) = (0, 0);
    for &end in paragraphs {
        while end - at > LIMIT {
            if at > begin {
                cuts.push(begin..at);
            }
            let stop = sentence_end(pieces, at, text);
            cuts.push(at..stop);
            begin = stop;
            at = stop;
        }
        let separators = paragraphs.iter().filter(|&&e| begin < e && e < end).count();
        if end - begin + separators > LIMIT && at > begin {
            cuts.push(begin..at);
            begin = at;
        }
        at = end;
    }
    if at > begin {
        cuts.push(begin..at);
    }
    cuts
}

/// The last sentence's end in the second half of the `LIMIT` pieces from `at`, or simply their end.
fn sentence_end(pieces: &[(Piece, Span)], at: usize, text: &str) -> usize {
    let limit = at + LIMIT;
    let closes = |k: usize| matches!(pieces[k].1.of(text), "\"" | "”" | "’" | "'");
    (at + LIMIT / 2 + 1..limit)
        .rev()
        .find(|&k| matches!(pieces[k].1.of(text), "." | "!" | "?"))
        .map_or(limit, |k| if closes(k + 1) { k + 2 } else { k + 1 })
        .min(limit)
}

fn window(pieces: &[(Piece, Span)], offset: usize, paragraphs: &[usize], tokenizer: &Tokenizer) -> Window {
    let special = |id, paragraph| Row { id, shape: SPECIAL, word: None, first: false, paragraph };
    let mut rows = Vec::with_capacity(pieces.len() + 8);
    let mut paragraph = 0;
    rows.push(special(tokenizer.cls, 0));
    for (k, (piece, word)) in pieces.iter().enumerate() {
        rows.push(Row { id: piece.id, shape: piece.shape, word: Some(*word), first: !piece.continues, paragraph });
        let ends = paragraphs.binary_search(&(offset + k + 1)).is_ok();
        if ends && k + 1 < pieces.len() {
            rows.push(special(tokenizer.sep, paragraph));
            paragraph += 1;
        }
    }
    rows.push(special(tokenizer.sep, paragraph));
    Window { rows }
}
