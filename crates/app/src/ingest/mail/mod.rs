//! Mail: one message, or a mailbox of many.

mod mbox;

use std::borrow::Cow;

use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use onrecord_core::document::Metadata;
use onrecord_core::text::words::collapse;

use super::item::{Article, Markup, Origin};
use super::problem::Cause;
use super::whole::{Read, Whole};

pub(super) use mbox::Mbox;

/// How deep messages within messages are read.
const DEEP: usize = 3;
/// The most messages within one; the parser takes memory by the square of their depth.
const INNER: usize = 1000;

/// A plain part of fewer bytes beside a long page says only that there is a page.
const STUB: usize = 200;

/// The articles in a message: its own text, and each message that it carries along, numbered after it.
///
/// # Errors
/// Bytes that are no message, and a message without text.
pub(super) fn articles(whole: Whole) -> Result<Read, Cause> {
    if inner(&whole.bytes) > INNER {
        return Err(Cause::Unreadable(format!("over {INNER} messages within one")));
    }
    let message = MessageParser::default().parse(&whole.bytes).filter(is_message);
    let message = message.ok_or_else(|| Cause::Unreadable("no message of mail".into()))?;
    let mut found = Vec::new();
    read(&whole.origin, &whole.name, &message, &whole.bytes, 0, &mut found);
    if found.is_empty() { Err(Cause::NoText) } else { Ok(found) }
}

/// Whether any field of a message's head was found.
fn is_message(message: &Message<'_>) -> bool {
    message.from().is_some()
        || message.subject().is_some()
        || message.date().is_some()
        || message.message_id().is_some()
}

/// How many messages may lie within one.
fn inner(bytes: &[u8]) -> usize {
    const MARK: &[u8] = b"message/rfc822";
    bytes.windows(MARK.len()).filter(|window| window.eq_ignore_ascii_case(MARK)).count()
}

fn read(origin: &Origin, name: &str, message: &Message<'_>, raw: &[u8], depth: usize, found: &mut Read) {
    if let Some((text, markup)) = text(message) {
        let stated = Metadata {
            published: message.date().and_then(day),
            outlet: outlet(message),
            title: message.subject().and_then(filled),
            url: None,
        };
        let article = Article {
            origin: origin.clone(),
            name: name.to_owned(),
            text,
            raw: raw.to_vec(),
            markup,
            format: "mail",
            stated,
            weak: Metadata::default(),
            modified: None,
            fetched: None,
        };
        found.push(Ok(article));
    }
    for (at, inner) in message.parts.iter().filter_map(MessagePart::message).enumerate() {
        let name = format!("{name}#{}", at + 1);
        let member = name.strip_prefix(&*origin.file).unwrap_or(&name).to_owned();
        let origin = Origin::member(&origin.file, member);
        if depth == DEEP {
            found.push(Err(origin.problem(Cause::Unreadable(format!("over {DEEP} messages within each other")))));
        } else {
            read(&origin, &name, inner, inner.raw_message(), depth + 1, found);
        }
    }
}

/// The text of a message: its plain part, or else its page.
fn text(message: &Message<'_>) -> Option<(String, Markup)> {
    let plain: Vec<Cow<'_, str>> = message.text_bodies().filter_map(words).collect();
    let plain = plain.join("\n\n");
    let pages = message.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(page) => Some(page.as_ref()),
        _ => None,
    });
    let page = pages.collect::<Vec<_>>().join("\n");
    let stub = plain.trim().len() < STUB && page.len() > 10 * STUB;
    let (text, markup) = if plain.trim().is_empty() || stub { (page, Markup::Html) } else { (plain, Markup::Plain) };
    // What no text holds, and some mailboxes are padded with.
    let text = if text.contains('\0') { text.replace('\0', "") } else { text };
    (!text.trim().is_empty()).then_some((text, markup))
}

/// The words of a plain part.
fn words<'a>(part: &'a MessagePart<'a>) -> Option<Cow<'a, str>> {
    let PartType::Text(text) = &part.body else { return None };
    let flowed = part
        .content_type()
        .and_then(|kind| kind.attribute("format"))
        .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
    Some(if flowed { Cow::Owned(joined(text)) } else { Cow::Borrowed(text) })
}

/// The text of a `format=flowed` part (RFC 3676): a line that ends in a space goes on in the next.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        joined.push_str(line);
        if !line.ends_with(' ') || line == "-- " {
            joined.push('\n');
        }
    }
    joined
}

/// The sender's name, if it is that of a paper: if its letters are those of the domain that the mail comes from.
fn outlet(message: &Message<'_>) -> Option<String> {
    let sender = message.from()?.first()?;
    let name = filled(sender.name()?)?;
    let (_, domain) = sender.address()?.rsplit_once('@')?;
    let letters =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let own = letters(&name);
    let own = own.strip_prefix("the").unwrap_or(&own);
    let labels = domain.rsplit('.').skip(1).map(letters);
    let fits = |label: String| label.len() > 3 && label.strip_prefix("the").unwrap_or(&label) == own;
    labels.into_iter().any(fits).then_some(name)
}

