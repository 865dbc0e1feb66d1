//! One person's positions, a page at a time: where they stand in disputes, in which stories they speak, and what they said in
//! order of time.

use serde::Serialize;

use rusqlite::{params, params_from_iter};

use super::documents::json;
use super::lines::Line;
use super::open::{Record, RecordError};
use crate::views::{Person, headline};

/// Which of a person's statements are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PositionQuery {
    /// In articles of the story with this id.
    pub story: Option<String>,
    /// With this stance.
    pub stance: Option<String>,
    /// How many are passed over.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
}

/// Where a person stands in a dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The dispute's id.
    pub dispute: String,
    /// What it is about.
    pub heading: String,
    /// How many statements of theirs stand on the one side.
    pub one: usize,
    /// And on the other.
    pub other: usize,
}

/// A matter that a person speaks of: a story, with how much they say in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matter {
    /// The story's id.
    pub story: String,
    /// Its title.
    pub title: String,
    /// How many statements of theirs.
    pub statements: usize,
}

/// Somebody in the list of those who speak or are named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The person's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `person`, `organisation` or `group`.
    pub kind: String,
    /// In how many articles they are named.
    pub articles: usize,
    /// How many statements on record are theirs.
    pub statements: usize,
}

/// The statements `s` of the people in a list, with their documents `d`; the planner must begin with the people.
pub(super) const OF: &str = "json_each(?1) asked CROSS JOIN appearances a ON a.person = asked.value \
    CROSS JOIN statements s ON s.document = a.document AND s.speaker = a.number AND s.on_record = 1 \
    CROSS JOIN documents d ON d.id = s.document AND d.current = 1";

impl Record {
    /// A person with this id.
    ///
    /// # Errors
    /// If there is none.
    pub fn person_by_id(&self, id: &str) -> Result<Person, RecordError> {
        let found = self.people_where("WHERE id = ?", &[id])?.into_values().next();
        let how = "the people of the record may have changed since, look for the name";
        found.ok_or_else(|| RecordError::Unknown(format!("nobody has the id {id}; {how}")))
    }

