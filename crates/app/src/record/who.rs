//! One person's positions in time.

use std::collections::{BTreeMap, HashSet};

use rusqlite::params;
use serde::Serialize;

use super::documents::json;
use super::open::{Record, RecordError};
use super::search::{Hit, Query};
use crate::views::Person;

/// All that one person said.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Positions {
    /// The person.
    pub person: Person,
    /// What they said, by the day of speaking, else of publication; what has neither comes last.
    pub positions: Vec<Position>,
}

/// A statement, and what ties it to others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Position {
    /// The statement.
    #[serde(flatten)]
    pub statement: Hit,
    /// Its links.
    pub links: Vec<Tied>,
}

/// A link as seen from one of its ends.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tied {
    /// The relation: `denies` if this one denies the other, `denied_by` if the other this.
    pub relation: String,
    /// The id of the other.
    pub other: String,
    /// Who speaks there.
    pub speaker: Option<String>,
    /// What is said there.
    pub text: String,
    /// The outlet of the other's article.
    pub outlet: Option<String>,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The reason.
    pub why: String,
}

/// More statements than anybody reads.
const ALL: usize = 1_000_000;

impl Record {
    /// What the person who is meant by `name` (an id, a name, an alias, or a part of one) said.
    ///
    /// # Errors
    /// If nobody is meant, or several; the message tells whom.
    pub fn who(&self, name: &str) -> Result<Positions, RecordError> {
        let person = self.person(name)?;
        let query = Query { speaker: Some(person.id.clone()), limit: ALL, ..Query::default() };
        let mut hits = self.search(&query)?;
        hits.sort_by(|x, y| {
            let key = |hit: &Hit| {
                let day = hit.said.map(|said| said[0]).or(hit.published);
                (day.is_none(), day, hit.published, hit.document.clone(), hit.spans.clone())
            };
            key(x).cmp(&key(y))
        });
        // Few statements are tied, and asking for the ties of each takes longer than all else.
        let ids: Vec<&String> = hits.iter().filter_map(|hit| hit.id.as_ref()).collect();
        let sql = "SELECT asked.value FROM json_each(?) asked WHERE EXISTS (SELECT 1 FROM links WHERE a = asked.value) \
                   OR EXISTS (SELECT 1 FROM links WHERE b = asked.value)";
        let tied: HashSet<String> = self.all(sql, [json(&ids)], |row| row.get(0))?.into_iter().collect();
        let mut positions = Vec::with_capacity(hits.len());
        for statement in hits {
            let links = match &statement.id {
                Some(id) if tied.contains(id) => self.tied(id)?,
                _ => Vec::new(),
            };
            positions.push(Position { statement, links });
        }
        Ok(Positions { person, positions })
    }

    /// The links of a statement that hold, the surest first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn tied(&self, id: &str) -> Result<Vec<Tied>, RecordError> {
        let sql = "SELECT l.relation, l.a, l.b, l.score, l.why, p.name, coalesce(s.plain, n.text), d.outlet \
                   FROM (SELECT * FROM links WHERE a = ?1 UNION SELECT * FROM links WHERE b = ?1) l \
                   LEFT JOIN statements s ON s.id = CASE l.a WHEN ?1 THEN l.b ELSE l.a END \
                   LEFT JOIN narration n ON n.id = CASE l.a WHEN ?1 THEN l.b ELSE l.a END \
                   LEFT JOIN documents d ON d.id = coalesce(s.document, n.document) \
                   LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
                   LEFT JOIN people p ON p.id = a.person \
                   WHERE l.status <> 'rejected' ORDER BY l.score DESC, l.a, l.b";
        self.all(sql, params![id], |row| {
            let (relation, a, b): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let first = a == id;
            let relation = match (relation.as_str(), first) {
                ("denies", false) => "denied_by".to_owned(),
                ("reversal", true) => "later_reversed_by".to_owned(),
                ("reversal", false) => "reverses".to_owned(),
                _ => relation,
            };
            Ok(Tied {
                relation,
                other: if first { b } else { a },
                speaker: row.get(5)?,
                text: row.get::<_, Option<String>>(6)?.unwrap_or_default(),
                outlet: row.get(7)?,
                score: row.get(3)?,
                why: row.get(4)?,
            })
        })
    }

    /// The one person who is meant.
    ///
    /// # Errors
    /// If nobody is, or several are.
    pub fn person(&self, name: &str) -> Result<Person, RecordError> {
        if let Some(person) = self.people_where("WHERE id = ?", &[name])?.into_values().next() {
            return Ok(person);
        }
        let holds = "WHERE instr(fold(name), fold(?1)) > 0 OR EXISTS \
                     (SELECT 1 FROM json_each(aliases) WHERE instr(fold(value), fold(?1)) > 0)";
        let people: BTreeMap<String, Person> = self.people_where(holds, &[name])?;
        let low = name.to_lowercase();
        let holds = |own: &str, whole: bool| {
            let own = own.to_lowercase();
            if whole { own == low } else { own.contains(&low) }
        };
        let named = |person: &Person, whole: bool| holds(&person.name, whole);
        let called = |person: &Person, whole: bool| person.aliases.iter().any(|alias| holds(alias, whole));
        let tests: [&dyn Fn(&Person) -> bool; 4] = [
            &|person| named(person, true),
            &|person| called(person, true),
            &|person| named(person, false) && person.members.is_empty(),
            &|person| (called(person, false) || named(person, false)) && !low.is_empty(),
        ];
        for test in tests {
            let found: Vec<&Person> = people.values().filter(|person| test(person)).collect();
            match found[..] {
                [] => {}
                [one] => return Ok(one.clone()),
                _ => {
                    let list: Vec<String> =
                        found.iter().take(20).map(|person| format!("  {}  {}", person.id, person.name)).collect();
                    let more = if found.len() > 20 { "\n  ..." } else { "" };
                    let list = list.join("\n");
                    return Err(RecordError::Unknown(format!("{name:?} can be several; give an id:\n{list}{more}")));
                }
            }
        }
        Err(RecordError::Unknown(format!("nobody called {name:?} in this record; try a part of the name")))
    }
}
