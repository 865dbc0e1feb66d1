//! Articles, quotations and claims in the words of schema.org.
//!
//! There is no `ClaimReview`: a review says what is true, and onrecord does not.

use std::collections::HashMap;
use std::io;

use serde_json::{Map, Value, json};

use super::citation::citation;
use super::files::Sink;
use super::{Dossier, Filed, ids};
use crate::brief::{Claim, Entry};
use crate::views::Person;

/// Writes one graph, a node a line.
pub(super) fn write(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    out.write_all(b"{\"@context\":\"https://schema.org\",\n\"@graph\":[")?;
    let articles: Vec<Filed<'_>> = what.articles().collect();
    let named: HashMap<&str, &Person> = what.brief.people.iter().map(|person| (person.id.as_str(), person)).collect();
    let speakers = |id: &str| -> Vec<Value> { named.get(id).map(|person| names(person)).unwrap_or_default() };
    let direct = |article: &Filed<'_>| -> Vec<Value> {
        let direct = article.entries.iter().filter(|entry| entry.statement.form.as_str() == "direct");
        direct.map(|entry| quotation(article, entry, &speakers)).collect()
    };
    let places: HashMap<&str, usize> = (0..)
        .zip(&articles)
        .flat_map(|(at, article)| article.entries.iter().map(move |entry| (entry.statement.id.as_str(), at)))
        .collect();
    let claim = |made: &Claim| {
        let mut at: Vec<usize> = made.statements.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
        at.sort_unstable();
        at.dedup();
        claim(made, &at.into_iter().map(|at| articles[at]).collect::<Vec<_>>(), &speakers)
    };
    let nodes = articles
        .iter()
        .map(article)
        .chain(what.brief.people.iter().filter(|person| is_node(person)).map(person))
        .chain(articles.iter().flat_map(direct))
        .chain(what.brief.claims.iter().map(claim));
    let mut first = true;
    for node in nodes {
        out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &node)?;
    }
    out.write_all(b"\n]}\n")
}

fn article(article: &Filed<'_>) -> Value {
    let head = article.head;
    node(&[
        ("@id", Some(ids::source(article).into())),
        ("@type", Some("NewsArticle".into())),
        ("headline", head.title.as_deref().map(Value::from)),
        ("datePublished", head.published.map(|day| day.to_string().into())),
        ("publisher", head.outlet.as_ref().map(|outlet| json!({"@type": "Organization", "name": outlet}))),
        ("url", head.url.as_deref().and_then(super::fragment::web).map(Value::from)),
        ("identifier", Some(format!("sha256:{}", head.sha256).into())),
    ])
}

/// Those with a name. Whoever is called `a senior official` is not one somebody in two places, and joint speakers are
/// those who speak together.
fn is_node(person: &Person) -> bool {
    person.kind != "unnamed" && person.members.is_empty()
}

fn person(person: &Person) -> Value {
    let aliases = Some(&person.aliases).filter(|all| !all.is_empty()).map(|all| all.as_slice().into());
    let roles: Vec<&str> = person.roles.iter().map(|role| role.text.as_str()).collect();
    let titles = Some(roles).filter(|all| !all.is_empty() && person.kind == "person").map(Value::from);
    let kind = if person.kind == "person" { "Person" } else { "Organization" };
    node(&[
        ("@id", Some(ids::urn("person", &[&person.id]).into())),
        ("@type", Some(kind.into())),
        ("name", Some(person.name.as_str().into())),
        ("alternateName", aliases),
        ("jobTitle", titles),
    ])
}

/// Who speaks, as nodes elsewhere in the graph; nobody for an unnamed source.
fn names(person: &Person) -> Vec<Value> {
    let reference = |id: &str| json!({"@id": ids::urn("person", &[id])});
    match person.kind {
        "unnamed" => Vec::new(),
        _ if person.members.is_empty() => vec![reference(&person.id)],
        _ => person.members.iter().map(|id| reference(id)).collect(),
    }
}

/// What stands in quotation marks, with the day only where it is one.
fn quotation(article: &Filed<'_>, entry: &Entry, speakers: &impl Fn(&str) -> Vec<Value>) -> Value {
    let statement = &entry.statement;
    let who = statement.speaker.as_ref().map(|speaker| speakers(&speaker.id)).filter(|who| !who.is_empty());
    let day = statement.said.as_ref().filter(|said| said.start == said.end).map(|said| said.start.to_string());
    node(&[
        ("@id", Some(ids::urn("statement", &ids::statement(article, entry)).into())),
        ("@type", Some("Quotation".into())),
        ("text", Some(statement.content.plain.as_str().into())),
        ("spokenByCharacter", who.clone().map(Value::from)),
        ("creator", who.map(Value::from)),
        ("dateCreated", day.map(Value::from)),
        ("isPartOf", Some(json!({"@id": ids::source(article)}))),
        ("citation", Some(citation(article, statement).into())),
    ])
}

/// A claim of several statements, and the articles in which it stands; the first is the one published first.
fn claim(claim: &Claim, articles: &[Filed<'_>], speakers: &impl Fn(&str) -> Vec<Value>) -> Value {
    let mut authors: Vec<Value> = Vec::new();
    for author in claim.speakers.iter().flat_map(|id| speakers(id)) {
        if !authors.contains(&author) {
            authors.push(author);
        }
    }
    let place = |article: &Filed<'_>| json!({"@id": ids::source(article)});
    let dated = articles.iter().filter_map(|article| Some((article.head.published?, article)));
    let first = dated.min_by_key(|(day, _)| *day).map(|(_, article)| place(article));
    let statements: Vec<&str> = claim.statements.iter().map(String::as_str).collect();
    node(&[
        ("@id", Some(ids::urn("claim", &statements).into())),
        ("@type", Some("Claim".into())),
        ("text", Some(claim.text.as_str().into())),
        ("author", Some(authors).filter(|all| !all.is_empty()).map(Value::from)),
        ("appearance", Some(articles.iter().map(place).collect())),
        ("firstAppearance", first),
    ])
}

/// A node of the fields that are known.
fn node(fields: &[(&str, Option<Value>)]) -> Value {
    let known = fields.iter().filter_map(|(key, value)| Some(((*key).to_owned(), value.clone()?)));
    Value::Object(known.collect::<Map<String, Value>>())
}

#[cfg(test)]
mod tests {
    use super::super::testing::estuary;
    use super::*;

    #[test]
    fn quotations_are_direct_and_dated_only_where_the_day_is_certain() {
        let made = estuary();
        let mut out: Vec<u8> = Vec::new();
        write(&mut out, &made.dossier()).unwrap();
        let graph: Value = serde_json::from_slice(&out).unwrap();
        let of = |kind: &str| -> Vec<&Value> {
            graph["@graph"].as_array().unwrap().iter().filter(|node| node["@type"] == kind).collect()
        };
        let quotations = of("Quotation");
        assert_eq!(quotations.len(), 3);
        assert_eq!(quotations[0]["text"], "“We wait.”");
        assert_eq!(quotations[0]["dateCreated"], "2026-06-25");
        assert_eq!(quotations[0]["isPartOf"]["@id"], "https://estuary-post.example/gates");
        assert!(quotations[1].get("dateCreated").is_none());
        assert_eq!(quotations[0]["creator"][0]["@id"], of("Person")[0]["@id"]);
        let claim = of("Claim")[0];
        assert_eq!(claim["firstAppearance"]["@id"], "https://estuary-post.example/gates");
        assert_eq!(claim["author"].as_array().unwrap().len(), 1);
        assert_eq!(of("ClaimReview").len(), 0);
    }
}
