//! Making corrections: what is asked for, checked and anchored, then logged, and the record brought up to date.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use onrecord_core::linking::decide::Relation;
use onrecord_core::statement::Stance;

use super::add::Stage;
use super::apply::stance_of;
use super::corrections::{Action, Correction, CorrectionError, Logged, StatementRef};
use super::documents::{Made, Stored, json};
use super::open::{Record, RecordError};
use crate::link::Linker;
use crate::views::{Person, Positions};

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
        let span = onrecord_core::span::Span::new(start, start + words.len());
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
        Ok(Positions::new(&text).code_points(onrecord_core::span::Span::new(start, start + words.len())))
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
