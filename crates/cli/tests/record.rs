//! A record as its users meet it: articles added, asked about, corrected, changed by their outlets, and checked.

use std::fs;
use std::path::{Path, PathBuf};

use common::{Ran, command, onrecord};
use rows::rows as all_rows;
use rusqlite::Connection;
use serde_json::Value;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;
#[allow(dead_code, reason = "each test file uses some of it")]
#[path = "../../app/tests/rows/mod.rs"]
mod rows;

/// A folder with a record of the example articles, `r.db`.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let ran = add_example(folder.path());
    assert!(ran.status == 0 && ran.stderr.ends_with("r.db: 7 new articles\n"), "{ran}");
    folder
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn add_example(folder: &Path) -> Ran {
    let record = folder.join("r.db");
    onrecord(&root(), &format!("add --record {} --meta examples/meta.jsonl examples/ister-sluice", record.display()))
}

/// Runs a command on the record; what it prints, if all went well.
fn ask(folder: &Path, arguments: &[&str]) -> String {
    let ran = command(folder).args(arguments).args(["--record", "r.db"]).output().unwrap();
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{arguments:?}: {stderr}");
    String::from_utf8(ran.stdout).unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&ask(folder, &[arguments, &["--format", "json"]].concat())).unwrap()
}

/// The status and the words of a command that must fail.
fn fails(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let ran = command(folder).args(arguments).args(["--record", "r.db"]).output().unwrap();
    (ran.status.code().unwrap(), String::from_utf8(ran.stderr).unwrap())
}

/// Everything in the record, but for its log of corrections.
fn rows(folder: &Path) -> Vec<String> {
    all_rows(&folder.join("r.db"), &["corrections"])
}

