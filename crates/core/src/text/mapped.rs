//! Text of which every character knows the bytes of the original that it stands for.

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// Text with, for each of its bytes, where the character it belongs to stands in the original.
///
/// Whatever was taken out of the original (mark-up, soft hyphens) simply has no character here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Segments", from = "Segments")]
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

/// Mapped text as it is kept: most of it stands for the original character by character.
#[derive(Serialize, Deserialize)]
struct Segments {
    text: String,
    /// In order: how many bytes of the text, where they begin in the original, and where they end there. A segment of
    /// another length there is one character.
    segments: Vec<(u32, u32, u32)>,
}

impl From<Mapped> for Segments {
    fn from(mapped: Mapped) -> Segments {
        let mut segments: Vec<(u32, u32, u32)> = Vec::new();
        for (at, c) in mapped.text.char_indices() {
            let (start, end, len) = (mapped.starts[at], mapped.ends[at], place(c.len_utf8()));
            let plain = |from: u32, to: u32, len: u32| from.checked_add(len) == Some(to);
            match segments.last_mut() {
                Some((bytes, from, to)) if *to == start && plain(*from, *to, *bytes) && plain(start, end, len) => {
                    *bytes += len;
                    *to = end;
                }
                _ => segments.push((len, start, end)),
            }
        }
        Segments { text: mapped.text, segments }
    }
}

impl From<Segments> for Mapped {
    fn from(kept: Segments) -> Mapped {
        let mut mapped = Mapped::default();
        let mut chars = kept.text.chars();
        for (bytes, start, end) in kept.segments {
            let (mut done, whole) = (0, end.saturating_sub(start) != bytes);
            while done < bytes {
                let Some(c) = chars.next() else { break };
                let len = place(c.len_utf8());
                let (from, to) = if whole { (start, end) } else { (start + done, start + done + len) };
                mapped.push(c, Span { start: from as usize, end: to as usize });
                done += len;
            }
        }
        mapped
    }
}

fn place(byte: usize) -> u32 {
    u32::try_from(byte).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_maps_as_before() {
        let mut mapped = Mapped::default();
        let places =
            [('a', 0, 1), ('é', 1, 3), ('…', 3, 6), ('n', 9, 10), ('“', 10, 12), ('\n', 12, 12), ('x', 12, 13)];
        for (c, start, end) in places {
            mapped.push(c, Span::new(start, end));
        }
        mapped.stretch(20);
        let kept = Segments::from(mapped.clone());
        assert_eq!(kept.segments, [(6, 0, 6), (1, 9, 10), (3, 10, 12), (1, 12, 12), (1, 12, 20)]);
        assert_eq!(Mapped::from(kept), mapped);
    }
}
