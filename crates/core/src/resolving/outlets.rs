//! What speaks for and against each outlet of an article as the way by which a statement came.

use std::collections::BTreeMap;

use super::article::Article;
use super::dates::gap;
use super::manner::manner;
use super::media::{Mention, mentions};
use super::setting::events;
use super::weights::{Trait, Traits, bucket};
use crate::people::Name;
use crate::span::Span;
use crate::text::words::words;

/// Words by which an article speaks again of a medium that it has named.
const MEDIUM: [&str; 11] =
    ["newspaper", "network", "paper", "magazine", "station", "site", "website", "program", "show", "host", "channel"];
/// Words after an outlet that tell what of it is meant.
const FOLLOWING: [&str; 10] =
    ["poll", "reporter", "host", "anchor", "interview", "article", "report", "contributor", "analyst", "editor"];

/// An outlet that may be the way of a statement.
pub(super) struct Candidate {
    pub(super) name: String,
    /// The words of the article that name it.
    pub(super) words: Span,
    pub(super) traits: Vec<Trait>,
}

/// The candidates of each statement.
pub(super) fn candidates(article: &Article<'_>, names: &[Name]) -> Vec<Vec<Candidate>> {
    let mentions = mentions(article, names);
    let contexts = article.contexts;
    let beside: Vec<Option<usize>> = (0..contexts.len())
        .map(|k| {
            let cue = contexts[k].attribution.cue;
            let source = |span: Span| contexts[k].attribution.source.iter().any(|s| s.overlaps(span));
            let fit = (0..mentions.len()).filter(|&m| {
                let mention = &mentions[m];
                contexts[k].narrates(mention.span)
                    && (mention.lead.is_some() || mention.span.overlaps(cue))
                    && !source(mention.span)
            });
            fit.min_by_key(|&m| gap(cue, mentions[m].span).len())
        })
        .collect();
    let scene = Scene { article, mentions, beside };
    (0..contexts.len()).map(|k| scene.candidates(k)).collect()
}

struct Scene<'a> {
    article: &'a Article<'a>,
    mentions: Vec<Mention>,
    /// By statement, the mention about its cue that looks most like its way.
    beside: Vec<Option<usize>>,
}

