//! Corrections in words.

use jiff::civil::Date;

use super::corrections::{Action, Logged};

impl Logged {
    /// What it does, on one line for people.
    pub fn what(&self) -> String {
        self.action.what()
    }
}

impl Action {
    /// What it does, on one line for people.
    pub fn what(&self) -> String {
        let nobody = || "nobody".to_owned();
        match self {
            Action::SetSpeaker { at, speaker } => {
                format!("{}: said by {}", at.statement, speaker.clone().unwrap_or_else(nobody))
            }
            Action::SetSaid { at, said } => match said {
                Some([start, end]) => format!("{}: said {start} to {end}", at.statement),
                None => format!("{}: said on an unknown day", at.statement),
            },
            Action::SetStance { at, stance } => format!("{}: {stance}", at.statement),
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
                let day = |day: &Option<Date>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
                format!("{name}: {role}, {} to {}", day(from), day(until))
            }
            Action::Undo { number } => format!("takes correction {number} back"),
        }
    }
}
