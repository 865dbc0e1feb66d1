//! A user's own list of people: CSV, or FollowTheMoney entities as JSON Lines.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use onrecord_core::people::{Authority, Entry, Held, PersonKind};
use serde::Deserialize;

/// What is wrong with a list of people.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// It cannot be opened or is not UTF-8.
    #[error("{file}: {error}")]
    Read {
        /// The file as given.
        file: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// A line of it cannot be used.
    #[error("{file}:{line}: {what}")]
    Line {
        /// The file as given.
        file: String,
        /// From 1.
        line: u64,
        /// What is wrong, and what would be right.
        what: String,
    },
}

/// Reads a list of people.
///
/// A file whose name ends in `.csv` has a first line with the columns `name` and any of `kind` (person, organisation,
/// group), `aliases` (by `;`), `role`, `from`, `until` (days); several lines with one name are one person with several
/// roles. Any other file holds [FollowTheMoney] entities, one JSON object a line: those with a name, and `Occupancy`,
/// `Directorship`, `Employment` and `Membership` for their roles.
///
/// [FollowTheMoney]: https://followthemoney.tech
///
/// # Errors
/// If the file cannot be read, or at its first line that cannot be used.
pub fn read_authority(path: &Path) -> Result<Authority, AuthorityError> {
    let file = path.to_string_lossy().into_owned();
    let text = fs::read_to_string(path).map_err(|error| AuthorityError::Read { file: file.clone(), error })?;
    parse_authority(&file, &text)
}

/// The same from the text of `file`, whose name tells the format.
///
/// # Errors
/// At the first line that cannot be used.
pub fn parse_authority(file: &str, text: &str) -> Result<Authority, AuthorityError> {
    let is_csv = Path::new(file).extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let entries = if is_csv { from_csv(text) } else { from_entities(text) };
    let entries = entries.map_err(|(line, what)| AuthorityError::Line { file: file.to_owned(), line, what })?;
    Ok(Authority::new(entries))
}

type Wrong = (u64, String);

#[derive(Deserialize)]
struct Row {
    name: String,
    kind: Option<String>,
    aliases: Option<String>,
    role: Option<String>,
    from: Option<String>,
    until: Option<String>,
}

fn from_csv(text: &str) -> Result<Vec<Entry>, Wrong> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut entries = Entries::default();
    for row in reader.deserialize::<Row>() {
        let row = row.map_err(|e| (e.position().map_or(1, csv::Position::line), e.to_string()))?;
        let line = entries.line + 2;
        entries.line += 1;
        if row.name.is_empty() {
            return Err((line, "a row without a name".to_owned()));
        }
        let kind = match row.kind.as_deref().unwrap_or_default().to_lowercase().as_str() {
            "" | "person" => PersonKind::Person,
            "organisation" | "organization" => PersonKind::Organisation,
            "group" => PersonKind::Group,
            other => return Err((line, format!("kind {other:?}; give person, organisation or group"))),
        };
        let aliases = row.aliases.as_deref().unwrap_or_default().split(';').map(str::trim).filter(|a| !a.is_empty());
        let aliases: Vec<String> = aliases.map(str::to_owned).collect();
        let date = |text: &Option<String>| day(text.as_deref()).map_err(|what| (line, what));
        let (from, until) = (date(&row.from)?, date(&row.until)?);
        let entry = entries.entry(&row.name, kind);
        entry.aliases.extend(aliases);
        if let Some(role) = row.role.filter(|role| !role.is_empty()) {
            entry.roles.push(Held { role, from, until });
        }
    }
    Ok(entries.list)
}

/// Entries by name, in the order of the file.
#[derive(Default)]
struct Entries {
    list: Vec<Entry>,
    places: HashMap<String, usize>,
    line: u64,
}

impl Entries {
    fn entry(&mut self, name: &str, kind: PersonKind) -> &mut Entry {
        let at = *self.places.entry(name.to_owned()).or_insert(self.list.len());
        if at == self.list.len() {
            self.list.push(Entry { name: name.to_owned(), kind, aliases: Vec::new(), roles: Vec::new() });
        }
        &mut self.list[at]
    }
}

#[derive(Deserialize)]
struct Entity {
    id: String,
    schema: String,
    #[serde(default)]
    properties: HashMap<String, Vec<String>>,
}

impl Entity {
    fn all(&self, names: &[&str]) -> impl Iterator<Item = &String> {
        names.iter().filter_map(|name| self.properties.get(*name)).flatten()
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().filter_map(|name| self.properties.get(*name)).flatten().next().map(String::as_str)
    }
}

