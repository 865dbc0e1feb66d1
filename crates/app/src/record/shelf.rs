//! Stories and their articles, a page at a time.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use rusqlite::params;
use serde::Serialize;

use super::arrivals::{SHELVED, Shelved, shelved};
use super::disputes::AT_ODDS;
use super::documents::json;
use super::open::{Record, RecordError};

/// A story in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoryLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many articles it has.
    pub articles: usize,
    /// How many texts these are, copies of one text counted once.
    pub origins: usize,
    /// How many outlets tell it.
    pub outlets: usize,
    /// The first day of publication.
    pub first: Option<Date>,
    /// The last.
    pub last: Option<Date>,
    /// How many disputes have a statement in it.
    pub disputes: usize,
}

/// A story with its articles.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Told {
    /// The story.
    #[serde(flatten)]
    pub story: StoryLine,
    /// The page of its articles, from 1.
    pub page: usize,
    /// Whether there are more.
    pub more: bool,
    /// The articles, those together that are copies of one text.
    pub by_origin: Vec<Vec<Shelved>>,
}

/// How many articles of a story are on a page.
const ARTICLES: usize = 50;

impl Record {
    /// The stories, those with the latest article first; where `words` are given, only those whose title holds them.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn story_lines(&self, words: Option<&str>, offset: usize, limit: usize) -> Result<Vec<StoryLine>, RecordError> {
        let some = if words.is_some() { "instr(fold(t.title), fold(?1)) > 0" } else { "?1 IS NULL" };
        let sql = format!(
            "SELECT t.id FROM stories t JOIN story_documents o ON o.story = t.id JOIN documents d ON d.id = o.document \
             WHERE {some} GROUP BY t.id ORDER BY max(coalesce(d.published, '')) DESC, t.id LIMIT ?2 OFFSET ?3"
        );
        let ids: Vec<String> = self.all(&sql, params![words, limit, offset], |row| row.get(0))?;
        let disputes = self.disputes_in(&ids)?;
        let line = |id: &String| self.story_line(id, disputes.get(id).copied().unwrap_or_default());
        ids.iter().map(line).collect()
    }

    /// A story with its articles by origin.
    ///
    /// # Errors
    /// If there is none with this id.
    pub fn told(&self, id: &str, page: usize) -> Result<Told, RecordError> {
        let disputes = self.disputes_in(&[id.to_owned()])?;
        let story = self.story_line(id, disputes.get(id).copied().unwrap_or_default())?;
        let sql = format!(
            "SELECT {SHELVED}, o.origin FROM story_documents o CROSS JOIN documents d ON d.id = o.document WHERE o.story = ? \
             ORDER BY o.origin, coalesce(d.published, '9999'), d.id LIMIT ? OFFSET ?"
        );
        let offset = page.saturating_sub(1) * ARTICLES;
        let mut rows: Vec<(i64, Shelved)> =
            self.all(&sql, params![id, ARTICLES + 1, offset], |row| Ok((row.get(6)?, shelved(row)?)))?;
        let more = rows.len() > ARTICLES;
        rows.truncate(ARTICLES);
        let mut by_origin: BTreeMap<i64, Vec<Shelved>> = BTreeMap::new();
        for (origin, article) in rows {
            by_origin.entry(origin).or_default().push(article);
        }
        let mut by_origin: Vec<Vec<Shelved>> = by_origin.into_values().collect();
        by_origin.sort_by(|x, y| {
            let key = |of: &[Shelved]| {
                of.first().map(|first| (first.published.is_none(), first.published, first.document.clone()))
            };
            key(x).cmp(&key(y))
        });
        Ok(Told { story, page, more, by_origin })
    }

    fn story_line(&self, id: &str, disputes: usize) -> Result<StoryLine, RecordError> {
        let sql = "SELECT t.title, count(*), count(DISTINCT o.origin), count(DISTINCT d.outlet), min(d.published), max(d.published) \
                   FROM stories t CROSS JOIN story_documents o ON o.story = t.id CROSS JOIN documents d ON d.id = o.document \
                   WHERE t.id = ? GROUP BY t.id";
        let day = |day: Option<String>| day.and_then(|day| day.parse().ok());
        let found = self.find(sql, [id], |row| {
            Ok(StoryLine {
                id: id.to_owned(),
                title: row.get(0)?,
                articles: row.get(1)?,
                origins: row.get(2)?,
                outlets: row.get(3)?,
                first: day(row.get(4)?),
                last: day(row.get(5)?),
                disputes,
            })
        })?;
        found.ok_or_else(|| RecordError::Unknown(format!("no story {id}; `/stories` lists them")))
    }

    /// How many disputes there are in some stories; those with none are left out. Statements in dispute are few among all.
    fn disputes_in(&self, stories: &[String]) -> Result<HashMap<String, usize>, RecordError> {
        let sql = format!(
            "SELECT o.story, count(DISTINCT x.dispute) FROM dispute_statements x CROSS JOIN statements s ON s.id = x.statement \
             CROSS JOIN story_documents o ON o.document = s.document \
             WHERE o.story IN (SELECT value FROM json_each(?)) AND x.dispute IN ({AT_ODDS}) GROUP BY o.story"
        );
        let counts: Vec<(String, usize)> = self.all(&sql, [json(&stories)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(counts.into_iter().collect())
    }
}
