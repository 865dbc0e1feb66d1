//! What is found, counted by its values.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use serde::Serialize;

use super::open::{Record, RecordError};
use super::search::{Field, Query};

/// How many of what is found have one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// The value, as a query has it.
    pub value: String,
    /// The same for people.
    pub name: String,
    /// How many.
    pub count: usize,
}

/// What is found, by its values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// By speaker.
    pub speakers: Vec<Facet>,
    /// By stance.
    pub stances: Vec<Facet>,
    /// By form.
    pub forms: Vec<Facet>,
    /// By outlet.
    pub outlets: Vec<Facet>,
    /// How many statements were counted.
    pub counted: usize,
    /// Whether there are more than were counted.
    pub more: bool,
}

/// How many statements facets count.
const COUNTED: usize = 2000;

/// How many values of a facet are told.
const VALUES: usize = 8;

impl Record {
    /// The statements that are found, by speaker, stance, form and outlet; counted among the first few thousand.
    ///
    /// # Errors
    /// If the record cannot be read, or there is no such speaker or story.
    pub fn facets(&self, query: &Query) -> Result<Facets, RecordError> {
        let story = query.story.as_deref().map(|story| self.story(story)).transpose()?;
        let query = &Query { story, field: Field::Content, ..query.clone() };
        let found = self.asked_of_statements(query)?;
        let sql = format!(
            "SELECT p.id, p.name, s.stance, s.form, d.outlet FROM {} LEFT JOIN people p ON p.id = a.person WHERE {} LIMIT {}",
            found.tables(),
            found.sql(),
            COUNTED + 1
        );
        let mut rows: Vec<[Option<String>; 5]> = self.all(&sql, params_from_iter(found.values), |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        })?;
        let more = rows.len() > COUNTED;
        rows.truncate(COUNTED);
        let by = |value: usize, name: usize| {
            let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
            for row in &rows {
                if let (Some(value), Some(name)) = (&row[value], &row[name]) {
                    *counts.entry((value, name)).or_default() += 1;
                }
            }
            let mut all: Vec<Facet> = counts
                .into_iter()
                .map(|((value, name), count)| Facet { value: value.to_owned(), name: name.to_owned(), count })
                .collect();
            all.sort_by(|x, y| y.count.cmp(&x.count).then_with(|| x.value.cmp(&y.value)));
            all.truncate(VALUES);
            all
        };
        let (speakers, stances, forms, outlets) = (by(0, 1), by(2, 2), by(3, 3), by(4, 4));
        Ok(Facets { speakers, stances, forms, outlets, counted: rows.len(), more })
    }
}
