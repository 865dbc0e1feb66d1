//! The arguments as typed: one definition each, which help, man page and completions show.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

use crate::export::ExportArguments;
use crate::record::arguments::{
    AddArguments, CorrectArguments, CorrectionsArguments, DiffArguments, FailuresArguments, ImportArguments,
    RereadArguments, ScopeArguments, SearchArguments, StoriesArguments, VerifyArguments, WhoArguments,
};
use crate::serve::ServeArguments;

/// Where `--help` shows the format, and after it the output: behind what is a command's own.
pub const LAST: usize = 900;

const STATUS: &str = "\
Exit status:
  0  done
  1  failed, or nothing of the input could be read
  2  wrong usage
  3  part of the input could not be read; what, and why, is on standard error
  4  all was read, and what --fail-on names was found";

/// Puts the news on record: who said what, pointing to the exact words in the exact source.
///
/// Runs on this machine alone; nothing is sent anywhere, and nothing is fetched but the addresses that are given as input.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, after_help = STATUS, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Read(ReadArguments),
    Brief(BriefArguments),
    Add(AddArguments),
    Import(ImportArguments),
    Reread(RereadArguments),
    Search(SearchArguments),
    Who(WhoArguments),
    Stories(StoriesArguments),
    Diff(DiffArguments),
    Correct(CorrectArguments),
    Corrections(CorrectionsArguments),
    Failures(FailuresArguments),
    Verify(VerifyArguments),
    Compare(CompareArguments),
    Serve(ServeArguments),
    Export(ExportArguments),
    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord")]
    Completions {
        /// The shell to complete in
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "\
Examples:
  onrecord man | man -l -
  onrecord man brief > onrecord-brief.1")]
    Man {
        /// The command to describe; without it, onrecord as a whole
        command: Option<String>,
    },
}

/// Show what each article puts on record
///
/// Prints every article with its statements marked, and under it who says each, with what words it is attributed, when
/// it was said, to whom and through whom.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord read article.txt
  onrecord read --format jsonl --meta collected.jsonl articles/*.html > statements.jsonl
  curl -s https://example.org/story | onrecord read --outlet 'The Estuary Post' -")]
pub struct ReadArguments {
    #[command(flatten)]
    pub input: InputArguments,

    /// How to print: text to read, json (one array) or jsonl (one article a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ReadFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// Write a brief: what is in dispute in a set of articles, who changed position, and what is on record
///
/// Disputes, changes and agreements come first, each with its reason; then the timeline, the speakers and the articles. The timeline and the speakers have each statement in short, with its number; the articles have it in full. Every line
/// points to the words it rests on, as file:line:column.
#[derive(Debug, Args)]
#[command(mut_arg("files", |files| files.required(false).required_unless_present("record").conflicts_with("record")))]
#[command(after_help = "\
Examples:
  onrecord brief articles/*.txt
  onrecord brief --format md --output brief.md --meta collected.jsonl articles/*.txt
  onrecord brief --people people.csv --meta collected.jsonl articles/
  onrecord brief --record bridge.db --since 2026-05-01
  onrecord brief --format json articles.jsonl | jq '.statements[] | .speaker.name'")]
pub struct BriefArguments {
    #[command(flatten)]
    pub input: InputArguments,

    #[command(flatten)]
    pub scope: ScopeArguments,

    /// How to print: text to read, md (Markdown) or json
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: BriefFormat,

    /// Leave out statements of which the reader is less sure than this, 0 to 1
    #[arg(long, value_name = "P", default_value = "0.4", value_parser = share)]
    pub min_confidence: f64,

    /// End with status 4 if this is found: conflict (a denial, a contradiction or a change of position)
    #[arg(long, value_name = "WHAT")]
    pub fail_on: Option<FailOn>,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// Tell how sentences stand to each other: whether the second follows from the first, is excluded by it, or neither
///
/// This is the judge that links statements, asked about bare words.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord compare --premise 'The bridge was closed in May.' --hypothesis 'The bridge stayed open all year.'
  onrecord compare --format jsonl pairs.jsonl > answers.jsonl")]
pub struct CompareArguments {
    /// JSON Lines of {"id", "premise", "hypothesis"}; - is standard input
    #[arg(required_unless_present = "premise", conflicts_with = "premise", value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// What is taken to be so
    #[arg(long, value_name = "TEXT", requires = "hypothesis")]
    pub premise: Option<String>,

    /// What may follow from it, or be excluded by it
    #[arg(long, value_name = "TEXT", requires = "premise")]
    pub hypothesis: Option<String>,

    /// How to print: text to read, or jsonl (one {"id", "label", "scores"} a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: CompareFormat,

    /// How many threads judge [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    #[command(flatten)]
    pub output: OutputArguments,
}

#[derive(Debug, Args)]
pub struct InputArguments {
    /// Articles, folders or addresses (http://, https://); - is standard input
    ///
    /// Text, Markdown, HTML, PDF, Word (.docx), mail (.eml, .mbox), feeds (RSS, Atom, JSON Feed), web archives (.warc, .wacz)
    /// and JSON Lines of {"id", "text", ...}; each also packed as .gz or .zst. See docs/input.md.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// What is known of the articles: JSON Lines of {"file", "published", "outlet", "title", "url"}
    #[arg(long, value_name = "FILE", help_heading = "What is known of the articles")]
    pub meta: Option<PathBuf>,

    /// What you know of people: their names, aliases and roles win over what the articles say
    ///
    /// A .csv file with the columns name, kind (person, organisation or group), aliases (by ;), role, from, until (days);
    /// or FollowTheMoney entities as JSON Lines.
    #[arg(long, value_name = "FILE", help_heading = "What is known of people")]
    pub people: Option<PathBuf>,

    /// Day of publication of every article given, as YYYY-MM-DD; overrides the input
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "What is known of the articles")]
    pub published: Option<Date>,

    /// Outlet of every article given; overrides the input
    #[arg(long, value_name = "NAME", help_heading = "What is known of the articles")]
    pub outlet: Option<String>,

    /// Headline of the article given; overrides the input
    #[arg(long, value_name = "TEXT", help_heading = "What is known of the articles")]
    pub title: Option<String>,

    /// Address of the article given; overrides the input
    #[arg(long, value_name = "URL", help_heading = "What is known of the articles")]
    pub url: Option<String>,

    /// Fetch from this machine and private networks too
    #[arg(long, help_heading = "What is fetched")]
    pub allow_private: bool,

    /// Fetch what a site's robots.txt asks programs not to
    #[arg(long, help_heading = "What is fetched")]
    pub ignore_robots: bool,

    /// How many threads read [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<NonZeroUsize>,

    /// Print no progress and no notes; what could not be read is named all the same
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct OutputArguments {
    /// Write to this file, not to standard output
    #[arg(short, long, value_name = "FILE", display_order = LAST + 1)]
    pub output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadFormat {
    Text,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CompareFormat {
    Text,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum BriefFormat {
    Text,
    Md,
    Json,
}

/// What a script may want to be told of by the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    Conflict,
}

pub fn day(typed: &str) -> Result<Date, String> {
    typed.parse().map_err(|_| "give a day of the calendar as YYYY-MM-DD".to_owned())
}

pub fn share(typed: &str) -> Result<f64, String> {
    let share = typed.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "give a number from 0 to 1".to_owned())
}
