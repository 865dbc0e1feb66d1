//! From a view to an answer: a page, the page to hand on, JSON or a table.

use askama::Template;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Response, StatusCode};
use onrecord_app::record::{Access, Record};
use serde::Serialize;
use serde_json::Value;

use crate::App;
use crate::asked::{Asked, Format};
use crate::failed::Failed;
use crate::handed::stand_alone;
use crate::table::{Columns, csv};
use crate::token::COOKIE;

/// What every page shows around its view.
pub(crate) struct Frame {
    /// The title of the page.
    pub(crate) title: String,
    /// What the navigation shows.
    pub(crate) navigation: Navigation,
    /// The record's file.
    pub(crate) record: String,
    /// The token of forms; none where nothing may be corrected.
    pub(crate) token: Option<String>,
    /// Where forms come back to.
    pub(crate) here: String,
    /// The other forms of the view: a name and an address each.
    pub(crate) forms: Vec<(&'static str, String)>,
    /// What was just done, with the number of the correction.
    pub(crate) done: Option<(i64, String)>,
    /// What is looked for, in the field at the top.
    pub(crate) sought: String,
    /// What else the reader should know of the record.
    pub(crate) unsettled: bool,
}

/// What the navigation shows beside its entries.
#[derive(Clone, Copy, Default)]
pub(crate) struct Navigation {
    /// Which entry this is; none where it is empty.
    pub(crate) at: &'static str,
    /// How much could not be read, as far as known.
    pub(crate) failures: usize,
}

impl Frame {
    /// Whether corrections can be made.
    pub(crate) fn corrects(&self) -> bool {
        self.token.is_some()
    }
}

/// Answers with what is made of the record, off the threads that answer; or with what went wrong.
pub(crate) async fn answered(
    app: App,
    asked: Asked,
    work: impl FnOnce(&App, &Asked, &Record) -> Result<Response<Body>, Failed> + Send + 'static,
) -> Response<Body> {
    let asking = asked.clone();
    let made = tokio::task::spawn_blocking(move || {
        let record = Record::open(&app.options.record, Access::Read)?;
        work(&app, &asking, &record)
    });
    let broken = |_| Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "this view could not be made; the others can");
    made.await.map_err(broken).flatten().unwrap_or_else(|failed| failure(&asked, &failed))
}

/// What stands around a view; `at` is its entry of the navigation, `table` whether its rows can be had as CSV.
pub(crate) fn frame(
    app: &App,
    asked: &Asked,
    record: &Record,
    title: &str,
    at: &'static str,
    table: bool,
) -> Result<Frame, Failed> {
    let mut done = None;
    if let Some(number) = asked.number("done").and_then(|number| i64::try_from(number).ok()) {
        let log = record.corrections()?;
        done = log.iter().find(|logged| logged.number == number && !logged.undone).map(|one| (number, one.what()));
    }
    let mut forms = vec![("One file", asked.with("format", "html")), ("JSON", asked.with("format", "json"))];
    if table {
        forms.push(("CSV", asked.with("format", "csv")));
    }
    Ok(Frame {
        title: title.chars().filter(|c| !turns(*c)).collect(),
        navigation: Navigation { at, failures: record.count_failures()? },
        record: app.options.record.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        token: (!app.options.read_only && asked.format == Format::Page).then(|| asked.token(app)),
        here: asked.here(),
        forms,
        done,
        sought: asked.text("q"),
        unsettled: !record.is_settled()?,
    })
}

/// The table of a view: its columns, and its rows within the JSON of the view.
type Table = (Columns, fn(&Value) -> Vec<Value>);

