//! What the program says when something is wrong: the place, what it is, what to do; and the exit status.

use std::path::Path;

use common::{onrecord, onrecord_given};
use insta::assert_snapshot;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

const ARTICLE: &str = "Harbour stays open\nThe harbour stays open on Monday. Ships may enter from six.\n";

/// Runs `onrecord` beside a file of these bytes.
fn with_file(name: &str, bytes: &[u8], arguments: &str) -> common::Ran {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(name), bytes).unwrap();
    std::fs::write(directory.path().join("good.txt"), ARTICLE).unwrap();
    onrecord(directory.path(), arguments)
}

#[test]
fn no_such_file() {
    assert_snapshot!(onrecord(Path::new("/"), "read no-such-directory/article.txt"));
}

#[test]
fn part_of_the_input_is_missing() {
    assert_snapshot!(with_file("x.txt", b"", "brief good.txt missing.txt"));
}

#[test]
fn an_empty_file() {
    assert_snapshot!(with_file("empty.txt", b" \n", "read empty.txt"));
}

#[test]
fn a_binary_file() {
    assert_snapshot!(with_file("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "read picture.txt"));
}

#[test]
fn broken_utf_8() {
    assert_snapshot!(with_file("latin.txt", b"Title\nThe caf\xe9 is open.\n", "read latin.txt"));
}

#[test]
fn a_malformed_json_line() {
    let lines = b"{\"id\": \"a\", \"text\": \"The harbour is open.\"}\n{\"id\": \"b\", \"text\": \n";
    assert_snapshot!(with_file("feed.jsonl", lines, "read --format text feed.jsonl"));
}

#[test]
fn no_statement() {
    assert_snapshot!("no_statement_read", with_file("x.txt", b"", "read good.txt"));
    assert_snapshot!("no_statement_brief", with_file("x.txt", b"", "brief good.txt"));
}

#[test]
fn wrong_usage() {
    let all = [
        "",
        "read",
        "publish a.txt",
        "read --format html good.txt",
        "read --published Thursday good.txt",
        "read --threads 0 good.txt",
        "read --title One good.txt x.txt",
        "read - -",
        "brief --output good.txt good.txt",
    ];
    let said = all.map(|arguments| {
        let ran = with_file("x.txt", ARTICLE.as_bytes(), arguments);
        assert_eq!(ran.status, 2, "{arguments}: {ran}");
        assert_eq!(ran.stdout, "", "{arguments}");
        format!("$ onrecord {arguments}\n{}", ran.stderr)
    });
    assert_snapshot!(said.join("\n"));
}

#[test]
fn an_output_that_cannot_be_written() {
    assert_snapshot!(with_file("x.txt", b"", "read --output nowhere/out.txt good.txt"));
}

#[test]
fn no_such_command_to_describe() {
    assert_snapshot!(onrecord(Path::new("/"), "man nonsense"));
}

#[test]
fn quiet_still_names_what_could_not_be_read() {
    let ran = with_file("x.txt", b"", "read -q missing.txt good.txt");
    assert_eq!(ran.status, 3);
    assert!(ran.stderr.contains("missing.txt"), "{ran}");
}

#[test]
fn standard_input_is_read() {
    let ran = onrecord_given(Path::new("/"), "read --outlet Post --format json -", ARTICLE);
    assert_eq!(ran.status, 0, "{ran}");
    assert!(ran.stdout.contains(r#""outlet":"Post""#), "{ran}");
}
