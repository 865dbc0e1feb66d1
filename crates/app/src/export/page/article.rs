//! One article of the page: its words with the statements marked, and beneath them who says each.

use std::fmt::Write as _;

use onrecord_core::text::{Block, BlockKind};

use super::super::Filed;
use super::super::original::Original;
use super::escape::{isolated, text};
use super::marked::Marks;
use super::{Page, known, provenance, who};
use crate::brief::arrange::Line;
use crate::brief::known::SOURCE;
use crate::brief::title;
use crate::views::{clean, is_shown, shorten};

pub(super) fn article(page: &Page<'_>, article: &Filed<'_>, original: &Original<'_>) -> String {
    let (number, head) = (article.number, article.head);
    let mut marks = Marks::of(article, original);
    let lead = lead(article, original);
    let heading = match lead {
        Some(block) => marks.html(block.span),
        None => text(&clean(title(head))),
    };
    let mut out =
        format!("<article id=\"a{number}\">\n<p class=\"number\">{number}</p>\n<h3 dir=\"auto\">{heading}</h3>\n");
    let _ = writeln!(out, "<p class=\"provenance\">{}</p>", provenance(article));
    let _ = writeln!(out, "<p class=\"file\">{} · SHA-256 {}</p>", isolated(&clean(&head.doc)), text(&head.sha256));
    out.push_str("<div class=\"text\">\n");
    for block in original.view.blocks().iter().filter(|&block| Some(block) != lead) {
        if is_shown(block.kind) || marks.any(block.span) {
            let tag = if matches!(block.kind, BlockKind::Headline | BlockKind::Subheading) { "h4" } else { "p" };
            let _ = writeln!(out, "<{tag} dir=\"auto\">{}</{tag}>", marks.html(block.span));
        }
    }
    out.push_str("</div>\n");
    if article.entries.is_empty() {
        out.push_str("<p class=\"aside\">No statement found.</p>\n");
    } else {
        out.push_str("<ul class=\"lines stated\">\n");
        for entry in article.entries {
            let line = Line { article: number, head, entry };
            let statement = &entry.statement;
            // Words that the view leaves out have no mark to lead to.
            let content = if marks.is_shown(statement.number) { "" } else { &statement.content.plain };
            let mut known = vec![statement.form.as_str().to_owned()];
            known.extend(known::in_article(&line));
            if let (Some(own), Some(_)) = (known::source(&line), &statement.speaker) {
                known.insert(0, format!("“{}”", shorten(own, SOURCE)));
            }
            let who = who(&line);
            let line = page.line(&line, who, content, known);
            let _ = writeln!(out, "<li id=\"l{number}.{}\">{line}</li>", statement.number);
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</article>\n");
    out
}

/// The block that is the article's title.
fn lead<'o>(article: &Filed<'_>, original: &'o Original<'_>) -> Option<&'o Block> {
    let view = &original.view;
    let mut headlines = view.blocks().iter().filter(|block| block.kind == BlockKind::Headline);
    match &article.head.title {
        Some(title) => headlines.find(|block| clean(block.span.of(view.text())) == clean(title)),
        None => headlines.next(),
    }
}
