//! The sources of an article's statements, resolved to its people.

use std::collections::HashMap;

use jiff::civil::Date;

use super::cast::{Cast, cast};
use super::fold::plain;
use super::mentions::{Mention, all_sentences, is_role, mentions};
use super::rank::{self, Event};
use super::source::{Pronoun, Source, source};
use super::tables;
use super::{Authority, Name, NameKind, Person, PersonKind};
use crate::span::Span;
use crate::text::View;
use crate::text::words::{collapse, words};

/// The longest stretch, in bytes, between a name and the "who" that points to it.
const ASIDE: usize = 120;
/// An attribution whose speaker is asked for, in bytes of the view.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Who is given as the speaker; empty if nobody is.
    pub source: &'a [Span],
    /// The words that attribute.
    pub cue: Span,
    /// What is said.
    pub content: &'a [Span],
}

/// The people of an article, and who of them makes each statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Named people and unnamed sources, in the order of the text.
    pub people: Vec<Person>,
    /// For each attribution asked for, who makes it; `None` where nobody is named or it cannot be told.
    pub speakers: Vec<Option<usize>>,
}

/// Resolves the sources of `asked`, from the `names` in the view.
///
/// Names of one person are gathered; pronouns and descriptions are given to whom the text last spoke of in a way that
/// fits, or to nobody. Sources without a name stay unnamed: the same words are one source, different words never are.
pub fn resolve(
    view: &View,
    names: &[Name],
    asked: &[Asked<'_>],
    authority: &Authority,
    published: Option<Date>,
) -> Resolved {
    let text = view.text();
    let sentences = all_sentences(text, view.blocks().iter().filter(|b| b.kind.reads()).map(|b| b.span));
    let mut mentions = mentions(text, &sentences, &within_sources(names, asked));
    let cast = cast(text, &mut mentions);
    let events = events(&cast, &mentions, asked);
    let mut called = HashMap::new();
    for (k, member) in cast.members.iter().enumerate() {
        called.entry((member.person.kind, member.person.name.to_lowercase())).or_insert(k);
    }
    let mut resolver = Resolver { text, sentences, mentions, cast, events, authority, published, called };
    resolver.pairs();
    let mut speakers = vec![None; asked.len()];
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by_key(|&k| asked[k].source.first().map_or(asked[k].cue.start, |s| s.start));
    for k in order {
        let [first, .., last] = asked[k].source else {
            speakers[k] = asked[k].source.first().and_then(|&only| resolver.speaker(only));
            continue;
        };
        speakers[k] = resolver.speaker(Span::new(first.start, last.end.max(first.end)));
    }
    resolver.described();
    resolver.finish(speakers)
}

/// The names, cut where a source ends: in a headline the verb too has a capital.
fn within_sources(names: &[Name], asked: &[Asked<'_>]) -> Vec<Name> {
    let mut ends: Vec<Span> = asked.iter().flat_map(|a| a.source.iter().copied()).collect();
    ends.sort_unstable();
    let cut = |name: &Name| {
        let near = ends[..ends.partition_point(|s| s.start <= name.span.start)].last();
        let end = near.map(|s| s.end).filter(|&end| name.span.start < end && end < name.span.end);
        Name { span: Span::new(name.span.start, end.unwrap_or(name.span.end)), ..*name }
    };
    names.iter().map(cut).collect()
}

/// Every mention as an event, in order.
fn events(cast: &Cast, mentions: &[Mention], asked: &[Asked<'_>]) -> Vec<Event> {
    let mut said: Vec<Span> = asked.iter().flat_map(|a| a.content.iter().copied()).collect();
    said.sort_unstable();
    // Up to each of the contents, the furthest end: one that begins before a name and ends after it holds the name.
    let furthest: Vec<usize> = said
        .iter()
        .scan(0, |end, span| {
            *end = span.end.max(*end);
            Some(*end)
        })
        .collect();
    let quoted = |name: Span| {
        let begun = said.partition_point(|s| s.start <= name.start);
        begun > 0 && furthest[begun - 1] >= name.end
    };
    let event = |(m, &member): (&Mention, &usize)| Event {
        at: m.name.start,
        member,
        sentence: m.sentence,
        leads: m.leads,
        owns: m.owns,
        quoted: quoted(m.name),
        speaks: false,
    };
    mentions.iter().zip(&cast.owner).map(event).collect()
}

/// An article's people while its sources are resolved one after the other.
pub(super) struct Resolver<'a> {
    pub(super) text: &'a str,
    sentences: Vec<Span>,
    pub(super) mentions: Vec<Mention>,
    pub(super) cast: Cast,
    pub(super) events: Vec<Event>,
    authority: &'a Authority,
    published: Option<Date>,
    /// Members by their kind and name in small letters.
    called: HashMap<(PersonKind, String), usize>,
}

impl Resolver<'_> {
    pub(super) fn speaker(&mut self, span: Span) -> Option<usize> {
        let sentence =
            self.sentences.partition_point(|s| s.end <= span.start).min(self.sentences.len().saturating_sub(1));
        let together = self.halves(span).or_else(|| self.several(span, sentence)).or_else(|| self.family(span));
        if let Some(member) = together {
            self.heard(member, span.start, sentence, span);
            return Some(member);
        }
        let (found, at) = match source(self.text, span, &self.mentions) {
            Source::Named(named) => {
                let at = self.mentions[named[0]].name.start;
                (Some(self.named(&named)), at)
            }
            Source::Team(mention) => (Some(self.cast.team_of(self.cast.owner[mention])), span.start),
            Source::TheirTeam(which) => {
                let person = rank::pronoun(&self.cast, &self.events, which, span.start, sentence);
                let person = person.filter(|&k| self.cast.members[k].person.kind == PersonKind::Person);
                let team = person.map(|k| self.cast.team_of(k));
                let name = collapse(span.of(self.text));
                (Some(team.unwrap_or_else(|| self.called(&name, PersonKind::Unnamed))), span.start)
            }
            Source::Pronoun(Pronoun::Relative) => {
                let who = span.of(self.text).to_lowercase().starts_with("who");
                (self.person_before(span).filter(|_| who).or_else(|| self.just_before(span)), span.start)
            }
            Source::Pronoun(which) => {
                let found = rank::pronoun(&self.cast, &self.events, which, span.start, sentence);
                if let (Some(k), Pronoun::Singular(gender)) = (found, which) {
                    self.cast.members[k].called.get_or_insert(gender);
                }
                (found, span.start)
            }
            Source::Described(what) => {
                let by_text = rank::described(&self.cast, &self.events, &what, span.start, sentence);
                // "his prime minister" is the holder of an office of which the list does not tell whose it is.
                let found = by_text.filter(|_| !what.owned).or_else(|| {
                    let name = self.authority.holder(&what.head, &what.rest, self.published).filter(|_| !what.owned)?;
                    Some(self.called(name, PersonKind::Person))
                });
                (Some(found.unwrap_or_else(|| self.called(&what.name, PersonKind::Unnamed))), span.start)
            }
            Source::Unnamed(name) => {
                let alone = name.starts_with(char::is_uppercase) && !name.contains(char::is_whitespace);
                let surname = self.cast.surnamed(&name).filter(|_| alone);
                (Some(surname.unwrap_or_else(|| self.called(&name, PersonKind::Unnamed))), span.start)
            }
        };
        let member = found?;
        self.heard(member, at, sentence, span);
        Some(member)
    }

    /// Adds to the mentions of people what describes them by country and office, though it is no source: "the Karsovan
    /// leader".
    fn described(&mut self) {
        let mut found = Vec::new();
        for (number, &sentence) in self.sentences.iter().enumerate() {
            let all = words(self.text, sentence);
            for three in all.windows(3).filter(|w| w[0].of(self.text).eq_ignore_ascii_case("the")) {
                let (land, head) = (plain(three[1].of(self.text)), three[2].of(self.text));
                let adjective = tables::country(&land).is_some_and(|country| country != land);
                if !adjective || !(head == "leader" || is_role(head)) {
                    continue;
                }
                let span = Span::new(three[0].start, three[2].end);
                if let Source::Described(what) = source(self.text, span, &self.mentions)
                    && let Some(member) = rank::described(&self.cast, &self.events, &what, span.start, number)
                {
                    found.push((member, span));
                }
            }
        }
        for (member, span) in found {
            let mentions = &mut self.cast.members[member].person.mentions;
            if !mentions.iter().any(|m| m.overlaps(span)) {
                mentions.push(span);
            }
        }
    }

    /// One name, or several speaking together.
    pub(super) fn named(&mut self, named: &[usize]) -> usize {
        let mut members: Vec<usize> = Vec::new();
        for &mention in named {
            let owner = self.cast.owner[mention];
            if !members.contains(&owner) {
                members.push(owner);
            }
        }
        self.together(members)
    }

    /// The source of this name, or a new one.
    fn called(&mut self, name: &str, kind: PersonKind) -> usize {
        let key = (kind, name.to_lowercase());
        if let Some(&found) = self.called.get(&key) {
            return found;
        }
        let at = self.cast.add(name.to_owned(), kind, None);
        self.called.insert(key, at);
        at
    }

    /// Whom "who" points to where only a place or a description parts it from a person's name: "Lund of Ister, who".
    fn person_before(&self, span: Span) -> Option<usize> {
        let number = self.sentences.partition_point(|s| s.end <= span.start);
        let sentence = *self.sentences.get(number).filter(|s| s.start < span.start)?;
        let before = self.mentions.partition_point(|m| m.name.end <= span.start);
        let mut names = (0..before).rev().take_while(|&k| self.mentions[k].name.start >= sentence.start);
        let k = names.find(|&k| self.mentions[k].kind == NameKind::Person)?;
        let gap = &self.text[self.mentions[k].name.end..span.start];
        let led = [" of ", " from ", " in ", ", "].iter().any(|lead| gap.starts_with(lead));
        let aside = led && gap.trim_end().ends_with(',') && gap.len() < ASIDE && !gap.contains(['“', '”', ';', '—']);
        (aside && !self.mentions[k].owns).then(|| self.cast.owner[k])
    }

    /// Whom "who" points to: the name that ends just before, or the words there.
    fn just_before(&mut self, span: Span) -> Option<usize> {
        let number = self.sentences.partition_point(|s| s.end <= span.start);
        let sentence = *self.sentences.get(number).filter(|s| s.start < span.start)?;
        // "who built the quay and who says": both point to one.
        let before = words(self.text, Span::new(sentence.start, span.start));
        if before.last().is_some_and(|w| matches!(w.of(self.text), "and" | "but" | "or"))
            && let Some(&first) = before.iter().rev().find(|w| w.of(self.text) == "who")
        {
            return self.person_before(first).or_else(|| self.just_before(first));
        }
        let nearest = self
            .mentions
            .iter()
            .enumerate()
            .rev()
            .find(|(_, m)| m.name.end <= span.start && m.name.start >= sentence.start);
        if let Some((k, mention)) = nearest {
            let gap = &self.text[mention.name.end..span.start];
            let aside = gap.trim().trim_start_matches(',').trim();
            let apart = gap.trim().trim_matches(',').is_empty()
                || aside.starts_with('(') && aside.trim_end_matches(',').ends_with(')');
            let described = gap.starts_with(", ") && gap.trim_end().ends_with(',') && gap.len() < 120;
            if (apart || described) && !mention.owns {
                return Some(self.cast.owner[k]);
            }
        }
        let all = words(self.text, Span::new(sentence.start, span.start));
        let determiner = |w: &Span| {
            matches!(
                w.of(self.text).to_lowercase().as_str(),
                "the" | "a" | "an" | "some" | "many" | "those" | "several" | "two" | "three" | "one"
            )
        };
        let last = all.last()?;
        let joined = |k: usize| self.text[all[k].end..all[k + 1].start].trim().is_empty();
        let from = (all.len().saturating_sub(5)..all.len())
            .rev()
            .take_while(|&k| k + 1 == all.len() || joined(k))
            .find(|&k| determiner(&all[k]));
        let begin = from.map_or(last.start, |k| all[k].start);
        let name = collapse(&self.text[begin..last.end]);
        (!name.is_empty()).then(|| self.called(&name, PersonKind::Unnamed))
    }

    /// Notes that someone speaks here.
    fn heard(&mut self, member: usize, at: usize, sentence: usize, span: Span) {
        let from = self.events.partition_point(|e| e.at < at);
        let mut here = self.events[from..].iter_mut().take_while(|e| e.at == at);
        if let Some(event) = here.find(|e| e.member == member) {
            event.speaks = true;
        } else {
            let k = self.events.partition_point(|e| e.at <= at);
            let event = Event { at, member, sentence, leads: true, owns: false, quoted: false, speaks: true };
            self.events.insert(k, event);
            let person = &mut self.cast.members[member].person;
            if person.members.is_empty() && !person.mentions.iter().any(|m| m.overlaps(span)) {
                person.mentions.push(span);
            }
        }
        for &part in &self.cast.members[member].person.members {
            let k = self.events.partition_point(|e| e.at <= at);
            self.events
                .insert(k, Event { at, member: part, sentence, leads: true, owns: false, quoted: false, speaks: true });
        }
    }

    /// Drops who was joined to another, and orders the rest by where they are first named.
    fn finish(self, speakers: Vec<Option<usize>>) -> Resolved {
        let mut people: Vec<Person> = self.cast.members.into_iter().map(|m| m.person).collect();
        for person in &mut people {
            person.mentions.sort_unstable();
            person.mentions.dedup();
        }
        let speaks = |k: usize| speakers.contains(&Some(k));
        let joint = |k: usize| people.iter().any(|p| p.members.contains(&k) || p.team_of == Some(k));
        let mut kept: Vec<usize> =
            (0..people.len()).filter(|&k| !people[k].mentions.is_empty() || speaks(k) || joint(k)).collect();
        let first = |k: usize| {
            people[k].mentions.first().map_or_else(
                || {
                    people[k]
                        .members
                        .iter()
                        .filter_map(|&m| people[m].mentions.first())
                        .map(|s| s.start)
                        .min()
                        .unwrap_or(0)
                },
                |s| s.start,
            )
        };
        kept.sort_by_key(|&k| (first(k), k));
        let mut place = vec![usize::MAX; people.len()];
        kept.iter().enumerate().for_each(|(to, &from)| place[from] = to);
        let mut out: Vec<Person> = kept.iter().map(|&k| people[k].clone()).collect();
        for person in &mut out {
            person.members.iter_mut().for_each(|m| *m = place[*m]);
            person.team_of = person.team_of.map(|m| place[m]);
        }
        Resolved { people: out, speakers: speakers.into_iter().map(|s| s.map(|k| place[k])).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::NameKind;

    #[test]
    fn a_name_ends_where_the_source_ends() {
        // "Mary Lund Says Quay Is Safe": in a headline "Says" is written like a name.
        let name = |start, end| Name { span: Span::new(start, end), kind: NameKind::Person };
        let source = [Span::new(0, 9)];
        let asked = [Asked { source: &source, cue: Span::new(10, 14), content: &[] }];
        let spans = |names: &[Name]| within_sources(names, &asked).iter().map(|n| n.span).collect::<Vec<_>>();
        assert_eq!(spans(&[name(0, 14)]), [Span::new(0, 9)]);
        assert_eq!(spans(&[name(5, 9), name(15, 19)]), [Span::new(5, 9), Span::new(15, 19)]);
    }
}
