//! Finding statements, and passages of articles, by their words and by what is known of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use onrecord_core::times::Days;
use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;

use super::documents::json;
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

/// How many of what is found have one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value, as a query has it.
    pub value: String,
    /// The same for people.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// What is found, by its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By speaker.
    pub speakers: Vec<Facet>,
    /// By stance.
    pub stances: Vec<Facet>,
    /// By form.
    pub forms: Vec<Facet>,
    /// By outlet.
    pub outlets: Vec<Facet>,
    /// How many statements were counted.
    pub counted: usize,
    /// Whether there are more than were counted.
    pub more: bool,
}

/// How many statements facets count.
const COUNTED: usize = 2000;

/// How many values of a facet are told.
const VALUES: usize = 8;

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

    fn statements(&self, query: &Query) -> Result<Vec<Hit>, RecordError> {
        let (found, has_words) = self.asked_of_statements(query)?;
        let (from, snippet, order) = if has_words {
            let at = usize::from(query.field == Field::Source);
            let snippet = format!("snippet(statement_words, {at}, {}, '…', {WORDS})", marks(query));
            ("statement_words JOIN statements s ON s.key = statement_words.rowid", snippet, "bm25(statement_words)")
        } else {
            ("statements s", "s.plain".to_owned(), "coalesce(l.said_end, s.said_end, d.published) DESC")
        };
        let sql = format!(
            "SELECT s.id, d.id, d.name, d.outlet, d.published, d.title, d.url, p.id, p.name, s.stance, s.form, \
             coalesce(l.said_start, s.said_start), coalesce(l.said_end, s.said_end), s.cue, s.content, s.content_spans, \
             s.line, {snippet}, s.confidence, s.plain \
             FROM {from} JOIN documents d ON d.id = s.document AND d.current = 1 \
             LEFT JOIN lent l ON l.statement = s.id \
             LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
             LEFT JOIN people p ON p.id = a.person \
             WHERE {} ORDER BY {order}, d.published DESC, s.id LIMIT {} OFFSET {}",
            found.sql(),
            query.limit,
            query.offset
        );
        self.all(&sql, params_from_iter(found.values), |row| {
            let day = |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse().ok()));
            let said: [Option<Date>; 2] = [day(11)?, day(12)?];
            let spans: String = row.get(15)?;
            Ok(Hit {
                id: row.get(0)?,
                said: said[0].zip(said[1]).map(|(start, end)| [start, end]),
                speaker: row.get(7)?,
                speaker_name: row.get(8)?,
                stance: row.get(9)?,
                form: row.get(10)?,
                cue: row.get(13)?,
                text: row.get(14)?,
                spans: serde_json::from_str(&spans).unwrap_or_default(),
                line: row.get(16)?,
                snippet: row.get(17)?,
                confidence: row.get(18)?,
                plain: row.get(19)?,
                ..article(row, 1)?
            })
        })
    }

    /// What is asked of statements, and whether words are among it.
    fn asked_of_statements(&self, query: &Query) -> Result<(Conditions, bool), RecordError> {
        let mut found = Conditions::default();
        let Words { with, without } = fts(&query.words);
        let column = if query.field == Field::Source { "source" } else { "plain" };
        if let Some(words) = without {
            let none = "s.key NOT IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)";
            found.must(none, [format!("{{{column}}} : ({words})")]);
        }
        let has_words = with.is_some();
        if let Some(words) = with {
            found.must("statement_words MATCH ?", [format!("{{{column}}} : ({words})")]);
        }
        found.must("s.on_record = ?", [i64::from(!query.doubtful)]);
        if query.doubtful {
            found.must("s.status = ?", ["found".to_owned()]);
        }
        if let Some(speaker) = &query.speaker {
            let people = self.bearers(speaker)?;
            if people.is_empty() {
                let how = "try a part of the name";
                return Err(RecordError::Unknown(format!("nobody called {speaker:?} in this record; {how}")));
            }
            found.any("a.person", &people);
        }
        found.equals("s.stance", &query.stance);
        found.equals("s.form", &query.form);
        found.holds("s.via", &query.via);
        found.about(query);
        if let Some(days) = query.said {
            found.must("coalesce(l.said_end, s.said_end) >= ?", [days.start.to_string()]);
            found.must("coalesce(l.said_start, s.said_start) <= ?", [days.end.to_string()]);
        }
        Ok((found, has_words))
    }

    /// The statements that are found, by speaker, stance, form and outlet; counted among the first few thousand.
    ///
    /// # Errors
    /// If the record cannot be read, or there is no such speaker or story.
    pub fn facets(&self, query: &Query) -> Result<Facets, RecordError> {
        let story = query.story.as_deref().map(|story| self.story(story)).transpose()?;
        let query = &Query { story, field: Field::Content, ..query.clone() };
        let (found, has_words) = self.asked_of_statements(query)?;
        let from = if has_words {
            "statement_words JOIN statements s ON s.key = statement_words.rowid"
        } else {
            "statements s"
        };
        let sql = format!(
            "SELECT p.id, p.name, s.stance, s.form, d.outlet FROM {from} JOIN documents d ON d.id = s.document AND d.current = 1 \
             LEFT JOIN lent l ON l.statement = s.id \
             LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
             LEFT JOIN people p ON p.id = a.person WHERE {} LIMIT {}",
            found.sql(),
            COUNTED + 1
        );
        let mut rows: Vec<[Option<String>; 5]> = self.all(&sql, params_from_iter(found.values), |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        })?;
        let more = rows.len() > COUNTED;
        rows.truncate(COUNTED);
        let by = |value: usize, name: usize| {
            let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for row in &rows {
                if let (Some(value), Some(name)) = (&row[value], &row[name]) {
                    *counts.entry((value, name)).or_default() += 1;
                }
            }
            let mut all: Vec<Facet> = counts
                .into_iter()
                .map(|((value, name), count)| Facet { value: value.to_owned(), name: name.to_owned(), count })
                .collect();
            all.sort_by(|x, y| y.count.cmp(&x.count).then_with(|| x.value.cmp(&y.value)));
            all.truncate(VALUES);
            all
        };
        let (speakers, stances, forms, outlets) = (by(0, 1), by(2, 2), by(3, 3), by(4, 4));
        Ok(Facets { speakers, stances, forms, outlets, counted: rows.len(), more })
    }

    fn articles(&self, query: &Query) -> Result<Vec<Hit>, RecordError> {
        let mut found = Conditions::default();
        let Words { with, without } = fts(&query.words);
        if let Some(words) = without {
            found.must("d.key NOT IN (SELECT rowid FROM document_words WHERE document_words MATCH ?)", [words]);
        }
        let (from, snippet, order) = match with {
            Some(words) => {
                found.must("document_words MATCH ?", [words]);
                let snippet = format!("snippet(document_words, -1, {}, '…', {WORDS})", marks(query));
                ("document_words JOIN documents d ON d.key = document_words.rowid", snippet, "bm25(document_words)")
            }
            None => ("documents d", "substr(d.text, 1, 200)".to_owned(), "d.published DESC"),
        };
        found.must("d.current = ?", [1]);
        found.about(query);
        let sql = format!(
            "SELECT d.id, d.name, d.outlet, d.published, d.title, d.url, {snippet} FROM {from} \
             WHERE {} ORDER BY {order}, d.id LIMIT {} OFFSET {}",
            found.sql(),
            query.limit,
            query.offset
        );
        self.all(&sql, params_from_iter(found.values), |row| {
            let hit = article(row, 0)?;
            let snippet: String = row.get(6)?;
            let snippet = snippet.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = hit.title.clone().unwrap_or_else(|| hit.doc.clone());
            Ok(Hit { plain: text.clone(), text, snippet, ..hit })
        })
    }

    /// The ids of those with this id, or whose name or alias holds the words, and of those who speak together with one of them.
    pub(super) fn bearers(&self, words: &str) -> Result<Vec<String>, RecordError> {
        let sql = "SELECT id FROM people WHERE instr(fold(name), fold(?1)) > 0 OR EXISTS \
                   (SELECT 1 FROM json_each(aliases) WHERE instr(fold(value), fold(?1)) > 0)";
        let id: Option<String> = self.find("SELECT id FROM people WHERE id = ?", [words], |row| row.get(0))?;
        let mut own: BTreeSet<String> = match id {
            Some(id) => BTreeSet::from([id]),
            None => self.all(sql, [words], |row| row.get(0))?.into_iter().collect(),
        };
        let joint = "SELECT id, members FROM people WHERE members <> '[]'";
        let joint: Vec<(String, String)> = self.all(joint, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (id, members) in joint {
            let members: Vec<String> = serde_json::from_str(&members).unwrap_or_default();
            if members.iter().any(|member| own.contains(member)) {
                own.insert(id);
            }
        }
        Ok(own.into_iter().collect())
    }
}

