//! What a collector knows of plain files: JSON Lines beside them, given with `--meta`.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Component, Path};

use onrecord_core::document::Metadata;

use super::lines::{self, Line};
use super::problem::{Cause, Place, Problem};
use super::row;

/// The most bytes of one line of metadata.
const LINE: usize = 1024 * 1024;

/// Rows of metadata, found by file name.
#[derive(Debug, Default)]
pub struct MetaTable {
    rows: Vec<Row>,
    /// Rows by the last component of their `file`.
    by_name: HashMap<String, Vec<usize>>,
    file: String,
}

#[derive(Debug)]
struct Row {
    file: String,
    line: usize,
    metadata: Metadata,
    used: bool,
}

impl MetaTable {
    /// Reads a file of metadata; what is wrong with it or with one of its lines goes to `problems`.
    pub fn open(path: &str, problems: &mut Vec<Problem>) -> MetaTable {
        match File::open(path) {
            Ok(file) => MetaTable::read(path, &mut BufReader::new(file), problems),
            Err(error) => {
                problems.push(Problem::new(path, Cause::from(&error)));
                MetaTable::default()
            }
        }
    }

    /// Reads lines of metadata; `file` is what they are called in problems.
    pub fn read(file: &str, reader: &mut dyn BufRead, problems: &mut Vec<Problem>) -> MetaTable {
        let mut table = MetaTable { file: file.to_owned(), ..MetaTable::default() };
        for line in 1.. {
            let bytes = match lines::next(reader, LINE) {
                Ok(Some(Line::Whole(bytes))) => bytes,
                Ok(Some(Line::TooLong)) => {
                    problems.push(Problem::at(file, Place::line(line), Cause::TooLarge(LINE >> 20)));
                    continue;
                }
                Ok(None) => break,
                Err(error) => {
                    problems.push(Problem::new(file, Cause::from(&error)));
                    break;
                }
            };
            match row::parse::<row::Meta>(&bytes, line, Cause::Meta) {
                Ok(Some(row)) => table.add(row, line, problems),
                Ok(None) => {}
                Err((place, cause)) => problems.push(Problem::at(file, place, cause)),
            }
        }
        table
    }

    fn add(&mut self, row: row::Meta, line: usize, problems: &mut Vec<Problem>) {
        let (metadata, doubt) = row.known.metadata();
        problems.extend(doubt.map(|doubt| Problem::at(&*self.file, Place::line(line), doubt)));
        let same = self.by_name.entry(last(&row.file)).or_default();
        if same.iter().any(|&at| self.rows[at].file == row.file) {
            problems.push(Problem::at(&*self.file, Place::line(line), Cause::RepeatedMeta(row.file)));
            return;
        }
        same.push(self.rows.len());
        self.rows.push(Row { file: row.file, line, metadata, used: false });
    }

    /// What is known of the file or article `name`: the row of which `file` is the longest tail of it.
    pub fn find(&mut self, name: &str) -> Option<Metadata> {
        let rows = self.by_name.get(&last(name))?;
        let fits = rows.iter().filter(|&&at| is_tail(name, &self.rows[at].file));
        let &best = fits.max_by_key(|&&at| (self.rows[at].file.len(), std::cmp::Reverse(at)))?;
        self.rows[best].used = true;
        Some(self.rows[best].metadata.clone())
    }

    /// The rows that no input was found for.
    pub fn unused(&self) -> impl Iterator<Item = Problem> + '_ {
        self.rows
            .iter()
            .filter(|row| !row.used)
            .map(|row| Problem::at(&*self.file, Place::line(row.line), Cause::UnusedMeta(row.file.clone())))
    }
}

fn last(name: &str) -> String {
    name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned()
}

/// Whether `tail` is `name` or its last components.
fn is_tail(name: &str, tail: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let path = path.replace('\\', "/");
        let named = Path::new(&path).components().filter(|part| !matches!(part, Component::CurDir));
        named.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    parts(name).ends_with(&parts(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &str) -> (MetaTable, Vec<String>) {
        let mut problems = Vec::new();
        let table = MetaTable::read("meta.jsonl", &mut lines.as_bytes(), &mut problems);
        (table, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rows_are_found_by_name_or_tail_and_the_longest_tail_wins() {
        let (mut table, problems) = read(
            "{\"file\": \"a.txt\", \"outlet\": \"any\"}\n\n{\"file\": \"x/a.txt\", \"outlet\": \"x\", \"extra\": [1]}\n{\"file\": \"b.txt\"}",
        );
        assert_eq!(problems, [""; 0]);
        assert_eq!(table.find("in/a.txt").unwrap().outlet.as_deref(), Some("any"));
        assert_eq!(table.find("./in/x/a.txt").unwrap().outlet.as_deref(), Some("x"));
        assert_eq!(table.find("aa.txt"), None);
        let unused: Vec<_> = table.unused().map(|problem| problem.to_string()).collect();
        assert_eq!(unused, ["meta.jsonl:4: no input is called \"b.txt\"; check the name or leave the line out"]);
    }

    #[test]
    fn bad_rows_are_named() {
        let (_, problems) = read(
            "{\"file\": \"a\", \"published\": \"03/04/2026\"}\n{\"published\": \"2026-01-01\"}\n{\"file\": 1}\nnope\n{\"file\": \"a\"}",
        );
        assert_eq!(problems.len(), 5, "{problems:#?}");
        assert!(problems[0].starts_with("meta.jsonl:1: \"published\" is \"03/04/2026\""), "{}", problems[0]);
        assert!(problems[1].contains("missing field `file`"), "{}", problems[1]);
        assert!(problems[3].starts_with("meta.jsonl:4:"), "{}", problems[3]);
        assert!(problems[4].contains("given before"), "{}", problems[4]);
    }
}
