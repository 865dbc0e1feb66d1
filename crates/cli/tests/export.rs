//! `onrecord export` as a user runs it; what it writes is checked where it is made.

use std::fs;
use std::path::Path;

use common::{onrecord, quay};

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

const INPUT: &str = "--quiet --meta meta.jsonl estuary-post.txt weekly-sail.txt";

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/export.md")).unwrap()
}

#[test]
fn every_format_is_written_and_documented() {
    let directory = tempfile::tempdir().unwrap();
    for format in ["jsonl", "csv", "parquet", "w3c", "ftm", "jsonld", "md", "html"] {
        let output = directory.path().join(format);
        let ran = onrecord(quay(), &format!("export --to {format} --output {} {INPUT}", output.display()));
        assert_eq!((ran.status, ran.stdout.as_str(), ran.stderr.as_str()), (0, "", ""), "{format}");
        assert_eq!(output.is_dir(), ["csv", "parquet"].contains(&format), "{format}");
        assert!(page().contains(&format!("`{format}`")), "docs/export.md does not tell of {format}");
    }
    for table in ["documents", "statements", "people", "links"] {
        let columns = fs::read_to_string(directory.path().join(format!("csv/{table}.csv"))).unwrap();
        for column in columns.lines().next().unwrap().split(',') {
            assert!(page().contains(&format!("`{column}`")), "docs/export.md does not explain {column:?}");
        }
    }
    for line in ["json", "csv"].iter().flat_map(|kind| examples(kind)) {
        let known = ["jsonl", "w3c", "ftm", "jsonld", "csv/statements.csv"].iter().any(|file| {
            fs::read_to_string(directory.path().join(file)).unwrap().contains(line.trim_end_matches("..."))
        });
        assert!(known, "docs/export.md has a line that is not written:\n{line}");
    }
}

/// The lines of the page's examples of a kind.
fn examples(kind: &str) -> Vec<String> {
    let (page, fence) = (page(), format!("```{kind}\n"));
    let blocks = page.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn an_input_is_never_overwritten() {
    let ran = onrecord(quay(), "export --to html --output estuary-post.txt estuary-post.txt");
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("--output would overwrite the input estuary-post.txt"), "{ran}");
}

#[test]
fn what_cannot_be_written_is_named() {
    let ran = onrecord(quay(), &format!("export --to html --output nowhere/brief.html {INPUT}"));
    assert_eq!(ran.status, 1);
    assert!(ran.stderr.contains("nowhere/brief.html: cannot be written"), "{ran}");
    assert!(!quay().join("nowhere").exists());
    let ran = onrecord(quay(), &format!("export --to pdf --output brief.pdf {INPUT}"));
    assert!(ran.status == 2 && ran.stderr.contains("jsonl, csv, parquet"), "{ran}");
}
