//! Feeds: each entry of RSS, Atom or JSON Feed is an article.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use feed_rs::model::{Entry, Feed, Link, Text};
use feed_rs::parser::Builder;
use jiff::civil::Date;
use onrecord_core::document::Metadata;
use onrecord_core::text::dates;
use onrecord_core::text::words::collapse;

use super::html;
use super::item::{Article, Markup, Origin};
use super::problem::{Cause, Problem};
use super::whole::{Read, Whole};

/// The entries of a feed that hold words.
///
/// # Errors
/// Bytes that are no feed.
pub(super) fn articles(whole: Whole) -> Result<Read, Cause> {
    // What has no name of its own is numbered here: the library would draw lots.
    let parser = Builder::new()
        .base_uri(whole.stated.url.as_deref())
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| day(text).and_then(midnight))
        .build();
    let feed = parser.parse(&*whole.bytes).map_err(|error| Cause::Feed(error.to_string()))?;
    let Feed { title, entries, .. } = feed;
    let outlet = title.and_then(words);
    let numbered = entries.into_iter().enumerate();
    let found: Read = numbered.map(|(at, entry)| article(&whole, entry, at + 1, outlet.clone())).collect();
    if found.is_empty() { Err(Cause::NoMembers) } else { Ok(found) }
}

fn article(whole: &Whole, mut entry: Entry, number: usize, outlet: Option<String>) -> Result<Article, Problem> {
    let url = address(&entry.links);
    let name = url.clone().or_else(|| Some(entry.id.clone()).filter(|id| !id.trim().is_empty()));
    let name = name.unwrap_or_else(|| format!("{}#{number}", whole.name));
    let origin = Origin::member(&whole.origin.file, &*name);
    let (text, plain) = text(&mut entry).ok_or_else(|| origin.problem(Cause::MissingText))?;
    let markup = if plain && !html::looks_like(&text) { Markup::Plain } else { Markup::Html };
    let published = entry.published.and_then(date);
    // The library copies the day of publication where no other is given.
    let modified = entry.updated.filter(|updated| Some(*updated) != entry.published).and_then(date);
    Ok(Article {
        origin,
        name,
        raw: text.clone().into_bytes(),
        text,
        markup,
        format: "feed",
        stated: Metadata { published, outlet, title: entry.title.and_then(words), url },
        weak: Metadata::default(),
        modified,
        fetched: whole.fetched,
    })
}

/// The text of an entry in full, or else its summary, and whether it is stated to be plain text.
fn text(entry: &mut Entry) -> Option<(String, bool)> {
    let filled = |(text, plain): (String, bool)| (!text.trim().is_empty()).then_some((text, plain));
    let content = entry.content.take().and_then(|content| {
        let plain = content.content_type.as_str().starts_with("text/plain");
        content.body.and_then(|body| filled((body, plain)))
    });
    content.or_else(|| {
        let summary = entry.summary.take()?;
        let plain = summary.content_type.as_str().starts_with("text/plain");
        filled((summary.content, plain))
    })
}

/// The address of an entry: its first link that is one to a page.
fn address(links: &[Link]) -> Option<String> {
    let page = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let found = links.iter().find(page).or_else(|| links.first())?;
    Some(found.href.trim().to_owned()).filter(|href| href.contains("://"))
}

/// A title as words: titles of feeds may hold mark-up.
fn words(text: Text) -> Option<String> {
    let plain = match text.content.contains(['<', '&']) {
        true => html::words(&text.content),
        false => text.content,
    };
    let plain = collapse(&plain);
    (!plain.is_empty()).then_some(plain)
}

/// The day of a timestamp there where it was written, as everywhere in onrecord; not the day it was in Greenwich.
fn day(text: &str) -> Option<Date> {
    dates::stamp(text).or_else(|| {
        let parser = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true);
        parser.parse_zoned(text.trim()).ok().map(|time| time.date())
    })
}

fn midnight(day: Date) -> Option<DateTime<Utc>> {
    let day = NaiveDate::from_ymd_opt(
        day.year().into(),
        day.month().cast_unsigned().into(),
        day.day().cast_unsigned().into(),
    )?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}

