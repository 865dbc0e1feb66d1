//! FollowTheMoney entities, one JSON object a line.
//!
//! <https://followthemoney.tech>

use std::collections::{BTreeMap, HashMap};
use std::io;

use serde::Serialize;

use super::citation::citation;
use super::files::Sink;
use super::fragment::{address, web};
use super::original::Original;
use super::{Dossier, Filed, ids};
use crate::brief::{Entry, Link};
use crate::views::{Person, Statement, days};

/// One line: an entity with the values of its properties.
#[derive(Serialize)]
struct Entity {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, Vec<String>>,
}

/// Writes articles, those who speak or are named, what is said (a `Note` on the speaker, and a `Documentation` that ties
/// the speaker to the article on the day), and the links between statements.
pub(super) fn write(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let mut line = |entity: Entity| -> io::Result<()> {
        serde_json::to_writer(&mut *out, &entity)?;
        out.write_all(b"\n")
    };
    let people: HashMap<&str, &Person> = what.brief.people.iter().map(|person| (person.id.as_str(), person)).collect();
    let mut notes: HashMap<&str, String> = HashMap::new();
    what.articles().try_for_each(|article| line(self::article(&article)))?;
    what.brief.people.iter().filter_map(person).try_for_each(&mut line)?;
    for article in what.articles() {
        let original = Original::of(&article);
        for entry in article.entries {
            let speaker = entry.statement.speaker.as_ref().and_then(|speaker| people.get(speaker.id.as_str()));
            let speakers = speaker.map(|person| named(person)).unwrap_or_default();
            notes.insert(&entry.statement.id, note_id(&article, entry));
            line(note(&article, &original, entry, &speakers))?;
            speakers.iter().try_for_each(|speaker| line(documentation(&article, entry, speaker)))?;
        }
    }
    what.brief.links.iter().filter_map(|link| tie(link, &notes)).try_for_each(line)
}

fn article(article: &Filed<'_>) -> Entity {
    let head = article.head;
    let mut entity = Entity::new(article_id(article), "Article");
    entity.put("title", head.title.clone());
    entity.put("fileName", Some(head.doc.clone()));
    entity.put("publisher", head.outlet.clone());
    entity.put("publishedAt", head.published.map(|day| day.to_string()));
    entity.put("sourceUrl", head.url.as_deref().and_then(web).map(str::to_owned));
    entity.put("bodyText", Some(Original::of(article).view.text().trim().to_owned()));
    // The schema's own checksum is a SHA-1.
    entity.put("notes", Some(format!("SHA-256 {}", head.sha256)));
    entity
}

/// Whoever has a name. Unnamed sources of two articles are never one, and joint speakers are several.
fn person(person: &Person) -> Option<Entity> {
    if person.kind == "unnamed" || !person.members.is_empty() {
        return None;
    }
    let schema = match person.kind {
        "person" => "Person",
        "organisation" => "Organization",
        _ => "LegalEntity",
    };
    let mut entity = Entity::new(person_id(&person.id), schema);
    entity.put("name", Some(person.name.clone()));
    person.aliases.iter().for_each(|alias| entity.put("alias", Some(alias.clone())));
    let role = if schema == "Person" { "position" } else { "description" };
    person.roles.iter().for_each(|told| entity.put(role, Some(told.text.clone())));
    Some(entity)
}

/// The ids of the entities who speak.
fn named(person: &Person) -> Vec<String> {
    match person.kind {
        "unnamed" => Vec::new(),
        _ if person.members.is_empty() => vec![person_id(&person.id)],
        _ => person.members.iter().map(|id| person_id(id)).collect(),
    }
}

fn note(article: &Filed<'_>, original: &Original<'_>, entry: &Entry, speakers: &[String]) -> Entity {
    let statement = &entry.statement;
    let mut entity = Entity::new(note_id(article, entry), "Note");
    entity.put("name", Some(statement.id.clone()));
    entity.put("description", Some(statement.content.text.clone()));
    entity.put("summary", Some(citation(article, statement)));
    entity.put("entity", Some(article_id(article)));
    speakers.iter().for_each(|speaker| entity.put("entity", Some(speaker.clone())));
    entity.put("proof", Some(article_id(article)));
    entity.put("keywords", Some(statement.stance.to_owned()));
    entity.put("keywords", Some(statement.form.as_str().to_owned()));
    entity.put("publisher", article.head.outlet.clone());
    let places = original.places(&statement.content);
    entity.put("sourceUrl", article.head.url.as_deref().and_then(|url| address(url, original.view.text(), &places)));
    circumstances(statement).into_iter().for_each(|told| entity.put("notes", Some(told)));
    entity
}

