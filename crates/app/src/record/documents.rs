//! One article in the record: what is written of it, and how it comes back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use onrecord_core::document::{Document, Metadata};
use onrecord_core::linking::candidates::Telling;
use onrecord_core::linking::likeness::Vector;
use onrecord_core::linking::link::digest;
use onrecord_core::linking::material::{Material, Saying, sayings};
use onrecord_core::people::{Authority, Person};
use onrecord_core::span::Span;
use onrecord_core::statement::Statement;
use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};

use super::apply::{Corrected, Status, apply};
use super::corrections::Logged;
use super::kept::{Card, Cards, Kept, pack, squeeze, unpack};
use super::open::{Record, RecordError};
use crate::read::Reading;
use crate::views::{self, Passage, Positions};

/// Statements of which the reader is less sure than this, 0 to 1, are on record only if somebody confirms them.
pub const LEAST: f64 = 0.4;

/// The columns of statements.
const STATEMENT: [&str; 25] = [
    "id",
    "document",
    "number",
    "on_record",
    "status",
    "form",
    "stance",
    "confidence",
    "source",
    "source_spans",
    "source_plain",
    "cue",
    "cue_spans",
    "content",
    "content_spans",
    "plain",
    "speaker",
    "said_start",
    "said_end",
    "said_grounds",
    "addressee",
    "occasion",
    "via",
    "line",
    "found",
];

/// What the record knows of a document beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) id: String,
    pub(super) address: String,
    pub(super) version: i64,
    pub(super) format: String,
    pub(super) modified: Option<Date>,
    pub(super) fetched: Option<String>,
    pub(super) added: String,
    pub(super) unread: Option<String>,
    pub(super) program: i64,
}

/// Where the bytes of a document are, as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw {
    /// They are those of its text.
    Text,
    /// They are kept beside it.
    Bytes(Vec<u8>),
    /// They are not kept.
    Gone,
}

impl Raw {
    fn place(&self) -> &'static str {
        match self {
            Raw::Text => "text",
            Raw::Bytes(_) => "bytes",
            Raw::Gone => "gone",
        }
    }
}

/// A document as it stands in the record, corrections applied.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) facts: Facts,
    pub(super) reading: Reading,
    pub(super) corrected: Corrected,
}

/// Rows of one table that a document has.
pub(super) struct Rows {
    pub(super) table: &'static str,
    /// The columns that are written, what names a row first.
    pub(super) columns: &'static [&'static str],
    /// How many of the columns name a row.
    pub(super) key: usize,
    pub(super) rows: Vec<Vec<Value>>,
}

/// What of a document is shown, searched and linked.
pub(super) struct Made {
    /// All statements, those too that are not on record.
    pub(super) view: views::Document,
    /// For each statement, whether it is on record.
    pub(super) on_record: Vec<bool>,
    /// What linking asks of the statements on record.
    pub(super) material: Material,
    pub(super) cards: Cards,
}

impl Stored {
    /// What is shown, searched and linked.
    pub(super) fn made(&self) -> Made {
        let mut view = views::document(&self.reading, &self.facts.id, &Authority::default());
        for (statement, found) in view.statements.iter_mut().zip(&self.corrected.found) {
            if let (true, Some(said)) = (found.contains_key("said"), &mut statement.said) {
                said.grounds = "corrected by hand".to_owned();
            }
        }
        let on_record = self.on_record();
        let mut material = std::mem::take(&mut view.material);
        retain(&mut material, &on_record);
        let numbers = view.statements.iter().zip(&on_record).filter(|(_, on)| **on).map(|(s, _)| s.number);
        let card = |(number, saying): (usize, &Saying)| Card {
            number,
            day: saying.said.map(|days| days.end).or(material.published),
            speaker: saying.speaker,
            telling: Telling::of(saying),
        };
        let cards = numbers.zip(&material.sayings).map(card).collect();
        let cards = Cards { published: material.published, digest: digest(&material), cards };
        Made { view, on_record, material, cards }
    }

