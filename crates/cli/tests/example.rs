//! The formats on two articles, as snapshots. These change with the reader: look at them as an editor would, then
//! accept them (`INSTA_UPDATE=always cargo test -p onrecord --test example`).

use common::{onrecord, quay};
use insta::assert_snapshot;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

fn stdout(arguments: &str) -> String {
    let ran = onrecord(quay(), &format!("{arguments} --meta meta.jsonl estuary-post.txt weekly-sail.txt"));
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    ran.stdout
}

#[test]
fn reading_view() {
    assert_snapshot!(stdout("read"));
}

#[test]
fn reading_as_json() {
    assert_snapshot!(stdout("read --format json"));
}

#[test]
fn brief_as_text() {
    assert_snapshot!(stdout("brief"));
}

#[test]
fn brief_as_markdown() {
    assert_snapshot!(stdout("brief --format md"));
}

#[test]
fn brief_as_json() {
    assert_snapshot!(stdout("brief --format json"));
}
