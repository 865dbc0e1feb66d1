//! A person's name in its parts.

use super::fold::{given_names_agree, plain, spelling};
use super::tables::{self, Gender};

/// Small words that belong to the surname after them.
const PARTICLES: [&str; 19] = [
    "de", "del", "della", "der", "den", "di", "da", "dos", "du", "van", "von", "zu", "bin", "ben", "al", "el", "le",
    "la", "ter",
];
/// What may follow a surname.
const SUFFIXES: [&str; 8] = ["jr", "sr", "ii", "iii", "iv", "md", "phd", "mp"];

/// Whether a small word may be part of a name.
pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word.to_lowercase().as_str())
}

/// The words of a person's name, as written: given names, surname with its particles, suffix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    words: Vec<String>,
    /// Where the surname begins.
    surname: usize,
    suffix: Option<String>,
    /// The surname and the first given name as keys: names are compared many times.
    surname_key: String,
    given_key: String,
}

impl PersonName {
    /// From words without titles; `None` if there are none.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<PersonName> {
        let mut words: Vec<String> =
            words.into_iter().map(|word| cased(word.trim_matches('.'))).filter(|word| !word.is_empty()).collect();
        let mut suffix = None;
        while words.len() > 1 && SUFFIXES.contains(&plain(words.last()?).as_str()) {
            suffix = words.pop();
        }
        let mut surname = words.len().checked_sub(1)?;
        while surname > 0
            && is_particle(&words[surname - 1])
            && (surname > 1
                || words[0].starts_with(char::is_lowercase)
                || tables::given_name(&plain(&words[0])).is_none())
        {
            surname -= 1;
        }
        let surname_key = words[surname..].iter().map(|word| spelling(word)).collect::<Vec<_>>().join(" ");
        let given_key = words[..surname].first().map_or_else(String::new, |given| plain(given));
        Some(PersonName { words, surname, suffix, surname_key, given_key })
    }

    /// All words, as a name is given; initials take a full stop: `Josephine K. van der Lund Jr`.
    pub fn full(&self) -> String {
        let initial = |word: &String| word.chars().count() == 1 && word.chars().all(char::is_uppercase);
        let words = self.words.iter().map(|w| if initial(w) && self.is_full() { format!("{w}.") } else { w.clone() });
        let mut full = words.collect::<Vec<_>>().join(" ");
        if let Some(suffix) = &self.suffix {
            full.push(' ');
            full.push_str(suffix);
        }
        full
    }

    /// Whether there is a given name beside the surname.
    pub fn is_full(&self) -> bool {
        self.surname > 0
    }

    /// Whether the first given name is one that many people bear, or an initial.
    pub fn is_known(&self) -> bool {
        self.given().is_some_and(|given| tables::given_name(&self.given_key).is_some() || given.chars().count() == 1)
    }

    /// The first of the given names.
    pub fn given(&self) -> Option<&str> {
        self.is_full().then(|| self.words[0].as_str())
    }

    /// The key of the surname, the same for all its spellings.
    pub fn surname(&self) -> &str {
        &self.surname_key
    }

    /// The key of the surname's last word: names that agree have it in common.
    pub fn key(&self) -> &str {
        self.surname_key.rsplit(' ').next().unwrap_or(&self.surname_key)
    }

    /// Whether both can be names of one person: every word that both have agrees, and the surname is one of them.
    pub fn agrees(&self, other: &PersonName) -> bool {
        if self.key() != other.key() {
            return false;
        }
        if self.ends_with(other) || other.ends_with(self) {
            return true;
        }
        let single = self.words.len() == 1 || other.words.len() == 1;
        let surnames = self.surname_key == other.surname_key || single && self.key() == other.key();
        let given = || {
            let (a, b) = (self.given_key.as_str(), other.given_key.as_str());
            let either = !self.is_full() || !other.is_full();
            either || given_names_agree(a, b) || self.middle_is(b) || other.middle_is(a)
        };
        let suffixes = || {
            self.suffix.is_none()
                || other.suffix.is_none()
                || self.suffix.as_deref().map(plain) == other.suffix.as_deref().map(plain)
        };
        surnames && given() && suffixes()
    }

    /// Whether the other is this name without its given name: a surname of two words.
    fn ends_with(&self, other: &PersonName) -> bool {
        let (mine, theirs) = (&self.words, &other.words);
        let double = theirs.len() > 1 && theirs.len() < mine.len() && tables::given_name(&plain(&theirs[0])).is_none();
        double && mine[mine.len() - theirs.len()..].iter().zip(theirs).all(|(a, b)| spelling(a) == spelling(b))
    }

    /// Whether a single word is this name's given name ("Oona" for "Oona Lund").
    pub fn is_called(&self, other: &PersonName) -> bool {
        other.words.len() == 1 && self.is_full() && self.given_key == plain(&other.words[0])
    }

    /// Whether a single word is a surname within this name, with more of it behind ("Vale" for "Oona Vale Lund").
    pub fn holds(&self, other: &PersonName) -> bool {
        other.words.len() == 1 && self.inner().any(|word| spelling(word) == spelling(&other.words[0]))
    }

    /// The words between the first and the surname; initials are none.
    pub fn inner(&self) -> impl Iterator<Item = &str> {
        self.words[..self.surname].iter().skip(1).map(String::as_str).filter(|word| word.chars().count() > 2)
    }

    /// What the given name tells of gender.
    pub fn gender(&self) -> Option<Gender> {
        self.given().and_then(|_| tables::given_name(&self.given_key)).flatten()
    }

    /// Whether someone is called by a middle name, given as [`plain`] has it: "J. Edgar Hoover", "Edgar Hoover".
    fn middle_is(&self, given: &str) -> bool {
        self.surname > 1 && self.words[1..self.surname].iter().any(|word| word.len() > 2 && plain(word) == given)
    }
}