    /// Some statements of the material of [`Stored::made`], by their places in it; `None` if it does not have `all` statements, or
    /// one of them is not there.
    pub(super) fn spoken(&self, wanted: &BTreeSet<usize>, all: usize) -> Option<BTreeMap<usize, Saying>> {
        let Reading { view, people, times, statements, .. } = &self.reading;
        let on_record = self.on_record();
        // For each place in the material the place among all statements.
        let places: Vec<usize> = (0..statements.len()).filter(|&at| on_record[at]).collect();
        if places.len() != all {
            return None;
        }
        let of: BTreeSet<usize> = wanted.iter().map(|&at| places.get(at).copied()).collect::<Option<_>>()?;
        let some = sayings(view, statements, people, times, |at| of.contains(&at));
        Some(wanted.iter().copied().zip(some).collect())
    }

    /// The rows of its statements and of what it tells in its own voice.
    pub(super) fn rows(&self, made: &Made) -> [Rows; 2] {
        let statements = made.view.statements.iter().enumerate();
        let narration = made.view.narration.iter().map(|(id, passage, _)| {
            vec![
                id.clone().into(),
                self.facts.id.clone().into(),
                passage.text.clone().into(),
                json(&passage.spans).into(),
            ]
        });
        [
            Rows {
                table: "statements",
                columns: &STATEMENT,
                key: 1,
                rows: statements.map(|(k, statement)| self.row(statement, made.on_record[k], k)).collect(),
            },
            Rows {
                table: "narration",
                columns: &["id", "document", "text", "spans"],
                key: 1,
                rows: narration.collect(),
            },
        ]
    }

    /// The rows of where people are named, without who each of them is over all articles.
    pub(super) fn appearances(&self) -> Rows {
        let positions = Positions::new(&self.reading.document.text);
        let place = |&span: &_| positions.code_points(self.reading.view.original(span));
        let row = |(number, person): (usize, &Person)| {
            let mentions: Vec<[usize; 2]> = person.mentions.iter().map(place).collect();
            vec![self.facts.id.clone().into(), integer(number), json(&mentions).into()]
        };
        Rows {
            table: "appearances",
            columns: &["document", "number", "mentions"],
            key: 2,
            rows: self.reading.people.iter().enumerate().map(row).collect(),
        }
    }

    /// The words that a reader sees, if these are not those of the text.
    pub(super) fn plain(&self) -> Option<&str> {
        let (seen, text) = (self.reading.view.text(), &self.reading.document.text);
        let same = seen.split_whitespace().eq(text.split_whitespace());
        Some(seen).filter(|seen| !same && !seen.trim().is_empty())
    }

    /// A statement's row, its values in the order of [`STATEMENT`].
    fn row(&self, statement: &views::Statement, on_record: bool, k: usize) -> Vec<Value> {
        let spans = |passage: &Option<Passage>| passage.as_ref().map(|p| json(&p.spans));
        let words = |passage: &Option<Passage>| passage.as_ref().map(|p| p.text.clone());
        let found = self.corrected.found.get(k).filter(|found| !found.is_empty());
        let said = statement.said.as_ref();
        vec![
            statement.id.clone().into(),
            self.facts.id.clone().into(),
            integer(statement.number),
            on_record.into(),
            self.corrected.status.get(k).copied().unwrap_or_default().as_str().to_owned().into(),
            statement.form.as_str().to_owned().into(),
            statement.stance.to_owned().into(),
            statement.confidence.into(),
            words(&statement.source).into(),
            spans(&statement.source).into(),
            statement.source.as_ref().map(|source| source.plain.clone()).into(),
            words(&statement.cue).into(),
            spans(&statement.cue).into(),
            statement.content.text.clone().into(),
            json(&statement.content.spans).into(),
            statement.content.plain.clone().into(),
            statement.speaker_at.map(integer).into(),
            said.map(|said| said.start.to_string()).into(),
            said.map(|said| said.end.to_string()).into(),
            said.map(|said| said.grounds.clone()).into(),
            statement.addressee.clone().into(),
            statement.occasion.clone().into(),
            json(&statement.via).into(),
            integer(statement.place.line),
            found.map(|found| serde_json::Value::Object(found.clone()).to_string()).into(),
        ]
    }

    /// For each statement, whether it is on record.
    fn on_record(&self) -> Vec<bool> {
        let is = |(statement, status): (&Statement, &Status)| match status {
            Status::Rejected => false,
            Status::Confirmed | Status::Added => true,
            Status::Found => views::confidence(statement) >= LEAST,
        };
        self.reading.statements.iter().zip(&self.corrected.status).map(is).collect()
    }
}

