//! Days written out in full, as the headers and addresses of articles give them.
//!
//! Only what is certain is read: `03/04/2026` may be March or April, and `6/7/26` any century, so both are unknown.
//! Times that lean on another day ("on Thursday") are no business of this module.

use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Words that may stand beside a date in a header without making it a sentence.
const BESIDE: [&str; 33] = [
    "at", "am", "pm", "a.m", "p.m", "a", "p", "m", "gmt", "utc", "bst", "est", "edt", "et", "cst", "cdt", "ct", "mst",
    "mdt", "mt", "pst", "pdt", "pt", "cet", "cest", "eet", "eest", "ist", "msk", "local", "time", "on", "h",
];

/// What a line says of its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// Nothing: the line is the date alone.
    Bare,
    /// That the article was published on it.
    Published,
    /// That the article was changed on it.
    Updated,
}

/// The day that a line gives and nothing else: `June 25, 2026`, `Published: 25 June 2026, 14:05 GMT`, `2026-06-25`.
///
/// ```
/// use onrecord_core::text::dates::{Label, line};
/// use jiff::civil::date;
///
/// assert_eq!(line("Published: Thursday, 25 June 2026, 14:05 GMT"), Some((Label::Published, date(2026, 6, 25))));
/// assert_eq!(line("The dam broke on June 25, 2026"), None);
/// assert_eq!(line("03/04/2026"), None);
/// ```
pub fn line(text: &str) -> Option<(Label, Date)> {
    if text.len() > 120 {
        return None;
    }
    let lower = text.to_lowercase();
    let (label, rest) = label(lower.trim());
    let tokens = tokens(rest);
    let (at, len, date) = (0..tokens.len()).find_map(|at| day(&tokens[at..]).map(|(len, date)| (at, len, date)))?;
    let before = tokens[..at].iter().all(|token| weekday(token) || beside(token));
    let after = &tokens[at + len..];
    let after =
        after.iter().position(|&token| matches!(token, "updated" | "modified")).map_or(after, |to| &after[..to]);
    (before && after.iter().all(|token| beside(token))).then_some((label, date))
}

/// The day of a timestamp as machines write it: `2026-06-25`, `2026-06-25T23:30:00-04:00` (the day it was there), or
/// any date that [`line()`] reads.
pub fn stamp(text: &str) -> Option<Date> {
    let text = text.trim();
    let iso = text.get(..10).filter(|_| text[10..].chars().next().is_none_or(|c| !c.is_ascii_digit()));
    iso.and_then(|iso| {
        let b = iso.as_bytes();
        let shaped = b.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
        if shaped { civil(&iso[..4], &iso[5..7], &iso[8..]) } else { None }
    })
    .or_else(|| line(text).map(|(_, date)| date))
}

/// The day in the path of an article's address: `https://paper.test/2026/06/25/treaty`, `.../2026/jun/25/...`,
/// `.../treaty-2026-06-25`.
pub fn address(url: &str) -> Option<Date> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    parts.windows(3).find_map(|w| {
        let recent = w[0].len() == 4 && matches!(w[0].get(..2), Some("19" | "20"));
        let month = month(&w[1].to_lowercase()).map(|m| m.to_string());
        let fits = recent && w[2].len() <= 2 && (month.is_some() || w[1].len() <= 2);
        if fits { civil(w[0], month.as_deref().unwrap_or(w[1]), w[2]) } else { None }
    })
}

fn label(lower: &str) -> (Label, &str) {
    for (words, label) in [
        ("first published", Label::Published),
        ("originally published", Label::Published),
        ("date published", Label::Published),
        ("published", Label::Published),
        ("posted", Label::Published),
        ("date", Label::Published),
        ("last updated", Label::Updated),
        ("last modified", Label::Updated),
        ("updated", Label::Updated),
        ("modified", Label::Updated),
    ] {
        if let Some(rest) = lower.strip_prefix(words)
            && !rest.starts_with(char::is_alphanumeric)
        {
            return (label, rest);
        }
    }
    (Label::Bare, lower)
}

fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | '(' | ')' | '–' | '—'))
        .map(|token| token.trim_matches(['.', ':', ';']))
        .filter(|token| !token.is_empty() && *token != "-")
        .collect()
}

/// Whether a word, in small letters, names a month or a day of the week, in full or shortened.
pub(crate) fn is_month_or_weekday(word: &str) -> bool {
    month(word).is_some() || weekday(word)
}

/// The day that the tokens begin with, and how many tokens it takes up.
fn day(tokens: &[&str]) -> Option<(usize, Date)> {
    let first = *tokens.first()?;
    if let Some(date) = numeric(first) {
        return Some((1, date));
    }
    let [_, second, third, ..] = tokens else { return None };
    let date = if let Some(m) = month(first) {
        civil(third, &m.to_string(), ordinal(second))?
    } else {
        civil(third, &month(second)?.to_string(), ordinal(first))?
    };
    Some((3, date))
}

