//! The first screen: what is in dispute, and what is new.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{Arrived, DisputeOrder, DisputeQuery, Disputed, Line, Odd, Turned};
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::answer::{Frame, Part, answered, frame, rows, view};
use crate::asked::Asked;
use crate::table::{Columns, LINES};

/// How many disputes are on a page.
const SIZE: usize = 10;
/// How many speakers of a side the list shows.
const SPEAKERS: usize = 4;
/// How many statements of each side are on a page of a dispute.
const SIDE: usize = 20;

/// The columns of the table of disputes.
const COLUMNS: Columns = &[
    ("id", "/id"),
    ("heading", "/heading"),
    ("speakers", "/speakers"),
    ("statements", "/statements"),
    ("articles", "/articles"),
    ("origins", "/origins"),
    ("first_day", "/days/0"),
    ("last_day", "/days/1"),
    ("score", "/score"),
    ("sure", "/sure"),
    ("new", "/new"),
];

/// What is in dispute.
#[derive(Serialize)]
struct Disputes {
    /// Disputes there are.
    disputes: usize,
    /// Articles there are.
    articles: usize,
    /// What came since the last visit.
    new: Arrived,
    /// The latest changes of position.
    changes: Vec<Turned>,
    /// The latest articles that are at odds with themselves.
    odds: Vec<Odd>,
    /// The disputes of this page.
    #[serde(flatten)]
    part: Part<Disputed>,
}

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Disputes,
    order: String,
    most: usize,
}

/// `/`
pub(crate) async fn disputes(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let order = match asked.get("order") {
            Some("latest") => DisputeOrder::Latest,
            Some("new") => DisputeOrder::Added,
            _ => DisputeOrder::Speakers,
        };
        let since = asked.visit.since.clone();
        let (page, story) = (asked.page(), asked.get("story").map(str::to_owned));
        let query = DisputeQuery { story, order, since: since.clone(), offset: (page - 1) * SIZE, limit: SIZE + 1 };
        let what = Disputes {
            disputes: record.count_disputes()?,
            articles: record.count_articles()?,
            new: record.arrived(since.as_deref(), 5)?,
            changes: if page == 1 { record.changes(None, 0, 5)? } else { Vec::new() },
            odds: if page == 1 { record.odds(0, 3)? } else { Vec::new() },
            part: Part::of(page, record.disputes(&query)?, SIZE),
        };
        let frame = frame(app, asked, record, "In dispute", "disputes", true)?;
        let page = DisputesPage { frame, asked, what: &what, order: asked.text("order"), most: SPEAKERS };
        view(asked, &what, Some((COLUMNS, rows)), &page)
    })
    .await
}

/// A dispute with all its statements.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    dispute: Disputed,
    /// The page of statements, from 1.
    page: usize,
    /// Whether there are more.
    more: bool,
    /// The statements of each side, in the order of time.
    said: [Vec<Line>; 2],
}

#[derive(Template)]
#[template(path = "dispute.html")]
struct DisputePage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Whole,
}

/// `/dispute/ID`
pub(crate) async fn dispute(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let mut said = [Vec::new(), Vec::new()];
        let mut more = false;
        for (side, lines) in (1..).zip(&mut said) {
            let part = Part::of(page, record.side(&id, side, (page - 1) * SIDE, SIDE + 1)?, SIDE);
            more |= part.more;
            *lines = part.rows;
        }
        let what = Whole { dispute: record.disputed(&id, asked.visit.since.as_deref())?, page, more, said };
        let frame = frame(app, asked, record, &what.dispute.heading, "disputes", true)?;
        let page = DisputePage { frame, asked, what: &what };
        view(asked, &what, Some((LINES, said_rows)), &page)
    })
    .await
}

fn said_rows(value: &Value) -> Vec<Value> {
    let sides = value.get("said").and_then(Value::as_array).cloned().unwrap_or_default();
    sides.iter().filter_map(Value::as_array).flatten().cloned().collect()
}
