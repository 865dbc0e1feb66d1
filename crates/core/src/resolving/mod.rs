//! From attributions, names and times to statements: who said it, when, how, to whom and through whom.

mod after;
mod article;
mod company;
mod dates;
mod manner;
mod media;
mod outlets;
mod said;
mod setting;
mod stance;
#[cfg(test)]
mod testing;
mod via;
pub(crate) mod weights;

use jiff::civil::Date;

use article::Article;
pub use weights::Trait;

use crate::people::{self, Asked, Authority, Person};
use crate::reading::{Attribution, Found, passage, settle, statements};
use crate::span::Span;
use crate::statement::{STANCES, Statement};
use crate::text::View;
use crate::text::words::sentences;
use crate::times::{Days, Time, times};

/// What an article puts on record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resolution {
    /// Its people, in the order of the text.
    pub people: Vec<Person>,
    /// Its expressions of time, in order, in bytes of the view.
    pub times: Vec<Time>,
    /// Its statements, in the order of the text.
    pub statements: Vec<Statement>,
}

/// What stands about an attribution, for the modules that look there.
struct Context<'a> {
    text: &'a str,
    attribution: &'a Attribution,
    /// The sentence of its cue.
    frame: Span,
    /// Stretches of the frame that somebody says, so that they tell nothing of the saying.
    said: Vec<Span>,
}

/// Resolves what was found in a view; `published` is the article's day, if known.
pub fn resolve(view: &View, mut found: Found, published: Option<Date>, authority: &Authority) -> Resolution {
    let text = view.text();
    settle(text, &mut found.attributions);
    found.attributions.sort_by_key(|a| (a.content.first().copied(), a.cue));
    found.names.sort_unstable();
    let attributions = &found.attributions;
    let mut statements = statements(view, attributions);
    let asked: Vec<Asked<'_>> =
        attributions.iter().map(|a| Asked { source: &a.source, cue: a.cue, content: &a.content }).collect();
    let resolved = people::resolve(view, &found.names, &asked, authority, published);
    let times = times(text, published);
    let contexts: Vec<Context<'_>> = contexts(view, attributions);
    for ((statement, context), speaker) in statements.iter_mut().zip(&contexts).zip(&resolved.speakers) {
        statement.speaker = *speaker;
        statement.stance = stance::stance(context);
        let (addressee, occasion) = setting::setting(context, &times);
        statement.addressee = addressee.map(|span| passage(view, &[span]));
        statement.occasion = occasion.map(|span| passage(view, &[span]));
    }
    let forms = statements.iter().map(|s| s.form).collect();
    let article = Article::new(view, &contexts, &resolved.people, &resolved.speakers, forms);
    let said = said::said(view, &article, &with_days_after(view, &times, published), published);
    let via = via::via(view, &article, &found.names);
    for ((statement, said), via) in statements.iter_mut().zip(said).zip(via) {
        statement.said = said;
        statement.via = via;
    }
    Resolution { people: resolved.people, times, statements }
}

/// What the decisions about a statement rest on, for training them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The dates that may be its own, with what speaks for and against each.
    pub said: Vec<(Days, Vec<Trait>)>,
    /// The outlets through which it may have come, with what speaks for and against each.
    pub via: Vec<(String, Vec<Trait>)>,
    /// How probable the reader holds each act of speaking.
    pub acts: [f32; STANCES],
    /// What speaks for and against them.
    pub stance: Vec<Trait>,
}

/// What the decisions about each statement of an article rest on; see [`resolve`].
pub fn evidence(view: &View, mut found: Found, published: Option<Date>, authority: &Authority) -> Vec<Evidence> {
    settle(view.text(), &mut found.attributions);
    found.attributions.sort_by_key(|a| (a.content.first().copied(), a.cue));
    found.names.sort_unstable();
    let attributions = &found.attributions;
    let asked: Vec<Asked<'_>> =
        attributions.iter().map(|a| Asked { source: &a.source, cue: a.cue, content: &a.content }).collect();
    let resolved = people::resolve(view, &found.names, &asked, authority, published);
    let contexts = contexts(view, attributions);
    let forms = statements(view, attributions).iter().map(|s| s.form).collect();
    let article = Article::new(view, &contexts, &resolved.people, &resolved.speakers, forms);
    let times = with_days_after(view, &times(view.text(), published), published);
    let dates = dates::candidates(&article, &times, published);
    let outlets = outlets::candidates(&article, &found.names);
    let each = dates.into_iter().zip(outlets).enumerate().map(|(k, (dates, outlets))| Evidence {
        acts: contexts[k].attribution.stances,
        stance: stance::traits(&contexts[k]),
        said: dates.into_iter().map(|c| (c.days, c.traits)).collect(),
        via: outlets.into_iter().map(|c| (c.name, c.traits)).collect(),
    });
    each.collect()
}

/// The times with what tells a day by how long after another it was, where nothing else was found.
fn with_days_after(view: &View, times: &[Time], published: Option<Date>) -> Vec<Time> {
    let text = view.text();
    let sentences: Vec<Span> =
        view.blocks().iter().filter(|b| b.kind.reads()).flat_map(|b| sentences(text, b.span)).collect();
    let mut all = times.to_vec();
    let more = after::days_after(text, &sentences, times, published);
    all.extend(more.into_iter().filter(|m| !times.iter().any(|t| t.span.overlaps(m.span))));
    all.sort_by_key(|t| t.span);
    all
}

fn contexts<'a>(view: &'a View, attributions: &'a [Attribution]) -> Vec<Context<'a>> {
    let text = view.text();
    let sentences: Vec<Span> =
        view.blocks().iter().filter(|b| b.kind.reads()).flat_map(|b| sentences(text, b.span)).collect();
    attributions
        .iter()
        .map(|a| {
            let at = sentences.partition_point(|s| s.end <= a.cue.start);
            let frame = sentences.get(at).copied().unwrap_or(a.cue);
            let others = attributions.iter().filter(|o| !o.content.iter().any(|c| c.covers(a.cue)));
            let said = others.flat_map(|o| o.content.iter().copied()).filter(|c| c.overlaps(frame)).collect();
            Context { text, attribution: a, frame, said }
        })
        .collect()
}

impl Context<'_> {
    /// Whether nobody says these words: they tell of the saying.
    fn narrates(&self, span: Span) -> bool {
        self.frame.covers(span) && !self.said.iter().any(|s| s.overlaps(span))
    }

    /// The words of the cue and of what stands between it and its source, in small letters.
    fn act(&self) -> String {
        let cue = self.attribution.cue;
        let begin =
            self.attribution.source.iter().map(|s| s.end).filter(|&end| end <= cue.start && cue.start - end < 60).max();
        let begin = begin.filter(|&b| b >= self.frame.start).unwrap_or(cue.start);
        self.text[begin..cue.end].to_lowercase()
    }
}
