//! Finding the links of what is new, without looking at everything again.
//!
//! A link depends on its two statements, on who speaks, and on whether the two are neighbours under a shared key
//! ([`Filing`]). A new article can bring links of its own, and can push two others apart under a key; one that goes, or
//! whose statements or speakers change, can bring others together. So whatever changes has its links found anew, pairs
//! that come near each other by it are compared (`nearer` keeps them until then), and links between others are kept only
//! while they are neighbours. What comes out is what linking all articles at once gives.

use std::borrow::Borrow;
use std::collections::{BTreeSet, HashMap, HashSet};

use onrecord_core::linking::candidates::Key;
use onrecord_core::people::People;
use rusqlite::params;

use super::compare::{Comparing, Found};
use super::corrections::Logged;
use super::filing::{Entry, Filing};
use super::open::{Record, RecordError};
use crate::link::Linker;

/// Articles whose links are found in one transaction.
const TOGETHER: usize = 128;

/// Articles whose pairs are compared at once.
const AT_ONCE: usize = 8;

/// Pairs that came nearer and are compared at once.
const NEARER: usize = 512;

/// The ends of a link, each an article and the place among its statements on record.
type Ends = [(usize, usize); 2];

impl Record {
    /// Takes the links of some articles away; they are to be found anew, as are those of statements that come `nearer` by it.
    pub(super) fn unlink(
        &self,
        documents: &BTreeSet<String>,
        nearer: &BTreeSet<[String; 2]>,
    ) -> Result<(), RecordError> {
        self.keep_nearer(nearer.iter().map(|[a, b]| (a, b)))?;
        for id in documents {
            self.run("UPDATE readings SET linked = 0 WHERE document = ?", [id])?;
            // Ids of statements are the document's with a `#` after it, and `$` is the next character.
            let (from, to) = (format!("{id}#"), format!("{id}$"));
            for table in ["found_links", "links"] {
                self.run(&format!("DELETE FROM {table} WHERE a >= ? AND a < ?"), params![from, to])?;
                self.run(&format!("DELETE FROM {table} WHERE b >= ? AND b < ?"), params![from, to])?;
            }
        }
        Ok(())
    }

    /// The same of some statements of articles that stay linked.
    pub(super) fn unlink_statements(
        &self,
        statements: &BTreeSet<String>,
        nearer: &BTreeSet<[String; 2]>,
    ) -> Result<(), RecordError> {
        self.keep_nearer(nearer.iter().map(|[a, b]| (a, b)))?;
        self.keep_nearer(statements.iter().map(|id| (id, id)))?;
        for id in statements {
            for table in ["found_links", "links"] {
                self.run(&format!("DELETE FROM {table} WHERE a = ?"), [id])?;
                self.run(&format!("DELETE FROM {table} WHERE b = ?"), [id])?;
            }
        }
        Ok(())
    }

