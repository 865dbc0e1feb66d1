//! Everything as JSON Lines: one object a line, with its `type`.

use std::io;

use serde::Serialize;

use super::Dossier;
use super::files::Sink;
use crate::brief::{Claim, Dispute, Entry, Link, Story, Told};
use crate::views::{Head, Person};

/// One line.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    Document {
        #[serde(flatten)]
        head: &'a Head,
        text: &'a str,
    },
    Statement(&'a Entry),
    Person(&'a Person),
    Link(&'a Link),
    Claim(&'a Claim),
    Dispute(&'a Dispute),
    Story(&'a Story),
    Narration(&'a Told),
}

/// Writes each document with its statements after it, then what is of all of them.
pub(super) fn write(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let mut line = |line: &Line<'_>| -> io::Result<()> {
        serde_json::to_writer(&mut *out, line)?;
        out.write_all(b"\n")
    };
    for article in what.articles() {
        line(&Line::Document { head: article.head, text: article.text })?;
        article.entries.iter().try_for_each(|entry| line(&Line::Statement(entry)))?;
    }
    let brief = what.brief;
    brief.people.iter().try_for_each(|person| line(&Line::Person(person)))?;
    brief.links.iter().try_for_each(|link| line(&Line::Link(link)))?;
    brief.claims.iter().try_for_each(|claim| line(&Line::Claim(claim)))?;
    brief.disputes.iter().try_for_each(|dispute| line(&Line::Dispute(dispute)))?;
    brief.stories.iter().try_for_each(|story| line(&Line::Story(story)))?;
    brief.narration.iter().try_for_each(|told| line(&Line::Narration(told)))
}
