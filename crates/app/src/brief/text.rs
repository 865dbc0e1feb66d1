//! The brief for a terminal.

use anstyle::Style;

use super::arrange::{Day, Group, Line, Who};
use super::known::{self, SHORT, SOURCE};
use super::matters::Section;
use super::{Article, Brief, title};
use crate::views::{Look, Person, Run, cue, days, listed, provenance, shorten, wrap};

/// Writes the brief as text: what it holds and what could not be read; what is in dispute, changed or agreed; what was
/// said when; who said what; then the articles, with every statement in full.
pub fn write_text(out: &mut String, brief: &Brief, look: &Look) {
    let page = Page { brief, look, width: label_width(brief) };
    page.line(out, &brief.summary(), look.title);
    for note in brief.head_notes() {
        out.push_str(&wrap(&[Run::new(&note.text, Style::new())], look.width, "! "));
    }
    for section in brief.sections() {
        page.matters(out, &section);
    }
    if brief.has_timeline() {
        page.timeline(out);
    }
    if brief.has_speakers() {
        page.speakers(out);
    }
    if brief.has_timeline() || brief.has_speakers() {
        page.section(out, "ARTICLES", "");
    }
    for (number, article) in (1..).zip(&brief.documents) {
        page.article(out, number, article);
    }
}

/// Columns of the longest number.
fn label_width(brief: &Brief) -> usize {
    let lines = (1..).zip(&brief.documents).flat_map(|(number, article)| brief.groups(number, article));
    lines.flat_map(|group| group.lines).map(|line| line.label().len()).max().unwrap_or(0)
}

/// As much of what is said as the timeline and the speakers repeat.
fn short(line: &Line<'_>) -> String {
    shorten(&line.entry.statement.content.plain, SHORT)
}

struct Page<'b> {
    brief: &'b Brief,
    look: &'b Look,
    /// Columns for the numbers of statements.
    width: usize,
}

