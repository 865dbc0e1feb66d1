//! Corrections as they are asked for: what is meant is looked for in the record, anchored in its words, and refused if it cannot be.

use std::collections::BTreeSet;

use jiff::civil::Date;
use onrecord_core::linking::decide::Relation;
use onrecord_core::span::Span;
use onrecord_core::statement::Stance;

use super::apply::stance_of;
use super::corrections::{Action, CorrectionError, StatementRef};
use super::documents::json;
use super::open::{Record, RecordError};
use crate::views::{Person, Positions};

impl Record {
    /// The words of a statement, or of a sentence in an article's own voice, by its id.
    ///
    /// # Errors
    /// If there is none with this id.
    pub fn anchor(&self, id: &str) -> Result<StatementRef, CorrectionError> {
        let sql = "SELECT s.id, d.id, d.address, s.content_spans, s.content FROM statements s \
                   JOIN documents d ON d.id = s.document WHERE s.id = ?1 \
                   UNION ALL SELECT n.id, d.id, d.address, '[]', n.text FROM narration n \
                   JOIN documents d ON d.id = n.document WHERE n.id = ?1";
        let found = self.find(sql, [id], |row| {
            let spans: String = row.get(3)?;
            Ok(StatementRef {
                statement: row.get(0)?,
                document: row.get(1)?,
                address: row.get(2)?,
                spans: serde_json::from_str(&spans).unwrap_or_default(),
                text: row.get(4)?,
            })
        })?;
        let how = "`onrecord search` shows the ids of statements";
        found.ok_or_else(|| CorrectionError::Wrong(format!("no statement {id}; {how}")))
    }

