//! What a query asks for, as SQL has it.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::documents::json;
use super::open::{Record, RecordError};
use super::positions::OF;
use super::search::{Field, Query};

/// Conditions with their values, all of which must hold.
#[derive(Default)]
pub(super) struct Conditions {
    parts: Vec<String>,
    pub(super) values: Vec<Value>,
    /// The words among them, as FTS5 has them.
    pub(super) words: Option<String>,
    /// Whether the first value is the list of those who speak, with whom [`OF`] begins.
    speakers: bool,
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

    /// The tables that conditions on statements are about.
    pub(super) fn tables(&self) -> String {
        let lent = "LEFT JOIN lent l ON l.statement = s.id";
        if self.speakers {
            return format!("{OF} {lent}");
        }
        let from = match self.words {
            Some(_) => "statement_words JOIN statements s ON s.key = statement_words.rowid",
            None => "statements s",
        };
        format!(
            "{from} JOIN documents d ON d.id = s.document AND d.current = 1 {lent} \
             LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker"
        )
    }

    pub(super) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

impl Record {
    /// What is asked of statements.
    pub(super) fn asked_of_statements(&self, query: &Query) -> Result<Conditions, RecordError> {
        let mut found = Conditions::default();
        let Words { with, without } = asked(&query.words)?;
        let column = if query.field == Field::Source { "source" } else { "plain" };
        if let Some(words) = without {
            let none = "s.key NOT IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)";
            found.must(none, [format!("{{{column}}} : ({words})")]);
        }
        if let Some(words) = with {
            let words = format!("{{{column}}} : ({words})");
            found.must("statement_words MATCH ?", [words.clone()]);
            found.words = Some(words);
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
            if found.words.is_none() && !query.doubtful {
                found.speakers = true;
                found.values.insert(0, json(&people).into());
            } else {
                found.any("a.person", &people);
            }
        }
        found.equals("s.stance", &query.stance);
        found.equals("s.form", &query.form);
        found.holds("s.via", &query.via);
        found.about(query);
        if let Some(days) = query.said {
            found.must("coalesce(l.said_end, s.said_end) >= ?", [days.start.to_string()]);
            found.must("coalesce(l.said_start, s.said_start) <= ?", [days.end.to_string()]);
        }
        Ok(found)
    }

    /// What is asked of articles.
    pub(super) fn asked_of_articles(query: &Query) -> Result<Conditions, RecordError> {
        let mut found = Conditions::default();
        let Words { with, without } = asked(&query.words)?;
        if let Some(words) = without {
            found.must("d.key NOT IN (SELECT rowid FROM document_words WHERE document_words MATCH ?)", [words]);
        }
        if let Some(words) = with {
            found.must("document_words MATCH ?", [words.clone()]);
            found.words = Some(words);
        }
        found.must("d.current = ?", [1]);
        found.about(query);
        Ok(found)
    }

    /// The ids of those with this id, or whose name or alias holds the words, and of those who speak together with one of them.
    pub(super) fn bearers(&self, words: &str) -> Result<Vec<String>, RecordError> {
        let id: Option<String> = self.find("SELECT id FROM people WHERE id = ?", [words], |row| row.get(0))?;
        // A name in small letters may be the id of somebody who says nothing, and meant as part of another's.
        let speaks = format!("SELECT 1 FROM {OF} LIMIT 1");
        let speaks = |id: &String| self.find(&speaks, [json(&[id])], |_| Ok(())).map(|found| found.is_some());
        let mut own: BTreeSet<String> = match id {
            Some(id) if speaks(&id)? => BTreeSet::from([id]),
            _ => {
                let sql = format!("SELECT id FROM people WHERE {}", called(words));
                self.all(&sql, [words], |row| row.get(0))?.into_iter().chain(id).collect()
            }
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

/// What is asked of a person whose name or alias holds the words `?1`, whichever letters are capitals.
pub(super) fn called(words: &str) -> &'static str {
    // SQLite's own search knows the English letters only, and is many times faster; a list of names is JSON.
    if words.bytes().all(|b| b.is_ascii_alphanumeric() || b" -.'".contains(&b)) {
        "(name LIKE '%' || ?1 || '%' OR aliases LIKE '%' || ?1 || '%')"
    } else {
        "(instr(fold(name), fold(?1)) > 0 OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE instr(fold(value), fold(?1)) > 0))"
    }
}

/// What must be there and what must not, as FTS5 has it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Words {
    with: Option<String>,
    without: Option<String>,
}

/// The most words of a search; SQLite follows some eighty that are joined by OR.
const WORDS: usize = 64;

/// Words as a user types them, if these are not too many.
fn asked(words: &str) -> Result<Words, RecordError> {
    if words.split_whitespace().count() > WORDS {
        return Err(RecordError::Unknown(format!("a search has at most {WORDS} words; take some out")));
    }
    Ok(fts(words))
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
