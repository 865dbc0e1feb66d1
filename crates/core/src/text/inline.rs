//! Mark-up within a paragraph: links, emphasis, escapes, character references, the odd HTML tag.

use std::collections::BTreeMap;

use super::entities;
use super::piece::Piece;
use crate::span::Span;

/// How far a link's text or an emphasis may reach, in bytes. Real ones are shorter, and without a bound a text of
/// opening marks alone would be searched to its end once for each of them.
const REACH: usize = 1200;

/// Pushes the bytes `part` of `text`, one paragraph or heading, into `piece` without mark-up.
///
/// Line breaks become spaces, unless one parts a hyphenated word: `known` then says whether a word without its hyphen
/// is in use in the text. Block-quote marks at the start of further lines are left out. What is not clearly mark-up,
/// such as `[in brackets]`, `snake_case`, `f***` or `a < b`, stays.
pub(super) fn push(text: &str, part: Span, known: &dyn Fn(&str) -> bool, piece: &mut Piece) {
    let mut scan =
        Scan { text: part.of(text), base: part.start, at: 0, closers: BTreeMap::new(), unclosed: [0; 6], angle: None };
    while let Some(c) = scan.rest().chars().next() {
        scan.step(c, known, piece);
    }
}

struct Scan<'a> {
    text: &'a str,
    /// Where `text` begins in the document.
    base: usize,
    at: usize,
    /// Closing marks that belong to openings already met: where they stand, and what they are.
    closers: BTreeMap<usize, Closer>,
    /// For each emphasis mark (`*`, `**`, `***`, `_`, ...): no closing one stands before this byte. Whether a mark may
    /// close hangs on its place alone, so what was searched in vain need not be searched again.
    unclosed: [usize; 6],
    /// The next `>` as far as it was looked for: `Some(text.len())` if there is none.
    angle: Option<usize>,
}

#[derive(Clone, Copy)]
struct Closer {
    /// Bytes of the mark.
    len: usize,
    /// Where in the piece the marked words began.
    from: usize,
    bold: bool,
    link: bool,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Takes one character or mark.
    fn step(&mut self, c: char, known: &dyn Fn(&str) -> bool, piece: &mut Piece) {
        if let Some(closer) = self.closers.remove(&self.at) {
            if closer.bold {
                piece.mark_bold(closer.from);
            }
            if closer.link {
                piece.mark_linked(closer.from);
            }
            self.at += closer.len;
            return;
        }
        match c {
            '\\' => self.escape(piece),
            '!' if self.rest().starts_with("![") => match link(&self.rest()[1..]) {
                Some((_, end)) => self.at += 1 + end,
                None => self.plain(c, piece),
            },
            '[' => match link(self.rest()) {
                Some((text_end, end)) => {
                    let closer = Closer { len: end - text_end, from: piece.text().len(), bold: false, link: true };
                    self.closers.insert(self.at + text_end, closer);
                    self.at += 1;
                }
                None => self.plain(c, piece),
            },
            '*' | '_' => self.emphasis(c, piece),
            '<' => self.angled(piece),
            '&' => match entities::decode(self.rest()) {
                Some((decoded, len)) => {
                    piece.push(decoded, Span::new(self.base + self.at, self.base + self.at + len));
                    self.at += len;
                }
                None => self.plain(c, piece),
            },
            '\n' | '\r' => self.line_break(piece),
            '-' => match self.hyphen_at_break() {
                Some(len) => {
                    if !known(&self.word_around(len)) {
                        self.plain(c, piece);
                        self.at += len - 1;
                    } else {
                        self.at += len;
                    }
                }
                None => self.plain(c, piece),
            },
            _ => self.plain(c, piece),
        }
    }

    fn plain(&mut self, c: char, piece: &mut Piece) {
        let start = self.base + self.at;
        self.at += c.len_utf8();
        piece.push(c, Span::new(start, self.base + self.at));
    }

    /// `\*` and the like: Markdown's way to write the character itself.
    fn escape(&mut self, piece: &mut Piece) {
        let next = self.rest()[1..].chars().next();
        if let Some(next) = next.filter(char::is_ascii_punctuation) {
            self.at += 1;
            self.plain(next, piece);
        } else {
            self.plain('\\', piece);
        }
    }

