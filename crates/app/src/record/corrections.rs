//! What people correct: an append-only log, each row chained to the one before, and what it does to a reading.
//!
//! A correction of a statement is anchored in the words that it was made on. In the same text these are found by their
//! place; in a later version of the article only where they stand unchanged and alone. A correction whose words are
//! gone is an orphan: it is kept and listed, and changes nothing.

use jiff::Timestamp;
use jiff::civil::Date;
use onrecord_core::people::{Authority, Entry, Held, Person, PersonKind};
use onrecord_core::span::Span;
use onrecord_core::statement::{Form, Passage, Said, Stance, Statement, Via};
use onrecord_core::times::Days;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::open::{Record, RecordError};
use crate::ingest::hex;
use crate::read::Reading;
use crate::views::Positions;

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

/// What a correction made of a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Found,
    Confirmed,
    Rejected,
    Added,
}

impl Status {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Status::Found => "found",
            Status::Confirmed => "confirmed",
            Status::Rejected => "rejected",
            Status::Added => "added",
        }
    }
}

/// What the corrections made of an article's statements.
#[derive(Clone, Debug, Default)]
pub(super) struct Corrected {
    /// For each statement.
    pub(super) status: Vec<Status>,
    /// For each statement, what the program found in the fields that were corrected.
    pub(super) found: Vec<serde_json::Map<String, serde_json::Value>>,
}

/// Corrects a reading of the document `id` at `address`.
pub(super) fn apply(log: &[Logged], id: &str, address: &str, reading: &mut Reading) -> Corrected {
    let mut out = Corrected {
        status: vec![Status::Found; reading.statements.len()],
        found: vec![serde_json::Map::new(); reading.statements.len()],
    };
    for logged in log {
        let Some(at) = logged.action.about().into_iter().find(|at| at.address == address) else { continue };
        let text = std::mem::take(&mut reading.document.text);
        let positions = Positions::new(&text);
        one(&logged.action, at, id, &text, &positions, reading, &mut out);
        reading.document.text = text;
    }
    out
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

    /// Whether it is about a link.
    pub(super) fn of_link(&self) -> bool {
        matches!(self, Action::ConfirmLink { .. } | Action::RejectLink { .. })
    }
}

/// Applies one correction, if its words are there.
fn one(
    action: &Action,
    at: &StatementRef,
    id: &str,
    text: &str,
    positions: &Positions<'_>,
    reading: &mut Reading,
    out: &mut Corrected,
) {
    let k = locate(at, id, text, positions, &reading.statements);
    if let (Action::AddStatement { speaker, stance, .. }, Some(k)) = (action, k) {
        // The program found the words itself: then they are a statement, and by whom was said.
        let statement = &reading.statements[k];
        let before = statement.speaker.map(|p| reading.people[p].name.clone());
        out.found[k].entry("speaker").or_insert(before.into());
        out.found[k].entry("stance").or_insert(statement.stance.as_str().into());
        reading.statements[k].speaker = speaker.as_deref().map(|name| person(reading, name));
        reading.statements[k].stance = stance_of(stance).unwrap_or_default();
        out.status[k] = Status::Confirmed;
        return;
    }
    if let Action::AddStatement { cue, source, speaker, stance, .. } = action {
        {
            let here = at.document == id;
            let Some(content) = place(at, here, text, positions) else { return };
            let words = |span: &Option<[usize; 2]>| {
                let span = span.filter(|_| here).and_then(|span| positions.within(span))?;
                Some(Passage { spans: vec![span], plain: span.of(text).to_owned() })
            };
            let number = reading.statements.iter().map(|s| s.number).max().unwrap_or(0) + 1;
            let quoted = |s: &Span| s.of(text).trim_start().starts_with(['"', '“']);
            let form = if content.spans.iter().all(quoted) { Form::Direct } else { Form::Indirect };
            let mut added = Statement::new(number, form, 1.0, content);
            (added.cue, added.source) = (words(cue), words(source));
            added.speaker = speaker.as_deref().map(|name| person(reading, name));
            added.stance = stance_of(stance).unwrap_or_default();
            reading.statements.push(added);
            out.status.push(Status::Added);
            out.found.push(serde_json::Map::new());
        }
        return;
    }
    let Some(k) = k else { return };
    let was = |out: &mut Corrected, field: &str, value: serde_json::Value| {
        out.found[k].entry(field.to_owned()).or_insert(value);
    };
    match action {
        Action::SetSpeaker { speaker, .. } => {
            let before = reading.statements[k].speaker.map(|p| reading.people[p].name.clone());
            was(out, "speaker", before.into());
            reading.statements[k].speaker = speaker.as_deref().map(|name| person(reading, name));
        }
        Action::SetSaid { said, .. } => {
            let statement = &mut reading.statements[k];
            let before = statement.said.as_ref().map(|said| [said.days.start.to_string(), said.days.end.to_string()]);
            was(out, "said", before.map(Vec::from).into());
            let days = said.and_then(|[start, end]| Days::new(start, end));
            let words = Passage { spans: Vec::new(), plain: String::new() };
            statement.said = days.map(|days| Said { days, words, anchor: None, inherited: false });
        }
        Action::SetStance { stance, .. } => {
            let statement = &mut reading.statements[k];
            was(out, "stance", statement.stance.as_str().into());
            statement.stance = stance_of(stance).unwrap_or(statement.stance);
        }
        Action::SetVia { via, .. } => {
            let statement = &mut reading.statements[k];
            let before: Vec<&str> = statement.via.iter().map(|via| via.name.as_str()).collect();
            was(out, "via", before.into());
            let words = Passage { spans: Vec::new(), plain: String::new() };
            statement.via = via.iter().map(|name| Via { name: name.clone(), words: words.clone() }).collect();
        }
        Action::Confirm { .. } if out.status[k] != Status::Added => out.status[k] = Status::Confirmed,
        Action::Reject { .. } => out.status[k] = Status::Rejected,
        _ => {}
    }
}

