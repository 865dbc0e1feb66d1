//! Adding articles: read in batches, each written in one transaction, so that whatever was told as added is kept.

use std::collections::BTreeSet;

use jiff::Timestamp;
use onrecord_core::document::Metadata;
use onrecord_core::linking::material::Material;
use onrecord_core::people::Authority;
use sha2::{Digest, Sha256};

use super::corrections::{Logged, apply, authority};
use super::documents::{Facts, Made, Raw, Stored};
use super::kept::{Kept, stretch};
use super::open::{Record, RecordError};
use crate::ingest::{Loaded, Problem, Severity, hex};
use crate::link::Linker;
use crate::read::{Engine, Reading};

/// Articles that are read and written together.
const AT_ONCE: usize = 64;

/// Letters of a document's id: 64 bits, so that among a million articles two share one in less than one of ten million
/// records.
const ID: usize = 16;

/// How articles are added.
#[derive(Clone, Copy, Debug)]
pub struct AddOptions {
    /// Whether the bytes as they came are kept beside the text.
    pub keep_bytes: bool,
    /// When this happens.
    pub now: Timestamp,
}

/// What became of the input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// Articles that are new.
    pub new: usize,
    /// Of these, later versions of articles that were known.
    pub versions: usize,
    /// Articles that were known, and of which something else is known now.
    pub changed: usize,
    /// Articles that were known.
    pub known: usize,
    /// Things that could not be read.
    pub unreadable: usize,
}

impl Added {
    /// All articles that were met.
    pub fn met(&self) -> usize {
        self.new + self.changed + self.known
    }
}

/// How far the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Articles that were met so far.
    Reading {
        /// How many.
        done: usize,
    },
    /// Articles whose links were found.
    Linking {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// Claims, disputes and stories are made.
    Settling,
}

/// The inputs that were opened.
#[derive(Default)]
struct Met {
    all: BTreeSet<String>,
    /// Those whose earlier failures are still in the record.
    new: Vec<String>,
}

impl Met {
    fn meet(&mut self, input: &str) {
        if self.all.insert(input.to_owned()) {
            self.new.push(input.to_owned());
        }
    }
}

/// An article on its way into the record.
struct New {
    loaded: Loaded,
    id: String,
    address: String,
    /// Its version number, and whether it replaces the row of the same id.
    version: i64,
    replaces: bool,
}

impl Record {
    /// Adds articles, and [`settle`](Record::settle)s the record. What is known already is left as it is, so that adding
    /// can be repeated, and goes on where it was stopped. `tell` hears each problem and how far the work is.
    ///
    /// The same address with other bytes is a new version of its article; the earlier ones stay, and are linked and
    /// searched no more.
    ///
    /// # Errors
    /// If the record cannot be written. What was written before stays.
    pub fn add(
        &self,
        documents: impl Iterator<Item = Result<Loaded, Problem>>,
        engine: &Engine,
        linker: &Linker,
        options: AddOptions,
        tell: &mut dyn FnMut(Result<Stage, &Problem>),
    ) -> Result<Added, RecordError> {
        let program = self.program()?;
        let log = self.in_force()?;
        let mut added = Added::default();
        let (mut some, mut problems): (Vec<New>, Vec<Problem>) = (Vec::new(), Vec::new());
        let mut inputs = Met::default();
        let mut waiting: BTreeSet<String> = BTreeSet::new();
        for item in documents {
            match item {
                Ok(loaded) => {
                    let address = address(&loaded);
                    inputs.meet(&loaded.input);
                    // Versions of one article come one after the other, and so do copies of one file.
                    let id = id(&loaded.document.sha256, &loaded.document.metadata);
                    if waiting.contains(&address) || waiting.contains(&id) {
                        self.write(
                            std::mem::take(&mut some),
                            &[],
                            &mut inputs,
                            program,
                            engine,
                            linker,
                            &log,
                            options,
                        )?;
                        waiting.clear();
                    }
                    if let Some(new) = self.unknown(loaded, id, address, &mut added)? {
                        waiting.extend([new.address.clone(), new.id.clone()]);
                        some.push(new);
                    }
                }
                Err(problem) => {
                    inputs.meet(&problem.file);
                    tell(Err(&problem));
                    added.unreadable += usize::from(problem.severity() == Severity::Unreadable);
                    problems.push(problem);
                }
            }
            if some.len() == AT_ONCE || problems.len() >= AT_ONCE {
                self.write(std::mem::take(&mut some), &problems, &mut inputs, program, engine, linker, &log, options)?;
                problems.clear();
                waiting.clear();
            }
            tell(Ok(Stage::Reading { done: added.met() }));
        }
        self.write(some, &problems, &mut inputs, program, engine, linker, &log, options)?;
        self.settle(linker, &mut |stage| tell(Ok(stage)))?;
        Ok(added)
    }

