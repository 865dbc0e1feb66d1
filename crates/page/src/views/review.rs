//! What a person should look at first: the least certain.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::{Unsure, UnsureTie};

use crate::App;
use crate::answer::{Frame, Part, answered, frame, rows, view};
use crate::asked::Asked;
use crate::table::{Columns, LINES};

/// How many are on a page.
const SIZE: usize = 10;

const TIES: Columns = &[
    ("relation", "/relation"),
    ("a", "/a/id"),
    ("a_speaker", "/a/speaker_name"),
    ("a_text", "/a/text"),
    ("b", "/b/id"),
    ("b_speaker", "/b/speaker_name"),
    ("b_text", "/b/text"),
    ("score", "/score"),
    ("why", "/why"),
];

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Unsure>,
}

#[derive(Template)]
#[template(path = "review_ties.html")]
struct TiesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<UnsureTie>,
}

/// `/review`, `/review?of=ties`
pub(crate) async fn review(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let offset = (page - 1) * SIZE;
        let frame = frame(app, asked, record, "Review", "review", true)?;
        if asked.get("of") == Some("ties") {
            let what = Part::of(page, record.unsure_ties(offset, SIZE + 1)?, SIZE);
            return view(asked, &what, Some((TIES, rows)), &TiesPage { frame, asked, what: &what });
        }
        let what = Part::of(page, record.unsure(offset, SIZE + 1)?, SIZE);
        view(asked, &what, Some((LINES, rows)), &ReviewPage { frame, asked, what: &what })
    })
    .await
}
