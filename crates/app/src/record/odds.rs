//! Where an article's own voice is at odds with what it reports, or with itself.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use super::documents::json;
use super::lines::{Line, sure};
use super::open::{Record, RecordError};
use super::ties::Ties;

/// An article at odds with itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Odd {
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
    /// What is at odds.
    pub ends: [End; 2],
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The reason.
    pub why: String,
}

/// One of two that are at odds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// The id of a statement, or of a sentence that the article tells in its own voice.
    pub id: String,
    /// The statement, if it is one.
    pub line: Option<Line>,
    /// The words.
    pub text: String,
}

/// A sentence that an article tells in its own voice and that is at odds with something, beside the text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sentence {
    /// Its id: the document's, `#n` and its number.
    pub id: String,
    /// Its number.
    pub number: i64,
    /// The words.
    pub text: String,
    /// What ties it to others.
    #[serde(flatten)]
    pub tied: Ties,
}

/// The same as it lies in the record.
pub(super) struct Narrated {
    pub(super) id: String,
    pub(super) number: i64,
    pub(super) text: String,
    /// Where it stands, in code points of the document's text.
    pub(super) spans: Vec<[usize; 2]>,
}

impl Record {
    /// Articles whose own voice is at odds with what they report or with itself, the latest published first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn odds(&self, offset: usize, limit: usize) -> Result<Vec<Odd>, RecordError> {
        let sql = "SELECT k.a, k.b, k.score, k.why, d.id, d.name, d.title, d.outlet, d.published FROM links k \
                   JOIN documents d ON d.id = substr(k.b, 1, instr(k.b, '#') - 1) AND d.current = 1 \
                   WHERE k.relation = 'contradicts' AND k.status <> 'rejected' \
                   AND (k.a LIKE '%#n%' OR k.b LIKE '%#n%') ORDER BY d.published DESC, k.a, k.b LIMIT ? OFFSET ?";
        let rows: Vec<([String; 2], Odd)> = self.all(sql, params![limit, offset], |row| {
            let day: Option<String> = row.get(8)?;
            let (ids, score): ([String; 2], f64) = ([row.get(0)?, row.get(1)?], row.get(2)?);
            let ends = ids.clone().map(|id| End { id, line: None, text: String::new() });
            let (document, doc, title, outlet) = (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
            let (published, why) = (day.and_then(|day| day.parse().ok()), row.get(3)?);
            Ok((ids, Odd { document, doc, title, outlet, published, ends, score, sure: sure(score), why }))
        })?;
        let ids: Vec<String> = rows.iter().flat_map(|(ids, _)| ids.clone()).collect();
        let lines: HashMap<String, Line> = self.lines(&ids)?.into_iter().map(|line| (line.id.clone(), line)).collect();
        let sql = "SELECT n.id, n.text FROM json_each(?) asked CROSS JOIN narration n ON n.id = asked.value";
        let told: HashMap<String, String> =
            self.all(sql, [json(&ids)], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let mut odds: Vec<Odd> = rows.into_iter().map(|(_, odd)| odd).collect();
        for end in odds.iter_mut().flat_map(|odd| &mut odd.ends) {
            end.line = lines.get(&end.id).cloned();
            let words = end.line.as_ref().map(|line| line.plain.clone());
            end.text = words.or_else(|| told.get(&end.id).cloned()).unwrap_or_default();
        }
        odds.retain(|odd| odd.ends.iter().all(|end| !end.text.is_empty()));
        Ok(odds)
    }

    /// The sentences of an article's own voice that are at odds with something.
    pub(super) fn sentences(&self, document: &str) -> Result<Vec<Narrated>, RecordError> {
        let sql = "SELECT n.id, n.text, n.spans FROM narration n WHERE n.document = ? AND EXISTS \
                   (SELECT 1 FROM links k WHERE (k.a = n.id OR k.b = n.id) AND k.status <> 'rejected') ORDER BY n.id";
        self.all(sql, [document], |row| {
            let (id, text, spans): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let number = id.rsplit_once("#n").and_then(|(_, number)| number.parse().ok()).unwrap_or_default();
            Ok(Narrated { id, number, text, spans: serde_json::from_str(&spans).unwrap_or_default() })
        })
    }
}
