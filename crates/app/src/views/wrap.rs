//! Breaks styled text into lines for a terminal.

use std::fmt::Write;

use anstyle::Style;
use onrecord_core::text::words::collapse;
use unicode_width::UnicodeWidthChar;

/// A stretch of text in one style.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    text: String,
    style: Style,
}

impl Run {
    pub(crate) fn new(text: impl Into<String>, style: Style) -> Run {
        Run { text: text.into(), style }
    }
}

/// The runs as lines of at most `width` columns, each ended by `\n`; the first begins with `first`, the others with
/// as many spaces.
///
/// Lines break at white space only, so a longer word stands out. A no-break space does not break and is printed as a
/// space. Control characters, which could steer the terminal, are printed as `�`.
pub(crate) fn wrap(runs: &[Run], width: usize, first: &str) -> String {
    let indent = first.chars().map(columns).sum();
    let mut lines = Lines { out: first.to_owned(), width, indent, column: indent, style: Style::new(), fresh: true };
    let mut word: Vec<(char, Style)> = Vec::new();
    for run in runs {
        for c in run.text.chars() {
            if c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}') {
                lines.push(&word);
                word.clear();
            } else {
                word.push((visible(c), run.style));
            }
        }
    }
    lines.push(&word);
    lines.set(Style::new());
    lines.out.push('\n');
    lines.out
}

/// One line of `text`: white space collapsed, control characters shown as `�`.
pub fn clean(text: &str) -> String {
    collapse(text).chars().map(visible).collect()
}

/// `text`, cut after a word with ` …` where it has more than `most` characters.
pub fn shorten(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let cut = text[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{} …", text[..cut].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '…')))
}

struct Lines {
    out: String,
    width: usize,
    indent: usize,
    column: usize,
    style: Style,
    fresh: bool,
}

impl Lines {
    fn push(&mut self, word: &[(char, Style)]) {
        let Some(&(_, style)) = word.first() else { return };
        let length: usize = word.iter().map(|&(c, _)| columns(c)).sum();
        if !self.fresh && self.column + 1 + length > self.width {
            self.set(Style::new());
            let _ = write!(self.out, "\n{:indent$}", "", indent = self.indent);
            self.column = self.indent;
        } else if !self.fresh {
            if self.style != style {
                self.set(Style::new());
            }
            self.out.push(' ');
            self.column += 1;
        }
        for &(c, style) in word {
            self.set(style);
            self.out.push(c);
        }
        self.column += length;
        self.fresh = false;
    }

    fn set(&mut self, style: Style) {
        if self.style != style {
            let _ = write!(self.out, "{}{}", self.style.render_reset(), style.render());
            self.style = style;
        }
    }
}

fn visible(c: char) -> char {
    match c {
        '\u{a0}' | '\u{202f}' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

fn columns(c: char) -> usize {
    c.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use anstyle::AnsiColor;
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str, width: usize, first: &str) -> String {
        wrap(&[Run::new(text, Style::new())], width, first)
    }

    #[test]
    fn lines_hang_under_the_first() {
        assert_eq!(plain("one two three four", 12, " 1  "), " 1  one two\n    three\n    four\n");
    }

    #[test]
    fn a_no_break_space_holds_and_a_long_word_stands_out() {
        assert_eq!(plain("a⟦1\u{a0}word in", 8, ""), "a⟦1 word\nin\n");
        assert_eq!(plain("a unbreakable b", 5, ""), "a\nunbreakable\nb\n");
    }

    #[test]
    fn a_style_ends_before_the_line_does() {
        let cyan = AnsiColor::Cyan.on_default();
        let lines = wrap(&[Run::new("said ", Style::new()), Run::new("one two", cyan)], 9, "");
        assert_eq!(lines, "said \u{1b}[36mone\u{1b}[0m\n\u{1b}[36mtwo\u{1b}[0m\n");
    }

    #[test]
    fn an_article_cannot_steer_the_terminal() {
        assert_eq!(plain("red \u{1b}[31m alert\u{7}", 40, ""), "red \u{fffd}[31m alert\u{fffd}\n");
        assert_eq!(clean("a\n b\u{1b}c"), "a b\u{fffd}c");
    }

    #[test]
    fn long_words_are_cut_between_words() {
        assert_eq!(shorten("one, two three", 9), "one, two …");
        assert_eq!(shorten("one, two three", 7), "one …");
        assert_eq!(shorten("short", 5), "short");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_long(text in "[a-zé ]{0,80}", width in 12usize..40) {
            let lines = plain(&text, width, "");
            prop_assert!(lines.split_whitespace().eq(text.split_whitespace()));
            for line in lines.lines() {
                prop_assert!(line.chars().count() <= width || !line.contains(' '));
            }
        }
    }
}