    /// Keeps what is to be compared: statements that came near each other, and those that are to be compared with all their
    /// neighbours, as near to themselves.
    fn keep_nearer<'i>(&self, pairs: impl Iterator<Item = (&'i String, &'i String)>) -> Result<(), RecordError> {
        for (a, b) in pairs {
            self.run("INSERT OR IGNORE INTO nearer VALUES (?, ?)", params![a, b])?;
        }
        Ok(())
    }

    /// Finds the links of all articles that have none yet; the ids of all articles in the order in which links see them. `tell`
    /// hears how many are done, of how many.
    pub(super) fn relink(
        &self,
        people: &People,
        linker: &Linker,
        log: &[Logged],
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Vec<String>, RecordError> {
        let mut entries = self.entries()?;
        let mut comparing = Comparing::new(self, people, linker, log);
        let waiting: Vec<usize> = (0..entries.len()).filter(|&k| !entries[k].linked).collect();
        for (part, chunk) in waiting.chunks(TOGETHER).enumerate() {
            // Filing takes the most room, for a moment.
            comparing.forget();
            let new: BTreeSet<usize> = chunk.iter().copied().collect();
            let active: Vec<&Entry> =
                (0..entries.len()).filter(|k| entries[*k].linked || new.contains(k)).map(|k| &entries[k]).collect();
            let mut keys: HashSet<Key> = chunk.iter().flat_map(|&k| entries[k].keys()).collect();
            let (mut old, shared) = self.old_links(&active, &keys)?;
            keys.extend(shared);
            let filed = Filing::of(active, keys);
            old.retain(|[a, b]| !filed.near(*a, *b));
            old.shrink_to_fit();
            let fresh: Vec<usize> = (0..filed.entries.len()).filter(|&k| !filed.entries[k].linked).collect();
            let mut found: Vec<Found> = Vec::new();
            for (done, some) in fresh.chunks(AT_ONCE).enumerate() {
                found.extend(comparing.links_of(some, &filed, |(k, _)| !filed.entries[k].linked)?);
                tell(part * TOGETHER + (done * AT_ONCE + some.len()), waiting.len());
            }
            self.together(|record| {
                record.forget_parted(&old, &filed.entries)?;
                found.iter().try_for_each(|link| record.keep_found(link))?;
                for &k in chunk {
                    record.run("UPDATE readings SET linked = 1 WHERE document = ?", [&entries[k].id])?;
                }
                Ok(())
            })?;
            chunk.iter().for_each(|&k| entries[k].linked = true);
        }
        self.link_nearer(&entries, &mut comparing)?;
        Ok(entries.into_iter().map(|entry| entry.id).collect())
    }

    /// Finds the links of statements that came nearer to each other, if they did not part again, and of those of which it
    /// became known that somebody else makes them.
    fn link_nearer(&self, entries: &[Entry], comparing: &mut Comparing<'_>) -> Result<(), RecordError> {
        let places = Places::of(entries.iter().enumerate());
        let (mut nearer, mut moved): (Vec<Ends>, BTreeSet<(usize, usize)>) = Default::default();
        let waiting = self.all("SELECT a, b FROM nearer", [], |row| {
            match [places.place(row.get_ref(0)?.as_str()?), places.place(row.get_ref(1)?.as_str()?)] {
                [Some(a), Some(b)] if a == b => drop(moved.insert(a)),
                [Some(a), Some(b)] => nearer.push([a, b]),
                _ => {}
            }
            Ok(())
        })?;
        if waiting.is_empty() {
            return Ok(());
        }
        comparing.forget();
        let active: Vec<&Entry> = entries.iter().collect();
        let mut keys: HashSet<Key> = moved.iter().flat_map(|&(k, at)| entries[k].keys_of(at)).collect();
        let (mut old, held) = if moved.is_empty() { Default::default() } else { self.old_links(&active, &keys)? };
        keys.extend(held);
        keys.extend(nearer.iter().flat_map(|[a, b]| shared(&entries[a.0], a.1, &entries[b.0], b.1)));
        let filed = Filing::of(active, keys);
        old.retain(|[a, b]| !filed.near(*a, *b));
        let mut found: Vec<Found> = Vec::new();
        let articles: BTreeSet<usize> = moved.iter().map(|(k, _)| *k).collect();
        for some in articles.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            found.extend(comparing.links_of(some, &filed, |at| moved.contains(&at))?);
        }
        let near = nearer.iter().filter(|[a, b]| filed.near(*a, *b)).map(|ends| ends.map(|end| filed.place(end)));
        let pairs: Vec<(usize, usize)> = near.map(|[a, b]| (a.min(b), a.max(b))).collect();
        for some in pairs.chunks(NEARER) {
            found.extend(comparing.compared(some.iter().copied().collect(), &[], &filed, |_| false)?);
        }
        self.together(|record| {
            record.forget_parted(&old, entries)?;
            found.iter().try_for_each(|link| record.keep_found(link))?;
            record.run("DELETE FROM nearer", []).map(drop)
        })
    }

    /// Takes away the links of statements that are no neighbours any more.
    fn forget_parted(&self, parted: &[Ends], entries: &[impl Borrow<Entry>]) -> Result<(), RecordError> {
        for ends in parted {
            let [a, b] = ends.map(|(k, at)| entries[k].borrow().statement(at));
            self.run("DELETE FROM found_links WHERE a = ? AND b = ?", params![a, b])?;
        }
        Ok(())
    }

    fn keep_found(&self, link: &Found) -> Result<(), RecordError> {
        let row = params![link.a, link.b, link.relation, link.score, link.why];
        self.run("INSERT OR REPLACE INTO found_links VALUES (?, ?, ?, ?, ?)", row).map(drop)
    }

    /// The links between statements of two articles that are linked already, where something new shares the keys that both
    /// have; and all keys that the two of any of them share.
    fn old_links(&self, active: &[&Entry], new: &HashSet<Key>) -> Result<(Vec<Ends>, HashSet<Key>), RecordError> {
        let linked = active.iter().copied().enumerate().filter(|(_, entry)| entry.linked);
        let places = Places::of(linked);
        let (mut old, mut all) = (Vec::new(), HashSet::new());
        self.all("SELECT a, b FROM found_links", [], |row| {
            let ends = [places.place(row.get_ref(0)?.as_str()?), places.place(row.get_ref(1)?.as_str()?)];
            let [Some(a), Some(b)] = ends else { return Ok(()) };
            // Within an article statements are neighbours whatever else there is.
            if a.0 == b.0 {
                return Ok(());
            }
            let shared = shared(active[a.0], a.1, active[b.0], b.1);
            if shared.iter().any(|key| new.contains(key)) {
                old.push([a, b]);
                all.extend(shared);
            }
            Ok(())
        })?;
        Ok((old, all))
    }
}

/// Finds statements among articles by their ids.
struct Places<'e> {
    articles: HashMap<&'e str, (usize, &'e Entry)>,
}

impl<'e> Places<'e> {
    /// Among some articles, each with its place.
    fn of(articles: impl Iterator<Item = (usize, &'e Entry)>) -> Places<'e> {
        Places { articles: articles.map(|(k, entry)| (entry.id.as_str(), (k, entry))).collect() }
    }

    /// The place of the article, and that of the statement among its statements on record.
    fn place(&self, id: &str) -> Option<(usize, usize)> {
        let (document, number) = id.rsplit_once('#')?;
        let (k, entry) = *self.articles.get(document)?;
        let number: usize = number.parse().ok()?;
        Some((k, entry.cards.cards.binary_search_by_key(&number, |card| card.number).ok()?))
    }
}

/// The keys that statements of two articles share.
fn shared(one: &Entry, at: usize, other: &Entry, place: usize) -> Vec<Key> {
    let theirs = other.keys_of(place);
    one.keys_of(at).into_iter().filter(|key| theirs.binary_search(key).is_ok()).collect()
}
