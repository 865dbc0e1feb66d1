//! The record: what goes in comes back, in whatever portions and order it is added.

use std::path::Path;
use std::sync::LazyLock;

use jiff::Timestamp;
use onrecord_app::brief::{Brief, brief};
use onrecord_app::ingest::{Inputs, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Field, Query, Record, RecordError, Scope};
use onrecord_app::views::Views;
use onrecord_core::people::Authority;
use proptest::prelude::*;

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
fn a_record_that_may_not_be_written_is_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, files) = (tempfile::tempdir().unwrap(), examples());
    let file = folder.path().join("a.db");
    drop(record(&file, &[&files[..1]]));
    let set = |mode| std::fs::set_permissions(&file, PermissionsExt::from_mode(mode)).unwrap();
    set(0o444);
    let opened = Record::open(&file, Access::Write).and_then(|record| record.verify(&mut |_, _| {}).map(drop));
    let read = Record::open(&file, Access::Read).unwrap().search(&Query { limit: 3, ..Query::default() }).unwrap();
    set(0o644);
    // Root may write whatever the mode says.
    let root = std::fs::metadata("/proc/self").is_ok_and(|facts| std::os::unix::fs::MetadataExt::uid(&facts) == 0);
    assert!(root || matches!(opened, Err(RecordError::ReadOnly(_))), "{opened:?}");
    assert_eq!(read.len(), 3);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_is_looked_for_is_no_error(words in "[ -~“”éß\\n]{0,40}", source in any::<bool>(), speaker in "[ -~]{0,8}") {
        static RECORD: LazyLock<(tempfile::TempDir, std::path::PathBuf)> = LazyLock::new(|| {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.db");
            drop(record(&file, &[&examples()[..1]]));
            (folder, file)
        });
        let record = Record::open(&RECORD.1, Access::Read).unwrap();
        let speaker = Some(speaker).filter(|speaker| !speaker.is_empty());
        let fine = |found: Result<_, RecordError>| matches!(found, Ok(_) | Err(RecordError::Unknown(_)));
        let field = if source { Field::Source } else { Field::Content };
        let some = Query { words: words.clone(), field, speaker, limit: 5, ..Query::default() };
        let text = Query { words: words.clone(), field: Field::Text, limit: 5, ..Query::default() };
        for query in [some, text] {
            let found = record.search(&query);
            prop_assert!(fine(found), "{:?}", query);
        }
        let _ = record.who(&words);
        let _ = record.versions(&words);
    }
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