/// The id of the one statement that holds some words.
fn id(folder: &Path, words: &str) -> String {
    let hits = json(folder, &["search", &format!("\"{words}\"")]);
    let [hit] = &hits.as_array().unwrap()[..] else { panic!("{words}: {hits}") };
    hit["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_was_added_is_found_and_adding_again_changes_nothing() {
    let folder = example();
    let folder = folder.path();
    let before = rows(folder);
    let again = add_example(folder);
    assert!(again.stderr.ends_with("0 new articles, 7 on record already\n"), "{again}");
    assert_eq!(rows(folder), before);
    let hits = json(folder, &["search", "agreed", "--stance", "denies", "--said", "2026-05-14", "--outlet", "halden"]);
    let hit = &hits[0];
    assert_eq!((hits.as_array().unwrap().len(), hit["speaker_name"].as_str()), (1, Some("Teodor Brandt")), "{hits}");
    let text: Vec<char> = fs::read_to_string(root().join(hit["doc"].as_str().unwrap())).unwrap().chars().collect();
    let at = |end: usize| hit["spans"][0][end].as_u64().unwrap() as usize;
    assert_eq!(text[at(0)..at(1)].iter().collect::<String>(), hit["text"].as_str().unwrap());
    assert!(hit["snippet"].as_str().unwrap().contains("[agreed]"), "{hit}");
    let articles = json(folder, &["search", "--in", "text", "sluice", "--limit", "3"]);
    assert!(articles.as_array().unwrap().len() == 3 && articles[0]["id"].is_null(), "{articles}");
    assert!(ask(folder, &["verify"]).contains("7 articles, nothing wrong"));
    assert!(ask(folder, &["brief"]).contains("IN DISPUTE"));
    let stories = json(folder, &["stories"]);
    let story = stories[0]["id"].as_str().unwrap();
    assert!(ask(folder, &["brief", "--story", story, "--since", "2026-05-20"]).contains("article"));
    assert!(fails(folder, &["brief", "--story", "nowhere"]).1.contains("no story"));
    assert!(fails(folder, &["who", "Nobody Atall"]).1.contains("nobody called"));
    let several = fails(folder, &["who", "Brand"]).1;
    let [most, least] =
        ["teodor-brandt  Teodor Brandt, the water minister: ", "theodor-brandt  Theodor Brandt, Water Minister: "];
    let [most, least] = [most, least].map(|line| several.find(&format!("\n  {line}")).unwrap());
    assert!(most < least, "{several}");
}

#[test]
fn what_is_exported_from_a_record_comes_back_as_it_was() {
    let folder = example();
    let folder = folder.path();
    for format in ["jsonl", "csv", "parquet", "w3c", "ftm", "jsonld", "md", "html"] {
        ask(folder, &["export", "--to", format, "--output", &format!("out.{format}")]);
        assert!(folder.join(format!("out.{format}")).exists(), "{format}");
    }
    let ids = |record: &str| -> Vec<(String, String)> {
        let connection = Connection::open(folder.join(record)).unwrap();
        let mut all = connection.prepare("SELECT id, content FROM statements ORDER BY id").unwrap();
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
    };
    for (from, record) in [("out.jsonl", "lines.db"), ("out.parquet", "tables.db")] {
        let ran = onrecord(folder, &format!("import --record {record} {from}"));
        assert!(ran.status == 0 && ran.stderr.contains("7 new articles"), "{ran}");
        assert_eq!(ids(record), ids("r.db"));
        assert!(onrecord(folder, &format!("verify --record {record}")).stdout.contains("nothing wrong"));
    }
}

#[test]
fn corrections_go_from_one_record_to_another() {
    let folder = example();
    let folder = folder.path();
    let correct = |what: &[&str]| ask(folder, &[&["correct", "--author", "Desk", "--note", "heard it"], what].concat());
    let (signed, closed) = (id(folder, "nobody signed it"), id(folder, "experts were at work"));
    correct(&["stance", &signed, "denies"]);
    correct(&["speaker", &closed, "Ada Quill"]);
    correct(&["said", &closed, "2026-05-02"]);
    correct(&["link", &signed, "contradicts", &closed]);
    correct(&["rename", "Hanne Solvik", "Hanne M. Solvik"]);
    correct(&["undo", "3"]);
    ask(folder, &["export", "--to", "jsonl", "--output", "out.jsonl"]);
    ask(folder, &["corrections", "--format", "jsonl", "--output", "corrections.jsonl"]);
    let ran = onrecord(folder, "import --record copy.db corrections.jsonl out.jsonl");
    assert!(ran.status == 0 && ran.stderr.ends_with("copy.db: 4 corrections, 0 made here before\n"), "{ran}");
    let shown = |record: &str| {
        let connection = Connection::open(folder.join(record)).unwrap();
        let mut all = connection
            .prepare("SELECT id, speaker_name, stance, said_start, status, (SELECT group_concat(a || relation || b || status) FROM links) FROM record ORDER BY id")
            .unwrap();
        let row = |row: &rusqlite::Row<'_>| {
            (0..6).map(|at| row.get(at)).collect::<rusqlite::Result<Vec<rusqlite::types::Value>>>()
        };
        all.query_map([], row).unwrap().map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(shown("copy.db"), shown("r.db"));
    let told = onrecord(folder, "corrections --record copy.db").stdout;
    assert!(told.contains("Desk: ") && told.contains("(heard it)"), "{told}");
    assert!(onrecord(folder, "verify --record copy.db").stdout.contains("nothing wrong"));
    let ran = onrecord(folder, "import --record copy.db corrections.jsonl");
    assert!(ran.status == 0 && ran.stderr.ends_with("copy.db: 0 corrections, 4 made here before\n"), "{ran}");
    // Where the articles are not, only what is about people can be said.
    fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    assert_eq!(onrecord(folder, "add -q --record other.db ferry.txt").status, 0);
    let ran = onrecord(folder, "import --record other.db corrections.jsonl");
    assert!(ran.status == 3 && ran.stderr.contains("correction 1: its article is not in this record"), "{ran}");
}

#[test]
fn copies_and_pipes_are_kept_apart_as_they_should() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for name in ["a.txt", "b.txt"] {
        fs::write(folder.join(name), FERRY).unwrap();
    }
    let ran = onrecord(folder, "add --record r.db a.txt b.txt");
    assert!(ran.stderr.ends_with("1 new article, 1 on record already\n"), "one file twice: {ran}");
    let meta =
        "{\"file\": \"a.txt\", \"outlet\": \"Tarn Gazette\"}\n{\"file\": \"b.txt\", \"outlet\": \"Ister Mail\"}\n";
    fs::write(folder.join("meta.jsonl"), meta).unwrap();
    let ran = onrecord(folder, "add --record two.db --meta meta.jsonl a.txt b.txt");
    assert!(ran.stderr.ends_with("2 new articles\n"), "two newspapers: {ran}");
    for text in [FERRY, "Quay to close\n\nMinister Ada Quill said that the quay would close in May.\n"] {
        assert_eq!(common::onrecord_given(folder, "add --record pipe.db -", text).status, 0);
    }
    let hits = onrecord(folder, "search --record pipe.db --in text --format jsonl Quill");
    assert_eq!(hits.stdout.lines().count(), 2, "what came through a pipe is no version of what came before: {hits}");
    // What could not be read is listed until it could.
    assert_eq!(onrecord(folder, "add --record r.db later.txt").status, 1);
    assert!(ask(folder, &["failures"]).contains("later.txt: no such file"));
    fs::write(folder.join("later.txt"), FERRY).unwrap();
    assert_eq!(onrecord(folder, "add --record r.db later.txt").status, 0);
    assert_eq!(ask(folder, &["failures"]), "");
    let ran = onrecord(folder, "search --record r.db ferry --output r.db");
    assert!(ran.status == 2 && ran.stderr.contains("would overwrite"), "{ran}");
    assert!(ask(folder, &["verify"]).contains("1 article, nothing wrong"));
}

