//! What each command does.

use std::io::Write;
use std::process::ExitCode;

use anyhow::bail;
use clap::CommandFactory;
use clap_complete::Shell;
use onrecord_app::brief::{brief as make_brief, write_markdown, write_text};
use onrecord_app::ingest::{Ingested, Problem, Severity, read_inputs};
use onrecord_app::read::{Engine, Reading};
use onrecord_app::views::{documents, write_reading};

use crate::arguments::{Arguments, BriefFormat, ReadFormat};
use crate::json;
use crate::options::{BriefOptions, InputOptions, ReadOptions};
use crate::output::Output;
use crate::progress::Progress;

/// Part of the input could not be read.
const PARTLY: u8 = 3;

/// Shows what each article puts on record.
pub fn read(options: &ReadOptions) -> anyhow::Result<ExitCode> {
    let (readings, problems) = gather(&options.input)?;
    let views = documents(&readings);
    let mut output = Output::to(options.output.as_deref())?;
    match options.format {
        ReadFormat::Text => {
            let look = output.look();
            for (at, (reading, view)) in readings.iter().zip(&views).enumerate() {
                let mut text = if at == 0 { String::new() } else { "\n\n".to_owned() };
                write_reading(&mut text, reading, view, &look);
                output.write_all(text.as_bytes())?;
            }
        }
        ReadFormat::Json => {
            json::write_rows(&mut output, &views, 1)?;
        }
        ReadFormat::Jsonl => {
            for view in &views {
                serde_json::to_writer(&mut output, view)?;
                output.write_all(b"\n")?;
            }
        }
    }
    output.finish()?;
    Ok(status(&readings, &problems))
}

/// Writes the brief.
pub fn brief(options: &BriefOptions) -> anyhow::Result<ExitCode> {
    let (readings, problems) = gather(&options.input)?;
    let brief = make_brief(documents(&readings), &problems);
    let mut output = Output::to(options.output.as_deref())?;
    match options.format {
        BriefFormat::Text => {
            let mut text = String::new();
            write_text(&mut text, &brief, &output.look());
            output.write_all(text.as_bytes())?;
        }
        BriefFormat::Md => {
            let mut text = String::new();
            write_markdown(&mut text, &brief);
            output.write_all(text.as_bytes())?;
        }
        BriefFormat::Json => {
            json::write_rows(&mut output, &brief, 2)?;
        }
    }
    output.finish()?;
    Ok(status(&readings, &problems))
}

/// Prints a completion script.
pub fn completions(shell: Shell) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "onrecord", &mut script);
    print(&script)
}

/// Prints the manual page of a command, or of the whole.
pub fn man(command: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut all = Arguments::command();
    all.build();
    let described = match command {
        None => all,
        Some(name) => match all.find_subcommand(name) {
            Some(found) => found.clone(),
            None => bail!("there is no command {name:?}; see onrecord --help"),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(described).render(&mut page)?;
    print(&page)
}

fn print(bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let mut output = Output::to(None)?;
    output.write_all(bytes)?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Reads the input; what is wrong with it is named on standard error before the reading begins.
fn gather(options: &InputOptions) -> anyhow::Result<(Vec<Reading>, Vec<Problem>)> {
    let Ingested { mut documents, problems } = read_inputs(&options.files, options.meta.as_deref());
    for problem in &problems {
        if problem.severity() == Severity::Unreadable || !options.quiet {
            anstream::eprintln!("onrecord: {problem}");
        }
    }
    for loaded in &mut documents {
        let known = std::mem::take(&mut loaded.document.metadata);
        loaded.document.metadata = options.metadata.clone().or(known);
    }
    let progress = Progress::new(documents.len(), options.quiet);
    let readings = Engine::new(options.threads)?.read(documents, &|done, all| progress.set(done, all));
    progress.finish();
    Ok((readings, problems))
}

fn status(readings: &[Reading], problems: &[Problem]) -> ExitCode {
    let unreadable = problems.iter().any(|problem| problem.severity() == Severity::Unreadable);
    match (unreadable, readings.is_empty()) {
        (false, _) => ExitCode::SUCCESS,
        (true, true) => ExitCode::FAILURE,
        (true, false) => ExitCode::from(PARTLY),
    }
}
