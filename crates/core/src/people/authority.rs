//! What a user knows of people, and what therefore wins over what articles tell.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::PersonKind;
use super::cast::body_key;
use super::fold::plain;
use super::tables;

/// A role that someone holds, or held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// In words: `mayor of Ister`.
    pub role: String,
    /// The first day, if known.
    pub from: Option<Date>,
    /// The last day, if known.
    pub until: Option<Date>,
}

/// One person or body that the user names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The name that is shown.
    pub name: String,
    /// What they are.
    pub kind: PersonKind,
    /// Other names and spellings of theirs.
    pub aliases: Vec<String>,
    /// Roles with their days.
    pub roles: Vec<Held>,
}

/// A user's list of people: their names win over those that the articles give.
#[derive(Clone, Debug, Default)]
pub struct Authority {
    entries: Vec<Entry>,
    by_name: HashMap<String, Option<usize>>,
}

impl Authority {
    /// From entries; a name that two of them bear stands for neither.
    pub fn new(entries: Vec<Entry>) -> Authority {
        let mut by_name: HashMap<String, Option<usize>> = HashMap::new();
        for (k, entry) in entries.iter().enumerate() {
            for name in std::iter::once(&entry.name).chain(&entry.aliases) {
                by_name.entry(key(name)).and_modify(|held| *held = held.filter(|&other| other == k)).or_insert(Some(k));
            }
        }
        Authority { entries, by_name }
    }

    /// All entries, in the order given.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry that bears this name.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.by_name.get(&key(name)).copied().flatten()
    }

    /// Who alone holds a role with these words on `day`: `president` and `france`.
    ///
    /// Without a day a role counts only if its days are not limited.
    pub fn holder(&self, head: &str, rest: &[String], day: Option<Date>) -> Option<&str> {
        let mut found =
            self.entries.iter().filter(|entry| entry.roles.iter().any(|held| held.on(day) && held.fits(head, rest)));
        let only = found.next()?;
        found.next().is_none().then_some(only.name.as_str())
    }
}

impl Held {
    fn on(&self, day: Option<Date>) -> bool {
        match day {
            Some(day) => self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until),
            None => self.from.is_none() && self.until.is_none(),
        }
    }

    fn fits(&self, head: &str, rest: &[String]) -> bool {
        let lower = self.role.to_lowercase();
        let has: Vec<String> = lower
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .map(|w| tables::country(w).map_or_else(|| plain(w), str::to_owned))
            .collect();
        has.iter().any(|word| word == head) && rest.iter().all(|word| has.contains(word))
    }
}

fn key(name: &str) -> String {
    body_key(name)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(name: &str, aliases: &[&str], roles: &[(&str, Option<Date>, Option<Date>)]) -> Entry {
        let roles = roles.iter().map(|&(role, from, until)| Held { role: role.to_owned(), from, until }).collect();
        Entry {
            name: name.to_owned(),
            kind: PersonKind::Person,
            aliases: aliases.iter().map(|&a| a.to_owned()).collect(),
            roles,
        }
    }

    #[test]
    fn a_role_belongs_to_whoever_holds_it_that_day() {
        let change = date(2026, 5, 1);
        let authority = Authority::new(vec![
            entry("Oona Lund", &[], &[("mayor of Ister", None, Some(change.yesterday().unwrap()))]),
            entry("Pell Marsh", &[], &[("mayor of Ister", Some(change), None)]),
        ]);
        let rest = ["ister".to_owned()];
        assert_eq!(authority.holder("mayor", &rest, Some(date(2026, 4, 30))), Some("Oona Lund"));
        assert_eq!(authority.holder("mayor", &[], Some(change)), Some("Pell Marsh"));
        assert_eq!(authority.holder("mayor", &[], None), None);
        assert_eq!(authority.holder("mayor", &["vell".to_owned()], Some(change)), None);
    }

    #[test]
    fn a_name_of_two_is_nobody_s() {
        let authority =
            Authority::new(vec![entry("Oona Lund", &["Lund"], &[]), entry("Karl Lund", &["Lund", "The K. Lund"], &[])]);
        assert_eq!(authority.named("lund"), None);
        assert_eq!(authority.named("K. Lund"), Some(1));
        assert_eq!(authority.named("OONA LUND"), Some(0));
    }
}
