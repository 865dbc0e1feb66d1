//! Links as they lie in the record, with the statements that they tie.

use std::collections::HashMap;

use rusqlite::Params;

use super::lines::Line;
use super::open::{Record, RecordError};

/// A row of links.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct LinkRow {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) relation: String,
    pub(super) score: f64,
    pub(super) why: String,
}

impl Record {
    /// Links, by a query for their `a`, `b`, `relation`, `score` and `why`.
    pub(super) fn links(&self, sql: &str, values: impl Params) -> Result<Vec<LinkRow>, RecordError> {
        self.all(sql, values, |row| {
            let (a, b, relation) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(LinkRow { a, b, relation, score: row.get(3)?, why: row.get(4)? })
        })
    }

    /// The same with the statements at both ends; a link of which one end is no statement is passed over.
    pub(super) fn linked_lines(
        &self,
        sql: &str,
        values: impl Params,
    ) -> Result<Vec<(LinkRow, [Line; 2])>, RecordError> {
        let rows = self.links(sql, values)?;
        let ids: Vec<String> = rows.iter().flat_map(|row| [row.a.clone(), row.b.clone()]).collect();
        let lines: HashMap<String, Line> = self.lines(&ids)?.into_iter().map(|line| (line.id.clone(), line)).collect();
        let with_ends = |row: LinkRow| {
            let ends = [lines.get(&row.a)?.clone(), lines.get(&row.b)?.clone()];
            Some((row, ends))
        };
        Ok(rows.into_iter().filter_map(with_ends).collect())
    }
}
