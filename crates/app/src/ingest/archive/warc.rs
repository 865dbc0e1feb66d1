//! WARC: the records of a crawler, one after another.

use std::io::{self, BufRead, Read};

use jiff::Timestamp;
use onrecord_core::document::Metadata;

use super::http;
use crate::ingest::LIMIT;
use crate::ingest::item::{Item, Members, Origin};
use crate::ingest::kind::Kind;
use crate::ingest::lines::{self, Line};
use crate::ingest::problem::Cause;
use crate::ingest::whole::{self, Whole};

/// The most bytes of one line of a record's head, and of the head of the response in it.
const LINE: usize = 64 << 10;
/// The most lines of a record's head.
const LINES: usize = 200;

/// A WARC file that is being read: each response with a page in it is an article, every other record is passed over.
pub(in crate::ingest) struct Warc {
    /// The file, and the member of it that the records are in.
    origin: Origin,
    reader: Box<dyn BufRead>,
    /// The record before, to name what is broken after it.
    last: Option<String>,
    any: bool,
}

/// What the head of a record says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Record {
    kind: String,
    address: Option<String>,
    date: Option<Timestamp>,
    length: Option<u64>,
}

impl Warc {
    pub(in crate::ingest) fn new(origin: Origin, reader: Box<dyn BufRead>) -> Warc {
        Warc { origin, reader, last: None, any: false }
    }

    /// The place of what is known by the address of its record.
    fn at(&self, address: Option<&String>) -> Origin {
        match address {
            Some(address) => Origin::member(&self.origin.file, address),
            None => self.origin.clone(),
        }
    }

    /// Reads on to the next record, past what is none, and reads its head; `None` at the end.
    fn record(&mut self, found: &mut Vec<Item>) -> io::Result<Option<Record>> {
        let mut lost = false;
        loop {
            match lines::next(&mut *self.reader, LINE)? {
                None => return Ok(None),
                Some(Line::Whole(line)) if line.is_empty() => {}
                Some(Line::Whole(line)) if line.starts_with(b"WARC/") => break,
                Some(_) if lost => {}
                Some(_) => {
                    lost = true;
                    let cause = Cause::Damaged("the length of a record is not what it says".into());
                    found.push(self.at(self.last.as_ref()).problem(cause).into());
                }
            }
        }
        let mut record = Record::default();
        for _ in 0..LINES {
            match lines::next(&mut *self.reader, LINE)? {
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(Line::Whole(line)) if line.is_empty() => return Ok(Some(record)),
                Some(Line::Whole(line)) => record.field(&line),
                Some(Line::TooLong) => {}
            }
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, "a record's head never ends"))
    }

    /// Reads the body of a record; the page in it goes to `found`.
    fn body(&mut self, record: Record, found: &mut Vec<Item>) -> io::Result<()> {
        let length = record.length.unwrap_or(0);
        let address =
            record.address.filter(|address| address.starts_with("http://") || address.starts_with("https://"));
        let origin = self.at(address.as_ref());
        self.last = address.clone();
        let Some(address) = address.filter(|_| record.kind == "response") else { return self.skip(length) };
        let mut bytes = Vec::new();
        (&mut self.reader).take(length.min(LINE as u64)).read_to_end(&mut bytes)?;
        let rest = length - bytes.len() as u64;
        let Some((head, at)) = http::head(&bytes).filter(|(head, _)| is_page(head) && !is_robots(&address)) else {
            return self.skip(rest);
        };
        self.any = true;
        if length > LIMIT as u64 {
            found.push(origin.problem(Cause::TooLarge(LIMIT >> 20)).into());
            return self.skip(rest);
        }
        (&mut self.reader).take(rest).read_to_end(&mut bytes)?;
        if (bytes.len() as u64) < length {
            found.push(origin.problem(Cause::Truncated).into());
            return Ok(());
        }
        match http::body(&head, &bytes[at..]) {
            Ok(bytes) => found.push(article(origin, address, record.date, &head, bytes)),
            Err(cause) => found.push(origin.problem(cause).into()),
        }
        Ok(())
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        let skipped = io::copy(&mut (&mut self.reader).take(length), &mut io::sink())?;
        if skipped < length { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }
}

impl Members for Warc {
    fn advance(&mut self, found: &mut Vec<Item>) -> bool {
        let read = self.record(found).and_then(|record| match record {
            Some(record) => self.body(record, found).map(|()| true),
            None => Ok(false),
        });
        match read {
            Ok(true) => true,
            Ok(false) => {
                if !self.any {
                    found.push(self.origin.problem(Cause::NoMembers).into());
                }
                false
            }
            Err(error) => {
                found.push(self.at(self.last.as_ref()).problem(Cause::from(&error)).into());
                false
            }
        }
    }
}

