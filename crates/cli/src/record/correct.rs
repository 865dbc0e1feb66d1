//! `onrecord correct`, `onrecord corrections`.

use std::process::ExitCode;

use anyhow::bail;
use jiff::Timestamp;
use onrecord_app::link::Linker;
use onrecord_app::record::{Access, Action, Correction, CorrectionError, Logged, Record, said};
use onrecord_core::text::words::collapse;

use super::arguments::{CorrectArguments, CorrectionsArguments, ListFormat, What};
use super::show::{clean, output, rows};

/// Makes a correction.
pub fn correct(typed: CorrectArguments) -> anyhow::Result<ExitCode> {
    let author = typed.author.or_else(|| std::env::var("USER").ok()).filter(|author| !author.trim().is_empty());
    let Some(author) = author else { bail!("a correction has an author; give --author") };
    let record = Record::open(&typed.record, Access::Write)?;
    let (action, new) = action(&record, typed.what)?;
    let linker = Linker::new(None)?;
    let correction = Correction { action, author, note: typed.note };
    let number = record.correct(&correction, Timestamp::now(), &linker, &mut |_| {})?;
    let made = record.corrections()?.into_iter().find(|logged| logged.number == number);
    // Within an article a name is its bearer's: the two are apart only where an article has nothing but the names that were given.
    let parted = made.as_ref().and_then(|logged| match &logged.action {
        Action::SplitPerson { name, .. } => Some(name.clone()),
        _ => None,
    });
    let parted = parted.filter(|name| !matches!(record.called(name), Ok(Some(_))));
    let made = made.map_or_else(String::new, |logged| clean(&collapse(&told(&logged))));
    let new = new.map_or_else(String::new, |name| format!(" ({} is new in this record)", clean(&name)));
    tell!("onrecord: correction {made}{new}; `onrecord correct undo {number}` takes it back");
    if let Some(name) = parted {
        let name = clean(&name);
        tell!(
            "onrecord: no article names {name} by those names alone, so nobody is {name} yet; `onrecord correct speaker` corrects \
             single statements"
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// What is asked for, checked against the record; and the speaker's name, if nobody there bears it.
fn action(record: &Record, what: What) -> Result<(Action, Option<String>), CorrectionError> {
    let known = |name: String| (name != "-").then_some(name);
    let mut new = None;
    // A person of the record is meant by an id too; a new one by a name alone.
    let mut speaker = |name: Option<String>| -> Result<(Option<String>, Option<String>), CorrectionError> {
        let Some(name) = name else { return Ok((None, None)) };
        if let Some(person) = record.called(&name)? {
            return Ok((Some(person.name), Some(person.kind.to_owned())));
        }
        new = Some(name.clone());
        Ok((Some(name), None))
    };
    let action = match what {
        What::Speaker { statement, name } => {
            let at = record.anchor(&statement)?;
            let (speaker, kind) = speaker(known(name))?;
            Action::SetSpeaker { at, speaker, kind }
        }
        What::Said { statement, days } => {
            let said = known(days).map(|days| said(&days)).transpose()?;
            Action::SetSaid { at: record.anchor(&statement)?, said }
        }
        What::Stance { statement, stance } => {
            Action::SetStance { at: record.anchor(&statement)?, stance: record.stance(&stance)? }
        }
        What::Via { statement, names } => {
            let via = if names == ["-"] { Vec::new() } else { names };
            Action::SetVia { at: record.anchor(&statement)?, via }
        }
        What::Confirm { statement } => Action::Confirm { at: record.anchor(&statement)? },
        What::Reject { statement } => Action::Reject { at: record.anchor(&statement)? },
        What::Add { article, words, speaker: by, cue, source, stance } => {
            let at = record.passage(&article, &words)?;
            let place = |words: Option<String>| words.map(|words| record.place_of(&at, &words)).transpose();
            let (cue, source) = (place(cue)?, place(source)?);
            let (speaker, kind) = speaker(by)?;
            Action::AddStatement { cue, source, speaker, kind, stance: record.stance(&stance)?, at }
        }
        What::Link { a, relation, b } => record.tie(&a, &b, &relation)?,
        What::Unlink { a, b } => Action::RejectLink { a: record.anchor(&a)?, b: record.anchor(&b)? },
        What::Merge { people, name } => record.merge(&people, name.as_deref())?,
        What::Split { person, names, name } => record.split(&person, &names, name.as_deref())?,
        What::Rename { person, name } => record.rename(&person, &name)?,
        What::Role { person, role, from, until } => {
            let (person, names) = record.names(&person)?;
            Action::SetRole { names, name: person.name, kind: person.kind.to_owned(), role, from, until }
        }
        What::Undo { number } => Action::Undo { number },
    };
    Ok((action, new))
}

/// Lists the corrections.
pub fn corrections(typed: CorrectionsArguments) -> anyhow::Result<ExitCode> {
    let record = Record::open(&typed.from.record.path, Access::Read)?;
    if typed.lessons {
        let mut output = output(typed.from.output, &typed.from.record.path)?;
        rows(&mut output, ListFormat::Jsonl, &record.lessons()?, |lesson| lesson.field.to_owned())?;
        output.finish()?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut log = record.corrections_with_orphans()?;
    log.retain(|logged| !typed.orphans || logged.orphan);
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    rows(&mut output, typed.from.format, &log, |logged| collapse(&told(logged)))?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A correction, for people.
fn told(logged: &Logged) -> String {
    let state = match (logged.undone, logged.orphan) {
        (true, _) => " [taken back]",
        (_, true) => " [orphan: its words are gone or stand more than once]",
        _ => "",
    };
    let note = if logged.note.is_empty() { String::new() } else { format!(" ({})", logged.note) };
    format!("{} {} {}: {}{note}{state}", logged.number, logged.at, logged.author, logged.what())
}