#[test]
fn corrections_win_and_can_be_taken_back() {
    let folder = example();
    let folder = folder.path();
    let before = rows(folder);
    let denied = id(folder, "claims by officials in neighbouring Karsova");
    let one = &["--author", "Desk", "--note", "heard it myself"];
    let correct = |arguments: &[&str]| ask(folder, &[&["correct"], arguments, one].concat());
    correct(&["speaker", &denied, "Pavel Orm"]);
    correct(&["said", &denied, "2026-05-01..2026-05-03"]);
    correct(&["stance", &denied, "concedes"]);
    correct(&["via", &denied, "Radio Ister"]);
    let found =
        json(folder, &["search", "--speaker", "Orm", "--stance", "concedes", "--said", "2026-05-02", "--via", "radio"]);
    assert_eq!(found[0]["id"].as_str(), Some(denied.as_str()), "{found}");
    let who = json(folder, &["who", "Pavel Orm"]);
    assert_eq!(who["positions"].as_array().unwrap().len(), 1, "{who}");
    let of = |which: &[&str]| json(folder, &[&["who", "Pavel Orm"], which].concat());
    assert_eq!(of(&["--stance", "concedes", "--said", "2026-05", "--story", "water release"]), who);
    for other in [["--stance", "denies"], ["--said", "2026-06"]] {
        assert_eq!(of(&other)["positions"].as_array().unwrap().len(), 0, "{other:?}");
    }
    let connection = Connection::open(folder.join("r.db")).unwrap();
    let kept: String =
        connection.query_row("SELECT found FROM statements WHERE id = ?", [&denied], |row| row.get(0)).unwrap();
    assert!(kept.contains("\"stance\":\"denies\"") && kept.contains("Teodor Brandt"), "what was found stays: {kept}");
    // They hold when the articles come again, and are in the log with author, time and note.
    add_example(folder);
    assert_eq!(json(folder, &["who", "Pavel Orm"]), who);
    let corrected = rows(folder);
    ask(folder, &["reread", "--all"]);
    assert_eq!(rows(folder), corrected, "read again, they hold");
    Connection::open(folder.join("r.db")).unwrap().execute_batch("UPDATE programs SET version = '0.0.0'").unwrap();
    ask(folder, &["reread"]);
    assert_eq!(rows(folder), corrected);
    let log = json(folder, &["corrections"]);
    let logged = &log[0];
    assert_eq!((&logged["author"], &logged["note"]), (&"Desk".into(), &"heard it myself".into()), "{log}");
    let lessons = ask(folder, &["corrections", "--lessons"]);
    let lesson: Value = serde_json::from_str(lessons.lines().nth(2).unwrap()).unwrap();
    assert_eq!(
        (&lesson["field"], &lesson["found"], &lesson["right"]),
        (&"stance".into(), &"denies".into(), &"concedes".into())
    );
    for number in ["1", "2", "3", "4"] {
        correct(&["undo", number]);
    }
    assert_eq!(rows(folder), before, "all is as it was");
    correct(&["undo", "5"]);
    assert!(ask(folder, &["who", "Pavel Orm"]).contains("Pavel Orm"), "what takes back can be taken back");
    assert!(fails(folder, &["correct", "undo", "77", "--author", "D"]).1.contains("no correction 77"));
    assert!(fails(folder, &["correct", "stance", &denied, "shouts", "--author", "D"]).1.contains("no stance"));
    assert!(ask(folder, &["verify"]).contains("nothing wrong"));
}

#[test]
fn a_speaker_whom_the_article_does_not_name_is_what_the_record_knows_of_them() {
    let folder = example();
    let folder = folder.path();
    let correct = |arguments: &[&str]| ask(folder, &[&["correct", "--author", "Desk"], arguments].concat());
    let [denied, signed] = ["claims by officials in neighbouring Karsova", "nobody signed it"].map(|at| id(folder, at));
    // Another article alone tells of the institute, and its short name.
    correct(&["speaker", &denied, "RPI"]);
    let shared = "The two countries share the lower Ister";
    correct(&["add", "examples/ister-sluice/01-courier.txt", shared, "--speaker", "river-policy-institute"]);
    correct(&["speaker", &signed, "Nobody Known"]);
    let who = json(folder, &["who", "River Policy Institute"]);
    assert_eq!(who["person"]["kind"].as_str(), Some("organisation"), "{who}");
    let said = who["positions"].as_array().unwrap();
    assert!([&denied, &id(folder, shared)].iter().all(|id| said.iter().any(|one| one["id"] == **id)), "{who}");
    assert_eq!(json(folder, &["who", "Nobody Known"])["person"]["kind"].as_str(), Some("person"));
    let log = json(folder, &["corrections"]);
    let kinds: Vec<&Value> = log.as_array().unwrap().iter().map(|logged| &logged["correction"]["kind"]).collect();
    assert_eq!(kinds, [&Value::from("organisation"), &Value::from("organisation"), &Value::Null]);
    assert!(ask(folder, &["verify"]).contains("nothing wrong"));
}

