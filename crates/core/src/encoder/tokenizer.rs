//! Cuts a paragraph into word pieces, as BERT's uncased tokeniser does on a text with directed quotation marks.
//!
//! The model was trained on what `training/reader/text.py` makes of a text; this is the same, token by token.

use unicode_normalization::char::decompose_canonical;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

use super::vocabulary::Vocabulary;
use super::weights::ModelError;
use crate::text::quotes::{directed, is_space};

/// A word of more characters than this, once folded, is unknown.
const LONGEST_WORD: usize = 100;

/// A piece of a word, as the model knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number in the vocabulary.
    pub id: u32,
    /// Where its whole word begins, in bytes of the paragraph.
    pub start: usize,
    /// Where its whole word ends.
    pub end: usize,
    /// Capitals of the word (0 none, 1 first, 2 all, 3 other) times two, plus one if it does not follow directly on
    /// another word or mark.
    pub shape: u8,
    /// Whether it continues the word of the piece before.
    pub continues: bool,
}

/// Cuts paragraphs by a vocabulary.
#[derive(Debug)]
pub struct Tokenizer {
    vocabulary: Vocabulary,
    /// Begins a sequence.
    pub cls: u32,
    /// Ends a sequence.
    pub sep: u32,
    /// Stands for a hidden piece.
    pub mask: u32,
    /// Stands for a word that the vocabulary cannot spell.
    pub unk: u32,
}

impl Tokenizer {
    /// Reads a vocabulary: one piece a line, its id the number of the line from 0, `##` before what continues a word.
    ///
    /// # Errors
    /// [`ModelError::NoPiece`] if one of the four marks is missing.
    pub fn new(vocabulary: &'static str) -> Result<Tokenizer, ModelError> {
        let vocabulary = Vocabulary::new(vocabulary)?;
        let id = |piece| vocabulary.id(piece).ok_or(ModelError::NoPiece(piece));
        let (cls, sep, mask, unk) = (id("[CLS]")?, id("[SEP]")?, id("[MASK]")?, id("[UNK]")?);
        Ok(Tokenizer { vocabulary, cls, sep, mask, unk })
    }

    /// The id of a piece that begins a word, as the vocabulary has it.
    pub fn id(&self, piece: &str) -> Option<u32> {
        self.vocabulary.id(piece)
    }

    /// The pieces of one paragraph, without marks of beginning and end.
    pub fn encode(&self, paragraph: &str) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(paragraph.len() / 4);
        let mut word = Word::default();
        let mut last = None;
        for (at, original, c) in directed(paragraph) {
            let kind = Kind::of(c);
            if kind == Kind::Inner {
                word.push(at, original, c);
                continue;
            }
            self.close(&mut word, at, &mut last, &mut pieces);
            if kind == Kind::Alone {
                word.push(at, original, c);
                self.close(&mut word, at + original.len_utf8(), &mut last, &mut pieces);
            }
        }
        self.close(&mut word, paragraph.len(), &mut last, &mut pieces);
        pieces
    }

    /// Ends the open word, if there is one.
    fn close(&self, word: &mut Word, end: usize, last: &mut Option<usize>, pieces: &mut Vec<Piece>) {
        let Some(start) = word.start.take() else { return };
        if !word.folded.is_empty() {
            let shape = word.capitals() * 2 + u8::from(*last != Some(start));
            self.cut(&word.folded, Piece { id: self.unk, start, end, shape, continues: false }, pieces);
        }
        *last = Some(end);
        word.clear();
    }

    /// The fewest longest pieces from the left, or the one for the unknown.
    fn cut(&self, folded: &str, whole: Piece, pieces: &mut Vec<Piece>) {
        let (first, bytes) = (pieces.len(), folded.as_bytes());
        let mut at = 0;
        if bytes.len() > LONGEST_WORD && folded.chars().count() > LONGEST_WORD {
            return pieces.push(whole);
        }
        while at < bytes.len() {
            let Some((length, id)) = self.vocabulary.longest_prefix(&bytes[at..], at > 0) else {
                pieces.truncate(first);
                return pieces.push(whole);
            };
            pieces.push(Piece { id, continues: at > 0, ..whole });
            at += length;
        }
    }
}

/// A word as it is gathered.
#[derive(Debug, Default)]
struct Word {
    start: Option<usize>,
    /// Lower case, without accents and what is not seen.
    folded: String,
    letters: usize,
    capitals: usize,
    first_is_capital: bool,
}

impl Word {
    #[inline]
    fn push(&mut self, at: usize, original: char, c: char) {
        self.start.get_or_insert(at);
        if is_letter(original) {
            let capital = original.is_uppercase();
            self.first_is_capital |= capital && self.letters == 0;
            self.capitals += usize::from(capital);
            self.letters += 1;
        }
        if c.is_ascii() {
            let c = if c == '`' { '\'' } else { c.to_ascii_lowercase() };
            if !c.is_ascii_control() {
                self.folded.push(c);
            }
            return;
        }
        for c in plain(c).to_lowercase() {
            decompose_canonical(c, |c| {
                if !is_dropped(c) {
                    self.folded.push(c);
                }
            });
        }
    }

