//! Sources who speak together: "Lund and other officials", "the two ministers", "both".

use super::cast::Member;
use super::fold::plain;
use super::mentions::Mention;
use super::rank::{Event, is_plural};
use super::resolve::Resolver;
use super::source::{Pronoun, Source, ends_core, source};
use super::{NameKind, PersonKind};
use crate::span::Span;
use crate::text::words::words;

/// What joins two who speak; the longer first where one begins with another.
const JOINS: [&str; 7] = [" as well as ", " along with ", " together with ", " and ", " nor ", " or ", " & "];
/// Words before the first of those who speak together.
const LEADS: [&str; 3] = ["both ", "neither ", "either "];
/// Words with which those begin who are no further part of what stands before.
const OPENS: [&str; 24] = [
    "the", "a", "an", "his", "her", "their", "its", "other", "others", "another", "some", "many", "several", "most",
    "all", "two", "three", "four", "five", "six", "dozens", "hundreds", "much", "various",
];
/// How many an expression that points back speaks of.
const COUNTS: [(&str, usize); 8] =
    [("both", 2), ("neither", 2), ("two", 2), ("pair", 2), ("couple", 2), ("duo", 2), ("three", 3), ("trio", 3)];

/// How many sentences before "both" those may have been named together whom it means.
const TOGETHER: usize = 12;
/// How many sentences before "both" tell whom it means if they name two people and no more.
const JUST_BEFORE: usize = 2;

impl Resolver<'_> {
    /// Those who speak together, each once; whoever they are if it is but one.
    pub(super) fn together(&mut self, members: Vec<usize>) -> usize {
        if let [only] = members[..] {
            return only;
        }
        let same = |m: &Member| {
            m.person.members.len() == members.len() && members.iter().all(|k| m.person.members.contains(k))
        };
        let found = self.cast.members.iter().position(same);
        found.unwrap_or_else(|| {
            let names: Vec<&str> = members.iter().map(|&k| self.cast.members[k].person.name.as_str()).collect();
            let at = self.cast.add(names.join("; "), PersonKind::Group, None);
            self.cast.members[at].person.members = members;
            at
        })
    }

    /// The two halves of a phrase, each resolved by itself: "Lund and other officials".
    pub(super) fn halves(&mut self, span: Span) -> Option<usize> {
        let mut members: Vec<usize> = Vec::new();
        let [left, right] = halves(self.text, span, &self.mentions)?;
        let listed = match source(self.text, span, &self.mentions) {
            Source::Named(named) => named.iter().all(|&k| left.covers(self.mentions[k].name)).then_some(named),
            _ => None,
        };
        let left = match listed {
            Some(named) => self.named(&named),
            None => self.speaker(left)?,
        };
        for one in [left, self.speaker(right)?] {
            let parts = &self.cast.members[one].person.members;
            let parts = if parts.is_empty() { vec![one] } else { parts.clone() };
            members.extend(parts.into_iter().filter(|k| !members.contains(k)).collect::<Vec<_>>());
        }
        Some(self.together(members))
    }

    /// Whom "both" or "the two ministers" point back to: those who were named together last, or all whom the sentences
    /// just before name, if they are as many.
    pub(super) fn several(&mut self, span: Span, sentence: usize) -> Option<usize> {
        let count = count(self.text, span)?;
        let before = &self.events[..self.events.partition_point(|e| e.at < span.start)];
        let near = |reach: usize| before.iter().rev().take_while(move |e| e.sentence + reach >= sentence);
        let joint = near(TOGETHER).map(|e| e.member).find(|&k| self.cast.members[k].person.members.len() == count);
        if joint.is_some() {
            return joint;
        }
        let mut named: Vec<usize> = Vec::new();
        for event in near(JUST_BEFORE).filter(|e| !e.quoted) {
            let person = self.cast.members[event.member].person.kind == PersonKind::Person;
            if person && !named.contains(&event.member) {
                named.insert(0, event.member);
            }
        }
        (named.len() == count).then(|| self.together(named))
    }

    /// Adds those whom the narration names side by side, "Lund and Orr", for "they" and "both" to point back to.
    pub(super) fn pairs(&mut self) {
        for k in 1..self.mentions.len() {
            let (one, other) = (&self.mentions[k - 1], &self.mentions[k]);
            let people = [one, other].iter().all(|m| m.kind == NameKind::Person && !m.owns);
            let between = self.text.get(one.name.end..other.whole.start.min(other.name.start));
            let event = self.events.iter().find(|e| e.at == one.name.start).copied();
            let Some(event) = event.filter(|e| people && !e.quoted && between.is_some_and(|gap| gap.trim() == "and"))
            else {
                continue;
            };
            let (one, other) = (self.cast.owner[k - 1], self.cast.owner[k]);
            if one != other {
                let member = self.together(vec![one, other]);
                let at = self.events.partition_point(|e| e.at <= event.at);
                self.events.insert(at, Event { member, ..event });
            }
        }
    }

    /// Those of one surname: "the Lunds".
    pub(super) fn family(&mut self, span: Span) -> Option<usize> {
        let all = words(self.text, span);
        let all = if all.first().is_some_and(|w| plain(w.of(self.text)) == "the") { &all[1..] } else { &all[..] };
        let [name] = all else { return None };
        let stem = name.of(self.text).strip_suffix('s').filter(|stem| stem.starts_with(char::is_uppercase))?;
        let bearers = self.cast.all_surnamed(stem);
        let joint = |m: &Member| m.person.members.len() > 1 && m.person.members.iter().all(|k| bearers.contains(k));
        let joint = self.cast.members.iter().position(joint);
        joint.or_else(|| (bearers.len() == 2).then(|| self.together(bearers)))
    }
}

