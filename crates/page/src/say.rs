//! Numbers and days as a page says them.

use std::borrow::Borrow;

use jiff::civil::Date;
use onrecord_app::record::{Tie, Wording};
use onrecord_app::views;
use onrecord_core::statement::Stance;

pub(crate) use onrecord_app::record::Only;

/// How certain something is, in words.
pub(crate) fn sure(score: impl Borrow<f64>) -> &'static str {
    onrecord_app::record::sure(*score.borrow())
}

/// `1 article`, `3,001 articles`.
pub(crate) fn count(number: impl Borrow<usize>, one: &str, many: &str) -> String {
    let number = *number.borrow();
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// `3,001`.
pub(crate) fn grouped(number: impl Borrow<usize>) -> String {
    let digits = number.borrow().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `14 May 2026`.
pub(crate) fn day(date: &Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The same, or that it is not known.
pub(crate) fn day_or(date: &Option<Date>) -> String {
    date.as_ref().map_or_else(|| "day unknown".to_owned(), day)
}

/// A moment of the record as people read it: `14 May 2026, 09:30 UTC`.
pub(crate) fn moment(at: &str) -> String {
    let parsed: Option<jiff::Timestamp> = at.parse().ok();
    parsed.map_or_else(|| at.to_owned(), |at| at.strftime("%-d %B %Y, %H:%M UTC").to_string())
}

/// An address without its scheme, as it is shown.
pub(crate) fn bare(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest)
}

/// `18–25 June 2026`.
pub(crate) fn days(days: &[Date; 2]) -> String {
    views::days(days[0], days[1])
}

/// How many characters of a statement a crowded list repeats.
const SHORT: usize = 220;

/// The words of a statement, in short.
pub(crate) fn shorten(words: &str) -> String {
    views::shorten(words, SHORT)
}

/// A title in a few words.
pub(crate) fn brief(title: &str) -> String {
    views::shorten(title, 48)
}

/// What a relation that makes a dispute does.
pub(crate) fn does(relation: &str) -> &'static str {
    match relation {
        "denies" => "denies",
        "reversal" => "later takes back, against",
        _ => "is at odds with",
    }
}

/// Whether an address is one of the web, which a link may lead to.
pub(crate) fn is_web(url: &str) -> bool {
    onrecord_app::export::web(url).is_some()
}

/// Whether two wordings are the same.
pub(crate) fn is_same(wording: &[Wording]) -> bool {
    onrecord_app::record::is_same(wording)
}

/// The words for stances.
pub(crate) fn stances() -> impl Iterator<Item = &'static str> {
    Stance::ALL.iter().map(|stance| stance.as_str())
}

/// A number as text.
pub(crate) fn text(number: usize) -> String {
    number.to_string()
}

/// What ties a statement to others, in a few words: `denied, changed, 3 ties`.
pub(crate) fn tied(ties: &[Tie], all: &usize) -> String {
    let has = |relation: &str| ties.iter().any(|tie| tie.relation == relation);
    let mut out = Vec::new();
    for (relation, word) in [
        ("denied_by", "denied"),
        ("contradicts", "at odds"),
        ("later_reversed_by", "later changed"),
        ("reverses", "changed"),
    ] {
        if has(relation) {
            out.push(word.to_owned());
        }
    }
    out.push(count(all, "tie", "ties"));
    out.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 12, 999, 1000, 1_234_567].map(grouped), ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(count(1, "article", "articles"), "1 article");
        assert_eq!(moment("2026-05-14T09:30:00Z"), "14 May 2026, 09:30 UTC");
    }
}
