//! Attributions that are labelled by hand, resolved as the program resolves its own.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use jiff::civil::Date;
use onrecord_app::ingest::{Inputs, Loaded, documents};
use onrecord_core::document::Metadata;
use onrecord_core::reading::{Attribution, Batch, Found, Reader};
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

/// An article with its labelled attributions.
pub struct Labelled {
    /// Its name in the labels.
    pub doc: String,
    /// The article.
    pub loaded: Loaded,
    /// The attributions, with the names that the reader finds.
    pub found: Found,
    /// The labels' own ids of the attributions.
    pub ids: Vec<String>,
    /// The story, by its place in the list.
    #[allow(dead_code, reason = "not every example asks")]
    pub story: usize,
}

/// All labelled articles, story by story.
pub fn labelled(statements: &str, stories: &str, directories: &[String]) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let mut gold: BTreeMap<String, Vec<Gold>> = BTreeMap::new();
    for line in fs::read_to_string(statements)?.lines() {
        let row: Gold = serde_json::from_str(line)?;
        gold.entry(row.doc.clone()).or_default().push(row);
    }
    let stories: Vec<Story> = serde_json::from_str(&fs::read_to_string(stories)?)?;
    let reader = Reader::embedded()?;
    let mut out = Vec::new();
    let each = stories.into_iter().enumerate().flat_map(|(story, s)| s.docs.into_iter().map(move |doc| (story, doc)));
    for (story, Doc { doc, date }) in each {
        let Some(path) =
            directories.iter().map(|d| format!("{d}/{doc}.txt")).find(|path| fs::exists(path).unwrap_or(false))
        else {
            return Err(format!("{doc}: no text").into());
        };
        let known = Metadata { published: date, ..Metadata::default() };
        for loaded in documents(Inputs { paths: vec![path], known, ..Inputs::default() }).flatten() {
            let rows = gold.remove(&doc).unwrap_or_default();
            let (found, ids) = given(&reader, &loaded, &rows);
            out.push(Labelled { doc: doc.clone(), loaded, found, ids, story });
        }
    }
    Ok(out)
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
