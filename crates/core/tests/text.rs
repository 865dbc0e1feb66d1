//! What must hold of the view of any text.

use onrecord_core::span::Span;
use onrecord_core::text::{View, dates, entities, header, plain};
use proptest::prelude::*;

/// Scraps of news pages that, thrown together, make trouble: marks without partners, torn quotations, odd characters.
const SCRAPS: &[&str] = &[
    "The minister said",
    "“No",
    "”",
    "\"",
    "'",
    "we will not go,” he said.",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u{a0}",
    "[denied](#)",
    "[",
    "](",
    ")",
    "![a](b)",
    "**",
    "*",
    "_",
    "__",
    "# ",
    "> ",
    "- ",
    "• ",
    "<https://a.test/2026/06/25/x>",
    "<b>",
    "</p>",
    "<!--",
    "-->",
    "<",
    "&amp;",
    "&#8217;",
    "&#xD800;",
    "&",
    "\u{200b}",
    "\u{ad}",
    "\u{feff}",
    "June 25, 2026",
    "Related Stories",
    "Advertisement",
    "2 min read",
    "(AP Photo/Jo Doe)",
    "By Jane Doe",
    "3",
    "İstanbul ß",
    "日本語。",
    "e\u{301}",
    "👩‍👩‍👧",
    "می\u{200c}خواهم",
    "\u{200d}",
    "agree-\nment",
    "the",
    "Original url:",
    "---\n",
    "\u{2028}",
    "\\",
    "varncourier.test",
];

fn texts() -> impl Strategy<Value = String> {
    let scraps = prop::collection::vec(prop::sample::select(SCRAPS), 0..60).prop_map(|parts| parts.concat());
    prop_oneof![3 => scraps, 1 => any::<String>(), 1 => "[ -~“”\n]{0,400}"]
}

fn check(text: &str, view: &View) {
    let mut last = 0;
    let mut end = 0;
    for (at, c) in view.text().char_indices() {
        let original = view.original(Span::new(at, at + c.len_utf8()));
        assert!(
            text.is_char_boundary(original.start) && text.is_char_boundary(original.end),
            "{original:?} in {text:?}"
        );
        assert!(original.start >= last, "places go back at {at} in {text:?}");
        last = original.start;
        if c != '\n' {
            let found = view.find(original);
            assert!(original.is_empty() || found.is_some_and(|found| found.start <= at && at < found.end));
        }
    }
    let mut joined = String::new();
    for block in view.blocks() {
        assert!(block.span.start >= end && !block.span.is_empty(), "blocks overlap in {text:?}");
        end = block.span.end;
        let words = block.span.of(view.text());
        assert!(!words.contains(['\n', '\r', '\t']) && words.trim() == words && !words.contains("  "), "{words:?}");
        joined.push_str(words);
        joined.push('\n');
    }
    assert_eq!(joined, view.text());
}

proptest! {
    #[test]
    fn views_are_sound(text in texts()) {
        let view = plain::view(&text);
        check(&text, &view);
        header::facts(&view, None);
    }

    #[test]
    fn plain_words_lose_nothing(words in "[A-Za-z]{1,9}( [A-Za-z]{1,9}){0,30}") {
        let view = plain::view(&words);
        prop_assert_eq!(view.text().trim_end(), words);
    }

    #[test]
    fn any_line_may_be_asked_for_its_date(text in texts()) {
        dates::line(&text);
        dates::stamp(&text);
        dates::address(&text);
        entities::decode(&text);
    }
}
