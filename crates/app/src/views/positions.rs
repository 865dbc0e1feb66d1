//! From bytes to what the outside counts in: code points, lines and columns. The only place that converts.

use onrecord_core::span::Span;

/// How many bytes lie between two counts kept.
const STEP: usize = 64;

/// Converts bytes of one text. Made in one pass over the text; each answer looks at less than 64 bytes, or at one
/// line for columns.
#[derive(Clone, Debug)]
pub struct Positions<'t> {
    text: &'t str,
    /// How many characters begin before byte `STEP * i`.
    counts: Vec<usize>,
    /// The first byte of each line.
    lines: Vec<usize>,
}

/// A place as editors show it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1, in code points.
    pub column: usize,
}

impl<'t> Positions<'t> {
    /// Counts the characters and lines of `text`.
    pub fn new(text: &'t str) -> Positions<'t> {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut lines = vec![0];
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at.is_multiple_of(STEP) {
                counts.push(count);
            }
            count += usize::from(begins_character(byte));
            if byte == b'\n' {
                lines.push(at + 1);
            }
        }
        if text.len().is_multiple_of(STEP) {
            counts.push(count);
        }
        Positions { text, counts, lines }
    }

    /// How many code points lie before `byte`; all of them if it lies after the end.
    pub fn code_point(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        self.counts[step] + characters(&self.text.as_bytes()[step * STEP..byte])
    }

    /// The span in code points, half-open.
    pub fn code_points(&self, span: Span) -> [usize; 2] {
        [self.code_point(span.start), self.code_point(span.end)]
    }

    /// The bytes of a span in code points; what lies after the end of the text is its end.
    pub fn bytes(&self, [start, end]: [usize; 2]) -> Span {
        let start = self.byte(start);
        Span::new(start, self.byte(end).max(start))
    }

    /// The same, or `None` if the span ends before it begins or lies outside of the text.
    pub fn within(&self, span: [usize; 2]) -> Option<Span> {
        Some(self.bytes(span)).filter(|&bytes| self.code_points(bytes) == span)
    }

    fn byte(&self, code_point: usize) -> usize {
        let step = self.counts.partition_point(|&count| count <= code_point) - 1;
        let rest = &self.text.as_bytes()[step * STEP..];
        let mut begins = (0..).zip(rest).filter(|(_, byte)| begins_character(**byte)).map(|(at, _): (usize, _)| at);
        begins.nth(code_point - self.counts[step]).map_or(self.text.len(), |at| step * STEP + at)
    }

    /// The line and column of `byte`; lines end at `\n`.
    pub fn place(&self, byte: usize) -> Place {
        let line = self.lines.partition_point(|&start| start <= byte);
        Place { line, column: self.code_point(byte) - self.code_point(self.lines[line - 1]) + 1 }
    }
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| begins_character(byte)).count()
}

/// Whether a byte of UTF-8 is the first of its character.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_and_columns_begin_at_one() {
        let text = "Bürger\n“Nein”, sagte\n";
        let positions = Positions::new(text);
        let at = |words| positions.place(text.find(words).unwrap());
        assert_eq!(at("Bürger"), Place { line: 1, column: 1 });
        assert_eq!(at("ger"), Place { line: 1, column: 4 });
        assert_eq!(at("sagte"), Place { line: 2, column: 9 });
        assert_eq!(positions.place(text.len()), Place { line: 3, column: 1 });
    }

    #[test]
    fn an_empty_text_has_one_place() {
        assert_eq!(Positions::new("").place(0), Place { line: 1, column: 1 });
        assert_eq!(Positions::new("").code_points(Span::new(0, 0)), [0, 0]);
        assert_eq!(Positions::new("").bytes([3, 1]), Span::new(0, 0));
    }

    proptest! {
        #[test]
        fn the_code_points_are_the_slice(text in "(?s)[a-z\n“é🎺 ]{0,300}|\\PC{0,200}", a in 0.0..1.0, b in 0.0..1.0) {
            let boundaries: Vec<usize> = (0..=text.len()).filter(|&i| text.is_char_boundary(i)).collect();
            let pick = |x: f64| boundaries[(x * boundaries.len() as f64) as usize];
            let (start, end) = (pick(a).min(pick(b)), pick(a).max(pick(b)));
            let [from, to] = Positions::new(&text).code_points(Span::new(start, end));
            let slice: String = text.chars().skip(from).take(to - from).collect();
            prop_assert_eq!(slice, &text[start..end]);
            prop_assert_eq!(Positions::new(&text).bytes([from, to]), Span::new(start, end));
        }

        #[test]
        fn a_place_leads_back(text in "[a-z\n“é]{0,200}", a in 0.0..1.0) {
            let boundaries: Vec<usize> = (0..=text.len()).filter(|&i| text.is_char_boundary(i)).collect();
            let byte = boundaries[(a * boundaries.len() as f64) as usize];
            let place = Positions::new(&text).place(byte);
            let before: String = text.split_inclusive('\n').take(place.line - 1).collect();
            let line = &text[before.len()..];
            let column: usize = line.chars().take(place.column - 1).map(char::len_utf8).sum();
            prop_assert_eq!(before.len() + column, byte);
        }
    }
}
