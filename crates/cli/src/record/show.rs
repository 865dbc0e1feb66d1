//! Lists, for people and for programs.

use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use onrecord_app::record::{Access, Record, UNSETTLED};
use serde::Serialize;

use super::arguments::ListFormat;
use crate::arguments::{Arguments, OutputArguments};
use crate::json;
use crate::options::{elsewhere, record_files};
use crate::output::Output;

/// Where the answer of a question to a record goes: never onto the record.
pub fn output(typed: OutputArguments, record: &Path) -> anyhow::Result<Output> {
    let own = record_files(record);
    let to = elsewhere(typed, own.iter()).unwrap_or_else(|error| error.format(&mut Arguments::command()).exit());
    Output::to(to.as_deref())
}

/// A record to be asked; on standard error, that it is not up to date, if so.
pub fn asked(record: &Path) -> anyhow::Result<Record> {
    let record = Record::open(record, Access::Read)?;
    if !record.is_settled()? {
        tell!("onrecord: {}: {UNSETTLED}", record.path().display());
    }
    Ok(record)
}

/// Prints rows in a format; `line` is what people read of each.
pub fn rows<T: Serialize>(
    output: &mut impl Write,
    format: ListFormat,
    rows: &[T],
    line: impl Fn(&T) -> String,
) -> anyhow::Result<()> {
    match format {
        ListFormat::Text => {
            for row in rows {
                writeln!(output, "{}", clean(&line(row)))?;
            }
        }
        ListFormat::Json => json::write_rows(output, &rows, 1)?,
        ListFormat::Jsonl => {
            for row in rows {
                serde_json::to_writer(&mut *output, row)?;
                output.write_all(b"\n")?;
            }
        }
    }
    Ok(())
}

/// Text that cannot steer a terminal, whatever an article holds; lines stay lines.
pub fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// Writes text that cannot steer a terminal.
pub fn print(output: &mut impl Write, text: &str) -> io::Result<()> {
    output.write_all(clean(text).as_bytes())
}
