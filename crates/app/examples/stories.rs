//! Resolves attributions that are given instead of read, for measuring people, times and stances by themselves:
//!
//!     cargo run --example stories -- STATEMENTS.jsonl STORIES.json TEXT_DIR... > resolved.json
//!
//! With `--evidence` first, what the dates and outlets of the statements are judged by comes out instead, for `training/resolving`.
//!
//! `STATEMENTS.jsonl` holds `{"doc", "e", "source", "cue", "content"}` with lists of `[start, end)` in code points, and
//! `STORIES.json` a list of `{"docs": [{"doc", "date"}]}`; texts are `TEXT_DIR/DOC.txt`. What comes out is a brief in JSON
//! whose statements have the ids `DOC#E`. `training/score_stories.py` compares it with the gold.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write};

use jiff::civil::Date;
use onrecord_app::brief::brief;
use onrecord_app::ingest::{Inputs, Loaded, documents};
use onrecord_app::read::Reading;
use onrecord_app::views::Views;
use onrecord_core::document::Metadata;
use onrecord_core::people::Authority;
use onrecord_core::reading::{Attribution, Batch, Found, Reader};
use onrecord_core::resolving::{Evidence, Resolution, resolve};
use onrecord_core::span::Span;
use onrecord_core::text::View;
use serde::Deserialize;

#[derive(Deserialize)]
struct Gold {
    doc: String,
    e: String,
    source: Option<Vec<[usize; 2]>>,
    cue: Option<Vec<[usize; 2]>>,
    content: Option<Vec<[usize; 2]>>,
}

#[derive(Deserialize)]
struct Story {
    docs: Vec<Doc>,
}

#[derive(Deserialize)]
struct Doc {
    doc: String,
    date: Option<Date>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let evidence = arguments.first().is_some_and(|first| first == "--evidence");
    arguments.drain(..usize::from(evidence));
    let [statements, stories, directories @ ..] = arguments.as_slice() else {
        return Err("usage: stories [--evidence] STATEMENTS.jsonl STORIES.json TEXT_DIR...".into());
    };
    let mut gold: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    for line in fs::read_to_string(statements)?.lines() {
        let row: Gold = serde_json::from_str(line)?;
        gold.entry(row.doc.clone()).or_default().push(row);
    }
    let stories: Vec<Story> = serde_json::from_str(&fs::read_to_string(stories)?)?;
    let reader = Reader::embedded()?;
    let authority = Authority::default();
    let mut views = Views::default();
    let mut all = Vec::new();
    for Doc { doc, date } in stories.into_iter().flat_map(|story| story.docs) {
        let Some(path) =
            directories.iter().map(|d| format!("{d}/{doc}.txt")).find(|path| fs::exists(path).unwrap_or(false))
        else {
            return Err(format!("{doc}: no text").into());
        };
        let known = Metadata { published: date, ..Metadata::default() };
        let inputs = Inputs { paths: vec![path], meta: Vec::new(), known };
        for loaded in documents(inputs).flatten() {
            let rows = gold.remove(&doc).unwrap_or_default();
            let (found, ids) = given(&reader, &loaded, &rows);
            let Loaded { document, view, .. } = loaded;
            let published = document.metadata.published;
            if evidence {
                print_evidence(&doc, &ids, &onrecord_core::resolving::evidence(&view, found, published, &authority))?;
                continue;
            }
            let Resolution { people, times, statements } = resolve(&view, found, published, &authority);
            let reading = Reading { document, view, people, times, statements };
            let mut view = views.of(&reading);
            for (statement, e) in view.statements.iter_mut().zip(ids) {
                statement.id = format!("{doc}#{e}");
            }
            all.push(view);
        }
    }
    if evidence {
        return Ok(());
    }
    let made = brief(all, &[], 0.0, &authority);
    serde_json::to_writer(io::stdout().lock(), &made)?;
    Ok(io::stdout().write_all(b"\n")?)
}

/// One line for each statement: what its date and outlet are judged by.
fn print_evidence(doc: &str, ids: &[String], all: &[Evidence]) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for (e, evidence) in ids.iter().zip(all) {
        let said: Vec<_> = evidence.said.iter().map(|(days, traits)| (days.start, days.end, traits)).collect();
        let row = serde_json::json!({ "doc": doc, "e": e, "said": said, "via": evidence.via });
        writeln!(out, "{row}")?;
    }
    Ok(())
}

/// The attributions of `rows` with what the reader thinks of them, and the events that they are, in the article's order.
fn given(reader: &Reader, loaded: &Loaded, rows: &[Gold]) -> (Found, Vec<String>) {
    let Loaded { document, view, .. } = loaded;
    let bytes: Vec<usize> = document.text.char_indices().map(|(at, _)| at).chain([document.text.len()]).collect();
    let windows = reader.windows(view);
    let mut found = Found::default();
    let mut events: Vec<(Attribution, String)> = Vec::new();
    let spans = |given: &Option<Vec<[usize; 2]>>| -> Vec<Span> {
        given.iter().flatten().filter_map(|s| place(view, &bytes, *s)).collect()
    };
    for window in &windows {
        let words: Vec<Span> = window.rows.iter().filter_map(|row| row.word).collect();
        let Some((first, last)) = words.first().zip(words.last()) else { continue };
        let here: Vec<&Gold> = rows
            .iter()
            .filter(|row| {
                spans(&row.cue)
                    .first()
                    .or(spans(&row.content).first())
                    .is_some_and(|s| first.start <= s.start && s.start < last.end)
            })
            .collect();
        let cues: Vec<Span> =
            here.iter().filter_map(|row| spans(&row.cue).first().or(spans(&row.content).first()).copied()).collect();
        let mut read = reader.read_about(&[window], &[cues], &mut Batch::default()).remove(0);
        found.names.append(&mut read.names);
        for (row, attribution) in here.into_iter().zip(read.attributions) {
            let cue = spans(&row.cue).first().or(spans(&row.content).first()).copied().unwrap_or(attribution.cue);
            let made = Attribution { source: spans(&row.source), cue, content: spans(&row.content), ..attribution };
            if !made.content.is_empty() {
                events.push((made, row.e.clone()));
            }
        }
    }
    events.sort_by_key(|(a, _)| (a.content.first().copied(), a.cue));
    let (attributions, ids) = events.into_iter().unzip();
    found.attributions = attributions;
    (found, ids)
}

/// Code points of the file as bytes of the view.
fn place(view: &View, bytes: &[usize], [start, end]: [usize; 2]) -> Option<Span> {
    view.find(Span::new(*bytes.get(start)?, *bytes.get(end)?))
}
