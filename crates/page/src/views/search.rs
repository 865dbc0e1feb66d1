//! Finding statements and articles by their words and by what is known of them.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use jiff::civil::{Date, date};
use onrecord_app::record::{Facet, Facets, Field, Hit, Query};
use onrecord_core::times::Days;
use serde::Serialize;

use crate::App;
use crate::answer::{Frame, Part, ROWS, answered, frame, rows, view};
use crate::asked::Asked;
use crate::failed::Failed;
use crate::table::LINES;

/// What stands around what matches: signs for private use, which no text should hold.
const MARKS: (char, char) = ('\u{e000}', '\u{e001}');

/// What was found.
#[derive(Serialize)]
struct Found {
    /// Whether anything was asked.
    asked: bool,
    /// By speaker, stance, form and outlet.
    facets: Facets,
    #[serde(flatten)]
    part: Part<Hit>,
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Found,
    articles: bool,
}

/// A facet as shown: its heading, the name in the query, its values.
type Shown<'a> = (&'static str, &'static str, &'a [Facet]);

impl SearchPage<'_> {
    fn facets(&self) -> [Shown<'_>; 4] {
        let facets = &self.what.facets;
        [
            ("Speaker", "speaker", &facets.speakers),
            ("Stance", "stance", &facets.stances),
            ("Form", "form", &facets.forms),
            ("Outlet", "outlet", &facets.outlets),
        ]
    }

    /// What is asked beside the words, to take away again.
    fn narrowed(&self) -> Vec<(&'static str, &str)> {
        let names = ["speaker", "stance", "form", "outlet", "from", "to", "story", "via"];
        names.into_iter().filter_map(|name| Some((name, self.asked.get(name)?))).collect()
    }
}

/// `/search?q=...`
pub(crate) async fn search(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let articles = asked.get("in") == Some("text");
        let field = match asked.get("in") {
            Some("text") => Field::Text,
            Some("source") => Field::Source,
            _ => Field::Content,
        };
        let own_words = |name: &str| asked.get(name).map(str::to_owned);
        let query = Query {
            words: asked.text("q"),
            field,
            speaker: own_words("speaker"),
            stance: own_words("stance"),
            form: own_words("form"),
            said: said(asked)?,
            outlet: own_words("outlet"),
            via: own_words("via"),
            story: own_words("story"),
            offset: (page - 1) * ROWS,
            limit: ROWS + 1,
            marks: Some(MARKS),
            ..Query::default()
        };
        let names = ["q", "speaker", "stance", "form", "outlet", "from", "to", "story", "via"];
        let is_asked = names.into_iter().any(|name| asked.get(name).is_some());
        // Somebody who is looked for and not there is an empty list, not an error.
        let found = if is_asked { nobody(record.search(&query))? } else { Vec::new() };
        let facets = if is_asked && !articles { nobody(record.facets(&query))? } else { Facets::default() };
        let what = Found { asked: is_asked, facets, part: Part::of(page, found, ROWS) };
        let frame = frame(app, asked, record, "Search", "search", true)?;
        view(asked, &what, Some((LINES, rows)), &SearchPage { frame, asked, what: &what, articles })
    })
    .await
}

/// What was found, or nothing where nobody is called as the speaker who is looked for.
pub(super) fn nobody<T: Default>(found: Result<T, onrecord_app::record::RecordError>) -> Result<T, Failed> {
    match found {
        Err(onrecord_app::record::RecordError::Unknown(_)) => Ok(T::default()),
        other => Ok(other?),
    }
}

/// The days of speaking that are asked for.
fn said(asked: &Asked) -> Result<Option<Days>, Failed> {
    let wrong = |what: String| Failed::new(StatusCode::BAD_REQUEST, what);
    let day = |name: &str| -> Result<Option<Date>, Failed> {
        let typed = asked.get(name);
        typed
            .map(|typed| typed.parse().map_err(|_| wrong(format!("{typed:?} is no day; write YYYY-MM-DD"))))
            .transpose()
    };
    let (from, to) = (day("from")?, day("to")?);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let (from, to) = (from.unwrap_or(date(1, 1, 1)), to.unwrap_or(date(9999, 12, 31)));
    Days::new(from, to).map(Some).ok_or_else(|| wrong("the last day is before the first".to_owned()))
}

/// A snippet in pieces; `true` beside what matches.
pub(crate) fn pieces(snippet: &str) -> Vec<(bool, String)> {
    let mut out = Vec::new();
    let mut rest = snippet;
    while let Some((before, from)) = rest.split_once(MARKS.0) {
        let (matched, after) = from.split_once(MARKS.1).unwrap_or((from, ""));
        out.extend([(false, before.to_owned()), (true, matched.to_owned())]);
        rest = after;
    }
    out.push((false, rest.to_owned()));
    out.retain(|(_, words)| !words.is_empty());
    out
}

/// Where a hit stands.
pub(crate) fn place(hit: &Hit) -> String {
    hit.id.as_deref().map_or_else(|| crate::address::article(&hit.document), crate::address::statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_is_told_apart() {
        let shown = pieces("… the \u{e000}gate\u{e001} and [a] \u{e000}lock\u{e001}");
        let shown: Vec<(bool, &str)> = shown.iter().map(|(own, words)| (*own, words.as_str())).collect();
        assert_eq!(shown, [(false, "… the "), (true, "gate"), (false, " and [a] "), (true, "lock")]);
        assert_eq!(pieces("\u{e000}open"), [(true, "open".to_owned())]);
    }
}
