//! The arguments of `correct` and `corrections`, as typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::ListArguments;
use crate::arguments::day;

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

/// List the corrections, in the order in which they were made
#[derive(Debug, Args)]
pub struct CorrectionsArguments {
    #[command(flatten)]
    pub from: ListArguments,

    /// Only those whose words are gone, or stand more than once, in the current version of the article
    #[arg(long)]
    pub orphans: bool,

    /// What they teach a later reader, as JSON Lines: the article's text with the places of the statement, what was found and
    /// what is right
    #[arg(long, conflicts_with_all = ["orphans", "format"])]
    pub lessons: bool,
}
