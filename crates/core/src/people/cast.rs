//! The people of one article: its mentions gathered by name.

use std::collections::{BTreeSet, HashMap};

use super::fold::{plain, spelling};
use super::mentions::Mention;
use super::name::PersonName;
use super::names::small_words;
use super::tables::{Gender, TEAM};
use super::{NameKind, Person, PersonKind, Role};
use crate::span::Span;
use crate::text::words::{collapse, words};

/// One of the people, and what is needed to find them again.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) person: Person,
    pub(super) parts: Option<PersonName>,
    /// Words of their titles and descriptions, in small letters.
    pub(super) role_words: BTreeSet<String>,
    /// What the pronouns that meant them tell of gender: a guess, used for further pronouns alone.
    pub(super) called: Option<Gender>,
    /// Whether the names are of places, or of what is neither place nor organisation: these rarely speak.
    pub(super) is_place: bool,
    /// How often each form of the name stands in the text.
    forms: Vec<(PersonName, usize)>,
}

/// The people of an article.
#[derive(Clone, Debug, Default)]
pub(super) struct Cast {
    pub(super) members: Vec<Member>,
    /// For each mention, whose it is.
    pub(super) owner: Vec<usize>,
    /// People by the key of their surname, by `=` and their given name, and by `~` and each word between these.
    bearers: HashMap<String, Vec<usize>>,
}

/// Gathers mentions: full names first, then single ones to the full name that they fit.
pub(super) fn cast(text: &str, mentions: &mut [Mention]) -> Cast {
    let full = mentions.iter().filter_map(|m| m.parts.as_ref()).filter(|p| p.is_full());
    let surnames: BTreeSet<String> = full.map(|p| p.surname().to_owned()).collect();
    for mention in mentions.iter_mut().filter(|m| m.kind != NameKind::Person) {
        // "Lund" as part of "the Lund campaign" may look like an organisation's name.
        let all = words(text, mention.name);
        if let [word] = all[..]
            && surnames.contains(&spelling(word.of(text)))
        {
            mention.kind = NameKind::Person;
            mention.parts = PersonName::new([word.of(text)]);
        }
    }
    // "Top Lund" at the head of a sentence is Lund, if there is a Mary Lund.
    let known = mentions.iter().filter_map(|m| m.parts.as_ref()).filter(|p| p.is_known());
    let known: BTreeSet<String> = known.map(|p| p.surname().to_owned()).collect();
    let small = small_words(text);
    for mention in mentions.iter_mut() {
        let odd = mention.parts.as_ref().is_some_and(|p| p.is_full() && !p.is_known() && known.contains(p.surname()));
        if let (true, [first, last]) = (odd, &words(text, mention.name)[..])
            && small.contains(first.of(text).to_lowercase().as_str())
        {
            mention.name = *last;
            mention.parts = PersonName::new([last.of(text)]);
        }
    }
    let mut cast = Cast { owner: vec![usize::MAX; mentions.len()], ..Cast::default() };
    let full = |m: &Mention| m.parts.as_ref().is_some_and(PersonName::is_full);
    for (k, mention) in mentions.iter().enumerate().filter(|(_, m)| full(m)) {
        let parts = mention.parts.as_ref();
        let found = parts.and_then(|parts| {
            cast.bearers(parts.key()).find(|&k| {
                let member = &cast.members[k];
                member.parts.as_ref().is_some_and(|p| p.agrees(parts))
                    && compatible(member.person.gender, mention.gender)
            })
        });
        cast.own(k, found, text, mention, PersonKind::Person);
    }
    for (k, mention) in mentions.iter().enumerate().filter(|(_, m)| !full(m)) {
        if let Some(parts) = &mention.parts {
            let found = cast.single(mention, parts);
            cast.own(k, found, text, mention, PersonKind::Person);
        }
    }
    cast.bodies(text, mentions);
    cast
}

/// Whether two genders can be one person's.
pub(super) fn compatible(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}

