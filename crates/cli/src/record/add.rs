//! `onrecord add`.

use std::process::ExitCode;

use jiff::Timestamp;
use onrecord_app::ingest::{Severity, documents};
use onrecord_app::link::Linker;
use onrecord_app::read::Engine;
use onrecord_app::record::{Access, AddOptions, Record};

use crate::commands::{authority, status};
use crate::options::AddOptions as Options;
use crate::progress::Progress;

/// Puts articles on record.
pub fn add(options: &Options) -> anyhow::Result<ExitCode> {
    let input = &options.input;
    let engine = Engine::new(input.threads, authority(input)?)?;
    let linker = Linker::new(input.threads)?;
    let record = Record::open(&options.record, Access::Create)?;
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
        anstream::eprintln!("onrecord: {}: {}", options.record.display(), told.join(", "));
    }
    Ok(status(added.unreadable > 0, added.met()))
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
