//! What could not be read, kept until it can.

use rusqlite::params;
use serde::Serialize;

use super::open::{Record, RecordError};
use crate::ingest::Problem;

/// Something of the input that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// When it was last met.
    pub at: String,
    /// The file or address.
    pub input: String,
    /// Where in it; empty if the whole.
    pub place: String,
    /// What is wrong, and after a semicolon what to do.
    pub reason: String,
}

impl Record {
    /// What could not be read, in the order in which it was met.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn failures(&self) -> Result<Vec<Failure>, RecordError> {
        self.all("SELECT at, input, place, reason FROM failures ORDER BY id", [], |row| {
            Ok(Failure { at: row.get(0)?, input: row.get(1)?, place: row.get(2)?, reason: row.get(3)? })
        })
    }

    /// Some of what could not be read, the latest first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn failures_from(&self, offset: usize, limit: usize) -> Result<Vec<Failure>, RecordError> {
        let sql = "SELECT at, input, place, reason FROM failures ORDER BY at DESC, id DESC LIMIT ? OFFSET ?";
        self.all(sql, params![limit, offset], |row| {
            Ok(Failure { at: row.get(0)?, input: row.get(1)?, place: row.get(2)?, reason: row.get(3)? })
        })
    }

    /// How much could not be read.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn count_failures(&self) -> Result<usize, RecordError> {
        self.ask("SELECT count(*) FROM failures", [], |row| row.get(0))
    }

    /// Keeps a problem, once.
    pub(super) fn fail(&self, problem: &Problem, at: &str) -> Result<(), RecordError> {
        let numbers = [problem.place.line, problem.place.column].into_iter().flatten().map(|number| number.to_string());
        let place: Vec<String> = problem.member.iter().cloned().chain(numbers).collect();
        let row = params![at, problem.file, place.join(":"), problem.cause.to_string()];
        let sql = "INSERT INTO failures (at, input, place, reason) VALUES (?, ?, ?, ?) \
                   ON CONFLICT (input, place, reason) DO UPDATE SET at = excluded.at";
        self.run(sql, row).map(drop)
    }

    /// Forgets what could not be read of an input, since it is opened again or was none; how much that was.
    ///
    /// # Errors
    /// If the record cannot be written.
    pub fn forgive(&self, input: &str) -> Result<usize, RecordError> {
        self.run("DELETE FROM failures WHERE input = ?", [input])
    }
}
