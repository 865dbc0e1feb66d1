//! How fast articles come into a record, and how fast it answers.
//!
//! `cargo bench --bench record -- [--articles N] [FILE...]`: articles are made of the files given, or of the examples, with
//! other names and days, so that N of them are N different ones. Prints articles a second of reading alone and of adding,
//! the peak of memory, the size of the file, and the median of ten questions.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::io::Cursor;
use std::time::Instant;

use jiff::civil::date;
use jiff::{Timestamp, ToSpan};
use onrecord_app::ingest::{Inputs, Loaded, lines_from};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Query, Record};
use onrecord_core::people::Authority;

/// Articles by which reading alone is timed, at most.
const SAMPLE: usize = 300;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let mut count = 200;
    if let Some(at) = arguments.iter().position(|argument| argument == "--articles") {
        count = arguments.get(at + 1).and_then(|n| n.parse().ok()).expect("--articles takes a number");
        arguments.drain(at..=at + 1);
    }
    if arguments.is_empty() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/ister-sluice");
        let files = fs::read_dir(folder).expect("the examples are there");
        arguments = files.map(|file| file.expect("a file").path().to_string_lossy().into_owned()).collect();
        arguments.retain(|file| file.ends_with(".txt"));
    }
    arguments.sort();
    let texts: Vec<String> = arguments.iter().map(|file| fs::read_to_string(file).expect("text")).collect();
    let lines = articles(&texts, count);
    let loaded = |lines: &str| lines_from("made", Box::new(Cursor::new(lines.to_owned())), Inputs::default());

    let (engine, linker) = (Engine::new(None, Authority::default()).unwrap(), Linker::new(None).unwrap());
    let sample: Vec<&str> = lines.lines().take(SAMPLE).collect();
    let sample: Vec<Loaded> = loaded(&sample.join("\n")).filter_map(Result::ok).collect();
    let (began, some) = (Instant::now(), sample.len());
    for part in sample.chunks(64) {
        engine.read(part.to_vec());
    }
    println!("reading alone: {:.1} articles/s ({some} articles)", some as f64 / began.elapsed().as_secs_f64());

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("record.db");
    let record = Record::open(&file, Access::Create).unwrap();
    let options = AddOptions { keep_bytes: true, now: Timestamp::UNIX_EPOCH };
    let began = Instant::now();
    record.add(loaded(&lines), &engine, &linker, options, &mut |_| {}).unwrap();
    println!("adding: {:.1} articles/s ({count} articles)", count as f64 / began.elapsed().as_secs_f64());
    println!("peak of memory: {} MiB", peak().map_or(0, |kib| kib / 1024));
    drop(record);
    println!("file: {:.1} MiB", fs::metadata(&file).unwrap().len() as f64 / f64::from(1 << 20));

    let record = Record::open(&file, Access::Read).unwrap();
    let median = |ask: &dyn Fn()| {
        let mut times: Vec<f64> = (0..10)
            .map(|_| {
                let began = Instant::now();
                ask();
                began.elapsed().as_secs_f64() * 1000.0
            })
            .collect();
        times.sort_by(f64::total_cmp);
        times[5]
    };
    let words = Query { words: "agreement".to_owned(), limit: 20, ..Query::default() };
    println!("search: {:.1} ms", median(&|| drop(record.search(&words).unwrap())));
    let text = Query { field: onrecord_app::record::Field::Text, ..words.clone() };
    println!("search in texts: {:.1} ms", median(&|| drop(record.search(&text).unwrap())));
    let all = record.search(&Query { limit: 1000, ..Query::default() }).unwrap();
    let mut often: HashMap<String, usize> = HashMap::new();
    all.into_iter().filter_map(|hit| hit.speaker).for_each(|speaker| *often.entry(speaker).or_default() += 1);
    let most = often.into_iter().max_by_key(|(name, n)| (*n, name.clone())).map(|(name, _)| name).unwrap();
    println!("who ({most}): {:.1} ms", median(&|| drop(record.who(&most, &Query::default()).unwrap())));
    let began = Instant::now();
    let one = articles(&texts, count + 1).lines().last().unwrap().to_owned();
    let record = Record::open(&file, Access::Write).unwrap();
    record.add(loaded(&one), &engine, &linker, options, &mut |_| {}).unwrap();
    println!("one article more: {:.2} s", began.elapsed().as_secs_f64());
}

/// JSON Lines of articles made of texts: in each round over the texts other names stand for the names, and other days.
fn articles(texts: &[String], count: usize) -> String {
    let is_name =
        |word: &str| word.len() > 3 && word.starts_with(char::is_uppercase) && word.chars().all(char::is_alphabetic);
    let mut names: Vec<&str> =
        texts.iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic())).filter(|w| is_name(w)).collect();
    names.sort_unstable();
    names.dedup();
    let place: HashMap<&str, usize> = names.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut out = String::new();
    for k in 0..count {
        let (text, round) = (&texts[k % texts.len()], k / texts.len());
        let mut made = String::with_capacity(text.len());
        for piece in text.split_inclusive(|c: char| !c.is_alphabetic()) {
            let word = piece.trim_end_matches(|c: char| !c.is_alphabetic());
            let other = place.get(word).map_or(word, |at| names[(at + round * 7919) % names.len()]);
            made.push_str(other);
            made.push_str(&piece[word.len()..]);
        }
        let day = date(2016, 1, 1).saturating_add((k as i64 * 7 % 700).days());
        let line = serde_json::json!({
            "id": format!("a{k}"), "text": made, "published": day.to_string(), "outlet": format!("Outlet {}", k % 40),
            "url": format!("https://outlet{}.example/{k}", k % 40),
        });
        writeln!(out, "{line}").expect("writing to a string cannot fail");
    }
    out
}

/// The most memory that this process had, in KiB, where the system tells.
fn peak() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