/// Keeps the statements that are on record.
fn retain(material: &mut Material, on_record: &[bool]) {
    let mut kept = on_record.iter();
    material.sayings.retain(|_| kept.next().copied().unwrap_or(false));
}

/// A document as it lies in the record.
pub(super) struct Packed {
    facts: Facts,
    document: Document,
    found: Vec<u8>,
}

impl Packed {
    /// The document, corrected by `log`; `None` if it is damaged.
    pub(super) fn open(self, log: &[Logged]) -> Option<Stored> {
        let Packed { facts, document, found } = self;
        let kept: Kept = unpack(&found).filter(|kept| whole(kept, &document.text))?;
        let Kept { view, people, times, statements } = kept;
        let mut reading = Reading { document, view, people, times, statements };
        let corrected = apply(log, &facts.id, &facts.address, &mut reading);
        Some(Stored { facts, reading, corrected })
    }
}

impl Record {
    /// Writes a document that is new; `vectors` are those of its statements on record, and `found` is what the program found in
    /// it before any correction.
    pub(super) fn insert(
        &self,
        stored: &Stored,
        found: &Kept,
        made: &Made,
        vectors: &[Vector],
        raw: &Raw,
    ) -> Result<(), RecordError> {
        let (facts, document) = (&stored.facts, &stored.reading.document);
        let Metadata { published, outlet, title, url } = &document.metadata;
        let day = |day: &Option<Date>| day.map(|day| day.to_string());
        let row = params![
            facts.id,
            document.name,
            facts.address,
            facts.version,
            document.sha256,
            raw.place(),
            facts.format,
            url,
            outlet,
            title,
            day(published),
            day(&facts.modified),
            facts.fetched,
            facts.added,
            facts.unread,
            facts.program,
            document.text,
            stored.plain(),
        ];
        let sql = "INSERT INTO documents (id, name, address, version, current, sha256, raw, format, url, outlet, title, published, \
                   modified, fetched, added, unread, program, text, plain) \
                   VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        self.run(sql, row)?;
        self.name_document(&document.name, &facts.id)?;
        if let Raw::Bytes(raw) = raw {
            self.run("INSERT INTO bytes VALUES (?, ?)", params![facts.id, squeeze(raw)])?;
        }
        self.run(
            "INSERT INTO readings (document, found, people, cards, vectors, linked) VALUES (?, ?, x'', x'', x'', 0)",
            params![facts.id, pack(found)],
        )?;
        self.show(stored, made, vectors)
    }

    /// One more name under which a document was given.
    pub(super) fn name_document(&self, name: &str, id: &str) -> Result<(), RecordError> {
        self.run("INSERT OR IGNORE INTO names VALUES (?, ?)", params![name, id]).map(drop)
    }

    /// Writes what is shown, searched and linked of a document, in place of what there was. Its links are to be found anew.
    pub(super) fn show(&self, stored: &Stored, made: &Made, vectors: &[Vector]) -> Result<(), RecordError> {
        let id = &stored.facts.id;
        for table in ["statements", "narration"] {
            self.run(&format!("DELETE FROM {table} WHERE document = ?"), [id])?;
        }
        let cast = pack(&stored.reading.people);
        let same = "SELECT 1 FROM readings WHERE document = ?1 AND people = ?2 \
                    AND (SELECT count(*) FROM appearances WHERE document = ?1) = ?3";
        // Who appears stays who they are where nothing about them changed.
        let appear = self.find(same, params![id, cast, stored.reading.people.len()], |_| Ok(()))?.is_none();
        self.run(
            "UPDATE readings SET people = ?, cards = ?, vectors = ?, linked = 0 WHERE document = ?",
            params![cast, pack(&made.cards), pack(&vectors), id],
        )?;
        for rows in stored.rows(made) {
            self.write(rows)?;
        }
        if appear {
            // Who each of them is over all articles is still to be told.
            self.run("DELETE FROM appearances WHERE document = ?", [id])?;
            self.write(stored.appearances())?;
        }
        Ok(())
    }

