//! Who said one thing first and another later.

use rusqlite::params;
use serde::Serialize;

use super::lines::{Line, sure};
use super::open::{Record, RecordError};

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
    /// Changes of position: the earlier statement and the later, the latest change first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn changes(&self, offset: usize, limit: usize) -> Result<Vec<Turned>, RecordError> {
        let sql = "SELECT k.a, k.b, k.score, k.why FROM links k CROSS JOIN statements s ON s.id = k.b \
                   CROSS JOIN statements f ON f.id = k.a CROSS JOIN documents d ON d.id = s.document AND d.current = 1 \
                   LEFT JOIN lent l ON l.statement = s.id WHERE k.relation = 'reversal' AND k.status <> 'rejected' \
                   AND s.on_record = 1 AND f.on_record = 1 \
                   ORDER BY coalesce(l.said_start, s.said_start, d.published) DESC, k.a, k.b LIMIT ? OFFSET ?";
        let rows: Vec<(String, String, f64, String)> =
            self.all(sql, params![limit, offset], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let ids: Vec<String> = rows.iter().flat_map(|(a, b, ..)| [a.clone(), b.clone()]).collect();
        let lines = self.lines(&ids)?;
        let find = |id: &str| lines.iter().find(|line| line.id == id).cloned();
        let turned = |(a, b, score, why): (String, String, f64, String)| {
            Some(Turned { earlier: find(&a)?, later: find(&b)?, score, sure: sure(score), why })
        };
        Ok(rows.into_iter().filter_map(turned).collect())
    }
}
