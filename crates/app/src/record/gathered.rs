//! The people of all articles as one list, gathered again where anything changed that they are gathered from.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use onrecord_core::people::{Authority, Gathered, People, Person, PersonKind, gather};
use rusqlite::params;
use sha2::{Digest, Sha256};

use super::authority::authority;
use super::corrections::Logged;
use super::documents::json;
use super::open::{Record, RecordError};
use crate::ingest::hex;
use crate::views;

/// An article's id, its day, and its people.
type Cast = (String, Option<Date>, Vec<Person>);

impl Record {
    /// The people of all articles, as far as linking asks for them. Articles whose speakers turn out to be somebody else
    /// are linked anew.
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
        let casts: Vec<(String, usize)> = casts.into_iter().map(|(id, _, cast)| (id, cast.len())).collect();
        let before: HashMap<String, String> = self
            .all("SELECT id, name, kind, members FROM people", [], |row| Ok((row.get(0)?, signature(row)?)))?
            .into_iter()
            .collect();
        let now: Vec<String> = people.list.iter().map(|person| told(person, &people)).collect();
        let appeared: HashMap<(String, usize), Option<String>> = self
            .all("SELECT document, number, person FROM appearances", [], |row| {
                Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
            })?
            .into_iter()
            .collect();
        let sql = "SELECT DISTINCT document, speaker FROM statements WHERE on_record = 1 AND speaker IS NOT NULL";
        let speakers: BTreeSet<(String, usize)> =
            self.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let mut changed: Vec<(usize, usize)> = Vec::new();
        let mut touched: BTreeSet<String> = BTreeSet::new();
        for (d, (id, size)) in casts.iter().enumerate() {
            for k in 0..*size {
                let at = people.of[d][k];
                let was = appeared.get(&(id.clone(), k)).cloned().flatten();
                let same = was.as_deref() == Some(people.list[at].id.as_str());
                if !same {
                    changed.push((d, k));
                }
                let speaks = || speakers.contains(&(id.clone(), k));
                if was.is_some_and(|was| !same || before.get(&was) != Some(&now[at])) && speaks() {
                    touched.insert(id.clone());
                }
            }
        }
        let speak: BTreeSet<String> = self.speaking(&touched)?;
        let nearer = if speak.is_empty() { BTreeSet::new() } else { self.nearer(&speak)? };
        self.together(|record| {
            record.unlink(&speak, &nearer)?;
            for (d, k) in changed {
                let row = params![people.list[people.of[d][k]].id, casts[d].0, k];
                record.run("UPDATE appearances SET person = ? WHERE document = ? AND number = ?", row)?;
            }
            record.run("DELETE FROM people", [])?;
            for person in &people.list {
                let shown = views::person(person, &people);
                let roles: Vec<(String, Option<Date>)> =
                    shown.roles.iter().map(|role| (role.text.clone(), role.since)).collect();
                let row =
                    params![shown.id, shown.name, shown.kind, json(&shown.aliases), json(&roles), json(&shown.members)];
                record.run("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", row)?;
            }
            record.set_fact("gathered", &state)
        })?;
        // Linking asks for less than was gathered.
        drop(people);
        self.gathered()
    }

    /// Those of some articles whose links have been found and have speakers.
    fn speaking(&self, documents: &BTreeSet<String>) -> Result<BTreeSet<String>, RecordError> {
        let mut out = BTreeSet::new();
        for id in documents {
            let sql = "SELECT 1 FROM readings r WHERE r.document = ? AND r.linked = 1 \
                       AND EXISTS (SELECT 1 FROM statements s WHERE s.document = r.document AND s.speaker IS NOT NULL)";
            if self.find(sql, [id], |_| Ok(()))?.is_some() {
                out.insert(id.clone());
            }
        }
        Ok(out)
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