    /// A tag, a comment or an address in angle brackets.
    fn angled(&mut self, piece: &mut Piece) {
        let comment = self.rest().starts_with("<!--").then(|| comment(self.rest())).flatten();
        let inside = self.angle();
        if let Some((skip, breaks)) = comment.map(|skip| (skip, false)).or_else(|| tag(inside?)) {
            if breaks {
                piece.push(' ', Span::new(self.base + self.at, self.base + self.at + skip));
            }
            self.at += skip;
        } else if let Some(end) = inside.and_then(autolink) {
            let closer = Closer { len: 1, from: piece.text().len(), bold: false, link: true };
            self.closers.insert(self.at + end, closer);
            self.at += 1;
        } else {
            self.plain('<', piece);
        }
    }

    fn line_break(&mut self, piece: &mut Piece) {
        let start = self.base + self.at;
        self.at += self.rest().len() - line_start(self.rest()).len();
        piece.push(' ', Span::new(start, self.base + self.at));
    }

    /// `*words*`, `**words**`, `_words_`: only where the marks hug their words and stand outside of other words.
    fn emphasis(&mut self, mark: char, piece: &mut Piece) {
        let rest = self.rest();
        let run = rest.len() - rest.trim_start_matches(mark).len();
        let before = self.text[..self.at].chars().next_back();
        let opens = run <= 3
            && !before.is_some_and(char::is_alphanumeric)
            && rest[run..].chars().next().is_some_and(|c| !c.is_whitespace());
        let end = if opens { self.closing(mark, run) } else { None };
        match end {
            Some(end) => {
                let closer = Closer { len: run, from: piece.text().len(), bold: run >= 2, link: false };
                self.closers.insert(end, closer);
                self.at += run;
            }
            None => {
                for _ in 0..run {
                    self.plain(mark, piece);
                }
            }
        }
    }

    /// Where the run of marks stands that closes the one here.
    fn closing(&mut self, mark: char, run: usize) -> Option<usize> {
        let memo = run - 1 + if mark == '_' { 3 } else { 0 };
        let reach = (self.at + REACH).min(self.text.len());
        let mut at = (self.at + run).max(self.unclosed[memo]);
        while at < reach {
            let Some(next) = self.text.as_bytes()[at..reach].iter().position(|&b| b == mark as u8) else {
                at = reach;
                break;
            };
            at += next;
            let rest = &self.text[at..];
            let len = rest.len() - rest.trim_start_matches(mark).len();
            let before = self.text[..at].chars().next_back().is_some_and(|c| !c.is_whitespace() && c != '\\');
            let after = !rest[len..].chars().next().is_some_and(char::is_alphanumeric);
            if len == run && before && after {
                return Some(at);
            }
            at += len;
        }
        self.unclosed[memo] = self.unclosed[memo].max(at);
        None
    }

    /// The text from here through the next `>`, if that is within reach.
    fn angle(&mut self) -> Option<&'a str> {
        let at = match self.angle {
            Some(at) if at >= self.at => at,
            _ => self.rest().find('>').map_or(self.text.len(), |end| self.at + end),
        };
        self.angle = Some(at);
        (at < self.text.len() && at - self.at < REACH).then(|| &self.text[self.at..=at])
    }

    /// If here is a hyphen between a letter and a line break with a small letter after it: the bytes of both.
    fn hyphen_at_break(&self) -> Option<usize> {
        let after = &self.rest()[1..];
        let next = line_start(after.strip_prefix(['\n', '\r'])?);
        let splits = self.text[..self.at].ends_with(char::is_alphabetic) && next.starts_with(char::is_lowercase);
        splits.then(|| self.rest().len() - next.len())
    }

    /// The word that the hyphen here parts, joined; `len` as in `hyphen_at_break`.
    fn word_around(&self, len: usize) -> String {
        let head = &self.text[..self.at];
        let head = &head[head.trim_end_matches(char::is_alphabetic).len()..];
        let tail = &self.text[self.at + len..];
        let tail = &tail[..tail.len() - tail.trim_start_matches(char::is_alphabetic).len()];
        format!("{head}{tail}").to_lowercase()
    }
}

/// The text after white space and block-quote marks.
fn line_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '>')
}

