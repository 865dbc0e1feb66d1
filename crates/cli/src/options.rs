//! The options that the arguments mean, checked; nothing behind this module sees an argument as typed.

use std::path::{Path, PathBuf};

use clap::Error;
use clap::error::ErrorKind;
use onrecord_app::ingest::Inputs;
use onrecord_app::record::Scope;
use onrecord_core::document::Metadata;

use crate::arguments::{
    BriefArguments, BriefFormat, CompareArguments, CompareFormat, FailOn, InputArguments, OutputArguments,
    ReadArguments, ReadFormat,
};
use crate::record::arguments::AddArguments;

/// What `onrecord read` is to do.
pub struct ReadOptions {
    pub input: InputOptions,
    pub format: ReadFormat,
    pub output: Option<PathBuf>,
}

/// What `onrecord brief` is to do.
pub struct BriefOptions {
    pub input: InputOptions,
    /// A record with what of it is told, instead of the input.
    pub record: Option<(PathBuf, Scope)>,
    pub format: BriefFormat,
    pub min_confidence: f64,
    pub fail_on: Option<FailOn>,
    pub output: Option<PathBuf>,
}

/// What `onrecord add` is to do.
pub struct AddOptions {
    pub input: InputOptions,
    pub record: PathBuf,
    pub keep_bytes: bool,
}

/// What `onrecord compare` is to do.
pub struct CompareOptions {
    pub questions: Questions,
    pub format: CompareFormat,
    pub threads: Option<usize>,
    pub output: Option<PathBuf>,
}

/// Where the sentences to compare come from.
pub enum Questions {
    Files(Vec<PathBuf>),
    Given { premise: String, hypothesis: String },
}

/// What to read, and how.
pub struct InputOptions {
    pub files: Vec<PathBuf>,
    pub meta: Option<PathBuf>,
    /// What the user knows of people.
    pub people: Option<PathBuf>,
    /// What the user says of the articles; overrides what the input says.
    pub metadata: Metadata,
    /// Whether private addresses may be fetched from.
    pub allow_private: bool,
    /// Whether robots.txt is not looked at.
    pub ignore_robots: bool,
    pub threads: Option<usize>,
    pub quiet: bool,
}

impl InputOptions {
    /// The same for the reader of inputs.
    pub fn inputs(&self) -> Inputs {
        let name = |path: &PathBuf| path.to_string_lossy().into_owned();
        Inputs {
            paths: self.files.iter().map(name).collect(),
            meta: self.meta.iter().map(name).collect(),
            known: self.metadata.clone(),
            allow_private: self.allow_private,
            ignore_robots: self.ignore_robots,
        }
    }
}

impl TryFrom<ReadArguments> for ReadOptions {
    type Error = Error;

    fn try_from(typed: ReadArguments) -> Result<ReadOptions, Error> {
        let output = output(typed.output, &typed.input)?;
        Ok(ReadOptions { input: typed.input.try_into()?, format: typed.format, output })
    }
}

impl TryFrom<BriefArguments> for BriefOptions {
    type Error = Error;

    fn try_from(typed: BriefArguments) -> Result<BriefOptions, Error> {
        let BriefArguments { input, scope, format, min_confidence, fail_on, output: to } = typed;
        let record = scope.scope();
        let own: Vec<PathBuf> = record.iter().flat_map(|(record, _)| record_files(record)).collect();
        let output = elsewhere(to, input.files.iter().chain(&input.meta).chain(&input.people).chain(&own))?;
        Ok(BriefOptions { input: input.try_into()?, record, format, min_confidence, fail_on, output })
    }
}

impl TryFrom<AddArguments> for AddOptions {
    type Error = Error;

    fn try_from(typed: AddArguments) -> Result<AddOptions, Error> {
        let AddArguments { record, input, no_bytes } = typed;
        Ok(AddOptions { input: input.try_into()?, record: record.path, keep_bytes: !no_bytes })
    }
}

impl TryFrom<CompareArguments> for CompareOptions {
    type Error = Error;

    fn try_from(typed: CompareArguments) -> Result<CompareOptions, Error> {
        let output = elsewhere(typed.output, typed.files.iter())?;
        let questions = match typed.premise.zip(typed.hypothesis) {
            Some((premise, hypothesis)) => Questions::Given { premise, hypothesis },
            None => Questions::Files(typed.files),
        };
        Ok(CompareOptions { questions, format: typed.format, threads: typed.threads.map(Into::into), output })
    }
}

impl TryFrom<InputArguments> for InputOptions {
    type Error = Error;

    fn try_from(typed: InputArguments) -> Result<InputOptions, Error> {
        if typed.files.iter().filter(|file| file.as_path() == Path::new("-")).count() > 1 {
            return Err(wrong("standard input can be read once only; give - once".to_owned()));
        }
        for (flag, value) in [("--title", &typed.title), ("--url", &typed.url)] {
            if value.is_some() && typed.files.len() > 1 {
                let files = typed.files.len();
                return Err(wrong(format!("{flag} is of one article, but {files} files are given; use --meta")));
            }
        }
        Ok(InputOptions {
            files: typed.files,
            meta: typed.meta,
            people: typed.people,
            metadata: Metadata { published: typed.published, outlet: typed.outlet, title: typed.title, url: typed.url },
            allow_private: typed.allow_private,
            ignore_robots: typed.ignore_robots,
            threads: typed.threads.map(Into::into),
            quiet: typed.quiet,
        })
    }
}

/// Where to write; never onto what is read.
fn output(typed: OutputArguments, input: &InputArguments) -> Result<Option<PathBuf>, Error> {
    elsewhere(typed, input.files.iter().chain(&input.meta).chain(&input.people))
}

/// The files of a record that a query must not write onto.
pub fn record_files(record: &Path) -> Vec<PathBuf> {
    let beside = |end: &str| {
        let mut name = record.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    ["", "-wal", "-shm", ".lock"].map(beside).into()
}

/// Where to write; never onto one of `inputs`.
pub fn elsewhere<'a>(
    typed: OutputArguments,
    mut inputs: impl Iterator<Item = &'a PathBuf>,
) -> Result<Option<PathBuf>, Error> {
    let Some(output) = typed.output else { return Ok(None) };
    if let Ok(there) = output.canonicalize() {
        // What lies in a folder that is read is an input too.
        let same = |file: &&PathBuf| {
            let within = |file: PathBuf| file == there || there.is_file() && there.starts_with(file);
            file.canonicalize().is_ok_and(within)
        };
        if let Some(file) = inputs.find(same) {
            return Err(wrong(format!("--output would overwrite the input {}; give another file", file.display())));
        }
    }
    Ok(Some(output))
}

fn wrong(what: String) -> Error {
    Error::raw(ErrorKind::ValueValidation, what)
}
