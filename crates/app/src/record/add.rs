//! Adding articles: read in batches, each written in one transaction, so that whatever was told as added is kept.

use std::collections::BTreeSet;

use jiff::Timestamp;
use onrecord_core::document::Metadata;
use onrecord_core::linking::material::Material;
use sha2::{Digest, Sha256};

use super::address::{address, id, lies};
use super::apply::apply;
use super::corrections::Logged;
use super::documents::{Facts, Made, Raw, Stored};
use super::kept::{Kept, stretch};
use super::open::{Record, RecordError};
use crate::ingest::{Loaded, Problem, Severity, hex};
use crate::link::Linker;
use crate::read::{Engine, Reading};

/// Articles that are read and written together.
const AT_ONCE: usize = 64;

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
    /// The address of its other versions, which get that one too.
    was: String,
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
        let mut added = Added::default();
        let mut adding = Adding {
            record: self,
            program: self.program()?,
            log: self.in_force()?,
            engine,
            linker,
            options,
            inputs: Met::default(),
            new: Vec::new(),
            waiting: BTreeSet::new(),
            problems: Vec::new(),
        };
        for item in documents {
            match item {
                Ok(loaded) => {
                    adding.inputs.meet(&loaded.input);
                    // Versions of one article come one after the other, and so do copies of one file.
                    let id = id(&loaded.document.sha256, &loaded.document.metadata);
                    if [&address(&loaded), &lies(&loaded), &id].iter().any(|at| adding.waiting.contains(*at)) {
                        adding.write()?;
                    }
                    let (address, id) = self.known_as(&loaded, id)?;
                    if let Some(new) = self.unknown(loaded, id, address, &mut added)? {
                        adding.waiting.extend([
                            lies(&new.loaded),
                            new.was.clone(),
                            new.address.clone(),
                            new.id.clone(),
                        ]);
                        adding.new.push(new);
                    }
                }
                Err(problem) => {
                    adding.inputs.meet(&problem.file);
                    tell(Err(&problem));
                    added.unreadable += usize::from(problem.severity() == Severity::Unreadable);
                    adding.problems.push(problem);
                }
            }
            if adding.new.len() == AT_ONCE || adding.problems.len() >= AT_ONCE {
                adding.write()?;
            }
            tell(Ok(Stage::Reading { done: added.met() }));
        }
        adding.write()?;
        self.settle(linker, &mut |stage| tell(Ok(stage)))?;
        Ok(added)
    }

    /// The row of this version of the program.
    pub(super) fn program(&self) -> Result<i64, RecordError> {
        self.run("INSERT OR IGNORE INTO programs (version, models) VALUES (?, ?)", program())?;
        self.known_program()?.ok_or_else(|| self.damaged("the versions of the program"))
    }

    /// The same, if it has read anything here.
    pub(super) fn known_program(&self) -> Result<Option<i64>, RecordError> {
        self.find("SELECT id FROM programs WHERE version = ? AND models = ?", program(), |row| row.get(0))
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
        let sql = "SELECT version, name, outlet, title, published, url, current, address FROM documents WHERE id = ?";
        let known = self.find(sql, [&id], |row| {
            let fields: [Option<String>; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, String>(1)?,
                fields,
                row.get::<_, bool>(6)?,
                row.get::<_, String>(7)?,
            ))
        })?;
        if let Some((version, name, before, current, address)) = known {
            let now = &document.metadata;
            // One page has many URLs: the first stays.
            let url = now.url.clone().filter(|_| before[3].is_none());
            let now = [now.outlet.clone(), now.title.clone(), now.published.map(|day| day.to_string()), url];
            self.name_document(&document.name, &id)?;
            // What was known and is not given this time stays known; what is told of a copy tells nothing of this one.
            let news = before.iter().zip(&now).any(|(before, now)| now.is_some() && before != now);
            if !news || !current || name != document.name {
                added.known += 1;
                return Ok(None);
            }
            added.changed += 1;
            let [outlet, title, published, url] = before;
            let published = published.and_then(|day| day.parse().ok());
            let mut metadata = std::mem::take(&mut document.metadata);
            metadata.url = url.or(metadata.url);
            document.metadata = metadata.or(Metadata { published, outlet, title, url: None });
            let (was, address) = (address.clone(), self.address_by_now(address, &loaded)?);
            return Ok(Some(New { loaded, id, address, was, version, replaces: true }));
        }
        let latest: i64 =
            self.ask("SELECT coalesce(max(version), 0) FROM documents WHERE address = ?", [&address], |row| {
                row.get(0)
            })?;
        let version = latest + 1;
        added.new += 1;
        added.versions += usize::from(version > 1);
        let (was, address) = (address.clone(), self.address_by_now(address, &loaded)?);
        Ok(Some(New { loaded, id, address, was, version, replaces: false }))
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

