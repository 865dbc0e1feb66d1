//! Finding statements, and passages of articles, by their words and by what is known of them.

use std::collections::HashMap;

use jiff::civil::Date;
use onrecord_core::text::words::collapse;
use onrecord_core::times::Days;
use rusqlite::{params, params_from_iter};
use serde::Serialize;

use super::documents::json;
use super::lines::Line;
use super::open::{Record, RecordError};

/// Where the words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Field {
    /// In what is said.
    #[default]
    Content,
    /// In the words that name the speaker.
    Source,
    /// In the whole text of articles and their headlines; finds articles, not statements, so that only what is asked of articles
    /// counts.
    Text,
}

/// What to look for. Everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words: all must be there, in any form (`deny`, `denied`); `"in a row"`, `begin*`, `-without`, `one OR other`.
    /// Empty: all statements.
    pub words: String,
    /// Where they are looked for.
    pub field: Field,
    /// Who speaks: an id, or a part of a name or alias.
    pub speaker: Option<String>,
    /// The act of speaking: `denies`.
    pub stance: Option<String>,
    /// `direct`, `mixed` or `indirect`.
    pub form: Option<String>,
    /// Days on which it was, or may have been, spoken.
    pub said: Option<Days>,
    /// Days of publication.
    pub published: Option<Days>,
    /// A part of the outlet's name.
    pub outlet: Option<String>,
    /// A part of the name of whom it was said through.
    pub via: Option<String>,
    /// A story: its id, or a part of its title.
    pub story: Option<String>,
    /// Only statements that are too uncertain to be on record, instead of those that are.
    pub doubtful: bool,
    /// How many are passed over.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
    /// What stands before and after what matches in a snippet; `[` and `]` if nothing is given.
    pub marks: Option<(char, char)>,
}

/// Something that was found. Fields that nothing is known of are `null`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The statement's id; `null` where an article was looked for.
    pub id: Option<String>,
    /// The document's id.
    pub document: String,
    /// The document's name.
    pub doc: String,
    /// Outlet, day of publication, headline, address.
    pub outlet: Option<String>,
    /// The day of publication.
    pub published: Option<Date>,
    /// The headline.
    pub title: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The speaker's id.
    pub speaker: Option<String>,
    /// The speaker's name.
    pub speaker_name: Option<String>,
    /// The act of speaking.
    pub stance: Option<String>,
    /// How the words are given.
    pub form: Option<String>,
    /// The first and last possible day of speaking.
    pub said: Option<[Date; 2]>,
    /// The words that attribute.
    pub cue: Option<String>,
    /// The whole content, exactly as it stands; the headline where an article was looked for.
    pub text: String,
    /// The same without mark-up and line breaks.
    pub plain: String,
    /// Where the content stands, in code points of the document's text.
    pub spans: Vec<[usize; 2]>,
    /// The line of the document on which it begins.
    pub line: Option<usize>,
    /// The words around what was looked for, in short; what matches stands in `[` and `]`.
    pub snippet: String,
    /// How certain the reader is, 0 to 1.
    pub confidence: Option<f64>,
}

/// Words of a snippet.
const WORDS: usize = 28;

impl Record {
    /// What is found, best first; without words the latest first.
    ///
    /// # Errors
    /// If the record cannot be read, or there is no such speaker or story.
    pub fn search(&self, query: &Query) -> Result<Vec<Hit>, RecordError> {
        let story = query.story.as_deref().map(|story| self.story(story)).transpose()?;
        let query = &Query { story, ..query.clone() };
        if query.field == Field::Text { self.articles(query) } else { self.statements(query) }
    }