#[test]
fn people_and_links_are_corrected() {
    let folder = example();
    let folder = folder.path();
    let before = rows(folder);
    let correct = |arguments: &[&str]| ask(folder, &[&["correct", "--author", "Desk"], arguments].concat());
    let count = |name: &str| json(folder, &["who", name])["positions"].as_array().unwrap().len();
    let (brandt, marenko) = (count("Teodor Brandt"), count("Ilya Marenko"));
    correct(&["merge", "Teodor Brandt", "Ilya Marenko", "--name", "The Two"]);
    assert_eq!(count("The Two"), brandt + marenko);
    correct(&["split", "The Two", "Ilya Marenko", "Marenko", "Ilja Marenko"]);
    assert_eq!((count("The Two"), count("Ilya Marenko")), (brandt, marenko));
    correct(&["undo", "2"]);
    correct(&["undo", "1"]);
    assert_eq!(rows(folder), before);
    let links = json(folder, &["brief"])["links"].clone();
    let link = &links.as_array().unwrap()[0];
    let end = |end: &str| link[end].as_str().unwrap();
    correct(&["unlink", end("a"), end("b")]);
    let after = json(folder, &["brief"])["links"].clone();
    assert_eq!(after.as_array().unwrap().len() + 1, links.as_array().unwrap().len());
    correct(&["link", end("a"), "contradicts", end("b")]);
    let again = json(folder, &["brief"])["links"].clone();
    let made = again.as_array().unwrap().iter().find(|made| made["a"] == link["a"] && made["b"] == link["b"]).unwrap();
    assert_eq!((&made["relation"], &made["why"]), (&"contradicts".into(), &"told by Desk".into()));
    let last = json(folder, &["corrections"]).as_array().unwrap().len();
    correct(&["undo", &last.to_string()]);
    correct(&["undo", &(last - 1).to_string()]);
    assert_eq!(rows(folder), before, "what the program found is there again");
}

#[test]
fn a_correction_that_cannot_be_true_is_refused() {
    let folder = example();
    let folder = folder.path();
    let before = rows(folder);
    let refused = |arguments: &[&str]| fails(folder, &[&["correct", "--author", "D"], arguments].concat()).1;
    assert!(refused(&["merge", "Brandt", "Brandt"]).contains("two people"));
    assert!(refused(&["rename", "Bran", "X"]).contains("nobody is called"));
    assert!(refused(&["rename", "Teodor Brandt", "Hanne Solvik"]).contains("hanne-solvik already"));
    let [denied, claimed] =
        ["claims by officials in neighbouring Karsova", "as good as signed"].map(|words| id(folder, words));
    assert!(refused(&["link", &denied, "reversal", &claimed]).contains("a reversal is of one person"));
    let [early, late] = ["nobody signed it", "as good as signed"].map(|words| id(folder, words));
    for (statement, day) in [(&early, "2026-05-01"), (&late, "2026-05-09")] {
        ask(folder, &["correct", "--author", "D", "speaker", statement, "Pavel Orm"]);
        ask(folder, &["correct", "--author", "D", "said", statement, day]);
    }
    assert!(refused(&["link", &late, "reversal", &early]).contains("give the earlier one first"));
    ask(folder, &["correct", "--author", "D", "link", &early, "reversal", &late]);
    for number in ["5", "4", "3", "2", "1"] {
        ask(folder, &["correct", "--author", "D", "undo", number]);
    }
    assert_eq!(rows(folder), before);
    let words = "claims by officials in neighbouring Karsova";
    let whole = json(folder, &["search", &format!("\"{words}\"")])[0]["text"].as_str().unwrap().to_owned();
    let again = refused(&["add", "examples/ister-sluice/01-courier.txt", &whole]);
    assert!(again.contains(&denied) && again.contains("stands there already"), "{again}");
    // Those who are one are shown by the fullest name, and stay one while a later correction says so.
    ask(folder, &["correct", "--author", "D", "merge", "Brandt", "Theodor Brandt"]);
    ask(folder, &["correct", "--author", "D", "rename", "Theodor Brandt", "T. Brandt"]);
    let merged = json(folder, &["corrections"]).as_array().unwrap().len();
    let rests = refused(&["undo", &(merged - 1).to_string()]);
    assert!(rests.contains(&format!("take {merged} back first")), "{rests}");
    ask(folder, &["correct", "--author", "D", "undo", &merged.to_string()]);
    assert!(ask(folder, &["who", "Theodor Brandt"]).starts_with("Theodor Brandt"));
    ask(folder, &["correct", "--author", "D", "undo", &(merged - 1).to_string()]);
    assert_eq!(rows(folder), before);
}

