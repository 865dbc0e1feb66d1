//! The plain structs behind every format: JSON, the reading view and the brief show these and nothing else.
//!
//! Their JSON is the contract with other programs (`docs/output.md`): offsets count Unicode code points, fields that
//! nothing is known of are `null` or empty, never absent. What is marked `serde(skip)` is for people's eyes only.

use jiff::civil::Date;
use onrecord_core::linking::material::Material;
use onrecord_core::people;
use onrecord_core::statement::Form;
use serde::{Serialize, Serializer};

mod build;
mod headline;
mod look;
mod marks;
mod positions;
#[cfg(test)]
pub(crate) mod testing;
mod words;
mod wrap;

pub use build::{Views, documents};
pub(crate) use build::{body, confidence, document, person, speaker};
pub(crate) use headline::headline;
pub use look::Look;
pub use marks::write_reading;
pub(crate) use marks::{Characters, is_shown};
pub use positions::{Place, Positions};
pub(crate) use words::{circumstances, cue, listed, own_words};
pub use words::{days, short_name};
pub(crate) use wrap::{Run, wrap};
pub use wrap::{clean, shorten};

/// What is known of an article as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The path of the file as given, or the `id` of a JSON line.
    pub doc: String,
    /// SHA-256 of the raw bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// The day of publication, if known.
    pub published: Option<Date>,
    /// The newspaper, agency, station or site, if known.
    pub outlet: Option<String>,
    /// The headline, if known.
    pub title: Option<String>,
    /// Where it was published, if known.
    pub url: Option<String>,
}

/// One article and what is on record in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// What is known of the article.
    #[serde(flatten)]
    pub head: Head,
    /// Who speaks or is spoken of.
    pub people: Vec<Person>,
    /// The expressions of time.
    pub times: Vec<Time>,
    /// The statements, in the order of their numbers.
    pub statements: Vec<Statement>,
    /// The people as they were resolved, to be gathered with those of other articles.
    #[serde(skip)]
    pub cast: Vec<people::Person>,
    /// What linking asks of the article; its sayings are the statements, in the same order.
    #[serde(skip)]
    pub material: Material,
    /// What the article tells in its own voice: the id of each of the material's sentences, and where it stands.
    #[serde(skip)]
    pub narration: Vec<(String, Passage, Place)>,
    /// The cleaned text of what is read, one paragraph or heading a line, to find the articles on one event.
    #[serde(skip)]
    pub body: String,
}

/// Whoever speaks: a person, organisation, group or unnamed source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Unique over the output.
    pub id: String,
    /// The fullest name that the article gives.
    pub name: String,
    /// `person`, `organisation`, `group` or `unnamed`.
    pub kind: &'static str,
    /// Other ways in which they are named.
    pub aliases: Vec<String>,
    /// What they are said to be.
    pub roles: Vec<Role>,
    /// Those who speak together, if these are several: their ids.
    pub members: Vec<String>,
    /// Where the person is named, and the pronouns and descriptions that are sources, in code points; empty in a brief,
    /// where people are of many articles.
    pub mentions: Vec<[usize; 2]>,
}

/// A title or description of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Role {
    /// In the words of the article.
    pub text: String,
    /// The first day of publication of an article that gives it, if known.
    pub since: Option<Date>,
}

/// An expression of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Time {
    /// Where it stands, in code points.
    pub span: [usize; 2],
    /// Its TIMEX3 value.
    pub value: String,
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The first day that it can mean.
    pub start: Option<Date>,
    /// The last day that it can mean.
    pub end: Option<Date>,
}

/// One statement: who says what, pointing to the words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Statement {
    /// `<doc>#<number>`, unique over the output.
    pub id: String,
    /// How the words are given.
    #[serde(serialize_with = "form_word")]
    pub form: Form,
    /// The speech act of the cue.
    pub stance: &'static str,
    /// The reader's own estimate, 0 to 1, that this is a statement; two decimals.
    pub confidence: f64,
    /// Who is given as the speaker.
    pub source: Option<Passage>,
    /// The words that attribute.
    pub cue: Option<Passage>,
    /// What is said.
    pub content: Passage,
    /// Who speaks.
    pub speaker: Option<Speaker>,
    /// When the words were spoken.
    pub said: Option<Said>,
    /// To whom.
    pub addressee: Option<String>,
    /// On what occasion.
    pub occasion: Option<String>,
    /// The chain through which the statement reached the article.
    pub via: Vec<String>,
    /// The number within the article, from 1: what the reading view marks the words with.
    #[serde(skip)]
    pub number: usize,
    /// Where the content begins.
    #[serde(skip)]
    pub place: Place,
    /// The speaker's place in the article's list of people.
    #[serde(skip)]
    pub speaker_at: Option<usize>,
}

/// Words of the article, in one piece or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// The pieces, in code points of the text.
    pub spans: Vec<[usize; 2]>,
    /// Exactly what stands there; pieces joined by ` … `.
    pub text: String,
    /// The same words without mark-up and line breaks.
    #[serde(skip)]
    pub plain: String,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The person's.
    pub id: String,
    /// The fullest name, or the words that the article gives for an unnamed source.
    pub name: String,
    /// `person`, `organisation`, `group` or `unnamed`.
    pub kind: &'static str,
}

/// When words were spoken: days, first and last included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The first possible day.
    pub start: Date,
    /// The last possible day.
    pub end: Date,
    /// What says so.
    pub grounds: String,
}

fn form_word<S: Serializer>(form: &Form, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(form.as_str())
}

/// A date as people write it, or that it is not known.
pub(crate) fn day(date: Option<Date>) -> String {
    date.map_or_else(|| "date unknown".to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

/// Outlet and date of an article, on one line.
pub(crate) fn provenance(head: &Head) -> String {
    let day = day(head.published);
    head.outlet.as_ref().map_or_else(|| day.clone(), |outlet| format!("{outlet} · {day}"))
}
