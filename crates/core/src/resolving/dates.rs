//! What speaks for and against each date of an article as the day on which a statement was made.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::article::{Article, Named};
use super::manner::{habitual, manner, tense, wording};
use super::setting::events;
use super::weights::{Trait, Traits, bucket};
use crate::span::Span;
use crate::text::words::words;
use crate::times::{Days, Time, TimeKind};

/// Days before publication within which a date may be that of statements that stand far from it.
const RECENT: i32 = 31;
/// The longest interval, in days, that dates statements that stand far from it.
const NARROW: u32 = 7;
/// The longest interval, in days, that dates a statement at all.
const WIDEST: u32 = 370;
/// The longest stretch of time, in days, that dates a statement: "over the past week".
const STRETCH: u32 = 31;

/// How many sentences an article begins with that tell its news.
const LEAD: usize = 4;

/// A date that may be a statement's.
pub(super) struct Candidate {
    pub(super) days: Days,
    /// Its words, by their place in the list of times.
    pub(super) words: usize,
    pub(super) traits: Vec<Trait>,
}

/// A mention of a date.
pub(super) struct Mention {
    /// Its place in the list of times.
    at: usize,
    pub(super) days: Days,
    sentence: usize,
    /// Whether nobody says it.
    narrated: bool,
    events: Vec<&'static str>,
}

/// The candidates of each statement.
pub(super) fn candidates(article: &Article<'_>, times: &[Time], published: Option<Date>) -> Vec<Vec<Candidate>> {
    let scene = Scene::new(article, times, published);
    (0..article.contexts.len()).map(|k| scene.candidates(k)).collect()
}

/// An article and the dates in it.
pub(super) struct Scene<'a> {
    pub(super) article: &'a Article<'a>,
    times: &'a [Time],
    published: Option<Date>,
    pub(super) mentions: Vec<Mention>,
    /// By statement, the mention that stands beside its cue with no other cue in between.
    pub(super) beside: Vec<Option<usize>>,
    /// Statements at a common occasion, with the dates of their speakers.
    pub(super) company: Vec<(usize, Days)>,
    /// How often the narration mentions each recent date.
    recent: BTreeMap<Days, usize>,
}

