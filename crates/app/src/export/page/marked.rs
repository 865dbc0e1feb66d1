//! The words of an article with its statements marked where they stand.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::fmt::Write as _;

use onrecord_core::span::Span;

use super::super::Filed;
use super::super::original::Original;
use super::escape::text;

/// Where the statements of an article stand in its view.
pub(super) struct Marks<'a> {
    view: &'a str,
    article: usize,
    /// Stretch and number of the statement; outer before inner.
    ranges: Vec<(Span, usize)>,
    /// The statements whose first words were shown.
    shown: HashSet<usize>,
}

impl<'a> Marks<'a> {
    pub(super) fn of(article: &Filed<'_>, original: &'a Original<'_>) -> Marks<'a> {
        let mut ranges = Vec::new();
        for entry in article.entries {
            let spans = &entry.statement.content.spans;
            let stretches = spans.iter().flat_map(|&span| original.stretches(span));
            ranges.extend(stretches.map(|stretch| (stretch, entry.statement.number)));
        }
        ranges.retain(|(span, _)| !span.is_empty());
        ranges.sort_by_key(|&(span, number)| (span.start, Reverse(span.end), number));
        Marks { view: original.view.text(), article: article.number, ranges, shown: HashSet::new() }
    }

    /// Whether a statement begins within `block`.
    pub(super) fn any(&self, block: Span) -> bool {
        self.ranges.iter().any(|(span, _)| span.overlaps(block))
    }

    /// Whether there is a place to lead to for this statement.
    pub(super) fn is_shown(&self, number: usize) -> bool {
        self.shown.contains(&number)
    }

    /// The text of `block` with its marks. What overlaps is cut, so that the marks of HTML lie within each other.
    pub(super) fn html(&mut self, block: Span) -> String {
        let mut out = String::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut at = block.start;
        let from = self.ranges.partition_point(|(span, _)| span.start < block.start);
        let to = self.ranges.partition_point(|(span, _)| span.start < block.end);
        let mut ranges = self.ranges[from..to].iter().copied().peekable();
        loop {
            let opens = ranges.peek().map_or(block.end, |(span, _)| span.start);
            let closes = open.iter().map(|&(end, _)| end).min().unwrap_or(block.end);
            let next = opens.min(closes);
            out.push_str(&text(&self.view[at..next]));
            at = next;
            close(&mut out, &mut open, at);
            while let Some((span, number)) = ranges.next_if(|(span, _)| span.start == at) {
                open.push((span.end.min(block.end), number));
                open_mark(&mut out, self.article, number, self.shown.insert(number));
            }
            if at >= block.end {
                return out;
            }
        }
    }
}

/// Opens a mark with the statement's number; where it is the statement's first, lines lead there.
fn open_mark(out: &mut String, article: usize, number: usize, first: bool) {
    let id = if first { format!(" id=\"s{article}.{number}\"") } else { String::new() };
    let _ = write!(out, "<mark{id}><a class=\"no\" href=\"#l{article}.{number}\">{number}</a>");
}

/// Closes the marks that end at `at`, and opens those again that lay within them and go on.
fn close(out: &mut String, open: &mut Vec<(usize, usize)>, at: usize) {
    let Some(outermost) = open.iter().position(|&(end, _)| end <= at) else { return };
    let inner = open.split_off(outermost);
    out.push_str(&"</mark>".repeat(inner.len()));
    for mark in inner.into_iter().filter(|&(end, _)| end > at) {
        out.push_str("<mark>");
        open.push(mark);
    }
}
