//! The brief: the report on a set of articles.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;

use onrecord_core::people::{Authority, People, gather};
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
#[derive(Clone, Debug, PartialEq, Serialize)]
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
    let mut brief = Brief { stories: stories::stories(&documents), notes, ..Brief::empty() };
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
    /// A brief with nothing in it.
    pub(crate) fn empty() -> Brief {
        Brief {
            stories: Vec::new(),
            people: Vec::new(),
            documents: Vec::new(),
            statements: Vec::new(),
            links: Vec::new(),
            claims: Vec::new(),
            disputes: Vec::new(),
            narration: Vec::new(),
            notes: Vec::new(),
        }
    }

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
mod tests {
    use onrecord_core::people::{self, PersonKind};
    use onrecord_core::statement::Form;

    use super::arrange::{Line, Who};
    use super::*;
    use crate::views::{Passage, Place};

    /// An article whose statements are by these speakers.
    pub(super) fn document(doc: &str, speakers: &[Option<&str>]) -> views::Document {
        let names: BTreeSet<&str> = speakers.iter().flatten().copied().collect();
        let names: Vec<&str> = names.into_iter().collect();
        let words = || Passage { spans: vec![[0, 1]], text: "x".to_owned(), plain: "x".to_owned() };
        let statement = |(at, name): (usize, &Option<&str>)| Statement {
            id: format!("{doc}#{}", at + 1),
            form: Form::Indirect,
            stance: "asserts",
            confidence: 1.0,
            source: None,
            cue: None,
            content: words(),
            speaker: None,
            said: None,
            addressee: None,
            occasion: None,
            via: Vec::new(),
            number: at + 1,
            place: Place { line: 1, column: 1 },
            speaker_at: name.map(|name| names.iter().position(|n| *n == name).unwrap()),
        };
        let head =
            Head { doc: doc.to_owned(), sha256: String::new(), published: None, outlet: None, title: None, url: None };
        let statements = speakers.iter().enumerate().map(statement).collect();
        let person = |name: &&str| people::Person {
            name: (*name).to_owned(),
            kind: PersonKind::Unnamed,
            gender: None,
            aliases: Vec::new(),
            roles: Vec::new(),
            mentions: Vec::new(),
            members: Vec::new(),
            team_of: None,
        };
        let cast = names.iter().map(person).collect();
        let (material, narration) = Default::default();
        views::Document {
            head,
            people: Vec::new(),
            times: Vec::new(),
            statements,
            cast,
            material,
            narration,
            body: String::new(),
        }
    }

    #[test]
    fn sources_are_grouped_whatever_their_capitals_and_article() {
        let speakers = [Some("The mayor"), None, Some("Lund"), Some("the Mayor"), Some("mayor")];
        let brief = brief(vec![document("a", &speakers)], &[], 0.0, &Authority::default(), None);
        let groups = brief.groups(1, &brief.documents[0]);
        let shown: Vec<_> = groups
            .iter()
            .map(|group| {
                let who = if let Who::Speaker(name) = group.who { Some(name) } else { None };
                (who, group.lines.iter().map(Line::label).collect::<Vec<_>>().join(" "))
            })
            .collect();
        let expected = [(Some("The mayor"), "1.1 1.4 1.5"), (Some("Lund"), "1.3"), (None, "1.2")];
        assert_eq!(shown, expected.map(|(who, lines)| (who, lines.to_owned())));
    }

    #[test]
    fn articles_keep_their_own_statements() {
        let names = [Some("Lund")];
        let brief = brief(
            vec![document("a", &names), document("b", &[]), document("c", &names)],
            &[],
            0.0,
            &Authority::default(),
            None,
        );
        assert_eq!(brief.summary(), "3 articles, 2 statements, 2 sources (2 unnamed); no statement in 1");
        assert_eq!(
            brief.documents.iter().map(|article| article.statements.clone()).collect::<Vec<_>>(),
            [0..1, 1..1, 1..2]
        );
        assert_eq!(brief.notes[0].text, "b: no statement found");
    }

