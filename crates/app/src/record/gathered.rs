//! The people of all articles as one list, gathered again where anything changed that they are gathered from.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use onrecord_core::linking::candidates::stable;
use onrecord_core::people::{Authority, Gathered, People, Person, PersonKind, gather};
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::authority::authority;
use super::corrections::Logged;
use super::documents::json;
use super::filing::Entry;
use super::open::{Record, RecordError};
use crate::ingest::hex;
use crate::views;

/// An article's id, its day, and its people.
type Cast = (String, Option<Date>, Vec<Person>);

/// What gathering changes, each an article and the place of a person in it.
#[derive(Default)]
struct Moved {
    /// Who is somebody else than before, or was nobody yet.
    others: Vec<(usize, usize)>,
    /// Who was known, and is somebody else or has become another in what linking asks of people; whether it is the same person.
    known: Vec<(usize, usize, bool)>,
}

impl Record {
    /// The people of all articles, as far as linking asks for them. The statements of those who turn out to be
    /// somebody else are linked anew.
    pub(super) fn gather(&self, log: &[Logged]) -> Result<People, RecordError> {
        let authority = authority(self.listed()?, log);
        let state = self.gathered_from(&authority)?;
        let strangers = "SELECT 1 FROM appearances a CROSS JOIN documents d ON d.id = a.document AND d.current = 1 \
                         WHERE a.person IS NULL LIMIT 1";
        if self.fact("gathered")?.as_ref() == Some(&state) && self.find(strangers, [], |_| Ok(()))?.is_none() {
            return self.gathered();
        }
        let casts = self.casts()?;
        let given: Vec<(&str, Option<Date>, &[Person])> =
            casts.iter().map(|(id, day, cast)| (id.as_str(), *day, cast.as_slice())).collect();
        let people = gather(&given, &authority);
        // What is known of each of them is much, and not asked for any more.
        let casts: Vec<String> = casts.into_iter().map(|(id, ..)| id).collect();
        let moved = self.moved(&people, &casts)?;
        // The statements on record of those who were known, where the links have been found; and those whose speaker is another,
        // by their numbers.
        let mut touched: BTreeSet<String> = BTreeSet::new();
        let mut elsewhere: HashMap<&str, BTreeSet<usize>> = HashMap::new();
        for &(d, k, same) in &moved.known {
            let sql = "SELECT s.number FROM statements s JOIN readings r ON r.document = s.document AND r.linked = 1 \
                       WHERE s.document = ? AND s.speaker = ? AND s.on_record = 1";
            let spoken: Vec<usize> = self.all(sql, params![casts[d], k], |row| row.get(0))?;
            touched.extend(spoken.iter().map(|number| format!("{}#{number}", casts[d])));
            if !same && !spoken.is_empty() {
                elsewhere.entry(&casts[d]).or_default().extend(spoken);
            }
        }
        self.together(|record| {
            record.run("DELETE FROM people", [])?;
            for person in &people.list {
                let shown = views::person(person, &people);
                let roles: Vec<(String, Option<Date>)> =
                    shown.roles.iter().map(|role| (role.text.clone(), role.since)).collect();
                let row =
                    params![shown.id, shown.name, shown.kind, json(&shown.aliases), json(&roles), json(&shown.members)];
                record.run("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", row)?;
            }
            let People { list, of } = people;
            let ids: Vec<String> = list.into_iter().map(|person| person.id).collect();
            let lost = |entry: &Entry, at: usize| {
                let number = entry.cards.cards[at].number;
                let goes = elsewhere.get(entry.id.as_str()).is_some_and(|numbers| numbers.contains(&number));
                if goes { entry.keys_by_speaker(at) } else { Vec::new() }
            };
            let nearer = if elsewhere.is_empty() { BTreeSet::new() } else { record.nearer(lost)? };
            record.unlink_statements(&touched, &nearer)?;
            for &(d, k) in &moved.others {
                let row = params![ids[of[d][k]], casts[d], k];
                record.run("UPDATE appearances SET person = ? WHERE document = ? AND number = ?", row)?;
            }
            record.seal("people")?;
            record.seal("appearances")?;
            record.set_fact("gathered", &state)
        })?;
        // Linking asks for less than was gathered.
        self.gathered()
    }

