//! Character references of HTML: `&amp;`, `&#8217;`, `&#x2019;`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The named references that news texts hold: name, tab, character. HTML knows two thousand more, of mathematics
/// and far alphabets; those stay as they are written.
const NAMES: &str = include_str!("entities.tsv");

/// The character that `text` begins with a reference to, and the bytes that the reference takes up.
///
/// `None` if `text` does not begin with `&`, or the reference is unknown or lacks its semicolon: then the `&` is
/// just itself. A number that is no character gives U+FFFD; those of the Windows-1252 range (`&#146;`) mean what
/// browsers take them for.
pub fn decode(text: &str) -> Option<(char, usize)> {
    let inner = text.strip_prefix('&')?;
    // The longest name in use is far shorter; the bound keeps a text of ampersands from being searched end to end.
    let end = inner.bytes().take(12).position(|b| b == b';')?;
    let name = &inner[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => parse(hex, 16)?,
                None => parse(number, 10)?,
            };
            windows(code).or_else(|| char::from_u32(code).filter(|&c| c != '\0')).unwrap_or('\u{fffd}')
        }
        None => named(name)?,
    };
    Some((c, end + 2))
}

fn parse(digits: &str, radix: u32) -> Option<u32> {
    // `from_str_radix` would take a sign.
    digits.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| u32::from_str_radix(digits, radix).ok()).flatten()
}

fn named(name: &str) -> Option<char> {
    static TABLE: LazyLock<HashMap<&str, char>> = LazyLock::new(|| {
        NAMES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(n, c)| Some((n, c.chars().next()?)))
            .collect()
    });
    TABLE.get(name).copied()
}

fn windows(code: u32) -> Option<char> {
    Some(match code {
        0x80 => '€',
        0x82 => '‚',
        0x84 => '„',
        0x85 => '…',
        0x8b => '‹',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x95 => '•',
        0x96 => '–',
        0x97 => '—',
        0x99 => '™',
        0x9b => '›',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_become_their_characters() {
        assert_eq!(decode("&amp;c"), Some(('&', 5)));
        assert_eq!(decode("&rsquo;s"), Some(('’', 7)));
        assert_eq!(decode("&#8220;No"), Some(('“', 7)));
        assert_eq!(decode("&#x201C;"), Some(('“', 8)));
        assert_eq!(decode("&#146;"), Some(('’', 6)));
        assert_eq!(decode("&nbsp;"), Some(('\u{a0}', 6)));
        assert_eq!(decode("&#xD800;"), Some(('\u{fffd}', 8)));
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["", "&", "& ", "R&D;", "&D;", "&amp", "&nosuchname;", "&#;", "&#x;", "&#+65;", "&öäü;"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