/// For `[text](address)`: where the text ends and where all ends. Brackets in the text may nest; the address holds no
/// white space, save before a title in quotation marks.
fn link(text: &str) -> Option<(usize, usize)> {
    let mut depth = 0;
    let mut escaped = false;
    let text_end = text.bytes().take(REACH).position(|b| {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        depth == 0
    })?;
    let address = text[text_end..].strip_prefix("](")?;
    let mut depth = 1;
    let end = address.bytes().take(REACH).position(|b| {
        match b {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0 || b == b'\n'
    })?;
    let inside = address[..end].trim();
    let titled = |quote: char| inside.ends_with(quote) && inside.contains(&format!(" {quote}"));
    let fits = depth == 0 && (!inside.contains(char::is_whitespace) || titled('"') || titled('\''));
    fits.then_some((text_end, text_end + 2 + end + 1))
}

/// For `<https://...>`, from bracket to bracket: where the `>` stands.
fn autolink(text: &str) -> Option<usize> {
    let inside = &text[1..text.len() - 1];
    let address = inside.starts_with("http://") || inside.starts_with("https://") || inside.starts_with("mailto:");
    (address && !inside.contains(char::is_whitespace)).then_some(text.len() - 1)
}

/// Tags that stray into plain text. All others (`<3`, `<unclear>`) are words for all that we know.
const TAGS: [&str; 19] = [
    "a",
    "b",
    "blockquote",
    "br",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "i",
    "li",
    "p",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "ul",
];

/// The length of a comment.
fn comment(text: &str) -> Option<usize> {
    text.as_bytes()[..text.len().min(REACH)].windows(3).position(|w| w == b"-->").map(|at| at + 3)
}

/// For a tag of HTML, from bracket to bracket: its length, and whether it parts words.
fn tag(text: &str) -> Option<(usize, bool)> {
    let inside = &text[1..text.len() - 1];
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
    let rest = &inside[inside.find(name)? + name.len()..];
    let known = TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name));
    let attributes = rest.trim_end_matches('/').trim_end();
    let fits = attributes.is_empty() || (attributes.starts_with(' ') && attributes.contains('='));
    let breaks = matches!(&*name.to_ascii_lowercase(), "br" | "p" | "div" | "li" | "blockquote");
    (known && fits).then_some((inside.len() + 2, breaks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(text: &str) -> String {
        let mut piece = Piece::default();
        push(text, Span::new(0, text.len()), &|word| word == "agreement", &mut piece);
        piece.text().to_owned()
    }

    #[test]
    fn mark_up_goes_and_words_stay() {
        for (marked, words) in [
            ("The minister [denied](#) it", "The minister denied it"),
            ("[The *Arlen* [sic] Post](https://a.test/x_(y)) said", "The Arlen [sic] Post said"),
            ("a [b](c \"Title\") d", "a b d"),
            ("![alt text](x.png) Words", "Words"),
            ("[![alt](x.png)](y) Words", "Words"),
            ("**bold** and *em*, _em_ and __bold__.", "bold and em, em and bold."),
            ("***Both*** of *them*.", "Both of them."),
            ("R&amp;D &ldquo;quote&rdquo;&nbsp;here", "R&D “quote” here"),
            ("See <https://a.test/b>.", "See https://a.test/b."),
            ("one<br/>two <b>three</b> <a href=\"x\">four</a>", "one two three four"),
            ("zero\u{200b}width, soft\u{ad}hyphen,\u{a0}\u{a0} spaces", "zerowidth, softhyphen, spaces"),
            ("join\u{200d}ed “\u{200c}words” \u{200d}here", "joined “words” here"),
            ("The 👩\u{200d}👧 family", "The 👩\u{200d}👧 family"),
            ("He said می\u{200c}خواهم, क्\u{200d}ष", "He said می\u{200c}خواهم, क्\u{200d}ष"),
            ("\\[in Arlen\\] and \\*", "[in Arlen] and *"),
            ("the agree-\nment stands", "the agreement stands"),
            ("a long-\nterm plan", "a long-term plan"),
            ("> quoted\n> words", "> quoted words"),
        ] {
            assert_eq!(clean(marked), words, "{marked}");
        }
    }

    #[test]
    fn what_only_looks_like_mark_up_stays() {
        for text in [
            "“fighting [in Varn] and”",
            "He said [it] (twice)",
            "[a](b c)",
            "snake_case_name and __init",
            "f*** and s**t and 2 * 3 * 4",
            "*A footnote without an end",
            "a < b and c > d <3",
            "AT&T; Q&A",
            "back\\slash",
            "_____",
            "[ [ [ (",
        ] {
            assert_eq!(clean(text), text);
        }
    }
}
