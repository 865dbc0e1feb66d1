//! What ties statements to others, with the other's words.

use std::collections::HashMap;

use rusqlite::params;
use serde::Serialize;

use super::documents::json;
use super::lines::{Line, sure};
use super::open::{Record, RecordError};
use super::wording::{Wording, wording};

/// A tie of a statement, as seen from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// `same_utterance`, `same_claim`, `denies`, `denied_by`, `contradicts`, `reverses` (the other is the earlier position) or
    /// `later_reversed_by` (the other is the later).
    pub relation: String,
    /// The id of the other.
    pub other: String,
    /// The other, if it is a statement.
    pub line: Option<Line>,
    /// The other, if it is what an article tells in its own voice.
    pub narration: Option<String>,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The reason.
    pub why: String,
    /// The other's words against these, where both report one utterance.
    pub wording: Vec<Wording>,
}

/// The ties of one statement.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ties {
    /// The first of them: what is at odds with it before what agrees.
    pub ties: Vec<Tie>,
    /// How many there are.
    pub all: usize,
}

/// A row of links: relation, other, score, reason.
type Row = (String, String, f64, String);

impl Record {
    /// The ties of some statements, at most `limit` of each after `offset`, by their ids.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn ties(&self, lines: &[Line], offset: usize, limit: usize) -> Result<HashMap<String, Ties>, RecordError> {
        let ends: Vec<(&str, &str)> = lines.iter().map(|line| (line.id.as_str(), line.plain.as_str())).collect();
        self.ties_of(&ends, offset, limit)
    }

    /// The same of statements, or sentences that articles tell in their own voice, by their ids and words.
    pub(super) fn ties_of(
        &self,
        ends: &[(&str, &str)],
        offset: usize,
        limit: usize,
    ) -> Result<HashMap<String, Ties>, RecordError> {
        let ids: Vec<&str> = ends.iter().map(|(id, _)| *id).collect();
        let sql = "SELECT asked.value, l.relation, l.b, l.score, l.why, 1 FROM json_each(?1) asked \
                   CROSS JOIN links l ON l.a = asked.value WHERE l.status <> 'rejected' \
                   UNION ALL SELECT asked.value, l.relation, l.a, l.score, l.why, 0 FROM json_each(?1) asked \
                   CROSS JOIN links l ON l.b = asked.value WHERE l.status <> 'rejected'";
        let mut found: HashMap<String, Vec<Row>> = HashMap::new();
        self.all(sql, params![json(&ids)], |row| {
            let (relation, first): (String, bool) = (row.get(1)?, row.get(5)?);
            let one = (seen(relation, first), row.get(2)?, row.get(3)?, row.get(4)?);
            found.entry(row.get(0)?).or_default().push(one);
            Ok(())
        })?;
        let mut wanted: Vec<String> = Vec::new();
        let mut kept: Vec<((&str, &str), usize, Vec<Row>)> = Vec::new();
        for &(id, plain) in ends {
            let Some(mut rows) = found.remove(id) else { continue };
            let all = rows.len();
            rows.sort_by(|x, y| {
                (rank(&x.0), y.2)
                    .partial_cmp(&(rank(&y.0), x.2))
                    .unwrap_or(std::cmp::Ordering::Equal)
                    .then_with(|| x.1.cmp(&y.1))
            });
            let rows: Vec<Row> = rows.into_iter().skip(offset).take(limit).collect();
            wanted.extend(rows.iter().map(|row| row.1.clone()));
            kept.push(((id, plain), all, rows));
        }
        let others: HashMap<String, Line> =
            self.lines(&wanted)?.into_iter().map(|line| (line.id.clone(), line)).collect();
        let sql = "SELECT n.id, n.text FROM json_each(?) asked CROSS JOIN narration n ON n.id = asked.value";
        let narrated: HashMap<String, String> =
            self.all(sql, [json(&wanted)], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let mut out = HashMap::new();
        for ((id, plain), all, rows) in kept {
            let tie = |(relation, other, score, why): Row| {
                let line = others.get(&other).cloned();
                let same = relation == "same_utterance";
                let wording = line.as_ref().filter(|_| same).map(|line| wording(plain, &line.plain));
                let narration = narrated.get(&other).cloned();
                let wording = wording.unwrap_or_default();
                Tie { relation, other, line, narration, score, sure: sure(score), why, wording }
            };
            out.insert(id.to_owned(), Ties { ties: rows.into_iter().map(tie).collect(), all });
        }
        Ok(out)
    }
}

/// A relation as seen from one of its ends.
pub(super) fn seen(relation: String, first: bool) -> String {
    match (relation.as_str(), first) {
        ("denies", false) => "denied_by".to_owned(),
        ("reversal", true) => "later_reversed_by".to_owned(),
        ("reversal", false) => "reverses".to_owned(),
        _ => relation,
    }
}

/// What an editor wants to see first.
pub(super) fn rank(relation: &str) -> usize {
    let order = ["denied_by", "denies", "contradicts", "later_reversed_by", "reverses", "same_utterance"];
    order.iter().position(|known| *known == relation).unwrap_or(order.len())
}

impl Tie {
    /// The relation in words, with the other as what follows.
    pub fn told(&self) -> &'static str {
        match self.relation.as_str() {
            "denied_by" => "Denied by",
            "denies" => "Denies",
            "contradicts" => "At odds with",
            "later_reversed_by" => "Later position",
            "reverses" => "Earlier position",
            "same_utterance" => "Same words in",
            _ => "Same claim by",
        }
    }
}
