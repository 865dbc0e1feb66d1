//! Stories: articles on one event or question, and which of them are copies of one text.
//!
//! The way of the data: `terms` makes of each article the weights of its words, `copies` finds what was reprinted,
//! `proposals` looks up which articles could belong together at all, and `merge` joins them, the most alike first. Each
//! group of copies goes into a story once: ten reprints weigh no more than one article.
//!
//! Neither the order of the articles nor an article on something else changes a story. Therefore nothing here is
//! counted over the articles at hand: how rare a word is comes from a fixed table (`rarity.tsv`), and articles are
//! put in an order of their own before anything else, by day of publication, then text, then title.
//!
//! Cost: near linear. Each article meets only those with which it shares at least two of its weightiest words, and of
//! words that are very common here only its neighbours in time; at most 50 of them are kept.

mod copies;
mod merge;
mod proposals;
mod terms;

use jiff::civil::Date;

use crate::span::Span;
use crate::text::words;
use crate::threads::Threads;
use crate::times::Days;

/// What is looked at of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Article<'a> {
    /// The day of publication, if known.
    pub published: Option<Date>,
    /// The cleaned text: what is read of the article, one paragraph or heading a line, without captions and the like.
    pub text: &'a str,
    /// The headline, if known; it may stand in the text too.
    pub title: Option<&'a str>,
}

/// Articles on one event or question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The places of its articles in the list given, ascending.
    pub articles: Vec<usize>,
    /// The place of the article that has most in common with the others.
    pub central: usize,
    /// The headline of the central article, or else its first sentence. Empty if the article has no words.
    pub title: String,
    /// All its articles, those together that are copies of one text: reprints, lightly edited or cut. Each group is
    /// ascending, and so are their first places.
    pub origins: Vec<Vec<usize>>,
}

/// Groups articles by event, each into exactly one story. Stories stand in the order of their first days of publication,
/// undated ones first. `threads` do what of the work falls into pieces; the stories are the same for any.
///
/// ```
/// use onrecord_core::linking::stories::{Article, stories};
/// use onrecord_core::threads::OneThread;
///
/// let article = |text| Article { published: None, text, title: None };
/// let articles = [
///     article("The Oster bridge collapsed on Friday. Mayor Ilsa Brandt closed the Oster quay."),
///     article("Growers in Velm expect a good harvest of plums."),
///     article("Mayor Brandt said the Oster bridge had been inspected before it collapsed."),
/// ];
/// let found = stories(&articles, &OneThread);
/// let groups: Vec<_> = found.iter().map(|story| story.articles.as_slice()).collect();
/// assert_eq!(groups, [&[1][..], &[0, 2]]);
/// ```
pub fn stories(articles: &[Article<'_>], threads: &impl Threads) -> Vec<Story> {
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|&at| (articles[at], at));
    let sorted: Vec<Article<'_>> = order.iter().map(|&at| articles[at]).collect();
    let origins = copies::origins(&sorted, threads);
    let longest = |origin: &Vec<usize>| {
        // Of several of one length one with a headline, else the first in order.
        let key = |at: usize| (sorted[at].text.len(), sorted[at].title.is_some(), std::cmp::Reverse(at));
        *origin.iter().max_by_key(|&&at| key(at)).unwrap_or(&origin[0])
    };
    let heads: Vec<usize> = origins.iter().map(longest).collect();
    let terms: Vec<terms::Terms> = threads.map(heads.len(), |at| terms::terms(&sorted[heads[at]]));
    let days: Vec<Option<Days>> = origins.iter().map(|origin| days(origin, &sorted)).collect();
    let mut out: Vec<(usize, Story)> = merge::groups(&terms, &days, threads)
        .into_iter()
        .map(|group| {
            let central = heads[merge::central(&group, &terms)];
            let mut origins: Vec<Vec<usize>> = group
                .iter()
                .map(|&g| {
                    let mut places: Vec<usize> = origins[g].iter().map(|&at| order[at]).collect();
                    places.sort_unstable();
                    places
                })
                .collect();
            origins.sort_unstable();
            let mut all: Vec<usize> = origins.concat();
            all.sort_unstable();
            let first = group.iter().map(|&g| heads[g]).min().unwrap_or_default();
            (first, Story { articles: all, central: order[central], title: title(&sorted[central]), origins })
        })
        .collect();
    out.sort_by_key(|(first, _)| *first);
    out.into_iter().map(|(_, story)| story).collect()
}

/// The first and the last day of publication of the articles of `origin`.
fn days(origin: &[usize], articles: &[Article<'_>]) -> Option<Days> {
    let known = || origin.iter().filter_map(|&at| articles[at].published);
    Days::new(known().min()?, known().max()?)
}

/// What an article is called, on one line.
fn title(article: &Article<'_>) -> String {
    let known = article.title.map(str::trim).filter(|title| !title.is_empty());
    let first = || words::sentences(article.text, Span::new(0, article.text.len())).first().map(|s| s.of(article.text));
    words::collapse(known.or_else(first).unwrap_or_default())
}

#[cfg(test)]
mod tests;
