//! Who may ask: the `Host` and `Origin` of a request, the password, and the headers of every answer.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::App;
use crate::token::alike;

/// What a page may load and do: its own style, script and images, and forms to itself; nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Lets through what may be asked, and puts the headers on every answer.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response<Body> {
    let mut answer = match refused(&app, request.method(), request.headers()) {
        Some((status, why)) => refusal(status, why),
        None => next.run(request).await,
    };
    let headers = answer.headers_mut();
    let fixed: [(HeaderName, &str); 6] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        // With `no-referrer` a browser hides the origin of a page's own forms too, and it could not be checked.
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

fn refusal(status: StatusCode, why: &'static str) -> Response<Body> {
    let mut answer = Response::new(Body::from(format!("{why}\n")));
    *answer.status_mut() = status;
    answer.headers_mut().insert("content-type", HeaderValue::from_static("text/plain; charset=utf-8"));
    if status == StatusCode::UNAUTHORIZED {
        answer
            .headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"onrecord\", charset=\"UTF-8\""));
    }
    answer
}

/// Why a request is not answered, if so.
fn refused(app: &App, method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| app.options.hosts.has(host)) {
        let why = "This page does not answer to this name. `onrecord serve --host NAME` gives it another one.";
        return Some((StatusCode::MISDIRECTED_REQUEST, why));
    }
    if let Some(password) = &app.options.password
        && !given(headers).is_some_and(|given| alike(&given, password))
    {
        return Some((StatusCode::UNAUTHORIZED, "This page asks for a password; the name does not matter."));
    }
    if *method == Method::GET || *method == Method::HEAD {
        return None;
    }
    if *method != Method::POST {
        return Some((StatusCode::METHOD_NOT_ALLOWED, "This page understands GET, HEAD and POST."));
    }
    let elsewhere = "This was sent from another page than this one, and nothing was done.";
    if let Some(origin) = headers.get(ORIGIN) {
        let own = host.map(|host| [format!("http://{host}"), format!("https://{host}")]);
        let is_own = own.is_some_and(|own| own.iter().any(|own| origin.as_bytes() == own.as_bytes()));
        if !is_own {
            return Some((StatusCode::FORBIDDEN, elsewhere));
        }
    }
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"same-origin") {
        return Some((StatusCode::FORBIDDEN, elsewhere));
    }
    None
}

/// The password of a request.
fn given(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let plain = scheme.eq_ignore_ascii_case("basic").then(|| BASE64_STANDARD.decode(rest.trim()).ok())??;
    let plain = String::from_utf8(plain).ok()?;
    plain.split_once(':').map(|(_, password)| password.to_owned())
}
