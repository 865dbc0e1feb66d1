//! Through whom a statement came: outlets, platforms and programmes that stand beside its cue.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Context;
use crate::people::tables::rows;
use crate::people::{Name, NameKind};
use crate::reading::passage;
use crate::span::Span;
use crate::statement::Via;
use crate::text::View;
use crate::text::words::words;

/// Words before an outlet by which a statement comes through it.
const THROUGH: [&str; 17] = [
    "told", "tells", "telling", "tell", "to", "on", "with", "in", "via", "by", "for", "from", "through", "over", "of",
    "at", "into",
];
/// Words in the name of a news medium that is not in the table.
const MEDIA: [&str; 26] = [
    "news",
    "times",
    "post",
    "radio",
    "tv",
    "television",
    "press",
    "herald",
    "journal",
    "magazine",
    "tribune",
    "gazette",
    "chronicle",
    "show",
    "daily",
    "weekly",
    "podcast",
    "broadcasting",
    "newspaper",
    "courier",
    "observer",
    "inquirer",
    "mercury",
    "dispatch",
    "bugle",
    "telegraph",
];

/// By their words in small letters: the name, and whether it is a common word too that needs a preposition and capitals.
static OUTLETS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for [name, _, others] in rows(include_str!("outlets.tsv")) {
        all.insert(key(name), name);
        for other in others.split(',').filter(|other| *other != "-") {
            all.entry(key(other)).or_insert(name);
        }
    }
    all
});

/// Cues that name a platform themselves.
const ACTS: [(&str, &str); 2] = [("tweet", "Twitter"), ("retweet", "Twitter")];

/// The chain through which each of the attributions came.
pub(super) fn via(
    view: &View,
    contexts: &[Context<'_>],
    speakers: &[Option<usize>],
    headlines: &[bool],
    names: &[Name],
) -> Vec<Vec<Via>> {
    let own: Vec<Vec<(String, Span)>> = contexts.iter().map(|c| beside(c, names)).collect();
    let make = |found: &[(String, Span)]| -> Vec<Via> {
        found.iter().map(|(name, span)| Via { name: name.clone(), words: passage(view, &[*span]) }).collect()
    };
    let mut order: Vec<usize> = (0..contexts.len()).collect();
    order.sort_by_key(|&k| contexts[k].attribution.cue.start);
    let mut out: Vec<Vec<Via>> = own.iter().map(|found| make(found)).collect();
    for (at, &k) in order.iter().enumerate() {
        if !own[k].is_empty() || speakers[k].is_none() {
            continue;
        }
        let same = |&&j: &&usize| speakers[j] == speakers[k];
        let source = order[..at].iter().rev().find(same).filter(|&&j| !headlines[j]).filter(|&&j| !out[j].is_empty());
        let lead = order[..at].iter().filter(same).count() == 0 || headlines[k];
        let source = source
            .or_else(|| if lead { order[at + 1..].iter().find(same).filter(|&&j| !own[j].is_empty()) } else { None });
        if let Some(&j) = source {
            out[k] = out[j].clone();
            if out[k].is_empty() {
                out[k] = make(&own[j]);
            }
        }
    }
    out
}

/// The outlets beside a cue that the statement came through.
fn beside(context: &Context<'_>, names: &[Name]) -> Vec<(String, Span)> {
    let text = context.text;
    let all = words(text, context.frame);
    let mut found: Vec<(String, Span)> = Vec::new();
    let act = context.act();
    if let Some((_, platform)) = ACTS.iter().find(|(word, _)| act.contains(word)) {
        found.push(((*platform).to_owned(), context.attribution.cue));
    }
    let mut k = 0;
    while k < all.len() {
        let Some((len, name)) = outlet(text, &all[k..], names) else {
            k += 1;
            continue;
        };
        let span = Span::new(all[k].start, all[k + len - 1].end);
        if context.narrates(span) && through(context, &all[..k], span) && !found.iter().any(|(n, _)| *n == name) {
            found.push((name, span));
        }
        k += len;
    }
    // "ABC’s This Week" is one programme, not two.
    if found.len() == 2 && found[1].1.start - found[0].1.end.min(found[1].1.start) <= 6 && is_programme(&found[1].0) {
        let (network, at) = found.remove(0);
        found[0].0 = format!("{} ({network})", found[0].0);
        found[0].1 = Span::new(at.start, found[0].1.end);
    }
    found
}

fn is_programme(name: &str) -> bool {
    rows(include_str!("outlets.tsv")).any(|[n, kind, _]| n == name && kind == "programme")
}

/// The outlet that the words begin with: of the table, or a name that sounds like one.
fn outlet(text: &str, all: &[Span], names: &[Name]) -> Option<(usize, String)> {
    let first = all.first()?;
    let capital = |span: &Span| span.of(text).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !capital(first) && first.of(text) != "the" {
        return None;
    }
    let most = all.len().min(6);
    for len in (1..=most).rev() {
        let span = Span::new(first.start, all[len - 1].end);
        if !capital(&all[len - 1]) || span.of(text).contains([',', ';', '\n']) {
            continue;
        }
        if let Some(&name) = OUTLETS.get(&key(span.of(text))) {
            return Some((len, name.to_owned()));
        }
    }
    let name = names
        .iter()
        .find(|n| n.span.start == first.start && n.kind != NameKind::Person && n.kind != NameKind::Place)?;
    let inside: Vec<&str> = all.iter().take_while(|w| w.end <= name.span.end).map(|w| w.of(text)).collect();
    let sounds = inside.len() > 1 && inside.iter().any(|w| MEDIA.contains(&w.to_lowercase().as_str()));
    sounds.then(|| (inside.len(), name.span.of(text).trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned()))
}

/// Whether what stands before and after an outlet makes it the way by which the statement came.
fn through(context: &Context<'_>, before: &[Span], span: Span) -> bool {
    let text = context.text;
    let sources = &context.attribution.source;
    let in_source = sources.iter().any(|s| s.overlaps(span));
    let owns = ["’s ", "'s "].iter().any(|mark| text[span.end..].starts_with(mark));
    if in_source {
        let head = sources.iter().any(|s| s.start + 4 >= span.start && s.end <= span.end + 2);
        return !head && (owns || before.last().is_some_and(|w| matches!(w.of(text), "for" | "of" | "on" | "in")));
    }
    let mut words = before.iter().rev().map(|w| w.of(text).to_lowercase()).filter(|w| w != "the");
    let last = words.next().unwrap_or_default();
    THROUGH.contains(&last.as_str()) || owns && words.next().is_some()
}

/// Words in small letters with single spaces, without a leading article.
fn key(name: &str) -> String {
    let lower = name.to_lowercase().replace('’', "'").replace(['“', '”', '"'], "");
    let folded = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.strip_prefix("the ").map_or(folded.clone(), str::to_owned)
}
