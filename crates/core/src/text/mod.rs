//! The cleaned view of a document's text, every character of which maps back to the original.
//!
//! The way of the data: [`plain`] (or a reader of HTML, outside of this crate) cuts a text into [`Piece`]s without
//! mark-up; `blocks` tells what each is; `torn` joins the paragraphs that page layout tore in two; what comes out is a
//! [`View`]. [`header`] reads off it what an article says of itself: its day, its title, its address.

pub mod dates;
pub mod entities;
pub mod header;
pub mod plain;

mod blocks;
mod inline;
mod lines;
mod mapped;
mod piece;
mod torn;

pub mod words;

pub mod quotes;

use serde::{Deserialize, Serialize};

use crate::span::Span;

pub use mapped::Mapped;
pub use piece::{Marks, Piece};

/// What a block of text is. Statements are looked for in [`BlockKind::reads`] blocks only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum BlockKind {
    /// The article's headline, or one of several.
    Headline,
    /// A heading between paragraphs.
    Subheading,
    /// A paragraph of the article.
    Body,
    /// A picture's caption or credit.
    Caption,
    /// Who wrote it.
    Byline,
    /// A line that only dates or places the article.
    Dateline,
    /// A link or list of links to other articles.
    Related,
    /// An advertisement or its label.
    Advertisement,
    /// Navigation, newsletter, copyright, contact: what the site repeats on every page.
    Boilerplate,
}

impl BlockKind {
    /// Whether the block is read for statements.
    pub fn reads(self) -> bool {
        matches!(self, BlockKind::Body | BlockKind::Headline)
    }

    /// The word in tables and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Headline => "headline",
            BlockKind::Subheading => "subheading",
            BlockKind::Body => "body",
            BlockKind::Caption => "caption",
            BlockKind::Byline => "byline",
            BlockKind::Dateline => "dateline",
            BlockKind::Related => "related",
            BlockKind::Advertisement => "advertisement",
            BlockKind::Boilerplate => "boilerplate",
        }
    }
}

/// A paragraph or other block of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Where it stands, in bytes of the view.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// A cleaned reading of a text: mark-up gone, torn paragraphs joined, one block a line.
///
/// Blocks are in order, do not overlap, and are separated by one `\n` each, which belongs to no block; inside a
/// block there is no line break. What stood between the halves of a torn paragraph is left out of the view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    mapped: Mapped,
    blocks: Vec<Block>,
}

impl View {
    /// The cleaned text.
    pub fn text(&self) -> &str {
        self.mapped.text()
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The one stretch of the original, from the first character of `span` to its last, mark-up in between included.
    pub fn original(&self, span: Span) -> Span {
        self.mapped.original(span)
    }

    /// What of the view stands for anything of the stretch `original`, or `None` if nothing of it was kept.
    pub fn find(&self, original: Span) -> Option<Span> {
        self.mapped.find(original)
    }
}

/// Makes a [`View`] block by block.
#[derive(Debug, Default)]
pub struct ViewBuilder {
    mapped: Mapped,
    blocks: Vec<Block>,
    open: usize,
}

impl ViewBuilder {
    /// Appends a character that stands for `original` (bytes of the original text) to the open block.
    pub fn push(&mut self, c: char, original: Span) {
        self.mapped.push(if matches!(c, '\n' | '\r') { ' ' } else { c }, original);
    }

    /// Appends text that is already mapped, and holds no line break, to the open block.
    pub fn append(&mut self, words: &Mapped) {
        self.mapped.append(words);
    }

    /// Closes the open block, if it holds anything.
    pub fn close(&mut self, kind: BlockKind) {
        let end = self.mapped.text().len();
        if self.open < end {
            self.blocks.push(Block { span: Span::new(self.open, end), kind });
            let at = self.mapped.end();
            self.mapped.push('\n', Span::new(at, at));
            self.open = end + 1;
        }
    }

    /// The finished view; an open block is closed as body.
    pub fn finish(mut self) -> View {
        self.close(BlockKind::Body);
        View { mapped: self.mapped, blocks: self.blocks }
    }
}

/// The view of a text that has been cut into pieces: torn paragraphs are joined, and each block's kind is found.
pub fn assemble(pieces: Vec<Piece>) -> View {
    let pieces = torn::join(pieces.into_iter().filter_map(Piece::trimmed).collect());
    let kinds = blocks::classify(&pieces);
    let mut view = ViewBuilder::default();
    for (piece, kind) in pieces.into_iter().zip(kinds) {
        view.append(&piece.words);
        view.close(kind);
    }
    view.finish()
}
