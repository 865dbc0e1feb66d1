//! The arguments of the commands over a record, as typed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use onrecord_app::record::Scope;
use onrecord_core::statement::Stance;
use onrecord_core::times::Days;

use crate::arguments::{InputArguments, LAST, OutputArguments, day};

mod correct;

pub use correct::{CorrectArguments, CorrectionsArguments, What};

/// Which record.
#[derive(Debug, Args)]
pub struct RecordArguments {
    /// The record: one SQLite file
    #[arg(id = "record", long = "record", value_name = "FILE", default_value = "onrecord.db")]
    pub path: PathBuf,
}

/// The record that is asked, and how and where a list is printed.
#[derive(Debug, Args)]
pub struct ListArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text", display_order = LAST)]
    pub format: ListFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// The record that is asked, and how and where one thing is printed.
#[derive(Debug, Args)]
pub struct WholeArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, or json
    #[arg(short, long, value_name = "FORMAT", default_value = "text", display_order = LAST)]
    pub format: WholeFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// A record, or a part of it, instead of files.
#[derive(Debug, Args)]
pub struct ScopeArguments {
    /// What is on record in this file, made by `onrecord add`, instead of in articles
    #[arg(
        long,
        value_name = "FILE",
        help_heading = "What of a record",
        conflicts_with_all = ["meta", "people", "published", "outlet", "title", "url", "min_confidence", "allow_private", "ignore_robots"],
    )]
    pub record: Option<PathBuf>,

    /// Only the articles of this story: its id, or a part of its title
    #[arg(long, value_name = "ID", requires = "record", help_heading = "What of a record")]
    pub story: Option<String>,

    /// Only articles published on this day or later; those of an unknown day are left out
    #[arg(long, value_name = "DATE", value_parser = day, requires = "record", help_heading = "What of a record")]
    pub since: Option<Date>,
}

impl ScopeArguments {
    /// The record and what of it is meant, if one is given.
    pub fn scope(self) -> Option<(PathBuf, Scope)> {
        let ScopeArguments { record, story, since } = self;
        record.map(|record| (record, Scope { story, since }))
    }
}

