//! One file a view: what is asked of the record, and the page of it.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Response, StatusCode};
use axum::routing::{get, post};

use crate::App;
use crate::answer::failure;
use crate::asked::Asked;
use crate::assets::asset;
use crate::failed::Failed;

mod changes;
mod compare;
mod correct;
mod disputes;
mod form;
mod lists;
mod reader;
mod review;
pub(crate) mod search;
mod speaker;
mod stories;
mod ties;
mod timeline;

/// The entries of the navigation: name, mark and address.
pub(crate) const NAVIGATION: &[(&str, &str, &str)] = &[
    ("In dispute", "disputes", "/"),
    ("Changed", "changes", "/changes"),
    ("Timeline", "timeline", "/timeline"),
    ("Speakers", "speakers", "/speakers"),
    ("Stories", "stories", "/stories"),
    ("Review", "review", "/review"),
    ("Corrections", "corrections", "/corrections"),
    ("Failures", "failures", "/failures"),
];

/// All addresses.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(disputes::disputes))
        .route("/dispute/{id}", get(disputes::dispute))
        .route("/changes", get(changes::changes))
        .route("/odds", get(changes::odds))
        .route("/article/{id}", get(reader::article))
        .route("/statement/{document}/{number}", get(reader::statement))
        .route("/statement/{id}", get(reader::statement_by_id))
        .route("/ties/{document}/{number}", get(ties::ties))
        .route("/speakers", get(speaker::speakers))
        .route("/speaker/{id}", get(speaker::speaker))
        .route("/stories", get(stories::stories))
        .route("/story/{id}", get(stories::story))
        .route("/review", get(review::review))
        .route("/search", get(search::search))
        .route("/timeline", get(timeline::timeline))
        .route("/compare", get(compare::compare))
        .route("/failures", get(lists::failures))
        .route("/corrections", get(lists::corrections))
        .route("/correct", post(correct::correct))
        .route("/correct/{document}/{number}", get(form::form))
        .route("/assets/{name}", get(asset))
}

/// Where there is nothing.
pub(crate) async fn nothing_here(State(_): State<App>, asked: Asked) -> Response<Body> {
    failure(
        &asked,
        &Failed::new(StatusCode::NOT_FOUND, "There is no page at this address. The navigation leads to all there are."),
    )
}
