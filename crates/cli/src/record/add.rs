//! `onrecord add`, `onrecord import`, `onrecord reread`.

use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use onrecord_app::import::{Imported, import as read_export};
use onrecord_app::ingest::{Severity, again, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Added, Logged, Record};
use onrecord_core::document::Document;

use super::arguments::{ImportArguments, RereadArguments};
use crate::commands::{authority, status};
use crate::options::AddOptions as Options;
use crate::progress::Progress;

/// Puts articles on record.
pub fn add(options: &Options) -> anyhow::Result<ExitCode> {
    let input = &options.input;
    let given = authority(input)?;
    let record = Record::open(&options.record, Access::Create)?;
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
            progress.aside(|| anstream::eprintln!("onrecord: {problem}"));
        }
        Err(_) => {}
    })?;
    progress.finish();
    if !input.quiet {
        tell(&options.record, &added);
    }
    Ok(status(added.unreadable > 0, added.met()))
}

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
        for problem in &found.problems {
            progress.aside(|| anstream::eprintln!("onrecord: {problem}"));
        }
        let documents = found
            .documents
            .into_iter()
            .map(|Imported { name, text, sha256, metadata, .. }| Ok(again(Document { name, text, sha256, metadata })));
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
            progress.aside(|| anstream::eprintln!("onrecord: {}: correction {number}: {why}", path.display()));
        }
        made += carried.made;
        known += carried.known;
    }
    progress.finish();
    if !typed.quiet {
        tell(&typed.record.path, &all);
        if made + known > 0 {
            let told = [count(made, "correction", "corrections"), format!("{known} made here before")];
            anstream::eprintln!("onrecord: {}: {}", typed.record.path.display(), told.join(", "));
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
        anstream::eprintln!("onrecord: {}: {told}", typed.record.path.display());
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
    anstream::eprintln!("onrecord: {}: {}", record.display(), told.join(", "));
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
