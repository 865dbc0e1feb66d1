//! Articles as the index of candidates sees them: which statements of which articles come near each other.

use std::collections::{BTreeSet, HashMap, HashSet};

use onrecord_core::linking::candidates::{Filed, Index, Key, stable};

use super::kept::{Cards, unpack};
use super::open::{Record, RecordError};

/// An article as the index of candidates sees it.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) cards: Cards,
    /// For each of its people, a number that tells the person from all others.
    pub(super) people: Vec<Option<u64>>,
    /// Whether its links have been found.
    pub(super) linked: bool,
}

impl Entry {
    /// The keys of a statement, by its place among those on record: each once, in order.
    pub(super) fn keys_of(&self, at: usize) -> Vec<Key> {
        self.cards.cards[at].telling.keys(self.speaker(at))
    }

    /// Who makes a statement, by its place among those on record: the number that tells the person from all others.
    pub(super) fn speaker(&self, at: usize) -> Option<u64> {
        self.cards.cards[at].speaker.and_then(|local| self.people.get(local).copied().flatten())
    }

    /// The id of a statement, by its place among those on record.
    pub(super) fn statement(&self, at: usize) -> String {
        format!("{}#{}", self.id, self.cards.cards[at].number)
    }

    /// The keys of all its statements.
    pub(super) fn keys(&self) -> impl Iterator<Item = Key> {
        (0..self.cards.cards.len()).flat_map(|at| self.keys_of(at))
    }
}

/// Statements of articles, filed under some keys.
pub(super) struct Filing<'e> {
    /// The articles, in order.
    pub(super) entries: Vec<&'e Entry>,
    pub(super) index: Index,
    /// For each place in the index, the article and the statement.
    pub(super) of: Vec<(usize, usize)>,
    /// Where the statements of each article begin.
    begins: Vec<usize>,
    /// For each place in the index, whether it is under any key.
    filed: Vec<bool>,
}

impl<'e> Filing<'e> {
    pub(super) fn of(entries: Vec<&'e Entry>, keys: &HashSet<Key>) -> Filing<'e> {
        let mut all: Vec<Filed> = Vec::new();
        let (mut of, mut begins) = (Vec::new(), Vec::new());
        for (k, entry) in entries.iter().enumerate() {
            begins.push(all.len());
            for (at, card) in entry.cards.cards.iter().enumerate() {
                let mut own = entry.keys_of(at);
                own.retain(|key| keys.contains(key));
                own.shrink_to_fit();
                all.push(Filed { article: k, day: card.day, keys: own });
                of.push((k, at));
            }
        }
        begins.push(all.len());
        let filed = all.iter().map(|one| !one.keys.is_empty()).collect();
        Filing { entries, index: Index::new(&all), of, begins, filed }
    }

    /// The places of an article's statements.
    pub(super) fn places(&self, k: usize) -> std::ops::Range<usize> {
        self.begins[k]..self.begins[k + 1]
    }

    /// Whether a statement is under any of the keys.
    fn is_filed(&self, at: (usize, usize)) -> bool {
        self.filed[self.place(at)]
    }

    /// Whether two statements are neighbours under a key.
    pub(super) fn near(&self, a: (usize, usize), b: (usize, usize)) -> bool {
        self.index.others(self.place(a)).binary_search(&self.place(b)).is_ok()
    }

    /// The place of a statement.
    pub(super) fn place(&self, (k, at): (usize, usize)) -> usize {
        self.begins[k] + at
    }
}

impl Record {
    /// All current articles with statements on record, in the order in which links see them.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, RecordError> {
        let sql = "SELECT r.document, r.cards, r.linked FROM readings r JOIN documents d ON d.id = r.document AND d.current = 1";
        // Unpacked row by row, so that what is packed does not pile up.
        let rows: Vec<(String, Option<Cards>, bool)> =
            self.all(sql, [], |row| Ok((row.get(0)?, unpack(&row.get::<_, Vec<u8>>(1)?), row.get(2)?)))?;
        let mut entries = Vec::with_capacity(rows.len());
        for (id, cards, linked) in rows {
            let cards = cards.ok_or_else(|| self.damaged(format!("the cards of document {id}")))?;
            entries.push(Entry { id, cards, people: Vec::new(), linked });
        }
        entries.sort_by(|x, y| {
            let key = |entry: &Entry| (entry.cards.published, entry.cards.digest);
            key(x).cmp(&key(y)).then_with(|| x.id.cmp(&y.id))
        });
        let place: HashMap<&str, usize> = entries.iter().enumerate().map(|(k, entry)| (entry.id.as_str(), k)).collect();
        let sql = "SELECT document, number, person FROM appearances ORDER BY document, number";
        let mut people: Vec<Vec<Option<u64>>> = vec![Vec::new(); entries.len()];
        self.all(sql, [], |row| {
            let person: Option<String> = row.get(2)?;
            if let Some(&k) = place.get(row.get_ref(0)?.as_str()?) {
                people[k].push(person.map(|person| stable(&person)));
            }
            Ok(())
        })?;
        entries.iter_mut().zip(people).for_each(|(entry, people)| entry.people = people);
        Ok(entries)
    }

    /// The pairs of statements, by their ids, that become neighbours under a key if the statements of `changing` go. Where these
    /// come back at once, most are parted again.
    pub(super) fn nearer(&self, changing: &BTreeSet<String>) -> Result<BTreeSet<[String; 2]>, RecordError> {
        let entries = self.entries()?;
        let active: Vec<&Entry> = entries.iter().filter(|entry| entry.linked || changing.contains(&entry.id)).collect();
        let keys: HashSet<Key> = active.iter().filter(|e| changing.contains(&e.id)).flat_map(|e| e.keys()).collect();
        let was: HashMap<&str, usize> = active.iter().enumerate().map(|(k, entry)| (entry.id.as_str(), k)).collect();
        let staying: Vec<&Entry> = active.iter().copied().filter(|entry| !changing.contains(&entry.id)).collect();
        let (before, after) = (Filing::of(active, &keys), Filing::of(staying, &keys));
        let place = |(k, at): (usize, usize)| was.get(after.entries[k].id.as_str()).map(|&k| before.place((k, at)));
        let mut nearer = BTreeSet::new();
        for (k, entry) in after.entries.iter().enumerate() {
            for at in (0..entry.cards.cards.len()).filter(|&at| after.is_filed((k, at))) {
                let own = after.place((k, at));
                let known = place((k, at)).map(|place| before.index.others(place)).unwrap_or_default();
                for other in after.index.others(own).into_iter().filter(|&other| other > own) {
                    let other = after.of[other];
                    if place(other).is_none_or(|place| known.binary_search(&place).is_err()) {
                        nearer.insert([(k, at), other].map(|(k, at)| after.entries[k].statement(at)));
                    }
                }
            }
        }
        Ok(nearer)
    }
}
