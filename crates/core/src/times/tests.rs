//! The examples of `examples.tsv`, and what must hold for any text.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn the_examples() {
    let mut wrong = Vec::new();
    for row in include_str!("examples.tsv").lines().filter(|row| !row.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [published, marked, values] = cells[..] else { panic!("three cells, please: {row}") };
        let text = marked.replace(['[', ']'], "");
        let found = times(&text, published.parse().ok());
        let mut shown = text.clone();
        for time in found.iter().rev() {
            shown.insert(time.span.end, ']');
            shown.insert(time.span.start, '[');
        }
        let worth = found.iter().map(|time| time.value.as_str()).collect::<Vec<_>>().join(" ");
        if (shown.as_str(), worth.as_str()) != (marked, values) {
            wrong.push(format!("expected {marked} {values}\n     got {shown} {worth}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// The days of the only expression of a text.
fn days(text: &str, published: Option<Date>) -> Option<(Date, Date)> {
    let found = times(text, published);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].days.map(|days| (days.start, days.end))
}

#[test]
fn the_days_that_are_named() {
    let thursday = Some(date(2026, 6, 25));
    for (text, expected) in [
        ("It sank on Thursday.", (date(2026, 6, 25), date(2026, 6, 25))),
        ("It sank earlier in the week.", (date(2026, 6, 22), date(2026, 6, 25))),
        ("It sails later this week.", (date(2026, 6, 25), date(2026, 6, 28))),
        ("It sank last week.", (date(2026, 6, 15), date(2026, 6, 21))),
        ("It sank in late February.", (date(2026, 2, 18), date(2026, 2, 28))),
        ("It sank last August.", (date(2025, 8, 1), date(2025, 8, 31))),
        ("It sank earlier this year.", (date(2026, 1, 1), date(2026, 6, 25))),
        ("It leaked over the past three months.", (date(2026, 3, 25), date(2026, 6, 25))),
        ("It sank in the 1990s.", (date(1990, 1, 1), date(1999, 12, 31))),
        ("It sank two weeks ago.", (date(2026, 6, 8), date(2026, 6, 14))),
        ("It sank at 11:30 p.m. Tuesday.", (date(2026, 6, 23), date(2026, 6, 23))),
    ] {
        assert_eq!(days(text, thursday), Some(expected), "{text}");
    }
    for text in
        ["It sank on Thursday.", "It sank last week.", "It sank today.", "It sank on June 28.", "It sank a year ago."]
    {
        assert_eq!(days(text, None), None, "{text}");
    }
    assert_eq!(days("It sank the day after the storm.", thursday), None);
}

#[test]
fn what_leans() {
    let thursday = Some(date(2026, 6, 25));
    for (text, relative, lean) in [
        ("It sank on June 3, 2026.", false, Lean::Past),
        ("It sank on June 3.", true, Lean::Past),
        ("It will sail on Thursday.", true, Lean::Future),
        ("It will sail next week.", true, Lean::Future),
        ("It waited for two days.", false, Lean::Past),
    ] {
        let found = times(text, thursday);
        assert_eq!((found[0].relative, found[0].lean), (relative, lean), "{text}");
    }
    assert_eq!(times("It will sail on Friday.", None)[0].lean, Lean::Future);
}

#[test]
fn a_line_ends_every_expression() {
    let found = times("He came in June\n2026 was dry. On June\n3 men came.", Some(date(2026, 6, 25)));
    let values: Vec<&str> = found.iter().map(|time| time.value.as_str()).collect();
    assert_eq!(values, ["2026-06", "2026", "2026-06"]);
}

#[test]
fn extreme_days_and_numbers_are_no_trouble() {
    let text = "Yesterday, tomorrow, last week, next week, 4294967295 years ago, 3000 days later, a thousand centuries ago, \
                last century, next Monday, last Friday, June 31, Feb. 29, 0000-00-00, 2026-13-40, the weekend, next year, \
                last year, the last decade, last quarter, a year earlier, the past 9999999999999 weeks, Easter, last winter, \
                25:61 p.m., 99 a.m., 100th century, Thanksgiving, two weeks ago, this winter, 9999 decades from now";
    for published in
        [None, Some(Date::MIN), Some(Date::MAX), Some(date(0, 1, 1)), Some(date(1, 1, 1)), Some(date(9998, 12, 31))]
    {
        assert!(!times(text, published).is_empty());
    }
}

/// Words that time expressions are made of, to be thrown together.
const WORDS: &[&str] = &[
    "Monday",
    "Tuesdays",
    "June",
    "May",
    "Sept.",
    "28",
    "1998",
    "2,000",
    "'98",
    "last",
    "this",
    "next",
    "the",
    "day",
    "week",
    "weeks",
    "year",
    "quarter",
    "ago",
    "later",
    "earlier",
    "after",
    "before",
    "two",
    "twenty",
    "-",
    "third",
    "of",
    "a",
    "half",
    "and",
    "noon",
    "9:30",
    "a.m.",
    "EST",
    "morning",
    "night",
    "every",
    "each",
    "early",
    "mid",
    "end",
    "winter",
    "1990s",
    ",",
    ".",
    "’",
    "s",
    "will",
    "said",
    "to",
    "past",
    "few",
    "99999999999",
    "décembre",
    "中",
    "Christmas",
    "century",
    "\n",
    " ",
    "year-end",
];

proptest! {
    #[test]
    fn spans_lie_in_order_on_character_boundaries(
        words in prop::collection::vec(prop::sample::select(WORDS), 0..40),
        noise in "\\PC{0,40}",
        glue in "[ -]",
        published in prop::option::of((-9999i16..=9999, 1i8..=12, 1i8..=28)),
    ) {
        let text = format!("{}{noise}", words.join(&glue));
        let published = published.map(|(y, m, d)| date(y, m, d));
        for line in text.split('\n') {
            let line = testing::line(line);
            for at in 0..line.len() {
                // The look at the first word alone must lose nothing.
                prop_assert_eq!(rules::read(&line, at), rules::read_any(&line, at));
            }
        }
        let mut end = 0;
        for time in times(&text, published) {
            prop_assert!(end <= time.span.start && time.span.start < time.span.end, "{time:?}");
            prop_assert!(text.is_char_boundary(time.span.start) && text.is_char_boundary(time.span.end));
            prop_assert!(!time.span.of(&text).contains('\n'));
            prop_assert!(!time.value.is_empty());
            end = time.span.end;
        }
    }
}
