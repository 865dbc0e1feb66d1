//! Which statements are worth comparing: those that share something rare, found by an index instead of all pairs.
//!
//! Each statement is filed under keys: its rare words, pairs of its less rare ones, its speaker with each of them, and its
//! place in its article. Under a key, only neighbours in time are compared (the sorted-neighbourhood method of Hernández
//! and Stolfo 1995), so that the work grows with the number of statements and not with its square.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

use super::pair::Told;
use super::terms::rarity;

/// A word of at least this rarity (a natural logarithm: 1 in 40 articles) is a key by itself.
const RARE: f32 = 3.7;
/// A word of at least this rarity (1 in 7) is a key together with another or with the speaker.
const TELLING: f32 = 2.0;
/// How many of the telling words are joined in pairs.
const JOINED: usize = 7;
/// How many neighbours on each side, in time, are compared under one key.
const NEIGHBOURS: usize = 24;
/// Statements of one article are compared whatever their words, each with this many that follow.
const FOLLOWING: usize = 40;

/// What statements are filed under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key<'a> {
    Word(&'a str),
    Words(&'a str, &'a str),
    Speaker(usize, &'a str),
}

/// Statements filed under what others could share with them. Every statement has a rank: its place by day, then by its
/// place in `told`.
#[derive(Debug)]
pub struct Index<'t, 'a> {
    told: &'t [Told<'a>],
    /// The place in `told` of each rank.
    order: Vec<usize>,
    /// The rank of each place in `told`.
    ranks: Vec<usize>,
    /// Hashes of keys with the rank that is filed under each, in order. Two keys of one hash cost a comparison too many,
    /// and nothing else.
    filed: Vec<(u64, u32)>,
    /// The places in `filed` of each rank, one rank after the other.
    places: Vec<usize>,
    /// Where in `places` those of each rank begin, and where the last end.
    begins: Vec<usize>,
}

impl<'t, 'a> Index<'t, 'a> {
    /// Files statements. `day` tells the day by which neighbours are found: that of speaking, else that of publication.
    pub fn new(told: &'t [Told<'a>], day: impl Fn(&Told<'_>) -> Option<Date>) -> Index<'t, 'a> {
        let days: Vec<Option<Date>> = told.iter().map(&day).collect();
        let mut order: Vec<usize> = (0..told.len()).collect();
        order.sort_by_key(|&at| (days[at], at));
        let mut ranks = vec![0; told.len()];
        order.iter().enumerate().for_each(|(rank, &at)| ranks[at] = rank);
        let filed =
            order.iter().zip(0..).flat_map(|(&at, rank)| keys(&told[at]).into_iter().map(move |k| (hash(k), rank)));
        let mut filed: Vec<(u64, u32)> = filed.collect();
        filed.sort_unstable();
        let mut begins = vec![0; told.len() + 1];
        filed.iter().for_each(|&(_, rank)| begins[rank as usize + 1] += 1);
        (0..told.len()).for_each(|rank| begins[rank + 1] += begins[rank]);
        let (mut places, mut next) = (vec![0; filed.len()], begins.clone());
        for (place, &(_, rank)) in filed.iter().enumerate() {
            places[next[rank as usize]] = place;
            next[rank as usize] += 1;
        }
        Index { told, order, ranks, filed, places, begins }
    }

    /// How many statements are filed.
    pub fn len(&self) -> usize {
        self.told.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// The pairs of the statement of a rank with those of higher ranks that may have to do with it, by their places in
    /// `told`, the smaller first, in order. All ranks together have each pair once.
    pub fn pairs(&self, rank: usize) -> Vec<(usize, usize)> {
        let at = self.order[rank];
        let under = |&place: &usize| {
            let next = self.filed[place + 1..].iter().take(NEIGHBOURS);
            next.take_while(move |(key, _)| *key == self.filed[place].0).map(|&(_, rank)| self.order[rank as usize])
        };
        let mut others: Vec<usize> =
            self.places[self.begins[rank]..self.begins[rank + 1]].iter().flat_map(under).collect();
        let near = at.saturating_sub(FOLLOWING)..self.told.len().min(at + FOLLOWING + 1);
        let article = |place: usize| self.told[place].article;
        others.extend(near.filter(|&other| article(other) == article(at) && self.ranks[other] > rank));
        others.sort_unstable();
        others.dedup();
        others.into_iter().map(|other| (at.min(other), at.max(other))).collect()
    }
}

/// All pairs of statements that may have to do with each other, by their places in `told`, the smaller first, in order.
pub fn candidates(told: &[Told<'_>], day: impl Fn(&Told<'_>) -> Option<Date>) -> Vec<(usize, usize)> {
    let index = Index::new(told, day);
    let mut pairs: Vec<(usize, usize)> = (0..index.len()).flat_map(|rank| index.pairs(rank)).collect();
    pairs.sort_unstable();
    pairs
}

fn hash(key: Key<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

fn keys<'a>(told: &Told<'a>) -> BTreeSet<Key<'a>> {
    let own = told.saying.terms.stems.keys();
    let all = own.chain(&told.saying.setting).map(|stem| (stem.as_str(), rarity(stem)));
    let mut telling: Vec<(&str, f32)> = all.filter(|(_, w)| *w >= TELLING).collect();
    telling.sort_by(|x, y| y.1.total_cmp(&x.1).then(x.0.cmp(y.0)));
    let mut keys: BTreeSet<Key<'a>> =
        telling.iter().filter(|(stem, _)| rarity(stem) >= RARE).map(|(stem, _)| Key::Word(stem)).collect();
    if let Some(speaker) = told.speaker {
        keys.extend(telling.iter().map(|(stem, _)| Key::Speaker(speaker, stem)));
    }
    let mut some: Vec<&str> = telling.iter().take(JOINED).map(|(stem, _)| *stem).collect();
    some.sort_unstable();
    for (k, a) in some.iter().enumerate() {
        keys.extend(some[k + 1..].iter().map(|b| Key::Words(a, b)));
    }
    keys
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
