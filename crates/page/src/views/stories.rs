//! Stories, and the articles of one by origin.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{DisputeQuery, Disputed, StoryLine, Told};
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::answer::{Frame, Part, ROWS, answered, frame, rows, view};
use crate::asked::Asked;
use crate::table::Columns;

const COLUMNS: Columns = &[
    ("id", "/id"),
    ("title", "/title"),
    ("articles", "/articles"),
    ("origins", "/origins"),
    ("outlets", "/outlets"),
    ("first", "/first"),
    ("last", "/last"),
    ("disputes", "/disputes"),
];

#[derive(Template)]
#[template(path = "stories.html")]
struct StoriesPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<StoryLine>,
}

/// `/stories`
pub(crate) async fn stories(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let what = Part::of(page, record.story_lines(asked.get("title"), (page - 1) * ROWS, ROWS + 1)?, ROWS);
        let frame = frame(app, asked, record, "Stories", "stories", true)?;
        view(asked, &what, Some((COLUMNS, rows)), &StoriesPage { frame, asked, what: &what })
    })
    .await
}

/// A story with its disputes.
#[derive(Serialize)]
struct Whole {
    #[serde(flatten)]
    told: Told,
    /// The first of its disputes.
    in_dispute: Vec<Disputed>,
}

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Whole,
}

impl StoryPage<'_> {
    /// The article that another is compared with: the first of the story.
    fn first(&self) -> &str {
        self.what.told.by_origin.first().and_then(|of| of.first()).map_or("", |article| &article.document)
    }
}

const ARTICLES: Columns = &[
    ("document", "/document"),
    ("doc", "/doc"),
    ("outlet", "/outlet"),
    ("title", "/title"),
    ("published", "/published"),
    ("added", "/added"),
    ("origin", "/origin"),
];

/// `/story/ID`
pub(crate) async fn story(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let told = record.told(&id, asked.page())?;
        let query = DisputeQuery { story: Some(id), limit: 5, ..DisputeQuery::default() };
        let what = Whole { in_dispute: record.disputes(&query)?, told };
        let frame = frame(app, asked, record, &what.told.story.title, "stories", true)?;
        view(asked, &what, Some((ARTICLES, articles)), &StoryPage { frame, asked, what: &what })
    })
    .await
}

fn articles(value: &Value) -> Vec<Value> {
    let origins = value.get("by_origin").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut out = Vec::new();
    for (origin, articles) in (1..).zip(&origins) {
        for article in articles.as_array().into_iter().flatten() {
            let mut article = article.clone();
            if let Some(fields) = article.as_object_mut() {
                fields.insert("origin".to_owned(), Value::from(origin));
            }
            out.push(article);
        }
    }
    out
}
