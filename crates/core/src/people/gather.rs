//! The people of many articles as one list.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;

use super::cast::{body_key, compatible};
use super::fold::plain;
use super::name::PersonName;
use super::{Authority, Person, PersonKind, Role};
use crate::span::Span;
use crate::text::words::words;

/// A person over all articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gathered {
    /// From the name, unique over the list: `oona-lund`.
    pub id: String,
    /// The fullest name, or the user's.
    pub name: String,
    /// What they are.
    pub kind: PersonKind,
    /// All other ways in which the articles name them.
    pub aliases: Vec<String>,
    /// Titles and descriptions, each with the first day on which an article gives it.
    pub roles: Vec<(String, Option<Date>)>,
    /// Those who speak together, by their place in the list.
    pub members: Vec<usize>,
}

/// A surname alone goes to one of several bearers only if that one is named this many times as often as the others.
const DOMINANT: usize = 3;

/// What a body is called in more words than these is a description rather than its name.
const WORDS: usize = 7;

/// The people of many articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// In the order in which the articles name them.
    pub list: Vec<Gathered>,
    /// For each article and each of its people, their place in the list.
    pub of: Vec<Vec<usize>>,
}

/// Gathers the people of articles, each given by its name, its day and its people.
///
/// Full names that agree are one person. A surname alone goes to the one person of all articles who bears it and whose
/// gender and titles do not speak against it; if several do, it stays alone, unless one is named far more often. Unnamed sources of two articles are never one.
pub fn gather<'a>(articles: &[(&str, Option<Date>, &'a [Person])], authority: &'a Authority) -> People {
    let mut gatherer = Gatherer {
        list: Vec::new(),
        names: Vec::new(),
        forms: Vec::new(),
        roles: Vec::new(),
        bodies: HashMap::new(),
        surnames: HashMap::new(),
        called: Vec::new(),
        joint: HashMap::new(),
        listed: HashMap::new(),
        fixed: HashSet::new(),
        role_words: HashMap::new(),
        authority,
    };
    let mut of: Vec<Vec<usize>> = articles.iter().map(|(_, _, people)| vec![usize::MAX; people.len()]).collect();
    // Who is who must not depend on the order of the input.
    let mut order: Vec<usize> = (0..articles.len()).collect();
    order.sort_by_key(|&d| (articles[d].1, articles[d].0));
    let all = || order.iter().flat_map(|&d| articles[d].2.iter().enumerate().map(move |(k, p)| (d, k, p)));
    // Whoever the user names, then full names, then single ones, then bodies, then the rest.
    for (d, k, person) in all().filter(|(_, _, p)| p.members.is_empty()) {
        of[d][k] = gatherer.known(person).unwrap_or(usize::MAX);
    }
    for full in [true, false] {
        for (d, k, person) in all().filter(|(_, _, p)| p.kind == PersonKind::Person) {
            if of[d][k] == usize::MAX
                && let Some(parts) = PersonName::new(person.name.split(' '))
                && parts.is_full() == full
            {
                of[d][k] = gatherer.person(person, parts);
            }
        }
    }
    for (d, k, person) in all() {
        if let Some(owner) = person.team_of.map(|k| of[d][k])
            && of[d][k] == usize::MAX
        {
            of[d][k] = gatherer.team(owner);
        }
    }
    for (d, k, person) in all().filter(|(_, _, p)| p.members.is_empty()) {
        if of[d][k] == usize::MAX {
            of[d][k] = match person.kind {
                PersonKind::Organisation => gatherer.body(person),
                _ => gatherer.add(person, articles[d].0),
            };
        }
    }
    for (d, k, person) in all().filter(|(_, _, p)| !p.members.is_empty()) {
        let mut members: Vec<usize> = person.members.iter().map(|&m| of[d][m]).collect();
        members.dedup();
        of[d][k] = gatherer.joint(members);
    }
    let mut list = std::mem::take(&mut gatherer.list);
    // By what they were found is much, and not asked for any more.
    drop(gatherer);
    learn(&mut list, all().map(|(d, k, person)| (of[d][k], person, articles[d].1)));
    ordered(list, of)
}

struct Gatherer<'a> {
    list: Vec<Gathered>,
    /// For each of the list, the parts of the name and the gender.
    names: Vec<(Option<PersonName>, Option<super::Gender>)>,
    /// For each of the list, the forms of the name and how often they stand in the articles.
    forms: Vec<Vec<(PersonName, usize)>>,
    /// For each of the list that is a body, what articles call it and how often.
    called: Vec<Vec<(&'a str, usize)>>,
    /// For each of the list, the words of the roles.
    roles: Vec<BTreeSet<String>>,
    bodies: HashMap<String, usize>,
    /// People by the last word of their surname.
    surnames: HashMap<String, Vec<usize>>,
    /// Those who speak together.
    joint: HashMap<Vec<usize>, usize>,
    /// Entries of the authority that are in the list.
    listed: HashMap<usize, usize>,
    /// Those of the list whose names are the authority's.
    fixed: HashSet<usize>,
    /// The words of roles that were met.
    role_words: HashMap<&'a str, Vec<String>>,
    authority: &'a Authority,
}

