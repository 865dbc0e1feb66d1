//! Finding the links of what is new, without looking at everything again.
//!
//! A link depends on its two statements, on who speaks, and on whether the two are neighbours under a shared key
//! ([`Filing`]). A new article can bring links of its own, and can push two others apart under a key; one that goes, or
//! whose statements or speakers change, can bring others together. So whatever changes has its links found anew, pairs
//! that come near each other by it are compared (`nearer` keeps them until then), and links between others are kept only
//! while they are neighbours. What comes out is what linking all articles at once gives.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use onrecord_core::linking::candidates::Key;
use onrecord_core::linking::decide::{Relation, can_tie};
use onrecord_core::linking::judge::Side;
use onrecord_core::linking::likeness::Vector;
use onrecord_core::linking::link::{Link, settled, spelt_out};
use onrecord_core::linking::material::Material;
use onrecord_core::linking::narration::{End, odds};
use onrecord_core::linking::pair::Told;
use onrecord_core::people::People;
use rayon::prelude::*;
use rusqlite::params;

use super::corrections::Logged;
use super::documents::{Made, Packed};
use super::filing::{Entry, Filing};
use super::kept::unpack;
use super::open::{Record, RecordError};
use crate::brief::PLAIN;
use crate::link::Linker;

/// Articles whose links are found in one transaction.
const TOGETHER: usize = 128;

/// Articles whose pairs are compared at once.
const AT_ONCE: usize = 8;

/// Pairs that came nearer and are compared at once.
const NEARER: usize = 512;

/// Articles that are held ready to be compared.
const HELD: usize = 400;

/// Stands in where a vector is missing.
static NOWHERE: Vector = Vector::NOWHERE;

/// A link with the ids of its ends.
struct Found {
    a: String,
    b: String,
    relation: &'static str,
    score: f64,
    why: String,
}

/// An article, ready to be compared.
struct Ready {
    material: Material,
    sides: Vec<Side>,
}

