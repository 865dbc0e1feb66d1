//! The brief on a record, or on a part of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use onrecord_core::linking::decide::Relation;
use onrecord_core::linking::link::{Link as Tie, Place};
use rusqlite::params_from_iter;

use super::links::LinkRow;
use super::open::{Record, RecordError};
use crate::brief::{Brief, Link, Note, NoteKind, Story, Told, keep};
use crate::views::{self, Passage, Person, Role, Said, Speaker};

/// Which articles a brief is on: all current ones, or those that are all of what is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Of the story with this id, or the only one whose title or id holds these words.
    pub story: Option<String>,
    /// Published on this day or later.
    pub since: Option<Date>,
}

/// What to say of a record that is not up to date.
pub const UNSETTLED: &str = "an `onrecord add` was not brought to its end; until it is run again, links are missing";

/// A brief with what it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Whole {
    /// The brief.
    pub brief: Brief,
    /// The texts of its documents, in their order.
    pub texts: Vec<String>,
    /// The ids of its documents in the record, in their order.
    pub ids: Vec<String>,
}

impl Record {
    /// The brief on the articles of `scope`, with their texts.
    ///
    /// # Errors
    /// If the record is damaged, or there is no such story.
    pub fn brief(&self, scope: &Scope) -> Result<Whole, RecordError> {
        let ids = self.in_scope(scope)?;
        let log = self.in_force()?;
        let people = self.people()?;
        let mut made = Vec::with_capacity(ids.len());
        let mut texts = Vec::with_capacity(ids.len());
        let mut left_out = 0;
        for id in &ids {
            let stored = self.stored(id, &log)?;
            let mut one = stored.made();
            let doubtful = stored.corrected.status.iter().zip(&one.on_record);
            left_out += doubtful.filter(|(status, on)| !**on && status.as_str() == "found").count();
            keep(&mut one.view.statements, &one.on_record);
            self.name_speakers(id, &mut one.view, &people)?;
            texts.push(stored.reading.document.text);
            made.push((one.view, one.cards));
        }
        // The articles' own order, as links see them.
        let mut order: Vec<usize> = (0..made.len()).collect();
        order.sort_by(|&x, &y| {
            let key = |k: usize| (made[k].1.published, made[k].1.digest);
            key(x).cmp(&key(y)).then_with(|| ids[x].cmp(&ids[y]))
        });
        let mut documents: Vec<views::Document> = made.into_iter().map(|(view, _)| view).collect();
        self.lend(&mut documents)?;
        let mut brief = Brief { stories: self.stories(&ids, &documents)?, ..Brief::default() };
        let failures: usize = self.ask("SELECT count(*) FROM failures", [], |row| row.get(0))?;
        if failures > 0 && *scope == Scope::default() {
            let what = if failures == 1 { "thing" } else { "things" };
            let text = format!("{failures} {what} could not be read; `onrecord failures` lists them");
            brief.notes.push(Note { kind: NoteKind::Unreadable, text });
        }
        if !self.is_settled()? {
            brief.notes.push(Note { kind: NoteKind::Odd, text: UNSETTLED.to_owned() });
        }
        let (links, narrated) = self.links_among(&documents)?;
        brief.tie(&documents, &links, &order);
        for (link, told) in narrated {
            brief.links.push(link);
            for told in told {
                if !brief.narration.iter().any(|known| known.id == told.id) {
                    brief.narration.push(told);
                }
            }
        }
        let named = self.named(&ids, people)?;
        brief.tell(documents, named, left_out, "`onrecord search --doubtful` shows them");
        Ok(Whole { brief, texts, ids })
    }

    /// The ids of the current articles of a scope, in the order in which they were added.
    fn in_scope(&self, scope: &Scope) -> Result<Vec<String>, RecordError> {
        let mut sql = "SELECT id FROM documents WHERE current = 1".to_owned();
        let mut values: Vec<String> = Vec::new();
        if let Some(since) = scope.since {
            sql.push_str(" AND published >= ?");
            values.push(since.to_string());
        }
        if let Some(story) = &scope.story {
            sql.push_str(" AND id IN (SELECT document FROM story_documents WHERE story = ?)");
            values.push(self.story(story)?);
        }
        sql.push_str(" ORDER BY key");
        self.all(&sql, params_from_iter(values), |row| row.get(0))
    }

    /// The id of the story that is meant.
    pub(super) fn story(&self, words: &str) -> Result<String, RecordError> {
        let found =
            self.find("SELECT id FROM stories WHERE id = ?1 OR id = 'story:' || ?1", [words], |row| row.get(0))?;
        if let Some(id) = found {
            return Ok(id);
        }
        let sql = "SELECT id, title FROM stories WHERE instr(fold(title), fold(?)) > 0 ORDER BY id";
        let some: Vec<(String, String)> = self.all(sql, [words], |row| Ok((row.get(0)?, row.get(1)?)))?;
        match &some[..] {
            [(id, _)] => Ok(id.clone()),
            [] => Err(RecordError::Unknown(format!("no story {words:?}; `onrecord stories` lists them"))),
            _ => {
                let list: Vec<String> = some.iter().map(|(id, title)| format!("  {id}  {title}")).collect();
                Err(RecordError::Unknown(format!("{words:?} is in several stories; give an id:\n{}", list.join("\n"))))
            }
        }
    }

