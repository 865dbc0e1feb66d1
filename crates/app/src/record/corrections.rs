//! What people correct: an append-only log, each row chained to the one before, and which of its rows hold.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::documents::json;
use super::open::{Record, RecordError};
use crate::ingest::hex;

/// The words of a statement that a correction is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRef {
    /// The statement's id when the correction was made.
    pub statement: String,
    /// The document's id.
    pub document: String,
    /// The address that all versions of the document share.
    pub address: String,
    /// The pieces of its content, in code points.
    pub spans: Vec<[usize; 2]>,
    /// Its content.
    pub text: String,
}

/// Names of one person.
type Names = Vec<String>;

/// What a correction does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Several of the list of people are one.
    MergePeople {
        /// All their names.
        names: Names,
        /// The name to show.
        name: String,
        /// What they are: `person`, `organisation`, `group`.
        kind: String,
    },
    /// Some of a person's names are another's.
    SplitPerson {
        /// The names that go.
        names: Names,
        /// The name of whom they go to.
        name: String,
        /// What that one is.
        kind: String,
    },
    /// A person is shown under another name.
    RenamePerson {
        /// All names so far.
        names: Names,
        /// The name to show.
        name: String,
        /// What they are.
        kind: String,
    },
    /// A person holds, or held, a role.
    SetRole {
        /// All names so far.
        names: Names,
        /// The name to show.
        name: String,
        /// What they are.
        kind: String,
        /// In words.
        role: String,
        /// The first day, if known.
        from: Option<Date>,
        /// The last day, if known.
        until: Option<Date>,
    },
    /// Who speaks; nobody who can be named if `None`.
    SetSpeaker {
        /// The statement.
        at: StatementRef,
        /// The speaker's name.
        speaker: Option<String>,
        /// What the record's people say that the speaker is, for articles that do not name them; a person if `None`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
    },
    /// When it was spoken; unknown if `None`.
    SetSaid {
        /// The statement.
        at: StatementRef,
        /// The first and last possible day.
        said: Option<[Date; 2]>,
    },
    /// The act of speaking.
    SetStance {
        /// The statement.
        at: StatementRef,
        /// One of the words for stances.
        stance: String,
    },
    /// The chain through which it reached the article.
    SetVia {
        /// The statement.
        at: StatementRef,
        /// Outlets, platforms; the nearest to the speaker first.
        via: Vec<String>,
    },
    /// It is a statement, and is as it stands.
    Confirm {
        /// The statement.
        at: StatementRef,
    },
    /// It is none.
    Reject {
        /// What was taken for one.
        at: StatementRef,
    },
    /// A statement that the program missed.
    AddStatement {
        /// Its words.
        at: StatementRef,
        /// The place of the words that attribute, in code points.
        cue: Option<[usize; 2]>,
        /// The place of the words that name the speaker, in code points.
        source: Option<[usize; 2]>,
        /// The speaker's name.
        speaker: Option<String>,
        /// What the speaker is, as in [`SetSpeaker`](Action::SetSpeaker).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        /// One of the words for stances.
        stance: String,
    },
    /// A link holds, whether the program found it or not.
    ConfirmLink {
        /// The one: the denier, or the earlier, where the relation has a direction.
        a: StatementRef,
        /// The other.
        b: StatementRef,
        /// The relation.
        relation: String,
    },
    /// A link does not hold.
    RejectLink {
        /// The one.
        a: StatementRef,
        /// The other.
        b: StatementRef,
    },
    /// An earlier correction is taken back.
    Undo {
        /// Its number.
        number: i64,
    },
}

/// A correction to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// What it does.
    pub action: Action,
    /// Who makes it.
    pub author: String,
    /// Why, in their words.
    pub note: String,
}

/// A correction in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename = "correction")]
pub struct Logged {
    /// From 1.
    pub number: i64,
    /// When it was made.
    pub at: String,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// What it does.
    #[serde(rename = "correction")]
    pub action: Action,
    /// Whether it was taken back.
    pub undone: bool,
    /// Whether the words that it is about are gone, or stand more than once, in the current version of the article.
    pub orphan: bool,
}

/// Why a correction cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// The record cannot be used.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// What is asked for makes no sense; what would.
    #[error("{0}")]
    Wrong(String),
}

/// The hash that the first correction follows.
pub(super) const NONE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of a row of the log.
pub(super) fn chained(previous: &str, number: i64, at: &str, author: &str, note: &str, action: &str) -> String {
    let whole = format!("{previous}\n{number}\n{at}\n{author}\n{note}\n{action}\n");
    hex(&Sha256::digest(whole.as_bytes()))
}