impl<'a> Gatherer<'a> {
    /// The user's entry for one of the person's names.
    fn known(&mut self, person: &Person) -> Option<usize> {
        // Who has a full name is not somebody else because of the surname.
        let full = person.kind == PersonKind::Person && person.name.contains(' ');
        let aliases = person.aliases.iter().filter(|alias| !full || alias.contains(' '));
        let mut names = std::iter::once(&person.name).chain(aliases);
        let entry = names.find_map(|name| self.authority.named(name))?;
        if let Some(&at) = self.listed.get(&entry) {
            return Some(at);
        }
        let given = &self.authority.entries()[entry];
        let (name, kind) = (given.name.clone(), given.kind);
        let at = self.push(name.clone(), kind, "");
        if let Some(parts) = PersonName::new(name.split(' ')).filter(|_| kind == PersonKind::Person) {
            self.surnames.entry(parts.key().to_owned()).or_default().push(at);
            self.names[at].0 = Some(parts);
        }
        for held in &given.roles {
            self.list[at].roles.push((held.role.clone(), held.from));
        }
        self.listed.insert(entry, at);
        self.fixed.insert(at);
        Some(at)
    }

    fn person(&mut self, person: &'a Person, parts: PersonName) -> usize {
        let words_of = |role: &'a Role| {
            let known = self.role_words.entry(&role.text).or_insert_with(|| role_words(&role.text));
            known.clone()
        };
        let words: BTreeSet<String> = person.roles.iter().flat_map(words_of).collect();
        let namesakes = self.surnames.get(parts.key()).cloned().unwrap_or_default();
        let fits: Vec<usize> = namesakes
            .into_iter()
            .filter(|&k| {
                let (name, gender) = &self.names[k];
                let same = name
                    .as_ref()
                    .is_some_and(|name| name.agrees(&parts) && (parts.is_full() || name.is_full() || name == &parts));
                same && compatible(*gender, person.gender)
            })
            .collect();
        let at = match fits[..] {
            [only] => only,
            [] => self.bearer(person, &parts),
            _ => {
                let told = |k: usize| words.intersection(&self.roles[k]).count();
                let most = fits.iter().map(|&k| told(k)).max().unwrap_or(0);
                let best: Vec<usize> = fits.iter().copied().filter(|&k| told(k) == most).collect();
                // Of several bearers, the one who is named far more often than all others.
                let often = |k: usize| self.forms[k].iter().map(|(_, count)| count).sum::<usize>();
                let first = best.iter().copied().max_by_key(|&k| (often(k), std::cmp::Reverse(k))).unwrap_or(fits[0]);
                let others: usize = best.iter().filter(|&&k| k != first).map(|&k| often(k)).sum();
                if best.len() == 1 || parts.is_full() || often(first) >= DOMINANT * others.max(1) {
                    first
                } else {
                    self.bearer(person, &parts)
                }
            }
        };
        let (name, gender) = &mut self.names[at];
        *gender = gender.or(person.gender);
        self.roles[at].extend(words);
        let forms = &mut self.forms[at];
        match forms.iter_mut().find(|(form, _)| *form == parts) {
            Some((_, count)) => *count += person.mentions.len(),
            None => {
                // Most have one form alone, and a list that grows by itself begins with room for four.
                if forms.is_empty() {
                    forms.reserve_exact(1);
                }
                forms.push((parts, person.mentions.len()));
            }
        }
        if !self.fixed.contains(&at) {
            let weight = |(form, count): &(PersonName, usize)| (form.is_known(), form.is_full(), *count);
            let best = forms.iter().fold(&forms[0], |top, form| if weight(form) > weight(top) { form } else { top });
            let before = std::mem::replace(&mut self.list[at].name, best.0.full());
            *name = Some(best.0.clone());
            alias(&mut self.list[at], &before);
        }
        at
    }

    /// A new person of this name.
    fn bearer(&mut self, person: &Person, parts: &PersonName) -> usize {
        let at = self.push(person.name.clone(), PersonKind::Person, "");
        self.surnames.entry(parts.key().to_owned()).or_default().push(at);
        at
    }

    fn body(&mut self, person: &'a Person) -> usize {
        // A surname that looked like a body in this article, and is one person's in the others.
        let surname = PersonName::new([person.name.as_str()]).filter(|_| !person.name.contains(' '));
        if let Some([only]) = surname.and_then(|name| self.surnames.get(name.key())).map(Vec::as_slice) {
            return *only;
        }
        let keys: Vec<String> =
            std::iter::once(&person.name).chain(&person.aliases).map(|name| body_key(name)).collect();
        let found = keys.iter().find_map(|key| self.bodies.get(key).copied());
        let at = found.unwrap_or_else(|| self.push(person.name.clone(), person.kind, ""));
        for key in keys {
            self.bodies.entry(key).or_insert(at);
        }
        let called = &mut self.called[at];
        match called.iter_mut().find(|(form, _)| *form == person.name) {
            Some((_, count)) => *count += person.mentions.len(),
            None => called.push((&person.name, person.mentions.len())),
        }
        if !self.fixed.contains(&at) {
            // "State Department" names it better than "State", and what it is called most better than the capitals of a headline.
            let words = |form: &str| Some(form.split(' ').count()).filter(|&words| words <= WORDS);
            let weight = |&(form, count): &(&str, usize)| (words(form), count, form.contains(char::is_lowercase));
            let best = called.iter().fold(called[0], |top, form| if weight(form) > weight(&top) { *form } else { top });
            let before = std::mem::replace(&mut self.list[at].name, best.0.to_owned());
            alias(&mut self.list[at], &before);
        }
        at
    }

    /// The campaign of one of the list.
    fn team(&mut self, owner: usize) -> usize {
        let name = format!("{} campaign", self.list[owner].name);
        let key = body_key(&name);
        if let Some(&at) = self.bodies.get(&key) {
            return at;
        }
        let at = self.push(name, PersonKind::Organisation, "");
        self.bodies.insert(key, at);
        at
    }

    fn add(&mut self, person: &Person, article: &str) -> usize {
        self.push(person.name.clone(), person.kind, article)
    }

    fn joint(&mut self, members: Vec<usize>) -> usize {
        if let [only] = members[..] {
            return only;
        }
        if let Some(&found) = self.joint.get(&members) {
            return found;
        }
        let names: Vec<&str> = members.iter().map(|&k| self.list[k].name.as_str()).collect();
        let at = self.push(names.join("; "), PersonKind::Group, "");
        self.joint.insert(members.clone(), at);
        self.list[at].members = members;
        at
    }

    fn push(&mut self, name: String, kind: PersonKind, article: &str) -> usize {
        self.list.push(Gathered {
            id: article.to_owned(),
            name,
            kind,
            aliases: Vec::new(),
            roles: Vec::new(),
            members: Vec::new(),
        });
        self.names.push((None, None));
        self.forms.push(Vec::new());
        self.called.push(Vec::new());
        self.roles.push(BTreeSet::new());
        self.list.len() - 1
    }
}

