//! A run that is killed loses nothing that it told as added, and doubles nothing.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use common::{command, onrecord};
use rows::{rows, same};
use rusqlite::Connection;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;
#[path = "../../app/tests/rows/mod.rs"]
mod rows;

/// A number from the environment, for a longer run than that of every day.
fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Short articles as JSON Lines, two on each matter: words of its own tell it from all others, so that little has to be compared.
fn articles(count: usize) -> String {
    const PARTS: [&str; 16] = [
        "bar", "del", "fen", "gor", "hul", "jas", "kel", "lim", "mon", "nar", "pel", "rus", "sol", "tir", "vek", "zan",
    ];
    const ACTS: [&str; 7] = ["sell", "repaint", "rent out", "measure", "insure", "rebuild", "hide"];
    let word = |k: usize| {
        let k = k * 2_654_435 % 4096;
        format!("{}{}{}", PARTS[k % 16], PARTS[k / 16 % 16], PARTS[k / 256])
    };
    let name = |k: usize| {
        let word = word(k);
        format!("{}{}", word[..1].to_uppercase(), &word[1..])
    };
    let mut out = String::new();
    for k in 0..count {
        let (matter, act) = (k / 2, ACTS[k / 2 % 7]);
        let (what, thing) = (word(matter + 1000), word(matter + 2000));
        let (one, other, place) = (name(matter), name(matter + 3000), name(matter + 500));
        let text = format!(
            "Plans for {place}\n\nMinister Ada {one} said on Monday that the {what} of {place} would {act} its {thing} in June.\n\n\
             Jon {other} denied that the {what} would {act} its {thing}. \u{201c}Nobody in {place} has asked for {k},\u{201d} he \
             told reporters.\n"
        );
        let day = 1 + matter % 28;
        let line = serde_json::json!({"id": format!("a{k}"), "text": text, "published": format!("2026-03-{day:02}")});
        writeln!(out, "{line}").unwrap();
    }
    out
}

/// A run that is killed over and over, and one that is not.
struct Run<'a> {
    folder: &'a Path,
    /// What the program is asked to do, but for the record.
    arguments: &'a [&'a str],
    /// How long it takes undisturbed.
    whole: Duration,
    /// Makes the moments: the same each time.
    state: u64,
}

impl<'a> Run<'a> {
    /// Runs it to the end on a copy of `r.db`, if there is one: `whole.db`.
    fn new(folder: &'a Path, arguments: &'a [&'a str]) -> Run<'a> {
        copy(folder, "whole.db");
        let mut run = Run { folder, arguments, whole: Duration::ZERO, state: 0x2545_f491_4f6c_dd1d };
        let began = Instant::now();
        run.to_the_end("whole.db");
        run.whole = began.elapsed();
        run
    }

    fn start(&self, record: &str) -> Child {
        let mut command = command(self.folder);
        command.args(self.arguments).args(["--record", record]).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    fn to_the_end(&self, record: &str) {
        assert!(self.start(record).wait().unwrap().success(), "{:?}", self.arguments);
    }

    /// Kills it at a moment within `share` of its length; what is in the record by then must be whole.
    fn kill(&mut self, share: f64) {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let mut run = self.start("killed.db");
        std::thread::sleep(self.whole.mul_f64(share * (self.state % 1000) as f64 / 1000.0));
        run.kill().unwrap();
        run.wait().unwrap();
        if self.folder.join("killed.db").exists() {
            let checked = onrecord(self.folder, "verify -q --record killed.db");
            // Killed before the first table was there.
            assert!(checked.status == 0 || checked.stderr.contains("not a record"), "{checked}");
        }
    }

    /// Asserts that both records are the same; how many rows they have.
    fn compare(&self) -> usize {
        let checked = onrecord(self.folder, "verify -q --record killed.db");
        assert!(checked.status == 0, "{checked}");
        let expected = rows(&self.folder.join("whole.db"), &[]);
        same(&self.folder.join("killed.db"), &expected);
        expected.len()
    }
}

/// Begins a record anew from `r.db`, if there is one.
fn copy(folder: &Path, record: &str) {
    for beside in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("{record}{beside}")));
    }
    if folder.join("r.db").exists() {
        fs::copy(folder.join("r.db"), folder.join(record)).unwrap();
    }
}

/// Kills a run that goes on where it was stopped, then lets it end.
#[allow(clippy::print_stdout, reason = "a long run tells how far it is")]
fn kill_and_go_on(folder: &Path, arguments: &[&str], kills: usize) -> usize {
    let mut run = Run::new(folder, arguments);
    copy(folder, "killed.db");
    // Each run gets further than the one before: three lengths are spread over all of them.
    (0..kills).for_each(|_| run.kill(3.0 / (kills as f64).max(3.0)));
    run.to_the_end("killed.db");
    let rows = run.compare();
    println!("{kills} kills of {arguments:?}, {:.0} s long: {rows} rows, the same", run.whole.as_secs_f64());
    rows
}

/// `ONRECORD_KILLS=100 ONRECORD_ARTICLES=2000 cargo test --test kills` is the long run.
#[test]
fn killed_at_any_moment_a_run_can_be_repeated() {
    let count = number("ONRECORD_ARTICLES", 30);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("articles.jsonl"), articles(count)).unwrap();
    let add = ["add", "-q", "articles.jsonl"];
    let new = kill_and_go_on(folder, &add, number("ONRECORD_KILLS", 5));
    assert!(new > count * 4, "{new}");
    fs::rename(folder.join("whole.db"), folder.join("r.db")).unwrap();
    // The same articles with other words.
    fs::write(folder.join("articles.jsonl"), articles(count).replace("in June", "in August")).unwrap();
    let versions = kill_and_go_on(folder, &add, number("ONRECORD_KILLS", 3));
    assert!(versions > new + count, "{versions}");
    fs::rename(folder.join("whole.db"), folder.join("r.db")).unwrap();
    let again = kill_and_go_on(folder, &["reread", "-q", "--all"], number("ONRECORD_KILLS", 3));
    assert_eq!(again, versions);
}

#[test]
fn a_correction_that_is_killed_is_made_or_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("articles.jsonl"), articles(number("ONRECORD_ARTICLES", 30))).unwrap();
    assert_eq!(onrecord(folder, "add -q --record r.db articles.jsonl").status, 0);
    let statement: String = Connection::open(folder.join("r.db"))
        .unwrap()
        .query_row("SELECT id FROM statements WHERE content LIKE '%in June%' ORDER BY id", [], |row| row.get(0))
        .unwrap();
    let arguments = ["correct", "speaker", &statement, "Jon Orr", "--author", "Desk"];
    let mut run = Run::new(folder, &arguments);
    assert_eq!(rows(&folder.join("whole.db"), &[]).iter().filter(|row| row.starts_with("corrections: ")).count(), 1);
    for _ in 0..number("ONRECORD_KILLS", 4) {
        copy(folder, "killed.db");
        run.kill(1.0);
        // What is in the log is made, and the next command that writes goes on with what follows from it.
        if onrecord(folder, "corrections --record killed.db").stdout.is_empty() {
            run.to_the_end("killed.db");
        } else {
            assert_eq!(onrecord(folder, "reread -q --record killed.db").status, 0);
        }
        run.compare();
    }
}