#[test]
fn what_is_told_of_an_article_does_not_make_it_another() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    fs::write(
        folder.join("meta.jsonl"),
        "{\"file\": \"ferry.txt\", \"outlet\": \"Tarn Gazette\", \"published\": \"2026-03-05\"}\n",
    )
    .unwrap();
    let told = |ran: Ran, expected: &str| assert!(ran.stderr.ends_with(&format!("r.db: {expected}\n")), "{ran}");
    let add = |arguments: &str| onrecord(folder, &format!("add --record r.db {arguments}"));
    let of_outlet =
        || json(folder, &["search", "--outlet", "tarn", "--published", "2026-03-05"]).as_array().unwrap().len();
    told(add("ferry.txt"), "1 new article");
    told(add("--meta meta.jsonl ferry.txt"), "0 new articles, 1 known otherwise now");
    let found = of_outlet();
    assert!(found > 1);
    // What is not told again stays known.
    told(add("ferry.txt"), "0 new articles, 1 on record already");
    told(add("./ferry.txt"), "0 new articles, 1 on record already");
    assert_eq!(of_outlet(), found);
    let url = "https://tarn-gazette.example/ferry";
    ask(folder, &["correct", "speaker", &id(folder, "quay was unsafe"), "Clerk Ansel", "--author", "Desk"]);
    told(add(&format!("--url {url} ferry.txt")), "0 new articles, 1 known otherwise now");
    let ansel = || json(folder, &["search", "--speaker", "Ansel"])[0].clone();
    assert_eq!((ansel()["outlet"].as_str(), ansel()["url"].as_str()), (Some("Tarn Gazette"), Some(url)));
    assert!(ask(folder, &["verify"]).contains("1 article, nothing wrong"));
    told(add("ferry.txt"), "0 new articles, 1 on record already");
    fs::write(folder.join("ferry.txt"), FERRY.replace("in June", "in July")).unwrap();
    told(add(&format!("--url {url} --published 2026-03-05 ferry.txt")), "1 new article, 1 of them a later version");
    // The URL is what its versions have in common now, whatever the file is called, and corrections come along.
    assert_eq!(json(folder, &["diff", url])[0]["changes"].as_array().unwrap().len(), 1);
    fs::write(folder.join("other.txt"), FERRY.replace("in June", "in August")).unwrap();
    told(add(&format!("--url {url}#top other.txt")), "1 new article, 1 of them a later version");
    assert!(ansel()["text"].as_str().unwrap().contains("quay was unsafe"), "{}", ansel());
    assert_eq!(ask(folder, &["corrections", "--orphans"]), "");
    assert!(ask(folder, &["verify"]).contains("3 articles, nothing wrong"));
    // A list of what is known that is not there would make other articles of all.
    let ran = add("--meta nowhere.jsonl ferry.txt");
    assert!(ran.status == 1 && ran.stderr.contains("nowhere.jsonl: --meta cannot be read; nothing was added"), "{ran}");
    assert_eq!(ask(folder, &["failures"]), "");
    // A name that was none is forgotten.
    assert_eq!(add("fery.txt").status, 1);
    assert!(fails(folder, &["failures", "--forget", "other.txt"]).1.contains("no such input failed"));
    ask(folder, &["failures", "--forget", "fery.txt"]);
    assert_eq!(ask(folder, &["failures"]), "");
}

#[test]
fn what_is_put_back_or_moves_within_its_file_stays_on_record() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let told = |arguments: &str, expected: &str| {
        let ran = onrecord(folder, arguments);
        assert!(ran.stderr.ends_with(&format!(".db: {expected}\n")), "{ran}");
    };
    let count = |words: &str| json(folder, &["search", words]).as_array().unwrap().len();
    let add = "add --record r.db ferry.txt";
    fs::write(folder.join("ferry.txt"), FERRY).unwrap();
    told(add, "1 new article");
    ask(folder, &["correct", "speaker", &id(folder, "quay was unsafe"), "Clerk Ansel", "--author", "Desk"]);
    let later = "Minister Ada Quill said on Monday that the ferry to Tarn would sail again in August.\n";
    for (text, [june, august]) in [(later, [0, 1]), (FERRY, [1, 0]), (later, [0, 1]), (FERRY, [1, 0])] {
        fs::write(folder.join("ferry.txt"), text).unwrap();
        told(add, "1 new article, 1 of them a later version");
        told(add, "0 new articles, 1 on record already");
        assert_eq!([count("\"again in June\""), count("\"again in August\"")], [june, august]);
    }
    assert_eq!(json(folder, &["diff", "ferry.txt"]).as_array().unwrap().len(), 4);
    let found = json(folder, &["search", "--speaker", "Ansel"]);
    assert!(found[0]["text"].as_str().unwrap().contains("quay was unsafe"), "{found}");
    assert!(ask(folder, &["verify"]).contains("5 articles, nothing wrong"));
    // One name in two folders, or a file that is written over, is another article, with versions of its own.
    let library =
        "The old mill becomes a library in spring, Mayor Ulla Kern told the council. Its roof was mended last year.\n";
    let day = |of: &str, text: &str, expected: &str| {
        fs::create_dir_all(folder.join(of)).unwrap();
        fs::write(folder.join(of).join("today.txt"), text).unwrap();
        let ran = onrecord(&folder.join(of), "add --record ../days.db today.txt");
        assert!(ran.stderr.ends_with(&format!("days.db: {expected}\n")), "{ran}");
    };
    day("monday", FERRY, "1 new article");
    day("tuesday", library, "1 new article");
    day("tuesday", &library.replace("spring", "autumn"), "1 new article, 1 of them a later version");
    day("monday", &FERRY.replace("June", "July"), "1 new article, 1 of them a later version");
    let days = onrecord(folder, "search --record days.db --in text --format jsonl Kern OR Quill");
    assert!(days.stdout.lines().count() == 2 && days.stdout.contains("Kern"), "{days}");
    // Lines and messages without a name of their own are no versions of what stood in their place.
    let lines = [
        "Mayor Ulla Kern warned that the dam could break.",
        "Oona Lund denied that the gates had been closed.",
        "Teodor Brandt said that it rained.",
    ]
    .map(|text| format!("{{\"text\": \"{text}\"}}\n"));
    fs::write(folder.join("lines.jsonl"), lines[1..].concat()).unwrap();
    told("add --record lines.db lines.jsonl", "2 new articles");
    fs::write(folder.join("lines.jsonl"), lines.concat()).unwrap();
    told("add --record lines.db lines.jsonl", "1 new article, 2 on record already");
    // Nor are two of one name in two files, when they come back from an export.
    for (file, line) in ["a.jsonl", "b.jsonl"].iter().zip(&lines) {
        fs::write(folder.join(file), line.replace("{\"text\"", "{\"id\": \"1\", \"text\"")).unwrap();
    }
    told("add --record two.db a.jsonl b.jsonl", "2 new articles");
    assert_eq!(onrecord(folder, "export --quiet --record two.db --to jsonl --output two.jsonl").status, 0);
    told("import --record back.db two.jsonl", "2 new articles");
    told("import --record back.db two.jsonl", "0 new articles, 2 on record already");
}

