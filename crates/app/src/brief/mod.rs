//! The brief: the report on a set of articles.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use onrecord_core::people::{Authority, People, gather};
use onrecord_core::threads::OneThread;
use serde::Serialize;

use crate::ingest::{Problem, Severity};
use crate::link::Linker;
use crate::views::{self, Head, Person, Statement};

pub(crate) mod arrange;
pub(crate) mod known;
mod linked;
mod markdown;
pub(crate) mod matters;
mod stories;
mod text;

pub use linked::{Claim, Dispute, Link, Told};
pub(crate) use linked::{Fact, PLAIN, ties};
pub use markdown::write_markdown;
pub use text::write_text;

/// What is on record in a set of articles. Serialises to the contract's JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Brief {
    /// Articles on one event or question, together; every article is in one story.
    pub stories: Vec<Story>,
    /// Who speaks, in the order of their first statements; then those who make joint statements; then who is only
    /// named.
    pub people: Vec<Person>,
    /// The articles, in the order of the input.
    pub documents: Vec<Article>,
    /// All statements: article by article, each in order.
    pub statements: Vec<Entry>,
    /// Typed ties between statements.
    pub links: Vec<Link>,
    /// What is put forward in more than one place: statements of one proposition, together.
    pub claims: Vec<Claim>,
    /// Claims tied by denies, contradicts or reversal.
    pub disputes: Vec<Dispute>,
    /// What articles tell in their own voice, as far as links rest on it.
    pub narration: Vec<Told>,
    /// What could not be read, and what else the reader should know.
    pub notes: Vec<Note>,
}

/// Articles on one event or question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Unique over the brief, and made of the name of the article that has most in common with the others.
    pub id: String,
    /// The headline of that article, or else its first sentence.
    pub title: String,
    /// The names of the documents, in the order of the input.
    pub docs: Vec<String>,
    /// The same documents, those together that are copies of one text: reprints, lightly edited or cut.
    pub origins: Vec<Vec<String>>,
}

/// One article of a brief.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Article {
    /// What is known of it.
    #[serde(flatten)]
    pub head: Head,
    /// Which of the brief's statements are from it.
    #[serde(skip)]
    pub statements: Range<usize>,
}

/// A statement and the document that it is from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// The name of the document.
    pub doc: String,
    /// The statement.
    #[serde(flatten)]
    pub statement: Statement,
}

/// Something that the reader of a brief should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What kind of thing.
    pub kind: NoteKind,
    /// One line for people.
    pub text: String,
}

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Something of the input was not read.
    Unreadable,
    /// Something of the input was read, but is odd.
    Odd,
    /// An article was read and nothing is on record in it.
    NoStatement,
    /// Statements of which the reader is not sure enough were left out.
    LeftOut,
}

/// The brief on `documents`; `problems` are what their input met.
///
/// Statements of a confidence below `min_confidence` (0 to 1) are left out, and a note says how many. Without a `linker`
/// nothing is linked.
pub fn brief(
    mut documents: Vec<views::Document>,
    problems: &[Problem],
    min_confidence: f64,
    authority: &Authority,
    linker: Option<&Linker>,
) -> Brief {
    let (gathered, people) = name_people(&mut documents, authority);
    let notes = problems.iter().map(note).collect();
    let stories = match linker {
        Some(linker) => stories::stories(&documents, linker),
        None => stories::stories(&documents, &OneThread),
    };
    let mut brief = Brief { stories, notes, ..Brief::default() };
    let mut left_out = 0;
    for document in &mut documents {
        let kept: Vec<bool> = document.statements.iter().map(|s| s.confidence >= min_confidence).collect();
        left_out += kept.iter().filter(|kept| !**kept).count();
        keep(&mut document.statements, &kept);
        keep(&mut document.material.sayings, &kept);
    }
    if let Some(linker) = linker {
        brief.link(&mut documents, &gathered, linker);
    }
    brief.tell(documents, people, left_out, "--min-confidence 0 shows all");
    brief
}

/// Leaves out of a list what is not to be kept; what `kept` does not speak of stays.
pub(crate) fn keep<T>(list: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    list.retain(|_| kept.next().copied().unwrap_or(true));
}

/// Gathers the people of all documents, and names speakers by the list that comes out.
fn name_people(documents: &mut [views::Document], authority: &Authority) -> (People, Vec<Person>) {
    let casts: Vec<_> = documents.iter().map(|d| (d.head.doc.as_str(), d.head.published, d.cast.as_slice())).collect();
    let people = gather(&casts, authority);
    for (document, places) in documents.iter_mut().zip(&people.of) {
        for statement in &mut document.statements {
            statement.speaker = statement.speaker_at.map(|at| views::speaker(&people.list[places[at]]));
        }
    }
    let shown = people.list.iter().map(|gathered| views::person(gathered, &people)).collect();
    (people, shown)
}

