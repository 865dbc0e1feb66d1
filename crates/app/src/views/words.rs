//! What is known of a statement in a few words, the same in the reading view and the brief.

use jiff::civil::Date;

use super::Statement;

/// Titles before a name that tell nothing which the name does not.
const EMPTY: [&str; 8] = ["the", "mr", "mrs", "ms", "miss", "dr", "s", "and"];

/// Days, the first and the last included: `Thursday 25 June 2026`, `18–25 June 2026`, `October 2025`, `2025`.
pub fn days(start: Date, end: Date) -> String {
    let words = |day: Date, format: &str| day.strftime(format).to_string();
    if start == end {
        return words(start, "%A %-d %B %Y");
    }
    let year = start.year() == end.year();
    if start == start.first_of_month() && end == end.last_of_month() {
        return match (year, year && start.month() == end.month(), start.month() == 1 && end.month() == 12) {
            (true, _, true) => words(start, "%Y"),
            (true, true, _) => words(start, "%B %Y"),
            (true, ..) => format!("{} – {}", words(start, "%B"), words(end, "%B %Y")),
            (false, _, true) => format!("{} – {}", words(start, "%Y"), words(end, "%Y")),
            (false, ..) => format!("{} – {}", words(start, "%B %Y"), words(end, "%B %Y")),
        };
    }
    match (year, year && start.month() == end.month()) {
        (_, true) => format!("{}–{}", start.day(), words(end, "%-d %B %Y")),
        (true, _) => format!("{} – {}", words(start, "%-d %B"), words(end, "%-d %B %Y")),
        _ => format!("{} – {}", words(start, "%-d %B %Y"), words(end, "%-d %B %Y")),
    }
}

/// What is known of the act of speaking but its days: the stance if it is more than asserting, to whom, on what
/// occasion, through whom, unless that is only the `outlet` that prints it.
pub(crate) fn circumstances(statement: &Statement, outlet: Option<&str>) -> Vec<String> {
    let mut known = Vec::new();
    if statement.stance != "asserts" {
        known.push(statement.stance.to_owned());
    }
    // "told The Estuary Post" names the way and not another listener.
    let through = |words: &str| statement.via.iter().any(|via| same(via, words));
    known.extend(statement.addressee.iter().filter(|words| !through(words)).map(|words| format!("to {words}")));
    known.extend(statement.occasion.iter().map(|words| uncapitalised(words)));
    let via = statement.via.iter().filter(|via| !outlet.is_some_and(|outlet| same(via, outlet)));
    let via: Vec<&str> = via.map(String::as_str).collect();
    if !via.is_empty() {
        known.push(format!("via {}", via.join(", ")));
    }
    known
}

/// The source in the words of the article, if they are more or other than the speaker's name.
pub(crate) fn own_words(statement: &Statement) -> Option<&str> {
    let source = statement.source.as_ref()?.plain.trim();
    let name = statement.speaker.as_ref().map_or("", |speaker| speaker.name.as_str());
    let name = parts(name);
    (!source.is_empty() && !parts(source).iter().all(|word| name.contains(word))).then_some(source)
}

/// The words that attribute, if they are words: a colon after a name says no more than the name.
pub(crate) fn cue(statement: &Statement) -> Option<&str> {
    let cue = statement.cue.as_ref()?.plain.as_str();
    cue.contains(char::is_alphanumeric).then_some(cue)
}

/// The name of a speaker as prose has it: several are joined by `; ` in the data.
pub(crate) fn listed(name: &str) -> String {
    match name.rsplit_once("; ") {
        Some((first, last)) => format!("{} and {last}", first.replace("; ", ", ")),
        None => name.to_owned(),
    }
}

/// The words that make a difference, in small letters.
fn parts(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).filter(|word| !EMPTY.contains(&word.as_str())).collect()
}

fn same(one: &str, other: &str) -> bool {
    let (one, other) = (parts(one), parts(other));
    !one.is_empty() && one == other
}

/// Words that begin a sentence as they are within one: `At a rally` as `at a rally`.
fn uncapitalised(words: &str) -> String {
    let mut rest = words.chars();
    match (rest.next(), rest.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(rest).collect(),
        _ => words.to_owned(),
    }
}

/// The last part of a document's name, for prose about an article of which nothing better is known; an address stays whole.
pub fn short_name(doc: &str) -> &str {
    let last = doc.rsplit(['/', '\\']).find(|part| !part.is_empty());
    last.filter(|_| !doc.contains("://")).unwrap_or(doc)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_as_short_as_they_can_be() {
        let check = |from: (i16, i8, i8), to: (i16, i8, i8), expected: &str| {
            assert_eq!(days(date(from.0, from.1, from.2), date(to.0, to.1, to.2)), expected);
        };
        check((2026, 6, 25), (2026, 6, 25), "Thursday 25 June 2026");
        check((2026, 6, 18), (2026, 6, 25), "18–25 June 2026");
        check((2026, 5, 28), (2026, 6, 3), "28 May – 3 June 2026");
        check((2025, 12, 29), (2026, 1, 4), "29 December 2025 – 4 January 2026");
        check((2028, 2, 1), (2028, 2, 29), "February 2028");
        check((2028, 2, 1), (2028, 2, 28), "1–28 February 2028");
        check((2025, 6, 1), (2025, 8, 31), "June – August 2025");
        check((2025, 12, 1), (2026, 1, 31), "December 2025 – January 2026");
        check((2025, 1, 1), (2025, 12, 31), "2025");
        check((2024, 1, 1), (2025, 12, 31), "2024 – 2025");
    }

    #[test]
    fn joint_speakers_are_listed() {
        assert_eq!(listed("Oona Lund"), "Oona Lund");
        assert_eq!(listed("Oona Lund; Per Orr"), "Oona Lund and Per Orr");
        assert_eq!(listed("Oona Lund; Per Orr; Ada Venn"), "Oona Lund, Per Orr and Ada Venn");
    }

    #[test]
    fn a_sentence_s_capital_is_dropped_and_a_name_s_is_not() {
        assert_eq!(uncapitalised("At a rally in Ister"), "at a rally in Ister");
        assert_eq!(uncapitalised("TV debate"), "TV debate");
        assert_eq!(uncapitalised(""), "");
    }

    #[test]
    fn a_file_is_called_by_its_name_and_a_page_by_its_address() {
        let names = ["news/tarvo/01.txt", "C:\\news\\01.txt", "01.txt", "https://tarvo.example/a/b", "/", ""];
        assert_eq!(names.map(short_name), ["01.txt", "01.txt", "01.txt", "https://tarvo.example/a/b", "/", ""]);
    }
}
