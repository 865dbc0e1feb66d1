//! Articles from the web: an address that is named as input is fetched, and nothing else ever is.

mod address;
mod robots;
#[cfg(test)]
mod tests;

use std::io::{Cursor, Read};
use std::time::Duration;

use jiff::{Timestamp, Unit};
use onrecord_core::document::Metadata;
use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, http};
use url::Url;

use super::LIMIT;
use super::archive::http::{self as response, Head};
use super::kind;
use super::problem::Cause;
use super::source::Input;
use address::{Checked, Private};
use robots::Robots;

/// How often a site may send us on.
const HOPS: usize = 10;
/// How long one page may take from its first byte to its last.
const PATIENCE: Duration = Duration::from_secs(60);
/// The name by which sites know us.
const AGENT: &str = concat!("onrecord/", env!("CARGO_PKG_VERSION"));
const ACCEPT: &str = "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, \
                      application/feed+json, application/xml;q=0.9, text/*;q=0.9, application/json;q=0.8";

/// Whether an input is an address of the web.
pub(super) fn is_address(path: &str) -> bool {
    let begins = |scheme: &str| path.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// Fetches pages, one at a time.
pub(super) struct Web {
    agent: Agent,
    /// What sites ask of programs; `None` if it is not to be looked at.
    robots: Option<Robots>,
}

/// What a server answered.
struct Answer {
    head: Head,
    /// Where it sends us on.
    location: Option<String>,
    body: Vec<u8>,
}

impl Web {
    pub(super) fn new(allow_private: bool, ignore_robots: bool) -> Web {
        Web::with(allow_private, ignore_robots, PATIENCE, RootCerts::WebPki)
    }

    /// Waits no longer than this for a page, and believes the certificates that these authorities signed.
    fn with(allow_private: bool, ignore_robots: bool, patience: Duration, authorities: RootCerts) -> Web {
        let config = Agent::config_builder()
            .user_agent(AGENT)
            .accept(ACCEPT)
            .accept_encoding("gzip, br")
            // Hops are followed here, where each is checked.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            // A proxy would look names up itself, and reach what is not to be reached.
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(authorities).build())
            .max_response_header_size(64 << 10)
            .timeout_global(Some(patience))
            .timeout_connect(Some(patience / 3))
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), Checked { allow_private });
        Web { agent, robots: (!ignore_robots).then(Robots::default) }
    }

    /// Fetches an address.
    ///
    /// # Errors
    /// An address that leads nowhere, or nowhere that it may; a page that is none, too large or too slow.
    pub(super) fn fetch(&mut self, address: &str) -> Result<Input, Cause> {
        let mut url = Url::parse(address).map_err(|error| Cause::Address(error.to_string()))?;
        for _ in 0..=HOPS {
            if let Some(robots) = &mut self.robots {
                robots.check(&self.agent, &url)?;
            }
            let fetched = Timestamp::now().round(Unit::Second).unwrap_or_default();
            let answer = get(&self.agent, &url, LIMIT)?;
            match (answer.head.status, answer.location) {
                (200, _) => return input(address, &url, answer.head, &answer.body, fetched),
                (301 | 302 | 303 | 307 | 308, Some(location)) => url = next(&url, &location)?,
                (status, _) => return Err(Cause::Status(status)),
            }
        }
        Err(Cause::Redirects(HOPS))
    }
}

/// Where a site sends us on to.
fn next(url: &Url, location: &str) -> Result<Url, Cause> {
    let next = url.join(location).map_err(|error| Cause::Address(error.to_string()))?;
    match next.scheme() {
        "http" | "https" => Ok(next),
        scheme => Err(Cause::Address(format!("sent on to a {scheme} address"))),
    }
}

/// One request and its answer, of which the body is read only if it may be a page.
fn get(agent: &Agent, url: &Url, limit: usize) -> Result<Answer, Cause> {
    let mut got = agent.get(url.as_str()).call().map_err(failed)?;
    let location = got.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    // The client joins chunks itself.
    let fields = got.headers().iter().filter(|(name, _)| **name != http::header::TRANSFER_ENCODING);
    let head = Head::of(got.status().as_u16(), fields.map(|(name, value)| (name.as_str(), value.as_bytes())));
    if head.status == 200
        && let Some(kind) = head.kind.as_deref().filter(|kind| kind::by_type(kind).is_none())
    {
        return Err(Cause::WrongType(kind.to_owned()));
    }
    let mut body = Vec::new();
    if head.status == 200 {
        let reader = got.body_mut().as_reader();
        reader.take(limit as u64 + 1).read_to_end(&mut body).map_err(|error| failed(error.into()))?;
        if body.len() > limit {
            return Err(Cause::TooLarge(limit.div_ceil(1 << 20)));
        }
    }
    Ok(Answer { head, location, body })
}

fn failed(error: ureq::Error) -> Cause {
    match error {
        ureq::Error::Io(inner) if inner.get_ref().is_some_and(|inner| inner.is::<Private>()) => Cause::PrivateAddress,
        ureq::Error::Timeout(_) => Cause::Fetch("the server takes too long".into()),
        ureq::Error::HostNotFound => Cause::Fetch("no such server".into()),
        other => Cause::Fetch(other.to_string()),
    }
}

/// The page as an input among others.
fn input(address: &str, url: &Url, head: Head, body: &[u8], fetched: Timestamp) -> Result<Input, Cause> {
    let bytes = response::body(&head, body)?;
    let stated = Metadata { url: Some(url.to_string()), ..Metadata::default() };
    let kind = head.kind.as_deref().and_then(kind::by_type).unwrap_or(kind::Kind::Unknown);
    Ok(Input {
        kind,
        packing: None,
        charset: head.charset,
        stated,
        fetched: Some(fetched),
        ..Input::named(address, Box::new(Cursor::new(bytes)))
    })
}
