//! One person's positions in time, and the list of those who speak.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use onrecord_app::record::{Line, Matter, Named, PositionQuery, Standing, Turned};
use onrecord_app::views::{Person, Role};
use serde::Serialize;

use crate::App;
use crate::answer::{Frame, Part, ROWS, answered, frame, rows, view};
use crate::asked::{Asked, Format};
use crate::say::{count, grouped};
use crate::table::{Columns, LINES};

/// How many roles are shown before the rest is folded away.
const ROLES: usize = 8;
/// How many changes of position are shown before the link to all.
const CHANGES: usize = 5;
/// As many as there are.
const ALL: usize = i32::MAX as usize;
/// How many matters and disputes are shown before the rest is folded away.
const FEW: usize = 12;
/// How many roles, aliases, matters and disputes are told at most; the page says where there are more.
const MOST: usize = 60;

/// A person with their positions.
#[derive(Serialize)]
struct Positions {
    person: Person,
    /// Those who speak together, if these are several: ids and names.
    members: Vec<(String, String)>,
    /// How many changes of position they made.
    changed: usize,
    /// The latest of these.
    changes: Vec<Turned>,
    /// Disputes in which they stand.
    disputes: Vec<Standing>,
    /// Stories in which they speak.
    matters: Vec<Matter>,
    /// Their stances, and how many statements have each.
    stances: Vec<(String, usize)>,
    /// How many statements are theirs.
    statements: usize,
    /// How many of these are in the matter and have the stance that are asked for.
    found: usize,
    #[serde(flatten)]
    part: Part<Line>,
}

#[derive(Template)]
#[template(path = "speaker.html")]
struct SpeakerPage<'a> {
    frame: Frame,
    asked: &'a Asked,
    what: &'a Positions,
    /// Which statements of the page are one end of a change of position.
    turned: Vec<String>,
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

    /// The disputes that are shown at once, or those that are folded away.
    fn disputes(&self, folded: bool) -> &[Standing] {
        part(&self.what.disputes, folded)
    }

    /// The matters that are shown at once, or those that are folded away.
    fn matters(&self, folded: bool) -> &[Matter] {
        part(&self.what.matters, folded)
    }

    /// Whether there are more of something than the page tells.
    fn cut(&self, all: usize) -> bool {
        all > MOST
    }

    /// Whether a statement is one end of a change of position.
    fn turned(&self, line: &Line) -> bool {
        self.turned.contains(&line.id)
    }

    /// Which statements are on the page, of how many.
    fn stretch(&self) -> String {
        let first = (self.what.part.page - 1) * ROWS + 1;
        let last = first + self.what.part.rows.len() - 1;
        format!("{} to {} of {}", grouped(first), grouped(last), count(self.what.found, "statement", "statements"))
    }

    /// Whether a statement is the first of its year in the list.
    fn year(&self, at: &usize) -> Option<i16> {
        let year = |line: &Line| line.day().map(|day| day.year());
        let own = year(&self.what.part.rows[*at])?;
        let before = at.checked_sub(1).and_then(|before| year(&self.what.part.rows[before]));
        (before != Some(own)).then_some(own)
    }
}

/// The first few of some, or the rest of those that are told.
fn part<T>(all: &[T], folded: bool) -> &[T] {
    let (first, rest) = all[..all.len().min(MOST)].split_at(all.len().min(FEW));
    if folded { rest } else { first }
}

/// `/speaker/ID`
pub(crate) async fn speaker(State(app): State<App>, Path(id): Path<String>, asked: Asked) -> Response<Body> {
    answered(app, asked, move |app, asked, record| {
        // As data it is whole: a position that is missing would look like one that was never taken.
        let whole = matches!(asked.format, Format::Json | Format::Csv);
        let (page, size) = if whole { (1, ALL) } else { (asked.page(), ROWS) };
        let (changes, most) = if whole { (ALL, ALL) } else { (CHANGES, MOST + 1) };
        let person = record.person_by_id(&id)?;
        let query = PositionQuery {
            story: asked.get("story").map(str::to_owned),
            stance: asked.get("stance").map(str::to_owned),
            offset: (page - 1) * size,
            limit: size + 1,
        };
        let mut members = Vec::new();
        for member in &person.members {
            members.push((member.clone(), record.person_by_id(member)?.name));
        }
        let stances = record.stances_of(&id)?;
        let what = Positions {
            members,
            changed: record.count_changes(Some(&id))?,
            changes: record.changes(Some(&id), 0, changes)?,
            disputes: record.standings_of(&id, most)?,
            matters: record.matters_of(&id, most)?,
            statements: stances.iter().map(|(_, count)| count).sum(),
            stances,
            found: record.count_positions(&id, &query)?,
            part: Part::of(page, record.positions(&id, &query)?, size),
            person,
        };
        let frame = frame(app, asked, record, &what.person.name, "speakers", true)?;
        let turned = record.turned(&what.part.rows)?;
        let author = app.options.author.clone().unwrap_or_default();
        view(asked, &what, Some((LINES, rows)), &SpeakerPage { frame, asked, what: &what, turned, author })
    })
    .await
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
    answered(app, asked, move |app, asked, record| {
        let page = asked.page();
        let what = Part::of(page, record.named_most(asked.get("name"), (page - 1) * NAMES, NAMES + 1)?, NAMES);
        let frame = frame(app, asked, record, "Speakers", "speakers", true)?;
        view(asked, &what, Some((COLUMNS, rows)), &SpeakersPage { frame, asked, what: &what })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_much_is_folded_and_then_cut() {
        let all: Vec<usize> = (0..MOST + 5).collect();
        for (some, shown, folded) in [(0, 0, 0), (FEW, FEW, 0), (FEW + 1, FEW, 1), (MOST + 5, FEW, MOST - FEW)] {
            assert_eq!((part(&all[..some], false).len(), part(&all[..some], true).len()), (shown, folded), "{some}");
        }
        assert_eq!(part(&all, true).first(), Some(&FEW));
    }
}