/// The marks of a snippet, as SQL has them.
fn marks(query: &Query) -> String {
    let (before, after) = query.marks.unwrap_or(('[', ']'));
    format!("char({}), char({})", u32::from(before), u32::from(after))
}

/// What is known of an article, from the columns that begin at `at`.
fn article(row: &Row<'_>, at: usize) -> rusqlite::Result<Hit> {
    let published: Option<String> = row.get(at + 3)?;
    Ok(Hit {
        id: None,
        document: row.get(at)?,
        doc: row.get(at + 1)?,
        outlet: row.get(at + 2)?,
        published: published.and_then(|day| day.parse().ok()),
        title: row.get(at + 4)?,
        url: row.get(at + 5)?,
        speaker: None,
        speaker_name: None,
        stance: None,
        form: None,
        said: None,
        cue: None,
        text: String::new(),
        plain: String::new(),
        spans: Vec::new(),
        line: None,
        snippet: String::new(),
        confidence: None,
    })
}

/// Conditions with their values, all of which must hold.
#[derive(Default)]
struct Conditions {
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    fn must<V: Into<Value>>(&mut self, part: &str, values: impl IntoIterator<Item = V>) {
        self.parts.push(part.to_owned());
        self.values.extend(values.into_iter().map(Into::into));
    }

