//! Who said one thing first and another later.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::Turned;

use super::told;
use crate::App;
use crate::answer::{Frame, Part, ROWS, ask, frame, rows, view};
use crate::asked::Asked;
use crate::table::Columns;

/// The columns of the table of changes.
const COLUMNS: Columns = &[
    ("speaker", "/earlier/speaker_name"),
    ("earlier", "/earlier/id"),
    ("earlier_said", "/earlier/said/0"),
    ("earlier_text", "/earlier/text"),
    ("later", "/later/id"),
    ("later_said", "/later/said/0"),
    ("later_text", "/later/text"),
    ("score", "/score"),
    ("why", "/why"),
];

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Turned>,
}

/// `/changes`
pub(crate) async fn changes(State(app): State<App>, asked: Asked) -> Response<Body> {
    let (asking, own) = (asked.clone(), app.clone());
    let made = ask(&app, move |record| {
        let asked = asking;
        let page = asked.page();
        let what = Part::of(page, record.changes((page - 1) * ROWS, ROWS + 1)?, ROWS);
        let frame = frame(&own, &asked, record, "Changed positions", "changes", true)?;
        view(&asked, &what, Some((COLUMNS, rows)), &ChangesPage { frame, asked: &asked, what: &what })
    });
    told(&asked, made.await)
}
