//! Corrections that were made in another record.

use jiff::Timestamp;

use super::add::Stage;
use super::corrections::{Action, Correction, CorrectionError, Logged, StatementRef};
use super::open::{Record, RecordError};
use crate::link::Linker;

/// What became of corrections that were made in another record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// How many were made here too.
    pub made: usize,
    /// How many had been made here before.
    pub known: usize,
    /// Those that make no sense here, by their numbers there, and why.
    pub refused: Vec<(i64, String)>,
}

impl Record {
    /// Makes corrections of another record here too, each by its author and with its time and note, and brings the record up to
    /// date. Those that were taken back there are passed over, as are those that are in the log.
    ///
    /// # Errors
    /// If the record cannot be written. What was made before stays.
    pub fn carry(
        &self,
        corrections: &[Logged],
        linker: &Linker,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<Carried, RecordError> {
        let mut carried = Carried::default();
        let before = self.corrections()?;
        let undoes = |action: &Action| matches!(action, Action::Undo { .. });
        for there in corrections.iter().filter(|there| !there.undone && !undoes(&there.action)) {
            match self.carry_one(there, &before, linker) {
                Ok(true) => carried.made += 1,
                Ok(false) => carried.known += 1,
                Err(CorrectionError::Wrong(why)) => carried.refused.push((there.number, why)),
                Err(CorrectionError::Record(error)) => return Err(error),
            }
        }
        self.settle(linker, tell)?;
        Ok(carried)
    }

    /// Whether it had not been made before.
    fn carry_one(&self, there: &Logged, before: &[Logged], linker: &Linker) -> Result<bool, CorrectionError> {
        let wrong = |what: &str| CorrectionError::Wrong(what.to_owned());
        let mut action = there.action.clone();
        for at in action.about_mut() {
            at.address = self.address_here(at)?.ok_or_else(|| wrong("its article is not in this record"))?;
        }
        let same = |here: &Logged| here.at == there.at && here.author == there.author && here.action == action;
        if before.iter().any(same) {
            return Ok(false);
        }
        let when: Timestamp = there.at.parse().map_err(|_| wrong("its time is none"))?;
        let correction = Correction { action, author: there.author.clone(), note: there.note.clone() };
        self.enter(&correction, when, linker).map(|_| true)
    }

    /// The address that the article of an anchor has in this record: the same bytes may have come from elsewhere.
    fn address_here(&self, at: &StatementRef) -> Result<Option<String>, RecordError> {
        let sql = "SELECT address FROM documents WHERE id = ?1 \
                   UNION ALL SELECT address FROM documents WHERE address = ?2 AND current = 1 LIMIT 1";
        self.find(sql, [&at.document, &at.address], |row| row.get(0))
    }
}
