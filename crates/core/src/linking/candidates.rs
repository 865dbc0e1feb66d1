//! Which statements are worth comparing: those that share something rare, found by an index instead of all pairs.
//!
//! Each statement is filed under keys: its rare words, pairs of its less rare ones, its speaker with each of them, and its
//! place in its article. Under a key, only neighbours in time are compared (the sorted-neighbourhood method of Hernández
//! and Stolfo 1995), so that the work grows with the number of statements and not with its square.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::decide::RUN;
use super::material::Saying;
use super::pair::Told;
use super::terms::rarity;

/// A word of at least this rarity (a natural logarithm: 1 in 40 articles) is a key by itself.
const RARE: f32 = 3.7;
/// A word of at least this rarity (1 in 7) is a key together with another or with the speaker.
const TELLING: f32 = 2.0;
/// How many of the telling words are joined in pairs.
const JOINED: usize = 7;
/// How many neighbours on each side, in time, are compared under one key.
pub const NEIGHBOURS: usize = 24;
/// Statements of one article are compared whatever their words, each with this many that follow.
const FOLLOWING: usize = 40;

/// The words by which a statement is filed, as hashes that stay the same over versions and machines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The rarest first.
    stems: Vec<u64>,
    /// How many of them are rare enough to be keys by themselves.
    rare: usize,
    /// The runs of words of what is said, in order, each once.
    runs: Vec<u32>,
}

/// Two keys of one hash cost a comparison too many, and nothing else.
pub type Key = u64;

impl Telling {
    /// The words of a statement and of the sentence that attributes it.
    pub fn of(saying: &Saying) -> Telling {
        let all = saying.terms.stems.keys().chain(&saying.setting).map(|stem| (stem.as_str(), rarity(stem)));
        let mut telling: Vec<(&str, f32)> = all.filter(|(_, w)| *w >= TELLING).collect();
        telling.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
        telling.dedup();
        let rare = telling.iter().filter(|(_, w)| *w >= RARE).count();
        let run = |words: &[String]| hash(words.join(" ").as_bytes()) as u32;
        let mut runs: Vec<u32> = saying.terms.run.windows(RUN).map(run).collect();
        runs.sort_unstable();
        runs.dedup();
        Telling { stems: telling.iter().map(|(stem, _)| hash(stem.as_bytes())).collect(), rare, runs }
    }

    /// Whether two statements share a run of words; seldom so where they do not.
    pub fn share_run(&self, other: &Telling) -> bool {
        self.runs.iter().any(|run| other.runs.binary_search(run).is_ok())
    }

