//! A run that is killed loses nothing that it told as added, and doubles nothing.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use common::{command, onrecord};
use rusqlite::Connection;

#[allow(dead_code, reason = "each test file uses some of it")]
mod common;

/// A number from the environment, for a longer run than that of every day.
fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Short articles, each with its own people and places, as JSON Lines.
fn articles(count: usize) -> String {
    let (names, places) =
        (["Lund", "Orr", "Quist", "Peel", "Ansel", "Brandt", "Solvik"], ["Tarn", "Ister", "Velm", "Oster", "Marlow"]);
    let mut out = String::new();
    for k in 0..count {
        let (one, other) = (names[k % 7], names[(k / 7) % 7]);
        let place = places[k % 5];
        let text = format!(
            "The {place} ferry\n\nMinister Ada {one} said on Monday that ferry {k} to {place} would sail again in June.\n\n\
             Jon {other} denied that ferry {k} was safe. \u{201c}The quay of {place} is closed,\u{201d} he told reporters.\n"
        );
        let day = 1 + k % 28;
        let line = serde_json::json!({"id": format!("a{k}"), "text": text, "published": format!("2026-03-{day:02}")});
        writeln!(out, "{line}").unwrap();
    }
    out
}

/// Everything in a record, but for when it came in.
fn rows(record: &Path) -> Vec<String> {
    let connection = Connection::open(record).unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE '%_words_%'";
    let mut all = connection.prepare(tables).unwrap();
    let names: Vec<String> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut out = Vec::new();
    for table in names {
        let mut all = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let kept: Vec<usize> =
            (0..columns.len()).filter(|&at| !["added", "at", "key"].contains(&columns[at].as_str())).collect();
        let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<String> {
            kept.iter()
                .map(|&at| Ok(format!("{:?}", row.get_ref(at)?)))
                .collect::<rusqlite::Result<Vec<_>>>()
                .map(|c| c.join("|"))
        };
        out.extend(all.query_map([], row).unwrap().map(|row| format!("{table} {}", row.unwrap())));
    }
    out.sort();
    out
}

/// `ONRECORD_KILLS=100 ONRECORD_ARTICLES=2000 cargo test --test kills` is the long run.
#[test]
fn killed_at_any_moment_a_run_can_be_repeated() {
    let (kills, count) = (number("ONRECORD_KILLS", 5), number("ONRECORD_ARTICLES", 30));
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("articles.jsonl"), articles(count)).unwrap();
    let began = std::time::Instant::now();
    assert_eq!(onrecord(folder, "add -q --record whole.db articles.jsonl").status, 0);
    let whole = began.elapsed();
    // The same moments each time; an undisturbed run's length, thrice, is spread over them.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..kills {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let share = (state % 1000) as f64 / 1000.0;
        let mut run = command(folder)
            .args(["add", "-q", "--record", "killed.db", "articles.jsonl"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * 3.0 * share / (kills as f64).max(3.0)));
        run.kill().unwrap();
        run.wait().unwrap();
        if folder.join("killed.db").exists() {
            let checked = onrecord(folder, "verify -q --record killed.db");
            let unmade = checked.stderr.contains("not a record");
            assert!(checked.status == 0 || unmade, "{checked}");
        }
    }
    assert_eq!(onrecord(folder, "add -q --record killed.db articles.jsonl").status, 0);
    assert!(onrecord(folder, "verify -q --record killed.db").status == 0);
    let (expected, found) = (rows(&folder.join("whole.db")), rows(&folder.join("killed.db")));
    assert!(expected.len() > count * 4, "{}", expected.len());
    assert_eq!(expected, found);
}