    /// What the user knows of people, from the list that the record keeps and from corrections.
    ///
    /// # Errors
    /// If the record is damaged.
    pub fn authority(&self) -> Result<Authority, RecordError> {
        Ok(authority(self.listed()?, &self.in_force()?))
    }

    /// Keeps the user's list of people, in place of an earlier one.
    ///
    /// # Errors
    /// If the record cannot be written.
    pub fn list_people(&self, authority: &Authority) -> Result<(), RecordError> {
        let listed = super::documents::json(&authority.entries());
        if self.fact("people")?.as_deref() != Some(&listed) {
            self.together(|record| {
                record.set_fact("people", &listed)?;
                record.set_fact("settled", "0")
            })?;
        }
        Ok(())
    }

    /// The row of this version of the program.
    pub(super) fn program(&self) -> Result<i64, RecordError> {
        let version = env!("CARGO_PKG_VERSION");
        let models = onrecord_core::models();
        let models = hex(&models.iter().fold(Sha256::new(), |hash, weights| hash.chain_update(weights)).finalize());
        self.run("INSERT OR IGNORE INTO programs (version, models) VALUES (?, ?)", [version, &models])?;
        self.ask("SELECT id FROM programs WHERE version = ? AND models = ?", [version, &models], |row| row.get(0))
    }

