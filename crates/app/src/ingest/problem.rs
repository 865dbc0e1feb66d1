//! What could not be read, or was read with a doubt: told as data, never as an early exit.

use std::fmt;

use super::packed;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Note,
    /// An article, or a part of the input, was not read. Leads to exit status 3.
    Unreadable,
}

/// Where in a file, counted from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line, if it makes sense to give one.
    pub line: Option<usize>,
    /// The byte within the line, if it makes sense to give one.
    pub column: Option<usize>,
}

impl Place {
    /// A whole line.
    pub fn line(line: usize) -> Place {
        Place { line: Some(line), column: None }
    }

    /// A byte of a line.
    pub fn column(line: usize, column: usize) -> Place {
        Place { line: Some(line), column: Some(column) }
    }
}

/// One thing that went wrong with one input. Prints as one line: `file:line:column: what; what to do`, or, within an archive, a mailbox
/// or a feed, `file: member:line:column: what; what to do`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was given.
    pub file: String,
    /// The member of the archive, mailbox or feed that the file is: the address of a page, the number of a message.
    pub member: Option<String>,
    /// Where in the member, or in the file.
    pub place: Place,
    /// What is wrong.
    pub cause: Cause,
}

impl Problem {
    /// A problem with a file as a whole.
    pub fn new(file: impl Into<String>, cause: Cause) -> Problem {
        Problem::at(file, Place::default(), cause)
    }

    /// A problem at a place in a file.
    pub fn at(file: impl Into<String>, place: Place, cause: Cause) -> Problem {
        Problem { file: file.into(), member: None, place, cause }
    }

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self.cause {
            Cause::MissingId(_)
            | Cause::Duplicate(_)
            | Cause::UnknownDate(_)
            | Cause::UnusedMeta(_)
            | Cause::RepeatedMeta(_) => Severity::Note,
            _ => Severity::Unreadable,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", clean(&self.file))?;
        if let Some(member) = &self.member {
            write!(f, ": {}", clean(member))?;
        }
        if let Some(line) = self.place.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.place.column {
            write!(f, ":{column}")?;
        }
        write!(f, ": {}", clean(&self.cause.to_string()))
    }
}

