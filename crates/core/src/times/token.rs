//! Cuts one line of text into words, numbers and marks.

use super::words::{self, Sense};
use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters; `a.m.` and `U.S.` are one word, `o'clock` is three tokens.
    Word,
    /// Digits, with the commas and the point inside: `25`, `1,500`, `2.5`.
    Number,
    /// One other character.
    Mark,
}

/// One token of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// Where it lies, in bytes of the line.
    pub span: Span,
    /// The token in small letters (only ASCII letters are changed).
    pub lower: &'a str,
    /// What it is made of.
    pub kind: Kind,
    /// Whether nothing lies between it and the token before.
    pub glued: bool,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// What the word may mean.
    pub sense: &'static Sense,
}

/// The tokens of a line. `line` is the text as given, `lower` the same in ASCII small letters: equal in length.
pub(super) fn tokens<'a>(line: &str, lower: &'a str) -> Vec<Token<'a>> {
    let mut tokens: Vec<Token<'a>> = Vec::with_capacity(line.len() / 5);
    let mut at = 0;
    while let Some(first) = line[at..].chars().next() {
        let start = at;
        let kind = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first.is_ascii_digit() {
            at = number_end(line.as_bytes(), at);
            Kind::Number
        } else if first.is_alphabetic() {
            at = word_end(line, at);
            Kind::Word
        } else {
            at += first.len_utf8();
            Kind::Mark
        };
        let small = &lower[start..at];
        tokens.push(Token {
            span: Span::new(start, at),
            // One shape for the marks that are written in several.
            lower: match small {
                "’" | "‘" | "`" => "'",
                "–" | "—" | "‑" | "‐" => "-",
                _ => small,
            },
            kind,
            glued: tokens.last().is_some_and(|before| before.span.end == start),
            capital: first.is_uppercase(),
            sense: if kind == Kind::Word { words::sense(small) } else { words::NONE },
        });
    }
    tokens
}

/// Digits, and commas and points that stand between digits.
fn number_end(bytes: &[u8], mut at: usize) -> usize {
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    while digit(at) || (matches!(bytes.get(at), Some(b',' | b'.')) && digit(at + 1)) {
        at += 1;
    }
    at
}

fn word_end(line: &str, start: usize) -> usize {
    let rest = &line[start..];
    let plain = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    // Initials: single letters, each with its point.
    let mut end = 0;
    loop {
        let mut chars = rest[end..].chars();
        match (chars.next(), chars.next()) {
            (Some(letter), Some('.')) if letter.is_alphabetic() => end += letter.len_utf8() + 1,
            _ => break,
        }
    }
    // `a.m` without its last point is initials too; one letter with a point is none.
    let last = rest[end..].chars().next().filter(|c| c.is_alphabetic()).map_or(0, char::len_utf8);
    let more = rest[end + last..].chars().next().is_some_and(char::is_alphabetic);
    if (end >= 4 || (end == 2 && last > 0)) && !more {
        start + end + last
    } else {
        start + plain.max(rest.chars().next().map_or(1, char::len_utf8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_into_words_numbers_and_marks() {
        for (line, expected) in [
            ("On Thursday, June 25", "on|thursday|,|june|25"),
            ("1,500 men paid $2.5.", "1,500|men|paid|$|2.5|."),
            ("at 9:30 a.m. EST", "at|9|:|30|a.m.|est"),
            ("at 10 p.m, or 5pm", "at|10|p.m|,|or|5|pm"),
            ("the '80s and mid-1990s", "the|'|80|s|and|mid|-|1990|s"),
            ("the year’s end–May", "the|year|'|s|end|-|may"),
            ("A. Weir of the U.S. Senate", "a|.|weir|of|the|u.s.|senate"),
            ("Ends. I go", "ends|.|i|go"),
            ("Zoë’s café", "zoë|'|s|café"),
        ] {
            let lower = line.to_ascii_lowercase();
            let found: Vec<&str> = tokens(line, &lower).iter().map(|token| token.lower).collect();
            assert_eq!(found.join("|"), expected, "{line}");
        }
    }
}
