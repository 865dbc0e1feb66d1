//! JSON Lines: one article a line.

use std::io::BufRead;

use super::item::{Article, Item, Markup, Members, Origin};
use super::lines::{self, Line};
use super::problem::Cause;
use super::{LIMIT, html, row};
use onrecord_core::document::Metadata;

/// A file of JSON Lines that is being read.
pub(super) struct Articles {
    file: String,
    reader: Box<dyn BufRead>,
    line: usize,
    any: bool,
}

impl Articles {
    pub(super) fn new(file: &str, reader: Box<dyn BufRead>) -> Articles {
        Articles { file: file.to_owned(), reader, line: 0, any: false }
    }
}

impl Members for Articles {
    fn advance(&mut self, found: &mut Vec<Item>) -> bool {
        self.line += 1;
        let origin = Origin::line(&self.file, self.line);
        let bytes = match lines::next(&mut *self.reader, LIMIT) {
            Ok(Some(Line::Whole(bytes))) => Some(bytes),
            Ok(Some(Line::TooLong)) => {
                found.push(origin.problem(Cause::TooLarge(LIMIT >> 20)).into());
                None
            }
            Ok(None) => {
                if !self.any {
                    found.push(Origin::file(&self.file).problem(Cause::Empty).into());
                }
                return false;
            }
            Err(error) => {
                found.push(Origin::file(&self.file).problem(Cause::from(&error)).into());
                return false;
            }
        };
        self.any |= bytes.as_ref().is_none_or(|bytes| !bytes.trim_ascii().is_empty());
        match bytes.map(|bytes| row::parse::<row::Article>(&bytes, self.line, Cause::Json)) {
            Some(Ok(Some(row))) => article(origin, row, found),
            Some(Err((place, cause))) => found.push(origin.problem_at(place, cause).into()),
            Some(Ok(None)) | None => {}
        }
        true
    }
}

fn article(origin: Origin, row: row::Article, found: &mut Vec<Item>) {
    let Some(text) = row.text.filter(|text| !text.trim().is_empty()) else {
        return found.push(origin.problem(Cause::MissingText).into());
    };
    let (stated, doubt) = row.known.metadata();
    found.extend(doubt.map(|doubt| origin.problem(doubt).into()));
    let name = row.id.map(row::Id::into_name).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| {
        let name = format!("{}:{}", origin.file, origin.place.line.unwrap_or_default());
        found.push(origin.problem(Cause::MissingId(name.clone())).into());
        name
    });
    let markup = if html::looks_like(&text) { Markup::Html } else { Markup::Plain };
    let article = Article {
        origin,
        name,
        raw: text.clone().into_bytes(),
        text,
        markup,
        format: "jsonl",
        stated,
        weak: Metadata::default(),
        modified: None,
        fetched: None,
    };
    found.push(article.into());
}