impl Page<'_> {
    fn matters(&self, out: &mut String, section: &Section<'_>) {
        self.section(out, &section.name.to_uppercase(), "");
        for matter in &section.matters {
            out.push('\n');
            self.line(out, &matter.heading, self.look.source);
            for (side, said) in &matter.sides {
                if !side.is_empty() {
                    out.push_str(&wrap(&[Run::new(*side, self.look.aside)], self.look.width, "  "));
                }
                for line in said.iter().flat_map(|day| &day.lines) {
                    let who = known::speaker(line).map_or_else(|| self.nobody(), |who| self.who(who));
                    let mut known = known::elsewhere(line);
                    known.splice(0..0, line.said().map(|(start, end)| days(start, end)));
                    self.entry(out, "    ", line, Some(who), &short(line), known);
                }
            }
            for why in &matter.why {
                out.push_str(&wrap(&[Run::new(why.clone(), self.look.aside)], self.look.width, "  · "));
            }
        }
    }

    fn timeline(&self, out: &mut String) {
        self.section(out, "TIMELINE", &known::dated(self.brief));
        for day in self.brief.timeline() {
            out.push('\n');
            self.line(out, &known::said(&day), self.look.source);
            for line in &day.lines {
                let who = known::speaker(line).map_or_else(|| self.nobody(), |who| self.who(who));
                self.entry(out, "  ", line, Some(who), &short(line), known::elsewhere(line));
            }
        }
        let undated = self.brief.undated();
        if undated.is_empty() {
            return;
        }
        out.push('\n');
        self.line(out, known::UNKNOWN, self.look.source);
        for article in &undated {
            let label = format!("  {:<1$}  ", article.article, self.width);
            out.push_str(&wrap(&[Run::new(known::undated(article), Style::new())], self.look.width, &label));
        }
    }

    fn speakers(&self, out: &mut String) {
        self.section(out, "SPEAKERS", "");
        for sayings in self.brief.speakers() {
            out.push('\n');
            self.person(out, sayings.person);
            for day in &sayings.days {
                self.day(out, day, sayings.person);
            }
        }
        let unnamed = self.brief.unnamed();
        if unnamed.is_empty() {
            return;
        }
        out.push('\n');
        self.line(out, known::UNNAMED, self.look.source);
        for line in &unnamed {
            let who = known::speaker(line).map_or_else(|| self.nobody(), |who| self.who(who));
            let mut known = known::elsewhere(line);
            known.splice(0..0, line.said().map(|(start, end)| days(start, end)));
            self.entry(out, "  ", line, Some(who), &short(line), known);
        }
    }

    fn person(&self, out: &mut String, person: &Person) {
        self.line(out, &person.name, self.look.source);
        for (what, all) in [("", known::roles(person).join(", ")), ("also ", known::aliases(person).join(", "))] {
            if !all.is_empty() {
                out.push_str(&wrap(&[Run::new(format!("{what}{all}"), self.look.aside)], self.look.width, "  "));
            }
        }
    }

    fn day(&self, out: &mut String, day: &Day<'_>, person: &Person) {
        out.push_str(&wrap(&[Run::new(known::said(day), Style::new())], self.look.width, "  "));
        for line in &day.lines {
            let mut known = known::elsewhere(line);
            known.splice(0..0, self.brief.joined(line, person).map(|others| format!("with {}", listed(&others))));
            self.entry(out, "    ", line, None, &short(line), known);
        }
    }

    fn article(&self, out: &mut String, number: usize, article: &Article) {
        out.push_str("\n\n");
        let label = format!("{number}  ");
        out.push_str(&wrap(&[Run::new(title(&article.head), self.look.title)], self.look.width, &label));
        self.line(out, &provenance(&article.head), Style::new());
        if article.head.title.is_some() {
            self.line(out, &article.head.doc, self.look.aside);
        }
        for group in self.brief.groups(number, article) {
            out.push('\n');
            self.group(out, &group);
        }
        if article.statements.is_empty() {
            out.push('\n');
            self.line(out, "No statement found.", self.look.aside);
        }
    }

    fn group(&self, out: &mut String, group: &Group<'_>) {
        match group.who {
            Who::Speaker(name) => self.line(out, &listed(name), self.look.source),
            Who::Unresolved => self.line(out, known::UNRESOLVED, self.look.aside),
            Who::Nobody => self.line(out, known::NOBODY, self.look.aside),
        }
        for line in &group.lines {
            let source = known::source(line).map(|words| Run::new(shorten(words, SOURCE), Style::new()));
            self.entry(out, "  ", line, source, &line.entry.statement.content.plain, known::in_article(line));
        }
    }

    /// One statement: number, who if that is not said above, cue, content, and in brackets what is known of it.
    fn entry(
        &self,
        out: &mut String,
        indent: &str,
        line: &Line<'_>,
        who: Option<Run>,
        content: &str,
        mut known: Vec<String>,
    ) {
        let dash = || Run::new("\u{a0}— ", self.look.aside);
        let mut runs: Vec<Run> = who.into_iter().flat_map(|who| [who, dash()]).collect();
        if let Some(cue) = cue(&line.entry.statement) {
            runs.extend([Run::new(cue, Style::new()), dash()]);
        }
        runs.push(Run::new(content, Style::new()));
        known.push(known::place(line).replace(' ', "\u{a0}"));
        runs.push(Run::new(format!(" ({})", known.join(" · ")), self.look.aside));
        out.push_str(&wrap(&runs, self.look.width, &format!("{indent}{:<1$}  ", line.label(), self.width)));
    }

    fn who(&self, name: &str) -> Run {
        Run::new(shorten(&listed(name), SOURCE), self.look.source)
    }

    fn nobody(&self) -> Run {
        Run::new(known::NOBODY, self.look.aside)
    }

    fn section(&self, out: &mut String, name: &str, aside: &str) {
        out.push_str("\n\n");
        let mut runs = vec![Run::new(name, self.look.title)];
        if !aside.is_empty() {
            runs.push(Run::new(format!(" · {aside}"), self.look.aside));
        }
        out.push_str(&wrap(&runs, self.look.width, ""));
    }

    fn line(&self, out: &mut String, text: &str, style: Style) {
        out.push_str(&wrap(&[Run::new(text, style)], self.look.width, ""));
    }
}