fn from_entities(text: &str) -> Result<Vec<Entry>, Wrong> {
    let mut all: Vec<(u64, Entity)> = Vec::new();
    for (line, row) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if !row.trim().is_empty() {
            all.push((line, serde_json::from_str(row).map_err(|e| (line, format!("no FollowTheMoney entity: {e}")))?));
        }
    }
    let posts: HashMap<&str, &str> = all
        .iter()
        .filter(|(_, e)| e.schema == "Position")
        .filter_map(|(_, e)| Some((e.id.as_str(), e.first(&["name"])?)))
        .collect();
    let mut roles: HashMap<&str, Vec<Held>> = HashMap::new();
    for (line, entity) in &all {
        let holders = ["holder", "director", "employee", "member"];
        let role =
            entity.first(&["role"]).or_else(|| entity.first(&["post"]).and_then(|post| posts.get(post).copied()));
        let Some(role) = role else { continue };
        let date = |name: &str| day(entity.first(&[name])).map_err(|what| (*line, what));
        let (from, until) = (date("startDate")?, date("endDate")?);
        for holder in entity.all(&holders) {
            roles.entry(holder).or_default().push(Held { role: role.to_owned(), from, until });
        }
    }
    let entry = |entity: &Entity| {
        let kind = match entity.schema.as_str() {
            "Person" => PersonKind::Person,
            "Organization" | "Company" | "PublicBody" | "LegalEntity" => PersonKind::Organisation,
            _ => return None,
        };
        let mut names = entity.all(&["name", "alias", "weakAlias", "previousName"]).cloned();
        let name = names.next()?;
        let mut held: Vec<Held> =
            entity.all(&["position"]).map(|role| Held { role: role.clone(), from: None, until: None }).collect();
        held.extend(roles.get(entity.id.as_str()).into_iter().flatten().cloned());
        Some(Entry { name, kind, aliases: names.collect(), roles: held })
    };
    Ok(all.iter().filter_map(|(_, entity)| entry(entity)).collect())
}

/// A day; a year or month alone is none that a role could be dated by.
fn day(text: Option<&str>) -> Result<Option<Date>, String> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text
            .get(..10)
            .unwrap_or(text)
            .parse()
            .map(Some)
            .map_err(|_| format!("{text:?} is no day; write 2026-06-25")),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn csv_rows_of_one_name_are_one_person() {
        let text = "name,aliases,role,from,until\nOona Lund,O. Lund; The Mayor,mayor of Ister,2020-01-01,2025-12-31\nOona Lund,,senator,2026-01-01,\n";
        let entries = from_csv(text).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].aliases, ["O. Lund", "The Mayor"]);
        assert_eq!(entries[0].roles[1], Held { role: "senator".to_owned(), from: Some(date(2026, 1, 1)), until: None });
    }

    #[test]
    fn a_name_alone_is_enough() {
        let entries = from_csv("\u{feff}name\nOona Lund\n").unwrap();
        assert_eq!((entries[0].name.as_str(), entries[0].kind), ("Oona Lund", PersonKind::Person));
        assert!(entries[0].roles.is_empty());
        assert!(from_csv("name\n").unwrap().is_empty());
    }

    #[test]
    fn bodies_have_their_kind_and_a_role_may_be_open() {
        let text = "name,kind,aliases,role,from,until\nIster Port Authority,Organization,IPA; ;the port,,,\n\
            Oona Lund,,,mayor of Ister,,2026-04-30\n";
        let entries = from_csv(text).unwrap();
        assert_eq!(entries[0].kind, PersonKind::Organisation);
        assert_eq!(entries[0].aliases, ["IPA", "the port"]);
        let held = Held { role: "mayor of Ister".to_owned(), from: None, until: Some(date(2026, 4, 30)) };
        assert_eq!(entries[1].roles, [held]);
    }

    #[test]
    fn a_message_names_file_and_line() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("people.csv");
        fs::write(&file, "name,from\nOona Lund,May\n").unwrap();
        let message = read_authority(&file).unwrap_err().to_string();
        assert!(message.ends_with("people.csv:2: \"May\" is no day; write 2026-06-25"), "{message}");
        let message = read_authority(&directory.path().join("nowhere.csv")).unwrap_err().to_string();
        assert!(message.contains("nowhere.csv"), "{message}");
    }

    #[test]
    fn csv_errors_name_the_line() {
        assert_eq!(from_csv("name,from\nOona Lund,\nKarl Orr,May\n").unwrap_err().0, 3);
        assert_eq!(
            from_csv("name,kind\nOona Lund,queen\n").unwrap_err(),
            (2, "kind \"queen\"; give person, organisation or group".to_owned())
        );
        assert!(from_csv("who\nLund\n").is_err());
    }

    #[test]
    fn entities_take_their_posts() {
        let text = r#"{"id": "p", "schema": "Person", "properties": {"name": ["Oona Lund"], "alias": ["Lund"]}}
{"id": "m", "schema": "Position", "properties": {"name": ["mayor of Ister"]}}
{"id": "o", "schema": "Occupancy", "properties": {"holder": ["p"], "post": ["m"], "startDate": ["2020-01-01"]}}
"#;
        let entries = from_entities(text).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(
            entries[0].roles,
            [Held { role: "mayor of Ister".to_owned(), from: Some(date(2020, 1, 1)), until: None }]
        );
        assert_eq!(from_entities("{}\n").unwrap_err().0, 1);
    }

    #[test]
    fn entities_without_a_name_and_of_other_kinds_are_passed_over() {
        let text = r#"{"id": "a", "schema": "Person"}
{"id": "b", "schema": "Vessel", "properties": {"name": ["Good Hope"]}}

{"id": "c", "schema": "PublicBody", "properties": {"name": ["Ister Port Authority"], "position": ["port"]}}
{"id": "d", "schema": "Employment", "properties": {"employee": ["nobody"], "role": ["clerk"]}}
"#;
        let entries = from_entities(text).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].kind, PersonKind::Organisation);
    }
}
