//! The bytes of one file or member, held in memory, to the articles in them.

use jiff::Timestamp;
use onrecord_core::document::Metadata;

use super::item::{Article, Item, Markup, Origin};
use super::kind::Kind;
use super::problem::{Cause, Place, Problem};
use super::{decode, feed, guard, mail, office, pdf};

/// Bytes and all that is known of them.
pub(super) struct Whole {
    pub(super) origin: Origin,
    /// What the article is called, if it is one.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
    pub(super) kind: Kind,
    /// The encoding that a server states.
    pub(super) charset: Option<String>,
    pub(super) stated: Metadata,
    pub(super) fetched: Option<Timestamp>,
}

impl Whole {
    /// The article that the bytes were found to be.
    pub(super) fn into_article(self, text: String, markup: Markup, format: &'static str) -> Article {
        Article {
            origin: self.origin,
            name: self.name,
            text,
            raw: self.bytes,
            markup,
            format,
            stated: self.stated,
            weak: Metadata::default(),
            modified: None,
            fetched: self.fetched,
        }
    }
}

/// The articles of a file or member, each read or with what is wrong with it.
pub(super) type Read = Vec<Result<Article, Problem>>;

/// The articles in `whole`, or what is wrong with it.
pub(super) fn items(whole: Whole) -> Vec<Item> {
    let origin = whole.origin.clone();
    let one = |article| vec![Ok(article)];
    let guarded = |whole, read: fn(Whole) -> Result<Read, Cause>| {
        guard::run(guard::PATIENCE, move || read(whole)).map_err(|cause| (origin.place, cause))
    };
    let read = match whole.kind {
        Kind::Html => page(whole, "html").map(one),
        Kind::Feed => guarded(whole, feed::articles),
        Kind::Mail => guarded(whole, mail::articles),
        Kind::Docx => guarded(whole, |whole| office::article(whole).map(|article| vec![Ok(article)])),
        Kind::Pdf => guarded(whole, |whole| pdf::article(whole).map(|article| vec![Ok(article)])),
        _ => plain(whole, "text").map(one),
    };
    match read {
        Ok(read) => read.into_iter().map(|each| each.map_or_else(Item::from, Item::from)).collect(),
        Err((place, cause)) => vec![origin.problem_at(place, cause).into()],
    }
}

/// A page of HTML.
///
/// # Errors
/// Bytes that are no text.
pub(super) fn page(whole: Whole, format: &'static str) -> Result<Article, (Place, Cause)> {
    let text = decode::page(&whole.bytes, whole.charset.as_deref())?;
    Ok(whole.into_article(text, Markup::Html, format))
}

/// Plain text.
///
/// # Errors
/// Bytes that are no text.
pub(super) fn plain(whole: Whole, format: &'static str) -> Result<Article, (Place, Cause)> {
    let text = decode::text(&whole.bytes)?;
    Ok(whole.into_article(text, Markup::Plain, format))
}