/// A view in the form that was asked for.
pub(crate) fn view<T: Serialize>(
    asked: &Asked,
    what: &T,
    table: Option<Table>,
    page: &impl Template,
) -> Result<Response<Body>, Failed> {
    let broken = |_| Failed::new(StatusCode::INTERNAL_SERVER_ERROR, "this view could not be written down");
    match (asked.format, table) {
        (Format::Json, _) => {
            let body = serde_json::to_string_pretty(what).map_err(|_| broken(askama::Error::Fmt))?;
            Ok(answer(asked, "application/json; charset=utf-8", format!("{body}\n").into()))
        }
        (Format::Csv, Some((columns, rows))) => {
            let rows = rows(&serde_json::to_value(what).map_err(|_| broken(askama::Error::Fmt))?);
            let mut answer = answer(asked, "text/csv; charset=utf-8", csv(&rows, columns).into());
            let name = HeaderValue::from_static("attachment; filename=\"onrecord.csv\"");
            answer.headers_mut().insert(CONTENT_DISPOSITION, name);
            Ok(answer)
        }
        (Format::Csv, None) => Err(Failed::new(StatusCode::NOT_FOUND, "this view is no table; take it as JSON")),
        (Format::Html, _) => {
            let page = stand_alone(&visible(page.render().map_err(broken)?));
            let mut answer = answer(asked, "text/html; charset=utf-8", page.into());
            let name = HeaderValue::from_static("attachment; filename=\"onrecord.html\"");
            answer.headers_mut().insert(CONTENT_DISPOSITION, name);
            Ok(answer)
        }
        (Format::Page, _) => {
            Ok(answer(asked, "text/html; charset=utf-8", visible(page.render().map_err(broken)?).into()))
        }
    }
}

/// What is wrong, as a page.
pub(crate) fn failure(asked: &Asked, failed: &Failed) -> Response<Body> {
    let page = ErrorPage { heading: failed.heading(), message: &failed.message, ..ErrorPage::default() };
    wrong(asked, failed.status, &page)
}

/// A page that tells what is wrong.
pub(crate) fn wrong(asked: &Asked, status: StatusCode, page: &ErrorPage<'_>) -> Response<Body> {
    let body = page.render().map(visible).unwrap_or_else(|_| page.message.to_owned());
    let mut answer = answer(asked, "text/html; charset=utf-8", body.into());
    *answer.status_mut() = status;
    answer
}

/// The page that tells what is wrong; a form that was refused can be sent again from it.
#[derive(Default, Template)]
#[template(path = "error.html")]
pub(crate) struct ErrorPage<'a> {
    pub(crate) heading: &'a str,
    pub(crate) message: &'a str,
    /// The fields of the form, if it makes sense to send it again.
    pub(crate) kept: &'a [(String, String)],
    pub(crate) token: &'a str,
    pub(crate) navigation: Navigation,
}

/// Leads on to another address of this page.
pub(crate) fn redirect(asked: &Asked, to: &str) -> Response<Body> {
    let mut answer = answer(asked, "text/plain; charset=utf-8", Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    // Addresses are made of percent-encoded parts; one that is not stays here.
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    answer.headers_mut().insert(LOCATION, to);
    answer
}

fn answer(asked: &Asked, kind: &'static str, body: Body) -> Response<Body> {
    let mut answer = Response::new(body);
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    let mut cookies = Vec::new();
    if asked.fresh {
        cookies.push(format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Strict", asked.session));
    }
    if asked.path == "/" && asked.format == Format::Page {
        let (name, value) = (&asked.visit.cookie, &asked.visit.remember);
        cookies.push(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"));
    }
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, value);
        }
    }
    answer
}

/// Whether a character turns the direction of writing, also of what follows it where nothing isolates it.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Control characters made visible: no template has one but line breaks.
fn visible(page: String) -> String {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
    if page.contains(steers) { page.replace(steers, "\u{fffd}") } else { page }
}

/// How many rows a list has on a page.
pub(crate) const ROWS: usize = 25;

/// A part of a long list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Part<T> {
    /// The part, from 1.
    pub(crate) page: usize,
    /// Whether there is another after it.
    pub(crate) more: bool,
    /// Its rows.
    pub(crate) rows: Vec<T>,
}

impl<T> Part<T> {
    /// Of rows that were asked for one more than are shown.
    pub(crate) fn of(page: usize, mut rows: Vec<T>, size: usize) -> Part<T> {
        let more = rows.len() > size;
        rows.truncate(size);
        Part { page, more, rows }
    }
}

/// The rows of a view that is a [`Part`].
pub(crate) fn rows(value: &Value) -> Vec<Value> {
    value.get("rows").and_then(Value::as_array).cloned().unwrap_or_default()
}
