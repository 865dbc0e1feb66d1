//! One person's positions in time, and the list of those who speak.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{Line, Matter, Named, PositionQuery, Standing, Turned};
use onrecord_app::views::{Person, Role};
use serde::Serialize;

use super::told;
use crate::App;
use crate::answer::{Frame, Part, ROWS, ask, frame, rows, view};
use crate::asked::Asked;
use crate::table::{Columns, LINES};

/// How many roles are shown before the rest is folded away.
const ROLES: usize = 8;
/// How many roles and aliases are told at most.
const MOST: usize = 60;

/// A person with their positions.
#[derive(Serialize)]
struct Positions {
    person: Person,
    /// Those who speak together, if these are several: ids and names.
    members: Vec<(String, String)>,
    /// Changes of position.
    changes: Vec<Turned>,
    /// Disputes in which they stand.
    disputes: Vec<Standing>,
    /// Stories in which they speak.
    matters: Vec<Matter>,
    /// Their stances, and how many statements have each.
    stances: Vec<(String, usize)>,
    /// How many statements are theirs.
    statements: usize,
    #[serde(flatten)]
    part: Part<Line>,
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct SpeakerPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Positions,
    author: String,
}

impl SpeakerPage<'_> {
    /// The roles that are shown at once, or those that are folded away.
    fn roles(&self, folded: bool) -> &[Role] {
        let all = &self.what.person.roles;
        let (first, rest) = all.split_at(all.len().min(ROLES));
        if folded { &rest[..rest.len().min(MOST)] } else { first }
    }

    /// The other names.
    fn aliases(&self) -> &[String] {
        let all = &self.what.person.aliases;
        &all[..all.len().min(MOST)]
    }

    /// Whether a statement is one end of a change of position.
    fn turned(&self, line: &Line) -> bool {
        self.what.changes.iter().any(|turned| turned.earlier.id == line.id || turned.later.id == line.id)
    }

    /// Whether a statement is the first of its year in the list.
    fn year(&self, at: &usize) -> Option<i16> {
        let year = |line: &Line| line.day().map(|day| day.year());
        let own = year(&self.what.part.rows[*at])?;
        let before = at.checked_sub(1).and_then(|before| year(&self.what.part.rows[before]));
        (before != Some(own)).then_some(own)
    }
}

/// `/speaker/ID`
pub(crate) async fn speaker(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    let (asking, own) = (asked.clone(), app.clone());
    let made = ask(&app, move |record| {
        let asked = asking;
        let page = asked.page();
        let person = record.person_by_id(&id)?;
        let query = PositionQuery {
            story: asked.get("story").map(str::to_owned),
            stance: asked.get("stance").map(str::to_owned),
            offset: (page - 1) * ROWS,
            limit: ROWS + 1,
        };
        let mut members = Vec::new();
        for member in &person.members {
            members.push((member.clone(), record.person_by_id(member)?.name));
        }
        let stances = record.stances_of(&id)?;
        let what = Positions {
            members,
            changes: record.turns_of(&id)?,
            disputes: record.standings_of(&id)?,
            matters: record.matters_of(&id)?,
            statements: stances.iter().map(|(_, count)| count).sum(),
            stances,
            part: Part::of(page, record.positions(&id, &query)?, ROWS),
            person,
        };
        let frame = frame(&own, &asked, record, &what.person.name, "speakers", true)?;
        let author = own.options.author.clone().unwrap_or_default();
        view(&asked, &what, Some((LINES, rows)), &SpeakerPage { frame, asked: &asked, what: &what, author })
    });
    told(&asked, made.await)
}

/// The columns of the table of those who speak.
const COLUMNS: Columns =
    &[("id", "/id"), ("name", "/name"), ("kind", "/kind"), ("articles", "/articles"), ("statements", "/statements")];

#[derive(Template)]
#[template(path = "speakers.html")]
struct SpeakersPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Part<Named>,
}

/// How many names are on a page.
const NAMES: usize = 50;

/// `/speakers`
pub(crate) async fn speakers(State(app): State<App>, asked: Asked) -> Response<Body> {
    let (asking, own) = (asked.clone(), app.clone());
    let made = ask(&app, move |record| {
        let asked = asking;
        let page = asked.page();
        let what = Part::of(page, record.named_most(asked.get("name"), (page - 1) * NAMES, NAMES + 1)?, NAMES);
        let frame = frame(&own, &asked, record, "Speakers", "speakers", true)?;
        view(&asked, &what, Some((COLUMNS, rows)), &SpeakersPage { frame, asked: &asked, what: &what })
    });
    told(&asked, made.await)
}
