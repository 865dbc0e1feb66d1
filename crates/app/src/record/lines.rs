//! Statements as a page lists them: all that is known of each, and the words as they stand in the article's text.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rusqlite::{Row, params};
use serde::Serialize;

use super::documents::json;
use super::open::{Record, RecordError};
use crate::views::{self, listed};

/// A statement in a list. Fields that nothing is known of are `null` or empty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// The statement's id.
    pub id: String,
    /// The document's id.
    pub document: String,
    /// The statement's number in its document, from 1.
    pub number: i64,
    /// The document's name.
    pub doc: String,
    /// The outlet.
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
    /// `person`, `organisation`, `group` or `unnamed`.
    pub speaker_kind: Option<String>,
    /// The words that name the speaker.
    pub source: Option<String>,
    /// The words that attribute.
    pub cue: Option<String>,
    /// The act of speaking.
    pub stance: String,
    /// How the words are given.
    pub form: String,
    /// The first and last possible day of speaking.
    pub said: Option<[Date; 2]>,
    /// What tells that day.
    pub said_grounds: Option<String>,
    /// To whom.
    pub addressee: Option<String>,
    /// On what occasion.
    pub occasion: Option<String>,
    /// Through whom it reached the article.
    pub via: Vec<String>,
    /// The words, exactly as they stand in the document's text; pieces joined by ` … `.
    pub text: String,
    /// The same without mark-up and line breaks.
    pub plain: String,
    /// Where the words stand, in code points of the document's text.
    pub spans: Vec<[usize; 2]>,
    /// The line of the document on which they begin.
    pub line: i64,
    /// How certain the reader is that this is a statement, 0 to 1.
    pub confidence: f64,
    /// `found`, `confirmed`, `rejected` or `added`.
    pub status: String,
}

/// Columns of [`Line`], of `s` (statements), `d` (documents), `p` (people) and `l` (lent).
const COLUMNS: &str = "s.id, s.document, s.number, d.name, d.outlet, d.published, d.title, d.url, p.id, p.name, p.kind, \
    s.source, s.cue, s.stance, s.form, coalesce(l.said_start, s.said_start), coalesce(l.said_end, s.said_end), \
    CASE WHEN l.statement IS NULL THEN s.said_grounds ELSE 'as told of the same utterance in ' || l.lender END, \
    s.addressee, s.occasion, s.via, \
    (SELECT group_concat(substr(d.text, json_extract(piece.value, '$[0]') + 1, \
        json_extract(piece.value, '$[1]') - json_extract(piece.value, '$[0]')), ' … ') FROM json_each(s.content_spans) piece), \
    s.plain, s.content_spans, s.line, s.confidence, s.status";

/// The tables of those columns.
const TABLES: &str = "JOIN documents d ON d.id = s.document \
    LEFT JOIN lent l ON l.statement = s.id \
    LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
    LEFT JOIN people p ON p.id = a.person";

impl Record {
    /// The statements with these ids, in their order; ids that are nowhere are passed over.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn lines(&self, ids: &[String]) -> Result<Vec<Line>, RecordError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM json_each(?) asked CROSS JOIN statements s ON s.id = asked.value {TABLES} ORDER BY asked.key"
        );
        self.all(&sql, [json(&ids)], line)
    }

    /// The statements of a document that are on record, in the order of their numbers; those too that are not, if `all`.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn lines_of(&self, document: &str, all: bool) -> Result<Vec<Line>, RecordError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM statements s {TABLES} WHERE s.document = ? AND (s.on_record = 1 OR ?) ORDER BY s.number"
        );
        self.all(&sql, params![document, all], line)
    }

    /// How many texts some documents are, copies of one text counted once.
    pub(super) fn origins(&self, documents: &BTreeSet<&str>) -> Result<usize, RecordError> {
        let sql = "SELECT count(DISTINCT coalesce(o.story || ' ' || o.origin, asked.value)) FROM json_each(?) asked \
                   LEFT JOIN story_documents o ON o.document = asked.value";
        self.ask(sql, [json(&documents)], |row| row.get(0))
    }
}

