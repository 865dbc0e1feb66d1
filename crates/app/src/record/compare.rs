//! Comparing statements of articles that lie in the record: what that needs is brought up, and let go of in time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use jiff::civil::Date;
use onrecord_core::linking::candidates::stable;
use onrecord_core::linking::decide::{Relation, can_tie};
use onrecord_core::linking::judge::Side;
use onrecord_core::linking::likeness::Vector;
use onrecord_core::linking::link::{Link, settled, spelt_out};
use onrecord_core::linking::material::{Material, Saying};
use onrecord_core::linking::narration::{End, odds};
use onrecord_core::linking::pair::Told;
use onrecord_core::people::People;
use rayon::prelude::*;

use super::corrections::Logged;
use super::documents::Packed;
use super::filing::{Entry, Filing};
use super::kept::unpack;
use super::open::{Record, RecordError};
use crate::brief::PLAIN;
use crate::link::Linker;

/// Articles whose statements are held ready to be compared, as far as they were asked for.
const HELD: usize = 512;

/// Articles whose vectors are held, unless more are asked for at once.
const VECTORS: usize = 2048;

/// Articles whose statements are compared at once.
const TOGETHER: usize = 128;

/// Stands in where a vector is missing.
static NOWHERE: Vector = Vector::NOWHERE;

/// A link with the ids of its ends.
pub(super) struct Found {
    pub(super) a: String,
    pub(super) b: String,
    pub(super) relation: &'static str,
    pub(super) score: f64,
    pub(super) why: String,
}

/// All that comparing statements of a record asks for.
pub(super) struct Comparing<'a> {
    record: &'a Record,
    people: &'a People,
    /// The places of people in their list, by the numbers that tell them apart.
    number: HashMap<u64, usize>,
    linker: &'a Linker,
    log: &'a [Logged],
    held: Held,
}

/// Statements of an article, ready to be compared, by their places among those on record.
struct Ready {
    published: Option<Date>,
    statements: BTreeMap<usize, (Saying, Side)>,
}

/// Articles held ready, each with the turn in which it was last asked for.
#[derive(Default)]
struct Held {
    ready: BTreeMap<String, (usize, Rc<Ready>)>,
    turn: usize,
    /// The vectors of the statements of articles, which are small: those of the last [`VECTORS`] or so.
    vectors: HashMap<String, Vec<Vector>>,
}

