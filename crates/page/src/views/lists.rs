//! What could not be read, and the log of corrections.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::{Failure, Logged};

use crate::App;
use crate::answer::{Frame, Part, answered, frame, rows, view};
use crate::asked::Asked;
use crate::table::Columns;

/// How many rows are on a page.
const SIZE: usize = 50;

const FAILURES: Columns = &[("at", "/at"), ("input", "/input"), ("place", "/place"), ("reason", "/reason")];

const CORRECTIONS: Columns = &[
    ("number", "/number"),
    ("at", "/at"),
    ("author", "/author"),
    ("note", "/note"),
    ("correction", "/correction"),
    ("undone", "/undone"),
    ("orphan", "/orphan"),
];

#[derive(Template)]
#[template(path = "failures.html")]
struct FailuresPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Failure>,
}

/// `/failures`
pub(crate) async fn failures(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let what = Part::of(page, record.failures_from((page - 1) * SIZE, SIZE + 1)?, SIZE);
        let frame = frame(app, asked, record, "Failures", "failures", true)?;
        view(asked, &what, Some((FAILURES, rows)), &FailuresPage { frame, asked, what: &what })
    })
    .await
}

#[derive(Template)]
#[template(path = "corrections.html")]
struct CorrectionsPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Logged>,
}

impl CorrectionsPage<'_> {
    /// Where the statement that a correction is about stands.
    fn about(&self, logged: &Logged) -> Option<String> {
        logged.action.statements().first().map(|id| crate::address::statement(id))
    }
}

/// `/corrections`: the latest first.
pub(crate) async fn corrections(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let mut log = record.corrections()?;
        log.reverse();
        let part: Vec<Logged> = log.into_iter().skip((page - 1) * SIZE).take(SIZE + 1).collect();
        let mut what = Part::of(page, part, SIZE);
        for logged in &mut what.rows {
            logged.orphan = record.is_orphan(logged)?;
        }
        let frame = frame(app, asked, record, "Corrections", "corrections", true)?;
        view(asked, &what, Some((CORRECTIONS, rows)), &CorrectionsPage { frame, asked, what: &what })
    })
    .await
}