    /// The keys under which the statement is filed, each once, in order; `speaker` is a number that tells the one who speaks from
    /// all others.
    pub fn keys(&self, speaker: Option<u64>) -> Vec<Key> {
        let joined = |kind: u8, a: u64, b: u64| {
            let mut bytes = [kind; 17];
            bytes[1..9].copy_from_slice(&a.to_le_bytes());
            bytes[9..].copy_from_slice(&b.to_le_bytes());
            hash(&bytes)
        };
        let mut keys: Vec<Key> = self.stems[..self.rare.min(self.stems.len())].to_vec();
        if let Some(speaker) = speaker {
            keys.extend(self.stems.iter().map(|&stem| joined(1, speaker, stem)));
        }
        let some = &self.stems[..self.stems.len().min(JOINED)];
        for (k, &a) in some.iter().enumerate() {
            keys.extend(some[k + 1..].iter().map(|&b| joined(2, a.min(b), a.max(b))));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// What an index asks of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The article, by any number of its own.
    pub article: usize,
    /// The day by which neighbours are found: that of speaking, else that of publication.
    pub day: Option<Date>,
    /// What it is filed under.
    pub keys: Vec<Key>,
}

/// Statements filed under what others could share with them. Every statement has a rank: its place by day, then by its
/// place in the list given.
#[derive(Debug)]
pub struct Index {
    /// The article of each place.
    articles: Vec<usize>,
    /// The place of each rank.
    order: Vec<usize>,
    /// The rank of each place.
    ranks: Vec<usize>,
    /// The ranks that are filed, those under one key together and in order.
    filed: Vec<u32>,
    /// For each of them, which of the keys it is under, counted from 0.
    under: Vec<u32>,
    /// The places in `filed` of each rank, one rank after the other.
    places: Vec<u32>,
    /// Where in `places` those of each rank begin, and where the last end.
    begins: Vec<usize>,
}

impl Index {
    /// Files statements, those of one article in their order.
    pub fn new(all: &[Filed]) -> Index {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&at| (all[at].day, at));
        let mut ranks = vec![0; all.len()];
        order.iter().enumerate().for_each(|(rank, &at)| ranks[at] = rank);
        // There are millions of them: room is made once.
        let mut keyed: Vec<(Key, u32)> = Vec::with_capacity(all.iter().map(|one| one.keys.len()).sum());
        keyed.extend(order.iter().zip(0..).flat_map(|(&at, rank)| all[at].keys.iter().map(move |&key| (key, rank))));
        keyed.sort_unstable();
        let mut under = Vec::with_capacity(keyed.len());
        for (number, group) in (0..).zip(keyed.chunk_by(|one, other| one.0 == other.0)) {
            under.resize(under.len() + group.len(), number);
        }
        let filed: Vec<u32> = keyed.iter().map(|&(_, rank)| rank).collect();
        drop(keyed);
        let mut begins = vec![0; all.len() + 1];
        filed.iter().for_each(|&rank| begins[rank as usize + 1] += 1);
        (0..all.len()).for_each(|rank| begins[rank + 1] += begins[rank]);
        let (mut places, mut next) = (vec![0; filed.len()], begins.clone());
        for (place, &rank) in (0..).zip(&filed) {
            places[next[rank as usize]] = place;
            next[rank as usize] += 1;
        }
        let articles = all.iter().map(|one| one.article).collect();
        Index { articles, order, ranks, filed, under, places, begins }
    }

    /// How many statements are filed.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The pairs of the statement of a rank with those of higher ranks that may have to do with it, by their places, the
    /// smaller first, in order. All ranks together have each pair once.
    pub fn pairs(&self, rank: usize) -> Vec<(usize, usize)> {
        let at = self.order[rank];
        let mut others = self.others(at);
        others.retain(|&other| self.ranks[other] > rank);
        others.into_iter().map(|other| (at.min(other), at.max(other))).collect()
    }

    /// The places of all statements that may have to do with the one at a place, in order.
    pub fn others(&self, at: usize) -> Vec<usize> {
        let rank = self.ranks[at];
        let of = |place: usize| self.order[self.filed[place] as usize];
        let under = |&place: &u32| {
            let place = place as usize;
            let same = move |other: &usize| self.under[*other] == self.under[place];
            let next = (place + 1..self.filed.len()).take(NEIGHBOURS).take_while(same);
            let last = (0..place).rev().take(NEIGHBOURS).take_while(same);
            next.chain(last).map(of)
        };
        let mut others: Vec<usize> =
            self.places[self.begins[rank]..self.begins[rank + 1]].iter().flat_map(under).collect();
        let near = at.saturating_sub(FOLLOWING)..self.len().min(at + FOLLOWING + 1);
        others.extend(near.filter(|&other| other != at && self.articles[other] == self.articles[at]));
        others.sort_unstable();
        others.dedup();
        others
    }
}

/// The statements of all articles as an index asks for them; `day` tells the day by which neighbours are found.
pub fn filed(told: &[Told<'_>], day: impl Fn(&Told<'_>) -> Option<Date>) -> Vec<Filed> {
    let file = |told: &Told<'_>| Filed {
        article: told.article,
        day: day(told),
        keys: Telling::of(told.saying).keys(told.speaker.map(|speaker| speaker as u64)),
    };
    told.iter().map(file).collect()
}

/// All pairs of statements that may have to do with each other, by their places in `told`, the smaller first, in order.
pub fn candidates(told: &[Told<'_>], day: impl Fn(&Told<'_>) -> Option<Date>) -> Vec<(usize, usize)> {
    let index = Index::new(&filed(told, day));
    let all: BTreeSet<(usize, usize)> = (0..index.len()).flat_map(|rank| index.pairs(rank)).collect();
    all.into_iter().collect()
}

