//! HTML to a view of which every character points to the bytes of the raw file, and what the page says of itself.
//!
//! Two readers share the work. A port of Readability, which has seen more pages than any rule of ours, tells which
//! paragraphs are the article; it builds a tree and forgets where they stood. Our own scanner cuts the page
//! into the same paragraphs and knows their places; what matches is read, and all else is kept as what it is.

mod article;
mod facts;
mod pieces;
mod roles;
mod scan;

use jiff::civil::Date;
use onrecord_core::document::Metadata;
use onrecord_core::text::{BlockKind, View, assemble};

/// The view of a page, and its metadata. Any text gives a view; it has no body if no article was found.
///
/// The metadata: JSON-LD `datePublished`, `headline`, `publisher`, `url`; `<meta>` of Open Graph and the usual names;
/// `<link rel=canonical>`; the first `<time datetime>` outside of navigation and asides; `<title>`.
pub fn read(html: &str) -> (View, Metadata) {
    let page = page(html);
    (page.view, page.told)
}

/// What a page holds.
pub(super) struct Page {
    pub(super) view: View,
    pub(super) told: Metadata,
    /// The day of its last change: JSON-LD `dateModified` or `article:modified_time`.
    pub(super) modified: Option<Date>,
}

/// The same as [`read`], and the day of the last change.
pub(super) fn page(html: &str) -> Page {
    let (told, modified) = facts::facts(html);
    let mut pieces = pieces::pieces(html);
    let own = article::choose(html, &pieces);
    for (piece, own) in pieces.iter_mut().zip(own) {
        // Readability takes the headline out of the article, so a heading of the first rank stays what it is.
        let site = Some(piece.piece.text().trim()) == told.outlet.as_deref();
        let marks = &mut piece.piece.marks;
        let headline = marks.heading == Some(1) && !site;
        let headline = headline && marks.kind.is_none();
        if !own && !headline {
            marks.kind = Some(marks.kind.or(marks.hint).unwrap_or(BlockKind::Boilerplate));
        }
    }
    Page { view: assemble(pieces.into_iter().map(|piece| piece.piece).collect()), told, modified }
}

/// The words of a line of mark-up.
pub(super) fn words(html: &str) -> String {
    let text = scan::tokens(html).filter_map(|token| match token {
        scan::Token::Text { span, raw: false } => Some(scan::decoded(span.of(html))),
        _ => None,
    });
    text.collect()
}

/// Whether a text begins as a page of HTML does.
pub fn looks_like(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start: String = start.chars().take(1000).collect::<String>().to_ascii_lowercase();
    let opens =
        ["<!doctype html", "<html", "<head", "<body", "<article", "<main", "<div", "<section", "<p>", "<p ", "<h1"];
    opens.iter().any(|tag| start.starts_with(tag))
        || ((start.starts_with("<?xml") || start.starts_with("<!--")) && start.contains("<html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const PAGE: &str = r##"<!DOCTYPE html>
<html lang="en"><head><title>Gates at Varn stay shut | The Varn Courier</title>
<meta property="og:title" content="You will not believe what happened at Varn">
<meta property="og:site_name" content="The Varn Courier">
<link rel="canonical" href="https://varncourier.test/gates">
<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "datePublished": "2001-01-01"},
 {"@type": "NewsArticle", "datePublished": "2026-06-25T22:10:00-04:00", "headline": "Gates at Varn stay shut, minister says"}]}</script>
