//! What a request asks for: its address, taken apart, and what the browser remembers.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE as COOKIES;
use axum::http::request::Parts;
use jiff::Timestamp;
use onrecord_app::ingest::hex;
use sha2::{Digest, Sha256};

use crate::App;
use crate::address::query;
use crate::token::{COOKIE, is_token, random, token};

/// A form of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// The page.
    Page,
    /// The page as one file to hand on.
    Html,
    /// The view as JSON.
    Json,
    /// Its rows as a table.
    Csv,
}

/// What a request asks for.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The path.
    pub(crate) path: String,
    /// Names and values of the query.
    pub(crate) pairs: Vec<(String, String)>,
    /// How it is answered.
    pub(crate) format: Format,
    /// The visit, which tokens are made of.
    pub(crate) session: String,
    /// Whether the browser is still to be told of it.
    pub(crate) fresh: bool,
    /// What the browser remembers of earlier visits.
    pub(crate) visit: Visit,
}

/// When somebody looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Visit {
    /// The name of the cookie: one a record.
    pub(crate) cookie: String,
    /// The end of the visit before this; what came into the record after it is new.
    pub(crate) since: Option<String>,
    /// What the browser is to remember.
    pub(crate) remember: String,
}

/// No value of a query is longer, in bytes; the rest is not looked at.
const LONGEST: usize = 1000;

/// A pause longer than this, in seconds, ends a visit.
const PAUSE: i64 = 30 * 60;

impl Asked {
    /// The value of a name, if there is one that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The same, or nothing.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> Option<usize> {
        self.get(name).and_then(|value| value.parse().ok())
    }

    /// The page, from 1.
    pub(crate) fn page(&self) -> usize {
        self.number("page").unwrap_or(1).clamp(1, 100_000)
    }

    /// This address with another value of a name; without the name if there is none.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let kept =
            |(known, _): &&(String, String)| known != name && known != "done" && !(known == "page" && name != "page");
        let mut pairs: Vec<(String, String)> = self.pairs.iter().filter(kept).cloned().collect();
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
        query(&self.path, &pairs)
    }

    /// This address with other values of two names.
    pub(crate) fn with_both(&self, one: (&str, &str), other: (&str, &str)) -> String {
        let first = self.with(one.0, one.1);
        let pairs = first.split_once('?').map_or_else(Vec::new, |(_, rest)| pairs(rest));
        Asked { pairs, ..self.clone() }.with(other.0, other.1)
    }

    /// This address as it is, to come back to.
    pub(crate) fn here(&self) -> String {
        self.with("format", "")
    }

    /// Whether this is the token of forms that the visit was given.
    pub(crate) fn is_token(&self, app: &App, given: &str) -> bool {
        is_token(&app.secret, &self.session, given)
    }

    /// The token of forms, for one answer.
    pub(crate) fn token(&self, app: &App) -> String {
        token(&app.secret, &self.session)
    }
}

impl FromRequestParts<App> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked, Infallible> {
        let pairs = pairs(parts.uri.query().unwrap_or_default());
        let format = match pairs.iter().find(|(name, _)| name == "format").map(|(_, value)| value.as_str()) {
            Some("html") => Format::Html,
            Some("json") => Format::Json,
            Some("csv") => Format::Csv,
            _ => Format::Page,
        };
        let cookies = parts.headers.get_all(COOKIES).iter().filter_map(|value| value.to_str().ok());
        let cookies: Vec<(&str, &str)> =
            cookies.flat_map(|value| value.split(';')).filter_map(|one| one.trim().split_once('=')).collect();
        let cookie =
            |name: &str| cookies.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let known = cookie(COOKIE).filter(|id| id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let fresh = known.is_none();
        // Where there are no random numbers the router was never made.
        let session = known.or_else(|| random().ok().map(|bytes| hex(&bytes))).unwrap_or_default();
        let name = hex(&Sha256::digest(app.options.record.to_string_lossy().as_bytes())[..4]);
        let name = format!("onrecord_visit_{name}");
        let visit = visit(cookie(&name).as_deref(), (app.options.now)(), name);
        Ok(Asked { path: parts.uri.path().to_owned(), pairs, format, session, fresh, visit })
    }
}

/// The visit that goes on now, from what the browser remembers: when the visit before ended, and when this one was last heard of.
fn visit(remembered: Option<&str>, now: Timestamp, cookie: String) -> Visit {
    let moment = |text: &str| text.parse::<i64>().ok().filter(|at| *at <= now.as_second());
    let known = remembered.and_then(|text| text.split_once('.'));
    let (since, last) = known.map_or((None, None), |(since, last)| (moment(since), moment(last)));
    let since = if last.is_some_and(|last| now.as_second() - last > PAUSE) { last } else { since };
    let kept = since.map_or_else(|| "0".to_owned(), |at| at.to_string());
    let told = |at: i64| Timestamp::from_second(at).ok().map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    let remember = format!("{kept}.{}", now.as_second());
    Visit { cookie, since: since.filter(|at| *at > 0).and_then(told), remember }
}

/// The names and values of a query.
fn pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        let mut text = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
        let mut end = text.len().min(LONGEST);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text
    };
    let some = query.split('&').filter(|pair| !pair.is_empty()).take(64);
    some.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_ends_after_a_pause() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let name = || "v".to_owned();
        let first = visit(None, at(1_000_000), name());
        assert_eq!((first.since, first.remember.as_str()), (None, "0.1000000"));
        let soon = visit(Some("0.1000000"), at(1_000_060), name());
        assert_eq!((soon.since, soon.remember.as_str()), (None, "0.1000060"));
        let later = visit(Some("0.1000060"), at(1_090_000), name());
        assert_eq!(
            (later.since.as_deref(), later.remember.as_str()),
            (Some("1970-01-12T13:47:40Z"), "1000060.1090000")
        );
        let reloaded = visit(Some("1000060.1090000"), at(1_090_010), name());
        assert_eq!(reloaded.since.as_deref(), Some("1970-01-12T13:47:40Z"));
        for odd in ["", "x.y", "99999999999999.5", "-1.-1"] {
            assert_eq!(visit(Some(odd), at(10), name()).since.as_deref().unwrap_or("none"), "none", "{odd}");
        }
    }

    #[test]
    fn queries_are_taken_apart() {
        let all = pairs("q=a+b%20c&from=&x&%ff=1");
        let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(all, [("q", "a b c"), ("from", ""), ("x", ""), ("\u{fffd}", "1")]);
        assert_eq!(pairs(&format!("q={}", "é".repeat(900)))[0].1.len(), LONGEST);
    }
}