fn date(time: DateTime<Utc>) -> Option<Date> {
    Date::new(time.year().try_into().ok()?, time.month().try_into().ok()?, time.day().try_into().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::item::Item;
    use crate::ingest::kind::Kind;
    use crate::ingest::whole;
    use proptest::prelude::*;

    fn given(text: &str) -> Whole {
        Whole {
            origin: Origin::file("feed.xml"),
            name: "feed.xml".into(),
            bytes: text.as_bytes().to_vec(),
            kind: Kind::Feed,
            charset: None,
            stated: Metadata::default(),
            fetched: None,
        }
    }

    fn shown(text: &str) -> Vec<String> {
        let shown = whole::items(given(text)).into_iter().map(|item| match item {
            Item::Article(article) => {
                let Metadata { published, outlet, title, url } = article.stated;
                let days = format!("{published:?} {:?}", article.modified);
                format!("{} | {days} | {outlet:?} {title:?} {} | {}", article.name, url.is_some(), article.text)
            }
            Item::Problem(problem) => problem.to_string(),
            Item::Open(_) => unreachable!("no entry holds members"),
        });
        shown.collect()
    }

    #[test]
    fn the_full_text_counts_before_the_summary_and_days_stay_apart() {
        let rss = r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
            <title>The Varn Courier</title><link>https://varn.test</link>
            <item><title>Gates &lt;i&gt;shut&lt;/i&gt; &amp;amp; locked</title><link>https://varn.test/a</link>
              <pubDate>Thu, 25 Jun 2026 23:30:00 -0400</pubDate><description>Short.</description>
              <content:encoded><![CDATA[<p>In full.</p>]]></content:encoded></item>
            <item><guid isPermaLink="false">b</guid><description>&lt;p&gt;Two.&lt;/p&gt;</description></item>
            <item><title>No words</title></item></channel></rss>"#;
        assert_eq!(
            shown(rss),
            [
                "https://varn.test/a | Some(2026-06-25) None | Some(\"The Varn Courier\") Some(\"Gates shut & locked\") true | <p>In full.</p>",
                "b | None None | Some(\"The Varn Courier\") None false | <p>Two.</p>",
                "feed.xml: feed.xml#3: \"text\" is missing or empty; add the article's text",
            ]
        );
        let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Varn</title><entry><id>x</id><title>A</title>
            <link rel="self" href="https://varn.test/a.atom"/><link href="https://varn.test/a"/>
            <published>2026-06-25T23:30:00-04:00</published><updated>2026-07-01T00:00:00Z</updated>
            <summary>Short.</summary><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Full</p></div></content>
            </entry></feed>"#;
        let text = shown(atom).concat();
        assert!(
            text.starts_with(
                "https://varn.test/a | Some(2026-06-25) Some(2026-07-01) | Some(\"Varn\") Some(\"A\") true"
            )
        );
        assert!(text.contains("<p>Full</p>"), "{text}");
        let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Varn", "items": [{"id": "1",
            "url": "https://varn.test/a", "content_html": "<p>Full</p>", "summary": "Short.", "title": "A",
            "date_published": "2026-06-25T10:00:00Z", "date_modified": "2026-06-26T10:00:00Z"}]}"#;
        assert_eq!(
            shown(json),
            ["https://varn.test/a | Some(2026-06-25) Some(2026-06-26) | Some(\"Varn\") Some(\"A\") true | <p>Full</p>"]
        );
    }

    #[test]
    fn entities_do_not_multiply() {
        let mut entities = "<!ENTITY a \"ha\">".to_owned();
        for (name, before) in ('b'..='z').zip('a'..) {
            entities.push_str(&format!("<!ENTITY {name} \"{}\">", format!("&{before};").repeat(10)));
        }
        let feed = format!(
            "<?xml version=\"1.0\"?><!DOCTYPE rss [{entities}]><rss version=\"2.0\"><channel><title>x</title>\
             <item><description>&z;</description></item></channel></rss>"
        );
        let shown = shown(&feed);
        assert!(shown.concat().len() < 1000, "{shown:?}");
    }

    proptest! {
        #[test]
        fn any_feed_is_taken(parts in prop::collection::vec(prop::sample::select(&[
            "<rss version='2.0'>", "<feed>", "<channel>", "</channel>", "<item>", "</item>", "<entry>", "</entry>", "<title>",
            "</title>", "<link href='x'/>", "<pubDate>", "Thu, 32 Jun 2026", "<content type='xhtml'>", "<![CDATA[", "]]>", "&#0;",
            "&lt;", "<description>", "</description>", "\u{0}", "<?xml version='1.0' encoding='utf-16'?>", "é",
        ][..]), 0..30)) {
            shown(&parts.concat());
            shown(&format!("<rss version='2.0'><channel><item>{}", parts.concat()));
        }
    }
}