/// A number for a name, the same over versions and machines.
pub fn stable(name: &str) -> u64 {
    hash(name.as_bytes())
}

/// FNV-1a (Fowler, Noll and Vo), 64 bits.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::likeness::Vector;
    use super::super::material::Saying;
    use super::super::terms::Terms;
    use super::*;

    static NOWHERE: Vector = Vector::NOWHERE;

    fn saying(text: &str) -> Saying {
        Saying { terms: Terms::of(text, []), ..Saying::default() }
    }

    /// Statements, each with its article and its day of March; and their pairs.
    fn pairs(all: &[(usize, i8, &Saying)]) -> Vec<(usize, usize)> {
        let told = all.iter().enumerate().map(|(index, &(article, day, saying))| Told {
            article,
            number: index,
            saying,
            speaker: None,
            published: Some(date(2026, 3, 1).saturating_add(jiff::Span::new().days(day))),
            index,
            vector: &NOWHERE,
        });
        candidates(&told.collect::<Vec<_>>(), |told| told.published)
    }

    #[test]
    fn those_who_share_nothing_telling_are_no_pair() {
        let (ferry, plums) = (saying("The ferry Marit sank."), saying("The plums said that they were sweet."));
        assert_eq!(pairs(&[(0, 0, &ferry), (1, 0, &plums)]), []);
        assert_eq!(pairs(&[(0, 0, &ferry), (1, 0, &plums), (2, 3, &ferry)]), [(0, 2)]);
    }

    #[test]
    fn statements_of_one_article_are_compared_as_far_as_they_are_near() {
        let all = vec![saying("they were there"); FOLLOWING + 3];
        let found = pairs(&all.iter().map(|saying| (7, 0, saying)).collect::<Vec<_>>());
        assert!(found.contains(&(0, FOLLOWING)) && !found.contains(&(0, FOLLOWING + 1)));
        assert_eq!(pairs(&[(0, 0, &all[0]), (1, 0, &all[0])]), []);
    }

    #[test]
    fn the_next_of_one_article_are_compared_whichever_day_comes_first() {
        let all = [saying("the ferry sank"), saying("the plums were sweet")];
        assert_eq!(pairs(&[(0, 9, &all[0]), (0, 2, &all[1])]), [(0, 1)]);
    }

    #[test]
    fn under_one_word_only_neighbours_in_time_are_compared() {
        let one = saying("zzyzx");
        let many = NEIGHBOURS + 12;
        // The later the place, the earlier the day.
        let all: Vec<_> = (0..many).map(|at| (at, -(at as i8), &one)).collect();
        let found = pairs(&all);
        assert!(found.iter().all(|(a, b)| b - a <= NEIGHBOURS && a < b));
        let expected: usize = (1..=NEIGHBOURS).map(|apart| many - apart).sum();
        assert_eq!(found.len(), expected, "each once");
    }

    #[test]
    fn pairs_grow_with_the_number_of_statements_and_not_with_its_square() {
        let one = saying("zzyzx quopple");
        let count = |n: usize| pairs(&(0..n).map(|at| (at, (at % 100) as i8, &one)).collect::<Vec<_>>()).len();
        let (few, many) = (count(400), count(1600));
        assert!(many < 5 * few, "{few} {many}");
    }

    #[test]
    fn one_speaker_with_a_less_rare_word_is_a_key() {
        let (a, b) = (saying("the council met"), saying("a council"));
        let stem = "council";
        assert!((TELLING..RARE).contains(&rarity(stem)), "{} is no example any more", rarity(stem));
        let told = |index: usize, saying, speaker| Told {
            article: index,
            number: 0,
            saying,
            speaker,
            published: None,
            index,
            vector: &NOWHERE,
        };
        let found = |x, y| candidates(&[told(0, &a, x), told(1, &b, y)], |_| None);
        assert_eq!(found(Some(3), Some(3)), [(0, 1)]);
        assert_eq!(found(Some(3), Some(4)), []);
        assert_eq!(found(None, None), []);
    }
}
