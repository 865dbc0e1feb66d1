//! `onrecord verify`, `onrecord failures`.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use onrecord_app::record::{Access, Record};

use super::arguments::{FailuresArguments, ListFormat, VerifyArguments};
use super::show::{output, rows};
use crate::output::Output;
use crate::progress::Progress;

/// Checks a record.
pub fn verify(typed: &VerifyArguments) -> anyhow::Result<ExitCode> {
    let record = Record::open(&typed.record.path, Access::Read)?;
    let progress = Progress::new(typed.quiet);
    let mut documents = 0;
    let faults = record.verify(&mut |done, of| {
        documents = of;
        progress.of(done, of, "articles checked");
    })?;
    progress.finish();
    let mut output = Output::to(None)?;
    if typed.format == ListFormat::Text && faults.is_empty() {
        let articles = if documents == 1 { "article" } else { "articles" };
        let unchecked = [
            (record.without_bytes()?, "without their bytes, whose hash cannot be checked"),
            (
                record.of_other_programs()?,
                "read by another version of onrecord, whose rows are not made again (`onrecord reread` reads them)",
            ),
        ];
        let but: String =
            unchecked.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("; {count} {what}")).collect();
        writeln!(output, "{}: {documents} {articles}, nothing wrong{but}", typed.record.path.display())?;
    } else {
        rows(&mut output, typed.format, &faults, |fault| format!("{}: {}", fault.at, fault.what))?;
    }
    output.finish()?;
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Lists what could not be read.
pub fn failures(typed: FailuresArguments) -> anyhow::Result<ExitCode> {
    if let Some(input) = &typed.forget {
        let record = Record::open(&typed.from.record.path, Access::Write)?;
        if record.forgive(input)? == 0 {
            bail!("{input}: no such input failed; `onrecord failures` lists those that did");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let record = Record::open(&typed.from.record.path, Access::Read)?;
    let failures = record.failures()?;
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    rows(&mut output, typed.from.format, &failures, |failure| {
        let place = if failure.place.is_empty() { String::new() } else { format!(":{}", failure.place) };
        format!("{}{place}: {}", failure.input, failure.reason)
    })?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}
