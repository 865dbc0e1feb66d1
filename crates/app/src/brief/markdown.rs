//! The brief in Markdown (CommonMark, and what GitHub adds to it).

use std::fmt::Write;

use super::{Article, Brief, Entry, pointer, title};
use crate::views::{clean, provenance};

/// Writes the brief as Markdown: quotations as quote blocks, the words of others escaped.
pub fn write_markdown(out: &mut String, brief: &Brief) {
    let _ = writeln!(out, "# On record\n\n{}", brief.summary());
    for (at, note) in brief.head_notes().enumerate() {
        let _ = writeln!(out, "{}- {}", if at == 0 { "\n" } else { "" }, escape(&note.text));
    }
    for article in &brief.documents {
        write_article(out, brief, article);
    }
}

fn write_article(out: &mut String, brief: &Brief, article: &Article) {
    let head = &article.head;
    let mut known = vec![escape(&provenance(head)), code(&head.doc)];
    known.extend(head.url.as_deref().map(link));
    let _ = writeln!(out, "\n## {}\n\n{}", escape(title(head)), known.join("\\\n"));
    for group in brief.groups(article) {
        let _ = writeln!(out, "\n### {}", group.source.map_or("No source named".to_owned(), escape));
        for entry in &group.entries {
            write_entry(out, entry);
        }
    }
    if article.statements.is_empty() {
        out.push_str("\nNo statement found.\n");
    }
}

fn write_entry(out: &mut String, entry: &Entry) {
    let statement = &entry.statement;
    let _ = writeln!(out, "\n> {}", escape(&statement.content.plain));
    let cue = statement.cue.as_ref().map_or(String::new(), |cue| format!("{}, ", escape(&cue.plain)));
    let _ = writeln!(out, ">\n> — {cue}{}, {}", statement.form.as_str(), code(&pointer(entry)));
}

/// `text` on one line so that Markdown shows it as it is.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let text = clean(text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (at, c) in text.chars().enumerate() {
        let always = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '$' | '#');
        let at_start = at == 0 && matches!(c, '-' | '+' | '=') || at == digits && at > 0 && matches!(c, '.' | ')');
        if always || at_start {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `url` as a link, if it is one of the web's; other schemes could run something.
fn link(url: &str) -> String {
    let web = url.starts_with("https://") || url.starts_with("http://");
    if web && url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')) {
        format!("<{url}>")
    } else {
        escape(url)
    }
}

/// `text` as code, whatever backticks it holds.
fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// The text of the only paragraph of `markdown`, or `None` if it is anything else than plain text.
    fn shown(markdown: &str) -> Option<String> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
        let mut text = String::new();
        for event in Parser::new_ext(markdown, options | Options::ENABLE_MATH | Options::ENABLE_TASKLISTS) {
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::Text(piece) => text.push_str(&piece),
                Event::Code(piece) if markdown.starts_with('`') => text.push_str(&piece),
                _ => return None,
            }
        }
        Some(text)
    }

    #[test]
    fn quotations_keep_their_signs() {
        for text in ["*Very* _good_", "1. First", "2) Second", "- no", "+ yes", "# 10", "a [b](c) & <i>", "~~x~~ | y"] {
            assert_eq!(shown(&escape(text)).as_deref(), Some(text));
        }
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(link("https://post.example/a_b"), "<https://post.example/a_b>");
        assert_eq!(link("javascript:alert(1)"), "javascript:alert(1)");
        assert_eq!(link("https://post.example/<b>"), "https://post.example/\\<b\\>");
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_shown_as_it_is(text in "[-*_`~#+=.)(\\[\\]<>&;|$!:a1 \\\\]{0,24}|\\PC{0,24}") {
            let line = clean(&text);
            prop_assert_eq!(shown(&escape(&text)), Some(line.clone()));
            if !line.is_empty() && !line.starts_with(' ') {
                prop_assert_eq!(shown(&code(&text)), Some(line));
            }
        }
    }
}
