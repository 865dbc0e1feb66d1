//! What a page says of itself: JSON-LD, `<meta>`, `<link>`, `<time>`, `<title>`.

use jiff::civil::Date;
use onrecord_core::document::Metadata;
use onrecord_core::text::dates;
use onrecord_core::text::words::collapse;
use serde_json::Value;

use super::scan::{self, Tag, Token};

/// How deep JSON-LD is searched for the article.
const DEPTH: usize = 6;

/// The metadata of a page, and the day of its last change. Within each field, JSON-LD counts before Open Graph, and that before other tags.
pub(super) fn facts(html: &str) -> (Metadata, Option<Date>) {
    let mut found = Found::default();
    let mut tokens = scan::tokens(html).peekable();
    // Times in navigation and lists of other articles are theirs.
    let mut aside = 0usize;
    while let Some(token) = tokens.next() {
        match token {
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                let text = match tokens.peek() {
                    Some(Token::Text { span, .. }) => span.of(html),
                    _ => "",
                };
                match &*name {
                    "nav" | "aside" | "footer" => aside += 1,
                    "time" if aside == 0 => found.time(&tag),
                    "meta" => found.meta(&tag),
                    "link" => found.link(&tag),
                    "title" if found.page_title.is_none() => found.page_title = filled(scan::decoded(text)),
                    "script" if tag.attribute("type").is_some_and(|kind| kind.contains("ld+json")) => found.json(text),
                    _ => {}
                }
            }
            Token::End(name) if ["nav", "aside", "footer"].iter().any(|tag| tag.eq_ignore_ascii_case(name)) => {
                aside = aside.saturating_sub(1);
            }
            _ => {}
        }
    }
    let modified = found.json_modified.or(found.modified);
    (found.into_metadata(), modified)
}

#[derive(Default)]
struct Found {
    json: Metadata,
    graph: Metadata,
    named: Metadata,
    canonical: Option<String>,
    /// The first `<time>`, and whether it is marked as that of publication.
    time: Option<(bool, Date)>,
    page_title: Option<String>,
    json_modified: Option<Date>,
    modified: Option<Date>,
}

impl Found {
    fn into_metadata(self) -> Metadata {
        let tags = Metadata { published: self.time.map(|(_, date)| date), url: self.canonical, ..Metadata::default() };
        let mut all = self.json.or(self.graph).or(tags).or(self.named);
        // A page's title ends in the outlet's name, which is no part of the headline.
        if all.title.is_none() {
            all.title = self.page_title.map(|title| without_outlet(title, all.outlet.as_deref()));
        }
        all
    }

    fn meta(&mut self, tag: &Tag<'_>) {
        let name = ["property", "name", "itemprop"].iter().find_map(|key| tag.attribute(key)).unwrap_or_default();
        let Some(content) = tag.attribute("content").and_then(filled) else { return };
        let text = |slot: &mut Option<String>| {
            slot.get_or_insert(content.clone());
        };
        let date = dates::stamp(&content);
        match &*name.to_ascii_lowercase() {
            "article:published_time" | "og:article:published_time" | "og:published_time" => {
                self.graph.published = self.graph.published.or(date);
            }
            "article:modified_time"
            | "og:article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "dcterms.modified" => {
                self.modified = self.modified.or(date);
            }
            "og:title" => text(&mut self.graph.title),
            "og:site_name" => text(&mut self.graph.outlet),
            "og:url" => text(&mut self.graph.url),
            "twitter:title" | "dc.title" | "headline" | "parsely-title" => text(&mut self.named.title),
            "application-name" | "dc.publisher" | "publisher" => text(&mut self.named.outlet),
            "date"
            | "pubdate"
            | "publishdate"
            | "publish-date"
            | "publish_date"
            | "datepublished"
            | "dc.date"
            | "dc.date.issued"
            | "dcterms.created"
            | "dcterms.date"
            | "sailthru.date"
            | "parsely-pub-date"
            | "article.published"
            | "cxenseparse:recs:publishtime"
            | "date.release"
            | "publication_date" => {
                self.named.published = self.named.published.or(date);
            }
            _ => {}
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        let canonical = tag.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"));
        // A relative address is none that could be looked up.
        let address = tag.attribute("href").and_then(filled).filter(|href| href.contains("://"));
        if canonical && self.canonical.is_none() {
            self.canonical = address;
        }
    }

    fn time(&mut self, tag: &Tag<'_>) {
        let marked = tag.attribute("pubdate").is_some()
            || tag.attribute("itemprop").is_some_and(|prop| prop.eq_ignore_ascii_case("datePublished"));
        let date = tag.attribute("datetime").as_deref().and_then(dates::stamp);
        if let Some(date) = date
            && self.time.is_none_or(|(before, _)| marked && !before)
        {
            self.time = Some((marked, date));
        }
    }

    fn json(&mut self, text: &str) {
        let text = text.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>");
        // Broken JSON-LD is common and tells nothing.
        if let Ok(value) = serde_json::from_str::<Value>(text)
            && let Some(article) = article(&value, DEPTH)
        {
            let text = |value: &Value| value.as_str().map(scan::decoded).and_then(filled);
            let named = |value: &Value| text(value).or_else(|| text(value.get("name")?));
            let field = |key: &str| article.get(key).unwrap_or(&Value::Null);
            let address =
                |value: &Value| text(value).or_else(|| text(value.get("@id")?)).filter(|url| url.contains("://"));
            let publisher = field("publisher");
            let publisher = publisher.as_array().and_then(|all| all.first()).unwrap_or(publisher);
            let here = Metadata {
                published: field("datePublished").as_str().and_then(dates::stamp),
                outlet: named(publisher),
                title: text(field("headline")),
                url: address(field("url")).or_else(|| address(field("mainEntityOfPage"))),
            };
            let modified = field("dateModified").as_str().and_then(dates::stamp);
            self.json_modified = self.json_modified.or(modified);
            self.json = std::mem::take(&mut self.json).or(here);
        }
    }
}

/// The first object of an article's type.
fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Array(values) => values.iter().find_map(|value| article(value, depth - 1)),
        Value::Object(fields) => {
            let kind = fields.get("@type").unwrap_or(&Value::Null);
            let is = |kind: &Value| {
                kind.as_str()
                    .is_some_and(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report")
            };
            if is(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(is)) {
                return Some(value);
            }
            ["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"]
                .iter()
                .find_map(|key| article(fields.get(*key)?, depth - 1))
        }
        _ => None,
    }
}

fn without_outlet(title: String, outlet: Option<&str>) -> String {
    let Some(head) = outlet.and_then(|outlet| title.strip_suffix(outlet)) else { return title };
    let head = head.trim_end_matches([' ', '|', '-', '–', '—', '·', ':', '«', '»']);
    if head.is_empty() { title } else { head.to_owned() }
}

fn filled(text: String) -> Option<String> {
    let text = collapse(&text);
    (!text.is_empty()).then_some(text)
}
