//! A paragraph on its way into a view: its words without mark-up, and what the mark-up told.

use super::BlockKind;
use super::mapped::Mapped;
use crate::span::Span;

/// One paragraph, heading, list item or other line-like part of a text.
#[derive(Clone, Debug, Default)]
pub struct Piece {
    /// The words, white space collapsed.
    pub(super) words: Mapped,
    /// What mark-up and layout tell.
    pub marks: Marks,
    /// Letters and digits in bold, and in links; where the last bold run stands.
    bold: usize,
    linked: usize,
    last_bold: Option<Span>,
}

/// What mark-up and layout tell of a piece.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// What the mark-up says that it is, if it says so beyond doubt; wins over all other signs.
    pub kind: Option<BlockKind>,
    /// What the mark-up hints at: given up if the piece is plainly a paragraph of the article.
    pub hint: Option<BlockKind>,
    /// A heading, 1 the highest.
    pub heading: Option<u8>,
    /// An item of a list.
    pub item: bool,
    /// A blank line, or a paragraph break of the mark-up, stands above.
    pub gap: bool,
}

impl Piece {
    /// An empty piece of which mark-up tells `marks`.
    pub fn new(marks: Marks) -> Piece {
        Piece { marks, ..Piece::default() }
    }

    /// The words so far.
    pub fn text(&self) -> &str {
        self.words.text()
    }

    /// Appends a character that stands for `original`. Runs of white space become one space; invisible characters
    /// (zero-width, soft hyphen, control, direction marks) are left out; those that join or part letters and pictures stay
    /// where they can do so.
    pub fn push(&mut self, c: char, original: Span) {
        if c.is_whitespace() {
            match self.words.text().chars().next_back() {
                None => {}
                Some(' ') => self.words.stretch(original.end),
                Some(_) => self.words.push(' ', original),
            }
        } else if !invisible(c) || (joins(c) && self.text().chars().next_back().is_some_and(is_joined)) {
            self.words.push(c, original);
        }
    }

    /// Where the last character pushed ends in the original; 0 if there is none.
    pub fn end(&self) -> usize {
        self.words.end()
    }

    /// Notes that the words from byte `start` to the end of what was pushed are bold.
    pub fn mark_bold(&mut self, start: usize) {
        if let Some(words) = self.text().get(start..).filter(|words| !words.trim().is_empty()) {
            self.bold += letters(words);
            self.last_bold = Some(Span::new(start, self.text().len()));
        }
    }

    /// Notes that the words from byte `start` to the end of what was pushed are a link's.
    pub fn mark_linked(&mut self, start: usize) {
        self.linked += self.text().get(start..).map_or(0, letters);
    }

    /// Whether all of it is bold.
    pub(super) fn is_bold(&self) -> bool {
        self.bold > 0 && self.bold >= letters(self.text())
    }

    /// Whether it begins plain and ends in bold: a caption with its credit.
    pub(super) fn ends_bold(&self) -> bool {
        !self.is_bold()
            && self
                .last_bold
                .is_some_and(|bold| bold.start > 0 && self.text().get(bold.end..).is_none_or(str::is_empty))
    }

    /// Whether all of it is link.
    pub(super) fn is_link(&self) -> bool {
        self.linked > 0 && self.linked >= letters(self.text())
    }

    /// The piece without white space at its end; `None` if no words are left.
    pub(super) fn trimmed(mut self) -> Option<Piece> {
        let len = self.text().trim_end().len();
        self.words.truncate(len);
        if let Some(bold) = self.last_bold
            && bold.end > len
        {
            self.last_bold = (bold.start < len).then(|| Span::new(bold.start, len));
        }
        self.text().chars().any(char::is_alphanumeric).then_some(self)
    }

    /// Appends `next`, one space between, which stands for all that lay between.
    pub(super) fn join(&mut self, next: &Piece) {
        let from = self.words.end();
        let to = next.words.original(Span::new(0, next.text().len())).start.max(from);
        self.words.push(' ', Span::new(from, to));
        self.words.append(&next.words);
    }
}

fn letters(words: &str) -> usize {
    words.chars().filter(|c| c.is_alphanumeric()).count()
}

/// The zero-width non-joiner and joiner, which shape words of some scripts and make one picture of several.
fn joins(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a joiner after this can do anything: after Latin letters and punctuation it shows nothing.
fn is_joined(c: char) -> bool {
    !matches!(c, '\0'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}')
}

/// Characters that show nothing: they must not part one word, or one quotation, from its twin in another article.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffc}')
}
