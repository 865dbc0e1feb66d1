//! One article to read, its statements marked in the text and told beside it, a page at a time.

use serde::Serialize;

use jiff::civil::Date;
use onrecord_core::span::Span;
use onrecord_core::text::BlockKind;

use super::lines::Line;
use super::odds::{Narrated, Sentence};
use super::open::{Record, RecordError};
use super::ties::Ties;
use super::versions::Version;
use crate::export::address;
use crate::views::{Characters, Positions, clean, is_shown};

/// Which text is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The cleaned text: no mark-up, no advertisement, paragraphs whole.
    #[default]
    Clean,
    /// The text as it lies in the record, which spans count.
    Original,
}

/// An article to read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reader {
    /// The document's id.
    pub document: String,
    /// Its name.
    pub doc: String,
    /// The headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The address.
    pub url: Option<String>,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// When it came into the record.
    pub added: String,
    /// Why it was not read for statements, if so.
    pub unread: Option<String>,
    /// All its versions, the first first.
    pub versions: Vec<Version>,
    /// The stories that it belongs to: id and title.
    pub stories: Vec<(String, String)>,
    /// Which text this is.
    pub shown: Shown,
    /// The page, from 1.
    pub page: usize,
    /// How many pages it has.
    pub pages: usize,
    /// How many statements are on record in it.
    pub statements: usize,
    /// The text of the page.
    pub paragraphs: Vec<Paragraph>,
    /// How many blocks of what kind the cleaned text leaves out.
    pub left_out: Vec<(&'static str, usize)>,
}

/// A paragraph, and the statements that begin in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paragraph {
    /// What it is: `headline`, `subheading`, `body`, ...; `line` of the original text; `left_out` for words that stand only there.
    pub kind: &'static str,
    /// Its words.
    pub pieces: Vec<Piece>,
    /// The statements that begin in it.
    pub cards: Vec<Card>,
    /// The sentences of the article's own voice that begin in it and are at odds with something.
    pub told: Vec<Sentence>,
}

/// Words in a row of which the same statements consist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// The numbers of the statements that they belong to.
    pub of: Vec<i64>,
    /// The numbers of those that begin here, for the first time.
    pub begins: Vec<i64>,
    /// The numbers of those that go on here after a break.
    pub resumes: Vec<i64>,
    /// The numbers of those of which a stretch ends here.
    pub ends: Vec<i64>,
    /// The numbers of the sentences of the article's own voice that they belong to, if these are at odds with something.
    pub told: Vec<i64>,
    /// The numbers of those that begin here.
    pub tells: Vec<i64>,
}

/// A statement beside the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The statement.
    #[serde(flatten)]
    pub line: Line,
    /// What ties it to others.
    #[serde(flatten)]
    pub tied: Ties,
    /// Where its words stand on the web, if the article has an address there and was read for it.
    pub web: Option<String>,
}

/// Which page of an article is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The page with this number, from 1.
    Page(usize),
    /// The page on which this statement begins.
    Statement(i64),
    /// The page on which this sentence of the article's own voice begins.
    Told(i64),
}

/// What words are marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// A statement, by its number.
    Said(i64),
    /// A sentence of the article's own voice, by its number.
    Told(i64),
}

/// A page has no more characters than this, unless one paragraph has.
const CHARACTERS: usize = 30_000;
/// Nor more statements.
const STATEMENTS: usize = 30;
/// A paragraph longer than this is shown in parts.
const PARAGRAPH: usize = 8_000;
/// How many ties of a statement are shown beside the text.
const TIES: usize = 3;