#[test]
fn a_name_or_note_makes_no_line_of_the_log_and_many_words_no_search() {
    let folder = example();
    let folder = folder.path();
    let signed = id(folder, "nobody signed it");
    ask(
        folder,
        &[
            "correct",
            "confirm",
            &signed,
            "--author",
            "Eve\n2 2026-01-01T00:00:00Z Chief: all is well",
            "--note",
            "a\nb",
        ],
    );
    assert_eq!(ask(folder, &["corrections"]).lines().count(), 1);
    let words = vec!["gate"; 70].join(" OR ");
    assert!(fails(folder, &["search", &words]).1.contains("at most 64 words"));
    let wide: Vec<u8> = FERRY.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
    fs::write(folder.join("wide.txt"), [&[0xff, 0xfe, 0, 0], &wide[..]].concat()).unwrap();
    assert!(onrecord(folder, "add --record r.db wide.txt").stderr.contains("wide.txt: not text but binary data"));
    fs::create_dir(folder.join("in")).unwrap();
    fs::write(folder.join("in/ferry.txt"), FERRY).unwrap();
    let ran = onrecord(folder, "export --quiet --to md --output in/ferry.txt in");
    assert!(ran.status == 2 && ran.stderr.contains("would overwrite"), "{ran}");
    assert_eq!(fs::read_to_string(folder.join("in/ferry.txt")).unwrap(), FERRY);
}

#[test]
fn pages_are_searched_as_a_reader_sees_them() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let page = "<html><head><title>Bridge</title></head><body><article><h1>Bridge</h1>\n\
        <p>Mayor Ren&eacute;e Dub&eacute; said the br&uuml;cke at Tarn would be closed for the whole sum<b>mer</b> of repairs.</p>\n\
        <p>&ldquo;Nobody will have to swim across the river to work,&rdquo; she told the town council on Monday.</p>\n\
        </article></body></html>\n";
    fs::write(folder.join("page.html"), page).unwrap();
    assert_eq!(onrecord(folder, "add --record r.db page.html").status, 0);
    let count = |field: &str, words: &str| json(folder, &["search", "--in", field, words]).as_array().unwrap().len();
    for (field, words) in
        [("text", "br\u{fc}cke"), ("text", "\"summer of repairs\""), ("source", "Ren\u{e9}e"), ("content", "brucke")]
    {
        assert_eq!(count(field, words), 1, "{field} {words}");
    }
    for words in ["ldquo", "eacute", "article"] {
        assert_eq!(count("text", words), 0, "{words}");
    }
    let hit = &json(folder, &["search", "--in", "text", "swim"])[0];
    assert!(hit["snippet"].as_str().unwrap().contains("\u{201c}Nobody will have to [swim]"), "{hit}");
    assert!(ask(folder, &["verify"]).contains("1 article, nothing wrong"));
    let connection = Connection::open(folder.join("r.db")).unwrap();
    connection.execute_batch("UPDATE documents SET plain = NULL; UPDATE programs SET version = '0.0'").unwrap();
    assert_eq!(count("text", "eacute"), 1);
    ask(folder, &["reread"]);
    assert_eq!(count("text", "eacute"), 0, "read again, it is seen again");
    assert!(ask(folder, &["verify"]).contains("1 article, nothing wrong"));
}

/// Adds one article with an address.
fn publish(folder: &Path, text: &str) -> String {
    fs::write(folder.join("ferry.txt"), text).unwrap();
    let arguments = ["add", "--url", "https://tarn-gazette.example/ferry", "--published", "2026-03-05", "ferry.txt"];
    let ran = command(folder).args(arguments).args(["--record", "r.db"]).output().unwrap();
    assert!(ran.status.success());
    String::from_utf8(ran.stderr).unwrap()
}

const FERRY: &str = "Ferry to return\n\n\
    Minister Ada Quill said on Monday that the ferry to Tarn would sail again in June.\n\n\
    \u{201c}Nobody will pay more than now,\u{201d} she told the council.\n\n\
    Harbour master Jon Peel denied that the quay was unsafe.\n";