impl Cast {
    /// Whose a single name is: of the bearers of the surname whose gender and titles fit, the one who is named in full most.
    fn single(&self, mention: &Mention, parts: &PersonName) -> Option<usize> {
        let fits = |key: &str, test: &dyn Fn(&PersonName) -> bool| -> Vec<usize> {
            let fit = |m: &Member| m.parts.as_ref().is_some_and(test) && compatible(m.person.gender, mention.gender);
            self.bearers(key).filter(|&k| fit(&self.members[k])).collect()
        };
        let mut candidates = fits(parts.key(), &|name| name.agrees(parts));
        if candidates.is_empty() {
            candidates = fits(&format!("={}", plain(&parts.full())), &|name| name.is_called(parts));
        }
        if candidates.is_empty() {
            candidates = fits(&format!("~{}", spelling(&parts.full())), &|name| name.holds(parts));
        }
        let told =
            |k: &usize| mention.role_words.iter().filter(|word| self.members[*k].role_words.contains(*word)).count();
        let most = candidates.iter().map(told).max()?;
        candidates.retain(|k| told(k) == most);
        let full =
            |k: usize| self.members[k].forms.iter().filter(|(form, _)| form.is_full()).map(|(_, n)| n).sum::<usize>();
        candidates.iter().copied().max_by_key(|&k| (full(k), std::cmp::Reverse(k)))
    }

    /// The one who is named in full whose surname a word is, if only one is.
    pub(super) fn surnamed(&self, word: &str) -> Option<usize> {
        let full = |k: &usize| self.members[*k].parts.as_ref().is_some_and(PersonName::is_full);
        let key = spelling(word);
        let mut found = self.bearers(&key).filter(full);
        found.next().filter(|_| found.next().is_none())
    }

    /// All who are named in full and have this surname.
    pub(super) fn all_surnamed(&self, word: &str) -> Vec<usize> {
        let full = |k: &usize| self.members[*k].parts.as_ref().is_some_and(PersonName::is_full);
        self.bearers(&spelling(word)).filter(full).collect()
    }

    /// Those whose surname ends in the word with this key; after a `=`, whose given name it is.
    fn bearers(&self, key: &str) -> impl Iterator<Item = usize> {
        self.bearers.get(key).into_iter().flatten().copied()
    }

    /// Gives the mention to `found`, or to a new person.
    fn own(&mut self, k: usize, found: Option<usize>, text: &str, mention: &Mention, kind: PersonKind) -> usize {
        let at = found.unwrap_or_else(|| {
            let name = mention.parts.as_ref().map_or_else(|| collapse(mention.name.of(text)), PersonName::full);
            if let Some(parts) = &mention.parts {
                let at = self.members.len();
                self.bearers.entry(parts.key().to_owned()).or_default().push(at);
                if let Some(given) = parts.given() {
                    self.bearers.entry(format!("={}", plain(given))).or_default().push(at);
                }
                for inner in parts.inner() {
                    self.bearers.entry(format!("~{}", spelling(inner))).or_default().push(at);
                }
            }
            self.add(name, kind, mention.parts.clone())
        });
        self.owner[k] = at;
        let member = &mut self.members[at];
        let person = &mut member.person;
        person.mentions.push(mention.name);
        person.gender = person.gender.or(mention.gender);
        member.role_words.extend(mention.role_words.iter().cloned());
        for &span in &mention.roles {
            let text = collapse(span.of(text));
            if !person.roles.iter().any(|role| role.text == text) {
                person.roles.push(Role { text, span });
            }
        }
        let Some(new) = &mention.parts else {
            alias(person, collapse(mention.name.of(text)));
            return at;
        };
        match member.forms.iter_mut().find(|(form, _)| form == new) {
            Some((_, count)) => *count += 1,
            None => member.forms.push((new.clone(), 1)),
        }
        // The name is the full form that the article gives most often, the first of several.
        let weight = |(form, count): &(PersonName, usize)| (form.is_known(), form.is_full(), *count);
        let best =
            member.forms.iter().fold(&member.forms[0], |top, form| if weight(form) > weight(top) { form } else { top });
        let before = std::mem::replace(&mut person.name, best.0.full());
        member.parts = Some(best.0.clone());
        alias(person, before);
        alias(person, new.full());
        let name = person.name.clone();
        person.aliases.retain(|alias| *alias != name);
        at
    }

