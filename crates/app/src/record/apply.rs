//! What the corrections do to a reading.
//!
//! A correction of a statement is anchored in the words that it was made on. In the same text these are found by their
//! place; in a later version of the article only where they stand unchanged and alone. A correction whose words are
//! gone is an orphan: it is kept and listed, and changes nothing.

use onrecord_core::people::{Person, PersonKind};
use onrecord_core::span::Span;
use onrecord_core::statement::{Form, Passage, Said, Stance, Statement, Via};
use onrecord_core::times::Days;
use serde_json::{Map, Value};

use super::corrections::{Action, Logged, StatementRef};
use crate::read::Reading;
use crate::views::Positions;

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
    pub(super) found: Vec<Map<String, Value>>,
}

/// The text in which the words of a correction are looked for.
pub(super) struct Text<'t> {
    id: &'t str,
    text: &'t str,
    positions: Positions<'t>,
}

impl<'t> Text<'t> {
    pub(super) fn new(id: &'t str, text: &'t str) -> Text<'t> {
        Text { id, text, positions: Positions::new(text) }
    }
}

/// Corrects a reading of the document `id` at `address`.
pub(super) fn apply(log: &[Logged], id: &str, address: &str, reading: &mut Reading) -> Corrected {
    let mut out = Corrected {
        status: vec![Status::Found; reading.statements.len()],
        found: vec![Map::new(); reading.statements.len()],
    };
    for logged in log {
        let Some(at) = logged.action.about().into_iter().find(|at| at.address == address) else { continue };
        let text = std::mem::take(&mut reading.document.text);
        one(&logged.action, at, &Text::new(id, &text), reading, &mut out);
        reading.document.text = text;
    }
    out
}

/// Applies one correction, if its words are there.
fn one(action: &Action, at: &StatementRef, article: &Text<'_>, reading: &mut Reading, out: &mut Corrected) {
    let Some(k) = locate(at, article, &reading.statements) else {
        if let Action::AddStatement { cue, source, speaker, kind, stance, .. } = action
            && let Some(mut missed) = missed(at, [*cue, *source], article, &reading.statements)
        {
            missed.speaker = speaker.as_deref().map(|name| person(reading, name, kind.as_deref()));
            missed.stance = stance_of(stance).unwrap_or_default();
            reading.statements.push(missed);
            out.status.push(Status::Added);
            out.found.push(Map::new());
        }
        return;
    };
    let was = |out: &mut Corrected, field: &str, value: Value| {
        out.found[k].entry(field.to_owned()).or_insert(value);
    };
    let spoke = reading.statements[k].speaker.map(|p| reading.people[p].name.clone());
    match action {
        Action::SetSpeaker { speaker, kind, .. } => {
            was(out, "speaker", spoke.into());
            reading.statements[k].speaker = speaker.as_deref().map(|name| person(reading, name, kind.as_deref()));
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
        // The program found the words itself: then they are a statement, and by whom was said.
        Action::AddStatement { speaker, kind, stance, .. } => {
            was(out, "speaker", spoke.into());
            was(out, "stance", reading.statements[k].stance.as_str().into());
            reading.statements[k].speaker = speaker.as_deref().map(|name| person(reading, name, kind.as_deref()));
            reading.statements[k].stance = stance_of(stance).unwrap_or_default();
            out.status[k] = Status::Confirmed;
        }
        Action::Confirm { .. } if out.status[k] != Status::Added => out.status[k] = Status::Confirmed,
        Action::Reject { .. } => out.status[k] = Status::Rejected,
        _ => {}
    }
}

/// A statement that the program missed, if its words are there; `cue` and `source` belong to the text that they were taken
/// from.
fn missed(
    at: &StatementRef,
    [cue, source]: [Option<[usize; 2]>; 2],
    article: &Text<'_>,
    statements: &[Statement],
) -> Option<Statement> {
    let content = place(at, article)?;
    let words = |span: Option<[usize; 2]>| {
        let span = span.filter(|_| at.document == article.id).and_then(|span| article.positions.within(span))?;
        Some(Passage { spans: vec![span], plain: span.of(article.text).to_owned() })
    };
    let number = statements.iter().map(|s| s.number).max().unwrap_or(0) + 1;
    let quoted = |s: &Span| s.of(article.text).trim_start().starts_with(['"', '“']);
    let form = if content.spans.iter().all(quoted) { Form::Direct } else { Form::Indirect };
    let mut missed = Statement::new(number, form, 1.0, content);
    (missed.cue, missed.source) = (words(cue), words(source));
    Some(missed)
}

/// The stance of a word.
pub(super) fn stance_of(word: &str) -> Option<Stance> {
    Stance::ALL.into_iter().find(|stance| stance.as_str() == word)
}

/// The place of a person in an article's list, who is put there if need be.
fn person(reading: &mut Reading, name: &str, kind: Option<&str>) -> usize {
    let known = |p: &Person| p.members.is_empty() && (p.name == name || p.aliases.iter().any(|alias| alias == name));
    reading.people.iter().position(known).unwrap_or_else(|| {
        let kind = kind.and_then(PersonKind::named).unwrap_or(PersonKind::Person);
        reading.people.push(Person::new(name, kind));
        reading.people.len() - 1
    })
}

/// The statement that an anchor means in an article.
pub(super) fn locate(at: &StatementRef, article: &Text<'_>, statements: &[Statement]) -> Option<usize> {
    let words = |statement: &Statement| -> String {
        statement.content.spans.iter().map(|span| span.of(article.text)).collect::<Vec<_>>().join(" … ")
    };
    let there = |statement: &Statement| -> Vec<[usize; 2]> {
        statement.content.spans.iter().map(|&span| article.positions.code_points(span)).collect()
    };
    if at.document == article.id {
        // Two may say the same words: the one that had this id, if it is still there.
        let mut same = (0..statements.len()).filter(|&k| there(&statements[k]) == at.spans);
        let first = same.next();
        let own = |k: &usize| at.statement == format!("{}#{}", article.id, statements[*k].number);
        if let Some(k) = first.into_iter().chain(same).find(own).or(first) {
            return Some(k);
        }
    }
    place(at, article)?;
    let mut same = statements.iter().enumerate().filter(|(_, s)| words(s) == at.text);
    let found = same.next()?.0;
    same.next().is_none().then_some(found)
}

/// Where an anchor's words stand: at their place in the text that they were taken from, in another where each piece stands
/// exactly once.
fn place(at: &StatementRef, article: &Text<'_>) -> Option<Passage> {
    let span = |piece: &str| {
        let mut found = article.text.match_indices(piece);
        let start = found.next().filter(|_| !piece.is_empty())?.0;
        found.next().is_none().then(|| Span::new(start, start + piece.len()))
    };
    let spans: Option<Vec<Span>> = if at.document == article.id {
        at.spans.iter().map(|&span| article.positions.within(span)).collect()
    } else {
        at.text.split(" … ").map(span).collect()
    };
    let spans = spans.filter(|spans| !spans.is_empty())?;
    let plain = spans.iter().map(|span| span.of(article.text)).collect::<Vec<_>>().join(" … ");
    (plain == at.text).then_some(Passage { spans, plain })
}