    /// Statements are ranked first, by little more than their words, and only those that are shown are read.
    fn statements(&self, query: &Query) -> Result<Vec<Hit>, RecordError> {
        let found = self.asked_of_statements(query)?;
        let order = match found.words {
            Some(_) => "bm25(statement_words)",
            None => "coalesce(l.said_end, s.said_end, d.published) DESC",
        };
        let sql = format!(
            "SELECT s.id, s.key FROM {} WHERE {} ORDER BY {order}, d.published DESC, s.id LIMIT {} OFFSET {}",
            found.tables(),
            found.sql(),
            query.limit,
            query.offset
        );
        let ranked: Vec<(String, i64)> =
            self.all(&sql, params_from_iter(found.values), |row| Ok((row.get(0)?, row.get(1)?)))?;
        let (ids, keys): (Vec<String>, Vec<i64>) = ranked.into_iter().unzip();
        let mut snippets: HashMap<String, String> = HashMap::new();
        if let Some(words) = found.words {
            let at = usize::from(query.field == Field::Source);
            let sql = format!(
                "SELECT s.id, snippet(statement_words, {at}, {}, '…', {WORDS}) \
                 FROM statement_words JOIN statements s ON s.key = statement_words.rowid \
                 WHERE statement_words MATCH ? AND statement_words.rowid IN (SELECT value FROM json_each(?))",
                marks(query)
            );
            snippets.extend(self.all(&sql, params![words, json(&keys)], |row| Ok((row.get(0)?, row.get(1)?)))?);
        }
        let lines = self.lines(&ids)?.into_iter();
        Ok(lines.map(|line| Hit::of(snippets.remove(&line.id).unwrap_or_else(|| line.plain.clone()), line)).collect())
    }

    fn articles(&self, query: &Query) -> Result<Vec<Hit>, RecordError> {
        let found = Record::asked_of_articles(query)?;
        let (from, snippet, order) = match found.words {
            Some(_) => {
                let snippet = format!("snippet(document_words, -1, {}, '…', {WORDS})", marks(query));
                ("document_words JOIN documents d ON d.key = document_words.rowid", snippet, "bm25(document_words)")
            }
            None => ("documents d", "substr(d.text, 1, 200)".to_owned(), "d.published DESC"),
        };
        let sql = format!(
            "SELECT d.id, d.name, d.outlet, d.published, d.title, d.url, {snippet} FROM {from} \
             WHERE {} ORDER BY {order}, d.id LIMIT {} OFFSET {}",
            found.sql(),
            query.limit,
            query.offset
        );
        self.all(&sql, params_from_iter(found.values), |row| {
            let published: Option<String> = row.get(3)?;
            let (doc, title, snippet): (String, Option<String>, String) = (row.get(1)?, row.get(4)?, row.get(6)?);
            let text = title.clone().unwrap_or_else(|| doc.clone());
            Ok(Hit {
                id: None,
                document: row.get(0)?,
                doc,
                outlet: row.get(2)?,
                published: published.and_then(|day| day.parse().ok()),
                title,
                url: row.get(5)?,
                speaker: None,
                speaker_name: None,
                stance: None,
                form: None,
                said: None,
                cue: None,
                plain: text.clone(),
                text,
                spans: Vec::new(),
                line: None,
                snippet: collapse(&snippet),
                confidence: None,
            })
        })
    }
}

impl Hit {
    fn of(snippet: String, line: Line) -> Hit {
        Hit {
            id: Some(line.id),
            document: line.document,
            doc: line.doc,
            outlet: line.outlet,
            published: line.published,
            title: line.title,
            url: line.url,
            speaker: line.speaker,
            speaker_name: line.speaker_name,
            stance: Some(line.stance),
            form: Some(line.form),
            said: line.said,
            cue: line.cue,
            text: line.text,
            plain: line.plain,
            spans: line.spans,
            line: usize::try_from(line.line).ok(),
            snippet,
            confidence: Some(line.confidence),
        }
    }
}

/// The marks of a snippet, as SQL has them.
fn marks(query: &Query) -> String {
    let (before, after) = query.marks.unwrap_or(('[', ']'));
    format!("char({}), char({})", u32::from(before), u32::from(after))
}