/// `2026-06-25`, `2026/06/25`, `2026.06.25`, with or without a time after a `t`; `25/06/2026` where no month has that
/// number.
fn numeric(token: &str) -> Option<Date> {
    let token = token.split_once('t').map_or(token, |(day, _)| day);
    for mark in ['-', '/', '.'] {
        let parts: Vec<&str> = token.split(mark).collect();
        if let [a, b, c] = parts[..] {
            if a.len() == 4 {
                return civil(a, b, c);
            }
            let (x, y): (u8, u8) = (a.parse().ok()?, b.parse().ok()?);
            return match (x > 12, y > 12) {
                (true, false) => civil(c, b, a),
                (false, true) => civil(c, a, b),
                _ if x == y => civil(c, a, b),
                _ => None,
            };
        }
    }
    None
}

fn ordinal(token: &str) -> &str {
    ["st", "nd", "rd", "th"].iter().find_map(|end| token.strip_suffix(end)).unwrap_or(token)
}

pub(crate) fn month(token: &str) -> Option<usize> {
    let token = token.trim_end_matches('.');
    let at = MONTHS.iter().position(|month| {
        *month == token || (token.len() == 3 && month.starts_with(token)) || (token == "sept" && *month == "september")
    })?;
    Some(at + 1)
}

fn weekday(token: &str) -> bool {
    WEEKDAYS.iter().any(|day| *day == token || ((3..=5).contains(&token.len()) && day.starts_with(token)))
}

fn beside(token: &str) -> bool {
    // A clock time: 14:05, 3pm, 9.30am, 1405, +02:00.
    let clock = token.trim_end_matches("am").trim_end_matches("pm").trim_end_matches('z');
    let clock =
        !clock.is_empty() && clock.len() <= 8 && clock.chars().all(|c| c.is_ascii_digit() || ":.+-h".contains(c));
    clock || BESIDE.contains(&token)
}

/// A day of a year with four digits.
fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    (1600..=2200).contains(&year).then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn lines_that_are_a_date() {
        let june = date(2026, 6, 25);
        for (text, label) in [
            ("June 25, 2026", Label::Bare),
            ("25 June 2026", Label::Bare),
            ("Jun. 25, 2026", Label::Bare),
            ("25th June 2026", Label::Bare),
            ("Thursday, June 25, 2026", Label::Bare),
            ("Thu 25 Jun 2026 14.05 BST", Label::Bare),
            ("2026-06-25", Label::Bare),
            ("2026/06/25", Label::Bare),
            ("25/06/2026", Label::Bare),
            ("06/25/2026", Label::Bare),
            ("June 25, 2026 | 3:14 p.m. EST", Label::Bare),
            ("Published: 2026-06-25T10:00:00Z", Label::Published),
            ("Published June 25, 2026 Updated June 26, 2026", Label::Published),
            ("Posted on June 25, 2026 at 9:30am", Label::Published),
            ("Updated on June 25, 2026", Label::Updated),
            ("Last updated: 25 June 2026", Label::Updated),
        ] {
            assert_eq!(line(text), Some((label, june)), "{text}");
        }
    }

    #[test]
    fn lines_that_are_none_or_unsure() {
        for text in [
            "",
            "03/04/2026",
            "6/25/26",
            "June 25",
            "June 31, 2026",
            "June 2026",
            "Updated on",
            "On June 25, 2026, the dam broke",
            "The treaty of June 25, 2026",
            "25 June 26",
            "1. 2. 3.",
        ] {
            assert_eq!(line(text), None, "{text}");
        }
    }

    #[test]
    fn stamps_and_addresses() {
        let june = date(2026, 6, 25);
        assert_eq!(stamp("2026-06-25T23:30:00-04:00"), Some(june));
        assert_eq!(stamp("2026-06-25 10:00"), Some(june));
        assert_eq!(stamp("20260625"), None);
        assert_eq!(stamp("2026-06-251"), None);
        assert_eq!(stamp("2026-13-25"), None);
        assert_eq!(address("https://paper.test/2026/06/25/treaty-signed-a931"), Some(june));
        assert_eq!(address("https://paper.test/world/2026/jun/25/treaty"), Some(june));
        assert_eq!(address("https://paper.test/treaty-2026-06-25?x=2020-01-01"), Some(june));
        assert_eq!(address("https://paper.test/news/1234/12/25-reasons"), None);
        assert_eq!(address("https://paper.test/2026/06/treaty"), None);
    }
}
