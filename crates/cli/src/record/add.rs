//! `onrecord add`, `onrecord import`, `onrecord reread`.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use jiff::Timestamp;
use onrecord_app::import::{import as read_export, loaded};
use onrecord_app::ingest::{Severity, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Added, Logged, Record};

use super::arguments::{ImportArguments, RereadArguments};
use crate::commands::{authority, status};
use crate::options::AddOptions as Options;
use crate::progress::Progress;

/// Puts articles on record.
pub fn add(options: &Options) -> anyhow::Result<ExitCode> {
    let input = &options.input;
    let given = authority(input)?;
    // Without what is known of them, articles would come in as others than they are.
    if let Some(meta) = &input.meta {
        File::open(meta).with_context(|| format!("{}: --meta cannot be read; nothing was added", meta.display()))?;
    }
    let record = Record::open(&options.record, Access::Create)?;
    if let Some(meta) = &input.meta {
        record.forgive(&meta.to_string_lossy())?;
    }
    if !given.entries().is_empty() {
        record.list_people(&given)?;
    }
    let engine = Engine::new(input.threads, record.authority()?)?;
    let linker = Linker::new(input.threads)?;
    let progress = Progress::new(input.quiet);
    let how = AddOptions { keep_bytes: options.keep_bytes, now: Timestamp::now() };
    let added = record.add(documents(input.inputs()), &engine, &linker, how, &mut |told| match told {
        Ok(stage) => progress.stage(stage),
        Err(problem) if problem.severity() == Severity::Unreadable || !input.quiet => {
            progress.aside(|| tell!("onrecord: {problem}"));
        }
        Err(_) => {}
    })?;
    progress.finish();
    if !input.quiet {
        tell(&options.record, &added);
    }
    Ok(status(added.unreadable > 0, added.met()))
}

/// How many problems of a file are shown of which nothing could be read.
const SHOWN: usize = 3;

/// Puts on record again what was exported.
pub fn import(typed: &ImportArguments) -> anyhow::Result<ExitCode> {
    let record = Record::open(&typed.record.path, Access::Create)?;
    let (engine, linker) = (Engine::new(None, record.authority()?)?, Linker::new(None)?);
    let progress = Progress::new(typed.quiet);
    let how = AddOptions { keep_bytes: true, now: Timestamp::now() };
    let (mut all, mut unreadable) = (Added::default(), 0);
    let mut corrections: Vec<(&Path, Vec<Logged>)> = Vec::new();
    for path in &typed.paths {
        let found = read_export(path);
        unreadable += found.problems.len();
        // A file of another kind has a problem in every line.
        let nothing = found.documents.is_empty() && found.corrections.is_empty();
        let shown = if nothing { SHOWN } else { usize::MAX };
        for problem in found.problems.iter().take(shown) {
            progress.aside(|| tell!("onrecord: {problem}"));
        }
        if found.problems.len() > shown {
            let more = found.problems.len() - shown;
            let what = "nothing of it is what onrecord exports";
            progress.aside(|| tell!("onrecord: {}: {more} more like these; {what}", path.display()));
        }
        let documents = loaded(found.documents).map(Ok);
        let added = record.add(documents, &engine, &linker, how, &mut |told| {
            if let Ok(stage) = told {
                progress.stage(stage);
            }
        })?;
        all.new += added.new;
        all.versions += added.versions;
        all.changed += added.changed;
        all.known += added.known;
        corrections.push((path, found.corrections));
    }
    // When all articles that they are about are there.
    let (mut made, mut known) = (0, 0);
    for (path, corrections) in corrections.iter().filter(|(_, corrections)| !corrections.is_empty()) {
        let carried = record.carry(corrections, &linker, &mut |stage| progress.stage(stage))?;
        unreadable += carried.refused.len();
        for (number, why) in carried.refused {
            progress.aside(|| tell!("onrecord: {}: correction {number}: {why}", path.display()));
        }
        made += carried.made;
        known += carried.known;
    }
    progress.finish();
    if !typed.quiet {
        tell(&typed.record.path, &all);
        if made + known > 0 {
            let told = [count(made, "correction", "corrections"), format!("{known} made here before")];
            tell!("onrecord: {}: {}", typed.record.path.display(), told.join(", "));
        }
    }
    Ok(status(unreadable > 0, all.met() + made + known))
}

/// Reads again what an earlier version read.
pub fn reread(typed: &RereadArguments) -> anyhow::Result<ExitCode> {
    let record = Record::open(&typed.record.path, Access::Write)?;
    let (engine, linker) = (Engine::new(None, record.authority()?)?, Linker::new(None)?);
    let progress = Progress::new(typed.quiet);
    let read = record.reread(typed.all, &engine, &linker, &mut |stage| progress.stage(stage))?;
    progress.finish();
    if !typed.quiet {
        let told = count(read, "article read again", "articles read again");
        tell!("onrecord: {}: {told}", typed.record.path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells what was added.
fn tell(record: &Path, added: &Added) {
    let mut told = vec![count(added.new, "new article", "new articles")];
    for (number, one, many) in [
        (added.versions, "of them a later version", "of them later versions"),
        (added.changed, "known otherwise now", "known otherwise now"),
        (added.known, "on record already", "on record already"),
        (added.unreadable, "could not be read (`onrecord failures`)", "could not be read (`onrecord failures`)"),
    ] {
        if number > 0 {
            told.push(count(number, one, many));
        }
    }
    tell!("onrecord: {}: {}", record.display(), told.join(", "));
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
