//! Lines to paragraphs: one paragraph a line, or lines broken at a width that belong together.

use super::{BlockKind, Marks};
use crate::span::Span;

/// A paragraph as it stands in the text: its bytes, from the first word to the last, line breaks inside included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) span: Span,
    pub(super) marks: Marks,
}

/// The paragraphs of a text, in order.
///
/// A line is a paragraph, unless the text is clearly broken at a width, as newswire and mail are: then lines that
/// fill the width go on in the next.
pub(super) fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = lines(text);
    let width = width(text, &lines);
    let front = front_matter(text, &lines);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut last: Option<Line> = None;
    for (number, line) in lines.into_iter().enumerate() {
        if number < front {
            let marks = Marks { kind: Some(BlockKind::Boilerplate), gap: true, ..Marks::default() };
            paragraphs.push(Paragraph { span: line.span, marks });
            continue;
        }
        match (&last, paragraphs.last_mut()) {
            (Some(above), Some(open)) if width.is_some_and(|width| goes_on(text, above, &line, width)) => {
                open.span = Span::new(open.span.start, line.span.end);
            }
            _ => {
                let marks = Marks { heading: line.heading, item: line.item, gap: line.gap, ..Marks::default() };
                paragraphs.push(Paragraph { span: line.span, marks });
            }
        }
        last = Some(line);
    }
    paragraphs
}

/// Whether `text` ends as a sentence does, closing quotation marks and brackets aside. A colon is no end.
pub(super) fn ends_sentence(text: &str) -> bool {
    let mut text = text.trim_end_matches(closes);
    // A source in brackets after the last sentence, "[Reuters]" or "(AP)", does not open it again.
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some(at) = text.strip_suffix(close).and_then(|inner| inner.rfind(open))
            && text.len() - at < 60
        {
            let before = text[..at].trim_end_matches(closes);
            if before.ends_with(['.', '!', '?', '…']) {
                text = before;
            }
        }
    }
    text.trim_end_matches(|c| closes(c) || c == ')' || c == ']').ends_with(['.', '!', '?', '…'])
}

fn closes(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '”' | '’' | '“' | '»' | '*' | '_')
}

#[derive(Clone, Copy, Debug)]
struct Line {
    /// The words, without indentation, quote marks, list marks and heading marks.
    span: Span,
    indent: usize,
    heading: Option<u8>,
    item: bool,
    gap: bool,
}

/// The lines that hold words.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut gap = true;
    let mut start = 0;
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    for raw in text.split_inclusive(breaks) {
        let (from, to) = (start, start + raw.len());
        start = to;
        // The `\n` of a `\r\n` is no blank line.
        if raw == "\n" && from > 0 && text.as_bytes()[from - 1] == b'\r' {
            continue;
        }
        match line(raw, from, gap) {
            Some(line) => {
                lines.push(line);
                gap = false;
            }
            None => gap = true,
        }
    }
    lines
}

fn line(raw: &str, start: usize, gap: bool) -> Option<Line> {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let mut words = raw.trim_end_matches(blank).trim_start_matches(blank);
    let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
    let end = start + raw.trim_end_matches(blank).len();
    while let Some(quoted) = words.strip_prefix('>') {
        words = quoted.trim_start_matches(blank);
    }
    let mut heading = None;
    let marks = words.len() - words.trim_start_matches('#').len();
    if (1..=6).contains(&marks) && words[marks..].starts_with(' ') {
        heading = Some(marks as u8);
        words = words[marks..].trim_start_matches(blank);
    }
    let mut item = false;
    for mark in ['-', '*', '+', '•', '‣', '▪', '·', '●', '◦'] {
        if let Some(rest) = words.strip_prefix(mark)
            && rest.starts_with(blank)
        {
            item = true;
            words = rest.trim_start_matches(blank);
            break;
        }
    }
    // Rules (`---`, `***`, `=====`) and lines of other ornaments hold no words.
    if !words.chars().any(char::is_alphanumeric) {
        return None;
    }
    let from = end - words.len();
    let end = if heading.is_some() { from + words.trim_end_matches(['#', ' ']).len() } else { end };
    Some(Line { span: Span::new(from, end), indent, heading, item, gap })
}

/// How many lines at the start are front matter, `key: value` between two lines of `---`.
fn front_matter(text: &str, lines: &[Line]) -> usize {
    let text_start = text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    if !text_start.starts_with("---\n") && !text_start.starts_with("---\r\n") {
        return 0;
    }
    let start = text.len() - text_start.len() + 3;
    let end = ["\n---\n", "\n---\r\n"].iter().filter_map(|mark| text[start..].find(mark)).min();
    let Some(end) = end.filter(|&end| end < 4000).map(|end| start + end) else { return 0 };
    let front = lines.iter().take_while(|line| line.span.start < end).count();
    let keyed = lines[..front].iter().filter(|line| line.span.of(text).contains(':')).count();
    if 2 * keyed >= front { front } else { 0 }
}

/// The width in characters at which the lines are broken, or `None` if they are not clearly broken at one.
fn width(text: &str, lines: &[Line]) -> Option<usize> {
    let pairs: Vec<_> = lines.windows(2).filter(|pair| !pair[1].gap && pair[1].heading.is_none()).collect();
    let width = pairs.iter().map(|pair| length(text, &pair[0])).max()?;
    if !(40..=110).contains(&width) {
        return None;
    }
    let full: Vec<_> = pairs.iter().filter(|pair| is_full(text, &pair[0], &pair[1], width)).collect();
    let open = full.iter().filter(|pair| !ends_sentence(pair[0].span.of(text))).count();
    // Lines that merely happen to be short end their sentences; lines broken at a width mostly do not.
    (full.len() >= 4 && 5 * full.len() >= 3 * pairs.len() && 5 * open >= 3 * full.len()).then_some(width)
}

fn length(text: &str, line: &Line) -> usize {
    line.indent + line.span.of(text).chars().count()
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let word = next.span.of(text).split_whitespace().next().unwrap_or_default();
    length(text, line) + 1 + word.chars().count() > width
}

fn goes_on(text: &str, above: &Line, line: &Line, width: usize) -> bool {
    let opens = line.gap || line.item || line.heading.is_some() || above.heading.is_some();
    let indented = line.indent >= above.indent + 2 && !above.item;
    if opens || indented {
        return false;
    }
    let above_text = above.span.of(text);
    is_full(text, above, line, width)
        || (!ends_sentence(above_text) && line.span.of(text).starts_with(char::is_lowercase))
}
