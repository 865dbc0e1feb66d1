//! Two articles, or two versions of one, side by side.

use askama::Template;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use onrecord_app::record::{Beside, Line, Pair};
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::answer::{Frame, ROWS, answered, frame, view};
use crate::asked::Asked;
use crate::table::Columns;

const COLUMNS: Columns = &[
    ("told", "/told"),
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

/// Two articles, with a page of what they tell.
#[derive(Serialize)]
struct Compared {
    #[serde(flatten)]
    beside: Option<Beside>,
    page: usize,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct ComparePage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Compared,
}

impl ComparePage<'_> {
    /// The part of a list that is on this page.
    fn part<'l, T>(&self, list: &'l [T]) -> &'l [T] {
        let from = ((self.what.page - 1) * ROWS).min(list.len());
        &list[from..list.len().min(from + ROWS)]
    }

    fn pairs<'l>(&self, list: &'l [Pair]) -> &'l [Pair] {
        self.part(list)
    }

    fn lines<'l>(&self, list: &'l [Line]) -> &'l [Line] {
        self.part(list)
    }

    /// Whether any list goes on after this page.
    fn more(&self) -> bool {
        let end = self.what.page * ROWS;
        self.what.beside.as_ref().is_some_and(|of| {
            [of.conflicts.len(), of.both.len(), of.only_a.len(), of.only_b.len()].iter().any(|length| *length > end)
        })
    }
}

/// `/compare?a=ID&b=ID`
pub(crate) async fn compare(State(app): State<App>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let beside = match (asked.get("a"), asked.get("b")) {
            (Some(a), Some(b)) => Some(record.beside(a, b)?),
            _ => None,
        };
        let what = Compared { beside, page: asked.page() };
        let frame = frame(app, asked, record, "Compare", "compare", true)?;
        view(asked, &what, Some((COLUMNS, rows)), &ComparePage { frame, asked, what: &what })
    })
    .await
}

/// A row a pair, and one a statement that only one article tells.
fn rows(value: &Value) -> Vec<Value> {
    let list = |name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut out = Vec::new();
    for name in ["conflicts", "both"] {
        for mut pair in list(name) {
            if let Some(fields) = pair.as_object_mut() {
                fields.insert("told".to_owned(), name.into());
            }
            out.push(pair);
        }
    }
    for (name, side) in [("only_a", "a"), ("only_b", "b")] {
        out.extend(list(name).into_iter().map(|line| serde_json::json!({"told": name, side: line})));
    }
    out
}
