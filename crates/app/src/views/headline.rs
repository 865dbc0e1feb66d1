//! The words of a statement as a heading.

/// What stands at the end of a wording only because the article's sentence went on.
const DANGLING: [char; 6] = [',', ';', ':', '–', '—', '-'];

/// Pairs of quotation marks.
const QUOTES: [(char, char); 3] = [('“', '”'), ('«', '»'), ('"', '"')];

/// Words as a heading has them: without the `that` that led to them, the comma before the attribution, and quotation marks of
/// which the other one is not there. A wording of which nothing would be left stays as it is.
pub(crate) fn headline(words: &str) -> String {
    let mut text = words.trim().to_owned();
    if let Some(rest) = text.get(..5).filter(|first| *first == "that ").and_then(|_| text.get(5..)) {
        text = rest.trim_start().to_owned();
    }
    text = bounded(&text);
    for (opens, closes) in QUOTES {
        text = paired(text, opens, closes);
    }
    if !text.contains(char::is_alphanumeric) {
        return words.to_owned();
    }
    capital(text)
}

/// The text without what dangles at its end, also within closing quotation marks there.
fn bounded(text: &str) -> String {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || DANGLING.contains(&c));
    let inner = bare.trim_end_matches(['”', '"', '’', '»']);
    let closes = &bare[inner.len()..];
    let clean = inner.trim_end_matches(|c: char| c.is_whitespace() || DANGLING.contains(&c));
    if clean.len() == inner.len() { bare.to_owned() } else { format!("{clean}{closes}") }
}

/// The text without a mark at its beginning or end that belongs to one outside of it; one that is opened and runs on is closed.
fn paired(text: String, opens: char, closes: char) -> String {
    if opens == closes {
        let odd = text.matches(opens).count() % 2 == 1;
        let bare = text.strip_prefix(opens).or_else(|| text.strip_suffix(opens)).unwrap_or(&text);
        return if odd { bare.trim().to_owned() } else { text };
    }
    let (opened, closed) = (text.matches(opens).count(), text.matches(closes).count());
    if opened > closed {
        return match text.strip_prefix(opens) {
            Some(bare) if opened == 1 => bare.trim_start().to_owned(),
            _ => format!("{text}{closes}"),
        };
    }
    if closed > opened { text.strip_suffix(closes).unwrap_or(&text).trim_end().to_owned() } else { text }
}

/// The text with a capital at its beginning, unless its first word has one already, as a name may, or is somebody's quoted.
fn capital(text: String) -> String {
    let first: &str = text.split_whitespace().next().unwrap_or("");
    if !first.chars().all(|c| c.is_lowercase() || !c.is_alphabetic()) {
        return text;
    }
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if c.is_lowercase() => c.to_uppercase().chain(chars).collect(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wordings_become_headings() {
        for (words, expected) in [
            ("that the gates stay shut until May", "The gates stay shut until May"),
            ("that “the gates stay shut,”", "“the gates stay shut”"),
            (
                "“Had anything been agreed, the gates would be open,”",
                "“Had anything been agreed, the gates would be open”",
            ),
            ("“We signed nothing.”", "“We signed nothing.”"),
            ("the weir is sound,", "The weir is sound"),
            ("the weir is “sound,", "The weir is “sound”"),
            ("“The weir is sound", "The weir is sound"),
            ("weir is sound,”", "Weir is sound"),
            ("\"Open it,\"", "\"Open it\""),
            ("open it,\"", "Open it"),
            ("eSluice has no plan", "eSluice has no plan"),
            ("that", "That"),
            ("that that would do:", "That would do"),
            (",”", ",”"),
            ("", ""),
            ("…", "…"),
        ] {
            assert_eq!(headline(words), expected, "{words}");
            assert_eq!(headline(expected), expected, "done twice: {words}");
        }
    }
}
