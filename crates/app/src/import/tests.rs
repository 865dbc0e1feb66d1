use std::fs;

use onrecord_core::statement::Form;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::export::testing::{Made, Saying, estuary, head, made};
use crate::export::{Format, export};

/// What comes back of a dossier that is exported as `format`.
fn round(made: &Made, format: Format) -> Import {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out");
    export(&made.dossier(), format, &path).unwrap();
    import(&path)
}

/// Asserts that what came back is what was handed on.
fn check(made: &Made, import: &Import) {
    assert_eq!(import.problems, []);
    let (brief, mut statements) = (&made.brief, Vec::new());
    assert_eq!(import.documents.len(), brief.documents.len());
    for ((back, article), text) in import.documents.iter().zip(&brief.documents).zip(&made.texts) {
        let head = &article.head;
        assert_eq!((&back.name, &back.text, &back.sha256), (&head.doc, text, &head.sha256));
        let known = (back.metadata.published, &back.metadata.outlet, &back.metadata.title, &back.metadata.url);
        assert_eq!(known, (head.published, &head.outlet, &head.title, &head.url));
        assert_eq!(back.statements.len(), article.statements.len());
        statements.extend(back.statements.iter().map(|statement| serde_json::to_value(statement).unwrap()));
    }
    let exported: Vec<Value> = brief.statements.iter().map(|entry| serde_json::to_value(entry).unwrap()).collect();
    assert_eq!(statements, exported);
}

#[test]
fn what_is_exported_comes_back() {
    for format in [Format::Jsonl, Format::Parquet] {
        check(&estuary(), &round(&estuary(), format));
    }
}

#[test]
fn documents_of_one_name_keep_their_own_statements() {
    let (one, two) = ([(None, Form::Direct, &["one"][..])], [(Some("Lund"), Form::Mixed, &["two"][..])]);
    let made = made(&[(head("a"), "says one", &one), (head("a"), "and two", &two), (head("b"), "none", &[])]);
    for format in [Format::Jsonl, Format::Parquet] {
        check(&made, &round(&made, format));
    }
}

#[test]
fn each_bad_line_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("record.jsonl");
    export(&estuary().dossier(), Format::Jsonl, &path).unwrap();
    let good = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = good.lines().collect();
    let moved = lines[1].replace("[[0,10]]", "[[1,11]]");
    assert_ne!(moved, lines[1]);
    let empty = lines[0].replace(&"0".repeat(60), "");
    let text = [lines[1], lines[0], &moved, "{\"type\": \"poem\"}", "", "{half", &empty, lines[2]].join("\n");
    let import = import_lines("record.jsonl", &mut text.as_bytes());
    let said: Vec<String> = import.problems.iter().map(ToString::to_string).collect();
    let expected = [
        "record.jsonl:1: \"estuary-post.txt#1\" is of a document that no line before it gives",
        "record.jsonl:3: the words of \"estuary-post.txt#1\" do not stand at its place",
        "record.jsonl:4: not what `onrecord export --to jsonl` writes: unknown variant `poem`",
        "record.jsonl:6: not what `onrecord export --to jsonl` writes: key must be a string",
        "record.jsonl:7: \"sha256\" of \"estuary-post.txt\" is not 64 hexadecimal digits",
    ];
    assert_eq!(said.len(), expected.len(), "{said:#?}");
    for (said, expected) in said.iter().zip(expected) {
        assert!(said.starts_with(expected), "{said}");
    }
    assert_eq!((import.documents.len(), import.documents[0].statements.len()), (1, 1));
}

#[test]
fn what_is_not_there_or_no_table_is_a_problem() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = import(&directory.path().join("nowhere.jsonl"));
    assert!(nowhere.problems[0].to_string().contains("nowhere.jsonl: cannot be read"));
    fs::write(directory.path().join("documents.parquet"), "no table").unwrap();
    let files: Vec<String> = import(directory.path()).problems.iter().map(ToString::to_string).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files[0].contains("documents.parquet: cannot be read") && files[1].contains("statements.parquet"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_comes_back(
        texts in vec(("\\PC{0,20}", "[a-zé🎺\n\t\"\\\\,=“”\r]{1,40}x"), 1..4),
        title in proptest::option::of("\\PC{0,12}"),
    ) {
        let whole: Vec<String> = texts.iter().map(|(before, words)| format!("{before}{words}")).collect();
        let sayings: Vec<[&str; 1]> = texts.iter().map(|(_, words)| [words.as_str()]).collect();
        let all: Vec<[Saying<'_>; 1]> = sayings.iter().map(|words| [(Some("Oona Lund"), Form::Mixed, &words[..])]).collect();
        let articles: Vec<_> = whole
            .iter()
            .zip(&all)
            .map(|(text, saying)| {
                let mut head = head("a");
                head.title = title.clone();
                (head, text.as_str(), &saying[..])
            })
            .collect();
        let made = made(&articles);
        for format in [Format::Jsonl, Format::Parquet] {
            check(&made, &round(&made, format));
        }
    }
}
