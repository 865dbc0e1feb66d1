//! The style and the script, in the program, at addresses that change with them.

use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{Response, StatusCode};
use onrecord_app::ingest::hex;
use sha2::{Digest, Sha256};

/// How every page looks.
pub(crate) const STYLE: &str = include_str!("../assets/page.css");
/// Keys and copying; no view needs it for reading.
const SCRIPT: &str = include_str!("../assets/page.js");

/// The address of the style.
pub(crate) static STYLE_AT: LazyLock<String> = LazyLock::new(|| at("page", "css", STYLE));
/// The address of the script.
pub(crate) static SCRIPT_AT: LazyLock<String> = LazyLock::new(|| at("page", "js", SCRIPT));

fn at(name: &str, end: &str, content: &str) -> String {
    let hash = hex(&Sha256::digest(content.as_bytes())[..8]);
    format!("/assets/{name}-{hash}.{end}")
}

/// The style or the script.
pub(crate) async fn asset(Path(name): Path<String>) -> Response<Body> {
    let address = format!("/assets/{name}");
    let (kind, content) = match () {
        () if address == *STYLE_AT => ("text/css; charset=utf-8", STYLE),
        () if address == *SCRIPT_AT => ("text/javascript; charset=utf-8", SCRIPT),
        () => {
            let mut answer = Response::new(Body::from("Nothing is kept here.\n"));
            *answer.status_mut() = StatusCode::NOT_FOUND;
            return answer;
        }
    };
    let mut answer = Response::new(Body::from(content));
    for (name, value) in [(CONTENT_TYPE, kind), (CACHE_CONTROL, "private, max-age=31536000, immutable")] {
        answer.headers_mut().insert(name, axum::http::HeaderValue::from_static(value));
    }
    answer
}
