//! All that ties one statement to others.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::Card;
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::answer::{Frame, answered, frame, view};
use crate::asked::Asked;
use crate::table::Columns;

/// How many ties are on a page.
const SIZE: usize = 25;

const COLUMNS: Columns = &[
    ("relation", "/relation"),
    ("other", "/other"),
    ("speaker_name", "/line/speaker_name"),
    ("outlet", "/line/outlet"),
    ("published", "/line/published"),
    ("text", "/line/text"),
    ("score", "/score"),
    ("why", "/why"),
];

/// A statement with a page of its ties.
#[derive(Serialize)]
struct Tied {
    #[serde(flatten)]
    card: Card,
    page: usize,
    more: bool,
}

#[derive(Template)]
#[template(path = "ties.html")]
struct TiesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Tied,
}

/// `/ties/DOCUMENT/NUMBER`
pub(crate) async fn ties(
    State(app): State<App>,
    Path((document, number)): Path<(String, String)>,
    asked: Asked,
) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let card = record.card_from(&format!("{document}#{number}"), (page - 1) * SIZE, SIZE)?;
        let what = Tied { more: card.tied.all > page * SIZE, page, card };
        let frame = frame(app, asked, record, "What ties a statement to others", "", true)?;
        view(asked, &what, Some((COLUMNS, rows)), &TiesPage { frame, asked, what: &what })
    })
    .await
}

fn rows(value: &Value) -> Vec<Value> {
    value.get("ties").and_then(Value::as_array).cloned().unwrap_or_default()
}