impl Scene<'_> {
    fn candidates(&self, k: usize) -> Vec<Candidate> {
        let mut by_name: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (m, mention) in self.mentions.iter().enumerate() {
            by_name.entry(&mention.name).or_default().push(m);
        }
        let manner = manner(self.article, k);
        by_name.into_values().map(|mentions| self.candidate(k, &mentions, &manner)).collect()
    }

    fn candidate(&self, k: usize, mentions: &[usize], manner: &[Trait]) -> Candidate {
        let article = self.article;
        let context = &article.contexts[k];
        let cue = context.attribution.cue;
        let sentence = article.places[k];
        let mut traits = Traits::default();
        let closest = |wanted: &dyn Fn(&Mention) -> bool| {
            let fit = mentions.iter().copied().filter(|&m| wanted(&self.mentions[m]));
            fit.min_by_key(|&m| (gap(cue, self.mentions[m].span).len(), m))
        };
        let own = closest(&|m| m.sentence == sentence && context.narrates(m.span));
        let inner = closest(&|m| m.sentence == sentence && !context.narrates(m.span));
        let before = closest(&|m| m.sentence < sentence && m.narrated);
        let after = closest(&|m| m.sentence > sentence && m.narrated);
        let spoken = closest(&|m| m.sentence != sentence && !m.narrated);
        let classes = [("own", own), ("inner", inner), ("before", before), ("after", after), ("spoken", spoken)];
        let place = match classes.iter().find(|(_, m)| m.is_some()) {
            Some((place @ ("own" | "inner" | "spoken"), _)) => place,
            _ => "far",
        };
        let first = classes.iter().find_map(|(_, m)| *m).unwrap_or(mentions[0]);
        let kind = self.mentions[first].kind;
        if let Some(m) = own.or(inner) {
            self.inside(k, m, place, &mut traits);
        }
        for &(side, m) in &classes[2..] {
            let Some(m) = m else { continue };
            let mention = &self.mentions[m];
            let distance = bucket(mention.sentence.abs_diff(sentence));
            traits.on(format!("{side}:{distance}"));
            traits.on(format!("{side}:{}", mention.lead.unwrap_or("bare")));
            if article.paragraph(mention.sentence) == article.paragraph(sentence) {
                traits.on(format!("{side}:paragraph"));
            }
        }
        let name = &self.mentions[first].name;
        self.mates(k, name, &mut traits);
        article.exchange(k, |j| self.beside[j].is_some_and(|m| self.mentions[m].name == *name), place, &mut traits);
        if self.beside[k].is_some_and(|m| self.mentions[m].name != self.mentions[first].name) {
            traits.on(format!("{place}:rival"));
        }
        traits.on(place.to_owned());
        traits.on(format!("{place}:{kind}"));
        let led = mentions.iter().filter(|&&m| self.mentions[m].lead.is_some()).count();
        traits.on(format!("{place}:led{}", bucket(led)));
        let others = self.mentions.iter().any(|m| m.name != self.mentions[first].name);
        traits.on(format!("{place}:{}", if others { "one of several" } else { "only outlet" }));
        let here = events(context.text, context.frame);
        let of = article.sentences.get(self.mentions[first].sentence).map_or(Vec::new(), |s| events(context.text, *s));
        if place != "own" && of.iter().any(|e| here.contains(e)) {
            traits.on(format!("{place}:event shared"));
        }
        let hosts: Vec<&str> = mentions.iter().filter_map(|&m| self.mentions[m].host.as_deref()).collect();
        let frame = words(context.text, context.frame);
        if place != "own" && frame.iter().any(|w| hosts.contains(&w.of(context.text))) {
            traits.on(format!("{place}:host"));
        }
        let medium =
            frame.iter().find_map(|w| MEDIUM.iter().find(|m| **m == w.of(context.text) && context.narrates(*w)));
        if let Some(medium) = medium.filter(|_| place != "own") {
            traits.on(format!("{place}:medium"));
            traits.on(format!("{place}:the {medium}"));
        }
        for (name, value) in manner {
            traits.0.push((format!("{place}:{name}"), *value));
        }
        Candidate { name: self.mentions[first].name.clone(), words: self.mentions[first].span, traits: traits.0 }
    }

    /// A mention in the sentence of the cue.
    fn inside(&self, k: usize, m: usize, place: &str, traits: &mut Traits) {
        let context = &self.article.contexts[k];
        let attribution = context.attribution;
        let mention = &self.mentions[m];
        let (cue, span) = (attribution.cue, mention.span);
        if span.overlaps(cue) {
            traits.on(format!("{place}:in cue"));
        }
        let between = gap(cue, span);
        let side = if span.start >= cue.end { "after" } else { "before" };
        traits.on(format!("{place}:{side}:{}", bucket(words(context.text, between).len())));
        traits.on(format!("{place}:{}", mention.lead.unwrap_or("bare")));
        traits.on(format!("{place}:{side}:{}", mention.lead.unwrap_or("bare")));
        if mention.owns {
            traits.on(format!("{place}:owns"));
        }
        let others = self.article.contexts.iter().map(|c| c.attribution.cue);
        traits.on(format!("{place}:between{}", others.filter(|c| *c != cue && between.covers(*c)).count().min(2)));
        for source in attribution.source.iter().filter(|s| s.overlaps(span)) {
            let head = source.start + 4 >= span.start && source.end <= span.end + 2;
            let how = if head { "is source" } else { "in source" };
            traits.on(format!("{place}:{how}"));
            traits.on(format!(
                "{place}:{how}:{}:{}",
                mention.lead.unwrap_or("bare"),
                if mention.owns { "owns" } else { "" }
            ));
        }
        if attribution.content.iter().any(|s| s.overlaps(span)) {
            traits.on(format!("{place}:in content"));
        }
        if attribution.content.iter().any(|s| between.overlaps(*s)) {
            traits.on(format!("{place}:content between"));
        }
        if attribution.source.iter().any(|s| between.covers(*s)) {
            traits.on(format!("{place}:source between"));
        }
        for event in events(context.text, between) {
            traits.on(format!("{place}:{event} between"));
        }
        let after = words(context.text, Span::new(span.end, context.frame.end.max(span.end)));
        let next = after.first().map(|w| w.of(context.text).to_lowercase());
        if let Some(word) = FOLLOWING.iter().find(|word| next.as_deref() == Some(word)) {
            traits.on(format!("{place}:then {word}"));
        }
        if self.beside[k] == Some(m) {
            traits.on(format!("{place}:beside"));
        }
    }

    /// Other statements of the same speaker that have the outlet beside them.
    fn mates(&self, k: usize, name: &str, traits: &mut Traits) {
        for (side, mates) in self.article.mates(k) {
            let mut stale = false;
            for mate in mates {
                let Some(m) = self.beside[mate.statement] else { continue };
                if self.mentions[m].name == name {
                    self.article.tie(k, &mate, side, traits);
                    traits.on(format!("{side}:{}", if stale { "stale" } else { "fresh" }));
                    traits.on(format!("{side}:{}", self.mentions[m].lead.unwrap_or(self.mentions[m].kind)));
                    break;
                }
                stale = true;
            }
        }
    }
}
