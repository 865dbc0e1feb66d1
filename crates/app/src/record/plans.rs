//! How SQLite finds what it is asked article by article: by an index, or adding to a large record would take ever longer.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use onrecord_core::people::Authority;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::{Access, AddOptions, Record};
use crate::ingest::{Inputs, documents};
use crate::link::Linker;
use crate::read::Engine;

/// Tables that do not grow with the articles.
const SMALL: [&str; 5] = ["facts", "programs", "corrections", "failures", "sqlite_schema"];

#[test]
fn what_is_asked_article_by_article_walks_through_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut record = Record::open(&folder.path().join("onrecord.db"), Access::Create).unwrap();
    let asked: Arc<Mutex<BTreeMap<String, usize>>> = Arc::default();
    let heard = Arc::clone(&asked);
    let hear = move |event: TraceEvent<'_>| {
        if let TraceEvent::Stmt(_, sql) = event {
            *heard.lock().unwrap().entry(sql.to_owned()).or_default() += 1;
        }
    };
    record.connection.trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(hear)).unwrap();
    let paths = vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ister-sluice").to_owned()];
    let engine = Engine::new(Some(1), Authority::default()).unwrap();
    let linker = Linker::new(Some(1)).unwrap();
    let options = AddOptions { keep_bytes: true, now: Timestamp::UNIX_EPOCH };
    let inputs = documents(Inputs { paths, ..Inputs::default() });
    let articles = record.add(inputs, &engine, &linker, options, &mut |_| {}).unwrap().new;
    assert!(articles > 3);
    assert_eq!(record.verify(&mut |_, _| {}).unwrap(), []);
    let asked = asked.lock().unwrap().clone();
    let each: Vec<&String> = asked.iter().filter(|(_, times)| **times >= articles).map(|(sql, _)| sql).collect();
    assert!(each.iter().any(|sql| sql.starts_with("DELETE FROM narration")), "{each:#?}");
    let walks: Vec<String> = each.into_iter().flat_map(|sql| walks(&record, sql)).collect();
    assert_eq!(walks, Vec::<String>::new());
}

/// Where a query walks through all of a table that grows.
fn walks(record: &Record, sql: &str) -> Vec<String> {
    // What triggers and the index of words do within themselves is told as a comment.
    if sql.starts_with("--") {
        return Vec::new();
    }
    let mut plan = record.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = plan.raw_query();
    let mut out = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let step: String = row.get(3).unwrap();
        let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let grows = |table: &str| !SMALL.contains(&table) && !step.contains("VIRTUAL TABLE") && table != "CONSTANT";
        // The index by `current` holds all articles.
        if table.is_some_and(grows) || step.contains("INDEX documents_added (current=?)") {
            out.push(format!("{step}: {sql}"));
        }
    }
    out
}