    pub(super) fn add(&mut self, name: String, kind: PersonKind, parts: Option<PersonName>) -> usize {
        self.members.push(Member {
            person: Person::new(name, kind),
            parts,
            role_words: BTreeSet::new(),
            called: None,
            is_place: false,
            forms: Vec::new(),
        });
        self.members.len() - 1
    }

    /// Organisations, places and other names: the same words, or the letters that they shorten to.
    fn bodies(&mut self, text: &str, mentions: &[Mention]) {
        let mut keys: HashMap<String, usize> = HashMap::new();
        let bodies: Vec<usize> = (0..mentions.len()).filter(|&k| self.owner[k] == usize::MAX).collect();
        for &k in &bodies {
            if let Some(at) = self.team(text, &mentions[k]) {
                self.own(k, Some(at), text, &mentions[k], PersonKind::Organisation);
                continue;
            }
            let key = body_key(mentions[k].name.of(text));
            if let Some(&at) = keys.get(&key) {
                self.own(k, Some(at), text, &mentions[k], PersonKind::Organisation);
                continue;
            }
            let at = self.own(k, None, text, &mentions[k], PersonKind::Organisation);
            self.members[at].is_place = mentions[k].kind != NameKind::Organisation;
            keys.insert(key, at);
        }
        self.shorten(text, mentions, &bodies);
        for member in self.members.iter_mut().filter(|m| m.parts.is_none()) {
            member.person.mentions.sort_unstable();
        }
    }

    /// The campaign that a name like "Lund campaign" means, if Lund is known.
    fn team(&mut self, text: &str, mention: &Mention) -> Option<usize> {
        let all = words(text, mention.name);
        let (last, name) = all.split_last()?;
        if !TEAM.contains(&plain(last.of(text)).as_str()) {
            return None;
        }
        let parts = PersonName::new(name.iter().map(|w| w.of(text)))?;
        let fits =
            |m: &Member| m.parts.as_ref().is_some_and(|p| p.agrees(&parts)) && m.person.kind == PersonKind::Person;
        let full =
            |k: &usize| self.members[*k].forms.iter().filter(|(f, _)| f.is_full()).map(|(_, n)| *n).sum::<usize>();
        let person = self
            .bearers(parts.key())
            .filter(|&k| fits(&self.members[k]))
            .max_by_key(|k| (full(k), std::cmp::Reverse(*k)))?;
        Some(self.team_of(person))
    }

    /// The campaign of one of the people.
    pub(super) fn team_of(&mut self, person: usize) -> usize {
        let found = self.members.iter().position(|m| m.person.team_of == Some(person));
        found.unwrap_or_else(|| {
            let name = format!("{} campaign", self.members[person].person.name);
            let at = self.add(name, PersonKind::Organisation, None);
            self.members[at].person.team_of = Some(person);
            at
        })
    }

    /// Joins "FHB" to "Free Harbour Board", and "the Post" to "Ister Post".
    fn shorten(&mut self, text: &str, mentions: &[Mention], bodies: &[usize]) {
        let long = LongNames::of(text, mentions, bodies, &self.owner);
        let joined: Vec<(usize, usize)> = bodies
            .iter()
            .filter_map(|&k| {
                let to = long.of_letters(mentions[k].name.of(text)).or_else(|| long.of_word(text, &mentions[k]))?;
                Some((self.owner[k], to))
            })
            .collect();
        for (short, long) in joined {
            // What was joined before has no mention left.
            let both = [short, long].iter().all(|&k| !self.members[k].person.mentions.is_empty());
            if short != long && both {
                self.merge(short, long);
            }
        }
    }