impl Record {
    fn field(&mut self, line: &[u8]) {
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match &*name.trim().to_ascii_lowercase() {
            "warc-type" => self.kind = value.to_ascii_lowercase(),
            // Old writers put the address in angle brackets.
            "warc-target-uri" => self.address = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => self.date = value.parse().ok(),
            "content-length" => self.length = value.parse().ok(),
            _ => {}
        }
    }
}

fn is_page(head: &http::Head) -> bool {
    let kind = head.kind.as_deref().unwrap_or("text/html");
    head.status == 200 && matches!(kind, "text/html" | "application/xhtml+xml" | "text/plain")
}

/// Crawlers keep what a site allows them; it is no article.
fn is_robots(address: &str) -> bool {
    address.ends_with("/robots.txt")
}

fn article(origin: Origin, address: String, date: Option<Timestamp>, head: &http::Head, bytes: Vec<u8>) -> Item {
    let stated = Metadata { url: Some(address.clone()), ..Metadata::default() };
    let plain = head.kind.as_deref() == Some("text/plain");
    let kind = if plain { Kind::Plain } else { Kind::Html };
    let charset = head.charset.clone();
    let whole = Whole { origin: origin.clone(), name: address, bytes, kind, charset, stated, fetched: date };
    let read = if plain { whole::plain(whole, "warc") } else { whole::page(whole, "warc") };
    match read {
        Ok(article) => article.into(),
        Err((place, cause)) => origin.problem_at(place, cause).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, address: &str, body: &str, length: usize) -> String {
        format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <{address}>\r\nWARC-Date: 2026-06-25T10:00:00Z\r\n\
             Content-Length: {length}\r\n\r\n{body}\r\n\r\n"
        )
    }

    fn response(address: &str, page: &str) -> String {
        let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
        record("response", address, &body, body.len())
    }

    /// The names of the articles and the problems, as they are found.
    fn read(bytes: impl Into<Vec<u8>>) -> Vec<String> {
        let mut warc = Warc::new(Origin::file("a.warc"), Box::new(io::Cursor::new(bytes.into())));
        let mut found = Vec::new();
        while warc.advance(&mut found) {}
        let shown = found.into_iter().map(|item| match item {
            Item::Article(article) => format!("{}: {}", article.name, article.text),
            Item::Problem(problem) => problem.to_string(),
            Item::Open(_) => unreachable!("no record holds members"),
        });
        shown.collect()
    }

    #[test]
    fn only_pages_are_articles() {
        let missing = "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>";
        let image = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nabc";
        let all = [
            record("warcinfo", "-", "software: x", 11),
            response("https://varn.test/a", "<p>One</p>"),
            record("revisit", "https://varn.test/a", "", 0),
            record("request", "https://varn.test/b", "GET / HTTP/1.1\r\n\r\n", 18),
            record("response", "https://varn.test/c", missing, missing.len()),
            record("response", "https://varn.test/d", image, image.len()),
            response("https://varn.test/robots.txt", "User-agent: *"),
            record("response", "dns:varn.test", "varn.test. 300 IN A 192.0.2.1", 29),
        ];
        assert_eq!(read(all.concat()), ["https://varn.test/a: <p>One</p>"]);
        assert_eq!(read(""), ["a.warc: no articles in it; check that it is the right file"]);
    }

    #[test]
    fn a_lying_length_is_named_and_the_next_record_found() {
        let short = "HTTP/1.1 200 OK\r\n\r\n<p>One</p>\nand more\n";
        let all = [
            record("response", "https://varn.test/a", short, 29),
            response("https://varn.test/b", "<p>Two</p>"),
            record("response", "https://varn.test/c", short, usize::MAX),
        ];
        let damaged = "damaged (the length of a record is not what it says); fetch or copy it again";
        assert_eq!(
            read(all.concat()),
            [
                "https://varn.test/a: <p>One</p>".to_owned(),
                format!("a.warc: https://varn.test/a: {damaged}"),
                "https://varn.test/b: <p>Two</p>".to_owned(),
                "a.warc: https://varn.test/c: over 64 MiB; split it into one file or line an article".to_owned(),
                "a.warc: https://varn.test/c: ends too early; fetch or copy it again".to_owned(),
            ]
        );
        assert_eq!(
            read(record("response", "https://varn.test/a", short, 1000)),
            ["a.warc: https://varn.test/a: ends too early; fetch or copy it again"]
        );
    }
}