impl Record {
    /// Takes the links of some articles away; they are to be found anew, as are those of statements that come `nearer` by it.
    pub(super) fn unlink(
        &self,
        documents: &BTreeSet<String>,
        nearer: &BTreeSet<[String; 2]>,
    ) -> Result<(), RecordError> {
        for [a, b] in nearer {
            self.run("INSERT OR IGNORE INTO nearer VALUES (?, ?)", params![a, b])?;
        }
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

    /// Finds the links of all articles that have none yet; `tell` hears how many are done, of how many.
    pub(super) fn relink(
        &self,
        people: &People,
        number: &HashMap<u64, usize>,
        linker: &Linker,
        log: &[Logged],
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<(), RecordError> {
        let mut entries = self.entries()?;
        let waiting: Vec<usize> = (0..entries.len()).filter(|&k| !entries[k].linked).collect();
        let mut held = Held { ready: BTreeMap::new(), turn: 0, vectors: HashMap::new() };
        for (part, chunk) in waiting.chunks(TOGETHER).enumerate() {
            let new: BTreeSet<usize> = chunk.iter().copied().collect();
            let active: Vec<&Entry> =
                (0..entries.len()).filter(|k| entries[*k].linked || new.contains(k)).map(|k| &entries[k]).collect();
            let mut keys: HashSet<Key> = chunk.iter().flat_map(|&k| entries[k].keys()).collect();
            let mut old = self.old_links(&active, &keys)?;
            keys.extend(old.iter().flat_map(|old| old.shared.iter().copied()));
            let filed = Filing::of(&active, &keys);
            old.retain(|old| !filed.index.others(filed.place(old.ends[0])).contains(&filed.place(old.ends[1])));
            let fresh: Vec<usize> = (0..active.len()).filter(|&k| !active[k].linked).collect();
            let mut found: Vec<Found> = Vec::new();
            for (done, some) in fresh.chunks(AT_ONCE).enumerate() {
                found.extend(self.links_of(some, &active, &filed, people, number, linker, log, &mut held)?);
                tell(part * TOGETHER + (done * AT_ONCE + some.len()), waiting.len());
            }
            self.together(|record| {
                for old in &old {
                    record.run("DELETE FROM found_links WHERE a = ? AND b = ?", params![old.ids[0], old.ids[1]])?;
                }
                found.iter().try_for_each(|link| record.keep_found(link))?;
                for &k in chunk {
                    record.run("UPDATE readings SET linked = 1 WHERE document = ?", [&entries[k].id])?;
                }
                Ok(())
            })?;
            chunk.iter().for_each(|&k| entries[k].linked = true);
        }
        self.link_nearer(&entries, people, number, linker, log, &mut held)
    }

    /// Finds the links of statements that came nearer to each other, if they did not part again.
    fn link_nearer(
        &self,
        entries: &[Entry],
        people: &People,
        number: &HashMap<u64, usize>,
        linker: &Linker,
        log: &[Logged],
        held: &mut Held,
    ) -> Result<(), RecordError> {
        let nearer: Vec<[String; 2]> = self.all("SELECT a, b FROM nearer", [], |row| Ok([row.get(0)?, row.get(1)?]))?;
        if nearer.is_empty() {
            return Ok(());
        }
        let active: Vec<&Entry> = entries.iter().collect();
        let place: HashMap<String, (usize, usize)> = active
            .iter()
            .enumerate()
            .flat_map(|(k, entry)| (0..entry.cards.cards.len()).map(move |at| (entry.statement(at), (k, at))))
            .collect();
        let ends = |ids: &[String; 2]| Some([*place.get(&ids[0])?, *place.get(&ids[1])?]);
        let nearer: Vec<[(usize, usize); 2]> = nearer.iter().filter_map(ends).collect();
        let keys: HashSet<Key> = nearer.iter().flatten().flat_map(|&(k, at)| active[k].keys_of(at)).collect();
        let filed = Filing::of(&active, &keys);
        let places = nearer.iter().map(|ends| ends.map(|end| filed.place(end)));
        let near = places.filter(|[a, b]| filed.index.others(*a).binary_search(b).is_ok());
        let pairs: Vec<(usize, usize)> = near.map(|[a, b]| (a.min(b), a.max(b))).collect();
        let mut found: Vec<Found> = Vec::new();
        for some in pairs.chunks(NEARER) {
            let some = some.iter().copied().collect();
            found.extend(self.compared(some, &[], &active, &filed, people, number, linker, log, held)?);
        }
        self.together(|record| {
            found.iter().try_for_each(|link| record.keep_found(link))?;
            record.run("DELETE FROM nearer", []).map(drop)
        })
    }

    fn keep_found(&self, link: &Found) -> Result<(), RecordError> {
        let row = params![link.a, link.b, link.relation, link.score, link.why];
        self.run("INSERT OR REPLACE INTO found_links VALUES (?, ?, ?, ?, ?)", row).map(drop)
    }

    /// The links between statements of two articles that are linked already, where something new shares their keys.
    fn old_links(&self, active: &[&Entry], new: &HashSet<Key>) -> Result<Vec<Old>, RecordError> {
        let mut place: HashMap<String, (usize, usize)> = HashMap::new();
        for (k, entry) in active.iter().enumerate().filter(|(_, entry)| entry.linked) {
            let cards = entry.cards.cards.iter().enumerate();
            place.extend(cards.map(|(at, _)| (entry.statement(at), (k, at))));
        }
        let links: Vec<[String; 2]> =
            self.all("SELECT a, b FROM found_links", [], |row| Ok([row.get(0)?, row.get(1)?]))?;
        let mut old = Vec::new();
        for ids in links {
            let [Some(&a), Some(&b)] = [place.get(&ids[0]), place.get(&ids[1])] else { continue };
            // Within an article statements are neighbours whatever else there is.
            if a.0 == b.0 {
                continue;
            }
            let [x, y] = [a, b].map(|(k, at)| active[k].keys_of(at));
            let x: HashSet<Key> = x.into_iter().collect();
            let shared: Vec<Key> = y.into_iter().filter(|key| x.contains(key)).collect();
            if shared.iter().any(|key| new.contains(key)) {
                old.push(Old { ids, ends: [a, b], shared });
            }
        }
        Ok(old)
    }

    /// The links of some articles with all others that are active, each pair once.
    #[expect(clippy::too_many_arguments, reason = "all that linking asks for, from one caller")]
    fn links_of(
        &self,
        some: &[usize],
        active: &[&Entry],
        filed: &Filing,
        people: &People,
        number: &HashMap<u64, usize>,
        linker: &Linker,
        log: &[Logged],
        held: &mut Held,
    ) -> Result<Vec<Found>, RecordError> {
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for &k in some {
            for place in filed.places(k) {
                let others = filed.index.others(place);
                // Two new articles meet once: when the later of them is looked at.
                let mine = |&other: &usize| active[filed.of[other].0].linked || filed.of[other].0 <= k;
                pairs.extend(others.into_iter().filter(mine).map(|other| (place.min(other), place.max(other))));
            }
        }
        self.compared(pairs, some, active, filed, people, number, linker, log, held)
    }

    /// The links of those pairs of places in the index that have one, and what `some` articles bring of themselves.
    #[expect(clippy::too_many_arguments, reason = "all that linking asks for, from two callers")]
    fn compared(
        &self,
        mut pairs: BTreeSet<(usize, usize)>,
        some: &[usize],
        active: &[&Entry],
        filed: &Filing,
        people: &People,
        number: &HashMap<u64, usize>,
        linker: &Linker,
        log: &[Logged],
        held: &mut Held,
    ) -> Result<Vec<Found>, RecordError> {
        self.vectors(
            pairs.iter().flat_map(|&(a, b)| [filed.of[a].0, filed.of[b].0]).chain(some.iter().copied()),
            active,
            held,
        )?;
        pairs.retain(|&(a, b)| {
            let [(x, m), (y, n)] = [filed.of[a], filed.of[b]];
            let [v, w] = [held.vector(&active[x].id, m), held.vector(&active[y].id, n)];
            let share = || active[x].cards.cards[m].telling.share_run(&active[y].cards.cards[n].telling);
            let likeness = v.likeness(w);
            can_tie(likeness, false) || can_tie(likeness, share())
        });
        let mut needed: BTreeSet<usize> = some.iter().copied().collect();
        needed.extend(pairs.iter().flat_map(|&(a, b)| [filed.of[a].0, filed.of[b].0]));
        let ready = self.ready(&needed, active, linker, log, held)?;
        // Places in what is told, instead of places in the index.
        let mut begins: HashMap<usize, usize> = HashMap::new();
        let (mut told, mut sides): (Vec<Told<'_>>, Vec<&Side>) = (Vec::new(), Vec::new());
        for &k in &needed {
            begins.insert(k, told.len());
            let of = &ready[&k];
            for (at, saying) in of.material.sayings.iter().enumerate() {
                let person = |local: usize| active[k].people.get(local).copied().flatten();
                told.push(Told {
                    article: k,
                    number: at,
                    saying,
                    speaker: saying.speaker.and_then(person).and_then(|person| number.get(&person).copied()),
                    published: of.material.published,
                    index: sides.len(),
                    vector: held.vector(&active[k].id, at),
                });
                sides.push(&of.sides[at]);
            }
        }
        let at = |place: usize| begins[&filed.of[place].0] + filed.of[place].1;
        let places: Vec<(usize, usize)> = pairs.iter().map(|&(a, b)| (at(a), at(b))).collect();
        let mut links = linker.ties(&told, |index| sides[index], people, &places);
        links.extend(some.iter().flat_map(|&k| spelt_out(k, &ready[&k].material)));
        let id = |(k, at): (usize, usize)| active[k].statement(at);
        let mut found: Vec<Found> = settled(links).into_iter().map(|link| shown(&link, id)).collect();
        for &k in some {
            found.extend(odds(&ready[&k].material).into_iter().map(|odd| {
                let end = |end: End| match end {
                    End::Saying(at) => id((k, at)),
                    End::Narration(n) => format!("{}#n{}", active[k].id, n + 1),
                };
                let relation = Relation::Contradicts.as_str();
                Found { a: end(odd.a), b: end(odd.b), relation, score: PLAIN, why: odd.why }
            }));
        }
        Ok(found)
    }

    /// Makes sure that the vectors of some articles are at hand.
    fn vectors(
        &self,
        needed: impl Iterator<Item = usize>,
        active: &[&Entry],
        held: &mut Held,
    ) -> Result<(), RecordError> {
        for k in needed {
            let id = &active[k].id;
            if !held.vectors.contains_key(id) {
                let blob: Vec<u8> =
                    self.ask("SELECT vectors FROM readings WHERE document = ?", [id], |row| row.get(0))?;
                let vectors = unpack(&blob).ok_or_else(|| self.damaged(format!("the vectors of document {id}")))?;
                held.vectors.insert(id.clone(), vectors);
            }
        }
        Ok(())
    }

    /// Articles ready to be compared, by their places.
    fn ready(
        &self,
        needed: &BTreeSet<usize>,
        active: &[&Entry],
        linker: &Linker,
        log: &[Logged],
        held: &mut Held,
    ) -> Result<HashMap<usize, Rc<Ready>>, RecordError> {
        held.turn += 1;
        let mut missing: Vec<(String, Packed)> = Vec::new();
        for &k in needed {
            let id = &active[k].id;
            if let Some((turn, _)) = held.ready.get_mut(id) {
                *turn = held.turn;
            } else {
                missing.push((id.clone(), self.packed(id)?));
            }
        }
        let cards: HashMap<String, usize> =
            needed.iter().map(|&k| (active[k].id.clone(), active[k].cards.cards.len())).collect();
        let made: Vec<(String, Option<Ready>)> = linker.on_all_cores(|| {
            let one = |(id, packed): (String, Packed)| {
                let ready = packed.open(log).map(|stored| {
                    let Made { material, .. } = stored.made();
                    let sides = material.sayings.iter().map(|saying| linker.judge().saying(saying)).collect();
                    Ready { material, sides }
                });
                (id, ready)
            };
            missing.into_par_iter().map(one).collect()
        });
        for (id, ready) in made {
            let ready = ready.ok_or_else(|| self.damaged(format!("the reading of document {id}")))?;
            if cards.get(&id) != Some(&ready.material.sayings.len()) {
                return Err(self.damaged(format!("the cards of document {id}")));
            }
            held.ready.insert(id, (held.turn, Rc::new(ready)));
        }
        let out = needed.iter().map(|&k| (k, Rc::clone(&held.ready[&active[k].id].1))).collect();
        held.forget();
        Ok(out)
    }
}

/// A link between articles that are linked already.
struct Old {
    ids: [String; 2],
    ends: [(usize, usize); 2],
    /// The keys of both.
    shared: Vec<Key>,
}

/// Articles held ready, each with the turn in which it was last asked for.
struct Held {
    ready: BTreeMap<String, (usize, Rc<Ready>)>,
    turn: usize,
    /// The vectors of the statements of articles, which are small.
    vectors: HashMap<String, Vec<Vector>>,
}

impl Held {
    /// Where a statement stands among sentences.
    fn vector(&self, id: &str, at: usize) -> &Vector {
        self.vectors.get(id).and_then(|vectors| vectors.get(at)).unwrap_or(&NOWHERE)
    }

    /// Lets go of those that were not asked for of late, if there are too many.
    fn forget(&mut self) {
        if self.ready.len() > HELD {
            let mut turns: Vec<usize> = self.ready.values().map(|(turn, _)| *turn).collect();
            turns.sort_unstable_by(|x, y| y.cmp(x));
            let oldest = turns[HELD / 2];
            let last = self.turn;
            self.ready.retain(|_, (turn, _)| *turn > oldest || *turn == last);
        }
    }
}

fn shown(link: &Link, id: impl Fn((usize, usize)) -> String) -> Found {
    Found {
        a: id(link.a),
        b: id(link.b),
        relation: link.relation.as_str(),
        score: (f64::from(link.score) * 100.0).round() / 100.0,
        why: link.why.clone(),
    }
}
