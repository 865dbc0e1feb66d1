//! What an article is about, as weights of its words.

use std::collections::HashMap;

use super::Article;
use crate::linking::terms::{rarity, stem};
use crate::people::plain;
use crate::span::Span;
use crate::text::words;

/// How often the words of the first sentences count: reports say first what happened.
const LEAD: f64 = 2.0;
/// How many sentences are the lead.
const LEAD_SENTENCES: usize = 3;
/// Names tell two events of one kind apart, and so weigh more.
const NAME: f64 = 2.0;
/// So do numbers, if less.
const NUMBER: f64 = 1.5;
/// How many words of an article are kept, the weightiest first.
const KEPT: usize = 256;
/// How many of them are looked up to find articles like it.
const SIGNATURE: usize = 40;

/// The words of an article with their weights; together of length 1, or empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Words, as hashes in ascending order, each once, with their weights.
    pub weights: Vec<(u32, f32)>,
    /// The weightiest words, ascending.
    pub signature: Vec<u32>,
}

impl Terms {
    /// The cosine between two articles, or any two sums of such: 0 for nothing in common.
    pub fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let mut sum = 0.0;
        let mut rest = long;
        for &(word, weight) in short {
            // Doubling steps: as quick for two articles as for an article and a story of a thousand.
            let mut step = 1;
            while step < rest.len() && rest[step].0 < word {
                step *= 2;
            }
            let near = &rest[..rest.len().min(step + 1)];
            let at = near.partition_point(|(other, _)| *other < word);
            rest = &rest[at..];
            match rest.first() {
                Some(&(other, theirs)) if other == word => sum += f64::from(weight) * f64::from(theirs),
                Some(_) => {}
                None => break,
            }
        }
        sum
    }
}

/// Weights to be multiplied with many others: a table of places by the last bits of the words, a quarter of it taken.
pub struct Lookup<'a> {
    weights: &'a [(u32, f32)],
    places: Vec<(u32, f32)>,
}

impl Lookup<'_> {
    /// Makes the table.
    pub fn new(weights: &[(u32, f32)]) -> Lookup<'_> {
        let size = (weights.len() * 4).next_power_of_two();
        let mut lookup = Lookup { weights, places: vec![(0, 0.0); size] };
        // What weighs nothing adds nothing, and leaves its place free.
        for &(word, weight) in weights.iter().filter(|(_, weight)| *weight != 0.0) {
            let place = lookup.place(word);
            lookup.places[place] = (word, weight);
        }
        lookup
    }

    /// Where a word stands, or would.
    fn place(&self, word: u32) -> usize {
        let last = self.places.len() - 1;
        let mut place = word as usize & last;
        while self.places[place].1 != 0.0 && self.places[place].0 != word {
            place = (place + 1) & last;
        }
        place
    }

    /// The same as [`Terms::dot`].
    pub fn dot(&self, other: &[(u32, f32)]) -> f64 {
        if other.len() > 4 * self.weights.len() {
            return Terms::dot(self.weights, other);
        }
        let both = other.iter().map(|&(word, weight)| f64::from(weight) * f64::from(self.places[self.place(word)].1));
        // Zeros change no sum.
        both.fold(0.0, |sum, product| sum + product)
    }
}

/// How one word stands in an article.
#[derive(Default)]
struct Uses {
    count: f64,
    /// With a capital where any word would have none, less the uses in small letters.
    capitals: i32,
}

/// The words of `article`, weighed.
pub fn terms(article: &Article<'_>) -> Terms {
    let mut uses: HashMap<String, Uses> = HashMap::new();
    let mut sentence = 0;
    let title = article.title.filter(|title| !article.text.contains(title.trim()));
    for text in title.into_iter().chain([article.text]) {
        for span in words::sentences(text, Span::new(0, text.len())) {
            let weight = if sentence < LEAD_SENTENCES { LEAD } else { 1.0 };
            sentence += 1;
            each_word(text, span, |word, begins| {
                let uses = uses.entry(stem(&plain(word))).or_default();
                uses.count += weight;
                if word.starts_with(char::is_lowercase) {
                    uses.capitals -= 1;
                } else if word.starts_with(char::is_uppercase) && !begins {
                    uses.capitals += 1;
                }
            });
        }
    }
    let weigh = |(word, uses): (String, Uses)| {
        let kind = match word.as_bytes().first() {
            Some(b'0'..=b'9') => NUMBER,
            _ if uses.capitals > 0 => NAME,
            _ => 1.0,
        };
        let told = word.len() > 1 || kind == NUMBER;
        told.then(|| (hash(&word), kind * (1.0 + libm::log(uses.count)) * rare(&word)))
    };
    let mut all: Vec<(u32, f64)> = uses.into_iter().filter_map(weigh).collect();
    // Two words of one hash would stand in hash order otherwise.
    all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
    all.dedup_by_key(|(word, _)| *word);
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(KEPT);
    let mut signature: Vec<u32> = all.iter().take(SIGNATURE).map(|(word, _)| *word).collect();
    signature.sort_unstable();
    all.sort_by_key(|(word, _)| *word);
    let length = all.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    #[allow(clippy::cast_possible_truncation, reason = "seven digits are plenty")]
    let weights = all.into_iter().filter(|_| length > 0.0).map(|(word, w)| (word, (w / length) as f32)).collect();
    Terms { weights, signature }
}