    /// Whose appearances in articles, given by their ids, change by what was gathered.
    fn moved(&self, people: &People, articles: &[String]) -> Result<Moved, RecordError> {
        let mut before: HashMap<String, u64> = HashMap::new();
        self.all("SELECT id, name, kind, members FROM people", [], |row| {
            before.insert(row.get(0)?, stable(&signature(row)?));
            Ok(())
        })?;
        let now: Vec<u64> = people.list.iter().map(|person| stable(&told(person, people))).collect();
        let place: HashMap<&str, usize> = articles.iter().enumerate().map(|(d, id)| (id.as_str(), d)).collect();
        let mut moved = Moved::default();
        self.all("SELECT document, number, person FROM appearances", [], |row| {
            let (document, k): (&str, usize) = (row.get_ref(0)?.as_str()?, row.get(1)?);
            let was: Option<&str> = row.get_ref(2)?.as_str_or_null()?;
            let Some(&d) = place.get(document) else { return Ok(()) };
            let Some(&at) = people.of[d].get(k) else { return Ok(()) };
            let same = was == Some(people.list[at].id.as_str());
            if !same {
                moved.others.push((d, k));
            }
            if was.is_some_and(|was| !same || before.get(was) != Some(&now[at])) {
                moved.known.push((d, k, same));
            }
            Ok(())
        })?;
        Ok(moved)
    }

    /// The people of each article.
    fn casts(&self) -> Result<Vec<Cast>, RecordError> {
        let sql = "SELECT d.id, d.published, r.people FROM documents d JOIN readings r ON r.document = d.id \
                   WHERE d.current = 1 ORDER BY d.published, d.id";
        // Unpacked row by row, so that what is packed does not pile up.
        let casts = self.all(sql, [], |row| {
            let (id, day): (String, Option<String>) = (row.get(0)?, row.get(1)?);
            let cast = self.people_of(&row.get::<_, Vec<u8>>(2)?, &id);
            Ok(cast.map(|cast| (id, day.and_then(|day| day.parse().ok()), cast)))
        })?;
        casts.into_iter().collect()
    }

    /// A mark of all that people are gathered from: the casts of articles with their days, what is known beside them, and the
    /// program that gathers.
    fn gathered_from(&self, authority: &Authority) -> Result<String, RecordError> {
        let mut mark = Sha256::new();
        mark.update(concat!(env!("CARGO_PKG_VERSION"), "\n"));
        mark.update(json(&authority.entries()));
        // What is packed begins with a mark of its own.
        let sql = "SELECT d.id, d.published, substr(r.people, 1, 8) FROM documents d JOIN readings r ON r.document = d.id \
                   WHERE d.current = 1 ORDER BY d.id";
        self.all(sql, [], |row| {
            let (id, day, cast): (String, Option<String>, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            mark.update(format!("\n{id}\n{}\n", day.unwrap_or_default()));
            mark.update(cast);
            Ok(())
        })?;
        Ok(hex(&mark.finalize()))
    }

    /// The people as they were gathered, without other names and roles.
    fn gathered(&self) -> Result<People, RecordError> {
        let mut members: Vec<Vec<String>> = Vec::new();
        let sql = "SELECT id, name, kind, members FROM people ORDER BY rowid";
        let mut list: Vec<Gathered> = self.all(sql, [], |row| {
            let together: String = row.get(3)?;
            members.push(serde_json::from_str(&together).unwrap_or_default());
            let kind: String = row.get(2)?;
            Ok(Gathered {
                id: row.get(0)?,
                name: row.get(1)?,
                kind: PersonKind::named(&kind).unwrap_or(PersonKind::Unnamed),
                aliases: Vec::new(),
                roles: Vec::new(),
                members: Vec::new(),
            })
        })?;
        let place: HashMap<String, usize> = list.iter().enumerate().map(|(at, one)| (one.id.clone(), at)).collect();
        for (one, members) in list.iter_mut().zip(members) {
            one.members = members.iter().filter_map(|member| place.get(member).copied()).collect();
        }
        Ok(People { list, of: Vec::new() })
    }
}

/// What linking asks of a person, as it was.
fn signature(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    Ok(format!("{}\n{}\n{}", row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
}

/// The same of one that was gathered.
fn told(person: &Gathered, people: &People) -> String {
    let members: Vec<&str> = person.members.iter().map(|&at| people.list[at].id.as_str()).collect();
    format!("{}\n{}\n{}", person.name, person.kind.as_str(), json(&members))
}
