//! The formats on the example articles, as snapshots. These change with the reader: look at them as an editor would,
//! then accept them (`just accept`).

use std::path::Path;

use common::onrecord;
use insta::assert_snapshot;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

/// Runs the program on `files` of the examples.
fn stdout(arguments: &str, files: &str) -> String {
    let examples = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples"));
    let ran = onrecord(examples, &format!("{arguments} --meta meta.jsonl {files}"));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

#[test]
fn reading_view() {
    assert_snapshot!(stdout("read --quiet", "ister-sluice/01-courier.txt"));
}

#[test]
fn reading_as_json() {
    assert_snapshot!(stdout("read --quiet --format json", "ister-sluice/03-wire.txt"));
}

#[test]
fn brief_as_text() {
    assert_snapshot!(stdout("brief", "ister-sluice"));
}

#[test]
fn brief_as_markdown() {
    assert_snapshot!(stdout("brief --quiet --format md", "ister-sluice/02-portside.txt"));
}

#[test]
fn brief_as_json() {
    assert_snapshot!(stdout("brief --quiet --format json", "ister-sluice/03-wire.txt"));
}
