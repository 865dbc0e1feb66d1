//! The cleaned view of a document's text, every character of which maps back to the original.

pub mod quotes;

use crate::span::Span;

/// What a block of text is. Statements are looked for in [`BlockKind::reads`] blocks only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
}

/// A paragraph or other block of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands, in bytes of the view.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// A cleaned reading of a text: mark-up gone, torn paragraphs joined, one block a line.
///
/// Blocks are in order, do not overlap, and are separated by one `\n` each, which belongs to no block; inside a
/// block there is no line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    text: String,
    /// For each byte of `text`, where its character begins in the original.
    starts: Vec<u32>,
    /// For each byte of `text`, where its character ends in the original.
    ends: Vec<u32>,
    blocks: Vec<Block>,
}

impl View {
    /// The cleaned text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The blocks, in order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// The one stretch of the original, from the first character of `span` to its last, mark-up in between included.
    pub fn original(&self, span: Span) -> Span {
        if span.is_empty() {
            let at = self.starts.get(span.start).or(self.ends.last()).map_or(0, |&x| x as usize);
            return Span::new(at, at);
        }
        Span::new(self.starts[span.start] as usize, self.ends[span.end - 1] as usize)
    }
}

/// Makes a [`View`] block by block.
#[derive(Debug, Default)]
pub struct ViewBuilder {
    text: String,
    starts: Vec<u32>,
    ends: Vec<u32>,
    blocks: Vec<Block>,
    open: usize,
}

impl ViewBuilder {
    /// Appends a character that stands for `original` (bytes of the original text) to the open block.
    pub fn push(&mut self, c: char, original: Span) {
        let c = if matches!(c, '\n' | '\r') { ' ' } else { c };
        self.text.push(c);
        self.starts.resize(self.text.len(), original.start as u32);
        self.ends.resize(self.text.len(), original.end as u32);
    }

    /// Closes the open block, if it holds anything.
    pub fn close(&mut self, kind: BlockKind) {
        if self.open < self.text.len() {
            self.blocks.push(Block { span: Span::new(self.open, self.text.len()), kind });
            let end = self.ends[self.text.len() - 1] as usize;
            self.push(' ', Span::new(end, end));
            self.text.pop();
            self.text.push('\n');
            self.open = self.text.len();
        }
    }

    /// The finished view; an open block is closed as body.
    pub fn finish(mut self) -> View {
        self.close(BlockKind::Body);
        View { text: self.text, starts: self.starts, ends: self.ends, blocks: self.blocks }
    }
}