/// The stance of a word.
pub(super) fn stance_of(word: &str) -> Option<Stance> {
    Stance::ALL.into_iter().find(|stance| stance.as_str() == word)
}

/// The place of a person in an article's list, who is put there if need be.
fn person(reading: &mut Reading, name: &str) -> usize {
    let known = |p: &Person| p.members.is_empty() && (p.name == name || p.aliases.iter().any(|alias| alias == name));
    reading.people.iter().position(known).unwrap_or_else(|| {
        reading.people.push(Person {
            name: name.to_owned(),
            kind: PersonKind::Person,
            gender: None,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
            members: Vec::new(),
            team_of: None,
        });
        reading.people.len() - 1
    })
}

/// The statement that an anchor means in the document `id`.
pub(super) fn locate(
    at: &StatementRef,
    id: &str,
    text: &str,
    positions: &Positions<'_>,
    statements: &[Statement],
) -> Option<usize> {
    let words = |statement: &Statement| -> String {
        statement.content.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
    };
    let there = |statement: &Statement| -> Vec<[usize; 2]> {
        statement.content.spans.iter().map(|&span| positions.code_points(span)).collect()
    };
    if at.document == id {
        // Two may say the same words: the one that had this id, if it is still there.
        let mut same = (0..statements.len()).filter(|&k| there(&statements[k]) == at.spans);
        let first = same.next();
        let own = |k: &usize| at.statement == format!("{id}#{}", statements[*k].number);
        if let Some(k) = first.into_iter().chain(same).find(own).or(first) {
            return Some(k);
        }
    }
    place(at, at.document == id, text, positions)?;
    let mut same = statements.iter().enumerate().filter(|(_, s)| words(s) == at.text);
    let found = same.next()?.0;
    same.next().is_none().then_some(found)
}

/// Where an anchor's words stand: at their place in the text that they were taken from, in another where each piece stands
/// exactly once.
fn place(at: &StatementRef, here: bool, text: &str, positions: &Positions<'_>) -> Option<Passage> {
    let pieces: Vec<&str> = at.text.split(" … ").collect();
    let span = |piece: &str| {
        let mut found = text.match_indices(piece);
        let start = found.next().filter(|_| !piece.is_empty())?.0;
        found.next().is_none().then(|| Span::new(start, start + piece.len()))
    };
    let spans: Option<Vec<Span>> = if here {
        at.spans.iter().map(|&span| positions.within(span)).collect()
    } else {
        pieces.iter().map(|piece| span(piece)).collect()
    };
    let spans = spans.filter(|spans| !spans.is_empty())?;
    let plain = spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ");
    (plain == at.text).then_some(Passage { spans, plain })
}

/// What a user's list and the corrections of people tell together.
pub(super) fn authority(listed: Vec<Entry>, log: &[Logged]) -> Authority {
    let mut entries = listed;
    for logged in log {
        match &logged.action {
            Action::MergePeople { names, name, kind } | Action::RenamePerson { names, name, kind } => {
                gather(&mut entries, names, name, kind);
            }
            Action::SetRole { names, name, kind, role, from, until } => {
                let held = Held { role: role.clone(), from: *from, until: *until };
                gather(&mut entries, names, name, kind).roles.push(held);
            }
            Action::SplitPerson { names, name, kind } => {
                for entry in &mut entries {
                    entry.aliases.retain(|alias| !names.contains(alias));
                    // Whose name goes is called by the next one.
                    if names.contains(&entry.name) && !entry.aliases.is_empty() {
                        entry.name = entry.aliases.remove(0);
                    }
                }
                entries.retain(|entry| !names.contains(&entry.name));
                gather(&mut entries, names, name, kind);
            }
            _ => {}
        }
    }
    Authority::new(entries)
}

/// One entry of all that bear any of `names`, under `name`.
fn gather<'e>(entries: &'e mut Vec<Entry>, names: &[String], name: &str, kind: &str) -> &'e mut Entry {
    let bears = |entry: &Entry| {
        std::iter::once(&entry.name).chain(&entry.aliases).any(|own| own == name || names.contains(own))
    };
    let kind = [PersonKind::Organisation, PersonKind::Group].into_iter().find(|k| k.as_str() == kind);
    let mut one = Entry {
        name: name.to_owned(),
        kind: kind.unwrap_or(PersonKind::Person),
        aliases: names.to_vec(),
        roles: Vec::new(),
    };
    for entry in entries.extract_if(.., |entry| bears(entry)) {
        one.aliases.push(entry.name);
        one.aliases.extend(entry.aliases);
        one.roles.extend(entry.roles);
    }
    one.aliases.sort();
    one.aliases.dedup();
    one.aliases.retain(|alias| alias != name);
    entries.push(one);
    let last = entries.len() - 1;
    &mut entries[last]
}