/// What the articles tell of those in the list: other names, and roles with the first day of each.
fn learn<'a>(list: &mut [Gathered], told: impl Iterator<Item = (usize, &'a Person, Option<Date>)>) {
    let mut names: HashSet<(usize, Cow<'a, str>)> = HashSet::new();
    let mut roles: HashMap<(usize, Cow<'a, str>), usize> = HashMap::new();
    for (at, gathered) in list.iter_mut().enumerate() {
        gathered.aliases.retain(|alias| *alias != gathered.name);
        let known = gathered.aliases.iter().chain([&gathered.name]);
        names.extend(known.map(|name| (at, Cow::Owned(name.clone()))));
        for (k, (role, _)) in gathered.roles.iter().enumerate() {
            roles.entry((at, Cow::Owned(role.clone()))).or_insert(k);
        }
    }
    for (at, person, day) in told {
        let gathered = &mut list[at];
        if !gathered.members.is_empty() {
            continue;
        }
        for name in std::iter::once(&person.name).chain(&person.aliases) {
            if names.insert((at, Cow::Borrowed(name))) {
                gathered.aliases.push(name.clone());
            }
        }
        for role in &person.roles {
            match roles.entry((at, Cow::Borrowed(&role.text))) {
                Entry::Occupied(known) => {
                    let first = &mut gathered.roles[*known.get()].1;
                    *first = (*first).into_iter().chain(day).min();
                }
                Entry::Vacant(new) => {
                    new.insert(gathered.roles.len());
                    gathered.roles.push((role.text.clone(), day));
                }
            }
        }
    }
}

/// In the order of the articles, with ids.
fn ordered(list: Vec<Gathered>, mut of: Vec<Vec<usize>>) -> People {
    let mut place = vec![usize::MAX; list.len()];
    let mut next = 0;
    for &at in of.iter().flatten() {
        if place[at] == usize::MAX {
            place[at] = next;
            next += 1;
        }
    }
    let mut placed: Vec<(usize, Gathered)> = place.iter().copied().zip(list).filter(|(at, _)| *at < next).collect();
    placed.sort_unstable_by_key(|(at, _)| *at);
    let mut list: Vec<Gathered> = placed.into_iter().map(|(_, person)| person).collect();
    let mut ids: HashMap<String, usize> = HashMap::new();
    let mut used: HashSet<String> = HashSet::new();
    for person in &mut list {
        person.members.iter_mut().for_each(|m| *m = place[*m]);
        let article = std::mem::take(&mut person.id);
        let slug = slug(&person.name);
        let base = if article.is_empty() { slug } else { format!("{article}~{slug}") };
        // "Channel 2" may have the id that a second "Channel" would get.
        let copies = ids.entry(base.clone()).or_insert(0);
        person.id = loop {
            *copies += 1;
            let id = if *copies == 1 { base.clone() } else { format!("{base}-{copies}") };
            if used.insert(id.clone()) {
                break id;
            }
        };
    }
    of.iter_mut().flatten().for_each(|at| *at = place[*at]);
    People { list, of }
}

fn alias(person: &mut Gathered, name: &str) {
    if name != person.name && !person.aliases.iter().any(|a| a == name) {
        person.aliases.push(name.to_owned());
    }
}

/// The words of a title or description, in small letters.
fn role_words(role: &str) -> Vec<String> {
    let small = ["the", "a", "an", "of", "for", "and", "in", "at", "to", "his", "her", "is", "who"];
    let words = words(role, Span::new(0, role.len())).into_iter().map(|word| plain(word.of(role)));
    words.filter(|word| !small.contains(&word.as_str())).collect()
}

/// `Oona van der Lund` as `oona-van-der-lund`.
fn slug(name: &str) -> String {
    let all = words(name, Span::new(0, name.len()));
    all.iter().map(|w| plain(w.of(name)).replace(|c: char| !c.is_alphanumeric(), "-")).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who of the articles is one with whom, by the names of the articles, whatever their order.
    fn groups(articles: &[(&str, Vec<Person>)]) -> BTreeSet<BTreeSet<String>> {
        let all: Vec<_> = articles.iter().map(|(name, people)| (*name, None, people.as_slice())).collect();
        let people = gather(&all, &Authority::default());
        let one = |at: usize| {
            let of = articles.iter().zip(&people.of).filter(|(_, of)| of.contains(&at));
            of.map(|((name, _), _)| (*name).to_owned()).collect()
        };
        (0..people.list.len()).map(one).collect()
    }

    #[test]
    fn a_body_has_the_fullest_name_and_the_one_most_used() {
        let called = |names: &[(&'static str, usize)]| {
            let cast = |(name, count): &(&str, usize)| {
                let mentions = (0..*count).map(|at| Span::new(at, at + 1)).collect();
                vec![Person { mentions, ..Person::new(*name, PersonKind::Organisation) }]
            };
            let casts: Vec<Vec<Person>> = names.iter().map(cast).collect();
            let articles: Vec<_> = casts.iter().zip(["a", "b", "c"]).map(|(cast, id)| (id, None, &cast[..])).collect();
            let people = gather(&articles, &Authority::default());
            assert_eq!(people.list.len(), 1);
            people.list.into_iter().map(|body| (body.name, body.aliases)).next().unwrap()
        };
        let upper = ("HARBOUR BOARD", 1);
        assert_eq!(called(&[upper, ("Harbour Board", 2)]), ("Harbour Board".to_owned(), vec![upper.0.to_owned()]));
        assert_eq!(called(&[("Harbour Board", 2), upper]), ("Harbour Board".to_owned(), vec![upper.0.to_owned()]));
        assert_eq!(called(&[upper, ("Harbour Board", 1)]).0, "Harbour Board", "used as often");
        assert_eq!(called(&[("NATO", 3), ("Nato", 1)]).0, "NATO");
    }

    #[test]
    fn the_order_of_the_articles_does_not_tell_who_is_who() {
        let article = |name, person: &str| {
            let mentions = vec![Span::new(0, 1)];
            (name, vec![Person { mentions, ..Person::new(person, PersonKind::Person) }])
        };
        // The initial fits both, and goes to whoever has come before.
        let all = [article("a", "Oona Lund"), article("b", "O. Lund"), article("c", "Olaf Lund"), article("d", "Lund")];
        let expected = groups(&all);
        for order in [[3, 2, 1, 0], [2, 1, 0, 3], [1, 2, 0, 3], [2, 0, 3, 1], [1, 0, 3, 2]] {
            assert_eq!(groups(&order.map(|at| all[at].clone())), expected, "{order:?}");
        }
    }
}
