//! The forms that correct one statement, with the statements that it may be tied to.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{Card, Line, Query, Record};
use serde::Serialize;

use super::search::nobody;
use crate::App;
use crate::answer::{Frame, answered, frame, view};
use crate::asked::Asked;
use crate::failed::Failed;

/// How many statements one can choose from.
const SIZE: usize = 12;
/// How many words of a statement others are looked for by.
const WORDS: usize = 6;
/// How many letters such a word has at least.
const LETTERS: usize = 5;

/// A statement, and others to tie it to.
#[derive(Serialize)]
struct Correctable {
    #[serde(flatten)]
    card: Card,
    candidates: Vec<Line>,
}

#[derive(Template)]
#[template(path = "correct.html")]
struct CorrectPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    card: &'a Card,
    candidates: &'a [Line],
    back: String,
    author: String,
}

/// `/correct/DOCUMENT/NUMBER`: all that can be said of a statement. `?find=` looks for others to tie it to.
pub(crate) async fn form(
    State(app): State<App>,
    Path((document, number)): Path<(String, String)>,
    asked: Asked,
) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let id = format!("{document}#{number}");
        let card = record.card(&id)?;
        let candidates = candidates(record, &card, asked.get("find"))?;
        let what = Correctable { card, candidates };
        let frame = frame(app, asked, record, "Correct a statement", "", false)?;
        let page = CorrectPage {
            frame,
            asked,
            card: &what.card,
            candidates: &what.candidates,
            back: crate::address::statement(&id),
            author: app.options.author.clone().unwrap_or_default(),
        };
        view(asked, &what, None, &page)
    })
    .await
}

/// Statements with words that are looked for, or by a speaker of this name; else such as share words with this one.
fn candidates(record: &Record, card: &Card, sought: Option<&str>) -> Result<Vec<Line>, Failed> {
    let words = sought.map_or_else(|| telling(&card.line.plain), str::to_owned);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = record.search(&Query { words, limit: SIZE + 1, ..Query::default() })?;
    if let Some(name) = sought.filter(|_| found.len() <= SIZE) {
        let query = Query { speaker: Some(name.to_owned()), limit: SIZE + 1, ..Query::default() };
        found.extend(nobody(record.search(&query))?);
    }
    let mut ids: Vec<String> = Vec::new();
    for id in found.into_iter().filter_map(|hit| hit.id) {
        if id != card.line.id && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids.truncate(SIZE);
    Ok(record.lines(&ids)?)
}

/// The longest words of a statement, any of which will do.
fn telling(plain: &str) -> String {
    let mut words: Vec<&str> =
        plain.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= LETTERS).collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    words.dedup();
    words.truncate(WORDS);
    words.join(" OR ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_looked_for_by_the_longest_words() {
        assert_eq!(telling("“The sluice, the sluice gates — all of it.”"), "sluice OR gates");
        assert_eq!(telling("No, no."), "");
    }
}