#[test]
fn a_new_version_tells_what_changed_and_carries_what_stands() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    publish(folder, FERRY);
    let [june, pay, quay] = ["sail again in June", "Nobody will pay", "quay was unsafe"].map(|words| id(folder, words));
    for (statement, name) in [(&june, "Ada Marie Quill"), (&pay, "Clerk Ansel"), (&quay, "Jon Peel the Younger")] {
        ask(folder, &["correct", "speaker", statement, name, "--author", "Desk"]);
    }
    let later =
        FERRY.replace("in June", "in August").replace("quay was unsafe", "quay was ever unsafe") + "\nIt rains.\n";
    assert!(publish(folder, &later).contains("1 new article, 1 of them a later version"));
    let changes = json(folder, &["diff", "https://tarn-gazette.example/ferry"]);
    let changes = changes[0]["changes"].as_array().unwrap();
    let reworded: Vec<&str> =
        changes.iter().filter(|c| c["change"] == "reworded").map(|c| c["after"].as_str().unwrap()).collect();
    assert!(reworded.len() == 2 && reworded[0].contains("August") && reworded[1].contains("ever"), "{changes:?}");
    // The words of one correction stand as they did; those of two are gone.
    let found = json(folder, &["search", "--speaker", "Ansel"]);
    assert!(found[0]["text"].as_str().unwrap().contains("Nobody will pay"), "{found}");
    let orphans = json(folder, &["corrections", "--orphans"]);
    let orphans: Vec<i64> = orphans.as_array().unwrap().iter().map(|o| o["number"].as_i64().unwrap()).collect();
    assert_eq!(orphans, [1, 3]);
    // A comma is no change of a statement.
    publish(folder, &later.replace("now,\u{201d}", "now!\u{201d}"));
    let changes = json(folder, &["diff", "ferry.txt"]);
    assert_eq!(changes[1]["changes"].as_array().unwrap().len(), 0, "{changes}");
    assert!(ask(folder, &["verify"]).contains("3 articles, nothing wrong"));
    assert_eq!(json(folder, &["search", "--in", "text", "ferry"]).as_array().unwrap().len(), 1, "the latest alone");
}

#[test]
fn the_last_word_teaches_and_what_is_rejected_has_not_come() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    publish(folder, FERRY);
    let quay = id(folder, "quay was unsafe");
    for stance in ["warns", "concedes"] {
        ask(folder, &["correct", "stance", &quay, stance, "--author", "Desk"]);
    }
    let lessons = ask(folder, &["corrections", "--lessons"]);
    let lesson: Value = serde_json::from_str(&lessons).unwrap();
    assert_eq!((&lesson["found"], &lesson["right"]), (&"denies".into(), &"concedes".into()));
    publish(folder, &format!("{FERRY}\nHarbour clerk Sven Ode said that the tide was high.\n"));
    let changes = || json(folder, &["diff", "ferry.txt"])[0]["changes"].as_array().unwrap().len();
    assert_eq!(changes(), 1);
    ask(folder, &["correct", "reject", &id(folder, "tide was high"), "--author", "Desk"]);
    assert_eq!(changes(), 0);
}

#[test]
fn a_missed_statement_is_added_and_a_wrong_one_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    publish(folder, FERRY);
    ask(folder, &["correct", "--author", "Desk", "add", "ferry.txt", "Ferry to return", "--speaker", "The Gazette"]);
    let found = json(folder, &["search", "\"ferry to return\""]);
    assert_eq!(found[0]["speaker_name"].as_str(), Some("The Gazette"), "{found}");
    let quay = id(folder, "quay was unsafe");
    ask(folder, &["correct", "--author", "Desk", "reject", &quay]);
    assert_eq!(json(folder, &["search", "unsafe"]).as_array().unwrap().len(), 0);
    assert!(
        fails(folder, &["correct", "--author", "D", "add", "ferry.txt", "no such words"]).1.contains("does not stand")
    );
    assert!(ask(folder, &["verify"]).contains("nothing wrong"));
}