/// `LUND` as `Lund`; short capitals (`JD`) and mixed case stay.
fn cased(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 4 || word.chars().any(char::is_lowercase) || word.contains('.') {
        return word.to_owned();
    }
    let mut start = true;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if start {
            out.push(c)
        } else {
            out.extend(c.to_lowercase())
        }
        start = !c.is_alphabetic();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(words: &str) -> PersonName {
        PersonName::new(words.split(' ')).unwrap()
    }

    #[test]
    fn parts() {
        assert_eq!(name("Josephine van der Lund").surname(), name("van der Lund").surname());
        assert_eq!(name("ORRIN LUND JR.").full(), "Orrin Lund JR");
        assert!(!name("Lund").is_full());
        assert_eq!(name("Mary Lund").gender(), Some(Gender::Feminine));
    }

    #[test]
    fn one_person_s_names_agree() {
        for (a, b) in [
            ("Mary Lund", "Lund"),
            ("Mary Lund", "Mary J. Lund"),
            ("Sergei Orlov", "Sergey Orlov"),
            ("Bob Marsh", "Robert Marsh"),
            ("J. Edgar Marsh", "Edgar Marsh"),
            ("Josephine van der Lund", "Lund"),
            ("Mary Quillon Lund", "Quillon Lund"),
        ] {
            assert!(name(a).agrees(&name(b)) && name(b).agrees(&name(a)), "{a} {b}");
        }
    }

    #[test]
    fn namesakes_do_not() {
        for (a, b) in [
            ("Mary Lund", "Peter Lund"),
            ("Mary Lund", "Mary Lind"),
            ("Orrin Lund Jr", "Orrin Lund Sr"),
            ("Mary", "Mary Lund"),
        ] {
            assert!(!name(a).agrees(&name(b)), "{a} {b}");
        }
        assert!(name("Mary Lund").is_called(&name("Mary")));
    }
}