impl Record {
    /// An article to read.
    ///
    /// # Errors
    /// If there is none with this id, or the record is damaged.
    pub fn reader(&self, document: &str, shown: Shown, leaf: Leaf) -> Result<Reader, RecordError> {
        let damaged = || self.damaged(format!("the reading of document {document}"));
        let stored = self.packed(document)?.open(&[]).ok_or_else(damaged)?;
        let lines = self.lines_of(document, false)?;
        let (text, view) = (&stored.reading.document.text, &stored.reading.view);
        let positions = Positions::new(text);
        let characters = Characters::of(view);
        let sentences = self.sentences(document)?;
        let said = lines.iter().map(|line| (Mark::Said(line.number), &line.spans));
        let all = said.chain(sentences.iter().map(|sentence| (Mark::Told(sentence.number), &sentence.spans)));
        let mut ranges: Vec<(Span, Mark)> = Vec::new();
        let (words, blocks): (&str, Vec<(&'static str, Span, bool)>) = match shown {
            Shown::Original => {
                for (mark, spans) in all {
                    ranges.extend(spans.iter().map(|&span| (positions.bytes(span), mark)));
                }
                (text, split_lines(text).into_iter().map(|span| ("line", span, true)).collect())
            }
            Shown::Clean => {
                for (mark, spans) in all {
                    let stretches = spans.iter().flat_map(|&span| characters.stretches(positions.bytes(span)));
                    ranges.extend(stretches.map(|(start, end)| (Span::new(start, end), mark)));
                }
                let block =
                    |block: &onrecord_core::text::Block| (block.kind.as_str(), block.span, is_shown(block.kind));
                (view.text(), view.blocks().iter().map(block).collect())
            }
        };
        ranges.retain(|(span, _)| !span.is_empty());
        ranges.sort_by_key(|&(span, mark)| (span.start, std::cmp::Reverse(span.end), mark));
        let mut left_out: Vec<(&'static str, usize)> = Vec::new();
        let mut made: Vec<(Paragraph, Vec<Mark>)> = Vec::new();
        let mut begun: Vec<Mark> = Vec::new();
        let title = stored.reading.document.metadata.title.as_deref().map(clean);
        let mut headed = false;
        for (kind, span, is_shown) in blocks {
            let marked = ranges.iter().any(|(range, _)| range.overlaps(span));
            if !is_shown && !marked {
                match left_out.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, count)) => *count += 1,
                    None => left_out.push((kind, 1)),
                }
                continue;
            }
            // The headline stands over the article already.
            let heads = kind == BlockKind::Headline.as_str() && title.as_deref() == Some(&clean(span.of(words)));
            if heads && !headed && !marked {
                headed = true;
                continue;
            }
            for part in parts(words, span) {
                let from = begun.len();
                let pieces = pieces(words, part, &ranges, &mut begun);
                made.push((Paragraph { kind, pieces, cards: Vec::new(), told: Vec::new() }, begun[from..].to_vec()));
            }
        }
        for line in lines.iter().filter(|line| !begun.contains(&Mark::Said(line.number))) {
            let of = vec![line.number];
            let piece =
                Piece { text: line.text.clone(), of: of.clone(), begins: of.clone(), ends: of, ..Piece::default() };
            let paragraph = Paragraph { kind: "left_out", pieces: vec![piece], cards: Vec::new(), told: Vec::new() };
            made.push((paragraph, vec![Mark::Said(line.number)]));
        }
        let pages = paginate(&made);
        let page = match leaf {
            Leaf::Page(page) => page.clamp(1, pages.len()) - 1,
            Leaf::Statement(number) => page_of(&made, &pages, Mark::Said(number)),
            Leaf::Told(number) => page_of(&made, &pages, Mark::Told(number)),
        };
        let (count, range) = (pages.len(), pages[page].clone());
        let here: Vec<Mark> = made[range.clone()].iter().flat_map(|(_, of)| of.clone()).collect();
        let mut cards: Vec<Line> =
            lines.iter().filter(|line| here.contains(&Mark::Said(line.number))).cloned().collect();
        let mut ties = self.ties(&cards, 0, TIES)?;
        let told: Vec<(&str, &str)> = sentences.iter().map(|one| (one.id.as_str(), one.text.as_str())).collect();
        let mut told_ties = self.ties_of(&told, 0, TIES)?;
        let mut paragraphs: Vec<Paragraph> = Vec::with_capacity(range.len());
        for (mut paragraph, of) in made.drain(range) {
            for mark in of {
                let number = match mark {
                    Mark::Said(number) => number,
                    Mark::Told(number) => {
                        if let Some(Narrated { id, text, .. }) = sentences.iter().find(|one| one.number == number) {
                            let tied = told_ties.remove(id).unwrap_or_default();
                            paragraph.told.push(Sentence { id: id.clone(), number, text: text.clone(), tied });
                        }
                        continue;
                    }
                };
                let Some(at) = cards.iter().position(|line| line.number == number) else { continue };
                let line = cards.swap_remove(at);
                let tied = ties.remove(&line.id).unwrap_or_default();
                let places = || {
                    together(
                        view.text(),
                        line.spans.iter().flat_map(|&span| characters.stretches(positions.bytes(span))),
                    )
                };
                let url = stored.reading.document.metadata.url.as_deref();
                let web = url.and_then(|url| address(url, view.text(), &places()));
                paragraph.cards.push(Card { line, tied, web });
            }
            paragraphs.push(paragraph);
        }
        let facts = stored.facts;
        let (head, sha256) = (stored.reading.document.metadata, stored.reading.document.sha256);
        let sql = "SELECT s.id, s.title FROM story_documents o JOIN stories s ON s.id = o.story WHERE o.document = ? ORDER BY s.id";
        Ok(Reader {
            doc: stored.reading.document.name,
            title: head.title,
            outlet: head.outlet,
            published: head.published,
            url: head.url,
            sha256,
            added: facts.added,
            unread: facts.unread,
            versions: self.versions(document)?,
            stories: self.all(sql, [document], |row| Ok((row.get(0)?, row.get(1)?)))?,
            document: facts.id,
            shown,
            page: page + 1,
            pages: count,
            statements: lines.len(),
            paragraphs,
            left_out,
        })
    }
}