impl<'a> Scene<'a> {
    fn new(article: &'a Article<'a>, times: &'a [Time], published: Option<Date>) -> Scene<'a> {
        let contexts = article.contexts;
        let mut said: Vec<Span> = contexts.iter().flat_map(|c| c.attribution.content.iter().copied()).collect();
        said.sort_unstable();
        let text = article.text;
        let mentions: Vec<Mention> = times
            .iter()
            .enumerate()
            .filter_map(|(at, t)| {
                let widest = match t.kind {
                    TimeKind::Date | TimeKind::Time => WIDEST,
                    TimeKind::Duration => STRETCH,
                    TimeKind::Set => return None,
                };
                let days = t.days.filter(|d| d.count() <= widest && published.is_none_or(|day| d.start <= day))?;
                let sentence = article.sentence(t.span.start)?;
                let near = Span::new(
                    back(text, t.span.start, 25).max(article.sentences[sentence].start),
                    ahead(text, t.span.end, 30),
                );
                let narrated = !said.iter().any(|s| s.overlaps(t.span));
                Some(Mention { at, days, sentence, narrated, events: events(text, near) })
            })
            .collect();
        let (beside, company, recent) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut scene = Scene { article, times, published, mentions, beside, company, recent };
        for m in 0..scene.mentions.len() {
            let mention = &scene.mentions[m];
            if scene.is_recent(mention.days) && mention.narrated {
                *scene.recent.entry(mention.days).or_default() += 1;
            }
        }
        scene.beside = (0..contexts.len()).map(|k| scene.nearest(k)).collect();
        scene.company = scene.companies();
        scene
    }

    /// Without a day of publication every date is as recent as any other.
    pub(super) fn is_recent(&self, days: Days) -> bool {
        days.count() <= NARROW
            && self.published.is_none_or(|day| day.since(days.end).is_ok_and(|s| s.get_days() <= RECENT))
    }

    /// The mention in the narration of the statement's sentence that is nearest to its cue, if no other cue is nearer.
    fn nearest(&self, k: usize) -> Option<usize> {
        let context = &self.article.contexts[k];
        let inside =
            (0..self.mentions.len()).filter(|&m| context.narrates(self.span(m)) && !bounds(context.text, self.span(m)));
        let near = inside.min_by_key(|&m| gap(context.attribution.cue, self.span(m)).len())?;
        (self.between(k, near) == 0).then_some(near)
    }

    fn span(&self, mention: usize) -> Span {
        self.times[self.mentions[mention].at].span
    }

    /// How many other cues stand between a cue and a mention.
    fn between(&self, k: usize, mention: usize) -> usize {
        let cue = self.article.contexts[k].attribution.cue;
        let gap = gap(cue, self.span(mention));
        self.article.contexts.iter().map(|c| c.attribution.cue).filter(|c| *c != cue && gap.covers(*c)).count()
    }

    fn candidates(&self, k: usize) -> Vec<Candidate> {
        let sentence = self.article.places[k];
        let mut by_days: BTreeMap<Days, Vec<usize>> = BTreeMap::new();
        for (m, mention) in self.mentions.iter().enumerate() {
            let near = mention.sentence == sentence || mention.sentence + 1 == sentence;
            if near || self.is_recent(mention.days) {
                by_days.entry(mention.days).or_default().push(m);
            }
        }
        let mut manner = manner(self.article, k);
        manner.extend(wording(self.article, k));
        by_days.into_iter().filter_map(|(days, mentions)| self.candidate(k, days, &mentions, &manner)).collect()
    }

    /// The date as a candidate, or nothing where it is another speaker's day: then to give it would be a guess.
    fn candidate(&self, k: usize, days: Days, mentions: &[usize], manner: &[Trait]) -> Option<Candidate> {
        let context = &self.article.contexts[k];
        let sentence = self.article.places[k];
        let cue = context.attribution.cue;
        let mut traits = Traits::default();
        let recency = self.recency(days);
        let closest = |wanted: &dyn Fn(&Mention) -> bool| {
            let fit = mentions.iter().copied().filter(|&m| wanted(&self.mentions[m]));
            fit.min_by_key(|&m| (gap(cue, self.span(m)).len(), m))
        };
        let own = closest(&|m| m.sentence == sentence && context.narrates(self.times[m.at].span));
        let inner = closest(&|m| m.sentence == sentence && !context.narrates(self.times[m.at].span));
        let before = closest(&|m| m.sentence < sentence && m.narrated);
        let after = closest(&|m| m.sentence > sentence && m.narrated);
        let spoken = closest(&|m| m.sentence != sentence && !m.narrated);
        // What somebody says again and again has no day but one that its own sentence gives.
        if own.is_none() && habitual(context) {
            return None;
        }
        let place = if own.is_some() {
            "own"
        } else if inner.is_some() {
            "inner"
        } else if before.is_some() || after.is_some() {
            "far"
        } else {
            "spoken"
        };
        if let Some(m) = own {
            self.inside(k, m, "own", &mut traits);
        } else if let Some(m) = inner {
            self.inside(k, m, "inner", &mut traits);
        }
        // Whether anything ties the statement to the date, and whether the date is beside what others say alone.
        let (mut tied, mut others) = (own.is_some() || inner.is_some(), None);
        for (side, m) in [("before", before), ("after", after), ("spoken", spoken)] {
            let Some(m) = m else { continue };
            let mention = &self.mentions[m];
            let distance = mention.sentence.abs_diff(sentence);
            traits.on(format!("{side}:{}", bucket(distance)));
            if self.article.paragraph(mention.sentence) == self.article.paragraph(sentence) {
                traits.on(format!("{side}:paragraph"));
            }
            match self.article.names_speaker(k, self.article.sentences[mention.sentence]) {
                Some(Named::Narrated) => traits.on(format!("{side}:names the speaker")),
                Some(Named::Said) => traits.on(format!("{side}:speaks of the speaker")),
                None => {}
            }
            tied |= self.article.names_speaker(k, self.article.sentences[mention.sentence]).is_some();
            if side != "spoken" {
                others = Some(self.is_of_others(k, m) && others != Some(false));
            }
            if bounds(context.text, self.span(m)) {
                traits.on(format!("{side}:bounds"));
            }
            if self.times[mention.at].kind == TimeKind::Duration {
                traits.on(format!("{side}:stretch"));
            }
            if side == "before" {
                let order = if self.latest(k) == Some(days) { "latest" } else { "older" };
                traits.on(format!("before:{order}"));
                let others = self.others_between(k, mention.sentence);
                traits.on(format!("before:others{}", bucket(others)));
                if others == 0 && !mention.events.is_empty() {
                    traits.on("before:event, nobody else".to_owned());
                }
            }
            let there = events(context.text, self.article.sentences[mention.sentence]);
            if !there.is_empty() && events(context.text, context.frame).iter().any(|e| there.contains(e)) {
                traits.on(format!("{side}:event in both"));
            }
            if !mention.events.is_empty() {
                traits.on(format!("{side}:event"));
                let here = events(context.text, context.frame);
                if mention.events.iter().any(|e| here.contains(e)) {
                    traits.on(format!("{side}:event shared"));
                    tied = true;
                }
            }
        }
        tied |= self.mates(k, days, &mut traits);
        let answers = self.exchange(k, days, place, &mut traits);
        if others == Some(true) && !tied {
            if !answers {
                return None;
            }
            traits.on(format!("{place}:of others"));
        }
        let rival = self.beside[k].is_some_and(|m| self.mentions[m].days != days);
        if rival {
            traits.on(format!("{place}:rival"));
        }
        traits.on(place.to_owned());
        traits.on(format!("{place}:{recency}"));
        let count = mentions.iter().filter(|&&m| self.mentions[m].narrated).count();
        traits.on(format!("{place}:times{}", bucket(count)));
        if self.recent.len() <= 1 && self.recent.contains_key(&days) {
            traits.on(format!("{place}:only date"));
        }
        let most = self.recent.values().max().copied().unwrap_or(0);
        if self.recent.get(&days) == Some(&most) {
            traits.on(format!("{place}:main date"));
        }
        let first = self.mentions.iter().find(|m| m.narrated && self.is_recent(m.days));
        if first.is_some_and(|m| m.days == days) {
            traits.on(format!("{place}:first date"));
        }
        traits.on(format!("{place}:dates{}", self.recent.len().min(4)));
        let names =
            |m: &Mention| self.article.names_speaker(k, self.article.sentences[m.sentence]).filter(|_| m.narrated);
        if mentions.iter().any(|&m| names(&self.mentions[m]) == Some(Named::Narrated)) {
            traits.on(format!("{place}:beside the speaker"));
        }
        match first.filter(|m| m.days == days && m.sentence < LEAD).and_then(names) {
            Some(Named::Narrated) => traits.on(format!("{place}:lead names the speaker")),
            Some(Named::Said) => traits.on(format!("{place}:lead speaks of the speaker")),
            None => {}
        }
        let tense = tense(context);
        traits.on(format!("{place}:{tense}:{recency}"));
        traits.on(format!("{place}:{tense}:dates{}", self.recent.len().min(3)));
        traits.on(format!("{place}:{}:{recency}", self.article.forms[k].as_str()));
        for (name, value) in manner {
            traits.0.push((format!("{place}:{name}"), *value));
        }
        let words = own.or(inner).or(before).or(after).or(spoken).map_or(0, |m| self.mentions[m].at);
        Some(Candidate { days, words, traits: traits.0 })
    }

    /// A mention in the sentence of the cue.
    fn inside(&self, k: usize, m: usize, place: &str, traits: &mut Traits) {
        let context = &self.article.contexts[k];
        let text = context.text;
        let cue = context.attribution.cue;
        let span = self.span(m);
        let between = gap(cue, span);
        let side = if span.start >= cue.end {
            "after"
        } else if span.end <= cue.start {
            "before"
        } else {
            "within"
        };
        let apart = words(text, between).len();
        traits.on(format!("{place}:{side}:{}", bucket(apart)));
        let others = self.between(k, m).min(2);
        traits.on(format!("{place}:between{others}"));
        if others > 0 && !self.is_recent(self.mentions[m].days) {
            traits.on(format!("{place}:between, old"));
        }
        traits.on(format!("{place}:commas{}", between.of(text).matches([',', ';', '—', '–', '(']).count().min(2)));
        if between.of(text).contains(['“', '”', '"']) {
            traits.on(format!("{place}:quotation between"));
        }
        let lead = last_word(text, span.start);
        if matches!(
            lead.as_str(),
            "on" | "in"
                | "during"
                | "since"
                | "by"
                | "until"
                | "before"
                | "after"
                | "of"
                | "from"
                | "for"
                | "at"
                | "through"
                | "to"
        ) {
            traits.on(format!("{place}:{lead}"));
        }
        if self.times[self.mentions[m].at].kind == TimeKind::Duration {
            traits.on(format!("{place}:stretch"));
        }
        if !self.mentions[m].events.is_empty() {
            traits.on(format!("{place}:event"));
        }
        if span.start <= context.frame.start + 4 {
            traits.on(format!("{place}:opens"));
        }
        let joint = words(text, between).iter().any(|w| {
            matches!(w.of(text), "who" | "that" | "which" | "when" | "where" | "after" | "as" | "while" | "because")
        });
        if joint {
            traits.on(format!("{place}:clause between"));
        }
        let source_between = context.attribution.source.iter().any(|s| between.covers(*s));
        if source_between {
            traits.on(format!("{place}:source between"));
        }
        if context.attribution.source.iter().any(|s| s.overlaps(span)) {
            traits.on(format!("{place}:in source"));
        }
        if context.attribution.content.iter().any(|s| s.overlaps(span)) {
            traits.on(format!("{place}:in content"));
        }
        if context.attribution.content.iter().any(|s| between.overlaps(*s)) {
            traits.on(format!("{place}:content between"));
        }
        if self.beside[k] == Some(m) {
            traits.on(format!("{place}:beside"));
        }
    }

    /// How many statements of other speakers stand between a sentence and a later statement.
    fn others_between(&self, k: usize, sentence: usize) -> usize {
        let article = self.article;
        let before = article.order[..article.rank[k]].iter().rev().take_while(|&&j| article.places[j] >= sentence);
        before.filter(|&&j| article.speakers[j] != article.speakers[k]).count()
    }

    /// The recent date that the narration mentions last before a statement's sentence.
    fn latest(&self, k: usize) -> Option<Days> {
        let sentence = self.article.places[k];
        let before = self.mentions.iter().take_while(|m| m.sentence < sentence);
        before.filter(|m| m.narrated && self.is_recent(m.days)).last().map(|m| m.days)
    }

    /// Whether a mention stands beside cues of other speakers only.
    fn is_of_others(&self, k: usize, mention: usize) -> bool {
        let speakers = self.article.speakers;
        let mut owners = (0..self.beside.len()).filter(|&j| self.beside[j] == Some(mention)).peekable();
        owners.peek().is_some() && owners.all(|j| speakers[j] != speakers[k])
    }

    fn recency(&self, days: Days) -> String {
        let width = match days.count() {
            1 => "day",
            2..=4 => "days",
            5..=7 => "week",
            8..=31 => "month",
            _ => "long",
        };
        let Some(day) = self.published else { return format!("{width} unknown") };
        let ago = day.since(days.end).map_or(9999, |s| s.get_days());
        let ago = match ago {
            ..0 => "-",
            0 => "0",
            1 => "1",
            2..=3 => "3",
            4..=6 => "6",
            7..=13 => "13",
            14..=31 => "31",
            _ => "more",
        };
        format!("{width} {ago}")
    }
}

/// What lies between a cue and a time.
pub(super) fn gap(cue: Span, time: Span) -> Span {
    if time.start >= cue.end { Span::new(cue.end, time.start) } else { Span::new(time.end.min(cue.start), cue.start) }
}

/// Whether a time only bounds another: "since Monday", "until June", "by Friday".
fn bounds(text: &str, time: Span) -> bool {
    matches!(last_word(text, time.start).as_str(), "since" | "until" | "till" | "by" | "through" | "before" | "from")
}

fn last_word(text: &str, end: usize) -> String {
    let before = text[..end].trim_end();
    before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
}

/// The character boundary at most `by` bytes before `at`.
fn back(text: &str, at: usize, by: usize) -> usize {
    let mut to = at.saturating_sub(by);
    while !text.is_char_boundary(to) {
        to += 1;
    }
    to
}

/// The character boundary at most `by` bytes after `at`, in the same paragraph.
fn ahead(text: &str, at: usize, by: usize) -> usize {
    let mut to = (at + by).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    at + text[at..to].find('\n').unwrap_or(to - at)
}