    fn clear(&mut self) {
        self.folded.clear();
        (self.letters, self.capitals, self.first_is_capital) = (0, 0, false);
    }

    fn capitals(&self) -> u8 {
        match self.capitals {
            0 => 0,
            n if n == self.letters && n > 1 => 2,
            1 if self.first_is_capital => 1,
            _ => 3,
        }
    }
}

/// What a character does to words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Lies between words.
    Space,
    /// Is a word of its own.
    Alone,
    /// Belongs to the word around it.
    Inner,
}

impl Kind {
    #[inline]
    fn of(c: char) -> Kind {
        if c.is_ascii_alphanumeric() {
            Kind::Inner
        } else if is_space(c) {
            Kind::Space
        } else if c.is_ascii() {
            if c.is_ascii_punctuation() { Kind::Alone } else { Kind::Inner }
        } else if is_ideograph(c) || c.general_category_group() == GeneralCategoryGroup::Punctuation {
            Kind::Alone
        } else {
            Kind::Inner
        }
    }
}

/// Characters that writers use for one another.
fn plain(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '´' => '\'',
        '―' => '—',
        '−' | '‐' | '‑' => '-',
        c => c,
    }
}

#[inline]
fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { c.general_category_group() == GeneralCategoryGroup::Letter }
}

/// Controls, marks of format, accents, and the sign of a broken text.
fn is_dropped(c: char) -> bool {
    use GeneralCategory::{Control, Format, NonspacingMark};
    match c {
        '\t' | '\n' | '\r' => false,
        '\0' | '\u{fffd}' => true,
        _ => matches!(c.general_category(), Control | Format | NonspacingMark),
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2fa1f}' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const VOCABULARY: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nmin\n##ister\nminister\ncafe\n##s\n“\n”\n'\n-\n.\n,\n東\n\
        don\nt\nun\n##a\n##aa\nco\n##op\nnaive\n한\nstrasse\nß\n";

    /// Pieces as `text/shape`, `##` before what continues; the text is the whole word's.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let lines: Vec<&str> = VOCABULARY.split('\n').collect();
        let show = |p: &Piece| format!("{}={}/{}", lines[p.id as usize], &text[p.start..p.end], p.shape);
        let shown: Vec<String> = Tokenizer::new(VOCABULARY).unwrap().encode(text).iter().map(show).collect();
        assert_eq!(shown.join(" "), expected);
    }

    #[test]
    fn words_are_cut_and_keep_their_extent() {
        check("The ministers", "the=The/3 minister=ministers/1 ##s=ministers/1");
        check(
            "THE Café, the cafe\u{301}S",
            "the=THE/5 cafe=Café/3 ,=,/0 the=the/1 cafe=cafe\u{301}S/7 ##s=cafe\u{301}S/7",
        );
        check("", "");
        check(" \n ", "");
    }

    #[test]
    fn marks_stand_alone_and_have_a_direction() {
        check("\"The min\".", "“=\"/1 the=The/2 min=min/1 ”=\"/0 .=./0");
        check("don’t don´t", "don=don/1 '=’/0 t=t/0 [UNK]=don´t/1");
        check("co‑op co−op", "co=co/1 -=‑/0 [UNK]=op/0 [UNK]=co−op/1");
        check("`the`", "'=`/1 the=the/0 '=`/0");
    }

    #[test]
    fn other_scripts_and_what_is_not_seen() {
        check("東東 the", "東=東/1 東=東/0 the=the/1");
        check("한 Straße strasse", "[UNK]=한/1 [UNK]=Straße/3 strasse=strasse/1");
        check("the\u{a0}min 😀", "the=the/1 min=min/1 [UNK]=😀/1");
        check("mini\u{ad}ster\u{200b}s", "minister=mini\u{ad}ster\u{200b}s/1 ##s=mini\u{ad}ster\u{200b}s/1");
        check("\u{ad} the,\u{200d},", "the=the/1 ,=,/0 ,=,/0");
        check("NAÏVE naÏve Naïve", "naive=NAÏVE/5 naive=naÏve/7 naive=Naïve/3");
    }

    #[test]
    fn long_and_unknown_words_are_one_piece() {
        check("xyz un", "[UNK]=xyz/1 un=un/1");
        let long = "a".repeat(200);
        check(&long, &format!("[UNK]={long}/1"));
        let fits = format!("un{}", "a".repeat(98));
        assert_eq!(Tokenizer::new(VOCABULARY).unwrap().encode(&fits).len(), 50);
        assert!(Tokenizer::new("the\n[CLS]").is_err());
    }
}
