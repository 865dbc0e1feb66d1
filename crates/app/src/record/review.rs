//! What a person should look at first: the statements and ties that the program is least certain of.

use onrecord_core::span::Span;
use onrecord_core::text::{Block, BlockKind};
use rusqlite::params;
use serde::Serialize;

use super::lines::{Line, sure};
use super::links::LinkRow;
use super::open::{Record, RecordError};
use crate::views::{Characters, Positions};

/// A statement to look at, with the words around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unsure {
    /// The statement.
    #[serde(flatten)]
    pub line: Line,
    /// The words around it in the cleaned text, in order; `true` beside those that are its own.
    pub around: Vec<(bool, String)>,
    /// Whether it is on record as it stands.
    pub on_record: bool,
}

/// A tie to look at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UnsureTie {
    /// `denies`, `contradicts` or `reversal`.
    pub relation: String,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The reason.
    pub why: String,
    /// The statement that denies, or is the earlier.
    pub a: Line,
    /// The other.
    pub b: Line,
}

/// Whether a block is a paragraph of sentences: boxes and lines that a site puts between them end without a stop.
fn is_prose(block: &Block, text: &str) -> bool {
    block.kind == BlockKind::Body
        && block.span.of(text).trim_end().ends_with(['.', '!', '?', '…', ':', '”', '"', '’', ')'])
}

/// How many bytes around a statement are shown, at least.
const AROUND: usize = 240;

impl Record {
    /// The statements that nobody confirmed or rejected, least certain first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn unsure(&self, offset: usize, limit: usize) -> Result<Vec<Unsure>, RecordError> {
        let sql = "SELECT s.id, s.on_record FROM statements s INDEXED BY statements_unsure \
                   CROSS JOIN documents d ON d.id = s.document AND d.current = 1 WHERE s.status = 'found' \
                   ORDER BY s.confidence, s.id LIMIT ? OFFSET ?";
        let rows: Vec<(String, bool)> = self.all(sql, params![limit, offset], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let ids: Vec<String> = rows.iter().map(|(id, _)| id.clone()).collect();
        let mut out = Vec::with_capacity(rows.len());
        for line in self.lines(&ids)? {
            let on_record = rows.iter().any(|(id, on)| *id == line.id && *on);
            out.push(Unsure { around: self.around(&line)?, line, on_record });
        }
        Ok(out)
    }

    /// A statement's words with those around them, as the cleaned text has them: of its own paragraph and of others beside it.
    fn around(&self, line: &Line) -> Result<Vec<(bool, String)>, RecordError> {
        let damaged = || self.damaged(format!("the reading of document {}", line.document));
        let stored = self.packed(&line.document)?.open(&[]).ok_or_else(damaged)?;
        let (view, positions) = (&stored.reading.view, Positions::new(&stored.reading.document.text));
        let characters = Characters::of(view);
        let mut own: Vec<(usize, usize)> =
            line.spans.iter().flat_map(|&span| characters.stretches(positions.bytes(span))).collect();
        own.sort_unstable();
        let (Some(&(start, _)), Some(&(_, end))) = (own.first(), own.last()) else {
            return Ok(vec![(true, line.plain.clone())]);
        };
        let text = view.text();
        let from = (0..=start.saturating_sub(AROUND)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let to = (end + AROUND..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        // No word is cut in two.
        let from = if from == 0 { 0 } else { text[from..start].find(' ').map_or(from, |at| from + at + 1) };
        let to = if to == text.len() { to } else { text[end..to].rfind(' ').map_or(to, |at| end + at) };
        let is_own = |block: &Block| own.iter().any(|&(start, end)| block.span.overlaps(Span::new(start, end)));
        let mut out = Vec::new();
        for block in view.blocks().iter().filter(|block| is_own(block) || is_prose(block, text)) {
            let (mut at, last) = (block.span.start.clamp(from, to), block.span.end.clamp(from, to));
            if at < last && !out.is_empty() {
                out.push((false, "\n".to_owned()));
            }
            for &(start, end) in &own {
                let (start, end) = (start.clamp(at, last), end.clamp(at, last));
                out.extend([(false, text[at..start].to_owned()), (true, text[start..end].to_owned())]);
                at = end;
            }
            out.push((false, text[at..last].to_owned()));
        }
        out.retain(|(_, words)| !words.is_empty());
        Ok(out)
    }

    /// The ties of conflict that nobody confirmed or rejected, least certain first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn unsure_ties(&self, offset: usize, limit: usize) -> Result<Vec<UnsureTie>, RecordError> {
        let sql = "SELECT k.a, k.b, k.relation, k.score, k.why FROM links k \
                   CROSS JOIN statements x ON x.id = k.a AND x.on_record = 1 CROSS JOIN statements y ON y.id = k.b AND y.on_record = 1 \
                   WHERE k.relation IN ('denies', 'contradicts', 'reversal') AND k.status = 'found' \
                   ORDER BY k.score, k.a, k.b LIMIT ? OFFSET ?";
        let tie = |(row, [a, b]): (LinkRow, [Line; 2])| {
            let LinkRow { relation, score, why, .. } = row;
            UnsureTie { relation, score, sure: sure(score), why, a, b }
        };
        Ok(self.linked_lines(sql, params![limit, offset])?.into_iter().map(tie).collect())
    }
}