impl Record {
    /// Appends a correction to the log. Nothing follows from it yet.
    pub(super) fn log(&self, correction: &Correction, at: Timestamp) -> Result<i64, RecordError> {
        let last = "SELECT number, hash FROM corrections ORDER BY number DESC LIMIT 1";
        let last: Option<(i64, String)> = self.find(last, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (number, previous) = last.map_or((1, NONE.to_owned()), |(number, hash)| (number + 1, hash));
        let at = at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        // Plain structs have nothing that JSON cannot hold.
        let action = serde_json::to_string(&correction.action).unwrap_or_default();
        let hash = chained(&previous, number, &at, &correction.author, &correction.note, &action);
        let row = params![number, at, correction.author, correction.note, action, previous, hash];
        self.run("INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?)", row)?;
        self.set_fact("last_correction", &hash)?;
        Ok(number)
    }

    /// The whole log, in order.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn corrections(&self) -> Result<Vec<Logged>, RecordError> {
        let sql = "SELECT number, at, author, note, action FROM corrections ORDER BY number";
        let rows: Vec<(Logged, String)> = self.all(sql, [], |row| {
            let action = Action::Undo { number: 0 };
            let logged = Logged {
                number: row.get(0)?,
                at: row.get(1)?,
                author: row.get(2)?,
                note: row.get(3)?,
                action,
                undone: false,
                orphan: false,
            };
            Ok((logged, row.get(4)?))
        })?;
        let mut log = Vec::with_capacity(rows.len());
        for (mut logged, action) in rows {
            let number = logged.number;
            logged.action = serde_json::from_str(&action).map_err(|_| self.damaged(format!("correction {number}")))?;
            log.push(logged);
        }
        // An article may have got its URL since.
        let anchors = || log.iter().flat_map(|logged| logged.action.about());
        let documents: BTreeSet<&str> = anchors().map(|at| at.document.as_str()).collect();
        let sql = "SELECT id, address FROM documents WHERE id IN (SELECT value FROM json_each(?))";
        let addresses: Vec<(String, String)> =
            self.all(sql, [json(&documents)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let addresses: HashMap<String, String> = addresses.into_iter().collect();
        for at in log.iter_mut().flat_map(|logged| logged.action.about_mut()) {
            if let Some(address) = addresses.get(&at.document) {
                at.address.clone_from(address);
            }
        }
        // What takes something back can be taken back itself: the latest word counts.
        for k in (0..log.len()).rev() {
            if let Action::Undo { number } = log[k].action
                && !log[k].undone
                && let Some(earlier) = log[..k].iter_mut().find(|earlier| earlier.number == number)
            {
                earlier.undone = true;
            }
        }
        Ok(log)
    }

    /// The corrections that hold, in order.
    pub(super) fn in_force(&self) -> Result<Vec<Logged>, RecordError> {
        let mut log = self.corrections()?;
        log.retain(|logged| !logged.undone);
        Ok(log)
    }
}

impl Action {
    /// The statements that it is about.
    pub(super) fn about(&self) -> Vec<&StatementRef> {
        match self {
            Action::SetSpeaker { at, .. }
            | Action::SetSaid { at, .. }
            | Action::SetStance { at, .. }
            | Action::SetVia { at, .. }
            | Action::Confirm { at }
            | Action::Reject { at }
            | Action::AddStatement { at, .. } => vec![at],
            Action::ConfirmLink { a, b, .. } | Action::RejectLink { a, b } => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub(super) fn about_mut(&mut self) -> Vec<&mut StatementRef> {
        match self {
            Action::SetSpeaker { at, .. }
            | Action::SetSaid { at, .. }
            | Action::SetStance { at, .. }
            | Action::SetVia { at, .. }
            | Action::Confirm { at }
            | Action::Reject { at }
            | Action::AddStatement { at, .. } => vec![at],
            Action::ConfirmLink { a, b, .. } | Action::RejectLink { a, b } => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// Whether it is about a link.
    pub(super) fn of_link(&self) -> bool {
        matches!(self, Action::ConfirmLink { .. } | Action::RejectLink { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_that_was_logged_without_a_kind_is_read_and_written_as_it_stands() {
        let at = r#"{"statement":"a#1","document":"a","address":"file:a","spans":[[0,4]],"text":"Rain"}"#;
        for logged in [
            format!(r#"{{"action":"set_speaker","at":{at},"speaker":"Tarn Ferries"}}"#),
            format!(
                r#"{{"action":"add_statement","at":{at},"cue":null,"source":null,"speaker":null,"stance":"asserts"}}"#
            ),
        ] {
            let action: Action = serde_json::from_str(&logged).unwrap();
            assert_eq!(serde_json::to_string(&action).unwrap(), logged);
        }
    }
}
