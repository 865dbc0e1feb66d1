//! The brief in Markdown (CommonMark, and what GitHub adds to it).

use std::fmt::Write;

use super::arrange::{Day, Group, Line, Who};
use super::known::{self, SHORT, SOURCE};
use super::matters::Section;
use super::{Article, Brief, title};
use crate::views::{Person, clean, cue, days, listed, provenance, shorten};

/// Writes the brief as Markdown: in the articles quotations as quote blocks, elsewhere shortened in lists; the words of
/// others escaped.
pub fn write_markdown(out: &mut String, brief: &Brief) {
    let _ = writeln!(out, "# On record\n\n{}", brief.summary());
    for (at, note) in brief.head_notes().enumerate() {
        let _ = writeln!(out, "{}- {}", if at == 0 { "\n" } else { "" }, escape(&note.text));
    }
    for section in brief.sections() {
        write_section(out, &section);
    }
    if brief.has_timeline() {
        write_timeline(out, brief);
    }
    if brief.has_speakers() {
        write_speakers(out, brief);
    }
    out.push_str("\n## Articles\n");
    for (number, article) in (1..).zip(&brief.documents) {
        write_article(out, brief, number, article);
    }
}

fn write_section(out: &mut String, section: &Section<'_>) {
    let _ = writeln!(out, "\n## {}", section.name);
    for matter in &section.matters {
        let _ = writeln!(out, "\n### {}", escape(&matter.heading));
        for (side, said) in &matter.sides {
            let _ = if side.is_empty() { writeln!(out) } else { writeln!(out, "\n**{side}**\n") };
            for line in said.iter().flat_map(|day| &day.lines) {
                let mut known = known::elsewhere(line);
                known.splice(0..0, line.said().map(|(start, end)| days(start, end)));
                write_short(out, line, Some(known::speaker(line).unwrap_or(known::NOBODY)), known);
            }
        }
        if !matter.why.is_empty() {
            out.push('\n');
        }
        for why in &matter.why {
            let _ = writeln!(out, "- *{}*", escape(why));
        }
    }
}

fn write_timeline(out: &mut String, brief: &Brief) {
    let _ = writeln!(out, "\n## Timeline\n\n{}.", known::dated(brief));
    for day in brief.timeline() {
        let _ = writeln!(out, "\n### {}\n", known::said(&day));
        for line in &day.lines {
            write_short(out, line, Some(known::speaker(line).unwrap_or(known::NOBODY)), known::elsewhere(line));
        }
    }
    let undated = brief.undated();
    if !undated.is_empty() {
        let _ = writeln!(out, "\n### {}\n", known::UNKNOWN);
    }
    for article in &undated {
        let _ = writeln!(out, "- Article {}: {}", article.article, escape(&known::undated(article)));
    }
}

fn write_speakers(out: &mut String, brief: &Brief) {
    out.push_str("\n## Speakers\n");
    for sayings in brief.speakers() {
        write_person(out, sayings.person);
        for day in &sayings.days {
            write_day(out, brief, day, sayings.person);
        }
    }
    let unnamed = brief.unnamed();
    if !unnamed.is_empty() {
        let _ = writeln!(out, "\n### {}\n", known::UNNAMED);
    }
    for line in &unnamed {
        let mut known = known::elsewhere(line);
        known.splice(0..0, line.said().map(|(start, end)| days(start, end)));
        write_short(out, line, Some(known::speaker(line).unwrap_or(known::NOBODY)), known);
    }
}

fn write_person(out: &mut String, person: &Person) {
    let _ = writeln!(out, "\n### {}", escape(&person.name));
    let (roles, aliases) = (known::roles(person).join(", "), known::aliases(person).join(", "));
    let also = if aliases.is_empty() { aliases } else { format!("also {aliases}") };
    let known: Vec<String> =
        [roles, also].iter().filter(|words| !words.is_empty()).map(|words| escape(words)).collect();
    if !known.is_empty() {
        let _ = writeln!(out, "\n{}", known.join("; "));
    }
}

fn write_day(out: &mut String, brief: &Brief, day: &Day<'_>, person: &Person) {
    let _ = writeln!(out, "\n**{}**\n", known::said(day));
    for line in &day.lines {
        let mut known = known::elsewhere(line);
        known.splice(0..0, brief.joined(line, person).map(|others| format!("with {}", listed(&others))));
        write_short(out, line, None, known);
    }
}

/// One statement as an item of a list, with its number in the articles.
fn write_short(out: &mut String, line: &Line<'_>, who: Option<&str>, known: Vec<String>) {
    let statement = &line.entry.statement;
    let who = who.map(|who| format!("{} — ", escape(&listed(who)))).unwrap_or_default();
    let cue = cue(statement).map(|cue| format!("{} — ", escape(cue))).unwrap_or_default();
    let content = escape(&shorten(&statement.content.plain, SHORT));
    let mut known: Vec<String> = known.iter().map(|words| escape(words)).collect();
    known.push(code(&known::place(line)));
    let _ = writeln!(out, "- {} {who}{cue}{content} ({})", line.label(), known.join(" · "));
}

fn write_article(out: &mut String, brief: &Brief, number: usize, article: &Article) {
    let head = &article.head;
    let mut known = vec![escape(&provenance(head)), code(&head.doc)];
    known.extend(head.url.as_deref().map(link));
    let _ = writeln!(out, "\n### {number}. {}\n\n{}", escape(title(head)), known.join("\\\n"));
    for group in brief.groups(number, article) {
        write_group(out, &group);
    }
    if article.statements.is_empty() {
        out.push_str("\nNo statement found.\n");
    }
}

fn write_group(out: &mut String, group: &Group<'_>) {
    let who = match group.who {
        Who::Speaker(name) => escape(&listed(name)),
        Who::Unresolved => known::UNRESOLVED.to_owned(),
        Who::Nobody => known::NOBODY.to_owned(),
    };
    let _ = writeln!(out, "\n#### {who}");
    for line in &group.lines {
        write_entry(out, line);
    }
}

fn write_entry(out: &mut String, line: &Line<'_>) {
    let statement = &line.entry.statement;
    let _ = writeln!(out, "\n> {}", escape(&statement.content.plain));
    let source = known::source(line).map(|words| format!("{} — ", escape(&shorten(words, SOURCE)))).unwrap_or_default();
    let cue = cue(statement).map(escape).unwrap_or_default();
    let source = if cue.is_empty() { source.trim_end_matches(" — ") } else { &source };
    let mut known: Vec<String> = Some(format!("{source}{cue}")).into_iter().filter(|w| !w.is_empty()).collect();
    known.push(statement.form.as_str().to_owned());
    known.extend(known::in_article(line).iter().map(|words| escape(words)));
    known.push(code(&known::place(line)));
    let _ = writeln!(out, ">\n> — {} · {}", line.label(), known.join(" · "));
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
