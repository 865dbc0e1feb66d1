//! Words and sentences of a text, as far as finding names, times and clauses needs them.

use crate::span::Span;

/// The words of `within`, in order: letters and digits with the hyphens, apostrophes, full stops and ampersands between
/// them (`U.S`, `vice-president`, `O’Brien`). A possessive `’s` is no word and belongs to none.
pub fn words(text: &str, within: Span) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut open: Option<usize> = None;
    let part = within.of(text);
    let mut chars = part.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        let joins =
            matches!(c, '-' | '‐' | '‑' | '\'' | '’' | '.' | '&') && last.is_alphanumeric() && next.is_alphanumeric();
        if c.is_alphanumeric() || joins && open.is_some() {
            open.get_or_insert(at);
        } else if let Some(begin) = open.take() {
            push(text, Span::new(within.start + begin, within.start + at), &mut out);
        }
        last = c;
    }
    if let Some(begin) = open {
        push(text, Span::new(within.start + begin, within.end), &mut out);
    }
    out
}

fn push(text: &str, word: Span, out: &mut Vec<Span>) {
    let owner = unowned(word.of(text));
    if !owner.is_empty() {
        out.push(Span::new(word.start, word.start + owner.len()));
    }
}

/// A text on one line: words with single spaces between them.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word without the mark of possession at its end.
pub fn unowned(word: &str) -> &str {
    ["’s", "'s", "’S", "'S"].iter().find_map(|mark| word.strip_suffix(mark)).unwrap_or(word)
}

/// Words before a full stop that ends no sentence.
const SHORTENED: [&str; 42] = [
    "mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "lt", "col", "sgt", "capt", "st", "jr", "sr", "rev",
    "hon", "adm", "maj", "brig", "cmdr", "supt", "messrs", "vs", "v", "no", "jan", "feb", "mar", "apr", "aug", "sept",
    "sep", "oct", "nov", "dec", "inc", "corp", "co", "ltd", "u.s",
];

/// The sentences of `within`, in order; together they hold all of it but the white space between them. A quotation in
/// quotation marks may hold several.
pub fn sentences(text: &str, within: Span) -> Vec<Span> {
    let part = within.of(text);
    let mut out = Vec::new();
    let mut begin = 0;
    let mut chars = part.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut end = at + c.len_utf8();
        if c == '\n' || matches!(c, '.' | '!' | '?' | '…') {
            if c == '.' && holds_on(&part[begin..at]) {
                continue;
            }
            while let Some(&(_, mark)) =
                chars.peek().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '"' | '”' | '’' | '\'' | ')' | ']'))
            {
                end += mark.len_utf8();
                chars.next();
            }
            let rest = part[end..].trim_start();
            let starts =
                rest.chars().next().is_none_or(|c| !c.is_lowercase() && !matches!(c, ',' | ';' | ':' | '–' | '—'));
            let spaced = end == part.len() || part[end..].starts_with(char::is_whitespace);
            if c == '\n' || starts && spaced {
                add(&mut out, part, begin, end, within.start);
                begin = end;
            }
        }
    }
    add(&mut out, part, begin, part.len(), within.start);
    out
}

/// Whether the text up to a full stop ends in an abbreviation or an initial.
fn holds_on(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '"')).next().unwrap_or_default();
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    initial
        || SHORTENED.contains(&lower.as_str())
        || (word.contains('.') && word.chars().all(|c| c == '.' || c.is_uppercase()))
}

fn add(out: &mut Vec<Span>, part: &str, begin: usize, end: usize, base: usize) {
    let raw = &part[begin..end];
    let start = begin + (raw.len() - raw.trim_start().len());
    let stop = start + raw.trim().len();
    if start < stop {
        out.push(Span::new(base + start, base + stop));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str, cut: fn(&str, Span) -> Vec<Span>) -> Vec<&str> {
        cut(text, Span::new(0, text.len())).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn words_keep_what_is_inside_them() {
        assert_eq!(of("O’Brien’s vice-president, U.S. (AT&T)", words), ["O’Brien", "vice-president", "U.S", "AT&T"]);
        assert_eq!(of("’s – - ’ .", words), ["s"]);
    }

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        assert_eq!(of("Mr. Orr left. He said: “Go. Never.” She stayed.", sentences).len(), 4);
        assert_eq!(of("The U.S. Senate met. It voted.", sentences), ["The U.S. Senate met.", "It voted."]);
        assert_eq!(of("Why? asked Orr.", sentences), ["Why?", "asked Orr."].map(|_| "Why? asked Orr.")[..1]);
        assert_eq!(of("J. K. Lund spoke.\nOrr did not.", sentences), ["J. K. Lund spoke.", "Orr did not."]);
    }

    proptest! {
        #[test]
        fn nothing_but_white_space_is_lost(text in "[A-Za-z.!?“” \n’é]{0,60}") {
            let kept: String = of(&text, sentences).concat().split_whitespace().collect();
            let all: String = text.split_whitespace().collect();
            prop_assert_eq!(kept, all);
        }
    }
}
