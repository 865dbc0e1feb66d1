//! The brief with its articles as one page to send: no script, no request, every line linked to the words.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::files::Sink;
use super::fragment::{address, web};
use super::original::Original;
use super::{Dossier, Filed};
use crate::brief::arrange::{Day, Line, Sayings};
use crate::brief::known::{self, SHORT, SOURCE};
use crate::brief::matters::Section;
use crate::views::{clean, cue, day, days, listed, shorten};

mod article;
mod escape;
mod marked;

use escape::{attribute, isolated, text};

const STYLE: &str = include_str!("style.css");

/// Writes the page: what is in dispute, changed or agreed; what was said when; who said what; the articles, marked.
pub(super) fn write(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let articles: Vec<Filed<'_>> = what.articles().collect();
    let originals: Vec<Original<'_>> = articles.iter().map(Original::of).collect();
    let page = Page { what, addresses: addresses(&articles, &originals) };
    out.write_all(page.head().as_bytes())?;
    out.write_all(page.brief().as_bytes())?;
    out.write_all(b"<section id=\"articles\">\n<h2>Articles</h2>\n")?;
    for (article, original) in articles.iter().zip(&originals) {
        out.write_all(article::article(&page, article, original).as_bytes())?;
    }
    out.write_all(b"</section>\n</main>\n</body>\n</html>\n")
}

/// Where the words of each statement stand on the web, by article and number.
type Addresses = HashMap<(usize, usize), String>;

fn addresses(articles: &[Filed<'_>], originals: &[Original<'_>]) -> Addresses {
    let mut addresses = Addresses::new();
    for (article, original) in articles.iter().zip(originals) {
        let Some(url) = &article.head.url else { continue };
        for entry in article.entries {
            let places = original.places(&entry.statement.content);
            let address = address(url, original.view.text(), &places);
            addresses.extend(address.map(|address| ((article.number, entry.statement.number), address)));
        }
    }
    addresses
}

struct Page<'a> {
    what: &'a Dossier<'a>,
    addresses: Addresses,
}

