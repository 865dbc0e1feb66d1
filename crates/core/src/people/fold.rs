//! Names as keys: what spelling, accents and transliteration leave alone.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word in small letters without accents, full stops and apostrophes: `O’Néill` and `O'Neill` are one.
pub fn plain(word: &str) -> String {
    let counts = |c: &char| !matches!(c, '.' | '\'' | '’' | '‘' | '`');
    // Next to all words are of letters that have no other form.
    if word.is_ascii() {
        return word.chars().filter(counts).map(|c| c.to_ascii_lowercase()).collect();
    }
    word.nfd().filter(|&c| !is_combining_mark(c)).filter(counts).flat_map(char::to_lowercase).collect()
}

/// The spellings that transliteration gives one name, as one key: `Sergei` and `Sergey`, `Zelensky` and `Zelenskyy`,
/// `Alexei` and `Aleksey`, `Mohammed` and `Mohamed`. It is no pronunciation: `Jon` and `John` differ.
///
/// ```
/// use onrecord_core::people::spelling;
///
/// assert_eq!(spelling("Zelenskyy"), spelling("Zelensky"));
/// assert_eq!(spelling("Aleksey"), spelling("Alexei"));
/// assert_ne!(spelling("Orlov"), spelling("Orlova"));
/// ```
pub fn spelling(word: &str) -> String {
    let mut key = plain(word).replace("ks", "x").replace("iy", "i").replace("ye", "e").replace("kh", "h");
    key = key.replace(['y', 'j'], "i").replace("tch", "ch").replace("ou", "u").replace('w', "v");
    let mut out = String::with_capacity(key.len());
    for c in key.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// Whether two given names, as [`plain`] has them, may be one: the same, one the other's initial, its short form, or its
/// transliteration.
pub fn given_names_agree(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (x, y) = (spelling(a), spelling(b));
    if x == y {
        return true;
    }
    let initial = |short: &str, long: &str| short.chars().count() == 1 && long.starts_with(short);
    let nickname = |short: &str, long: &str| super::tables::long_forms(short).any(|name| name == long);
    let bare = |name: &str| -> String { name.chars().filter(|c| !"aeiou".contains(*c)).collect() };
    let same_bones = a.len() >= 5 && b.len() >= 5 && a.chars().next() == b.chars().next() && {
        let (x, y) = (bare(&x), bare(&y));
        x == y && x.len() >= 3
    };
    initial(a, b) || initial(b, a) || nickname(a, b) || nickname(b, a) || same_bones
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_marks_and_capitals_do_not_count() {
        for (word, key) in [("O’Néill", "oneill"), ("O'Neill", "oneill"), ("U.S.`", "us"), ("ÉCLUSE", "ecluse")] {
            assert_eq!(plain(word), key);
        }
        let ascii: String = (0..128_u8).map(char::from).collect();
        // An accent at the end takes the way of all other letters.
        assert_eq!(plain(&format!("{ascii}é")), format!("{}e", plain(&ascii)));
    }

    #[test]
    fn given_names_in_many_spellings() {
        for (a, b) in [
            ("Sergei", "Sergey"),
            ("Joe", "Joseph"),
            ("J.", "Joseph"),
            ("Mohammed", "Muhammad"),
            ("Dmitri", "Dmitry"),
            ("José", "Jose"),
            ("Aleksandr", "Alexander"),
        ] {
            assert!(given_names_agree(&plain(a), &plain(b)), "{a} {b}");
        }
    }

    #[test]
    fn other_people_s_names() {
        for (a, b) in [("Jon", "John"), ("Anna", "Hanna"), ("Maria", "Mario"), ("Joe", "Jon"), ("Karl", "Kurt")] {
            assert!(!given_names_agree(&plain(a), &plain(b)), "{a} {b}");
        }
    }

    #[test]
    fn surnames_in_many_spellings() {
        for (a, b) in [("Zelensky", "Zelenskiy"), ("Lukashenko", "Lukashenko"), ("Yeltsin", "Eltsin")] {
            assert_eq!(spelling(a), spelling(b), "{a} {b}");
        }
        for (a, b) in [("Orlov", "Orlova"), ("Marsh", "Mars"), ("Brandt", "Brand")] {
            assert_ne!(spelling(a), spelling(b), "{a} {b}");
        }
    }
}