    /// All stories.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn list_stories(&self) -> Result<Vec<Story>, RecordError> {
        let sql = "SELECT s.id, s.title, d.name, o.origin FROM stories s JOIN story_documents o ON o.story = s.id \
                   JOIN documents d ON d.id = o.document ORDER BY \
                   (SELECT min(coalesce(f.published, '')) FROM story_documents g JOIN documents f ON f.id = g.document \
                    WHERE g.story = s.id), s.id, o.origin, d.name";
        let rows: Vec<(String, String, String, i64)> =
            self.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        let mut stories: Vec<(Story, i64)> = Vec::new();
        for (id, title, doc, origin) in rows {
            if stories.last().is_none_or(|(story, _)| story.id != id) {
                stories.push((Story { id, title, docs: Vec::new(), origins: Vec::new() }, 0));
            }
            if let Some((story, last)) = stories.last_mut() {
                if story.origins.is_empty() || *last != origin {
                    story.origins.push(Vec::new());
                    *last = origin;
                }
                story.docs.push(doc.clone());
                story.origins.last_mut().into_iter().for_each(|origins| origins.push(doc.clone()));
            }
        }
        Ok(stories.into_iter().map(|(story, _)| story).collect())
    }

    /// All people of the record by their ids.
    pub(super) fn people(&self) -> Result<BTreeMap<String, Person>, RecordError> {
        self.people_where("", &[])
    }

    /// Those of all people for whom a condition holds, by their ids.
    pub(super) fn people_where(
        &self,
        condition: &str,
        values: &[&str],
    ) -> Result<BTreeMap<String, Person>, RecordError> {
        let sql = &format!("SELECT id, name, kind, aliases, roles, members FROM people {condition}");
        let rows: Vec<(String, String, String, String, String, String)> =
            self.all(sql, params_from_iter(values), |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })?;
        let mut people = BTreeMap::new();
        for (id, name, kind, aliases, roles, members) in rows {
            let damaged = |_| self.damaged(format!("the person {id}"));
            let roles: Vec<(String, Option<Date>)> = serde_json::from_str(&roles).map_err(damaged)?;
            let person = Person {
                kind: kind_of(&kind),
                aliases: serde_json::from_str(&aliases).map_err(damaged)?,
                roles: roles.into_iter().map(|(text, since)| Role { text, since }).collect(),
                members: serde_json::from_str(&members).map_err(damaged)?,
                mentions: Vec::new(),
                name,
                id: id.clone(),
            };
            people.insert(id, person);
        }
        Ok(people)
    }

    /// Names the speakers of an article as the record knows them.
    pub(super) fn name_speakers(
        &self,
        id: &str,
        view: &mut views::Document,
        people: &BTreeMap<String, Person>,
    ) -> Result<(), RecordError> {
        let sql = "SELECT person FROM appearances WHERE document = ? ORDER BY number";
        let of: Vec<Option<String>> = self.all(sql, [id], |row| row.get(0))?;
        for statement in &mut view.statements {
            let person = statement.speaker_at.and_then(|at| of.get(at)?.as_deref()).and_then(|id| people.get(id));
            let speaker = |p: &Person| Speaker { id: p.id.clone(), name: p.name.clone(), kind: p.kind };
            statement.speaker = person.map(speaker);
        }
        Ok(())
    }

    /// Gives statements the dates that others lend them.
    fn lend(&self, documents: &mut [views::Document]) -> Result<(), RecordError> {
        let sql = "SELECT l.statement, l.lender, l.said_start, l.said_end, s.said_grounds FROM lent l \
                   JOIN statements s ON s.id = l.lender";
        let mut lent: HashMap<String, Lent> = HashMap::new();
        self.all(sql, [], |row| {
            let day = |at: usize| row.get::<_, String>(at).map(|day| day.parse().ok());
            lent.insert(row.get(0)?, (row.get(1)?, [day(2)?, day(3)?], row.get(4)?));
            Ok(())
        })?;
        for statement in documents.iter_mut().flat_map(|document| &mut document.statements) {
            if let Some((lender, [Some(start), Some(end)], grounds)) = lent.get(&statement.id) {
                let grounds = grounds.as_deref().unwrap_or_default();
                let grounds = format!("{grounds}, as told of the same utterance in {lender}");
                statement.said = Some(Said { start: *start, end: *end, grounds });
            }
        }
        Ok(())
    }

    /// The stories of some articles.
    fn stories(&self, ids: &[String], documents: &[views::Document]) -> Result<Vec<Story>, RecordError> {
        let place: HashMap<&str, usize> = ids.iter().enumerate().map(|(k, id)| (id.as_str(), k)).collect();
        let sql = "SELECT s.id, s.title, d.document, d.origin FROM stories s JOIN story_documents d ON d.story = s.id \
                   ORDER BY s.id, d.origin";
        let mut found: BTreeMap<String, (String, BTreeMap<i64, Vec<usize>>)> = BTreeMap::new();
        self.all(sql, [], |row| {
            if let Some(&at) = place.get(row.get_ref(2)?.as_str()?) {
                let story = found.entry(row.get(0)?).or_insert((row.get(1)?, BTreeMap::new()));
                story.1.entry(row.get(3)?).or_default().push(at);
            }
            Ok(())
        })?;
        let name = |&at: &usize| documents[at].head.doc.clone();
        let first = |origins: &BTreeMap<i64, Vec<usize>>| {
            let all = origins.values().flatten();
            all.map(|&at| (documents[at].head.published, at)).min()
        };
        let mut stories: Vec<_> = found.into_iter().collect();
        stories.sort_by_key(|(_, (_, origins))| first(origins));
        let story = |(id, (title, origins)): (String, (String, BTreeMap<i64, Vec<usize>>))| {
            let mut origins: Vec<Vec<usize>> = origins.into_values().collect();
            origins.iter_mut().for_each(|origin| origin.sort_unstable());
            origins.sort_unstable();
            let mut all: Vec<usize> = origins.concat();
            all.sort_unstable();
            Story {
                id,
                title,
                docs: all.iter().map(name).collect(),
                origins: origins.iter().map(|origin| origin.iter().map(name).collect()).collect(),
            }
        };
        Ok(stories.into_iter().map(story).collect())
    }

    /// The links that hold among the statements of some articles, and those with what articles tell in their own voice.
    #[expect(clippy::type_complexity, reason = "two lists for one caller")]
    fn links_among(&self, documents: &[views::Document]) -> Result<(Vec<Tie>, Vec<(Link, Vec<Told>)>), RecordError> {
        let mut places: HashMap<&str, Place> = HashMap::new();
        let mut told: HashMap<&str, Told> = HashMap::new();
        for (article, document) in documents.iter().enumerate() {
            places.extend(document.statements.iter().enumerate().map(|(n, s)| (s.id.as_str(), (article, n))));
            for (id, words, place) in &document.narration {
                let (doc, words): (String, Passage) = (document.head.doc.clone(), words.clone());
                told.insert(id, Told { id: id.clone(), doc, words, place: *place });
            }
        }
        let sql = "SELECT a, b, relation, score, why FROM links WHERE status <> 'rejected' ORDER BY a, b";
        let (mut links, mut narrated) = (Vec::new(), Vec::new());
        for LinkRow { a, b, relation, score, why } in self.links(sql, [])? {
            let Some(relation) = Relation::named(&relation) else { continue };
            let ends = [&a, &b].map(|id| places.get(id.as_str()).copied());
            if let [Some(a), Some(b)] = ends {
                links.push(Tie { relation, a, b, score: score as f32, why });
            } else {
                let own: Vec<Told> = [&a, &b].into_iter().filter_map(|id| told.get(id.as_str()).cloned()).collect();
                if own.len() + ends.iter().flatten().count() == 2 {
                    narrated.push((Link { relation: relation.as_str(), a, b, score, why }, own));
                }
            }
        }
        links.sort_by_key(|link| (link.a.min(link.b), link.a.max(link.b)));
        Ok((links, narrated))
    }

    /// Those of all people who are named in some articles, and those who are members of them, in the order of the articles.
    fn named(&self, ids: &[String], mut people: BTreeMap<String, Person>) -> Result<Vec<Person>, RecordError> {
        let mut out: Vec<Person> = Vec::new();
        let mut waiting: Vec<String> = Vec::new();
        for id in ids {
            let sql = "SELECT person FROM appearances WHERE document = ? AND person IS NOT NULL ORDER BY number";
            let of: Vec<String> = self.all(sql, [id], |row| row.get(0))?;
            out.extend(of.into_iter().filter_map(|person| people.remove(&person)));
        }
        let here: BTreeSet<String> = out.iter().map(|person| person.id.clone()).collect();
        waiting.extend(out.iter().flat_map(|person| person.members.clone()).filter(|member| !here.contains(member)));
        out.extend(waiting.into_iter().filter_map(|person| people.remove(&person)));
        Ok(out)
    }
}

/// Who lends a statement its days, these, and that one's grounds.
type Lent = (String, [Option<Date>; 2], Option<String>);

/// What a person is, as views have it.
pub(super) fn kind_of(kind: &str) -> &'static str {
    ["person", "organisation", "group"].into_iter().find(|known| *known == kind).unwrap_or("unnamed")
}
