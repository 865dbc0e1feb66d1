//! Sentences compared, and what `--fail-on` makes of a brief.

use std::path::Path;

use common::{Ran, command, onrecord, onrecord_given};
use serde_json::Value;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

const PAIRS: &str = "\
{\"id\": \"b\", \"premise\": \"The bridge was closed in May.\", \"hypothesis\": \"In May the bridge was shut.\"}
{\"id\": [2], \"premise\": \"Nobody was hurt.\", \"hypothesis\": \"Plums are sweet.\"}
";

/// Answers as JSON.
fn answers(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_question_has_its_answer_in_order() {
    let ran = onrecord_given(Path::new("/"), "compare --format jsonl -", PAIRS);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let found = answers(&ran);
    assert_eq!(
        found.iter().map(|answer| &answer["id"]).collect::<Vec<_>>(),
        [&Value::from("b"), &serde_json::json!([2])]
    );
    for answer in found {
        let scores = answer["scores"].as_object().unwrap();
        let score = |name: &str| scores[name].as_f64().unwrap();
        let all = ["entailment", "neutral", "contradiction"].map(score);
        assert!((all.iter().sum::<f64>() - 1.0).abs() < 2e-4, "{answer}");
        let label = answer["label"].as_str().unwrap();
        assert!(all.iter().all(|other| score(label) >= *other), "{answer}");
    }
}

#[test]
fn two_sentences_may_be_given_as_they_are() {
    let two = ["compare", "--premise", "The bridge was closed.", "--hypothesis", "The bridge was open."];
    let run = command(Path::new("/")).args(two).output().unwrap();
    let stdout = String::from_utf8(run.stdout).unwrap();
    assert!(run.status.success() && stdout.starts_with("1  ") && stdout.lines().count() == 1, "{stdout}");
    for word in ["entailment", "neutral", "contradiction"] {
        assert!(stdout.contains(word), "{stdout}");
    }
    let one = command(Path::new("/")).args(&two[..3]).output().unwrap();
    assert_eq!(one.status.code(), Some(2), "a premise alone is no question");
}

#[test]
fn a_malformed_line_is_named_and_the_rest_is_answered() {
    let (first, second) = PAIRS.split_once('\n').unwrap();
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("pairs.jsonl"), format!("{first}\n{{\"id\": 3\n\n{second}")).unwrap();
    let ran = onrecord(directory.path(), "compare --format jsonl pairs.jsonl");
    assert_eq!(ran.status, 3, "{ran}");
    assert_eq!(answers(&ran).len(), 2);
    assert!(ran.stderr.starts_with("onrecord: pairs.jsonl:2: not a question: "), "{ran}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
}

#[test]
fn a_missing_file_is_a_failure_and_beside_others_a_part() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("pairs.jsonl"), PAIRS).unwrap();
    let ran = onrecord(directory.path(), "compare none.jsonl");
    assert_eq!((ran.status, ran.stdout.as_str()), (1, ""), "{ran}");
    assert!(ran.stderr.starts_with("onrecord: none.jsonl: "), "{ran}");
    let ran = onrecord(directory.path(), "compare none.jsonl pairs.jsonl");
    assert_eq!((ran.status, ran.stdout.lines().count()), (3, 2), "{ran}");
}

#[test]
fn neither_threads_nor_neighbours_change_an_answer() {
    let all: String = (0..70).map(|_| PAIRS).collect();
    let [one, two] =
        [1, 2].map(|n| onrecord_given(Path::new("/"), &format!("compare --format jsonl --threads {n} -"), &all));
    assert_eq!(one.stdout, two.stdout);
    let alone = onrecord_given(Path::new("/"), "compare --format jsonl -", PAIRS).stdout;
    assert_eq!(one.stdout, alone.repeat(70));
}

/// A claim that its own sentence sets aside: plain words, whatever the models find.
const AT_ODDS: &str = "Ferry stays in port\n\nThe ferry Marit stayed in the port of Tarvo on Friday, despite claims by the \
    board that the ferry would sail on Friday. Passengers waited on the quay all day.\n";

const CALM: &str = "Plums are ripe\n\nGrower Anouk Desmet said that the plums of Velm are ripe.\n";

#[test]
fn a_conflict_fails_only_where_it_is_asked_for() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("odd.txt"), AT_ODDS).unwrap();
    std::fs::write(directory.path().join("calm.txt"), CALM).unwrap();
    let status =
        |arguments: &str| onrecord(directory.path(), &format!("brief --quiet --min-confidence 0 {arguments}")).status;
    assert_eq!(status("odd.txt"), 0);
    assert_eq!(status("--fail-on conflict odd.txt"), 4);
    assert_eq!(status("--fail-on conflict calm.txt"), 0);
    assert_eq!(status("--fail-on conflict odd.txt missing.txt"), 3, "what could not be read comes first");
    assert_eq!(status("--fail-on nonsense odd.txt"), 2);
}

#[test]
fn a_brief_that_fails_is_written_all_the_same() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("odd.txt"), AT_ODDS).unwrap();
    let brief =
        |more: &str| onrecord(directory.path(), &format!("brief --quiet --min-confidence 0 {more} odd.txt")).stdout;
    let plain = brief("");
    assert!(plain.contains("AT ODDS WITH ITSELF"), "{plain}");
    assert_eq!(brief("--fail-on conflict"), plain);
}
