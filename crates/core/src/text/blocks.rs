//! What each block of a text is.
//!
//! A paragraph of the article must not be lost, so everything is body that no sign says otherwise of, and most signs
//! count only on lines that do not end as a sentence does. The words that are signs stand in `blocks.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::header::is_address;
use super::lines::ends_sentence;
use super::{BlockKind, Piece, dates};

/// The kind of each piece.
pub(super) fn classify(pieces: &[Piece]) -> Vec<BlockKind> {
    let mut kinds: Vec<Option<BlockKind>> = pieces.iter().map(by_itself).collect();
    let traits: Vec<Traits> = pieces.iter().map(Traits::of).collect();
    hints(pieces, &traits, &mut kinds);
    captions(pieces, &traits, &mut kinds);
    related(&traits, &mut kinds);
    head(pieces, &traits, &mut kinds);
    tail(pieces, &traits, &mut kinds);
    middle(pieces, &traits, &mut kinds);
    kinds.into_iter().map(|kind| kind.unwrap_or(BlockKind::Body)).collect()
}

/// The kind of a piece whatever stands around it, if that can be told.
pub(super) fn by_itself(piece: &Piece) -> Option<BlockKind> {
    if piece.marks.kind.is_some() {
        return piece.marks.kind;
    }
    let text = piece.text();
    let short = text.len() <= 400;
    None.or_else(|| if short { by_words(text) } else { None })
        .or_else(|| (is_address(text) || is_contact(text) || is_number(text)).then_some(BlockKind::Boilerplate))
        .or_else(|| dates::line(text).map(|_| BlockKind::Dateline))
        .or_else(|| is_byline(text).then_some(BlockKind::Byline))
        .or_else(|| (piece.ends_bold() && short && !ends_sentence(text)).then_some(BlockKind::Caption))
}

/// What the table says of a text.
fn by_words(text: &str) -> Option<BlockKind> {
    let normal = normal(text);
    let words = normal.split(' ').count();
    let ends = ends_sentence(text);
    RULES.iter().find(|rule| words <= rule.most && rule.matches(&normal, ends)).map(|rule| rule.kind)
}

/// What the context rules ask of a piece, worked out once.
struct Traits {
    words: usize,
    /// Ends as a sentence does.
    ends: bool,
    /// Surely a paragraph: a sentence of some length, or very long.
    strong: bool,
    /// Holds a quotation with its own comma or full stop, as in `“No,” he said`, which only paragraphs do.
    speech: bool,
}

impl Traits {
    fn of(piece: &Piece) -> Traits {
        let text = piece.text();
        let words = text.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).count();
        let ends = ends_sentence(text);
        let speech = [",”", ",\"", ",’", ",'", ",''", ".”", "!”", "?”", ".\""].iter().any(|mark| text.contains(mark));
        Traits { words, ends, strong: (ends && words >= 9) || words >= 30, speech }
    }

    /// Whether it may be a title: a line without an end.
    fn is_title(&self) -> bool {
        !self.ends && !self.speech && self.words <= 25
    }
}

fn hints(pieces: &[Piece], traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    for ((piece, traits), kind) in pieces.iter().zip(traits).zip(kinds) {
        if kind.is_none() && !traits.strong {
            *kind = piece.marks.hint.or_else(|| {
                let open = traits.is_title() || piece.marks.item || piece.text().ends_with('?');
                let link = piece.is_link() && open && !traits.speech && (3..=25).contains(&traits.words);
                link.then_some(BlockKind::Related)
            });
        }
    }
}

/// Lines right above a credit, and lines that occur twice: pictures repeat their captions, articles hardly a line.
fn captions(pieces: &[Piece], traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for piece in pieces {
        *seen.entry(piece.text()).or_default() += 1;
    }
    let credit: Vec<bool> = kinds.iter().map(|kind| *kind == Some(BlockKind::Caption)).collect();
    for at in (0..pieces.len()).rev() {
        if kinds[at].is_some() || !traits[at].is_title() || traits[at].words < 3 {
            continue;
        }
        let text = pieces[at].text();
        let above = pieces.get(at + 1).is_some_and(|next| !next.marks.gap && credit[at + 1]);
        // Clippers often write a caption and then the caption with its credit in one line.
        let begun =
            pieces.get(at + 1).is_some_and(|next| next.text().len() > text.len() && next.text().starts_with(text));
        if (above && pieces[at].marks.heading.is_none()) || begun || seen[text] > 1 {
            kinds[at] = Some(BlockKind::Caption);
            if begun && kinds[at + 1].is_none() && !traits[at + 1].strong {
                kinds[at + 1] = Some(BlockKind::Caption);
            }
        }
    }
}