    /// What is to be written of an article, if anything.
    fn unknown(
        &self,
        mut loaded: Loaded,
        id: String,
        address: String,
        added: &mut Added,
    ) -> Result<Option<New>, RecordError> {
        let document = &mut loaded.document;
        let sql = "SELECT version, name, outlet, title, published, current, address FROM documents WHERE id = ?";
        let known = self.find(sql, [&id], |row| {
            let fields: [Option<String>; 3] = [row.get(2)?, row.get(3)?, row.get(4)?];
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, fields, row.get::<_, bool>(5)?, row.get(6)?))
        })?;
        if let Some((version, name, before, current, address)) = known {
            let now = &document.metadata;
            let now = [now.outlet.clone(), now.title.clone(), now.published.map(|day| day.to_string())];
            self.name_document(&document.name, &id)?;
            // What was known and is not given this time stays known; what is told of a copy tells nothing of this one.
            let news = before.iter().zip(&now).any(|(before, now)| now.is_some() && before != now);
            if !news || !current || name != document.name {
                added.known += 1;
                return Ok(None);
            }
            added.changed += 1;
            let [outlet, title, published] = before;
            let published = published.and_then(|day| day.parse().ok());
            let metadata = std::mem::take(&mut document.metadata);
            document.metadata = metadata.or(Metadata { published, outlet, title, url: None });
            return Ok(Some(New { loaded, id, address, version, replaces: true }));
        }
        let latest: i64 =
            self.ask("SELECT coalesce(max(version), 0) FROM documents WHERE address = ?", [&address], |row| {
                row.get(0)
            })?;
        let version = latest + 1;
        added.new += 1;
        added.versions += usize::from(version > 1);
        Ok(Some(New { loaded, id, address, version, replaces: false }))
    }

    /// Reads articles and writes them.
    #[expect(clippy::too_many_arguments, reason = "all that reading and writing asks for, from one caller")]
    fn write(
        &self,
        new: Vec<New>,
        problems: &[Problem],
        inputs: &mut Met,
        program: i64,
        engine: &Engine,
        linker: &Linker,
        log: &[Logged],
        options: AddOptions,
    ) -> Result<(), RecordError> {
        if new.is_empty() && problems.is_empty() && inputs.new.is_empty() {
            return Ok(());
        }
        let added = options.now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let mut facts = Vec::with_capacity(new.len());
        let mut loaded = Vec::with_capacity(new.len());
        for one in new {
            let about = Facts {
                id: one.id,
                address: one.address,
                version: one.version,
                format: one.loaded.format.to_owned(),
                modified: one.loaded.modified,
                fetched: one.loaded.fetched.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
                added: added.clone(),
                unread: one.loaded.unread.as_ref().map(ToString::to_string),
                program,
            };
            let mut document = one.loaded;
            let raw = match std::mem::take(&mut document.raw) {
                raw if raw == document.document.text.as_bytes() => Raw::Text,
                raw if options.keep_bytes && !raw.is_empty() => Raw::Bytes(raw),
                _ => Raw::Gone,
            };
            facts.push((about, one.replaces, raw));
            loaded.push(document);
        }
        let readings = engine.read(loaded);
        let mut all: Vec<(Stored, Kept, Made)> = Vec::with_capacity(readings.len());
        for (reading, (about, _, _)) in readings.into_iter().zip(&facts) {
            all.push(corrected(reading, about.clone(), log));
        }
        let materials: Vec<&Material> = all.iter().map(|(_, _, made)| &made.material).collect();
        let prepared = linker.prepare(&materials);
        let mut vectors = prepared.vectors();
        let replaced: BTreeSet<String> = facts
            .iter()
            .map(
                |(about, replaces, _)| {
                    if *replaces { Ok(Some(about.id.clone())) } else { self.current(&about.address) }
                },
            )
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        let touched = if replaced.is_empty() { BTreeSet::new() } else { self.touched(&replaced)? };
        self.together(|record| {
            record.unlink(&touched)?;
            for ((stored, kept, made), (about, replaces, raw)) in all.iter().zip(&facts) {
                let (mine, others) = vectors.split_at(made.material.sayings.len());
                vectors = others;
                let (names, bytes) = if *replaces { record.take_out(&about.id)? } else { (Vec::new(), None) };
                let raw = bytes.as_ref().filter(|_| *raw == Raw::Gone).unwrap_or(raw);
                record.run("UPDATE documents SET current = 0 WHERE address = ?", [&about.address])?;
                record.insert(stored, kept, made, mine, raw)?;
                for name in names {
                    record.name_document(&name, &about.id)?;
                }
            }
            // What an input met when it was last opened is no news any more.
            for input in inputs.new.drain(..) {
                record.forgive(&input)?;
            }
            for problem in problems.iter().filter(|problem| problem.severity() == Severity::Unreadable) {
                record.fail(problem, &added)?;
            }
            if !all.is_empty() {
                record.set_fact("settled", "0")?;
                record.set_fact("stories", "0")?;
            }
            Ok(())
        })
    }

    /// Takes a document out, to be written anew; the names under which it was given, and its bytes if they are kept beside it.
    fn take_out(&self, id: &str) -> Result<(Vec<String>, Option<Raw>), RecordError> {
        let names = self.all("SELECT name FROM names WHERE document = ?", [id], |row| row.get(0))?;
        let packed: Option<Vec<u8>> = self.find("SELECT zlib FROM bytes WHERE document = ?", [id], |row| row.get(0))?;
        self.run("DELETE FROM documents WHERE id = ?", [id])?;
        Ok((names, packed.and_then(|packed| stretch(&packed)).map(Raw::Bytes)))
    }

    /// The id of the current version at an address.
    fn current(&self, address: &str) -> Result<Option<String>, RecordError> {
        self.find("SELECT id FROM documents WHERE address = ? AND current = 1", [address], |row| row.get(0))
    }
}