/// The same people, those first who speak in `statements`, then those who only speak together with others.
fn speakers_first(people: Vec<Person>, statements: &[Entry]) -> Vec<Person> {
    let spoken = statements.iter().filter_map(|entry| entry.statement.speaker.as_ref());
    let mut order: Vec<&str> = spoken.map(|speaker| speaker.id.as_str()).collect();
    let speak: HashSet<&str> = order.iter().copied().collect();
    let joint = people.iter().filter(|person| speak.contains(person.id.as_str()));
    order.extend(joint.flat_map(|person| &person.members).map(String::as_str));
    let mut places: HashMap<String, usize> = HashMap::new();
    for id in order {
        let next = places.len();
        places.entry(id.to_owned()).or_insert(next);
    }
    let place = |person: &Person| places.get(&person.id).copied().unwrap_or(usize::MAX);
    let mut people: Vec<(usize, Person)> = people.into_iter().map(|person| (place(&person), person)).collect();
    people.sort_by_key(|(at, _)| *at);
    people.into_iter().map(|(_, person)| person).collect()
}

fn note(problem: &Problem) -> Note {
    let kind = match problem.severity() {
        Severity::Unreadable => NoteKind::Unreadable,
        Severity::Note => NoteKind::Odd,
    };
    Note { kind, text: problem.to_string() }
}

impl Brief {
    /// Puts in the articles with their statements, and the people; `left_out` statements are not among them, and `how` tells
    /// how to see these.
    pub(crate) fn tell(&mut self, documents: Vec<views::Document>, people: Vec<Person>, left_out: usize, how: &str) {
        for document in documents {
            let doc = &document.head.doc;
            if document.statements.is_empty() {
                self.notes.push(Note { kind: NoteKind::NoStatement, text: format!("{doc}: no statement found") });
            }
            let from = self.statements.len();
            let entry = |statement| Entry { doc: doc.clone(), statement };
            self.statements.extend(document.statements.into_iter().map(entry));
            self.documents.push(Article { head: document.head, statements: from..self.statements.len() });
        }
        self.people = speakers_first(people, &self.statements);
        if left_out > 0 {
            let (what, are) = if left_out == 1 { ("statement", "is") } else { ("statements", "are") };
            let text = format!("{left_out} less certain {what} {are} left out; {how}");
            self.notes.push(Note { kind: NoteKind::LeftOut, text });
        }
    }

    /// The notes for the head of a page; that an article has no statement is said in its own place.
    pub(crate) fn head_notes(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().filter(|note| note.kind != NoteKind::NoStatement)
    }

    /// Whether there is anything to put in order of time.
    pub(crate) fn has_timeline(&self) -> bool {
        self.statements.iter().any(|entry| entry.statement.said.is_some())
    }

    /// Whether a list of speakers tells more than the articles do: one article is by speaker already.
    pub(crate) fn has_speakers(&self) -> bool {
        self.documents.len() > 1 && !self.statements.is_empty()
    }

    /// `3 articles, 12 statements, 7 sources (2 unnamed)`, and how many articles have nothing.
    pub(crate) fn summary(&self) -> String {
        let speakers: BTreeSet<(&str, &str)> = self
            .statements
            .iter()
            .filter_map(|e| e.statement.speaker.as_ref())
            .map(|s| (s.id.as_str(), s.kind))
            .collect();
        let unnamed = speakers.iter().filter(|(_, kind)| *kind == "unnamed").count();
        let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        let articles = count(self.documents.len(), "article");
        let statements = count(self.statements.len(), "statement");
        let silent = self.documents.iter().filter(|article| article.statements.is_empty()).count();
        let silent = if silent > 0 { format!("; no statement in {silent}") } else { String::new() };
        let unnamed = if unnamed > 0 { format!(" ({unnamed} unnamed)") } else { String::new() };
        format!("{articles}, {statements}, {}{unnamed}{silent}", count(speakers.len(), "source"))
    }
}

/// What makes two wordings one source: neither capitals nor a leading article count.
fn key(name: &str) -> String {
    let folded = name.to_lowercase();
    folded.strip_prefix("the ").unwrap_or(&folded).to_owned()
}

/// `path:line:column` of a statement's content.
pub(crate) fn pointer(entry: &Entry) -> String {
    let place = entry.statement.place;
    format!("{}:{}:{}", views::clean(&entry.doc), place.line, place.column)
}

/// What an article is called: its headline, or else its name.
pub(crate) fn title(head: &Head) -> &str {
    head.title.as_deref().unwrap_or(&head.doc)
}

#[cfg(test)]
mod tests;
