//! Whether everything in a record is as it was written.
//!
//! Rows that follow from an article's reading and the log of corrections, and links, are made again and compared one by one; tables
//! that follow from all articles together are known by their marks.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use onrecord_core::linking::likeness::Vector;
use onrecord_core::people::Person;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rusqlite::Row;
use rusqlite::types::Value;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::corrections::{Logged, NONE, chained};
use super::documents::{Packed, Rows, Stored};
use super::kept::{Cards, stretch, unpack};
use super::links::LinkRow;
use super::open::{Record, RecordError};
use crate::ingest::hex;
use crate::views::Positions;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: the table, and the row's id.
    pub at: String,
    /// What.
    pub what: String,
}

/// Articles whose rows are made again together.
const AT_ONCE: usize = 64;

/// What a document's reading and the corrections give.
struct Due {
    rows: Vec<Rows>,
    people: Vec<Person>,
    cards: Cards,
}

impl Due {
    fn of(stored: &Stored) -> Due {
        let made = stored.made();
        let rows = stored.rows(&made).into_iter().chain([stored.appearances()]).collect();
        Due { rows, people: stored.reading.people.clone(), cards: made.cards }
    }
}

/// Faults as they are found.
struct Faults(Vec<Fault>);

impl Faults {
    fn tell(&mut self, at: impl Into<String>, what: impl Into<String>) {
        self.0.push(Fault { at: at.into(), what: what.into() });
    }

    /// That something could not be checked is a fault too.
    fn hear(&mut self, at: impl Into<String>, checked: Result<(), RecordError>) {
        if let Err(error) = checked {
            self.tell(at, error.to_string());
        }
    }
}

impl Record {
    /// All that is wrong: with the file, with the hash of any text, with any span, row or link, or the log of corrections. `tell`
    /// hears how many documents are done, of how many.
    ///
    /// # Errors
    /// If the file cannot be read at all.
    pub fn verify(&self, tell: &mut dyn FnMut(usize, usize)) -> Result<Vec<Fault>, RecordError> {
        let mut faults = Faults(Vec::new());
        let lines: Vec<String> = self.all("PRAGMA integrity_check", [], |row| row.get(0))?;
        lines.into_iter().filter(|line| line != "ok").for_each(|line| faults.tell("file", line));
        let orphans: Vec<(String, Option<i64>, String)> =
            self.all("PRAGMA foreign_key_check", [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (table, row, parent) in orphans {
            faults.tell(format!("{table}, row {}", row.unwrap_or(0)), format!("points to no row of {parent}"));
        }
        for index in ["statement_words", "document_words"] {
            let check = format!("INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)");
            // Where the record may not be written, this cannot be asked.
            if let Err(error @ (RecordError::Damaged { .. } | RecordError::Failed { .. })) = self.run_on_reader(&check)
            {
                faults.tell(index, format!("does not fit what it is an index of ({error})"));
            }
        }
        let chain = self.chain(&mut faults);
        faults.hear("corrections", chain);
        let log = self.in_force().unwrap_or_default();
        self.check_documents(&log, &mut faults, tell)?;
        let ends = self.check_ends(&mut faults);
        faults.hear("links", ends);
        // What follows from a change is not there before the record has been brought up to date.
        if self.is_settled()? {
            let links = self.check_links(&log, &mut faults);
            faults.hear("links", links);
            let sealed = self.check_sealed(&mut faults);
            faults.hear("facts", sealed);
        }
        Ok(faults.0)
    }

    /// How many documents are kept without the bytes that their hash is of.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn without_bytes(&self) -> Result<usize, RecordError> {
        self.ask("SELECT count(*) FROM documents WHERE raw = 'gone'", [], |row| row.get(0))
    }

    /// How many current articles another version of the program read: what it made of its readings may differ, and is not made again.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn of_other_programs(&self) -> Result<usize, RecordError> {
        let sql = "SELECT count(*) FROM documents WHERE current = 1 AND program <> ?";
        self.ask(sql, [self.known_program()?.unwrap_or(-1)], |row| row.get(0))
    }

