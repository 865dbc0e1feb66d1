//! One person's positions in time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::conditions::called;
use super::documents::json;
use super::open::{Record, RecordError};
use super::search::{Hit, Query};
use super::ties::{rank, seen};
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
    /// Its links: what is at odds with it before what agrees, and the surest first.
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
    /// What the person who is meant by `name` (an id, a name, an alias, or a part of one) said, as far as the query asks for
    /// it; its speaker and how many it asks for do not count.
    ///
    /// # Errors
    /// If nobody is meant, or several; the message tells whom. If there is no such story.
    pub fn who(&self, name: &str, query: &Query) -> Result<Positions, RecordError> {
        let person = self.person(name)?;
        let query = Query { speaker: Some(person.id.clone()), limit: ALL, offset: 0, ..query.clone() };
        let mut hits = self.search(&query)?;
        hits.sort_by_cached_key(|hit| {
            let day = hit.said.map(|said| said[0]).or(hit.published);
            (day.is_none(), day, hit.published, hit.document.clone(), hit.spans.clone())
        });
        let ids: Vec<&str> = hits.iter().filter_map(|hit| hit.id.as_deref()).collect();
        let mut tied = self.tied(&ids)?;
        let positions = hits.into_iter().map(|statement| {
            let links = statement.id.as_ref().and_then(|id| tied.remove(id)).unwrap_or_default();
            Position { statement, links }
        });
        Ok(Positions { person, positions: positions.collect() })
    }

    /// The links of some statements that hold, by the statements' ids.
    fn tied(&self, ids: &[&str]) -> Result<HashMap<String, Vec<Tied>>, RecordError> {
        let sql = "SELECT asked.value, l.b, l.relation, l.score, l.why, 1 FROM json_each(?1) asked \
                   CROSS JOIN links l ON l.a = asked.value WHERE l.status <> 'rejected' \
                   UNION ALL SELECT asked.value, l.a, l.relation, l.score, l.why, 0 FROM json_each(?1) asked \
                   CROSS JOIN links l ON l.b = asked.value WHERE l.status <> 'rejected'";
        let mut found: HashMap<String, Vec<Tied>> = HashMap::new();
        self.all(sql, [json(&ids)], |row| {
            let (relation, first): (String, bool) = (row.get(2)?, row.get(5)?);
            found.entry(row.get(0)?).or_default().push(Tied {
                relation: seen(relation, first),
                other: row.get(1)?,
                speaker: None,
                text: String::new(),
                outlet: None,
                score: row.get(3)?,
                why: row.get(4)?,
            });
            Ok(())
        })?;
        // Many are tied to the same others: each is looked up once.
        let others: BTreeSet<&str> = found.values().flatten().map(|link| link.other.as_str()).collect();
        let sql = "SELECT asked.value, p.name, coalesce(s.plain, n.text), d.outlet FROM json_each(?) asked \
                   LEFT JOIN statements s ON s.id = asked.value LEFT JOIN narration n ON n.id = asked.value \
                   LEFT JOIN documents d ON d.id = coalesce(s.document, n.document) \
                   LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
                   LEFT JOIN people p ON p.id = a.person";
        let mut known: HashMap<String, [Option<String>; 3]> = HashMap::new();
        self.all(sql, [json(&others)], |row| {
            known.insert(row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]);
            Ok(())
        })?;
        for links in found.values_mut() {
            for link in &mut *links {
                let [speaker, text, outlet] = known.get(&link.other).cloned().unwrap_or_default();
                (link.speaker, link.text, link.outlet) = (speaker, text.unwrap_or_default(), outlet);
            }
            links.sort_by(|x, y| {
                let alike = || (&x.other, &x.relation).cmp(&(&y.other, &y.relation));
                rank(&x.relation).cmp(&rank(&y.relation)).then(y.score.total_cmp(&x.score)).then_with(alike)
            });
        }
        Ok(found)
    }

    /// The one person who is meant.
    ///
    /// # Errors
    /// If nobody is, or several are.
    pub fn person(&self, name: &str) -> Result<Person, RecordError> {
        if let Some(person) = self.people_where("WHERE id = ?", &[name])?.into_values().next() {
            return Ok(person);
        }
        let people: BTreeMap<String, Person> = self.people_where(&format!("WHERE {}", called(name)), &[name])?;
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
                    let list = self.told_apart(&found)?;
                    return Err(RecordError::Unknown(format!("{name:?} can be several; give an id:\n{list}")));
                }
            }
        }
        Err(RecordError::Unknown(format!("nobody called {name:?} in this record; try a part of the name")))
    }

    /// Several people, a line each, by what tells them apart: the id, the name, the latest role, and how much they say in how many
    /// articles. Those come first who say most.
    fn told_apart(&self, people: &[&Person]) -> Result<String, RecordError> {
        /// More are looked through by nobody.
        const LISTED: usize = 20;
        let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
        let sql = "SELECT a.person, count(s.id), count(DISTINCT a.document) FROM json_each(?) asked \
                   CROSS JOIN appearances a ON a.person = asked.value \
                   CROSS JOIN documents d ON d.id = a.document AND d.current = 1 \
                   LEFT JOIN statements s ON s.document = a.document AND s.speaker = a.number AND s.on_record = 1 GROUP BY 1";
        let counts: Vec<(String, [usize; 2])> =
            self.all(sql, [json(&ids)], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?])))?;
        let counts: HashMap<String, [usize; 2]> = counts.into_iter().collect();
        let much = |person: &Person| counts.get(&person.id).copied().unwrap_or_default();
        let mut people = people.to_vec();
        people.sort_by_key(|person| (Reverse(much(person)), person.id.as_str()));
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let line = |person: &&Person| {
            let [statements, articles] = much(person);
            let role = person.roles.last().map(|role| format!(", {}", role.text)).unwrap_or_default();
            let (statements, articles) = (counted(statements, "statement"), counted(articles, "article"));
            format!("  {}  {}{role}: {statements} in {articles}", person.id, person.name)
        };
        let mut lines: Vec<String> = people.iter().take(LISTED).map(line).collect();
        if people.len() > LISTED {
            lines.push(format!("  and {} more", people.len() - LISTED));
        }
        Ok(lines.join("\n"))
    }
}
