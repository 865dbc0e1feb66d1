//! `onrecord export`: what is on record in the files given, in the forms that other programs read.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Error};
use onrecord_app::brief::brief;
use onrecord_app::export::{Dossier, Format, export as write};
use onrecord_app::link::Linker;
use onrecord_app::record::{Access, Record, Scope, Whole};
use onrecord_app::views::Views;

use crate::arguments::{InputArguments, OutputArguments, share};
use crate::commands::{authority, gather};
use crate::options::{InputOptions, elsewhere, record_files};
use crate::record::arguments::ScopeArguments;

/// Hand on what is on record: as tables, annotations, entities, or a page to send
///
/// Reads the articles and ties their statements together as `brief` does, or takes what is in a record, and writes all of it in a format that other
/// programs read. docs/export.md tells the fields of each.
#[derive(Debug, Args)]
#[command(mut_arg("files", |files| files.required(false).required_unless_present("record").conflicts_with("record")))]
#[command(after_help = "\
Examples:
  onrecord export --to html --output brief.html articles/*.txt
  onrecord export --to csv --output tables/ --meta collected.jsonl articles/
  onrecord export --to jsonl --output record.jsonl articles.jsonl
  onrecord export --record bridge.db --to ftm --output bridge.ftm.json

Formats:
  jsonl    everything, one JSON object a line
  csv      a directory of tables for spreadsheets
  parquet  a directory of tables for data frames and databases, with the texts
  w3c      web annotations (Web Annotation Data Model)
  ftm      FollowTheMoney entities, one JSON object a line
  jsonld   articles, quotations and claims in the words of schema.org
  md       the brief in Markdown
  html     the brief and the articles on one page, each line linked to the words")]
pub struct ExportArguments {
    #[command(flatten)]
    pub input: InputArguments,

    #[command(flatten)]
    pub scope: ScopeArguments,

    /// The format to write, see below
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true, value_parser = format())]
    pub to: Format,

    /// Write to this file; csv and parquet are directories
    #[arg(short, long, value_name = "PATH")]
    pub output: PathBuf,

    /// Leave out statements of which the reader is less sure than this, 0 to 1
    #[arg(long, value_name = "P", default_value = "0.4", value_parser = share)]
    pub min_confidence: f64,
}

/// What `onrecord export` is to do.
pub struct ExportOptions {
    pub input: InputOptions,
    /// A record with what of it is meant, instead of the input.
    pub record: Option<(PathBuf, Scope)>,
    pub to: Format,
    pub output: PathBuf,
    pub min_confidence: f64,
}

impl TryFrom<ExportArguments> for ExportOptions {
    type Error = Error;

    fn try_from(typed: ExportArguments) -> Result<ExportOptions, Error> {
        let ExportArguments { input, scope, to, output, min_confidence } = typed;
        let to_file = OutputArguments { output: Some(output.clone()) };
        let record = scope.scope();
        let own: Vec<PathBuf> = record.iter().flat_map(|(record, _)| record_files(record)).collect();
        elsewhere(to_file, input.files.iter().chain(&input.meta).chain(&input.people).chain(&own))?;
        Ok(ExportOptions { input: input.try_into()?, record, to, output, min_confidence })
    }
}

/// Writes what is on record in the files given.
pub fn export(options: &ExportOptions) -> anyhow::Result<ExitCode> {
    if let Some((record, scope)) = &options.record {
        let Whole { brief, texts, .. } = Record::open(record, Access::Read)?.brief(scope)?;
        write(&Dossier { brief: &brief, texts: &texts }, options.to, &options.output)?;
        return Ok(ExitCode::SUCCESS);
    }
    let authority = authority(&options.input)?;
    let mut views = Views::new(authority.clone());
    let (mut documents, mut texts) = (Vec::new(), Vec::new());
    let gathered = gather(&options.input, authority.clone(), |reading| {
        documents.push(views.of(&reading));
        texts.push(reading.document.text);
        Ok(())
    })?;
    let linker = Linker::new(options.input.threads)?;
    let brief = brief(documents, &gathered.problems, options.min_confidence, &authority, Some(&linker));
    write(&Dossier { brief: &brief, texts: &texts }, options.to, &options.output)?;
    Ok(gathered.status())
}

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str)).try_map(|word| word.parse::<Format>())
}
