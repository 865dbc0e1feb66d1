//! Small tables of words about people, from the data files beside this one.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// What a word tells of the gender of its bearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Gender {
    /// Feminine.
    Feminine,
    /// Masculine.
    Masculine,
}

/// Words by which a body speaks for one person.
pub(super) const TEAM: [&str; 4] = ["campaign", "team", "camp", "operation"];

/// A title: what it tells of gender, and its words as a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Title {
    /// `Mr`, `Queen`.
    pub gender: Option<Gender>,
    /// `senator` for `Sen.`; `None` for a mere form of address.
    pub role: Option<&'static str>,
}

static TITLES: LazyLock<HashMap<&'static str, Title>> = LazyLock::new(|| {
    let rows = rows(include_str!("titles.tsv"));
    rows.map(|[word, gender, role]| (word, Title { gender: letter(gender), role: (role != "-").then_some(role) }))
        .collect()
});

static GIVEN: LazyLock<HashMap<&'static str, Option<Gender>>> =
    LazyLock::new(|| rows(include_str!("given_names.tsv")).map(|[name, gender]| (name, letter(gender))).collect());

static SHORT: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("nicknames.tsv")).map(|[short, long]| (short, long)).collect());

static PLACES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for [country, adjectives, seats] in rows(include_str!("places.tsv")) {
        words.insert(country, country);
        for word in adjectives.split(',').chain(seats.split(',')).filter(|word| *word != "-") {
            words.insert(word, country);
        }
    }
    words
});

static STATES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("states.tsv")).map(|[short, name]| (short, name)).collect());

/// The state of the USA that a short form stands for.
pub fn state(short: &str) -> Option<&'static str> {
    STATES.get(short).copied()
}

/// The title that these words are, in small letters and without full stops.
pub fn title(words: &str) -> Option<Title> {
    TITLES.get(words).copied()
}

/// Whether this is a given name, and whose.
pub fn given_name(word: &str) -> Option<Option<Gender>> {
    GIVEN.get(word).copied()
}

/// The names that a short form stands for.
pub fn long_forms(short: &str) -> impl Iterator<Item = &'static str> {
    SHORT.get(short).copied().unwrap_or_default().split(',').filter(|name| !name.is_empty())
}

static DEMONYMS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let adjectives = rows(include_str!("places.tsv")).flat_map(|[_, adjectives, _]| adjectives.split(','));
    adjectives.filter(|word| word.len() > 3 && *word != "-" && !word.contains('.')).collect()
});

/// Whether a word tells of a country without naming it: `Ukrainian`, not `U.S.`
pub fn is_demonym(word: &str) -> bool {
    DEMONYMS.contains(word)
}

/// The country that a word stands for: its name, an adjective, its seat of government.
pub fn country(word: &str) -> Option<&'static str> {
    PLACES.get(word).copied()
}

fn letter(gender: &str) -> Option<Gender> {
    match gender {
        "m" => Some(Gender::Masculine),
        "f" => Some(Gender::Feminine),
        _ => None,
    }
}

/// The rows of a table with `N` columns; lines that begin with `#` are for its readers.
pub(crate) fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut cells = line.split('\t');
        [(); N].map(|()| cells.next().unwrap_or("-"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_whole() {
        for (table, columns) in [
            (include_str!("titles.tsv"), 3),
            (include_str!("given_names.tsv"), 2),
            (include_str!("nicknames.tsv"), 2),
            (include_str!("places.tsv"), 3),
            (include_str!("states.tsv"), 2),
        ] {
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                assert_eq!(line.split('\t').count(), columns, "{line}");
                assert_eq!(line, line.to_lowercase(), "{line}");
            }
        }
    }

    #[test]
    fn words_are_found() {
        assert_eq!(title("sen").unwrap().role, Some("senator"));
        assert_eq!(title("mrs").unwrap().gender, Some(Gender::Feminine));
        assert_eq!(given_name("angela"), Some(Some(Gender::Feminine)));
        assert_eq!(country("russian"), country("moscow"));
        assert_eq!(country("harbour"), None);
    }
}