impl Line {
    /// Who speaks, as prose has it: the name, else the words of the article.
    pub fn who(&self) -> String {
        match (&self.speaker_name, &self.source) {
            (Some(name), _) => views::clean(&listed(name)),
            (None, Some(source)) => views::clean(source),
            (None, None) => "No source named".to_owned(),
        }
    }

    /// The words of the article that name the speaker, where they tell more or other than the name.
    pub fn own_words(&self) -> Option<String> {
        let source = views::clean(self.source.as_deref()?);
        let parts = |text: &str| -> Vec<String> {
            let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let name = parts(self.speaker_name.as_deref()?);
        (!source.is_empty() && !parts(&source).iter().all(|word| name.contains(word))).then_some(source)
    }

    /// The words that attribute, if they are words.
    pub fn cue_words(&self) -> Option<String> {
        self.cue.as_deref().filter(|cue| cue.contains(char::is_alphanumeric)).map(views::clean)
    }

    /// When it was said, in words.
    pub fn when(&self) -> String {
        self.said.map_or_else(|| "day of speaking unknown".to_owned(), |[start, end]| views::days(start, end))
    }

    /// The day by which it is put in order: of speaking, else of publication.
    pub fn day(&self) -> Option<Date> {
        self.said.map(|said| said[0]).or(self.published)
    }

    /// Where it stands: outlet and day of publication.
    pub fn place(&self) -> String {
        let day = self.published.map(|day| format!(", {}", views::day(Some(day)))).unwrap_or_default();
        format!("{}{day}", self.article())
    }

    /// What its article is called: by its outlet, else its headline, else its file.
    fn article(&self) -> String {
        let known = self.outlet.as_deref().or(self.title.as_deref());
        views::clean(known.unwrap_or_else(|| views::short_name(&self.doc)))
    }

    /// A line to cite it by: who, where, when, the words and the address.
    pub fn citation(&self) -> String {
        let reported = if self.form == "direct" { "in" } else { "as reported in" };
        let mut parts = vec![self.who(), format!("{reported} {}", self.article())];
        parts.extend(self.published.map(|day| views::day(Some(day))));
        let opens = self.plain.starts_with(['“', '"', '„', '«']) && self.plain.ends_with(['”', '"', '“', '»']);
        let words = views::clean(&self.plain);
        parts.push(if opens { words } else { format!("“{words}”") });
        parts.extend(self.url.as_deref().map(views::clean));
        parts.join(", ")
    }

    /// How certain the reader is that this is a statement, in words.
    pub fn sure(&self) -> &'static str {
        match self.status.as_str() {
            "confirmed" => "confirmed by hand",
            "added" => "added by hand",
            "rejected" => "rejected by hand",
            _ => sure(self.confidence),
        }
    }
}

/// How certain something is, in words that stand before what it is: `likely at odds`.
pub fn sure(score: f64) -> &'static str {
    match score {
        score if score >= 0.9 => "very likely",
        score if score >= 0.7 => "likely",
        score if score >= 0.5 => "perhaps",
        _ => "hardly",
    }
}

fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let day = |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse::<Date>().ok()));
    let list = |at: usize| row.get::<_, String>(at);
    Ok(Line {
        id: row.get(0)?,
        document: row.get(1)?,
        number: row.get(2)?,
        doc: row.get(3)?,
        outlet: row.get(4)?,
        published: day(5)?,
        title: row.get(6)?,
        url: row.get(7)?,
        speaker: row.get(8)?,
        speaker_name: row.get(9)?,
        speaker_kind: row.get(10)?,
        source: row.get(11)?,
        cue: row.get(12)?,
        stance: row.get(13)?,
        form: row.get(14)?,
        said: day(15)?.zip(day(16)?).map(|(start, end)| [start, end]),
        said_grounds: row.get(17)?,
        addressee: row.get(18)?,
        occasion: row.get(19)?,
        via: serde_json::from_str(&list(20)?).unwrap_or_default(),
        text: row.get::<_, Option<String>>(21)?.unwrap_or_default(),
        plain: row.get(22)?,
        spans: serde_json::from_str(&list(23)?).unwrap_or_default(),
        line: row.get(24)?,
        confidence: row.get(25)?,
        status: row.get(26)?,
    })
}
