//! Reading again what an earlier version of the program read.

use std::collections::BTreeSet;

use rusqlite::params;

use super::add::{Stage, corrected};
use super::documents::{Facts, Stored};
use super::kept::pack;
use super::open::{Record, RecordError};
use crate::ingest::{Cause, Loaded};
use crate::link::Linker;
use crate::read::Engine;

/// Articles that are read and written together.
const AT_ONCE: usize = 64;

impl Record {
    /// Reads the current articles again that another version of the program read, or `all` of them, and brings the record
    /// up to date; how many were read. Corrections hold as before. `tell` hears how far it is.
    ///
    /// # Errors
    /// If the record is damaged or cannot be written. What was written before stays.
    pub fn reread(
        &self,
        all: bool,
        engine: &Engine,
        linker: &Linker,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<usize, RecordError> {
        let program = self.program()?;
        let sql = "SELECT id FROM documents WHERE current = 1 AND (program <> ? OR ?) ORDER BY key";
        let ids: Vec<String> = self.all(sql, params![program, all], |row| row.get(0))?;
        let log = self.in_force()?;
        for (part, some) in ids.chunks(AT_ONCE).enumerate() {
            let mut facts: Vec<Facts> = Vec::with_capacity(some.len());
            let mut loaded = Vec::with_capacity(some.len());
            for id in some {
                let Stored { facts: about, reading, .. } = self.stored(id, &[])?;
                loaded.push(Loaded {
                    input: String::new(),
                    document: reading.document,
                    view: reading.view,
                    // What it was does not matter here, only that the article is not read.
                    unread: about.unread.as_ref().map(|_| Cause::NoArticle),
                    raw: Vec::new(),
                    format: "",
                    modified: about.modified,
                    fetched: None,
                });
                facts.push(Facts { program, ..about });
            }
            let readings = engine.read(loaded);
            let new: Vec<_> =
                readings.into_iter().zip(facts).map(|(reading, facts)| corrected(reading, facts, &log)).collect();
            let prepared = linker.prepare(&new.iter().map(|(_, _, made)| &made.material).collect::<Vec<_>>());
            let mut vectors = prepared.vectors();
            let changing: BTreeSet<String> = some.iter().cloned().collect();
            let nearer = self.nearer_without(&changing)?;
            self.together(|record| {
                record.unlink(&changing, &nearer)?;
                for (stored, kept, made) in &new {
                    let id = &stored.facts.id;
                    let (mine, others) = vectors.split_at(made.material.sayings.len());
                    vectors = others;
                    let plain = stored.plain();
                    record
                        .run("UPDATE documents SET program = ?, plain = ? WHERE id = ?", params![program, plain, id])?;
                    record.run("UPDATE readings SET found = ? WHERE document = ?", params![pack(kept), id])?;
                    record.show(stored, made, mine)?;
                }
                record.set_fact("settled", "0")
            })?;
            tell(Stage::Reading { done: part * AT_ONCE + some.len() });
        }
        self.settle(linker, tell)?;
        Ok(ids.len())
    }
}
