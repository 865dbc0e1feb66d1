//! Who said one thing first and another later.

use rusqlite::params_from_iter;
use serde::Serialize;

use super::documents::json;
use super::lines::{Line, sure};
use super::links::LinkRow;
use super::open::{Record, RecordError};
use super::positions::OF;

/// A change of position.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Turned {
    /// What was said first.
    pub earlier: Line,
    /// What was said later.
    pub later: Line,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The reason.
    pub why: String,
}

impl Record {
    /// Changes of position, of one person or of all: the earlier statement and the later, the latest change first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn changes(&self, of: Option<&str>, offset: usize, limit: usize) -> Result<Vec<Turned>, RecordError> {
        let (from, values) = self.changed(of)?;
        let sql = format!(
            "SELECT k.a, k.b, k.relation, k.score, k.why {from} \
             ORDER BY coalesce(l.said_start, s.said_start, d.published) DESC, k.a, k.b LIMIT {limit} OFFSET {offset}"
        );
        let turned = |(row, [earlier, later]): (LinkRow, [Line; 2])| {
            let LinkRow { score, why, .. } = row;
            Turned { earlier, later, score, sure: sure(score), why }
        };
        Ok(self.linked_lines(&sql, params_from_iter(values))?.into_iter().map(turned).collect())
    }

    /// How many changes of position there are, of one person or of all.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn count_changes(&self, of: Option<&str>) -> Result<usize, RecordError> {
        let (from, values) = self.changed(of)?;
        self.ask(&format!("SELECT count(*) {from}"), params_from_iter(values), |row| row.get(0))
    }

    /// Which of these statements are one end of a change of position.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn turned(&self, lines: &[Line]) -> Result<Vec<String>, RecordError> {
        let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        let sql = "SELECT DISTINCT asked.value FROM json_each(?) asked CROSS JOIN links k \
                   ON (k.a = asked.value OR k.b = asked.value) AND k.relation = 'reversal' AND k.status <> 'rejected'";
        self.all(sql, [json(&ids)], |row| row.get(0))
    }

    /// Where changes lie, `k` between the earlier statement `f` and the later `s`, and the values that are asked for.
    fn changed(&self, of: Option<&str>) -> Result<(String, Vec<String>), RecordError> {
        let (from, values) = match of {
            Some(person) => (format!("{OF} CROSS JOIN links k ON k.b = s.id"), vec![json(&self.with_groups(person)?)]),
            None => {
                let all = "links k CROSS JOIN statements s ON s.id = k.b AND s.on_record = 1 \
                           CROSS JOIN documents d ON d.id = s.document AND d.current = 1";
                (all.to_owned(), Vec::new())
            }
        };
        let sql = format!(
            "FROM {from} CROSS JOIN statements f ON f.id = k.a AND f.on_record = 1 \
             LEFT JOIN lent l ON l.statement = s.id WHERE k.relation = 'reversal' AND k.status <> 'rejected'"
        );
        Ok((sql, values))
    }
}