    /// A day of publication, and the first and last possible day of each statement.
    type Published<'a> = (&'a str, &'a [Option<[&'a str; 2]>]);

    /// A brief of articles with a day of publication each, whose statements by one speaker were said on `said`.
    fn dated(articles: &[Published<'_>]) -> Brief {
        let day = |day: &str| day.parse().unwrap();
        let article = |(at, (published, all)): (usize, &Published<'_>)| {
            let mut document = document(&format!("d{at}"), &vec![Some("Lund"); all.len()]);
            document.head.published = Some(day(published));
            document.cast.iter_mut().for_each(|person| person.kind = PersonKind::Organisation);
            for (statement, days) in document.statements.iter_mut().zip(*all) {
                let said =
                    |[start, end]: [&str; 2]| views::Said { start: day(start), end: day(end), grounds: String::new() };
                statement.said = days.map(said);
            }
            document
        };
        let documents = articles.iter().enumerate().map(article).collect();
        brief(documents, &[], 0.0, &Authority::default(), None)
    }

    /// Days with the labels of their lines, one a row.
    fn shown(days: &[arrange::Day<'_>]) -> String {
        let labels = |day: &arrange::Day<'_>| day.lines.iter().map(Line::label).collect::<Vec<_>>().join(" ");
        days.iter().map(|day| format!("{}: {}\n", known::said(day), labels(day))).collect()
    }

    #[test]
    fn ranges_stand_where_they_end() {
        let june = Some(["2026-06-01", "2026-06-30"]);
        let (week, day) = (Some(["2026-06-22", "2026-06-28"]), Some(["2026-06-28", "2026-06-28"]));
        let brief = dated(&[("2026-07-02", &[june, None, day]), ("2026-06-30", &[None, week, june])]);
        let expected = "22–28 June 2026: 2.2\nSunday 28 June 2026: 1.3\nJune 2026: 1.1 2.3\n";
        assert_eq!(shown(&brief.timeline()), expected);
        let speakers = brief.speakers();
        assert_eq!(speakers.len(), 1, "one organisation in both articles");
        assert_eq!(shown(&speakers[0].days), format!("{expected}Date unknown: 2.1 1.2\n"));
        let undated: Vec<_> = brief.undated().iter().map(|u| (u.article, u.count, u.of)).collect();
        assert_eq!(undated, [(1, 1, 3), (2, 1, 3)]);
    }

    #[test]
    fn publication_is_told_where_it_tells_more() {
        let [near, far, later] = [["2026-06-25"; 2], ["2026-06-24"; 2], ["2026-07-03"; 2]];
        let brief = dated(&[("2026-07-02", &[Some(near), Some(far), Some(later), None])]);
        let told = brief.groups(1, &brief.documents[0])[0]
            .lines
            .iter()
            .map(|line| line.published().is_some())
            .collect::<Vec<_>>();
        assert_eq!(told, [false, true, true, true]);
    }

    #[test]
    fn a_joint_statement_is_with_each_who_makes_it() {
        let mut joint = document("a", &[Some("Lund"), Some("Lund; Orr"), Some("Orr")]);
        for person in &mut joint.cast {
            person.kind = PersonKind::Organisation;
        }
        joint.cast[1].kind = PersonKind::Group;
        joint.cast[1].members = vec![2, 0];
        let brief = brief(vec![joint], &[], 0.0, &Authority::default(), None);
        let speakers = brief.speakers();
        let all: Vec<_> = speakers.iter().map(|s| (s.person.name.as_str(), shown(&s.days))).collect();
        let lines = |labels: &str| format!("Date unknown: {labels}\n");
        assert_eq!(all, [("Lund", lines("1.1 1.2")), ("Orr", lines("1.2 1.3"))]);
        assert_eq!(brief.joined(&speakers[0].days[0].lines[1], speakers[0].person).as_deref(), Some("Orr"));
        assert_eq!(brief.joined(&speakers[0].days[0].lines[0], speakers[0].person), None);
    }

    #[test]
    fn who_speaks_comes_first() {
        let mut article = document("a", &[Some("Orr"), Some("Lund")]);
        article.statements[0].confidence = 0.1;
        let brief = brief(vec![article], &[], 0.4, &Authority::default(), None);
        let names: Vec<&str> = brief.people.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names, ["Lund", "Orr"]);
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let mut unsure = document("a", &[Some("Lund"), Some("Lund"), None]);
        unsure.statements[1].confidence = 0.39;
        let brief = brief(vec![unsure], &[], 0.4, &Authority::default(), None);
        let left: Vec<&str> = brief.statements.iter().map(|entry| entry.statement.id.as_str()).collect();
        assert_eq!(left, ["a#1", "a#3"]);
        assert_eq!(brief.notes[0].text, "1 less certain statement is left out; --min-confidence 0 shows all");
    }
}