/// Calls `with` for each word, and whether any word would have a capital there. The parts of a compound are words.
fn each_word(text: &str, sentence: Span, mut with: impl FnMut(&str, bool)) {
    let mut end = None;
    for span in words::words(text, sentence) {
        let begins = end.is_none_or(|end| {
            Span::new(end, span.start).of(text).contains(['.', '!', '?', ':', '"', '“', '”', '‘', '`', '\n'])
        });
        end = Some(span.end);
        let parts = span.of(text).split(['-', '‐', '‑', '&']).filter(|part| !part.is_empty());
        for (at, part) in parts.enumerate() {
            with(part, begins && at == 0);
        }
    }
}

/// How rare a stem or a number is. Numbers are not in the table: the more digits, the more one tells, but for years.
fn rare(word: &str) -> f64 {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    match word.len() {
        1 if digits => 1.5,
        2 if digits => 3.0,
        4 if digits && (word.starts_with("19") || word.starts_with("20")) => 3.0,
        _ => f64::from(rarity(word)),
    }
}

/// FNV-1a in 32 bits: the same on every machine.
pub fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn weight(terms: &Terms, word: &str) -> f32 {
        terms.weights.iter().find(|(hash_, _)| *hash_ == hash(word)).map_or(0.0, |(_, weight)| *weight)
    }

    #[test]
    fn names_and_numbers_weigh_more_than_words_and_the_lead_more_than_the_rest() {
        let text = "Quorl fell. It fell. It fell. They met a velm of 613 near Velmo and a grotch at Ister.";
        let terms = terms(&Article { published: None, text, title: None });
        let [name, number, word] = ["velmo", "613", "grotch"].map(|word| weight(&terms, word));
        assert!(name > number && number > word && word > 0.0, "{name} {number} {word}");
        assert!(weight(&terms, "it") < weight(&terms, "grotch"), "a common word weighs less than a rare one");
        assert!((Terms::dot(&terms.weights, &terms.weights) - 1.0).abs() < 1e-5);
    }

    #[test]
    fn words_are_folded() {
        let [a, b] = ["a bus-stop in two cities of Écluse", "Bus stops: two city’s, Ecluse's"]
            .map(|text| terms(&Article { published: None, text, title: None }));
        for word in ["bus", "stop", "citi", "eclus"] {
            assert!(weight(&a, word) > 0.0 && weight(&b, word) > 0.0, "{word}");
        }
    }

    #[test]
    fn the_year_tells_less_than_a_count() {
        assert!(rare("2026") < rare("2126") && rare("7") < rare("17") && rare("17") < rare("117"));
        assert!(rare("bridg") < rare("xyzzi"));
    }

    #[test]
    fn a_title_counts_once() {
        let text = "Quay closed\nThe quay is closed.";
        let [without, with] =
            [None, Some(" Quay closed ")].map(|title| terms(&Article { published: None, text, title }));
        assert_eq!(without, with);
    }

    #[test]
    fn a_product_finds_all_that_is_shared() {
        let long: Vec<(u32, f32)> = (0..100).map(|word| (word * 3, 1.0)).collect();
        for short in [vec![0], vec![1, 3], vec![0, 3, 4, 150, 297, 300], vec![297], vec![1, 2], vec![]] {
            let shared = short.iter().filter(|word| *word % 3 == 0 && **word < 300).count();
            let short: Vec<(u32, f32)> = short.into_iter().map(|word| (word, 1.0)).collect();
            assert_eq!(Terms::dot(&short, &long), shared as f64);
            assert_eq!(Terms::dot(&long, &short), shared as f64);
        }
    }

    proptest! {
        #[test]
        fn a_lookup_finds_what_a_product_finds(
            a in proptest::collection::btree_map(0..400_u32, -1.0..1.0_f32, 0..60),
            b in proptest::collection::btree_map(0..400_u32, -1.0..1.0_f32, 0..400),
        ) {
            // Words that fall on one place, too.
            let spread = |weights: BTreeMap<u32, f32>| -> Vec<(u32, f32)> {
                weights.into_iter().map(|(word, weight)| (word * 512, weight)).collect()
            };
            let (a, b) = (spread(a), spread(b));
            prop_assert_eq!(Lookup::new(&a).dot(&b), Terms::dot(&a, &b));
            prop_assert_eq!(Lookup::new(&b).dot(&a), Terms::dot(&a, &b));
        }
    }
}
