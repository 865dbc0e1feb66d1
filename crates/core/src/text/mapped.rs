//! Text of which every character knows the bytes of the original that it stands for.

use crate::span::Span;

/// Text with, for each of its bytes, where the character it belongs to stands in the original.
///
/// Whatever was taken out of the original (mark-up, soft hyphens) simply has no character here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    text: String,
    /// For each byte of `text`, where its character begins in the original.
    starts: Vec<u32>,
    /// For each byte of `text`, where its character ends in the original.
    ends: Vec<u32>,
}

impl Mapped {
    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends a character that stands for the bytes `original` of the original.
    ///
    /// Originals over 4 GiB are out of reach: places beyond are given as the last one that fits.
    pub fn push(&mut self, c: char, original: Span) {
        self.text.push(c);
        self.starts.resize(self.text.len(), place(original.start));
        self.ends.resize(self.text.len(), place(original.end));
    }

    /// Appends all of `other`.
    pub fn append(&mut self, other: &Mapped) {
        self.text.push_str(&other.text);
        self.starts.extend_from_slice(&other.starts);
        self.ends.extend_from_slice(&other.ends);
    }

    /// The one stretch of the original from the first character of `span` to its last, whatever was taken out in
    /// between included. An empty span, or one outside of the text, gives an empty stretch at the nearest place.
    pub fn original(&self, span: Span) -> Span {
        let end = span.end.min(self.text.len());
        if span.start >= end {
            let at = self.starts.get(span.start).or(self.ends.last()).map_or(0, |&x| x as usize);
            return Span::new(at, at);
        }
        let (start, end) = (self.starts[span.start] as usize, self.ends[end - 1] as usize);
        Span::new(start, end.max(start))
    }

    /// The characters here that stand for anything of the stretch `original`, or `None` if nothing of it is left.
    ///
    /// Needs text whose places only go forward, as those of a [`View`](super::View) do.
    pub fn find(&self, original: Span) -> Option<Span> {
        let start = self.ends.partition_point(|&end| end as usize <= original.start);
        let end = self.starts.partition_point(|&start| (start as usize) < original.end);
        (start < end).then(|| Span::new(start, end))
    }

    /// Where the last character ends in the original; 0 if there is none.
    pub(super) fn end(&self) -> usize {
        self.ends.last().map_or(0, |&end| end as usize)
    }

    /// Lets the last character, if any, stand for the original up to `end`.
    pub(super) fn stretch(&mut self, end: usize) {
        if let Some(last) = self.text.chars().next_back() {
            let from = self.ends.len() - last.len_utf8();
            self.ends[from..].fill(place(end));
        }
    }

    /// Drops what comes after the first `len` bytes, which must end on a character boundary.
    pub(super) fn truncate(&mut self, len: usize) {
        self.text.truncate(len);
        self.starts.truncate(len);
        self.ends.truncate(len);
    }
}

fn place(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}
