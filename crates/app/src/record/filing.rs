//! Articles as the index of candidates sees them: which statements of which articles come near each other.

use std::collections::{BTreeSet, HashMap, HashSet};

use onrecord_core::linking::candidates::{Filed, Index, Key, NEIGHBOURS, stable};

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

    /// Those of them that the statement would not have if another person made it.
    pub(super) fn keys_by_speaker(&self, at: usize) -> Vec<Key> {
        let other = self.cards.cards[at].telling.keys(None);
        self.keys_of(at).into_iter().filter(|key| other.binary_search(key).is_err()).collect()
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
}

impl<'e> Filing<'e> {
    pub(super) fn of(entries: Vec<&'e Entry>, keys: HashSet<Key>) -> Filing<'e> {
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
        // Of a large record they are millions.
        drop(keys);
        Filing { entries, index: Index::new(&all), of, begins }
    }

    /// The places of an article's statements.
    pub(super) fn places(&self, k: usize) -> std::ops::Range<usize> {
        self.begins[k]..self.begins[k + 1]
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

    /// The pairs of statements, by their ids, that become neighbours under a key if some articles go.
    pub(super) fn nearer_without(&self, articles: &BTreeSet<String>) -> Result<BTreeSet<[String; 2]>, RecordError> {
        if articles.is_empty() {
            return Ok(BTreeSet::new());
        }
        self.nearer(|entry, at| if articles.contains(&entry.id) { entry.keys_of(at) } else { Vec::new() })
    }

    /// The pairs of statements, by their ids, that become neighbours under a key if statements lose the keys that `lost` tells of
    /// each by its place in its article. Where these come back at once, most pairs are parted again.
    pub(super) fn nearer(
        &self,
        lost: impl Fn(&Entry, usize) -> Vec<Key>,
    ) -> Result<BTreeSet<[String; 2]>, RecordError> {
        let mut entries = self.entries()?;
        let loses = |entry: &Entry| (0..entry.cards.cards.len()).any(|at| !lost(entry, at).is_empty());
        entries.retain(|entry| entry.linked || loses(entry));
        let mut order: Vec<(usize, usize)> =
            (0..entries.len()).flat_map(|k| (0..entries[k].cards.cards.len()).map(move |at| (k, at))).collect();
        order.sort_by_key(|&(k, at)| (entries[k].cards.cards[at].day, k, at));
        let mut keys: HashSet<Key> = HashSet::new();
        let mut goes: Vec<bool> = Vec::with_capacity(order.len());
        for &(k, at) in &order {
            let lost = lost(&entries[k], at);
            goes.push(!lost.is_empty());
            keys.extend(lost);
        }
        // Every key with the ranks that are filed under it, in order.
        let mut filed: Vec<(Key, u32)> = Vec::new();
        for (&(k, at), rank) in order.iter().zip(0..) {
            filed.extend(entries[k].keys_of(at).into_iter().filter(|key| keys.contains(key)).map(|key| (key, rank)));
        }
        drop(keys);
        filed.sort_unstable();
        let of = |rank: u32| order[rank as usize];
        let stays = |rank: u32| !goes[rank as usize];
        let mut found: BTreeSet<(u32, u32)> = BTreeSet::new();
        for under in filed.chunk_by(|x, y| x.0 == y.0) {
            let staying: Vec<(usize, u32)> =
                under.iter().enumerate().map(|(at, &(_, rank))| (at, rank)).filter(|&(_, rank)| stays(rank)).collect();
            for (from, &(at, rank)) in staying.iter().enumerate() {
                let next = &staying[from + 1..staying.len().min(from + 1 + NEIGHBOURS)];
                // Those between whom most stood are the last.
                let apart = next.iter().rev().take_while(|&&(other, _)| other - at > NEIGHBOURS);
                found.extend(apart.map(|&(_, other)| (rank, other)));
            }
        }
        // Under other keys too some were neighbours; these are compared once more, and nothing else comes of it.
        let place = |key: Key, rank: u32| filed.binary_search(&(key, rank)).ok();
        let was_near = |&(x, y): &(u32, u32)| {
            let [one, other] = [x, y].map(|rank| entries[of(rank).0].keys_of(of(rank).1));
            let shared = one.iter().filter(|key| other.binary_search(key).is_ok());
            shared.filter_map(|&key| place(key, x).zip(place(key, y))).any(|(a, b)| b - a <= NEIGHBOURS)
        };
        found.retain(|pair| !was_near(pair));
        // The articles' own order, in which a statement comes before another whenever it was said.
        let ids = |(x, y): (u32, u32)| {
            let (a, b) = (of(x).min(of(y)), of(x).max(of(y)));
            [a, b].map(|(k, at)| entries[k].statement(at))
        };
        Ok(found.into_iter().map(ids).collect())
    }
}
