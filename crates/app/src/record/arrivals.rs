//! Articles in lists, and what came into the record since somebody last looked.

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use super::open::{Record, RecordError};
use crate::views;

/// What came into a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Arrived {
    /// How many articles came after the moment that was asked about.
    pub articles: usize,
    /// The latest of them.
    pub latest: Vec<Shelved>,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shelved {
    /// The document's id.
    pub document: String,
    /// Its name.
    pub doc: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// When it came into the record.
    pub added: String,
}

impl Shelved {
    /// The headline, or what else there is to call it by.
    pub fn heading(&self) -> &str {
        self.title.as_deref().unwrap_or_else(|| views::short_name(&self.doc))
    }
}

/// The columns of [`Shelved`], of `d` (documents).
pub(super) const SHELVED: &str = "d.id, d.name, d.outlet, d.title, d.published, d.added";

pub(super) fn shelved(row: &rusqlite::Row<'_>) -> rusqlite::Result<Shelved> {
    let published: Option<String> = row.get(4)?;
    Ok(Shelved {
        document: row.get(0)?,
        doc: row.get(1)?,
        outlet: row.get(2)?,
        title: row.get(3)?,
        published: published.and_then(|day| day.parse().ok()),
        added: row.get(5)?,
    })
}

impl Record {
    /// What came into the record after a moment; nothing is new where there is none.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn arrived(&self, since: Option<&str>, limit: usize) -> Result<Arrived, RecordError> {
        let Some(since) = since else { return Ok(Arrived { articles: 0, latest: Vec::new() }) };
        let sql = "SELECT count(*) FROM documents WHERE current = 1 AND added > ?";
        let articles = self.ask(sql, [since], |row| row.get(0))?;
        let sql = format!(
            "SELECT {SHELVED} FROM documents d WHERE d.current = 1 AND d.added > ? ORDER BY d.added DESC, d.key DESC LIMIT ?"
        );
        Ok(Arrived { articles, latest: self.all(&sql, params![since, limit], shelved)? })
    }

    /// How many articles are on record, in their latest versions.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn count_articles(&self) -> Result<usize, RecordError> {
        self.ask("SELECT count(*) FROM documents WHERE current = 1", [], |row| row.get(0))
    }
}