/// What follows a line such as "Related Stories", up to the next sure paragraph.
fn related(traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    let mut open = false;
    for at in 0..kinds.len() {
        match kinds[at] {
            Some(BlockKind::Related) => open = traits[at].words <= 4,
            Some(_) => {}
            None if traits[at].strong || traits[at].speech => open = false,
            None if open => kinds[at] = Some(BlockKind::Related),
            None => {}
        }
    }
}

/// Headlines: the lines before the first paragraph, and headings of the first rank.
fn head(pieces: &[Piece], traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    for (at, piece) in pieces.iter().enumerate() {
        let before = kinds[at].is_none() && piece.marks.heading.is_none();
        if before && (traits[at].ends || !traits[at].is_title()) && !(at == 0 && is_question(piece, &traits[at])) {
            break;
        }
        if kinds[at].is_none() {
            kinds[at] = Some(BlockKind::Headline);
        }
    }
    // A single line, or a text of lines alone, has no paragraph below that it could be the headline of.
    if !kinds.iter().any(Option::is_none) {
        for (at, piece) in pieces.iter().enumerate() {
            if kinds[at] == Some(BlockKind::Headline)
                && at > 0
                && piece.marks.heading.is_none()
                && piece.marks.kind.is_none()
            {
                kinds[at] = None;
            }
        }
    }
}

fn is_question(piece: &Piece, traits: &Traits) -> bool {
    traits.words <= 16 && !traits.speech && piece.text().ends_with(['?', '!'])
}

/// Links and footers: lines without an end after the last paragraph.
fn tail(pieces: &[Piece], traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    let last = (0..kinds.len()).rev().find(|&at| {
        matches!(kinds[at], None | Some(BlockKind::Headline)) && !(traits[at].is_title() && traits[at].words <= 18)
    });
    let Some(last) = last else { return };
    for at in last + 1..kinds.len() {
        if kinds[at].is_none() && !pieces[at].marks.item {
            kinds[at] = Some(if traits[at].words >= 4 { BlockKind::Related } else { BlockKind::Boilerplate });
        }
    }
}

/// Headings between paragraphs.
fn middle(pieces: &[Piece], traits: &[Traits], kinds: &mut [Option<BlockKind>]) {
    for (at, piece) in pieces.iter().enumerate() {
        let begins =
            piece.text().starts_with(|c: char| c.is_uppercase() || c.is_numeric() || matches!(c, '“' | '‘' | '"'));
        let title = traits[at].is_title() && traits[at].words <= 12 && begins && !piece.marks.item;
        let bold = piece.is_bold() && traits[at].words <= 12 && !traits[at].speech && !traits[at].strong;
        if kinds[at].is_none() && (piece.marks.heading.is_some() || title && !piece.text().ends_with(':') || bold) {
            kinds[at] = Some(BlockKind::Subheading);
        }
    }
}

/// "By Jane Doe", "By Jane Doe and John Roe, Staff Writers", "Jane Doe, Political Reporter".
fn is_byline(text: &str) -> bool {
    if text.len() > 120 || ends_sentence(text) {
        return false;
    }
    let names = text.strip_prefix("By ").or_else(|| text.strip_prefix("BY ")).or_else(|| text.strip_prefix("by "));
    let role = JOBS.iter().any(|job| normal(text).ends_with(job));
    let Some(names) = names.or_else(|| text.split_once(", ").filter(|_| role).map(|(name, _)| name)) else {
        return false;
    };
    let names = names.split([',', '|', '·', '•', '(']).next().unwrap_or_default();
    let words: Vec<&str> = names.split_whitespace().collect();
    let small = |word: &str| {
        matches!(word, "and" | "in" | "of" | "for" | "the" | "with" | "de" | "van" | "von" | "al" | "la" | "bin")
    };
    let named = words.iter().all(|word| small(word) || word.starts_with(char::is_uppercase));
    let first = words.first().map(|word| word.to_lowercase()).unwrap_or_default();
    let time = dates::is_month_or_weekday(&first) || ["the", "a", "an", "all", "then"].contains(&first.as_str());
    named && !time && (2..=10).contains(&words.len())
}

