//! Mailboxes: messages one after another, each after a line that begins with `From `.

use std::io::{self, BufRead, Read};

use onrecord_core::document::Metadata;

use crate::ingest::LIMIT;
use crate::ingest::item::{Item, Members, Origin};
use crate::ingest::kind::{self, Kind};
use crate::ingest::problem::Cause;
use crate::ingest::whole::{self, Whole};

/// A mailbox that is being read.
pub(in crate::ingest) struct Mbox {
    file: String,
    reader: Box<dyn BufRead>,
    number: usize,
    /// Whether the line that opens the next message was read.
    opened: bool,
}

/// What was read up to the end of a message.
enum Next {
    Message(Vec<u8>),
    TooLarge,
    End,
}

impl Mbox {
    pub(in crate::ingest) fn new(file: &str, reader: Box<dyn BufRead>) -> Mbox {
        Mbox { file: file.to_owned(), reader, number: 0, opened: false }
    }

    /// The next message, without its first line and with `>From` as it was written.
    fn message(&mut self) -> io::Result<Next> {
        let mut message = Vec::new();
        let mut too_large = false;
        // A message is opened by its line only after an empty one, or at the start.
        let mut blank = true;
        loop {
            let start = message.len();
            // A line longer than the limit comes in pieces, of which only the first may open a message.
            let read = (&mut self.reader).take(LIMIT as u64).read_until(b'\n', &mut message)?;
            if read == 0 {
                let any = self.opened && (too_large || !message.trim_ascii().is_empty());
                self.opened = false;
                return Ok(match (any, too_large) {
                    (false, _) => Next::End,
                    (true, true) => Next::TooLarge,
                    (true, false) => Next::Message(message),
                });
            }
            let line = &message[start..];
            if blank && kind::is_postmark(line) {
                message.truncate(start);
                if std::mem::replace(&mut self.opened, true) {
                    return Ok(if too_large { Next::TooLarge } else { Next::Message(message) });
                }
                message.clear();
                continue;
            }
            blank = line.trim_ascii().is_empty() && line.ends_with(b"\n");
            if is_marked(line) {
                message.remove(start);
            }
            if too_large || message.len() > LIMIT {
                too_large = true;
                message.clear();
            }
        }
    }
}

/// Whether the line was marked when it was put into the mailbox, as it would have opened a message.
fn is_marked(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|&&b| b == b'>').count();
    marks > 0 && line[marks..].starts_with(b"From ")
}

impl Members for Mbox {
    fn advance(&mut self, found: &mut Vec<Item>) -> bool {
        let read = self.message();
        let number = self.number + 1;
        let origin = Origin::member(&self.file, format!("#{number}"));
        match read {
            Ok(Next::Message(bytes)) => {
                let name = format!("{}#{number}", self.file);
                let whole = Whole {
                    origin,
                    name,
                    bytes,
                    kind: Kind::Mail,
                    charset: None,
                    stated: Metadata::default(),
                    fetched: None,
                };
                found.extend(whole::items(whole));
            }
            Ok(Next::TooLarge) => found.push(origin.problem(Cause::TooLarge(LIMIT >> 20)).into()),
            Ok(Next::End) => {
                if self.number == 0 {
                    found.push(Origin::file(&self.file).problem(Cause::NoMembers).into());
                }
                return false;
            }
            Err(error) => {
                found.push(origin.problem(Cause::from(&error)).into());
                return false;
            }
        }
        self.number = number;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Vec<String> {
        let mut mbox = Mbox::new("a.mbox", Box::new(io::Cursor::new(bytes.to_vec())));
        let mut found = Vec::new();
        while mbox.advance(&mut found) {}
        let shown = found.into_iter().map(|item| match item {
            Item::Article(article) => format!("{}: {}", article.name, article.text.trim()),
            Item::Problem(problem) => problem.to_string(),
            Item::Open(_) => unreachable!("no message holds members"),
        });
        shown.collect()
    }

    const MARK: &str = "From ann@varn.test Thu Jun 25 10:00:00 2026\n";

    #[test]
    fn messages_are_parted_at_their_first_lines() {
        let all = format!(
            "{MARK}Subject: a\n\nOne.\n>From here on, and\n>>From there.\nFrom now on it is 10:00.\n\n{MARK}Subject: b\n\nTwo.\n\n\
             From Varn came no word.\n"
        );
        assert_eq!(
            shown(all.as_bytes()),
            [
                "a.mbox#1: One.\nFrom here on, and\n>From there.\nFrom now on it is 10:00.",
                "a.mbox#2: Two.\n\nFrom Varn came no word."
            ]
        );
        assert_eq!(shown(b""), ["a.mbox: no articles in it; check that it is the right file"]);
    }

    #[test]
    fn padding_is_no_text_and_hides_nothing() {
        let nuls = "\0".repeat(5000);
        let all = format!("{MARK}Subject: a\n\nOne{nuls}.\n{nuls}\n\n{MARK}{nuls}\n\n{MARK}Subject: c\n\nThree.\n");
        let shown = shown(all.as_bytes());
        assert_eq!(shown.len(), 3, "{shown:?}");
        assert_eq!(shown[0], "a.mbox#1: One.");
        assert!(shown[1].starts_with("a.mbox: #2: "), "{}", shown[1]);
        assert_eq!(shown[2], "a.mbox#3: Three.");
    }
}
