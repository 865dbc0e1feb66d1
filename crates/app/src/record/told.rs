//! Corrections in words.

use jiff::civil::Date;

use super::corrections::{Action, Logged};
use super::open::{Record, RecordError};

impl Logged {
    /// What it does, on one line for people.
    pub fn what(&self) -> String {
        self.action.what()
    }
}

impl Record {
    /// Whether a correction holds, and the words that it is about are gone, or stand more than once, in the current version of
    /// the article.
    ///
    /// # Errors
    /// If the record is damaged.
    pub fn is_orphan(&self, logged: &Logged) -> Result<bool, RecordError> {
        if logged.undone {
            return Ok(false);
        }
        for at in logged.action.about() {
            if self.statement_at(at)?.is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl Action {
    /// The ids of the statements that it is about, as they were when it was made.
    pub fn statements(&self) -> Vec<&str> {
        self.about().into_iter().map(|at| at.statement.as_str()).filter(|id| !id.is_empty()).collect()
    }

    /// What it does, on one line for people.
    pub fn what(&self) -> String {
        let nobody = || "nobody".to_owned();
        match self {
            Action::SetSpeaker { at, speaker, .. } => {
                format!("{}: said by {}", at.statement, speaker.clone().unwrap_or_else(nobody))
            }
            Action::SetSaid { at, said } => match said {
                Some([start, end]) if start == end => format!("{}: said on {start}", at.statement),
                Some([start, end]) => format!("{}: said {start} to {end}", at.statement),
                None => format!("{}: said on an unknown day", at.statement),
            },
            Action::SetStance { at, stance } => format!("{}: {stance}", at.statement),
            Action::SetVia { at, via } if via.is_empty() => format!("{}: through nobody", at.statement),
            Action::SetVia { at, via } => format!("{}: through {}", at.statement, via.join(", ")),
            Action::Confirm { at } => format!("{}: confirmed", at.statement),
            Action::Reject { at } => format!("{}: no statement", at.statement),
            Action::AddStatement { at, speaker, .. } => {
                format!("{}: added {:?}, said by {}", at.document, at.text, speaker.clone().unwrap_or_else(nobody))
            }
            Action::ConfirmLink { a, b, relation } => format!("{} {relation} {}", a.statement, b.statement),
            Action::RejectLink { a, b } => format!("{} and {}: not tied", a.statement, b.statement),
            Action::MergePeople { names, name, .. } => format!("{name} is: {}", names.join(", ")),
            Action::SplitPerson { names, name, .. } => format!("{name} alone is: {}", names.join(", ")),
            Action::RenamePerson { names, name, .. } => {
                format!("{} is shown as {name}", names.first().map_or("?", String::as_str))
            }
            Action::SetRole { name, role, from, until, .. } => {
                let day = |word: &str, day: &Option<Date>| day.map_or_else(String::new, |day| format!(" {word} {day}"));
                format!("{name}: {role}{}{}", day("from", from), day("until", until))
            }
            Action::Undo { number } => format!("takes correction {number} back"),
        }
    }
}
