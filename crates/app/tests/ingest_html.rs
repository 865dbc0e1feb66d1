//! What must hold of the view of any page.

use onrecord_app::ingest::html;
use onrecord_core::span::Span;
use proptest::prelude::*;

const SCRAPS: &[&str] = &[
    "<p>",
    "</p>",
    "<div class=\"related\">",
    "</div>",
    "<nav>",
    "</nav>",
    "<article>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<a href='x'>",
    "</a>",
    "<b>",
    "</b>",
    "<br>",
    "<br/>",
    "<script>",
    "</script>",
    "<style>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<",
    ">",
    "&amp;",
    "&rsquo;",
    "&#x201C;",
    "&",
    "\"",
    "<img alt=\"a>b\">",
    "<title>",
    "</title>",
    "<figure><figcaption>",
    "</figure>",
    "<li>",
    "<ul>",
    "<table><tr><td>",
    "\n",
    "  ",
    "\u{200b}",
    "ß",
    "日本",
    "The minister said on Thursday that the sluice gates would stay shut until the autumn, whatever the fishermen of the river say.",
    "“No,” he said.",
    "June 25, 2026",
    "<time datetime=\"2026-06-25\">",
    "<meta property='og:title' content='x'>",
    "<script type=\"application/ld+json\">{\"@type\": \"Article\", \"datePublished\": \"2026-06-25\"}</script>",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn views_of_pages_are_sound(parts in prop::collection::vec(prop::sample::select(SCRAPS), 0..50), noise in any::<String>()) {
        for page in [parts.concat(), noise] {
            let (view, _) = html::read(&page);
            let mut last = 0;
            for (at, c) in view.text().char_indices() {
                let original = view.original(Span::new(at, at + c.len_utf8()));
                prop_assert!(page.is_char_boundary(original.start) && page.is_char_boundary(original.end));
                prop_assert!(original.start >= last);
                last = original.start;
            }
            let words: Vec<&str> = view.blocks().iter().map(|block| block.span.of(view.text())).collect();
            prop_assert_eq!(words.iter().map(|words| format!("{words}\n")).collect::<String>(), view.text());
        }
    }
}
