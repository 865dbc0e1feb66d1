//! The record: what goes in comes back, in whatever portions and order it is added.

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use onrecord_app::brief::{Brief, brief};
use onrecord_app::ingest::{Inputs, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Record, Scope};
use onrecord_app::views::Views;
use onrecord_core::people::Authority;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Some(2), Authority::default()).unwrap());
static LINKER: LazyLock<Linker> = LazyLock::new(|| Linker::new(Some(2)).unwrap());

fn examples() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ister-sluice");
    let mut files: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path().to_string_lossy().into_owned()).collect();
    files.sort();
    files
}

fn inputs(paths: &[String]) -> Inputs {
    let meta = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/meta.jsonl");
    Inputs { paths: paths.to_vec(), meta: vec![meta.to_owned()], ..Inputs::default() }
}

fn add(record: &Record, paths: &[String]) {
    let options = AddOptions { keep_bytes: true, now: Timestamp::UNIX_EPOCH };
    record.add(documents(inputs(paths)), &ENGINE, &LINKER, options, &mut |_| {}).unwrap();
}

/// A record of portions of files, one added after the other.
fn record(file: &Path, portions: &[&[String]]) -> Record {
    let record = Record::open(file, Access::Create).unwrap();
    portions.iter().for_each(|paths| add(&record, paths));
    record
}

/// Everything in a record, but for the order in which it came in.
fn rows(file: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(file).unwrap();
    let all = [
        "SELECT id, address, version, current, sha256, url, outlet, title, published, text FROM documents",
        "SELECT id, document, on_record, status, stance, content_spans, speaker, said_start, said_end, via, found FROM statements",
        "SELECT * FROM narration",
        "SELECT * FROM people",
        "SELECT * FROM appearances",
        "SELECT * FROM links",
        "SELECT * FROM lent",
        "SELECT * FROM claims",
        "SELECT * FROM claim_statements",
        "SELECT * FROM disputes",
        "SELECT * FROM dispute_statements",
        "SELECT * FROM stories",
        "SELECT * FROM story_documents",
        "SELECT document, linked FROM readings",
    ];
    let mut out = Vec::new();
    for sql in all {
        let mut statement = connection.prepare(sql).unwrap();
        let columns = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
            let cells = (0..columns).map(|at| Ok(format!("{:?}", row.get_ref(at)?)));
            Ok(format!("{sql}: {}", cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" | ")))
        };
        out.extend(statement.query_map([], row).unwrap().map(Result::unwrap));
    }
    out.sort();
    out
}

#[test]
fn portions_and_order_make_no_difference() {
    let (folder, files) = (tempfile::tempdir().unwrap(), examples());
    let once = folder.path().join("once.db");
    drop(record(&once, &[&files]));
    let expected = rows(&once);
    assert!(expected.iter().any(|row| row.contains("FROM links")), "the example has links");
    let single = folder.path().join("single.db");
    drop(record(&single, &files.iter().map(std::slice::from_ref).collect::<Vec<_>>()));
    assert_eq!(rows(&single), expected);
    let back = folder.path().join("back.db");
    let turned: Vec<&[String]> = files.iter().rev().map(std::slice::from_ref).collect();
    drop(record(&back, &turned));
    assert_eq!(rows(&back), expected);
    // Adding again changes nothing.
    add(&Record::open(&back, Access::Write).unwrap(), &files);
    assert_eq!(rows(&back), expected);
}

#[test]
fn the_brief_of_a_record_is_that_of_its_articles() {
    let (folder, files) = (tempfile::tempdir().unwrap(), examples());
    let kept = record(&folder.path().join("a.db"), &[&files]).brief(&Scope::default()).unwrap();
    let read = onrecord_app::ingest::read_inputs(inputs(&files));
    let mut views = Views::default();
    let documents = ENGINE.read(read.documents).iter().map(|reading| views.of(reading)).collect();
    let plain: Brief = brief(documents, &read.problems, 0.4, &Authority::default(), Some(&LINKER));
    let mut json = serde_json::to_string_pretty(&kept.brief).unwrap();
    for (id, article) in kept.ids.iter().zip(&plain.documents) {
        json = json.replace(id, &article.head.doc);
    }
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let expected = serde_json::to_value(&plain).unwrap();
    for part in ["documents", "statements", "links", "claims", "disputes", "narration", "stories", "people"] {
        assert_eq!(json[part], expected[part], "{part}");
    }
}