    /// What somebody said, alone or together with others, in order of time; what has no day comes last.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn positions(&self, person: &str, query: &PositionQuery) -> Result<Vec<Line>, RecordError> {
        let (from, values) = self.positions_from(person, query)?;
        let sql = format!(
            "SELECT s.id {from} ORDER BY coalesce(l.said_start, s.said_start, d.published, '9999'), d.published, s.document, s.number \
             LIMIT {} OFFSET {}",
            query.limit, query.offset
        );
        let ids: Vec<String> = self.all(&sql, params_from_iter(values), |row| row.get(0))?;
        self.lines(&ids)
    }

    /// How many statements that are, on all pages.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn count_positions(&self, person: &str, query: &PositionQuery) -> Result<usize, RecordError> {
        let (from, values) = self.positions_from(person, query)?;
        self.ask(&format!("SELECT count(*) {from}"), params_from_iter(values), |row| row.get(0))
    }

    /// Where they lie, and the values that are asked for.
    fn positions_from(&self, person: &str, query: &PositionQuery) -> Result<(String, Vec<String>), RecordError> {
        let mut sql = format!("FROM {OF} LEFT JOIN lent l ON l.statement = s.id WHERE 1");
        let mut values = vec![json(&self.with_groups(person)?)];
        if let Some(story) = &query.story {
            sql.push_str(" AND EXISTS (SELECT 1 FROM story_documents o WHERE o.document = s.document AND o.story = ?)");
            values.push(story.clone());
        }
        if let Some(stance) = &query.stance {
            sql.push_str(" AND s.stance = ?");
            values.push(stance.clone());
        }
        Ok((sql, values))
    }

    /// With which stances somebody speaks, and how often, the most frequent first.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn stances_of(&self, person: &str) -> Result<Vec<(String, usize)>, RecordError> {
        let sql = format!("SELECT s.stance, count(*) FROM {OF} GROUP BY s.stance ORDER BY 2 DESC, 1");
        self.all(&sql, [json(&self.with_groups(person)?)], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The stories in which somebody speaks, at most so many, those first in which they say most.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn matters_of(&self, person: &str, most: usize) -> Result<Vec<Matter>, RecordError> {
        let sql = format!(
            "SELECT t.id, t.title, count(*) FROM {OF} CROSS JOIN story_documents o ON o.document = s.document \
             CROSS JOIN stories t ON t.id = o.story GROUP BY t.id ORDER BY 3 DESC, 1 LIMIT {most}"
        );
        self.all(&sql, [json(&self.with_groups(person)?)], |row| {
            Ok(Matter { story: row.get(0)?, title: row.get(1)?, statements: row.get(2)? })
        })
    }

    /// The disputes in which somebody stands, at most so many, those first in which they say most.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn standings_of(&self, person: &str, most: usize) -> Result<Vec<Standing>, RecordError> {
        let sql = format!(
            "SELECT t.id, t.heading, sum(x.side = 1), sum(x.side = 2) FROM {OF} \
             CROSS JOIN dispute_statements x ON x.statement = s.id CROSS JOIN disputes t ON t.id = x.dispute \
             GROUP BY t.id ORDER BY count(*) DESC, 1 LIMIT {most}"
        );
        self.all(&sql, [json(&self.with_groups(person)?)], |row| {
            Ok(Standing {
                dispute: row.get(0)?,
                heading: headline(&row.get::<_, String>(1)?),
                one: row.get(2)?,
                other: row.get(3)?,
            })
        })
    }

    /// Who is named in most articles; where `words` are given, only those whose name or other names hold them.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn named_most(&self, words: Option<&str>, offset: usize, limit: usize) -> Result<Vec<Named>, RecordError> {
        // SQLite's own search knows the English letters only, and is many times faster.
        let (from, articles) = match words {
            // The loop goes through the counts in their order, so that few of the people are looked at.
            None => (
                "(SELECT person, count(DISTINCT document) AS articles FROM appearances WHERE ?3 IS NULL GROUP BY person ORDER BY 2 DESC, 1) n \
                 CROSS JOIN people p ON p.id = n.person WHERE p.kind <> 'unnamed'",
                "n.articles",
            ),
            Some(words) if words.is_ascii() => (
                "people p WHERE p.kind <> 'unnamed' AND (p.name LIKE '%' || ?3 || '%' OR p.aliases LIKE '%' || ?3 || '%')",
                "(SELECT count(DISTINCT document) FROM appearances WHERE person = p.id)",
            ),
            Some(_) => (
                "people p WHERE p.kind <> 'unnamed' AND (instr(fold(p.name), fold(?3)) > 0 OR instr(fold(p.aliases), fold(?3)) > 0)",
                "(SELECT count(DISTINCT document) FROM appearances WHERE person = p.id)",
            ),
        };
        let order = if words.is_some() { "ORDER BY 4 DESC, 1" } else { "" };
        let sql = format!(
            "SELECT o.id, o.name, o.kind, o.articles, \
             (SELECT count(*) FROM appearances a CROSS JOIN statements s ON s.document = a.document AND s.speaker = a.number \
              AND s.on_record = 1 WHERE a.person = o.id) \
             FROM (SELECT p.id AS id, p.name AS name, p.kind AS kind, {articles} AS articles FROM {from} \
              {order} LIMIT ?1 OFFSET ?2) o"
        );
        self.all(&sql, params![limit, offset, words], |row| {
            let (id, name, kind) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(Named { id, name, kind, articles: row.get(3)?, statements: row.get(4)? })
        })
    }

    /// A person, and the groups in which they speak together with others.
    pub(super) fn with_groups(&self, person: &str) -> Result<Vec<String>, RecordError> {
        let sql = "SELECT DISTINCT p.id FROM people p, json_each(p.members) m WHERE p.members <> '[]' AND m.value = ? ORDER BY p.id";
        let mut out = vec![person.to_owned()];
        out.extend(self.all::<String>(sql, [person], |row| row.get(0))?);
        Ok(out)
    }
}