impl Page<'_> {
    /// All up to the first section.
    fn head(&self) -> String {
        let brief = self.what.brief;
        let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
        let mut out = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{hash}'; \
             base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>On record: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
            text(&brief.summary())
        );
        let _ = write!(out, "<header>\n<h1>On record</h1>\n<p class=\"summary\">{}</p>\n", text(&brief.summary()));
        if let Some(sources) = self.sources() {
            let _ = writeln!(out, "<p class=\"deck\">{sources}</p>");
        }
        for note in brief.head_notes() {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", isolated(&clean(&note.text)));
        }
        out.push_str(
            "<p class=\"advice\">A number leads to the words in their article. Read them there before you print. What is \
             not listed was not found; that does not mean that nobody said it, or that nobody objected.</p>\n",
        );
        out.push_str(&self.contents());
        out.push_str("</header>\n<main>\n");
        out
    }

    /// The outlets, and the days between which they published.
    fn sources(&self) -> Option<String> {
        let heads = || self.what.brief.documents.iter().map(|article| &article.head);
        let mut outlets: Vec<&str> = Vec::new();
        for outlet in heads().filter_map(|head| head.outlet.as_deref()) {
            if !outlets.contains(&outlet) {
                outlets.push(outlet);
            }
        }
        let outlets: Vec<String> = outlets.into_iter().map(|outlet| isolated(&clean(outlet))).collect();
        let published = || heads().filter_map(|head| head.published);
        let published = published().min().zip(published().max()).map(|(first, last)| days(first, last));
        let parts: Vec<String> =
            [Some(outlets.join(", ")).filter(|all| !all.is_empty()), published].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    fn contents(&self) -> String {
        let brief = self.what.brief;
        let mut items: Vec<(String, &str, String)> = Vec::new();
        for section in brief.sections() {
            items.push((anchor(section.name), section.name, section.matters.len().to_string()));
        }
        if brief.has_timeline() {
            items.push(("timeline".to_owned(), "Timeline", String::new()));
        }
        if brief.has_speakers() {
            items.push(("speakers".to_owned(), "Speakers", String::new()));
        }
        items.push(("articles".to_owned(), "Articles", brief.documents.len().to_string()));
        let item = |(anchor, name, count): (String, &str, String)| {
            let count = if count.is_empty() { count } else { format!(" <span>{count}</span>") };
            format!("<li><a href=\"#{anchor}\">{name}{count}</a></li>")
        };
        format!("<nav aria-label=\"Contents\"><ul>{}</ul></nav>\n", items.into_iter().map(item).collect::<String>())
    }

    /// Everything before the articles.
    fn brief(&self) -> String {
        let brief = self.what.brief;
        let mut out = String::new();
        for section in brief.sections() {
            self.section(&mut out, &section);
        }
        if brief.has_timeline() {
            self.timeline(&mut out);
        }
        if brief.has_speakers() {
            self.speakers(&mut out);
        }
        out
    }

    fn section(&self, out: &mut String, section: &Section<'_>) {
        let _ = writeln!(out, "<section id=\"{}\">\n<h2>{}</h2>", anchor(section.name), section.name);
        for matter in &section.matters {
            let _ = writeln!(out, "<div class=\"matter\">\n<h3>{}</h3>", isolated(&clean(&matter.heading)));
            let two = if matter.sides.len() > 1 { " two" } else { "" };
            let _ = writeln!(out, "<div class=\"sides{two}\">");
            for (side, said) in &matter.sides {
                out.push_str("<div class=\"side\">\n");
                if !side.is_empty() {
                    let _ = writeln!(out, "<h4>{side}</h4>");
                }
                self.lines(out, said.iter().flat_map(|day| &day.lines), |line| (who(line), dated(line)));
                out.push_str("</div>\n");
            }
            out.push_str("</div>\n");
            if !matter.why.is_empty() {
                let why: String = matter.why.iter().map(|why| format!("<li>{}</li>", isolated(&clean(why)))).collect();
                let _ = writeln!(out, "<ul class=\"why\">{why}</ul>");
            }
            out.push_str("</div>\n");
        }
        out.push_str("</section>\n");
    }

    fn timeline(&self, out: &mut String) {
        let brief = self.what.brief;
        let dated = known::dated(brief);
        let _ = writeln!(out, "<section id=\"timeline\">\n<h2>Timeline</h2>\n<p class=\"aside\">{dated}.</p>");
        for day in brief.timeline() {
            let _ = writeln!(out, "<div class=\"day\">\n<h3>{}</h3>", known::said(&day));
            self.lines(out, &day.lines, |line| (who(line), known::elsewhere(line)));
            out.push_str("</div>\n");
        }
        let undated = brief.undated();
        if !undated.is_empty() {
            let _ = writeln!(out, "<div class=\"day\">\n<h3>{}</h3>\n<ul class=\"undated\">", known::UNKNOWN);
            for article in &undated {
                let number = article.article;
                let known = isolated(&clean(&known::undated(article)));
                let _ = writeln!(out, "<li><a class=\"no\" href=\"#a{number}\">{number}</a> <span>{known}</span></li>");
            }
            out.push_str("</ul>\n</div>\n");
        }
        out.push_str("</section>\n");
    }

    fn speakers(&self, out: &mut String) {
        out.push_str("<section id=\"speakers\">\n<h2>Speakers</h2>\n");
        for sayings in self.what.brief.speakers() {
            self.speaker(out, &sayings);
        }
        let unnamed = self.what.brief.unnamed();
        if !unnamed.is_empty() {
            let _ = writeln!(out, "<div class=\"person\">\n<div class=\"whom\">\n<h3>{}</h3>\n</div>", known::UNNAMED);
            self.lines(out, &unnamed, |line| (who(line), dated(line)));
            out.push_str("</div>\n");
        }
        out.push_str("</section>\n");
    }

    fn speaker(&self, out: &mut String, Sayings { person, days }: &Sayings<'_>) {
        let _ =
            writeln!(out, "<div class=\"person\">\n<div class=\"whom\">\n<h3>{}</h3>", isolated(&clean(&person.name)));
        let mut roles = known::roles(person);
        let aliases = known::aliases(person).join(", ");
        roles.extend(Some(aliases).filter(|all| !all.is_empty()).map(|all| format!("also {all}")));
        if !roles.is_empty() {
            let _ = writeln!(out, "<p class=\"aside\">{}</p>", isolated(&clean(&roles.join(", "))));
        }
        let with = |line: &Line<'_>| self.what.brief.joined(line, person).map(|all| format!("with {}", listed(&all)));
        out.push_str("</div>\n");
        for group in days {
            let _ = writeln!(out, "<h4>{}</h4>", said(group));
            self.lines(out, &group.lines, |line| {
                (None, with(line).into_iter().chain(known::elsewhere(line)).collect())
            });
        }
        out.push_str("</div>\n");
    }

    /// A list of statements in short; `told` gives who speaks, if that is to be said, and what else is known.
    fn lines<'b>(
        &self,
        out: &mut String,
        lines: impl IntoIterator<Item = &'b Line<'b>>,
        told: impl Fn(&Line<'b>) -> (Option<String>, Vec<String>),
    ) {
        out.push_str("<ul class=\"lines\">\n");
        for line in lines {
            let (who, known) = told(line);
            let content = shorten(&line.entry.statement.content.plain, SHORT);
            let _ = writeln!(out, "<li>{}</li>", self.line(line, who, &content, known));
        }
        out.push_str("</ul>\n");
    }

    /// One statement: its number, who says it with which words, what is said, and beneath it what is known.
    fn line(&self, line: &Line<'_>, who: Option<String>, content: &str, known: Vec<String>) -> String {
        let label = line.label();
        let place = attribute(&known::place(line));
        let mut out = format!("<a class=\"no\" href=\"#s{label}\" title=\"{place}\">{label}</a>\n<p>");
        if let Some(who) = &who {
            let _ = write!(out, "<b>{}</b> ", isolated(&shorten(&clean(&listed(who)), SOURCE)));
        }
        if let Some(cue) = cue(&line.entry.statement) {
            let _ = write!(out, "<i>{}</i> ", isolated(&clean(cue)));
        }
        let _ =
            write!(out, "<span class=\"words\" dir=\"auto\">{}</span>", text(&clean(content).replace(" …", "\u{a0}…")));
        let mut known: Vec<String> = known.iter().map(|words| isolated(&clean(words))).collect();
        if let Some(address) = self.addresses.get(&(line.article, line.entry.statement.number)) {
            known.push(format!("<a href=\"{}\" rel=\"noreferrer\">on the web</a>", attribute(address)));
        }
        let _ = write!(out, "</p>\n<p class=\"known\">{}</p>", known.join(" · "));
        out
    }
}

/// Who speaks, for a line under no name.
fn who(line: &Line<'_>) -> Option<String> {
    Some(known::speaker(line).unwrap_or(known::NOBODY).to_owned())
}

/// What is known of a line that stands under no day.
fn dated(line: &Line<'_>) -> Vec<String> {
    let mut known = known::elsewhere(line);
    known.splice(0..0, line.said().map(|(start, end)| days(start, end)));
    known
}

fn said(group: &Day<'_>) -> String {
    known::said(group)
}

/// `In dispute` as `in-dispute`.
fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

/// Outlet, day and address of an article.
fn provenance(article: &Filed<'_>) -> String {
    let head = article.head;
    let mut known: Vec<String> = head.outlet.iter().map(|outlet| isolated(&clean(outlet))).collect();
    known.push(day(head.published));
    known.extend(head.url.as_deref().map(|url| match web(url) {
        Some(url) => {
            let shown = url.split_once("://").map_or(url, |(_, rest)| rest);
            format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", attribute(url), isolated(shown))
        }
        None => isolated(&clean(url)),
    }));
    known.join(" · ")
}

#[cfg(test)]
mod tests;
