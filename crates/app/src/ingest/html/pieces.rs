//! A page cut into its paragraphs, without mark-up, each knowing what elements it stands in.

use std::collections::HashMap;

use onrecord_core::span::Span;
use onrecord_core::text::{BlockKind, Marks, Piece, entities};

use super::roles;
use super::scan::{self, Tag, Token};

/// A paragraph of a page.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) piece: Piece,
    /// Whether it stands in an element of running text (`<p>`, `<li>`, `<blockquote>`), not in bare boxes.
    pub(super) running: bool,
}

/// The paragraphs of a page in order: what stands between block elements, or between two `<br>`.
pub(super) fn pieces(html: &str) -> Vec<Paragraph> {
    let mut builder = Builder::default();
    for token in scan::tokens(html) {
        match token {
            Token::Text { span, raw } => builder.text(html, span, raw),
            Token::Start(tag) => builder.start(&tag),
            Token::End(name) => builder.end(&name.to_ascii_lowercase()),
        }
    }
    builder.flush();
    builder.done
}

/// What the elements around a place tell of it.
#[derive(Clone, Copy, Debug, Default)]
struct Context {
    /// Not shown, or not text.
    skip: bool,
    running: bool,
    kind: Option<BlockKind>,
    hint: Option<BlockKind>,
    heading: Option<u8>,
    item: bool,
}

#[derive(Debug)]
struct Open {
    name: String,
    context: Context,
    /// For bold and link: which paragraph it began in, and at which byte of it.
    from: (usize, usize),
}

#[derive(Debug, Default)]
struct Builder {
    open: Vec<Open>,
    /// How many elements of each name are open: an end tag without its start must not search the whole stack.
    names: HashMap<String, usize>,
    piece: Piece,
    context: Option<Context>,
    done: Vec<Paragraph>,
    /// How many paragraphs were begun.
    number: usize,
    /// Whether a `<br>` was the last thing seen.
    broken: bool,
}

impl Builder {
    fn context(&self) -> Context {
        self.open.last().map_or_else(Context::default, |open| open.context)
    }

    fn text(&mut self, html: &str, span: Span, raw: bool) {
        let context = self.context();
        if context.skip || raw {
            return;
        }
        let text = span.of(html);
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let (c, len) = if c == '&' { entities::decode(&text[at..]).unwrap_or((c, 1)) } else { (c, c.len_utf8()) };
            self.piece.push(c, Span::new(span.start + at, span.start + at + len));
            at += len;
            if !c.is_whitespace() {
                self.broken = false;
                self.context.get_or_insert(context);
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let name = tag.name.to_ascii_lowercase();
        if name == "br" {
            if self.broken {
                self.flush();
            }
            self.broken = true;
            self.space();
            return;
        }
        if is_block(&name) {
            self.flush();
            // These end themselves: a paragraph in a paragraph, an item next to an item.
            if let Some(ended) = ends_by_itself(&name)
                && let Some(open) = self.open.last().filter(|open| ended.contains(&&*open.name))
            {
                let open = open.name.clone();
                self.end(&open);
            }
        }
        if is_void(&name) {
            return;
        }
        let context = within(self.context(), &name, tag);
        *self.names.entry(name.clone()).or_default() += 1;
        self.open.push(Open { name, context, from: (self.number, self.piece.text().len()) });
    }

    fn end(&mut self, name: &str) {
        if self.names.get(name).is_none_or(|&open| open == 0) {
            return;
        }
        if is_block(name) {
            self.flush();
        }
        while let Some(open) = self.open.pop() {
            if let Some(count) = self.names.get_mut(&open.name) {
                *count = count.saturating_sub(1);
            }
            if let Some((bold, start)) = self.marking(&open) {
                self.mark(bold, start);
            }
            if open.name == name {
                break;
            }
        }
    }

    /// For bold (true) and links (false): where in the open paragraph the element's words begin.
    fn marking(&self, open: &Open) -> Option<(bool, usize)> {
        let start = if open.from.0 == self.number { open.from.1 } else { 0 };
        match &*open.name {
            "b" | "strong" => Some((true, start)),
            "a" => Some((false, start)),
            _ => None,
        }
    }

    fn mark(&mut self, bold: bool, start: usize) {
        if bold { self.piece.mark_bold(start) } else { self.piece.mark_linked(start) }
    }

    fn space(&mut self) {
        let at = self.piece.end();
        self.piece.push(' ', Span::new(at, at));
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        // A link or bold that goes on past the paragraph's end counts for what it holds of it. Only the innermost
        // elements are asked, or a page that never closes any would take the square of its length.
        let innermost = self.open.len().saturating_sub(8)..;
        let marks: Vec<(bool, usize)> = self.open[innermost].iter().filter_map(|open| self.marking(open)).collect();
        for (bold, start) in marks {
            self.mark(bold, start);
        }
        let mut piece = std::mem::take(&mut self.piece);
        self.number += 1;
        self.broken = false;
        if let Some(context) = self.context.take() {
            let Context { kind, hint, heading, item, .. } = context;
            piece.marks = Marks { kind, hint, heading, item, gap: true };
            self.done.push(Paragraph { piece, running: context.running });
        }
    }
}

/// The context inside of an element.
fn within(outer: Context, name: &str, tag: &Tag<'_>) -> Context {
    let mut context = outer;
    let attribute = |name: &str| tag.attribute(name).unwrap_or_default();
    if SKIPPED.contains(&name)
        || tag.attribute("hidden").is_some_and(|value| value != "until-found")
        || attribute("aria-hidden") == "true"
        || attribute("style").replace(' ', "").contains("display:none")
    {
        context.skip = true;
    }
    match name {
        "nav" | "footer" | "form" => context.kind = Some(outer.kind.unwrap_or(BlockKind::Boilerplate)),
        "aside" => context.kind = Some(outer.kind.unwrap_or(BlockKind::Related)),
        "figcaption" => context.kind = Some(outer.kind.unwrap_or(BlockKind::Caption)),
        "figure" => context.hint = Some(BlockKind::Caption),
        "address" => context.hint = Some(BlockKind::Byline),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => context.heading = name[1..].parse().ok(),
        "p" | "blockquote" | "pre" => context.running = true,
        "li" => {
            context.running = true;
            context.item = true;
        }
        _ => {}
    }
    // The outermost boxes carry the classes of the whole page ("has-sidebar", "with-ads").
    if !matches!(name, "html" | "body" | "main" | "article") {
        let words = ["class", "id", "role", "itemprop", "data-component"].map(attribute).join(" ");
        context.hint = roles::role(&words).or(context.hint);
    }
    context
}

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

const SKIPPED: [&str; 20] = [
    "script", "style", "noscript", "template", "svg", "math", "select", "option", "button", "textarea", "iframe",
    "object", "audio", "video", "canvas", "title", "datalist", "noframes", "noembed", "map",
];

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hr"
            | "html"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
            | "iframe"
            | "video"
    )
}

/// The elements that a start tag of this name ends if they are open right around it.
fn ends_by_itself(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "li" => &["li", "p"],
        "dt" | "dd" => &["dt", "dd", "p"],
        "tr" => &["tr", "td", "th"],
        "td" | "th" => &["td", "th"],
        "body" => &["head"],
        _ => &["p"],
    })
}

/// Whether an element of this name, however written, never has an end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}
