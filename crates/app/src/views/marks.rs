//! The reading view: an article for the eye, each statement's words marked in place and listed beneath.

use std::cmp::Reverse;

use anstyle::Style;
use onrecord_core::span::Span;
use onrecord_core::text::{Block, BlockKind, View};

use super::look::Look;
use super::wrap::{Run, clean, shorten, wrap};
use super::{Document, Head, Statement, circumstances, cue, days, listed, own_words, provenance};
use crate::read::Reading;

/// How many characters of a content the list repeats; the article above it has the rest.
const LISTED: usize = 90;

/// Writes an article with its statements marked `⟦1 …⟧` and listed with speaker, cue, what else is known of it, and place.
///
/// Advertisements, links and what else is not the article are left out, and counted in a last line.
pub fn write_reading(out: &mut String, reading: &Reading, document: &Document, look: &Look) {
    let marks = Marks::of(reading);
    let lead = lead(&reading.view, &document.head);
    let paragraph = |block: &Block| {
        let base = if block.kind == BlockKind::Body { Style::new() } else { look.title };
        wrap(&marks.runs(reading.view.text(), block.span, base, look), look.width, "")
    };
    match (lead, &document.head.title) {
        (Some(lead), _) => out.push_str(&paragraph(lead)),
        (None, Some(title)) => out.push_str(&wrap(&[Run::new(title, look.title)], look.width, "")),
        (None, None) => {}
    }
    let aside = format!("{} · {}", provenance(&document.head), document.head.doc);
    out.push_str(&wrap(&[Run::new(aside, look.aside)], look.width, ""));

    let mut hidden: Vec<(BlockKind, usize)> = Vec::new();
    for block in reading.view.blocks().iter().filter(|&block| Some(block) != lead) {
        if is_shown(block.kind) || !marks.within(block.span).is_empty() {
            out.push('\n');
            out.push_str(&paragraph(block));
        } else if let Some((_, count)) = hidden.iter_mut().find(|(kind, _)| *kind == block.kind) {
            *count += 1;
        } else {
            hidden.push((block.kind, 1));
        }
    }
    write_list(out, &document.statements, document.head.outlet.as_deref(), look);
    write_hidden(out, &hidden, look);
}

/// The block that is the article's title: shown once, with its marks.
fn lead<'v>(view: &'v View, head: &Head) -> Option<&'v Block> {
    let mut headlines = view.blocks().iter().filter(|block| block.kind == BlockKind::Headline);
    match &head.title {
        Some(title) => headlines.find(|block| clean(block.span.of(view.text())) == clean(title)),
        None => headlines.next(),
    }
}

fn write_list(out: &mut String, statements: &[Statement], outlet: Option<&str>, look: &Look) {
    out.push('\n');
    if statements.is_empty() {
        out.push_str(&wrap(&[Run::new("No statement found.", look.aside)], look.width, ""));
        return;
    }
    let digits = statements.last().map_or(1, |last| last.number.to_string().len());
    for statement in statements {
        let mut runs = speaker(statement, look);
        runs.push(Run::new("\u{a0}— ", look.aside));
        if let Some(cue) = cue(statement) {
            runs.extend([Run::new(cue, Style::new()), Run::new("\u{a0}— ", look.aside)]);
        }
        runs.push(Run::new(shorten(&statement.content.plain, LISTED), look.content));
        let mut known = vec![statement.form.as_str().to_owned()];
        known.extend(circumstances(statement, outlet));
        known.extend(statement.said.as_ref().map(|said| format!("said {}", days(said.start, said.end))));
        known.push(format!("{}:{}", statement.place.line, statement.place.column));
        runs.push(Run::new(format!(" ({})", known.join(" · ")), look.aside));
        out.push_str(&wrap(&runs, look.width, &format!("{:>digits$}  ", statement.number)));
    }
}

/// Who speaks, with the words of the article where they are others: `Oona Lund (“she”)`.
fn speaker(statement: &Statement, look: &Look) -> Vec<Run> {
    let (named, own) = (statement.speaker.as_ref(), own_words(statement));
    let mut runs: Vec<Run> = named.iter().map(|speaker| Run::new(listed(&speaker.name), look.source)).collect();
    runs.extend(own.map(|own| match named {
        Some(_) => Run::new(format!(" (“{own}”)"), look.aside),
        None => Run::new(format!("“{own}”"), look.source),
    }));
    if runs.is_empty() {
        runs.push(Run::new("No source named", look.aside));
    }
    runs
}