/// The two halves of a phrase that names two who speak, or more in either, if it is one: "Lund, 45," and "her deputy".
///
/// One half at least is named or pointed to. What is ambiguous stays whole: "Lund, a lawyer and the chair" is one person,
/// and in "a spokesman for Lund and Orr" nobody is known to speak together.
fn halves(text: &str, span: Span, mentions: &[Mention]) -> Option<[Span; 2]> {
    let phrase = span.of(text);
    let lead = LEADS.iter().find(|lead| phrase.get(..lead.len()).is_some_and(|p| p.eq_ignore_ascii_case(lead)));
    let start = span.start + lead.map_or(0, |lead| lead.len());
    let from = mentions.partition_point(|m| m.name.end <= span.start);
    let inside = |at: usize| {
        let near = mentions[from..].iter().take_while(|m| m.whole.start.min(m.name.start) < span.end);
        near.clone().any(|m| m.name.start < at && at < m.name.end)
    };
    let mut joins: Vec<(usize, usize)> = JOINS
        .iter()
        .flat_map(|join| text[start..span.end].match_indices(join).map(|(at, join)| (start + at, join.len())))
        .filter(|&(at, _)| !inside(at + 1) && !enclosed(&text[start..at]))
        .collect();
    joins.sort_unstable();
    joins.into_iter().rev().find_map(|(at, length)| {
        let (left, right) = (Span::new(start, at), Span::new(at + length, span.end));
        let sorts = [sort(text, left, mentions), sort(text, right, mentions)];
        let two = match sorts {
            [Sort::Known, Sort::Known | Sort::Told] => {
                listed(text, span, left, mentions) || closed(text, left, mentions)
            }
            [Sort::Told, Sort::Known] => {
                !words(text, left).iter().any(|w| ends_core(&plain(w.of(text)))) && !left.of(text).contains(',')
            }
            _ => false,
        };
        two.then_some([left, right])
    })
}

/// How many a phrase points back to, if it does by their number: "the two ministers", "both".
fn count(text: &str, span: Span) -> Option<usize> {
    let all: Vec<String> = words(text, span).iter().map(|w| plain(w.of(text))).collect();
    let all = all.strip_prefix(&["the".to_owned()][..]).unwrap_or(&all);
    let (first, rest) = all.split_first()?;
    let &(word, count) = COUNTS.iter().find(|(word, _)| word == first)?;
    let noun = match rest {
        [] => true,
        [of, them] => of == "of" && them == "them",
        // "two ministers" without an article are new ones.
        [noun] => word == "neither" || is_plural(noun) && (word == "both" || all.len() < words(text, span).len()),
        _ => false,
    };
    noun.then_some(count)
}

/// What a half of a phrase is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Somebody named or pointed to.
    Known,
    /// Somebody described, of whom it can be seen where the description begins.
    Told,
    /// Anything else.
    Odd,
}

fn sort(text: &str, span: Span, mentions: &[Mention]) -> Sort {
    let all = words(text, span);
    let Some(first) = all.first().map(|w| plain(w.of(text))) else { return Sort::Odd };
    match source(text, span, mentions) {
        Source::Named(_) | Source::Team(_) | Source::TheirTeam(_) => Sort::Known,
        Source::Pronoun(Pronoun::Singular(_) | Pronoun::Plural) if all.len() == 1 => Sort::Known,
        Source::Described(_) | Source::Unnamed(_) => {
            let name = span.of(text);
            let tells = OPENS.contains(&first.as_str()) || is_plural(name.split(',').next().unwrap_or(name));
            if tells { Sort::Told } else { Sort::Odd }
        }
        Source::Pronoun(_) => Sort::Odd,
    }
}

/// Whether the first half is a list of names that goes on in the second: "Lund, Orr" and "other officials".
fn listed(text: &str, whole: Span, left: Span, mentions: &[Mention]) -> bool {
    let Source::Named(named) = source(text, whole, mentions) else { return false };
    let last = named.last().map_or(left.start, |&k| mentions[k].name.end);
    named.len() > 1 && text.get(last..left.end).is_some_and(|rest| matches!(rest.trim(), "" | ","))
}

/// Whether nothing that follows the name in the first half may go on in the second.
fn closed(text: &str, left: Span, mentions: &[Mention]) -> bool {
    let Source::Named(named) = source(text, left, mentions) else { return true };
    let Some(last) = named.last().map(|&k| &mentions[k]) else { return true };
    let rest = text.get(last.name.end..left.end).unwrap_or_default().trim();
    rest.is_empty() || rest.starts_with('(') && rest.ends_with(')') || rest.ends_with(',')
}

/// Whether a text ends within brackets.
fn enclosed(before: &str) -> bool {
    before.matches('(').count() > before.matches(')').count()
}