/// What is wrong, and, after a semicolon, what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The path leads nowhere.
    #[error("no such file; check the path")]
    Missing,
    /// A name that is no text.
    #[error("its name is not UTF-8, so that it cannot be cited; rename it")]
    Name,
    /// The user may not read it.
    #[error("no permission to read it; check the file's owner and mode")]
    Forbidden,
    /// Reading failed otherwise; the operating system's words.
    #[error("cannot be read: {0}; check the file and the disk")]
    Failed(String),
    /// A directory without any file of a known kind.
    #[error("no articles in this directory; give text, HTML, PDF, Word, mail, feed, JSON Lines or web archive files")]
    EmptyDirectory,
    /// No bytes, or white space alone.
    #[error("empty; remove it or fetch it again")]
    Empty,
    /// Not text: an image, an archive of another kind.
    #[error("not text but binary data; convert it to plain text or HTML first")]
    Binary,
    /// Bytes that are not UTF-8; where the first stands, from 0.
    #[error("not UTF-8 at byte {0}; convert it, for example with `iconv -f WINDOWS-1252 -t UTF-8`")]
    Encoding(usize),
    /// More bytes than the limit.
    #[error("over {0} MiB; split it into one file or line an article")]
    TooLarge(usize),
    /// Fewer bytes than there must be.
    #[error("ends too early; fetch or copy it again")]
    Truncated,
    /// Bytes that break the rules of their format; the parser's words.
    #[error("damaged ({0}); fetch or copy it again")]
    Damaged(String),
    /// Packed more densely than any text is.
    #[error("{}; it seems made to fill the memory", packed::Bomb)]
    Bomb,
    /// Packed over and over.
    #[error("packed more than twice over; unpack it first")]
    TooDeep,
    /// A ZIP archive of none of the known kinds.
    #[error("a ZIP archive, but neither a Word document nor a web archive; unpack it and give its files")]
    UnknownArchive,
    /// A mailbox, feed or web archive without any article.
    #[error("no articles in it; check that it is the right file")]
    NoMembers,
    /// A document that opens with a password only.
    #[error("protected by a password; save it without one")]
    Locked,
    /// A document of pictures.
    #[error("no text in it; if it is of scanned pages, run text recognition first")]
    NoText,
    /// More pages than the limit.
    #[error("over {0} pages; split it")]
    TooManyPages(usize),
    /// Reading took longer than the limit, in seconds.
    #[error("not read within {0} s; convert it to plain text or HTML first")]
    TimedOut(u64),
    /// Not tried, as so many files before have not come to an end.
    #[error("not tried, because {0} files before it are still being read without end; give it in a run of its own")]
    Busy(usize),
    /// The library that reads the format gave up.
    #[error("cannot be understood ({0}); convert it to plain text or HTML first")]
    Unreadable(String),
    /// An address that is none, or leads to none; the parser's words.
    #[error("not an address that can be fetched ({0}); check it")]
    Address(String),
    /// A server that cannot be reached or does not answer; the reason.
    #[error("cannot be fetched: {0}; check the address and the network")]
    Fetch(String),
    /// An answer without a page; its status.
    #[error("the server answers {0}; check the address")]
    Status(u16),
    /// One redirect after another.
    #[error("redirected over {0} times; check the address")]
    Redirects(usize),
    /// A media type of which no article is made.
    #[error("of type {0}, not a page, a text, a feed or a PDF; check the address")]
    WrongType(String),
    /// An address within this machine or a private network.
    #[error("leads to this machine or a private network; allow it with --allow-private")]
    PrivateAddress,
    /// The site asks programs not to fetch the page.
    #[error("the site's robots.txt asks programs not to fetch it; save it from a browser, or give --ignore-robots")]
    Robots,
    /// The site cannot say what may be fetched; the status of its answer.
    #[error("the site's robots.txt cannot be read (the server answers {0}); try later, or give --ignore-robots")]
    NoRobots(u16),
    /// No feed, or a broken one; the parser's words.
    #[error("not a feed that can be read ({0}); check that it is RSS, Atom or JSON Feed")]
    Feed(String),
    /// A line that is no JSON object of an article; the parser's words.
    #[error("not a JSON object of an article ({0}); correct the line: {{\"id\": ..., \"text\": ...}}")]
    Json(String),
    /// An article without words.
    #[error("\"text\" is missing or empty; add the article's text")]
    MissingText,
    /// An article without a name; the name that it was given instead.
    #[error("\"id\" is missing; it is called {0:?} here")]
    MissingId(String),
    /// A name that an earlier article has.
    #[error("{0:?} was read before; read once more, give each article an id of its own")]
    Duplicate(String),
    /// A date that says nothing for certain.
    #[error("\"published\" is {0:?}, which is no certain date; write YYYY-MM-DD")]
    UnknownDate(String),
    /// Words, but no paragraph of an article.
    #[error("no article found in it; check that it holds the article's full text")]
    NoArticle,
    /// An article in another language; its name in English.
    #[error("in {0}, not English; only English is read for statements")]
    Language(String),
    /// A line of the metadata that is none; the parser's words.
    #[error("not a JSON object of metadata ({0}); correct the line: {{\"file\": ..., \"published\": ...}}")]
    Meta(String),
    /// Metadata of a file that is not among the inputs.
    #[error("no input is called {0:?}; check the name or leave the line out")]
    UnusedMeta(String),
    /// Metadata given twice.
    #[error("metadata of {0:?} was given before; the first line counts")]
    RepeatedMeta(String),
}

impl From<&std::io::Error> for Cause {
    fn from(error: &std::io::Error) -> Cause {
        match error.kind() {
            std::io::ErrorKind::NotFound => Cause::Missing,
            std::io::ErrorKind::PermissionDenied => Cause::Forbidden,
            std::io::ErrorKind::UnexpectedEof => Cause::Truncated,
            std::io::ErrorKind::InvalidData => Cause::Damaged(error.to_string()),
            // What a decoder says of its input; the system itself gives no inner error.
            std::io::ErrorKind::InvalidInput if error.get_ref().is_some() => Cause::Damaged(error.to_string()),
            _ if error.get_ref().is_some_and(|inner| inner.is::<packed::Bomb>()) => Cause::Bomb,
            _ => Cause::Failed(error.to_string()),
        }
    }
}

/// One line that cannot steer a terminal, whatever a file is called.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_one_line_with_its_place() {
        let problem = Problem::at("a\n.jsonl", Place::column(3, 14), Cause::Json("expected `,`".into()));
        assert_eq!(
            problem.to_string(),
            "a\u{fffd}.jsonl:3:14: not a JSON object of an article (expected `,`); correct the line: {\"id\": ..., \"text\": ...}"
        );
        assert_eq!(problem.severity(), Severity::Unreadable);
        assert_eq!(Problem::new("-", Cause::Missing).to_string(), "-: no such file; check the path");
        let member = Problem {
            member: Some("https://varn.test/a\nb".into()),
            ..Problem::at("a.warc", Place::line(2), Cause::Empty)
        };
        assert_eq!(member.to_string(), "a.warc: https://varn.test/a\u{fffd}b:2: empty; remove it or fetch it again");
    }
}