/// Put articles on record: read them, keep them, and tie them to what is there
///
/// What is on record already is left as it is, so that a folder can be added again and again, and a run that was
/// stopped goes on where it was. The same address with other words is a new version of its article.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord add articles/
  onrecord add --record bridge.db --meta collected.jsonl articles/*.html
  onrecord add --record bridge.db --people people.csv new.jsonl")]
pub struct AddArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    #[command(flatten)]
    pub input: InputArguments,

    /// Keep the text and the hash of each article, not its bytes as they came
    #[arg(long)]
    pub no_bytes: bool,
}

/// Put what was exported on record again: articles of `onrecord export --to jsonl` or `--to parquet`
///
/// The articles are read anew, so that they stand in the record as if they had been added. The list of `onrecord corrections
/// --format jsonl` is taken too: what was corrected in another record is corrected here, with its author, time and note.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord import --record copy.db record.jsonl
  onrecord import --record copy.db record.jsonl corrections.jsonl")]
pub struct ImportArguments {
    /// Files of JSON Lines, or folders of Parquet tables, that onrecord exported; lists of corrections
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    #[command(flatten)]
    pub record: RecordArguments,

    /// Print no progress
    #[arg(short, long)]
    pub quiet: bool,
}

/// Read again what an earlier version of onrecord read; corrections hold
#[derive(Debug, Args)]
pub struct RereadArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// Read all articles again, whichever version read them
    #[arg(long)]
    pub all: bool,

    /// Print no progress
    #[arg(short, long)]
    pub quiet: bool,
}

/// Find statements by their words, and by who said them, how, when and where
///
/// Words are found in any form (deny finds denied). "Words in a row", begin*, -without, and one OR other are understood; put -- before words that begin with a hyphen.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord search ceasefire --speaker Lund --stance denies --said 2026-06
  onrecord search '\"no agreement\" -draft' --format jsonl
  onrecord search --speaker Lund -- agreed -treaty
  onrecord search --in source minister
  onrecord search --in text 'sluice gates' --outlet Courier")]
pub struct SearchArguments {
    /// What to find; all statements if nothing is given
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,

    #[command(flatten)]
    pub from: ListArguments,

    /// Where to look: in what is said (content), in who is named as saying it (source), or in whole articles (text)
    #[arg(long = "in", value_name = "WHERE", default_value = "content")]
    pub field: In,

    /// Only statements by this speaker: an id, or a part of a name
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,

    /// Only this act of speaking: asserts, denies, concedes, accuses, demands, warns, promises, proposes, refuses, asks,
    /// hopes or praises
    #[arg(long, value_name = "STANCE", value_parser = stances(), hide_possible_values = true)]
    pub stance: Option<String>,

    /// Only direct, mixed or indirect speech
    #[arg(long, value_name = "FORM", value_parser = ["direct", "mixed", "indirect"], hide_possible_values = true)]
    pub form: Option<String>,

    /// Only what may have been said then: a day, a month (2026-06), a year, or FROM..TO
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub said: Option<Days>,

    /// Only articles published then
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub published: Option<Days>,

    /// Only articles of this outlet: a part of its name
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,

    /// Only what was said through this: a part of a name
    #[arg(long, value_name = "NAME")]
    pub via: Option<String>,

    /// Only articles of this story: its id, or a part of its title
    #[arg(long, value_name = "ID")]
    pub story: Option<String>,

    /// Show what is too uncertain to be on record, instead of what is
    #[arg(long)]
    pub doubtful: bool,

    /// How many to show
    #[arg(long, value_name = "N", default_value = "20")]
    pub limit: u32,
}

/// Show all that one person said, in order of time, and what ties it to others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord who Lund
  onrecord who Lund --stance promises --said 2026-01..2026-06
  onrecord who teodor-brandt --format json")]
pub struct WhoArguments {
    /// The person: an id, a name, or a part of one
    #[arg(value_name = "NAME")]
    pub name: String,

    #[command(flatten)]
    pub from: WholeArguments,

    /// Only this act of speaking: asserts, denies, concedes, accuses, demands, warns, promises, proposes, refuses, asks,
    /// hopes or praises
    #[arg(long, value_name = "STANCE", value_parser = stances(), hide_possible_values = true)]
    pub stance: Option<String>,

    /// Only what may have been said then: a day, a month (2026-06), a year, or FROM..TO
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub said: Option<Days>,

    /// Only in articles of this story: its id, or a part of its title
    #[arg(long, value_name = "ID")]
    pub story: Option<String>,
}

/// List the stories on record, with their articles
#[derive(Debug, Args)]
pub struct StoriesArguments {
    #[command(flatten)]
    pub from: ListArguments,
}

/// List what could not be read, and why
#[derive(Debug, Args)]
pub struct FailuresArguments {
    #[command(flatten)]
    pub from: ListArguments,

    /// Forget what could not be read of this file or address, as it is listed: a name that was misspelt, say
    #[arg(long, value_name = "INPUT", conflicts_with = "format")]
    pub forget: Option<String>,
}

/// Tell what changed between the versions of an article: statements that came, went, moved, or read otherwise
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord diff https://example.org/2026/05/14/sluice
  onrecord diff articles/courier.txt --format json")]
pub struct DiffArguments {
    /// The article: its address, name or id
    #[arg(value_name = "ARTICLE")]
    pub article: String,

    #[command(flatten)]
    pub from: WholeArguments,
}

/// Check a record: every hash, every quotation, every tie, and the log of corrections
#[derive(Debug, Args)]
#[command(after_help = "Exit status 1 if anything is wrong; each fault is named on standard output.")]
pub struct VerifyArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    /// Print no progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum In {
    Content,
    Source,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WholeFormat {
    Text,
    Json,
}

/// The words for acts of speaking.
fn stances() -> PossibleValuesParser {
    PossibleValuesParser::new(Stance::ALL.map(Stance::as_str))
}

/// `2026`, `2026-06`, `2026-06-25`, or two of them with `..` between.
fn days(typed: &str) -> Result<Days, String> {
    let one = |text: &str| -> Option<Days> {
        let mut parts = text.trim().split('-');
        let (year, month, day) = (parts.next()?.parse().ok()?, parts.next(), parts.next());
        match (month, day, parts.next()) {
            (None, ..) => Days::of_year(year),
            (Some(month), None, _) => Days::of_month(year, month.parse().ok()?),
            (Some(_), Some(_), None) => text.trim().parse().ok().map(Days::on),
            _ => None,
        }
    };
    let (from, to) = typed.split_once("..").unwrap_or((typed, typed));
    let days = one(from).zip(one(to)).and_then(|(from, to)| Days::new(from.start, to.end));
    days.ok_or_else(|| "give YYYY, YYYY-MM, YYYY-MM-DD, or FROM..TO".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_typed_as_people_write_them() {
        let shown = |typed| days(typed).map(|days| format!("{} {}", days.start, days.end));
        assert_eq!(shown("2026-06").as_deref(), Ok("2026-06-01 2026-06-30"));
        assert_eq!(shown("2026").as_deref(), Ok("2026-01-01 2026-12-31"));
        assert_eq!(shown("2026-06-25").as_deref(), Ok("2026-06-25 2026-06-25"));
        assert_eq!(shown("2025-08..2026-06-25").as_deref(), Ok("2025-08-01 2026-06-25"));
        for typed in ["", "June", "2026-13", "2026-06-31", "2026-06..2025", "1-2-3-4"] {
            assert!(shown(typed).is_err(), "{typed}");
        }
    }
}
