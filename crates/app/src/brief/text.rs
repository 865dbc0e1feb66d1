//! The brief for a terminal.

use anstyle::Style;

use super::{Article, Brief, Entry, Group, pointer, title};
use crate::views::{Look, Run, provenance, wrap};

/// Writes the brief as text: what it holds, what could not be read, then the articles with their sources.
pub fn write_text(out: &mut String, brief: &Brief, look: &Look) {
    line(out, &brief.summary(), look.title, look);
    for note in brief.head_notes() {
        out.push_str(&wrap(&[Run::new(&note.text, Style::new())], look.width, "! "));
    }
    for article in &brief.documents {
        write_article(out, brief, article, look);
    }
}

fn write_article(out: &mut String, brief: &Brief, article: &Article, look: &Look) {
    out.push_str("\n\n");
    line(out, title(&article.head), look.title, look);
    line(out, &provenance(&article.head), Style::new(), look);
    if article.head.title.is_some() {
        line(out, &article.head.doc, look.aside, look);
    }
    for group in brief.groups(article) {
        out.push('\n');
        write_group(out, &group, look);
    }
    if article.statements.is_empty() {
        out.push('\n');
        line(out, "No statement found.", look.aside, look);
    }
}

fn write_group(out: &mut String, group: &Group<'_>, look: &Look) {
    match group.source {
        Some(source) => line(out, source, look.source, look),
        None => line(out, "No source named", look.aside, look),
    }
    for entry in &group.entries {
        write_entry(out, entry, look);
    }
}

fn write_entry(out: &mut String, entry: &Entry, look: &Look) {
    let statement = &entry.statement;
    let mut runs = Vec::new();
    if let Some(cue) = &statement.cue {
        runs.extend([Run::new(&cue.plain, Style::new()), Run::new("\u{a0}— ", look.aside)]);
    }
    runs.push(Run::new(&statement.content.plain, Style::new()));
    runs.push(Run::new(format!(" ({})", pointer(entry).replace(' ', "\u{a0}")), look.aside));
    out.push_str(&wrap(&runs, look.width, "  - "));
}

fn line(out: &mut String, text: &str, style: Style, look: &Look) {
    out.push_str(&wrap(&[Run::new(text, style)], look.width, ""));
}