impl<'a> Comparing<'a> {
    pub(super) fn new(record: &'a Record, people: &'a People, linker: &'a Linker, log: &'a [Logged]) -> Comparing<'a> {
        let number = people.list.iter().enumerate().map(|(at, person)| (stable(&person.id), at)).collect();
        Comparing { record, people, number, linker, log, held: Held::default() }
    }

    /// Lets go of all that is held ready, before something else takes much room.
    pub(super) fn forget(&mut self) {
        self.held = Held::default();
    }

    /// The links that the statements of some articles which are `fresh` have with all others that are filed, each pair once.
    pub(super) fn links_of(
        &mut self,
        some: &[usize],
        filed: &Filing<'_>,
        fresh: impl Fn((usize, usize)) -> bool,
    ) -> Result<Vec<Found>, RecordError> {
        let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
        for &k in some {
            for place in filed.places(k).filter(|&place| fresh(filed.of[place])) {
                let others = filed.index.others(place);
                // Two fresh ones meet once: when the article of the later of them is looked at.
                let mine = |&other: &usize| !fresh(filed.of[other]) || filed.of[other].0 <= k;
                pairs.extend(others.into_iter().filter(mine).map(|other| (place.min(other), place.max(other))));
            }
        }
        self.compared(pairs, some, filed, fresh)
    }

    /// The links of those pairs of places in the index that have one, and what `some` articles tell by themselves of their
    /// `fresh` statements.
    pub(super) fn compared(
        &mut self,
        mut pairs: BTreeSet<(usize, usize)>,
        some: &[usize],
        filed: &Filing<'_>,
        fresh: impl Fn((usize, usize)) -> bool,
    ) -> Result<Vec<Found>, RecordError> {
        let entries = &filed.entries;
        let articles = |pairs: &BTreeSet<(usize, usize)>| -> BTreeSet<usize> {
            let of_pairs = pairs.iter().flat_map(|&(a, b)| [filed.of[a].0, filed.of[b].0]);
            of_pairs.chain(some.iter().copied()).collect()
        };
        self.vectors(articles(&pairs), entries)?;
        pairs.retain(|&(a, b)| {
            let [(x, m), (y, n)] = [filed.of[a], filed.of[b]];
            let [v, w] = [self.held.vector(&entries[x].id, m), self.held.vector(&entries[y].id, n)];
            let share = || entries[x].cards.cards[m].telling.share_run(&entries[y].cards.cards[n].telling);
            let one_speaker = entries[x].speaker(m).is_some_and(|one| entries[y].speaker(n) == Some(one));
            can_tie(v.likeness(w), one_speaker, share)
        });
        let mut links: Vec<Link> = Vec::new();
        for part in parts(&pairs, |place| filed.of[place].0) {
            links.extend(self.ties(&part, filed)?);
        }
        let mut own: Vec<(usize, Material)> = Vec::with_capacity(some.len());
        for &k in some {
            own.push((k, self.record.stored(&entries[k].id, self.log)?.made().material));
        }
        let spelt_out = own.iter().flat_map(|(k, material)| spelt_out(*k, material));
        links.extend(spelt_out.filter(|link| fresh(link.a) || fresh(link.b)));
        let id = |(k, at): (usize, usize)| entries[k].statement(at);
        let mut found: Vec<Found> = settled(links).into_iter().map(|link| shown(&link, id)).collect();
        for (k, material) in own {
            // What is at odds within an article stays so, whoever speaks.
            found.extend(odds(&material).into_iter().map(|odd| {
                let end = |end: End| match end {
                    End::Saying(at) => id((k, at)),
                    End::Narration(n) => format!("{}#n{}", entries[k].id, n + 1),
                };
                let relation = Relation::Contradicts.as_str();
                Found { a: end(odd.a), b: end(odd.b), relation, score: PLAIN, why: odd.why }
            }));
        }
        Ok(found)
    }

    /// The links of some pairs of places in the index.
    fn ties(&mut self, pairs: &[(usize, usize)], filed: &Filing<'_>) -> Result<Vec<Link>, RecordError> {
        let entries = &filed.entries;
        let mut needed: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (k, at) in pairs.iter().flat_map(|&(a, b)| [filed.of[a], filed.of[b]]) {
            needed.entry(k).or_default().insert(at);
        }
        let ready = self.ready(&needed, entries)?;
        // Places in what is told, instead of places in the index.
        let mut places: HashMap<(usize, usize), usize> = HashMap::new();
        let (mut told, mut sides): (Vec<Told<'_>>, Vec<&Side>) = (Vec::new(), Vec::new());
        for (&k, wanted) in &needed {
            let of = &ready[&k];
            for at in wanted {
                let (saying, side) = &of.statements[at];
                let person = |local: usize| entries[k].people.get(local).copied().flatten();
                let speaker = saying.speaker.and_then(person).and_then(|person| self.number.get(&person).copied());
                places.insert((k, *at), told.len());
                told.push(Told {
                    article: k,
                    number: *at,
                    saying,
                    speaker,
                    published: of.published,
                    index: sides.len(),
                    vector: self.held.vector(&entries[k].id, *at),
                });
                sides.push(side);
            }
        }
        let pairs: Vec<(usize, usize)> =
            pairs.iter().map(|&(a, b)| (places[&filed.of[a]], places[&filed.of[b]])).collect();
        Ok(self.linker.ties(&told, |index| sides[index], self.people, &pairs))
    }

    /// Makes sure that the vectors of some articles are at hand.
    fn vectors(&mut self, needed: BTreeSet<usize>, entries: &[&Entry]) -> Result<(), RecordError> {
        if self.held.vectors.len() > VECTORS {
            let asked: HashSet<&str> = needed.iter().map(|&k| entries[k].id.as_str()).collect();
            self.held.vectors.retain(|id, _| asked.contains(id.as_str()));
        }
        for k in needed {
            let id = &entries[k].id;
            if !self.held.vectors.contains_key(id) {
                let sql = "SELECT vectors FROM readings WHERE document = ?";
                let blob: Vec<u8> = self.record.ask(sql, [id], |row| row.get(0))?;
                let damaged = || self.record.damaged(format!("the vectors of document {id}"));
                self.held.vectors.insert(id.clone(), unpack(&blob).ok_or_else(damaged)?);
            }
        }
        Ok(())
    }

    /// Statements of articles, ready to be compared.
    fn ready(
        &mut self,
        needed: &BTreeMap<usize, BTreeSet<usize>>,
        entries: &[&Entry],
    ) -> Result<HashMap<usize, Rc<Ready>>, RecordError> {
        let held = &mut self.held;
        held.turn += 1;
        let mut missing: Vec<(&Entry, BTreeSet<usize>, Packed)> = Vec::new();
        for (&k, wanted) in needed {
            let id = entries[k].id.as_str();
            let known = held.ready.get_mut(id);
            match known {
                Some((turn, ready)) if wanted.iter().all(|at| ready.statements.contains_key(at)) => *turn = held.turn,
                known => {
                    let mut wanted = wanted.clone();
                    wanted.extend(known.iter().flat_map(|(_, ready)| ready.statements.keys()));
                    missing.push((entries[k], wanted, self.record.packed(id)?));
                }
            }
        }
        let (judge, log) = (self.linker.judge(), self.log);
        let made: Vec<(&str, Option<Ready>)> = self.linker.on_all_cores(|| {
            let ready = |entry: &Entry, wanted: &BTreeSet<usize>, packed: Packed| {
                let stored = packed.open(log)?;
                let with_side = |(at, saying): (usize, Saying)| {
                    let side = judge.saying(&saying);
                    (at, (saying, side))
                };
                let statements = stored.spoken(wanted, entry.cards.cards.len())?.into_iter().map(with_side).collect();
                Some(Ready { published: stored.reading.document.metadata.published, statements })
            };
            let packed = missing.into_par_iter();
            packed.map(|(entry, wanted, packed)| (entry.id.as_str(), ready(entry, &wanted, packed))).collect()
        });
        for (id, ready) in made {
            let ready = ready.ok_or_else(|| self.record.damaged(format!("the reading of document {id}")))?;
            held.ready.insert(id.to_owned(), (held.turn, Rc::new(ready)));
        }
        let out = needed.keys().map(|&k| (k, Rc::clone(&held.ready[&entries[k].id].1))).collect();
        held.forget();
        Ok(out)
    }
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

/// Pairs in parts, each of statements of at most [`TOGETHER`] articles.
fn parts(pairs: &BTreeSet<(usize, usize)>, article: impl Fn(usize) -> usize) -> Vec<Vec<(usize, usize)>> {
    let (mut parts, mut articles): (Vec<Vec<(usize, usize)>>, BTreeSet<usize>) = (Vec::new(), BTreeSet::new());
    for &(a, b) in pairs {
        let ends = [article(a), article(b)];
        let new = BTreeSet::from(ends).iter().filter(|end| !articles.contains(end)).count();
        if parts.is_empty() || articles.len() + new > TOGETHER {
            parts.push(Vec::new());
            articles.clear();
        }
        articles.extend(ends);
        if let Some(part) = parts.last_mut() {
            part.push((a, b));
        }
    }
    parts
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