<style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Home</a><li><a href="/w">World</a></ul></nav>
<h1>Gates at Varn stay shut, minister says</h1>
<div class="byline">By Jane Doe</div><time datetime="2026-06-25">25 June</time>
<article><figure><img src="x.jpg" alt="no text"><figcaption>The sluice in spring, before it was shut. Varn Harbour Board</figcaption></figure>
<p>The minister of works <a href="/x">said on Thursday</a> that the gates at Varn would stay shut until the autumn, and that nobody had promised the fishermen of the lower river anything else.</p>
<p>&ldquo;There was a paper, and nobody put a name to it,&rdquo; he told reporters at the sluice, adding that the treaty of the two states had never spoken of fish&nbsp;at all.<br><br>The fishermen of the lower river, who have blocked the bridge since Monday, said that they had letters from his own ministry which said the opposite.</p>
<aside class="related"><p>Related: <a href="/y">Fishermen block the bridge, and the ministry calls it a festival of the river.</a></p></aside>
<p>The commission of both states will meet again on Friday to look at the letters, its speaker said, and a result is not expected before July.</p>
</article>
<div class="comments"><p>This is all a lie, and I know it, because I live there and have seen it with my own eyes.</p></div>
<footer><p>Copyright 2026 The Varn Courier. All rights reserved.</p></footer></body></html>"##;

    fn blocks(html: &str) -> Vec<(BlockKind, String)> {
        let (view, _) = read(html);
        view.blocks().iter().map(|block| (block.kind, block.span.of(view.text()).to_owned())).collect()
    }

    #[test]
    fn the_article_is_read_and_the_page_around_it_is_not() {
        let read: Vec<_> = blocks(PAGE).into_iter().filter(|(kind, _)| kind.reads()).collect();
        assert_eq!(read.len(), 5, "{read:#?}");
        assert_eq!(read[0], (BlockKind::Headline, "Gates at Varn stay shut, minister says".to_owned()));
        assert!(read[1].1.starts_with("The minister of works said on Thursday that"), "{}", read[1].1);
        assert!(read[2].1.ends_with("of fish at all."), "{}", read[2].1);
        assert!(read[3].1.starts_with("The fishermen of the lower river, who"), "{}", read[3].1);
        let kind =
            |start: &str| blocks(PAGE).into_iter().find(|(_, text)| text.starts_with(start)).map(|(kind, _)| kind);
        assert_eq!(kind("The sluice in spring"), Some(BlockKind::Caption));
        assert_eq!(kind("By Jane Doe"), Some(BlockKind::Byline));
        assert_eq!(kind("Related: "), Some(BlockKind::Related));
        assert_eq!(kind("p { color"), None);
    }

    #[test]
    fn words_point_to_the_raw_file() {
        let (view, _) = read(PAGE);
        let words = "“There was a paper, and nobody put a name to it,”";
        let at = view.text().find(words).unwrap();
        let original = view.original((at..at + words.len()).into());
        assert_eq!(original.of(PAGE), "&ldquo;There was a paper, and nobody put a name to it,&rdquo;");
    }

    #[test]
    fn the_page_tells_its_metadata() {
        let (_, told) = read(PAGE);
        assert_eq!(told.published, Some(date(2026, 6, 25)));
        assert_eq!(told.outlet.as_deref(), Some("The Varn Courier"));
        assert_eq!(told.title.as_deref(), Some("Gates at Varn stay shut, minister says"));
        assert_eq!(told.url.as_deref(), Some("https://varncourier.test/gates"));
    }

    #[test]
    fn a_page_of_bare_paragraphs_is_read_too() {
        let read = blocks("<p>The gates stay shut, he said.<p>“No,” she said.<script>x</script>");
        let words: Vec<_> = read.iter().filter(|(kind, _)| kind.reads()).map(|(_, text)| text.as_str()).collect();
        assert_eq!(words, ["The gates stay shut, he said.", "“No,” she said."]);
    }

    #[test]
    fn any_input_is_taken() {
        for html in
            ["", "<", "<p", "</p></p>", "<!--", "<p>a<nav>b", "&#0;", "<b><b><b>x</i></b>", "<title>", "<script>"]
        {
            read(html);
        }
        read(&"<div>".repeat(100_000));
        read(&format!("{}words", "<b><p>".repeat(20_000)));
        read(&"</div>".repeat(100_000));
        read(&"<a href=\"".repeat(50_000));
    }
}
