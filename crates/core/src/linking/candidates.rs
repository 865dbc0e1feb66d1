//! Which statements are worth comparing: those that share something rare, found by an index instead of all pairs.
//!
//! Each statement is filed under keys: its rare words, pairs of its less rare ones, its speaker with each of them, and its
//! place in its article. Under a key, only neighbours in time are compared (the sorted-neighbourhood method of Hernández
//! and Stolfo 1995), so that the work grows with the number of statements and not with its square.

use std::collections::{BTreeSet, HashMap};

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

/// Pairs of statements that may have to do with each other, by their places in `told`, the smaller first, in order.
///
/// `day` tells the day by which neighbours are found: that of speaking, else that of publication.
pub fn candidates(told: &[Told<'_>], day: impl Fn(&Told<'_>) -> Option<Date>) -> Vec<(usize, usize)> {
    let mut filed: HashMap<Key<'_>, Vec<u32>> = HashMap::new();
    for (at, one) in told.iter().enumerate() {
        for key in keys(one) {
            filed.entry(key).or_default().push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    let days: Vec<Option<Date>> = told.iter().map(&day).collect();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (_, mut of) in filed {
        of.sort_by_key(|&at| (days[at as usize], at));
        for (k, &a) in of.iter().enumerate() {
            pairs.extend(of[k + 1..].iter().take(NEIGHBOURS).map(|&b| (a.min(b), a.max(b))));
        }
    }
    for (at, one) in told.iter().enumerate() {
        let next = told[at + 1..].iter().take(FOLLOWING).take_while(|two| two.article == one.article);
        pairs.extend(next.enumerate().map(|(k, _)| (at as u32, (at + 1 + k) as u32)));
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs.into_iter().map(|(a, b)| (a as usize, b as usize)).collect()
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
