//! The words of a statement that count when two are compared: stems with their weight, names, numbers, days, negation.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::people::spelling;
use crate::people::tables::rows;
use crate::span::Span;
use crate::text::words::words;
use crate::times::{Days, Time, TimeKind, cardinal};

/// What counts of a text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// The stems of the words that carry meaning, with their weights. Rare names are kept by a key of their spelling.
    pub stems: BTreeMap<String, f32>,
    /// The word that each of `stems` stands for, as the text first has it.
    pub forms: BTreeMap<String, String>,
    /// The stems in the order of the text, those of little meaning too.
    pub run: Vec<String>,
    /// Which of `stems` are written as names.
    pub names: BTreeSet<String>,
    /// The numbers, as digits: `24`, `3.5`. Years and days of the month are not among them.
    pub numbers: BTreeSet<String>,
    /// The days that the text speaks of; stretches of more than a month are left out.
    pub days: Vec<Days>,
    /// How many words deny: `not`, `no`, `never`.
    pub negations: usize,
    /// Which of `stems` stand where a word denies them: `agreement` in "there was no agreement".
    pub denied: BTreeSet<String>,
}

/// Words that deny what they stand with.
const NEGATIONS: [&str; 19] = [
    "not", "no", "never", "none", "nothing", "nobody", "neither", "nor", "without", "cannot", "false", "falsely",
    "untrue", "unable", "lack", "lacks", "lacked", "fail", "failed",
];

/// Words that begin a clause which a denial before them does not reach.
const ENDS: [&str; 8] = ["but", "because", "although", "though", "while", "if", "when", "unless"];

/// Words that end the reach of a denial once it has reached a telling word: "did not reach an agreement to share".
const ONWARD: [&str; 12] = ["to", "in", "on", "for", "of", "with", "about", "at", "from", "by", "that", "as"];

/// How many telling words after a word of denial it denies, at most, in its clause.
const SCOPE: usize = 3;

/// A stem that this share of articles holds carries no meaning of its own.
const COMMON: f32 = 0.25;

/// In how many articles of a fixed collection of news each stem stands.
struct Rarity {
    articles: f32,
    counts: HashMap<&'static str, f32>,
}

static RARITY: LazyLock<Rarity> = LazyLock::new(|| {
    let mut counts: HashMap<&str, f32> =
        rows(include_str!("rarity.tsv")).filter_map(|[stem, n]| Some((stem, n.parse().ok()?))).collect();
    Rarity { articles: counts.remove("*").unwrap_or(1.0), counts }
});

/// The natural logarithm of how many articles there are for each that holds a stem, as counted in a fixed collection of
/// news; 0 for what stands in most. A stem that the collection hardly has weighs as much as its rarest.
pub fn rarity(stem: &str) -> f32 {
    let share = RARITY.counts.get(stem).copied().unwrap_or(8.0) / RARITY.articles;
    if share > COMMON { 0.0 } else { -libm::logf(share) }
}

/// The stem of a word in small letters: Snowball's, and an act named by `-ment` under its verb (`agreement`, `agreed`).
pub fn stem(word: &str) -> String {
    verbal(&Stemmer::create(Algorithm::English), word)
}

/// Stems that are counted as another: `deal` as `agree`.
static SYNONYMS: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("synonyms.tsv")).map(|[stem, as_stem]| (stem, as_stem)).collect());

/// The stem under which a word is counted here, synonyms joined.
fn stemmed(stemmer: &Stemmer, word: &str) -> String {
    let stem = verbal(stemmer, word);
    SYNONYMS.get(stem.as_str()).map_or(stem, |other| (*other).to_owned())
}

/// Snowball's stem, and that of the verb for an act named by `-ment`.
fn verbal(stemmer: &Stemmer, word: &str) -> String {
    let stem = stemmer.stem(word);
    let verb = stem.strip_suffix("ment").filter(|verb| verb.len() > 3).map(|verb| stemmer.stem(verb).into_owned());
    verb.filter(|verb| RARITY.counts.contains_key(verb.as_str())).unwrap_or_else(|| stem.into_owned())
}