    fn merge(&mut self, from: usize, to: usize) {
        let gone = std::mem::take(&mut self.members[from].person.mentions);
        let name = self.members[from].person.name.clone();
        let words = std::mem::take(&mut self.members[from].role_words);
        let roles = std::mem::take(&mut self.members[from].person.roles);
        let into = &mut self.members[to];
        into.person.mentions.extend(gone);
        into.person.mentions.sort_unstable();
        into.person.roles.extend(roles);
        into.role_words.extend(words);
        alias(&mut into.person, name);
        self.owner.iter_mut().filter(|owner| **owner == from).for_each(|owner| *owner = to);
    }
}

/// The names of bodies in several words, by what they are shortened to; each with its owner.
struct LongNames<'a> {
    letters: HashMap<String, usize>,
    last: HashMap<&'a str, BTreeSet<usize>>,
    first: HashMap<&'a str, BTreeSet<usize>>,
}

impl<'a> LongNames<'a> {
    fn of(text: &'a str, mentions: &[Mention], bodies: &[usize], owner: &[usize]) -> LongNames<'a> {
        let mut long = LongNames { letters: HashMap::new(), last: HashMap::new(), first: HashMap::new() };
        for &k in bodies {
            let name = mentions[k].name.of(text);
            let words: Vec<&str> = name.split_whitespace().collect();
            let [first, .., last] = words[..] else { continue };
            for letters in initials(name) {
                long.letters.entry(letters).or_insert(owner[k]);
            }
            long.last.entry(last).or_default().insert(owner[k]);
            if words.len() == 2 && matches!(last, "Department" | "Ministry" | "Institute" | "Foundation") {
                long.first.entry(first).or_default().insert(owner[k]);
            }
        }
        long
    }

    /// Whose name these letters shorten.
    fn of_letters(&self, short: &str) -> Option<usize> {
        let letters: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
        let capital = letters.chars().count() > 1 && letters.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
        self.letters.get(&letters).copied().filter(|_| capital)
    }

    /// The one whose name a single word shortens: "the Post" for "Ister Post", "State" for "State Department".
    fn of_word(&self, text: &str, mention: &Mention) -> Option<usize> {
        let short = mention.name.of(text);
        if short.contains(char::is_whitespace) || mention.kind == NameKind::Place {
            return None;
        }
        let the = ["the ", "The "].iter().any(|article| text[..mention.name.start].ends_with(article));
        let last = self.last.get(short).filter(|_| the).into_iter().flatten();
        let owners: BTreeSet<usize> = last.chain(self.first.get(short).into_iter().flatten()).copied().collect();
        owners.first().copied().filter(|_| owners.len() == 1)
    }
}

fn alias(person: &mut Person, name: String) {
    if name != person.name && !person.aliases.contains(&name) {
        person.aliases.push(name);
    }
}

/// The words of an organisation's name as a key.
pub(super) fn body_key(name: &str) -> String {
    let folded: Vec<String> = words(name, Span::new(0, name.len())).iter().map(|w| plain(w.of(name))).collect();
    let from = usize::from(folded.len() > 1 && folded[0] == "the");
    folded[from..].join(" ")
}

/// The letters that a name may be shortened to: of its capitals, and of all its words.
fn initials(name: &str) -> [String; 2] {
    let all: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| w.starts_with(char::is_alphanumeric)).collect();
    let take = |keep: &dyn Fn(&str) -> bool| -> String {
        let letters = all.iter().filter(|w| keep(w)).filter_map(|w| w.chars().next());
        letters.flat_map(char::to_uppercase).collect()
    };
    if all.len() < 2 {
        return [String::new(), String::new()];
    }
    [take(&|w| w.starts_with(char::is_uppercase)), take(&|w| w.to_lowercase() != "the")]
}
