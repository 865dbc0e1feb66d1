//! Who said one thing first and another later; and articles that do so themselves.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::{Odd, Turned};
use serde::Serialize;

use crate::App;
use crate::answer::{Frame, Part, ROWS, answered, frame, rows, view};
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
    what: &'a Changes,
}

/// Changes of position.
#[derive(Serialize)]
struct Changes {
    /// The name of whose they are, if only one person's are asked for.
    speaker: Option<String>,
    #[serde(flatten)]
    part: Part<Turned>,
}

/// `/changes`
pub(crate) async fn changes(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let speaker = asked.get("speaker").map(|id| record.person_by_id(id)).transpose()?;
        let of = speaker.as_ref().map(|person| person.id.as_str());
        let part = Part::of(page, record.changes(of, (page - 1) * ROWS, ROWS + 1)?, ROWS);
        let what = Changes { speaker: speaker.map(|person| person.name), part };
        let frame = frame(app, asked, record, "Changed positions", "changes", true)?;
        view(asked, &what, Some((COLUMNS, rows)), &ChangesPage { frame, asked, what: &what })
    })
    .await
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
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let what = Part::of(page, record.odds((page - 1) * ROWS, ROWS + 1)?, ROWS);
        let frame = frame(app, asked, record, "At odds with themselves", "", true)?;
        view(asked, &what, Some((ODDS, rows)), &OddsPage { frame, asked, what: &what })
    })
    .await
}