    fn write(&self, rows: Rows) -> Result<(), RecordError> {
        let Rows { table, columns, rows, .. } = rows;
        let sql = format!("INSERT INTO {table} ({}) VALUES (?{})", columns.join(", "), ", ?".repeat(columns.len() - 1));
        rows.into_iter().try_for_each(|row| self.run(&sql, params_from_iter(row)).map(drop))
    }

    /// A document, corrected by `log`.
    pub(super) fn stored(&self, id: &str, log: &[Logged]) -> Result<Stored, RecordError> {
        self.packed(id)?.open(log).ok_or_else(|| self.damaged(format!("the reading of document {id}")))
    }

    /// A document as it lies in the record.
    pub(super) fn packed(&self, id: &str) -> Result<Packed, RecordError> {
        let sql = "SELECT d.id, d.name, d.address, d.version, d.sha256, d.format, d.url, d.outlet, d.title, d.published, \
                   d.modified, d.fetched, d.added, d.unread, d.program, d.text, r.found \
                   FROM documents d JOIN readings r ON r.document = d.id WHERE d.id = ?";
        let row = |row: &Row<'_>| {
            let (facts, document) = read(row)?;
            Ok(Packed { facts, document, found: row.get(16)? })
        };
        self.find(sql, [id], row)?.ok_or_else(|| RecordError::Unknown(format!("no document {id}")))
    }

    /// The people of a document, corrections applied, as they were packed.
    pub(super) fn people_of(&self, blob: &[u8], id: &str) -> Result<Vec<Person>, RecordError> {
        let people = unpack(blob).filter(|people: &Vec<Person>| whole_cast(people));
        people.ok_or_else(|| self.damaged(format!("the people of document {id}")))
    }
}

/// What the record knows of a document, and the document.
fn read(row: &Row<'_>) -> rusqlite::Result<(Facts, Document)> {
    let day = |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse::<Date>().ok()));
    let facts = Facts {
        id: row.get(0)?,
        address: row.get(2)?,
        version: row.get(3)?,
        format: row.get(5)?,
        modified: day(10)?,
        fetched: row.get(11)?,
        added: row.get(12)?,
        unread: row.get(13)?,
        program: row.get(14)?,
    };
    let metadata = Metadata { published: day(9)?, outlet: row.get(7)?, title: row.get(8)?, url: row.get(6)? };
    let document = Document { name: row.get(1)?, text: row.get(15)?, sha256: row.get(4)?, metadata };
    Ok((facts, document))
}

/// Whether all that a reading points to is there.
fn whole(kept: &Kept, text: &str) -> bool {
    let there = |span: &Span, text: &str| {
        span.start <= span.end && text.is_char_boundary(span.start) && text.is_char_boundary(span.end)
    };
    let cleaned = kept.view.text();
    let passages = kept.statements.iter().flat_map(|s| {
        let others = s.said.iter().map(|said| &said.words).chain(s.via.iter().map(|via| &via.words));
        [&s.source, &s.cue, &s.addressee, &s.occasion].into_iter().flatten().chain([&s.content]).chain(others)
    });
    let speaks = |speaker: Option<usize>| speaker.is_none_or(|k| k < kept.people.len());
    cleaned.char_indices().all(|(at, c)| there(&kept.view.original(Span::new(at, at + c.len_utf8())), text))
        && kept.view.blocks().iter().all(|block| there(&block.span, cleaned))
        && passages.flat_map(|passage| &passage.spans).all(|span| there(span, text))
        && kept.people.iter().flat_map(|person| &person.mentions).all(|span| there(span, cleaned))
        && whole_cast(&kept.people)
        && kept.times.iter().all(|time| there(&time.span, cleaned))
        && kept.statements.iter().all(|s| speaks(s.speaker))
}

/// Whether all people that others point to are there.
fn whole_cast(people: &[Person]) -> bool {
    let single = |&k: &usize| people.get(k).is_some_and(|person| person.members.is_empty());
    people.iter().all(|person| person.members.iter().all(single) && person.team_of.is_none_or(|k| k < people.len()))
}

/// A count or place as SQLite has it; none reaches the bounds of its integers.
fn integer(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// A list as JSON.
pub(super) fn json<T: serde::Serialize>(list: &T) -> String {
    // Lists of numbers and strings have nothing that JSON cannot hold.
    serde_json::to_string(list).unwrap_or_default()
}