/// A reading with its corrections, and as it was without them.
pub(super) fn corrected(mut reading: Reading, facts: Facts, log: &[Logged]) -> (Stored, Kept, Made) {
    let kept = Kept {
        view: reading.view.clone(),
        people: reading.people.clone(),
        times: reading.times.clone(),
        statements: reading.statements.clone(),
    };
    let corrected = apply(log, &facts.id, &facts.address, &mut reading);
    let stored = Stored { facts, reading, corrected };
    let made = stored.made();
    (stored, kept, made)
}

/// The id of the document with these bytes at this address, or without one by this outlet: the same words in two newspapers are
/// two documents.
fn id(sha256: &str, known: &Metadata) -> String {
    let outlet = || known.outlet.as_ref().map(|outlet| format!("outlet:{}", outlet.trim().to_lowercase()));
    let from = known.url.as_deref().map(plain_url).or_else(outlet).unwrap_or_default();
    hex(&Sha256::digest(format!("{sha256}\n{from}").as_bytes()))[..ID].to_owned()
}

/// What the versions of a document have in common: its URL, or else the file that it is from and its name there. What came
/// through a pipe has no name, and no versions.
fn address(loaded: &Loaded) -> String {
    let document = &loaded.document;
    let input = &loaded.input;
    match (&document.metadata.url, document.name == *input) {
        (Some(url), _) => plain_url(url),
        (None, true) if input == "-" => format!("bytes:{}", document.sha256),
        (None, true) => format!("file:{input}"),
        (None, false) => format!("file:{input}#{}", document.name),
    }
}

/// Parameters by which sites count readers; they name the same page.
const COUNTED: [&str; 4] = ["utm_", "fbclid=", "gclid=", "mc_cid="];

/// A URL as far as it names a page: host in small letters, neither a fragment nor what counts readers.
pub(super) fn plain_url(url: &str) -> String {
    let url = url.trim().split('#').next().unwrap_or_default();
    let (rest, query) = url.split_once('?').unwrap_or((url, ""));
    let host = rest.find("://").map_or(0, |at| at + 3);
    let path = rest[host..].find('/').map_or(rest.len(), |at| host + at);
    let mut out = rest[..path].to_lowercase();
    out.push_str(rest[path..].trim_end_matches('/'));
    let kept: Vec<&str> =
        query.split('&').filter(|part| !part.is_empty() && !COUNTED.iter().any(|c| part.starts_with(c))).collect();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_name_one_page_are_one() {
        let same =
            ["https://Example.org/a/", "https://example.org/a#top", "https://example.org/a?utm_source=x&fbclid=1"];
        assert!(same.iter().all(|url| plain_url(url) == "https://example.org/a"), "{same:?}");
        assert_eq!(plain_url("https://example.org/A?id=2&utm_medium=y"), "https://example.org/A?id=2");
        assert_eq!(plain_url("https://example.org"), "https://example.org");
        assert_eq!(plain_url("nonsense"), "nonsense");
    }

    #[test]
    fn an_id_is_of_bytes_and_of_where_they_are_from() {
        let of = |sha256, url: Option<&str>, outlet: Option<&str>| {
            let (url, outlet) = (url.map(str::to_owned), outlet.map(str::to_owned));
            id(sha256, &Metadata { url, outlet, ..Metadata::default() })
        };
        let with = of("aa", Some("https://example.org/a#top"), None);
        assert_eq!(with.len(), ID);
        assert_eq!(with, of("aa", Some("https://example.org/a"), Some("The Post")));
        assert_ne!(with, of("aa", None, None));
        assert_ne!(with, of("ab", Some("https://example.org/a"), None));
        assert_eq!(of("aa", None, Some("The Post")), of("aa", None, Some("the post ")));
        assert_ne!(of("aa", None, Some("The Post")), of("aa", None, Some("The Mail")));
    }
}