/// Ends of lines that say what someone at a paper is.
const JOBS: [&str; 12] = [
    "reporter",
    "staff writer",
    "correspondent",
    "editor",
    "staff",
    "staff reporter",
    "columnist",
    "contributor",
    "news desk",
    "writer",
    "bureau chief",
    "special to the courier",
];

/// An e-mail address or the name of an account and nothing else.
fn is_contact(text: &str) -> bool {
    !text.contains(char::is_whitespace) && text.contains('@')
}

/// A page number: "3", "- 3 -", "Page 3", "Page 3 of 5", "3/5".
fn is_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let bare = lower.strip_prefix("page").unwrap_or(&lower).replace(" of ", " ");
    bare.len() <= 9
        && bare.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '–' | '—' | '/' | '|'))
}

/// Small letters, straight quotation marks, no white space or stars around.
fn normal(text: &str) -> String {
    let flat = text.chars().map(|c| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        c => c,
    });
    flat.collect::<String>()
        .to_lowercase()
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '|' | '•'))
        .to_owned()
}

struct Rule {
    kind: BlockKind,
    how: How,
    /// Texts of more words are none of it.
    most: usize,
    phrases: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum How {
    Whole,
    Starts,
    Ends,
    Holds,
}

impl Rule {
    /// Whether the rule is met; `ends` says that the text ends as a sentence does.
    fn matches(&self, normal: &str, ends: bool) -> bool {
        // "Sponsored by the senator, the bill failed." A label with a colon is one whatever follows.
        let label = matches!(self.kind, BlockKind::Related | BlockKind::Advertisement);
        let doubtful = |phrase: &str| label && ends && !phrase.ends_with(':');
        let whole = normal.trim_end_matches([':', '.', '…', ' ']);
        self.phrases.iter().any(|phrase| match self.how {
            How::Whole => whole == *phrase,
            How::Starts => normal.strip_prefix(phrase).is_some_and(|rest| edge(phrase, rest) && !doubtful(phrase)),
            How::Ends => normal.ends_with(phrase),
            How::Holds => normal.contains(phrase),
        })
    }
}

/// Whether a phrase ends where a word does.
fn edge(phrase: &str, rest: &str) -> bool {
    !(phrase.ends_with(char::is_alphanumeric) && rest.starts_with(|c: char| c.is_alphanumeric() || c == '\''))
}

const TABLE: &str = include_str!("blocks.tsv");

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| rows().map(|(rule, _, _)| rule).collect());

/// The rules of the table with texts that must and must not be of their kind.
fn rows() -> impl Iterator<Item = (Rule, Vec<&'static str>, Vec<&'static str>)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, how, most, phrases, yes, no] = columns[..] else { return None };
        let kind = [
            BlockKind::Caption,
            BlockKind::Byline,
            BlockKind::Dateline,
            BlockKind::Related,
            BlockKind::Advertisement,
            BlockKind::Boilerplate,
        ]
        .into_iter()
        .find(|known| known.as_str() == kind)?;
        let how = match how {
            "whole" => How::Whole,
            "starts" => How::Starts,
            "ends" => How::Ends,
            "holds" => How::Holds,
            _ => return None,
        };
        let split =
            |cell: &'static str| cell.split(" || ").map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Some((Rule { kind, how, most: most.parse().ok()?, phrases: split(phrases) }, split(yes), split(no)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_and_holds_its_examples() {
        assert_eq!(rows().count(), TABLE.lines().filter(|line| !line.starts_with('#')).count());
        for (rule, yes, no) in rows() {
            assert!(!yes.is_empty() && !no.is_empty(), "{:?} lacks examples", rule.phrases);
            for text in yes {
                assert!(rule.matches(&normal(text), ends_sentence(text)), "{:?} misses {text:?}", rule.phrases);
                assert_eq!(by_words(text), Some(rule.kind), "{text:?}");
            }
            for text in no {
                assert_eq!(by_words(text), None, "{text:?}");
            }
        }
    }

    #[test]
    fn bylines() {
        for text in [
            "By Jane Doe",
            "By Jane Doe and John de Roe",
            "By Jane Doe, Varn Courier",
            "Jane Doe, Staff Writer",
            "BY JANE DOE | June 3",
        ] {
            assert!(is_byline(text), "{text}");
        }
        for text in [
            "By Friday, the minister said, all gates would be shut.",
            "By Friday Noon",
            "By the River",
            "By then nobody cared",
            "Jane Doe, the minister",
            "Jane Doe, a reporter, said so.",
        ] {
            assert!(!is_byline(text), "{text}");
        }
    }
}
