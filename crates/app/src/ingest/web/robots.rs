//! What sites ask of programs that fetch pages: robots.txt, as RFC 9309 reads it.

use std::collections::HashMap;

use robotstxt::DefaultMatcher;
use ureq::Agent;
use url::Url;

use super::{get, next};
use crate::ingest::guard;
use crate::ingest::problem::Cause;

/// The most bytes of a robots.txt; the standard asks for no more to be read.
const LARGEST: usize = 512 << 10;
/// How often a site may send us on.
const HOPS: usize = 5;
/// The name that rules are written for.
const NAME: &str = "onrecord";

/// The rules of the sites so far.
#[derive(Default)]
pub(super) struct Robots {
    sites: HashMap<String, String>,
}

impl Robots {
    /// Whether `url` may be fetched.
    ///
    /// # Errors
    /// That it may not, and that it cannot be told.
    pub(super) fn check(&mut self, agent: &Agent, url: &Url) -> Result<(), Cause> {
        let site = url.origin().ascii_serialization();
        let rules = match self.sites.get(&site) {
            Some(rules) => rules.clone(),
            None => {
                let rules = rules(agent, url)?;
                self.sites.insert(site, rules.clone());
                rules
            }
        };
        let url = url.to_string();
        let allowed = guard::run(guard::PATIENCE, move || {
            Ok(DefaultMatcher::default().one_agent_allowed_by_robots(&rules, NAME, &url))
        });
        if allowed? { Ok(()) } else { Err(Cause::Robots) }
    }
}

/// The rules of a site. A site without any allows everything; one that cannot say at the moment allows nothing.
fn rules(agent: &Agent, url: &Url) -> Result<String, Cause> {
    let mut at = next(url, "/robots.txt")?;
    for _ in 0..=HOPS {
        let answer = match get(agent, &at, LARGEST) {
            Ok(answer) => answer,
            // An image or the like in its place is no rule, and neither is a flood.
            Err(Cause::WrongType(_) | Cause::TooLarge(_)) => return Ok(String::new()),
            Err(cause) => return Err(cause),
        };
        match (answer.head.status, answer.location) {
            (200, _) => {
                let body = super::response::body(&answer.head, &answer.body)?;
                return Ok(String::from_utf8_lossy(&body).into_owned());
            }
            (300..400, Some(location)) => at = next(&at, &location)?,
            (400..500, _) => return Ok(String::new()),
            (status, _) => return Err(Cause::NoRobots(status)),
        }
    }
    Ok(String::new())
}