/// The day there where the message was written.
fn day(time: &mail_parser::DateTime) -> Option<Date> {
    Date::new(time.year.try_into().ok()?, time.month.try_into().ok()?, time.day.try_into().ok()?).ok()
}

fn filled(text: &str) -> Option<String> {
    let text = collapse(text);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::item::Item;
    use crate::ingest::kind::Kind;
    use crate::ingest::whole;
    use proptest::prelude::*;

    fn shown(bytes: &[u8]) -> Vec<String> {
        let whole = Whole {
            origin: Origin::file("a.eml"),
            name: "a.eml".into(),
            bytes: bytes.to_vec(),
            kind: Kind::Mail,
            charset: None,
            stated: Metadata::default(),
            fetched: None,
        };
        let shown = whole::items(whole).into_iter().map(|item| match item {
            Item::Article(article) => {
                let Metadata { published, outlet, title, .. } = article.stated;
                format!(
                    "{} {published:?} {outlet:?} {title:?} {:?} {}",
                    article.name,
                    article.markup,
                    article.text.trim()
                )
            }
            Item::Problem(problem) => problem.to_string(),
            Item::Open(_) => unreachable!("no message holds members"),
        });
        shown.collect()
    }

    #[test]
    fn messages_within_messages_are_bounded() {
        let nested = |count: usize| -> String {
            let one = |n| {
                format!(
                    "Subject: S{n}\r\nContent-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n\r\nText {n}\r\n--b{n}\r\nContent-Type: message/rfc822\r\n\r\n"
                )
            };
            (0..count).map(one).collect::<String>() + "Subject: last\r\n\r\nThe end\r\n"
        };
        let found = shown(nested(6).as_bytes());
        assert_eq!(found.len(), DEEP + 2, "{found:#?}");
        assert!(found[DEEP].ends_with(&format!("Text {DEEP}")), "{found:#?}");
        assert!(found[DEEP + 1].contains("over 3 messages within each other"), "{found:#?}");
        let found = shown("Content-Type: message/rfc822\r\n\r\n".repeat(80_000).as_bytes());
        assert!(found.len() == 1 && found[0].contains("over 1000 messages within one"), "{found:#?}");
    }

    #[test]
    fn subject_day_and_outlet() {
        let mail = "From: The Varn Courier <news@mail.varncourier.test>\r\nSubject: =?utf-8?q?Gates_=E2=80=9Cshut=E2=80=9D?=\r\n\
                    Date: Thu, 25 Jun 2026 23:30:00 -0400\r\nContent-Type: text/plain; format=flowed\r\n\r\n\
                    The gates \r\nstay shut.\r\n Twice.\r\n";
        assert_eq!(
            shown(mail.as_bytes()),
            [
                "a.eml Some(2026-06-25) Some(\"The Varn Courier\") Some(\"Gates “shut”\") Plain The gates stay shut.\nTwice."
            ]
        );
        let person = "From: Ann Lee <ann@varncourier.test>\r\nSubject: x\r\n\r\nNo.";
        assert_eq!(shown(person.as_bytes()), ["a.eml None None Some(\"x\") Plain No."]);
        assert_eq!(
            shown(b"No mail at all."),
            ["a.eml: cannot be understood (no message of mail); convert it to plain text or HTML first"]
        );
    }

    #[test]
    fn messages_in_messages_are_articles_of_their_own() {
        let mail = "From: a@b.test\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
                    --x\r\nContent-Type: text/html\r\n\r\n<p>See below.</p>\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n\
                    From: c@d.test\r\nSubject: Inner\r\n\r\nThe gates stay shut.\r\n--x--\r\n";
        assert_eq!(
            shown(mail.as_bytes()),
            [
                "a.eml None None Some(\"Fwd\") Html <p>See below.</p>",
                "a.eml#1 None None Some(\"Inner\") Plain The gates stay shut.",
            ]
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(parts in prop::collection::vec(prop::sample::select(&[
            "From: ", "Subject: =?utf-8?b?", "\r\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=x\r\n", "--x\r\n", "--x--",
            "Content-Type: message/rfc822\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "Date: Thu, 99 Jun 0000 25:61\r\n",
            "Content-Type: text/html; charset=x\r\n", "Content-Type: text/plain; format=flowed\r\n", "words ", "\0", "=3D", "<p>", "é",
        ][..]), 0..40), noise in prop::collection::vec(any::<u8>(), 0..60)) {
            shown(parts.concat().as_bytes());
            shown(&[parts.concat().as_bytes(), &noise].concat());
        }
    }
}
