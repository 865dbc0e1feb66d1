//! Resolves attributions that are given instead of read, for measuring people, times and stances by themselves:
//!
//!     cargo run --example stories -- STATEMENTS.jsonl STORIES.json TEXT_DIR... > resolved.json
//!
//! With `--evidence` first, what the dates and outlets of the statements are judged by comes out instead, for `training/resolving`.
//!
//! `STATEMENTS.jsonl` holds `{"doc", "e", "source", "cue", "content"}` with lists of `[start, end)` in code points, and
//! `STORIES.json` a list of `{"docs": [{"doc", "date"}]}`; texts are `TEXT_DIR/DOC.txt`. What comes out is a brief in JSON
//! whose statements have the ids `DOC#E`. `training/score_stories.py` compares it with the gold.

mod gold;

use std::error::Error;
use std::io::{self, Write};

use gold::Labelled;
use onrecord_app::brief::brief;
use onrecord_app::ingest::Loaded;
use onrecord_app::link::Linker;
use onrecord_app::read::Reading;
use onrecord_app::views::Views;
use onrecord_core::people::Authority;
use onrecord_core::resolving::{Evidence, Resolution, resolve};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let evidence = arguments.first().is_some_and(|first| first == "--evidence");
    arguments.drain(..usize::from(evidence));
    let [statements, stories, directories @ ..] = arguments.as_slice() else {
        return Err("usage: stories [--evidence] STATEMENTS.jsonl STORIES.json TEXT_DIR...".into());
    };
    let authority = Authority::default();
    let mut views = Views::default();
    let mut all = Vec::new();
    for Labelled { doc, loaded, found, ids, .. } in gold::labelled(statements, stories, directories)? {
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
    if evidence {
        return Ok(());
    }
    let made = brief(all, &[], 0.0, &authority, Some(&Linker::new(None)?));
    serde_json::to_writer(io::stdout().lock(), &made)?;
    Ok(io::stdout().write_all(b"\n")?)
}

/// One line for each statement: what its date and outlet are judged by.
fn print_evidence(doc: &str, ids: &[String], all: &[Evidence]) -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout().lock();
    for (e, evidence) in ids.iter().zip(all) {
        let said: Vec<_> = evidence.said.iter().map(|(days, traits)| (days.start, days.end, traits)).collect();
        let stance: Vec<_> = evidence.stance.iter().map(|(name, _)| name).collect();
        let row = serde_json::json!({ "doc": doc, "e": e, "said": said, "via": evidence.via, "acts": evidence.acts, "stance": stance });
        writeln!(out, "{row}")?;
    }
    Ok(())
}
