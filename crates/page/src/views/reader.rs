//! An article with its statements marked, and told beside it.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{Leaf, Piece, Reader, Shown, Version};
use onrecord_app::views::clean;
use serde_json::Value;

use crate::App;
use crate::address;
use crate::answer::{Frame, answered, frame, redirect, view};
use crate::asked::Asked;
use crate::table::LINES;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Reader,
    /// The number of the statement that was asked for.
    chosen: i64,
    /// The number of the sentence of the article's own voice that was asked for.
    told: i64,
    /// Who corrects, if that is known.
    author: String,
}

impl ArticlePage<'_> {
    /// Whether words belong to what was asked for.
    fn is_chosen(&self, piece: &Piece) -> bool {
        piece.of.contains(&self.chosen) || piece.told.contains(&self.told)
    }

    /// Whether the text begins with the headline, so that it need not stand twice.
    fn heads(&self) -> bool {
        let Some(first) = self.what.paragraphs.first().filter(|first| first.kind == "headline") else { return false };
        let words: String = first.pieces.iter().map(|piece| piece.text.as_str()).collect();
        self.what.title.as_deref().is_some_and(|title| clean(title) == clean(&words))
    }

    /// The latest version, where this is an earlier one.
    fn latest(&self) -> Option<&Version> {
        self.what.versions.last().filter(|latest| latest.document != self.what.document)
    }

    /// The versions before and after this, to compare it with.
    fn others(&self) -> impl Iterator<Item = &Version> {
        self.what.versions.iter().filter(|version| version.document != self.what.document)
    }
}

/// `/article/ID`
pub(crate) async fn article(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        let shown = if asked.get("text") == Some("original") { Shown::Original } else { Shown::Clean };
        let chosen = asked.number("s").and_then(|number| i64::try_from(number).ok());
        let told = asked.get("s").and_then(|mark| mark.strip_prefix('n')?.parse().ok());
        let leaf = match (asked.number("page"), chosen, told) {
            (None, Some(number), _) => Leaf::Statement(number),
            (None, _, Some(number)) => Leaf::Told(number),
            _ => Leaf::Page(asked.page()),
        };
        let what = record.reader(&id, shown, leaf)?;
        let title = what.title.clone().unwrap_or_else(|| what.doc.clone());
        let frame = frame(app, asked, record, &title, "", true)?;
        let author = app.options.author.clone().unwrap_or_default();
        let page = ArticlePage {
            frame,
            asked,
            what: &what,
            chosen: chosen.unwrap_or_default(),
            told: told.unwrap_or_default(),
            author,
        };
        view(asked, &what, Some((LINES, cards)), &page)
    })
    .await
}

fn cards(value: &Value) -> Vec<Value> {
    let paragraphs = value.get("paragraphs").and_then(Value::as_array).cloned().unwrap_or_default();
    paragraphs.iter().filter_map(|paragraph| paragraph.get("cards")?.as_array()).flatten().cloned().collect()
}

/// `/statement/DOCUMENT/NUMBER`: leads to the words.
pub(crate) async fn statement(
    State(_): State<App>,
    Path((document, number)): Path<(String, String)>,
    asked: Asked,
) -> Response<Body> {
    redirect(&asked, &address::statement(&format!("{document}#{number}")))
}

/// `/statement/ID`, with the `#` of the id as `%23`: leads to the words.
pub(crate) async fn statement_by_id(State(_): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    redirect(&asked, &address::statement(&id))
}
