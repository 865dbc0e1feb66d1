//! Making corrections: checked, logged, and the record brought up to date.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::add::Stage;
use super::corrections::{Action, Correction, CorrectionError, Logged};
use super::documents::{Made, Stored};
use super::open::{Record, RecordError};
use crate::link::Linker;

impl Record {
    /// Makes a correction and brings the record up to date; its number in the log.
    ///
    /// # Errors
    /// If it makes no sense, or the record cannot be written; then nothing is changed, unless what follows from it could not be
    /// written: then the correction is in the log, and the next command that writes goes on.
    pub fn correct(
        &self,
        correction: &Correction,
        now: Timestamp,
        linker: &Linker,
        tell: &mut dyn FnMut(Stage),
    ) -> Result<i64, CorrectionError> {
        let number = self.enter(correction, now, linker)?;
        self.settle(linker, tell)?;
        Ok(number)
    }

    /// Makes a correction of which others will follow before the record is brought up to date.
    pub(super) fn enter(
        &self,
        correction: &Correction,
        now: Timestamp,
        linker: &Linker,
    ) -> Result<i64, CorrectionError> {
        let action = &correction.action;
        let about = match action {
            Action::Undo { number } => self.undone(*number)?,
            other => other.clone(),
        };
        if correction.author.trim().is_empty() {
            return Err(CorrectionError::Wrong("a correction has an author; give --author".to_owned()));
        }
        sensible(action)?;
        let changed: BTreeSet<String> = if about.of_link() { BTreeSet::new() } else { self.current_of(&about)? };
        for at in about.about().iter().filter(|_| !matches!(action, Action::Undo { .. } | Action::AddStatement { .. }))
        {
            if self.statement_at(at)?.is_none() {
                let what = format!("{} stands in no current version of its article", at.statement);
                return Err(CorrectionError::Wrong(what));
            }
        }
        let before = self.in_force()?;
        Ok(self.together(|record| {
            let number = record.log(correction, now)?;
            let log = record.in_force()?;
            let other = record.show_corrected(&changed, [&before, &log], linker)?;
            // Nothing follows from a statement that is confirmed. A day that somebody gave is lent no other, even if it is the same.
            let follows = changed.is_empty() || other || matches!(about, Action::SetSaid { .. });
            if follows {
                record.set_fact("settled", "0")?;
            }
            Ok(number)
        })?)
    }

    /// Shows some articles as the log has them now, and not as it had them before; whether their links have to be found anew.
    fn show_corrected(
        &self,
        changed: &BTreeSet<String>,
        [before, now]: [&[Logged]; 2],
        linker: &Linker,
    ) -> Result<bool, RecordError> {
        let mut all: Vec<(Stored, Made)> = Vec::with_capacity(changed.len());
        // Articles that have other links now, and those that have other neighbours too.
        let (mut other, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for id in changed {
            let (was, is) = (self.stored(id, before)?, self.stored(id, now)?);
            let (old, new) = (was.made(), is.made());
            let same_people = was.reading.people == is.reading.people;
            if old.cards != new.cards || !same_people {
                moved.insert(id.clone());
            }
            if old.material != new.material || !same_people {
                other.insert(id.clone());
            }
            all.push((is, new));
        }
        let nearer = self.nearer_without(&moved)?;
        self.unlink(&other, &nearer)?;
        for (stored, made) in &all {
            let id = &stored.facts.id;
            let linked = self.is_linked(id)? && !other.contains(id);
            let prepared = linker.prepare(&[&made.material]);
            self.show(stored, made, prepared.vectors())?;
            if linked {
                self.run("UPDATE readings SET linked = 1 WHERE document = ?", [id])?;
            }
        }
        Ok(!other.is_empty())
    }

    /// Whether the links of an article have been found.
    fn is_linked(&self, document: &str) -> Result<bool, RecordError> {
        self.ask("SELECT linked FROM readings WHERE document = ?", [document], |row| row.get(0))
    }

    /// The corrections, and which of them are orphans.
    ///
    /// # Errors
    /// If the record is damaged.
    pub fn corrections_with_orphans(&self) -> Result<Vec<Logged>, RecordError> {
        let mut log = self.corrections()?;
        for logged in &mut log {
            logged.orphan = self.is_orphan(logged)?;
        }
        Ok(log)
    }

    /// What an earlier correction does, if it can be taken back.
    fn undone(&self, number: i64) -> Result<Action, CorrectionError> {
        let log = self.corrections()?;
        let wrong = |what: String| Err(CorrectionError::Wrong(what));
        let Some(logged) = log.iter().find(|logged| logged.number == number) else {
            return wrong(format!("no correction {number}; `onrecord corrections` lists them"));
        };
        if logged.undone {
            return wrong(format!("correction {number} was taken back before"));
        }
        // What takes something back and is taken back itself lets that hold again.
        let mut last = logged;
        while let Action::Undo { number } = last.action {
            let Some(earlier) = log.iter().find(|one| one.number == number && one.number < last.number) else { break };
            last = earlier;
        }
        if let Action::MergePeople { names, .. } = &logged.action {
            let rests = |later: &&Logged| match &later.action {
                Action::MergePeople { names: all, .. }
                | Action::RenamePerson { names: all, .. }
                | Action::SetRole { names: all, .. } => names.iter().all(|name| all.contains(name)),
                _ => false,
            };
            let later = log.iter().filter(|later| later.number > number && !later.undone).find(rests);
            if let Some(later) = later {
                let later = later.number;
                return wrong(format!(
                    "correction {later} is about those who are one by {number}; take {later} back first"
                ));
            }
        }
        Ok(last.action.clone())
    }

    /// The current documents whose statements an action changes.
    fn current_of(&self, action: &Action) -> Result<BTreeSet<String>, RecordError> {
        let mut out = BTreeSet::new();
        for at in action.about() {
            let sql = "SELECT id FROM documents WHERE address = ? AND current = 1";
            out.extend(self.find::<String>(sql, [&at.address], |row| row.get(0))?);
        }
        Ok(out)
    }
}

/// Whether an action says anything.
fn sensible(action: &Action) -> Result<(), CorrectionError> {
    let named = |name: &str| !name.trim().is_empty();
    let wrong = match action {
        Action::SetSpeaker { speaker: Some(name), .. } if !named(name) => {
            "the speaker's name is empty; - is for nobody"
        }
        Action::SetVia { via, .. } if !via.iter().all(|name| named(name)) => "a name is empty; - alone is for nobody",
        Action::MergePeople { name, .. }
        | Action::SplitPerson { name, .. }
        | Action::RenamePerson { name, .. }
        | Action::SetRole { name, .. }
            if !named(name) =>
        {
            "the name is empty"
        }
        Action::SetRole { role, .. } if !named(role) => "the role is empty",
        Action::SetRole { from: Some(from), until: Some(until), .. } if until < from => {
            "the last day is before the first"
        }
        Action::ConfirmLink { a, b, .. } | Action::RejectLink { a, b } if a == b => "both ends are one statement",
        _ => return Ok(()),
    };
    Err(CorrectionError::Wrong(wrong.to_owned()))
}