impl Terms {
    /// What counts of `text`; `times` are the expressions of time in it, wherever their spans lie.
    pub fn of<'t>(text: &str, times: impl IntoIterator<Item = &'t Time>) -> Terms {
        let mut terms = Terms::default();
        let near = |time: &&Time| matches!(time.kind, TimeKind::Date | TimeKind::Time);
        let days = times.into_iter().filter(near).filter_map(|time| time.days);
        terms.days = days.filter(|days| days.count() <= 31).collect();
        let stemmer = Stemmer::create(Algorithm::English);
        let mut month = false;
        let (mut scope, mut last) = (0, 0);
        let all = words(text, Span::new(0, text.len()));
        for (at, &word) in all.iter().enumerate() {
            let first = text[..word.start].trim_end().chars().next_back().is_none_or(|c| ".!?:“\"…".contains(c));
            // A clause ends at a mark, and where another is joined on.
            if text[last..word.start].contains([',', ';', ':', '.', '!', '?', '—', '–'])
                || ENDS.contains(&word.of(text))
            {
                scope = 0;
            }
            last = word.end;
            for part in word.of(text).split(['-', '‐', '‑']).filter(|part| !part.is_empty()) {
                let lower = part.to_lowercase().replace('’', "'");
                if ONWARD.contains(&lower.as_str()) && (1..SCOPE).contains(&scope) {
                    scope = 0;
                }
                let denies = NEGATIONS.contains(&lower.as_str()) || lower.ends_with("n't");
                terms.negations += usize::from(denies);
                scope = if denies && lower != "nobody" { SCOPE } else { scope };
                // "Had we agreed, ..." and "if they had agreed, ..." say that they had not.
                let soon = |word: &str| all[at + 1..].iter().take(3).any(|w| w.of(text) == word);
                if lower == "if" && soon("had") || lower == "had" && first && capital(part) {
                    scope = 2 * SCOPE;
                }
                let number = number(&lower).filter(|n| !month && !year(n));
                month = crate::text::dates::month(&lower).is_some();
                let mut key = stemmed(&stemmer, &lower);
                if capital(part) && !RARITY.counts.contains_key(key.as_str()) {
                    key = spelling(part);
                }
                if capital(part) && !first {
                    terms.names.insert(key.clone());
                }
                match number {
                    Some(number) => {
                        terms.numbers.insert(number);
                    }
                    None if rarity(&key) > 0.0 && !NEGATIONS.contains(&lower.as_str()) && key.len() > 1 => {
                        terms.stems.insert(key.clone(), rarity(&key));
                        if scope > 0 {
                            terms.denied.insert(key.clone());
                            scope -= 1;
                        }
                        terms.forms.entry(key.clone()).or_insert_with(|| part.to_owned());
                    }
                    None => {}
                }
                terms.run.push(key);
            }
        }
        terms.names.retain(|name| terms.stems.contains_key(name));
        terms
    }

    /// The sum of the weights of its stems.
    pub fn weight(&self) -> f32 {
        self.stems.values().sum()
    }
}

fn capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// The value of a number in words or in digits, without the marks of thousands; `None` for other words.
fn number(word: &str) -> Option<String> {
    let large = || [("hundred", 100), ("thousand", 1000)].into_iter().find(|(large, _)| *large == word);
    if let Some(value) = cardinal(word).or_else(|| Some(large()?.1)) {
        return Some(value.to_string());
    }
    let bare: String = word.chars().filter(|&c| c != ',').collect();
    let bare = bare.trim_end_matches("th").trim_end_matches("st").trim_end_matches("nd").trim_end_matches("rd");
    let digits = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
    digits.then(|| bare.to_owned())
}

/// Whether digits are those of a year.
fn year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Terms {
        Terms::of(text, [])
    }

    #[test]
    fn names_numbers_and_negations_are_told_apart() {
        let terms = of("The ferry to Orvik was not raised within 24 hours, Brandt's two engineers said in 2019.");
        assert_eq!(terms.names.iter().map(String::as_str).collect::<Vec<_>>(), ["brandt", "orvik"]);
        assert_eq!(terms.numbers.iter().map(String::as_str).collect::<Vec<_>>(), ["2", "24"]);
        assert_eq!(terms.negations, 1);
        assert!(terms.stems.contains_key("ferri") && !terms.stems.contains_key("the"));
        assert_eq!(of("It didn’t sink").negations, 1);
    }

    #[test]
    fn a_denial_reaches_a_few_words() {
        let denied = |text| of(text).denied.into_iter().collect::<Vec<_>>();
        assert_eq!(denied("There was no treaty, and the ferry sank"), ["treati"]);
        assert_eq!(denied("They did not sign a treaty to share the river"), ["sign", "treati"]);
        assert_eq!(denied("Had we signed a treaty, the ferry would sail"), ["sign", "treati"]);
        assert_eq!(denied("If they had signed, the ferry would sail"), ["sign"]);
        assert!(denied("If they sign a treaty, the ferry will sail").is_empty());
    }

    #[test]
    fn one_name_in_two_spellings_is_one() {
        let key = |text| of(text).names.into_iter().collect::<Vec<_>>();
        assert_eq!(key("they met Orlovsky"), key("they met Orlovskyy"));
    }

    #[test]
    fn rare_words_weigh_more() {
        assert_eq!(rarity("the"), 0.0);
        assert!(rarity("ferri") > rarity("meet"));
        assert!(rarity("zzyzx") >= rarity("ferri"));
    }
}
