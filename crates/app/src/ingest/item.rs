//! What the readers of all kinds of input hand on: articles, problems, and further members to read.

use jiff::Timestamp;
use jiff::civil::Date;
use onrecord_core::document::Metadata;

use super::problem::{Cause, Place, Problem};

/// Where something came from, to name it in a problem.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin {
    /// The file, as it was given.
    pub(super) file: String,
    /// The member of the archive, mailbox or feed that the file is.
    pub(super) member: Option<String>,
    pub(super) place: Place,
}

impl Origin {
    pub(super) fn file(file: &str) -> Origin {
        Origin { file: file.to_owned(), ..Origin::default() }
    }

    pub(super) fn member(file: &str, member: impl Into<String>) -> Origin {
        Origin { file: file.to_owned(), member: Some(member.into()), place: Place::default() }
    }

    pub(super) fn line(file: &str, line: usize) -> Origin {
        Origin { file: file.to_owned(), member: None, place: Place::line(line) }
    }

    pub(super) fn problem(&self, cause: Cause) -> Problem {
        self.problem_at(self.place, cause)
    }

    pub(super) fn problem_at(&self, place: Place, cause: Cause) -> Problem {
        Problem { file: self.file.clone(), member: self.member.clone(), place, cause }
    }
}

/// How the text of an article is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Markup {
    Plain,
    Html,
}

/// The text of an article, before it is looked at.
pub(super) struct Article {
    pub(super) origin: Origin,
    pub(super) name: String,
    pub(super) text: String,
    /// The bytes that the text was made of.
    pub(super) raw: Vec<u8>,
    pub(super) markup: Markup,
    pub(super) format: &'static str,
    /// What its input says of it.
    pub(super) stated: Metadata,
    /// What a program wrote into the file by itself: counts where nothing else tells.
    pub(super) weak: Metadata,
    pub(super) modified: Option<Date>,
    pub(super) fetched: Option<Timestamp>,
}

/// What a reader found.
pub(super) enum Item {
    Article(Box<Article>),
    Problem(Problem),
    /// A member that holds members itself.
    Open(Box<dyn Members>),
}

impl From<Problem> for Item {
    fn from(problem: Problem) -> Item {
        Item::Problem(problem)
    }
}

impl From<Article> for Item {
    fn from(article: Article) -> Item {
        Item::Article(Box::new(article))
    }
}

/// A file of many articles, read one after another, so that it need not fit in memory.
pub(super) trait Members {
    /// Reads on as far as the next member, and puts what it found into `found`; whether there may be more.
    fn advance(&mut self, found: &mut Vec<Item>) -> bool;
}
