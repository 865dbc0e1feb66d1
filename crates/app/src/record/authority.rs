//! What is known of people beside what the articles tell: the user's list, and the corrections of people.

use onrecord_core::people::{Authority, Entry, Held, PersonKind};

use super::corrections::{Action, Logged};
use super::documents::json;
use super::open::{Record, RecordError};

impl Record {
    /// What the user knows of people, from the list that the record keeps and from corrections.
    ///
    /// # Errors
    /// If the record is damaged.
    pub fn authority(&self) -> Result<Authority, RecordError> {
        Ok(authority(self.listed()?, &self.in_force()?))
    }

    /// Keeps the user's list of people, in place of an earlier one.
    ///
    /// # Errors
    /// If the record cannot be written.
    pub fn list_people(&self, authority: &Authority) -> Result<(), RecordError> {
        let listed = json(&authority.entries());
        if self.fact("people")?.as_deref() != Some(&listed) {
            self.together(|record| {
                record.set_fact("people", &listed)?;
                record.set_fact("settled", "0")
            })?;
        }
        Ok(())
    }

    /// What the user's list of people says, as last given.
    pub(super) fn listed(&self) -> Result<Vec<Entry>, RecordError> {
        let text = self.fact("people")?;
        let listed = text.map(|text| serde_json::from_str(&text)).transpose();
        Ok(listed.map_err(|_| self.damaged("the list of people"))?.unwrap_or_default())
    }
}

/// What a user's list and the corrections of people tell together.
pub(super) fn authority(listed: Vec<Entry>, log: &[Logged]) -> Authority {
    let mut entries = listed;
    for logged in log {
        match &logged.action {
            Action::MergePeople { names, name, kind } | Action::RenamePerson { names, name, kind } => {
                gather(&mut entries, names, name, kind);
            }
            Action::SetRole { names, name, kind, role, from, until } => {
                let held = Held { role: role.clone(), from: *from, until: *until };
                gather(&mut entries, names, name, kind).roles.push(held);
            }
            Action::SplitPerson { names, name, kind } => {
                for entry in &mut entries {
                    entry.aliases.retain(|alias| !names.contains(alias));
                    // Whose name goes is called by the next one.
                    if names.contains(&entry.name) && !entry.aliases.is_empty() {
                        entry.name = entry.aliases.remove(0);
                    }
                }
                entries.retain(|entry| !names.contains(&entry.name));
                gather(&mut entries, names, name, kind);
            }
            _ => {}
        }
    }
    Authority::new(entries)
}

/// One entry of all that bear any of `names`, under `name`.
fn gather<'e>(entries: &'e mut Vec<Entry>, names: &[String], name: &str, kind: &str) -> &'e mut Entry {
    let bears = |entry: &Entry| {
        std::iter::once(&entry.name).chain(&entry.aliases).any(|own| own == name || names.contains(own))
    };
    let kind = PersonKind::named(kind).filter(|&kind| kind != PersonKind::Unnamed);
    let mut one = Entry {
        name: name.to_owned(),
        kind: kind.unwrap_or(PersonKind::Person),
        aliases: names.to_vec(),
        roles: Vec::new(),
    };
    for entry in entries.extract_if(.., |entry| bears(entry)) {
        one.aliases.push(entry.name);
        one.aliases.extend(entry.aliases);
        one.roles.extend(entry.roles);
    }
    one.aliases.sort();
    one.aliases.dedup();
    one.aliases.retain(|alias| alias != name);
    entries.push(one);
    let last = entries.len() - 1;
    &mut entries[last]
}