    fn any(&mut self, column: &str, values: &[String]) {
        self.must(&format!("{column} IN (SELECT value FROM json_each(?))"), [json(&values)]);
    }

    fn equals(&mut self, column: &str, value: &Option<String>) {
        if let Some(value) = value {
            self.must(&format!("{column} = ?"), [value.clone()]);
        }
    }

    fn holds(&mut self, column: &str, value: &Option<String>) {
        if let Some(value) = value {
            self.must(&format!("instr(fold({column}), fold(?)) > 0"), [value.clone()]);
        }
    }

    /// What is asked of the article.
    fn about(&mut self, query: &Query) {
        self.holds("d.outlet", &query.outlet);
        if let Some(story) = &query.story {
            let of = "d.id IN (SELECT document FROM story_documents WHERE story = ?)";
            self.must(of, [story.clone()]);
        }
        if let Some(days) = query.published {
            self.must("d.published BETWEEN ? AND ?", [days.start.to_string(), days.end.to_string()]);
        }
    }

    fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

/// What must be there and what must not, as FTS5 has it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Words {
    with: Option<String>,
    without: Option<String>,
}

/// Words as a user types them. Whatever is typed is a valid query.
fn fts(words: &str) -> Words {
    let (mut with, mut without): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut or = false;
    let mut rest = words.trim();
    while !rest.is_empty() {
        let minus = rest.starts_with('-');
        let from = &rest[usize::from(minus)..];
        let (token, after, quoted) = match from.strip_prefix(['"', '“']) {
            Some(inside) => {
                let end = inside.find(['"', '”']).unwrap_or(inside.len());
                let close = inside[end..].chars().next().map_or(0, char::len_utf8);
                (&inside[..end], &inside[end + close..], true)
            }
            None => {
                let end = from.find(char::is_whitespace).unwrap_or(from.len());
                (&from[..end], &from[end..], false)
            }
        };
        rest = after.trim_start();
        if token == "OR" && !quoted && !with.is_empty() {
            or = true;
            continue;
        }
        // Without a letter or digit there is nothing to find.
        if !token.contains(char::is_alphanumeric) {
            continue;
        }
        let star = if !quoted && token.ends_with('*') { "*" } else { "" };
        let phrase = format!("\"{}\"{star}", token.trim_end_matches('*').replace('"', " "));
        match (minus, std::mem::take(&mut or), with.last_mut()) {
            (true, _, _) => without.push(phrase),
            (false, true, Some(last)) => *last = format!("({last} OR {phrase})"),
            (false, ..) => with.push(phrase),
        }
    }
    let joined = |all: Vec<String>, by: &str| (!all.is_empty()).then(|| all.join(by));
    Words { with: joined(with, " AND "), without: joined(without, " OR ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_typed_is_a_query() {
        let cases = [
            ("ceasefire", Some("\"ceasefire\""), None),
            ("no deal", Some("\"no\" AND \"deal\""), None),
            ("\"no deal\" -talks -\"a treaty\"", Some("\"no deal\""), Some("\"talks\" OR \"a treaty\"")),
            ("agree* OR deal gates", Some("(\"agree\"* OR \"deal\") AND \"gates\""), None),
            ("“open", Some("\"open\""), None),
            ("NEAR( x:y ) AND", Some("\"NEAR(\" AND \"x:y\" AND \"AND\""), None),
            ("OR", Some("\"OR\""), None),
            ("-talks", None, Some("\"talks\"")),
            (" \" ** ", None, None),
        ];
        for (typed, with, without) in cases {
            let found = fts(typed);
            assert_eq!((found.with.as_deref(), found.without.as_deref()), (with, without), "{typed}");
        }
    }
}
