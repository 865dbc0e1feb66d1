//! The direction of quotation marks.

use std::iter::Peekable;
use std::str::CharIndices;

/// The double quotation marks, straight and curly, low and angular.
const DOUBLE: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];

/// Every double quotation mark as “ or ”, by what stands beside it: the opening one follows white space or an opening
/// bracket, the closing one stands before white space or punctuation, and in doubt they alternate.
///
/// The number of characters does not change; the number of bytes may.
///
/// ```
/// use onrecord_core::text::quotes::direct_quotes;
///
/// assert_eq!(direct_quotes("\"No,\" she said, „never‟."), "“No,” she said, “never”.");
/// ```
pub fn direct_quotes(text: &str) -> String {
    directed(text).map(|(_, _, c)| c).collect()
}

/// Each character of `text`: where it begins, in bytes; itself; and what [`direct_quotes`] makes of it.
pub(crate) fn directed(text: &str) -> Directed<'_> {
    Directed { chars: text.char_indices().peekable(), before: '\n', inside: false }
}

/// The characters of a text with their quotation marks directed.
#[derive(Clone, Debug)]
pub(crate) struct Directed<'a> {
    chars: Peekable<CharIndices<'a>>,
    before: char,
    /// Whether the last mark in this line opened.
    inside: bool,
}

impl Iterator for Directed<'_> {
    type Item = (usize, char, char);

    #[inline]
    fn next(&mut self) -> Option<(usize, char, char)> {
        let (at, c) = self.chars.next()?;
        let before = std::mem::replace(&mut self.before, c);
        if c == '\n' {
            self.inside = false;
        }
        if (c.is_ascii() && c != '"') || !DOUBLE.contains(&c) {
            return Some((at, c, c));
        }
        let after = self.chars.peek().map_or('\n', |&(_, c)| c);
        let opens =
            is_space(before) || matches!(before, '(' | '[' | '{' | '—' | '–' | '-' | '―' | '/' | '‘' | '\'' | '“');
        let closes = is_space(after)
            || matches!(
                after,
                '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '—' | '–' | '-' | '―' | '’' | '\'' | '”' | '…'
            );
        self.inside = match c {
            _ if opens != closes => opens,
            '“' | '„' | '«' => true,
            '”' | '‟' | '»' => false,
            _ => !self.inside,
        };
        Some((at, c, if self.inside { '“' } else { '”' }))
    }
}

/// White space as Python has it: Unicode's, and four separators of ASCII.
#[inline]
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(direct_quotes(text), expected);
    }

    #[test]
    fn neighbours_decide() {
        check(r#"He said: "We go." Then "(not) now"."#, "He said: “We go.” Then “(not) now”.");
        check(r#"the ("old") way-"new"-ish"#, "the (“old”) way-“new”-ish");
        check("»Nein«, sagte er, »nie«", "“Nein”, sagte er, “nie”");
        check("“'Yes,' he said”", "“'Yes,' he said”");
    }

    #[test]
    fn in_doubt_they_alternate_within_a_line() {
        check(r#"a"b"c"#, "a“b”c");
        check("a\"b\na\"b", "a“b\na“b");
        check(r#"" " ""#, "“ ” “");
        check("«a»", "“a”");
    }
}