impl Record {
    /// A statement with its first ties.
    ///
    /// # Errors
    /// If there is none with this id.
    pub fn card(&self, id: &str) -> Result<Card, RecordError> {
        self.card_from(id, 0, TIES)
    }

    /// A statement with some of its ties.
    ///
    /// # Errors
    /// If there is none with this id.
    pub fn card_from(&self, id: &str, offset: usize, limit: usize) -> Result<Card, RecordError> {
        let how = "its article may have been read again since, look for the words";
        let mut lines = self.lines(&[id.to_owned()])?;
        let unknown = || RecordError::Unknown(format!("no statement {id}; {how}"));
        let tied = self.ties(&lines, offset, limit)?.remove(id).unwrap_or_default();
        Ok(Card { line: lines.pop().ok_or_else(unknown)?, tied, web: None })
    }
}

/// Stretches of a view, those as one that only a line break parts.
fn together(text: &str, stretches: impl Iterator<Item = (usize, usize)>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for (start, end) in stretches {
        match out.last_mut() {
            Some(last) if text.get(last.end..start) == Some("\n") => last.end = end,
            _ => out.push(Span::new(start, end)),
        }
    }
    out
}

/// The lines of a text.
fn split_lines(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        out.push(Span::new(start, start + line.len()));
        start += line.len() + 1;
    }
    out
}

/// A block in parts that are not too long, cut after white space where there is some.
fn parts(text: &str, block: Span) -> Vec<Span> {
    let (mut out, mut start) = (Vec::new(), block.start);
    while block.end - start > PARAGRAPH {
        let mut cut = start + PARAGRAPH;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let cut = text[start..cut].rfind(' ').map_or(cut, |at| start + at + 1);
        out.push(Span::new(start, cut));
        start = cut;
    }
    out.push(Span::new(start, block.end));
    out
}

/// The words of a block, cut wherever a statement begins or ends. `begun` holds the statements that have begun, and is added to.
fn pieces(text: &str, block: Span, ranges: &[(Span, Mark)], begun: &mut Vec<Mark>) -> Vec<Piece> {
    let here: Vec<(Span, Mark)> = ranges.iter().filter(|(span, _)| span.overlaps(block)).copied().collect();
    let ends = here.iter().flat_map(|(span, _)| [span.start.max(block.start), span.end.min(block.end)]);
    let mut cuts: Vec<usize> = ends.chain([block.start, block.end]).collect();
    cuts.sort_unstable();
    cuts.dedup();
    let mut out = Vec::new();
    for cut in cuts.windows(2) {
        let (start, end) = (cut[0], cut[1]);
        let mut piece = Piece { text: text[start..end].to_owned(), ..Piece::default() };
        for &(span, mark) in here.iter().filter(|(span, _)| span.start <= start && end <= span.end) {
            let is_new = !begun.contains(&mark);
            if is_new {
                begun.push(mark);
            }
            let number = match mark {
                Mark::Said(number) => number,
                Mark::Told(number) => {
                    piece.told.push(number);
                    if is_new {
                        piece.tells.push(number);
                    }
                    continue;
                }
            };
            if !piece.of.contains(&number) {
                piece.of.push(number);
            }
            if is_new {
                piece.begins.push(number);
            } else if span.start == start || start == block.start {
                piece.resumes.push(number);
            }
            if span.end == end || end == block.end {
                piece.ends.push(number);
            }
        }
        out.push(piece);
    }
    out
}

/// The page on which something begins; the first if it does on none.
fn page_of(made: &[(Paragraph, Vec<Mark>)], pages: &[std::ops::Range<usize>], mark: Mark) -> usize {
    let on = |range: &std::ops::Range<usize>| made[range.clone()].iter().any(|(_, of)| of.contains(&mark));
    pages.iter().position(on).unwrap_or(0)
}

/// Which paragraphs each page holds; at least one page.
fn paginate(made: &[(Paragraph, Vec<Mark>)]) -> Vec<std::ops::Range<usize>> {
    let (mut out, mut start, mut characters, mut statements) = (Vec::new(), 0, 0, 0);
    for (at, (paragraph, of)) in made.iter().enumerate() {
        let long: usize = paragraph.pieces.iter().map(|piece| piece.text.len()).sum();
        if at > start && (characters + long > CHARACTERS || statements + of.len() > STATEMENTS) {
            out.push(start..at);
            (start, characters, statements) = (at, 0, 0);
        }
        // A short line costs its mark-up.
        characters += long + 60;
        statements += of.len();
    }
    out.push(start..made.len());
    out
}