#[test]
fn verify_names_what_was_changed_behind_its_back() {
    let folder = example();
    let folder = folder.path();
    ask(folder, &["correct", "stance", &id(folder, "nobody signed it"), "denies", "--author", "Desk"]);
    ask(folder, &["correct", "undo", "1", "--author", "Desk"]);
    let changes = [
        ("UPDATE statements SET content_spans = '[[3, 9]]' WHERE number = 2", "the words at [[3, 9]]"),
        (
            "UPDATE documents SET sha256 = substr(sha256, 2) || 'g' WHERE id = (SELECT min(id) FROM documents)",
            "SHA-256",
        ),
        ("UPDATE corrections SET author = 'Other' WHERE number = 1", "corrections 1: was changed"),
        ("DELETE FROM corrections WHERE number = 2", "the last one was"),
        ("UPDATE readings SET found = x'00'", "the reading of document"),
        ("INSERT INTO links VALUES ('a#1', 'b#1', 'denies', 1, '', 'found')", "no statement a#1"),
        ("UPDATE documents SET title = 'Other'", "document_words"),
        (
            "UPDATE statements SET stance = 'denies' WHERE number = 1",
            "stance: is \"denies\", but the reading and the corr",
        ),
        ("UPDATE statements SET said_start = NULL", "said_start: is nothing, but the reading"),
        ("DELETE FROM statements WHERE number = 1", "is in the reading and missing here"),
        (
            "INSERT INTO narration SELECT id || 'x', document, text, spans FROM narration",
            "neither in the reading nor in",
        ),
        ("UPDATE appearances SET mentions = '[]'", "mentions: is \"[]\", but"),
        ("UPDATE people SET name = 'Other'", "people: does not hold what was written"),
        ("UPDATE appearances SET person = (SELECT max(id) FROM people)", "appearances: does not hold"),
        ("UPDATE links SET relation = 'denies'", "is not what was found"),
        ("DELETE FROM links", "is not what was found"),
        ("UPDATE links SET status = 'confirmed'", "is not what was found"),
        ("DELETE FROM dispute_statements", "dispute_statements: does not hold"),
        ("UPDATE stories SET title = 'Other'", "stories: does not hold"),
        ("DELETE FROM people", "no person"),
        ("UPDATE documents SET outlet = 'Other' WHERE key = 1", "documents: does not hold"),
        ("UPDATE documents SET current = 0 WHERE key = 1", "documents: does not hold"),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM documents WHERE id = (SELECT min(id) FROM documents)",
            "points to no row",
        ),
    ];
    for (change, expected) in changes {
        fs::copy(folder.join("r.db"), folder.join("copy.db")).unwrap();
        Connection::open(folder.join("copy.db")).unwrap().execute_batch(change).unwrap();
        let ran = onrecord(folder, "verify --record copy.db");
        assert!(ran.status == 1 && ran.stdout.contains(expected), "{change}\n{ran}");
    }
    // Another version may make other rows of the same reading.
    fs::copy(folder.join("r.db"), folder.join("copy.db")).unwrap();
    let change = "UPDATE programs SET version = '0.0'; UPDATE statements SET stance = 'denies' WHERE number = 1";
    Connection::open(folder.join("copy.db")).unwrap().execute_batch(change).unwrap();
    let ran = onrecord(folder, "verify --record copy.db");
    assert!(ran.status == 0 && ran.stdout.contains("read by another version of onrecord"), "{ran}");
    assert_eq!(onrecord(folder, "reread -q --record copy.db").status, 0);
    assert!(onrecord(folder, "verify --record copy.db").stdout.ends_with("nothing wrong\n"));
}

#[test]
fn a_record_that_cannot_be_used_says_why() {
    let folder = example();
    let folder = folder.path();
    fs::write(folder.join("text.db"), "no record").unwrap();
    Connection::open(folder.join("other.db")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    fs::copy(folder.join("r.db"), folder.join("later.db")).unwrap();
    Connection::open(folder.join("later.db")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    for (record, expected) in [
        ("nowhere.db", "no such record; make one with"),
        ("text.db", "not a record of onrecord"),
        ("other.db", "not a record of onrecord"),
        ("later.db", "made by a later version of onrecord (tables 99"),
    ] {
        let ran = onrecord(folder, &format!("search --record {record} x"));
        assert!(ran.status == 1 && ran.stderr.contains(expected), "{record}: {ran}");
    }
    // One writer at a time; readers go on.
    let lock = fs::OpenOptions::new().append(true).open(folder.join("r.db.lock")).unwrap();
    lock.lock().unwrap();
    let (status, words) = fails(folder, &["correct", "undo", "1", "--author", "Desk"]);
    assert!(status == 1 && words.contains("another onrecord is writing to it"), "{words}");
    assert!(ask(folder, &["search", "agreed"]).contains("Brandt"));
    drop(lock);
}

#[test]
fn a_full_disk_loses_nothing() {
    let folder = example();
    let folder = folder.path();
    let before = rows(folder);
    // Much text, little to read.
    let digits: String = (0..90_000_u64).map(|k| format!("{:x}", k.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    let large =
        format!("<html><body><script>{digits}</script><p>{}</p></body></html>", FERRY.replace("\n\n", "</p><p>"));
    fs::write(folder.join("large.html"), &large).unwrap();
    // The system's limit on the size of files stands in for a full disk.
    let size = fs::metadata(folder.join("r.db")).unwrap().len() / 1024 + 200;
    let program = env!("CARGO_BIN_EXE_onrecord");
    let line = format!("trap '' XFSZ; ulimit -f {size}; exec {program} add --record r.db large.html");
    let ran = std::process::Command::new("bash").args(["-c", &line]).current_dir(folder).output().unwrap();
    let words = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(1), "{words}");
    assert!(words.contains("r.db:"), "{words}");
    assert_eq!(rows(folder), before);
    assert!(ask(folder, &["verify"]).contains("7 articles, nothing wrong"));
    let ran = onrecord(folder, "add --record r.db large.html");
    assert!(ran.status == 0 && ran.stderr.contains("1 new article"), "{ran}");
}
