//! The arguments of the commands over a record, as typed.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use onrecord_app::record::Scope;
use onrecord_core::statement::Stance;
use onrecord_core::times::Days;

use crate::arguments::{InputArguments, OutputArguments, day};

/// Which record.
#[derive(Debug, Args)]
pub struct RecordArguments {
    /// The record: one SQLite file
    #[arg(long, value_name = "FILE", default_value = "onrecord.db")]
    pub record: PathBuf,
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

    /// Only articles published on this day or later
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
/// The articles are read anew, so that they stand in the record as if they had been added.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  onrecord import --record copy.db record.jsonl")]
pub struct ImportArguments {
    /// Files of JSON Lines, or folders of Parquet tables, that onrecord exported
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
    pub record: RecordArguments,

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

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// Show all that one person said, in order of time, and what ties it to others
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord who Lund
  onrecord who teodor-brandt --format json")]
pub struct WhoArguments {
    /// The person: an id, a name, or a part of one
    #[arg(value_name = "NAME")]
    pub name: String,

    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, or json
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: WholeFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// List the stories on record, with their articles
#[derive(Debug, Args)]
pub struct StoriesArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// List what could not be read, and why
#[derive(Debug, Args)]
pub struct FailuresArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    #[command(flatten)]
    pub output: OutputArguments,
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
    pub record: RecordArguments,

    /// How to print: text to read, or json
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: WholeFormat,

    #[command(flatten)]
    pub output: OutputArguments,
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

/// List the corrections, in the order in which they were made
#[derive(Debug, Args)]
pub struct CorrectionsArguments {
    #[command(flatten)]
    pub record: RecordArguments,

    /// Only those whose words are gone, or stand more than once, in the current version of the article
    #[arg(long)]
    pub orphans: bool,

    /// What they teach a later reader, as JSON Lines: the article's text with the places of the statement, what was found and
    /// what is right
    #[arg(long, conflicts_with_all = ["orphans", "format"])]
    pub lessons: bool,

    /// How to print: text to read, json (one array) or jsonl (one a line)
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    pub format: ListFormat,

    #[command(flatten)]
    pub output: OutputArguments,
}

/// Correct what is on record; a correction wins over what the program found, now and when it reads again
///
/// Each is kept in a log with its author, time and note; nothing is ever taken out of it. `onrecord corrections` lists them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onrecord correct speaker 3fa1c05e77d2b904#12 'Oona Lund' --note 'the minister is Lund since May'
  onrecord correct said 3fa1c05e77d2b904#12 2026-05-14
  onrecord correct merge 'O. Lund' 'Oona Lund'
  onrecord correct undo 3")]
pub struct CorrectArguments {
    #[command(subcommand)]
    pub what: What,

    /// The record: one SQLite file
    #[arg(long, value_name = "FILE", default_value = "onrecord.db", global = true)]
    pub record: PathBuf,

    /// Who corrects [default: the environment's USER]
    #[arg(long, value_name = "NAME", global = true)]
    pub author: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT", default_value = "", global = true)]
    pub note: String,
}

#[derive(Debug, Subcommand)]
pub enum What {
    /// Who speaks; - for nobody who can be named
    Speaker { statement: String, name: String },
    /// When it was spoken, as YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD; - for unknown
    Said { statement: String, days: String },
    /// The act of speaking
    Stance { statement: String, stance: String },
    /// Through whom it reached the article, the nearest to the speaker first; - for nobody
    Via {
        statement: String,
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// It is a statement and stands as it is
    Confirm { statement: String },
    /// It is no statement
    Reject { statement: String },
    /// A statement that was missed, by its exact words
    Add {
        /// The article: its address, name or id
        article: String,
        /// What is said, exactly as it stands
        words: String,
        /// Who speaks
        #[arg(long, value_name = "NAME")]
        speaker: Option<String>,
        /// The words that attribute, exactly as they stand
        #[arg(long, value_name = "WORDS")]
        cue: Option<String>,
        /// The words that name the speaker, exactly as they stand
        #[arg(long, value_name = "WORDS")]
        source: Option<String>,
        /// The act of speaking
        #[arg(long, value_name = "STANCE", default_value = "asserts")]
        stance: String,
    },
    /// Two statements are tied, whether the program found it or not
    Link {
        /// The one: the denier, or the earlier, where the relation has a direction
        a: String,
        /// How the one stands to the other
        #[arg(value_parser = ["same_utterance", "same_claim", "denies", "contradicts", "reversal"])]
        relation: String,
        /// The other
        b: String,
    },
    /// Two statements are not tied
    Unlink { a: String, b: String },
    /// Several people are one
    Merge {
        /// Ids, or whole names or aliases
        #[arg(required = true)]
        people: Vec<String>,
        /// The name to show
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Some of a person's names are another's
    Split {
        /// An id, or a whole name or alias
        person: String,
        /// The names that are another's
        #[arg(required = true)]
        names: Vec<String>,
        /// The name to show
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// A person is shown under another name
    Rename { person: String, name: String },
    /// A person holds a role, or held it
    Role {
        /// An id, or a whole name or alias
        person: String,
        /// In words
        role: String,
        /// The first day
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Option<Date>,
        /// The last day
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Option<Date>,
    },
    /// Take a correction back, by its number
    Undo { number: i64 },
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