/// What is known of the act of speaking and has no property of its own.
fn circumstances(statement: &Statement) -> Vec<String> {
    let source = statement.source.as_ref().map(|words| format!("source: {}", words.plain));
    let cue = statement.cue.as_ref().map(|words| format!("cue: {}", words.plain));
    let said = statement.said.as_ref().map(|said| format!("said: {} ({})", days(said.start, said.end), said.grounds));
    let to = statement.addressee.as_ref().map(|words| format!("to: {words}"));
    let occasion = statement.occasion.as_ref().map(|words| format!("occasion: {words}"));
    let via = Some(statement.via.join(", ")).filter(|via| !via.is_empty()).map(|via| format!("via: {via}"));
    let confidence = Some(format!("confidence: {}", statement.confidence));
    [source, cue, said, to, occasion, via, confidence].into_iter().flatten().collect()
}

fn documentation(article: &Filed<'_>, entry: &Entry, speaker: &str) -> Entity {
    let statement = &entry.statement;
    let [hash, id] = ids::statement(article, entry);
    let mut entity = Entity::new(name("documentation", &[hash, id, speaker]), "Documentation");
    entity.put("document", Some(article_id(article)));
    entity.put("entity", Some(speaker.to_owned()));
    entity.put("role", Some(format!("speaker ({})", statement.stance)));
    entity.put("summary", Some(statement.content.plain.clone()));
    entity.put("recordId", Some(statement.id.clone()));
    match &statement.said {
        Some(said) if said.start == said.end => entity.put("date", Some(said.start.to_string())),
        Some(said) => {
            entity.put("startDate", Some(said.start.to_string()));
            entity.put("endDate", Some(said.end.to_string()));
        }
        None => {}
    }
    entity
}

/// A link between two statements; one with an article's own voice has no second entity.
fn tie(link: &Link, notes: &HashMap<&str, String>) -> Option<Entity> {
    let (subject, object) = (notes.get(link.a.as_str())?, notes.get(link.b.as_str())?);
    let mut entity = Entity::new(name("link", &[link.relation, subject, object]), "UnknownLink");
    entity.put("subject", Some(subject.clone()));
    entity.put("object", Some(object.clone()));
    entity.put("role", Some(link.relation.to_owned()));
    entity.put("summary", Some(link.why.clone()));
    entity.put("description", Some(format!("score {}", link.score)));
    Some(entity)
}

fn article_id(article: &Filed<'_>) -> String {
    name("article", &[&article.head.sha256, &article.head.doc])
}

fn person_id(id: &str) -> String {
    name("person", &[id])
}

fn note_id(article: &Filed<'_>, entry: &Entry) -> String {
    name("note", &ids::statement(article, entry))
}

fn name(kind: &str, parts: &[&str]) -> String {
    format!("onrecord-{}", ids::hex(kind, parts))
}

impl Entity {
    fn new(id: String, schema: &'static str) -> Entity {
        Entity { id, schema, properties: BTreeMap::new() }
    }

    /// Adds a value, if there is one that is not there yet.
    fn put(&mut self, property: &'static str, value: Option<String>) {
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return };
        let values = self.properties.entry(property).or_default();
        if !values.contains(&value) {
            values.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;

    use super::super::testing::estuary;
    use super::*;

    #[test]
    fn what_is_pointed_to_is_there() {
        let mut made = estuary();
        made.brief.people[1].kind = "unnamed";
        let mut out: Vec<u8> = Vec::new();
        write(&mut out, &made.dossier()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let all: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let ids: HashSet<&str> = all.iter().map(|entity| entity["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), all.len());
        for property in ["entity", "document", "proof", "subject", "object"] {
            for id in all.iter().filter_map(|entity| entity["properties"][property].as_array()).flatten() {
                assert!(ids.contains(id.as_str().unwrap()), "{property}");
            }
        }
        let count = |schema: &str| all.iter().filter(|entity| entity["schema"] == schema).count();
        assert_eq!((count("Article"), count("Note"), count("UnknownLink")), (2, 6, 1));
        assert_eq!((count("Person"), count("Documentation")), (1, 3), "an unnamed source is no entity");
    }
}