    /// The words of an article that the program missed, as they stand, if they stand once.
    ///
    /// # Errors
    /// If the article is not there, or the words are not.
    pub fn passage(&self, document: &str, words: &str) -> Result<StatementRef, CorrectionError> {
        let versions = self.versions(document)?;
        let Some(latest) = versions.last() else {
            return Err(CorrectionError::Wrong(format!("no article {document}")));
        };
        let sql = "SELECT address, text FROM documents WHERE id = ?";
        let (address, text): (String, String) =
            self.ask(sql, [&latest.document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let start = unique(&text, words, document)?;
        let positions = Positions::new(&text);
        let span = Span::new(start, start + words.len());
        let spans = vec![positions.code_points(span)];
        let sql = "SELECT id, status FROM statements WHERE document = ? AND content_spans = ?";
        let known: Option<(String, String)> =
            self.find(sql, [&latest.document, &json(&spans)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if let Some((id, status)) = known {
            let how = match status.as_str() {
                "rejected" => "was rejected; confirm it, or take that back",
                _ => "stands there already; correct its speaker, stance, day or way",
            };
            return Err(CorrectionError::Wrong(format!("{words:?} is the statement {id}, which {how}")));
        }
        Ok(StatementRef {
            statement: String::new(),
            document: latest.document.clone(),
            address,
            spans,
            text: words.to_owned(),
        })
    }

    /// The place of words in an article, in code points.
    ///
    /// # Errors
    /// If they do not stand there, or more than once.
    pub fn place_of(&self, at: &StatementRef, words: &str) -> Result<[usize; 2], CorrectionError> {
        let text: String = self.ask("SELECT text FROM documents WHERE id = ?", [&at.document], |row| row.get(0))?;
        let start = unique(&text, words, &at.document)?;
        Ok(Positions::new(&text).code_points(Span::new(start, start + words.len())))
    }

    /// The person with this id, or with this whole name or alias, whatever their capitals; nobody if there is none. What is
    /// written down must not be about somebody who is only called alike.
    ///
    /// # Errors
    /// If several bear the name.
    pub fn called(&self, name: &str) -> Result<Option<Person>, CorrectionError> {
        let mut people = self.people()?;
        if let Some(person) = people.remove(name) {
            return Ok(Some(person));
        }
        let low = name.to_lowercase();
        let tests: [fn(&Person, &str) -> bool; 2] = [
            |person, low| person.name.to_lowercase() == low,
            |person, low| person.aliases.iter().any(|alias| alias.to_lowercase() == low),
        ];
        for test in tests {
            let found: Vec<&Person> = people.values().filter(|person| test(person, &low)).collect();
            match found[..] {
                [] => {}
                [one] => return Ok(Some(one.clone())),
                _ => {
                    let ids: Vec<&str> = found.iter().map(|person| person.id.as_str()).collect();
                    let what = format!("{name:?} is several; give an id: {}", ids.join(", "));
                    return Err(CorrectionError::Wrong(what));
                }
            }
        }
        Ok(None)
    }

    /// A person, and all names of theirs.
    ///
    /// # Errors
    /// If nobody, or more than one, has this id, name or alias.
    pub fn names(&self, person: &str) -> Result<(Person, Vec<String>), CorrectionError> {
        let found = self.called(person)?;
        let how = "give an id, or a whole name or alias; `onrecord who` shows them";
        let person = found.ok_or_else(|| CorrectionError::Wrong(format!("nobody is called {person:?}; {how}")))?;
        if person.kind == "unnamed" {
            let what = format!("{} has no name; correct the speaker of its statements instead", person.id);
            return Err(CorrectionError::Wrong(what));
        }
        let names = std::iter::once(person.name.clone()).chain(person.aliases.iter().cloned()).collect();
        Ok((person, names))
    }

    /// That some people are one. Without a `name` they are shown by the fullest of theirs, which is the longest.
    ///
    /// # Errors
    /// If one of them is not known, or has no name: an unnamed source is never somebody else's.
    pub fn merge(&self, people: &[String], name: Option<&str>) -> Result<Action, CorrectionError> {
        let (mut all, mut bearers) = (Vec::new(), Vec::new());
        for one in people {
            let (person, names) = self.names(one)?;
            all.extend(names.into_iter().filter(|name| !all.contains(name)).collect::<Vec<_>>());
            bearers.push(person);
        }
        let ids: BTreeSet<&str> = bearers.iter().map(|person| person.id.as_str()).collect();
        let fullest = bearers.iter().rev().max_by_key(|person| person.name.chars().count());
        let Some(fullest) = fullest.filter(|_| ids.len() > 1) else {
            return Err(CorrectionError::Wrong("give two people or more to merge".to_owned()));
        };
        let name = name.unwrap_or(&fullest.name).to_owned();
        Ok(Action::MergePeople { names: all, name, kind: fullest.kind.to_owned() })
    }

    /// That a person is shown under another name.
    ///
    /// # Errors
    /// If the person is not known, or the name is somebody else's.
    pub fn rename(&self, person: &str, name: &str) -> Result<Action, CorrectionError> {
        let (person, names) = self.names(person)?;
        if let Some(other) = self.called(name)?.filter(|other| other.id != person.id) {
            let what = format!("{name:?} is {} already; to say that they are one person, use merge", other.id);
            return Err(CorrectionError::Wrong(what));
        }
        Ok(Action::RenamePerson { names, name: name.to_owned(), kind: person.kind.to_owned() })
    }

    /// That some of a person's names are another's, who is called `name`.
    ///
    /// # Errors
    /// If the person does not bear these names.
    pub fn split(&self, person: &str, names: &[String], name: Option<&str>) -> Result<Action, CorrectionError> {
        let (person, own) = self.names(person)?;
        if let Some(other) = names.iter().find(|name| !own.contains(name)) {
            let what = format!("{} is not called {other:?}; their names are: {}", person.name, own.join(", "));
            return Err(CorrectionError::Wrong(what));
        }
        let Some(first) = names.first() else {
            return Err(CorrectionError::Wrong("give the names that are another's".to_owned()));
        };
        let name = name.unwrap_or(first).to_owned();
        Ok(Action::SplitPerson { names: names.to_vec(), name, kind: person.kind.to_owned() })
    }

    /// That two statements stand to each other in a relation, by its word.
    ///
    /// # Errors
    /// If one is not known, or the word names no relation.
    pub fn tie(&self, a: &str, b: &str, relation: &str) -> Result<Action, CorrectionError> {
        if Relation::named(relation).is_none() {
            let what = "same_utterance, same_claim, denies, contradicts, reversal";
            return Err(CorrectionError::Wrong(format!("no relation {relation:?}; give one of: {what}")));
        }
        if a == b {
            return Err(CorrectionError::Wrong("a link ties two statements; give two ids".to_owned()));
        }
        let (a, b) = (self.anchor(a)?, self.anchor(b)?);
        if relation == Relation::Reversal.as_str() {
            self.can_turn(&a.statement, &b.statement)?;
        }
        Ok(Action::ConfirmLink { a, b, relation: relation.to_owned() })
    }

    /// Whether one person can have said first the one, then the other.
    fn can_turn(&self, earlier: &str, later: &str) -> Result<(), CorrectionError> {
        let wrong = |what: String| Err(CorrectionError::Wrong(what));
        let of = |id: &str| Ok::<_, RecordError>(self.lines(&[id.to_owned()])?.pop());
        let (Some(one), Some(other)) = (of(earlier)?, of(later)?) else { return Ok(()) };
        if let (Some(first), Some(second)) = (&one.speaker, &other.speaker)
            && first != second
        {
            let what = "a reversal is of one person; correct a speaker, merge the two, or use contradicts";
            return wrong(format!("{earlier} is said by {first}, {later} by {second}: {what}"));
        }
        match (one.said, other.said) {
            (Some([start, _]), Some([_, end])) if end < start => {
                wrong(format!("{earlier} is said after {later}; give the earlier one first"))
            }
            _ => Ok(()),
        }
    }

    /// The stance of a word.
    ///
    /// # Errors
    /// If it names none.
    pub fn stance(&self, word: &str) -> Result<String, CorrectionError> {
        stance_of(word).map(|stance| stance.as_str().to_owned()).ok_or_else(|| {
            let all: Vec<&str> = Stance::ALL.iter().map(|stance| stance.as_str()).collect();
            CorrectionError::Wrong(format!("no stance {word:?}; give one of: {}", all.join(", ")))
        })
    }
}

/// Days of speaking, as they are typed: `2026-06-25`, or `2026-06-25..2026-06-27`.
///
/// # Errors
/// If they are none, or the last lies before the first.
pub fn said(typed: &str) -> Result<[Date; 2], CorrectionError> {
    let (start, end) = typed.split_once("..").unwrap_or((typed, typed));
    let day = |text: &str| text.trim().parse::<Date>().ok();
    let days = day(start).zip(day(end)).filter(|(start, end)| start <= end);
    let what = || CorrectionError::Wrong(format!("{typed:?} is no day; write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD"));
    days.map(|(start, end)| [start, end]).ok_or_else(what)
}

/// Where words stand in a text, if they do so once.
fn unique(text: &str, words: &str, document: &str) -> Result<usize, CorrectionError> {
    let mut found = text.match_indices(words);
    let first = found.next().filter(|_| !words.trim().is_empty()).map(|(at, _)| at);
    let wrong = |what: &str| Err(CorrectionError::Wrong(format!("{words:?} {what}")));
    match (first, found.next()) {
        (Some(at), None) => Ok(at),
        (Some(_), Some(_)) => {
            wrong(&format!("stands more than once in {document}; give more words, so that it stands once"))
        }
        (None, _) => {
            wrong(&format!("does not stand in {document}; give the words as the file has them, mark-up included"))
        }
    }
}
