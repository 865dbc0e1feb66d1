//! Plain text and Markdown to a view.
//!
//! The two are not told apart: plain text copied from a page or saved by a clipper holds links and emphasis too, and
//! what is no mark-up is left alone.

use std::collections::HashSet;

use super::{Piece, View, inline, lines};

/// The view of a plain text or of Markdown. Any text has one; it has no block if there are no words.
///
/// ```
/// use onrecord_core::text::{BlockKind, plain};
///
/// let view = plain::view("Minister Denies Treaty\n\nThe minister [denied](#) that **any** treaty exists.");
/// let body = view.blocks()[1];
/// assert_eq!(body.kind, BlockKind::Body);
/// assert_eq!(body.span.of(view.text()), "The minister denied that any treaty exists.");
/// ```
pub fn view(text: &str) -> View {
    super::assemble(pieces(text))
}

fn pieces(text: &str) -> Vec<Piece> {
    let words = Words::default();
    lines::paragraphs(text)
        .into_iter()
        .map(|paragraph| {
            let mut piece = Piece::new(paragraph.marks);
            inline::push(text, paragraph.span, &|word| words.contains(text, word), &mut piece);
            piece
        })
        .collect()
}

/// The words of a text, gathered only when a word is first asked for: few texts hyphenate.
#[derive(Default)]
struct Words(std::cell::OnceCell<HashSet<String>>);

impl Words {
    fn contains(&self, text: &str, word: &str) -> bool {
        let all = || text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
        self.0.get_or_init(all).contains(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of the view of `text`, each with its kind before it, must be `expect`.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let view = view(text);
        let blocks: Vec<String> = view
            .blocks()
            .iter()
            .map(|block| format!("{}: {}", block.kind.as_str(), block.span.of(view.text())))
            .collect();
        assert_eq!(blocks, expect);
    }

    #[test]
    fn an_article_with_all_that_pages_put_around_it() {
        check(
            "Homepage World Sluice Gates At Varn Stay...\n\nSluice Gates At Varn Stay Shut\n\nBy Jane Doe\n\nJune 25, 2026\n2 min read\n\n\
             The sluice at Varn in spring **Varn Harbour Board**\n\nThe minister said the gates would stay shut until autumn.\n\n\
             Related article: [Why the River Rises.](#)\n\nWhat comes next\n\n“We will not move,” he said.\n\n“Not now. Not ever.”\n\n\
             Ads by Varnet\n\nMinister Opens Second Lock\nFishermen Block the Bridge Again\n\nRelated Stories\n\nNo stories found.\nvarncourier.test",
            &[
                "boilerplate: Homepage World Sluice Gates At Varn Stay...",
                "headline: Sluice Gates At Varn Stay Shut",
                "byline: By Jane Doe",
                "dateline: June 25, 2026",
                "boilerplate: 2 min read",
                "caption: The sluice at Varn in spring Varn Harbour Board",
                "body: The minister said the gates would stay shut until autumn.",
                "related: Related article: Why the River Rises.",
                "subheading: What comes next",
                "body: “We will not move,” he said.",
                "body: “Not now. Not ever.”",
                "advertisement: Ads by Varnet",
                "related: Minister Opens Second Lock",
                "related: Fishermen Block the Bridge Again",
                "related: Related Stories",
                "boilerplate: No stories found.",
                "boilerplate: varncourier.test",
            ],
        );
    }

    #[test]
    fn a_line_above_a_credit_is_a_caption_and_the_line_above_that_is_not() {
        check(
            "Dam Talks End\nBoth Sides Hail Progress At Varn\nThe delegations at the sluice on Tuesday\nVarn Harbour Board, Public domain\n\n\
             The talks at Varn ended late on Tuesday without a result.",
            &[
                "headline: Dam Talks End",
                "headline: Both Sides Hail Progress At Varn",
                "caption: The delegations at the sluice on Tuesday",
                "caption: Varn Harbour Board, Public domain",
                "body: The talks at Varn ended late on Tuesday without a result.",
            ],
        );
    }

    #[test]
    fn paragraphs_that_look_like_something_else_stay() {
        let first = "The talks at Varn ended late on Tuesday without a result, both sides said.";
        for paragraph in [
            "By Friday, the minister said, all gates would be shut.",
            "\"We will not go,\" he said.",
            "“We will not go,” he said",
            "Related costs rose, she told the council.",
            "“Sign up for nothing,” she warned.",
            "Updated figures, he claimed, prove it.",
            "Why?",
        ] {
            check(
                &format!("{first}\n\n{paragraph}\n\n{first} Nobody left."),
                &[&format!("body: {first}"), &format!("body: {paragraph}"), &format!("body: {first} Nobody left.")],
            );
        }
    }

    #[test]
    fn a_paragraph_torn_by_the_page_is_joined() {
        let whole =
            "body: The minister said the commission was “abandoning the role of an honest broker and taking sides.”";
        for between in ["", "3\n\n", "Advertisement\n\n", "The sluice at Varn **Varn Harbour Board**\n\n"] {
            let text = format!(
                "The minister said the commission was “abandoning the role of an\n\n{between}honest broker and taking sides.”"
            );
            check(&text, &[whole]);
        }
    }

    #[test]
    fn what_is_whole_is_not_joined() {
        check(
            "“This is the first paragraph of a long quotation.\n\n“it goes on in the second,” he said.",
            &["body: “This is the first paragraph of a long quotation.", "body: “it goes on in the second,” he said."],
        );
        let list = "The draft that both sides saw in March would do three things:\n\n- open the gates\n- pay the fishermen of the lower river";
        assert_eq!(view(list).blocks().len(), 3);
    }

    #[test]
    fn lines_broken_at_a_width_become_paragraphs() {
        check(
            "VARN (VNA) - The minister of works said on Thursday that the gates\nat Varn would stay shut until the autumn, and that no promise to\n\
             open them had ever been made by his government to the fisher-\nmen of the lower river.\n   The fishermen did not believe him. They said that they would go\n\
             to the bridge again on Friday and stay there for as long as it\ntook, whatever the minister might say.",
            &[
                "body: VARN (VNA) - The minister of works said on Thursday that the gates at Varn would stay shut until the autumn, \
                 and that no promise to open them had ever been made by his government to the fishermen of the lower river.",
                "body: The fishermen did not believe him. They said that they would go to the bridge again on Friday and stay there \
                 for as long as it took, whatever the minister might say.",
            ],
        );
    }

    #[test]
    fn markdown_headings_lists_and_front_matter() {
        check(
            "---\ntitle: Dam\ndate: 2026-06-25\n---\n\n# Dam Talks End\n\nThe talks at Varn ended late on Tuesday without a result.\n\n\
             ## What is known\n\n> “No gate was opened,” the board said.\n\n* one gate leaks",
            &[
                "boilerplate: title: Dam",
                "boilerplate: date: 2026-06-25",
                "headline: Dam Talks End",
                "body: The talks at Varn ended late on Tuesday without a result.",
                "subheading: What is known",
                "body: “No gate was opened,” the board said.",
                "body: one gate leaks",
            ],
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        for text in ["", "\n\n", "***\n---", "\u{feff}", "![](x)"] {
            check(text, &[]);
        }
    }
}
