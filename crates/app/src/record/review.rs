//! What a person should look at first: the statements and ties that the program is least certain of.

use rusqlite::params;
use serde::Serialize;

use super::lines::{Line, sure};
use super::open::{Record, RecordError};

/// A statement to look at, with the words around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Unsure {
    /// The statement.
    #[serde(flatten)]
    pub line: Line,
    /// The words before it in the document's text.
    pub before: String,
    /// Its words, from the first to the last, as they stand.
    pub words: String,
    /// The words after it.
    pub after: String,
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

/// How many characters around a statement are shown.
const AROUND: usize = 240;

impl Record {
    /// The statements that nobody confirmed or rejected, least certain first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn unsure(&self, offset: usize, limit: usize) -> Result<Vec<Unsure>, RecordError> {
        let sql = "SELECT s.id, s.on_record, d.text FROM statements s INDEXED BY statements_unsure \
                   CROSS JOIN documents d ON d.id = s.document AND d.current = 1 WHERE s.status = 'found' \
                   ORDER BY s.confidence, s.id LIMIT ? OFFSET ?";
        let rows: Vec<(String, bool, String)> =
            self.all(sql, params![limit, offset], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let ids: Vec<String> = rows.iter().map(|(id, ..)| id.clone()).collect();
        let mut out = Vec::with_capacity(rows.len());
        for line in self.lines(&ids)? {
            let Some((_, on_record, text)) = rows.iter().find(|(id, ..)| *id == line.id) else { continue };
            let start = line.spans.iter().map(|span| span[0]).min().unwrap_or(0);
            let end = line.spans.iter().map(|span| span[1]).max().unwrap_or(0);
            let from = start.saturating_sub(AROUND);
            let [before, words, after] =
                [(from, start), (start, end), (end, end + AROUND)].map(|(from, to)| slice(text, from, to));
            out.push(Unsure { line, before, words, after, on_record: *on_record });
        }
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
        let rows: Vec<(String, String, String, f64, String)> = self.all(sql, params![limit, offset], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })?;
        let mut out = Vec::with_capacity(rows.len());
        for (a, b, relation, score, why) in rows {
            let mut both = self.lines(&[a, b])?;
            if let (Some(b), Some(a)) = (both.pop(), both.pop()) {
                out.push(UnsureTie { relation, score, sure: sure(score), why, a, b });
            }
        }
        Ok(out)
    }
}

/// The characters of a text from one place to another.
fn slice(text: &str, from: usize, to: usize) -> String {
    text.chars().skip(from).take(to.saturating_sub(from)).collect()
}