    /// Every document by itself: its bytes, its text, and the rows that follow from its reading.
    fn check_documents(
        &self,
        log: &[Logged],
        faults: &mut Faults,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<(), RecordError> {
        // What another version of the program made of a reading may differ; of earlier versions of an article nothing is shown.
        let sql = "SELECT id, current = 1 AND program = ? FROM documents ORDER BY key";
        let program = self.known_program()?.unwrap_or(-1);
        let ids: Vec<(String, bool)> = self.all(sql, [program], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (part, some) in ids.chunks(AT_ONCE).enumerate() {
            let packed: Vec<_> = some.iter().map(|(id, shown)| Ok((self.packed(id)?, *shown))).collect();
            // To make rows again is most of the work.
            let due = |(packed, shown): (Packed, bool)| packed.open(log).map(|stored| shown.then(|| Due::of(&stored)));
            let all: Vec<Result<_, RecordError>> = packed.into_par_iter().map(|packed| packed.map(due)).collect();
            for (k, ((id, _), due)) in some.iter().zip(all).enumerate() {
                let checked = self.check_document(id, faults);
                faults.hear(format!("documents {id}"), checked);
                let checked = match due {
                    Ok(Some(Some(due))) => self.check_rows(id, due, faults),
                    Ok(Some(None)) => Ok(()),
                    Ok(None) => Err(self.damaged(format!("the reading of document {id}"))),
                    Err(error) => Err(error),
                };
                faults.hear(format!("readings {id}"), checked);
                tell(part * AT_ONCE + k + 1, ids.len());
            }
        }
        Ok(())
    }

    /// The hash of a document's bytes, and every span that points into its text.
    fn check_document(&self, id: &str, faults: &mut Faults) -> Result<(), RecordError> {
        let sql = "SELECT d.text, d.sha256, d.raw, b.zlib FROM documents d LEFT JOIN bytes b ON b.document = d.id WHERE d.id = ?";
        let row = |row: &Row<'_>| Ok((row.get::<_, Option<String>>(0), row.get(1)?, row.get(2)?, row.get(3)?));
        let (text, sha256, raw, packed): (_, String, String, Option<Vec<u8>>) = self.ask(sql, [id], row)?;
        let at = format!("documents {id}");
        let Ok(Some(text)) = text else {
            faults.tell(at, "the text is no UTF-8");
            return Ok(());
        };
        let bytes = match (raw.as_str(), packed) {
            ("text", _) => Some(text.clone().into_bytes()),
            ("bytes", packed) => {
                let bytes = packed.and_then(|packed| stretch(&packed));
                if bytes.is_none() {
                    faults.tell(&at, "the bytes as they came are missing or damaged");
                }
                bytes
            }
            _ => None,
        };
        if bytes.is_some_and(|bytes| hex(&Sha256::digest(&bytes)) != sha256) {
            faults.tell(&at, format!("the SHA-256 of the bytes is not {sha256}"));
        }
        let positions = Positions::new(&text);
        let quoted = |spans: &str| -> Option<String> {
            let spans: Vec<[usize; 2]> = serde_json::from_str(spans).ok()?;
            let pieces = spans.iter().map(|&span| positions.within(span).map(|span| span.of(&text)));
            Some(pieces.collect::<Option<Vec<&str>>>()?.join(" … "))
        };
        let sql = "SELECT 'statements ' || id || ' content', content_spans, content FROM statements WHERE document = ?1 \
                   UNION ALL SELECT 'statements ' || id || ' source', source_spans, source FROM statements \
                   WHERE document = ?1 AND source IS NOT NULL \
                   UNION ALL SELECT 'statements ' || id || ' cue', cue_spans, cue FROM statements \
                   WHERE document = ?1 AND cue IS NOT NULL \
                   UNION ALL SELECT 'narration ' || id, spans, text FROM narration WHERE document = ?1";
        let all: Vec<(String, Option<String>, String)> =
            self.all(sql, [id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (at, spans, words) in all {
            if spans.as_deref().and_then(quoted).as_deref() != Some(words.as_str()) {
                faults.tell(at, format!("the words at {} are not those of the row", spans.unwrap_or_default()));
            }
        }
        let sql = "SELECT people, cards, vectors FROM readings WHERE document = ?";
        let packed: Option<[Vec<u8>; 3]> = self.find(sql, [id], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))?;
        if let Some([cast, cards, vectors]) = packed {
            let whole = [
                ("people", self.people_of(&cast, id).is_ok()),
                ("cards", unpack::<Cards>(&cards).is_some()),
                ("vectors", unpack::<Vec<Vector>>(&vectors).is_some()),
            ];
            for (column, _) in whole.into_iter().filter(|(_, whole)| !whole) {
                faults.tell(format!("readings {id} {column}"), "is damaged");
            }
        }
        let sql = "SELECT number, mentions FROM appearances WHERE document = ?";
        let all: Vec<(i64, String)> = self.all(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (number, mentions) in all {
            if quoted(&mentions).is_none() {
                faults.tell(format!("appearances {id} {number}"), "a mention lies outside of the text");
            }
        }
        Ok(())
    }

    /// Whether the rows of a document, and what is kept packed of them, are those that are due.
    fn check_rows(&self, id: &str, due: Due, faults: &mut Faults) -> Result<(), RecordError> {
        for due in due.rows {
            let sql = format!("SELECT {} FROM {} WHERE document = ?", due.columns.join(", "), due.table);
            let columns = due.columns.len();
            let there: Vec<Vec<Value>> = self.all(&sql, [id], |row| (0..columns).map(|at| row.get(at)).collect())?;
            compare(due, there, faults);
        }
        let sql = "SELECT people, cards FROM readings WHERE document = ?";
        let (people, cards): (Vec<u8>, Vec<u8>) = self.ask(sql, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // What cannot be unpacked is told of elsewhere.
        let others = [
            ("people", self.people_of(&people, id).is_ok_and(|people| people != due.people)),
            ("cards", unpack::<Cards>(&cards).is_some_and(|cards| cards != due.cards)),
        ];
        for (column, _) in others.into_iter().filter(|(_, other)| *other) {
            faults.tell(format!("readings {id} {column}"), "is not what the reading and the corrections give");
        }
        Ok(())
    }

    /// Whether links are those that were found, and what the corrections make of them.
    fn check_links(&self, log: &[Logged], faults: &mut Faults) -> Result<(), RecordError> {
        let corrected = self.corrected_links(log)?;
        let sql = "SELECT l.a, l.b FROM links l LEFT JOIN found_links f ON f.a = l.a AND f.b = l.b \
                   WHERE f.a IS NULL OR l.status <> 'found' OR (f.relation, f.score, f.why) <> (l.relation, l.score, l.why) \
                   UNION SELECT f.a, f.b FROM found_links f LEFT JOIN links l ON l.a = f.a AND l.b = f.b WHERE l.a IS NULL";
        let mut others: BTreeSet<[String; 2]> = corrected.keys().cloned().collect();
        self.all(sql, [], |row| {
            let mut pair: [String; 2] = [row.get(0)?, row.get(1)?];
            pair.sort();
            others.insert(pair);
            Ok(())
        })?;
        for pair in others {
            let sql = "SELECT a, b, relation, score, why, status FROM links WHERE a = ?1 AND b = ?2 OR a = ?2 AND b = ?1 ORDER BY a";
            let row = |row: &Row<'_>| {
                let (a, b, relation) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok((LinkRow { a, b, relation, score: row.get(3)?, why: row.get(4)? }, row.get::<_, String>(5)?))
            };
            let there: Vec<(LinkRow, String)> = self.all(sql, [&pair[0], &pair[1]], row)?;
            let due = corrected.get(&pair).map(|due| {
                let mut due: Vec<_> = due.iter().map(|(row, status)| (row.clone(), (*status).to_owned())).collect();
                due.sort_by(|(one, _), (other, _)| one.a.cmp(&other.a));
                due
            });
            if due.is_none_or(|due| due != there) {
                let [a, b] = pair;
                faults.tell(format!("links {a} {b}"), "is not what was found, with what was corrected");
            }
        }
        Ok(())
    }

    /// Whether anybody else wrote to what follows from all articles together.
    fn check_sealed(&self, faults: &mut Faults) -> Result<(), RecordError> {
        for table in self.unsealed()? {
            faults.tell(table, "does not hold what was written to it: somebody else changed it");
        }
        Ok(())
    }

    /// Whether all that is tied together is there.
    fn check_ends(&self, faults: &mut Faults) -> Result<(), RecordError> {
        let known: HashSet<String> = self
            .all("SELECT id FROM statements UNION ALL SELECT id FROM narration", [], |row| row.get(0))?
            .into_iter()
            .collect();
        let ends = [
            ("links", "SELECT a || ' ' || b, a FROM links UNION ALL SELECT a || ' ' || b, b FROM links"),
            ("claim_statements", "SELECT claim, statement FROM claim_statements"),
            ("dispute_statements", "SELECT dispute, statement FROM dispute_statements"),
            ("lent", "SELECT statement, lender FROM lent"),
        ];
        for (table, sql) in ends {
            let all: Vec<(String, String)> = self.all(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for (row, end) in all.into_iter().filter(|(_, end)| !known.contains(end)) {
                faults.tell(format!("{table} {row}"), format!("no statement {end}"));
            }
        }
        let sql = "SELECT DISTINCT person FROM appearances WHERE person IS NOT NULL AND person NOT IN (SELECT id FROM people) \
                   AND document IN (SELECT id FROM documents WHERE current = 1)";
        let missing: Vec<String> = self.all(sql, [], |row| row.get(0))?;
        missing.into_iter().for_each(|person| faults.tell("appearances", format!("no person {person}")));
        let sql = "SELECT document FROM story_documents WHERE document NOT IN (SELECT id FROM documents)";
        let missing: Vec<String> = self.all(sql, [], |row| row.get(0))?;
        missing.into_iter().for_each(|id| faults.tell("story_documents", format!("no document {id}")));
        Ok(())
    }

    /// Whether the log of corrections is whole: nothing changed, nothing taken out.
    fn chain(&self, faults: &mut Faults) -> Result<(), RecordError> {
        let sql = "SELECT number, at, author, note, action, previous, hash FROM corrections ORDER BY number";
        let rows: Vec<(i64, [String; 6])> = self.all(sql, [], |row| {
            Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?]))
        })?;
        let mut before = NONE.to_owned();
        for (expected, (number, [at, author, note, action, previous, hash])) in (1..).zip(rows) {
            let place = format!("corrections {number}");
            if number != expected {
                faults.tell(&place, format!("number {expected} is missing"));
            }
            if previous != before {
                faults.tell(&place, "does not follow the one before it: one was changed, taken out or put in");
            }
            if chained(&previous, number, &at, &author, &note, &action) != hash {
                faults.tell(&place, "was changed after it was made");
            }
            before = hash;
        }
        // What was cut off at the end leaves no gap: the number of the last one is kept beside.
        let last: Option<String> = self.fact("last_correction")?;
        if let Some(last) = last.filter(|last| *last != before) {
            faults.tell("corrections", format!("the last one was {last}; it is not there"));
        }
        Ok(())
    }
}

/// Tells of rows that are missing, that nothing accounts for, or that hold something else than is due.
fn compare(due: Rows, there: Vec<Vec<Value>>, faults: &mut Faults) {
    let Rows { table, columns, key, rows } = due;
    let name = |row: &[Value]| row[..key].iter().map(words).collect::<Vec<_>>().join(" ");
    let mut rows: BTreeMap<String, Vec<Value>> = rows.into_iter().map(|row| (name(&row), row)).collect();
    for row in there {
        let name = name(&row);
        let Some(due) = rows.remove(&name) else {
            faults.tell(format!("{table} {name}"), "is neither in the reading nor in a correction");
            continue;
        };
        for ((column, is), due) in columns.iter().zip(&row).zip(&due).filter(|((_, is), due)| is != due) {
            let what = format!("is {}, but the reading and the corrections give {}", quoted(is), quoted(due));
            faults.tell(format!("{table} {name} {column}"), what);
        }
    }
    for name in rows.into_keys() {
        faults.tell(format!("{table} {name}"), "is in the reading and missing here");
    }
}

/// A value as it stands.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}

/// A value in a message: text in quotes, and not much of it.
fn quoted(value: &Value) -> String {
    /// In characters.
    const MUCH: usize = 80;
    match value {
        Value::Text(text) if text.chars().count() > MUCH => {
            format!("{:?}...", text.chars().take(MUCH).collect::<String>())
        }
        Value::Text(text) => format!("{text:?}"),
        other => words(other),
    }
}