fn write_hidden(out: &mut String, hidden: &[(BlockKind, usize)], look: &Look) {
    if hidden.is_empty() {
        return;
    }
    let counts: Vec<String> = hidden.iter().map(|&(kind, count)| counted(kind, count)).collect();
    out.push('\n');
    out.push_str(&wrap(&[Run::new(format!("Not shown: {}.", counts.join(", ")), look.aside)], look.width, ""));
}

pub(crate) fn is_shown(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Headline | BlockKind::Subheading | BlockKind::Body)
}

fn counted(kind: BlockKind, count: usize) -> String {
    let (one, many) = match kind {
        BlockKind::Headline => ("headline", "headlines"),
        BlockKind::Subheading => ("heading", "headings"),
        BlockKind::Body => ("paragraph", "paragraphs"),
        BlockKind::Caption => ("caption", "captions"),
        BlockKind::Byline => ("byline", "bylines"),
        BlockKind::Dateline => ("dateline", "datelines"),
        BlockKind::Related => ("link to other articles", "links to other articles"),
        BlockKind::Advertisement => ("advertisement", "advertisements"),
        BlockKind::Boilerplate => ("line of the site", "lines of the site"),
    };
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Where marks open and close, in bytes of the view.
struct Marks {
    /// First byte, last byte's end, number of the statement; outer before inner.
    ranges: Vec<(usize, usize, usize)>,
}

impl Marks {
    /// Finds the contents of the statements, which point into the document, in the view.
    fn of(reading: &Reading) -> Marks {
        let characters = Characters::of(&reading.view);
        let mut ranges = Vec::new();
        for statement in &reading.statements {
            for &span in &statement.content.spans {
                let stretches = characters.stretches(span).into_iter();
                ranges.extend(stretches.map(|(start, end)| (start, end, statement.number)));
            }
        }
        ranges.sort_by_key(|&(start, end, number)| (start, Reverse(end), number));
        Marks { ranges }
    }

    /// Those that open inside `block`.
    fn within(&self, block: Span) -> &[(usize, usize, usize)] {
        let from = self.ranges.partition_point(|range| range.0 < block.start);
        let to = self.ranges.partition_point(|range| range.0 < block.end);
        &self.ranges[from..to]
    }

    /// The text of `block` with its marks.
    fn runs(&self, text: &str, block: Span, base: Style, look: &Look) -> Vec<Run> {
        let (mut runs, mut open, mut at) = (Vec::new(), Vec::new(), block.start);
        let mut marks = self.within(block).iter().peekable();
        loop {
            let opens = marks.peek().map_or(block.end, |mark| mark.0);
            let closes = open.iter().copied().min().unwrap_or(block.end);
            let next = opens.min(closes);
            runs.push(Run::new(&text[at..next], if open.is_empty() { base } else { look.content }));
            at = next;
            let before = open.len();
            open.retain(|&end| end > at);
            runs.extend((open.len()..before).map(|_| Run::new("⟧", look.mark)));
            while let Some(&(_, end, number)) = marks.next_if(|mark| mark.0 == at) {
                runs.push(Run::new(format!("⟦{number}\u{a0}"), look.mark));
                open.push(end);
            }
            if at >= block.end {
                return runs;
            }
        }
    }
}

/// The characters of a view's blocks in the order of the original, which may differ from the view's own.
pub(crate) struct Characters {
    /// Where a character begins in the original; its bytes in the view.
    sorted: Vec<(usize, usize, usize)>,
}

impl Characters {
    pub(crate) fn of(view: &View) -> Characters {
        let mut sorted = Vec::new();
        for block in view.blocks() {
            for (at, c) in block.span.of(view.text()).char_indices() {
                let start = block.span.start + at;
                let end = start + c.len_utf8();
                sorted.push((view.original((start..end).into()).start, start, end));
            }
        }
        sorted.sort_unstable();
        Characters { sorted }
    }

    /// The unbroken stretches of the view that stand for `original`.
    pub(crate) fn stretches(&self, original: Span) -> Vec<(usize, usize)> {
        let from = self.sorted.partition_point(|character| character.0 < original.start);
        let to = self.sorted.partition_point(|character| character.0 < original.end);
        let mut stretches: Vec<(usize, usize)> = Vec::new();
        for &(_, start, end) in &self.sorted[from..to] {
            match stretches.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => stretches.push((start, end)),
            }
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use onrecord_core::document::{self, Metadata};
    use onrecord_core::statement::{Form, Passage, Statement};
    use onrecord_core::text::ViewBuilder;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::documents;
    use super::*;

    /// The reading view of `lines` (a block each, the view leaves `|` out) with `contents` as statements.
    fn check(lines: &[(BlockKind, &str)], contents: &[&str], expected: &str) {
        let text: String = lines.iter().map(|(_, line)| format!("{line}\n")).collect();
        let span = |words: &&str| text.find(words).map(|start| Span::new(start, start + words.len())).unwrap();
        assert_eq!(article(lines, &contents.iter().map(span).collect::<Vec<_>>()), expected);
    }

    /// The article of a reading view, without the title and the list.
    fn article(lines: &[(BlockKind, &str)], spans: &[Span]) -> String {
        let (mut text, mut view) = (String::new(), ViewBuilder::default());
        for &(kind, line) in lines {
            for c in line.chars() {
                let start = text.len();
                text.push(c);
                if c != '|' {
                    view.push(c, Span::new(start, text.len()));
                }
            }
            view.close(kind);
            text.push('\n');
        }
        let statement = |(at, &span): (usize, &Span)| {
            let content = Passage { spans: vec![span], plain: span.of(&text).to_owned() };
            Statement::new(at + 1, Form::Indirect, 1.0, content)
        };
        let statements = spans.iter().enumerate().map(statement).collect();
        let sha256 = String::new();
        let document = document::Document { name: "a".to_owned(), text, sha256, metadata: Metadata::default() };
        let readings = [Reading { document, view: view.finish(), people: Vec::new(), times: Vec::new(), statements }];
        let mut out = String::new();
        write_reading(&mut out, &readings[0], &documents(&readings)[0], &Look::plain(60));
        let (article, _) = out.rsplit_once("\n1  ").unwrap();
        article.split_once(" · a\n\n").unwrap().1.to_owned()
    }

    #[test]
    fn one_within_another() {
        let line = (BlockKind::Body, "Aid said the port said it was full, but open.");
        let inner = ["the port said it was full, but open", "it was full"];
        check(&[line], &inner, "Aid said ⟦1 the port said ⟦2 it was full⟧, but open⟧.\n");
        check(&[line], &["it was full", "it was"], "Aid said the port said ⟦1 ⟦2 it was⟧ full⟧, but open.\n");
    }

    #[test]
    fn a_mark_reaches_over_what_the_view_leaves_out_and_over_paragraphs() {
        let lines = [(BlockKind::Body, "It was| full"), (BlockKind::Body, "and open.")];
        check(&lines, &["was| full\nand open"], "It ⟦1 was full⟧\n\n⟦1 and open⟧.\n");
    }

    #[test]
    fn a_caption_is_shown_only_if_it_is_marked() {
        let lines = [(BlockKind::Caption, "Full, he said"), (BlockKind::Caption, "A ship"), (BlockKind::Body, "End.")];
        check(&lines, &["Full"], "⟦1 Full⟧, he said\n\nEnd.\n");
    }

    proptest! {
        #[test]
        fn marks_take_nothing_away(text in "[a-zé ]{0,30}x", spans in vec((0.0..1.0, 0.0..1.0), 1..6)) {
            let ends: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let end = |x: f64| ends[(x * ends.len() as f64) as usize];
            let spans: Vec<Span> =
                spans.into_iter().map(|(a, b)| Span::new(end(a).min(end(b)), end(a).max(end(b)))).collect();
            let shown = article(&[(BlockKind::Body, &text)], &spans);
            prop_assert_eq!(shown.matches('⟦').count(), shown.matches('⟧').count());
            let bare = (1..6).fold(shown, |shown, number| shown.replace(&format!("⟦{number} "), ""));
            prop_assert_eq!(bare.replace('⟧', "").split_whitespace().collect::<String>(), text.replace(' ', ""));
        }
    }
}
