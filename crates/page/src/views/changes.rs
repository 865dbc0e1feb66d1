//! Who said one thing first and another later; and articles that do so themselves.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::{Odd, Turned};

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

/// The columns of the table of articles at odds with themselves.
const ODDS: Columns = &[
    ("document", "/document"),
    ("doc", "/doc"),
    ("outlet", "/outlet"),
    ("published", "/published"),
    ("one", "/ends/0/id"),
    ("one_text", "/ends/0/text"),
    ("other", "/ends/1/id"),
    ("other_text", "/ends/1/text"),
    ("score", "/score"),
    ("why", "/why"),
];

#[derive(Template)]
#[template(path = "odds.html")]
struct OddsPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Odd>,
}

/// `/odds`
pub(crate) async fn odds(State(app): State<App>, asked: Asked) -> Response<Body> {
    let (asking, own) = (asked.clone(), app.clone());
    let made = ask(&app, move |record| {
        let asked = asking;
        let page = asked.page();
        let what = Part::of(page, record.odds((page - 1) * ROWS, ROWS + 1)?, ROWS);
        let frame = frame(&own, &asked, record, "At odds with themselves", "", true)?;
        view(&asked, &what, Some((ODDS, rows)), &OddsPage { frame, asked: &asked, what: &what })
    });
    told(&asked, made.await)
}
