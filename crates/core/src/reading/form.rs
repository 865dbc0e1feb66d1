//! Which stretches stand in quotation marks, what form a statement has, and where its words begin and end on the page.

use crate::span::Span;
use crate::statement::Form;
use crate::text::quotes::directed;

/// Marks that hang on to the words before them.
const TRAILING: [char; 6] = [',', '.', '!', '?', ';', '…'];

/// The quotations of a text, in order: each from its opening mark to its closing one, or to the line's end if it is
/// never closed (as in a quotation that goes on in the next paragraph).
pub fn quotations(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, original, mark) in directed(text) {
        let after = at + original.len_utf8();
        match mark {
            '“' if open.is_none() => open = Some(at),
            '”' => found.extend(open.take().map(|start| Span::new(start, after))),
            '\n' => found.extend(open.take().map(|start| Span::new(start, at))),
            _ => {}
        }
    }
    found.extend(open.map(|start| Span::new(start, text.len())));
    found
}

/// `span` with the quotation marks and the closing punctuation that belong to it.
///
/// The reader's spans begin and end with words. A quotation that the span fills to its end is taken whole, marks
/// included; a quotation that begins or ends inside keeps both of its marks where only punctuation lies between.
pub fn extend(text: &str, quotations: &[Span], span: Span) -> Span {
    let mut out = span;
    for &q in quotations.iter().filter(|q| q.overlaps(span)) {
        let opens = text[q.start..].chars().next().map_or(0, char::len_utf8);
        if q.start < out.start && bare(&text[q.start + opens..span.start]) {
            out.start = q.start;
        }
        if q.end > out.end && bare(&text[span.end..q.end]) {
            out.end = q.end;
        }
    }
    if out.end == span.end && quotations.iter().any(|q| q.start < span.end && span.end < q.end) {
        out.end += text[out.end..].chars().take_while(|c| TRAILING.contains(c)).map(char::len_utf8).sum::<usize>();
    }
    closed(text, out)
}

/// `span` with the bracket that closes one left open in it, if that comes next: "the Harbour Board (HB" and ")".
pub fn closed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let ends = |open: char, close: char| {
        words.matches(open).count() > words.matches(close).count() && text[span.end..].starts_with(close)
    };
    let more = usize::from(ends('(', ')') || ends('[', ']'));
    Span::new(span.start, span.end + more)
}

/// Direct if all words stand in quotation marks, mixed if some do.
pub fn form(text: &str, quotations: &[Span], pieces: &[Span]) -> Form {
    let (mut inside, mut outside) = (false, false);
    for piece in pieces {
        for (at, c) in piece.of(text).char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let at = Span::new(piece.start + at, piece.start + at + c.len_utf8());
            match quotations.iter().any(|q| q.covers(at)) {
                true => inside = true,
                false => outside = true,
            }
        }
    }
    match (inside, outside) {
        (true, false) => Form::Direct,
        (true, true) => Form::Mixed,
        _ => Form::Indirect,
    }
}

/// Whether only punctuation and white space stand here.
fn bare(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &str, extended: &str, expected: Form) {
        let start = text.find(words).unwrap();
        let quotations = quotations(text);
        let span = extend(text, &quotations, Span::new(start, start + words.len()));
        assert_eq!(span.of(text), extended);
        assert_eq!(form(text, &quotations, &[span]), expected);
    }

    #[test]
    fn a_whole_quotation_keeps_its_marks() {
        check("“The dam will stand,” Vell said.", "The dam will stand", "“The dam will stand,”", Form::Direct);
        check("\"The dam will stand,\" Vell said.", "The dam will stand", "\"The dam will stand,\"", Form::Direct);
    }

    #[test]
    fn a_quotation_at_the_end_is_closed() {
        check(
            "Vell called it “a gift to the valley.” She left.",
            "it “a gift to the valley",
            "it “a gift to the valley.”",
            Form::Mixed,
        );
    }

    #[test]
    fn part_of_a_quotation_stays_a_part() {
        check("“We agreed. The dam will stand,” Vell said.", "We agreed", "“We agreed.", Form::Direct);
    }

    #[test]
    fn an_indirect_statement_has_no_marks() {
        check(
            "Vell said the dam would stand. “Good,” Orr said.",
            "the dam would stand",
            "the dam would stand",
            Form::Indirect,
        );
    }

    #[test]
    fn a_bracket_is_closed() {
        let text = "The Harbour Board (HB) said so, and Orr (of the Board) agreed.";
        assert_eq!(closed(text, Span::new(0, 21)).of(text), "The Harbour Board (HB)");
        assert_eq!(closed(text, Span::new(0, 17)).of(text), "The Harbour Board");
    }

    #[test]
    fn a_quotation_left_open_runs_to_the_line_s_end() {
        check(
            "“The dam will stand.\n“It must,” Vell said.",
            "The dam will stand",
            "“The dam will stand.",
            Form::Direct,
        );
    }
}