/// This version of the program, and the SHA-256 of its models.
fn program() -> [String; 2] {
    let models =
        onrecord_core::models().iter().fold(Sha256::new(), |hash, weights| hash.chain_update(weights)).finalize();
    [env!("CARGO_PKG_VERSION").to_owned(), hex(&models)]
}

/// An `add` on its way: what is to be written next, and all that writing asks for.
struct Adding<'a> {
    record: &'a Record,
    program: i64,
    log: Vec<Logged>,
    engine: &'a Engine,
    linker: &'a Linker,
    options: AddOptions,
    inputs: Met,
    new: Vec<New>,
    /// The addresses and ids of those.
    waiting: BTreeSet<String>,
    problems: Vec<Problem>,
}

impl Adding<'_> {
    /// Reads articles and writes them.
    fn write(&mut self) -> Result<(), RecordError> {
        if self.new.is_empty() && self.problems.is_empty() && self.inputs.new.is_empty() {
            return Ok(());
        }
        let (new, problems) = (std::mem::take(&mut self.new), std::mem::take(&mut self.problems));
        self.waiting.clear();
        let (inputs, options) = (&mut self.inputs.new, self.options);
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
                program: self.program,
            };
            let mut document = one.loaded;
            let raw = match std::mem::take(&mut document.raw) {
                raw if raw == document.document.text.as_bytes() => Raw::Text,
                raw if options.keep_bytes && !raw.is_empty() => Raw::Bytes(raw),
                _ => Raw::Gone,
            };
            facts.push((about, one.was, one.replaces, raw));
            loaded.push(document);
        }
        // Corrections come along with an article that gets another address.
        for (about, was, ..) in facts.iter().filter(|(about, was, ..)| about.address != *was) {
            let all = self.log.iter_mut().flat_map(|logged| logged.action.about_mut());
            all.filter(|at| at.address == *was).for_each(|at| at.address.clone_from(&about.address));
        }
        let readings = self.engine.read(loaded);
        let mut all: Vec<(Stored, Kept, Made)> = Vec::with_capacity(readings.len());
        for (reading, (about, ..)) in readings.into_iter().zip(&facts) {
            all.push(corrected(reading, about.clone(), &self.log));
        }
        let materials: Vec<&Material> = all.iter().map(|(_, _, made)| &made.material).collect();
        let prepared = self.linker.prepare(&materials);
        let mut vectors = prepared.vectors();
        let replaced: BTreeSet<String> = facts
            .iter()
            .map(
                |(about, was, replaces, _)| {
                    if *replaces { Ok(Some(about.id.clone())) } else { self.record.current(was) }
                },
            )
            .filter_map(Result::transpose)
            .collect::<Result<_, _>>()?;
        let nearer = self.record.nearer_without(&replaced)?;
        self.record.together(|record| {
            record.unlink(&replaced, &nearer)?;
            for ((stored, kept, made), (about, was, replaces, raw)) in all.iter().zip(&facts) {
                let (mine, others) = vectors.split_at(made.material.sayings.len());
                vectors = others;
                let (names, bytes) = if *replaces { record.take_out(&about.id)? } else { (Vec::new(), None) };
                let raw = bytes.as_ref().filter(|_| *raw == Raw::Gone).unwrap_or(raw);
                record.run("UPDATE documents SET current = 0, address = ? WHERE address = ?", [&about.address, was])?;
                record.insert(stored, kept, made, mine, raw)?;
                for name in names {
                    record.name_document(&name, &about.id)?;
                }
            }
            // What an input met when it was last opened is no news any more.
            for input in inputs.drain(..) {
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
