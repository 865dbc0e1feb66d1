//! From readings to views: bytes become code points, statements get their ids.

use std::collections::HashMap;

use onrecord_core::linking::material::{Narration, material};
use onrecord_core::people::{Authority, Gathered, People, gather};
use onrecord_core::statement;
use onrecord_core::text::words::collapse;
use onrecord_core::text::{Block, BlockKind, View};

use super::{Document, Head, Passage, Person, Positions, Role, Said, Speaker, Statement, Time, day};
use crate::read::Reading;

/// Makes the views of readings, one after the other.
///
/// Ids are `<doc>#<number>`. Where two documents have one name, the ids of the later have `~2`, `~3`, ... after it.
#[derive(Default)]
pub struct Views {
    names: Names,
    authority: Authority,
}

impl Views {
    /// Views in which `authority` names people.
    pub fn new(authority: Authority) -> Views {
        Views { names: Names::default(), authority }
    }

    /// The view of the next reading.
    pub fn of(&mut self, reading: &Reading) -> Document {
        document(reading, &self.names.unique(&reading.document.name), &self.authority)
    }
}

/// The views of readings, in their order.
pub fn documents(readings: &[Reading]) -> Vec<Document> {
    let mut views = Views::default();
    readings.iter().map(|reading| views.of(reading)).collect()
}

/// Gives each document a name of its own.
#[derive(Default)]
struct Names {
    /// The names given, each with the number of its latest copy.
    copies: HashMap<String, usize>,
}

impl Names {
    fn unique(&mut self, name: &str) -> String {
        let mut id = name.to_owned();
        let mut copies = self.copies.get(name).copied().unwrap_or(0);
        while self.copies.contains_key(&id) {
            copies += 1;
            id = format!("{name}~{copies}");
        }
        self.copies.insert(name.to_owned(), copies.max(1));
        self.copies.entry(id.clone()).or_insert(1);
        id
    }
}

/// The view of a reading of the document `id`.
pub(crate) fn document(reading: &Reading, id: &str, authority: &Authority) -> Document {
    let document = &reading.document;
    let positions = Positions::new(&document.text);
    let metadata = document.metadata.clone();
    let here = gather(&[(id, metadata.published, &reading.people)], authority);
    let mut people: Vec<Person> = here.list.iter().map(|gathered| person(gathered, &here)).collect();
    for (mine, &at) in reading.people.iter().zip(&here.of[0]) {
        let places = mine.mentions.iter().map(|&span| positions.code_points(reading.view.original(span)));
        people[at].mentions.extend(places);
    }
    people.iter_mut().for_each(|person| person.mentions.sort_unstable());
    let time = |time: &onrecord_core::times::Time| Time {
        span: positions.code_points(reading.view.original(time.span)),
        value: time.value.clone(),
        kind: time.kind.as_str(),
        start: time.days.map(|days| days.start),
        end: time.days.map(|days| days.end),
    };
    let statement = |made: &statement::Statement| {
        let mut statement = statement(made, id, &positions, &document.text);
        statement.speaker = made.speaker.map(|at| speaker(&here.list[here.of[0][at]]));
        statement
    };
    let material = material(&reading.view, &reading.statements, &reading.people, &reading.times, metadata.published);
    let own = |(number, told): (usize, &Narration)| {
        let words = statement::Passage { spans: vec![told.span], plain: told.text.clone() };
        let passage = passage(&words, &positions, &document.text);
        (format!("{id}#n{number}"), passage, positions.place(told.span.start))
    };
    Document {
        people,
        narration: (1..).zip(&material.narration).map(own).collect(),
        material,
        times: reading.times.iter().map(time).collect(),
        statements: reading.statements.iter().map(statement).collect(),
        cast: reading.people.clone(),
        body: body(&reading.view),
        head: Head {
            doc: document.name.clone(),
            sha256: document.sha256.clone(),
            published: metadata.published,
            outlet: metadata.outlet,
            title: metadata.title,
            url: metadata.url,
        },
    }
}

/// What is read of an article, and its subheadings.
pub(crate) fn body(view: &View) -> String {
    let kept = |block: &&Block| block.kind.reads() || block.kind == BlockKind::Subheading;
    let lines: Vec<&str> = view.blocks().iter().filter(kept).map(|block| block.span.of(view.text())).collect();
    lines.join("\n")
}

/// A person of one article or of many, as shown.
pub(crate) fn person(gathered: &Gathered, people: &People) -> Person {
    let role = |(text, since): &(String, _)| Role { text: text.clone(), since: *since };
    Person {
        id: gathered.id.clone(),
        name: gathered.name.clone(),
        kind: gathered.kind.as_str(),
        aliases: gathered.aliases.clone(),
        roles: gathered.roles.iter().map(role).collect(),
        members: gathered.members.iter().map(|&m| people.list[m].id.clone()).collect(),
        mentions: Vec::new(),
    }
}

/// The same as who speaks.
pub(crate) fn speaker(gathered: &Gathered) -> Speaker {
    Speaker { id: gathered.id.clone(), name: gathered.name.clone(), kind: gathered.kind.as_str() }
}

/// How certain the reader is of a statement, 0 to 1; two decimals.
pub(crate) fn confidence(made: &statement::Statement) -> f64 {
    (f64::from(made.confidence) * 100.0).round() / 100.0
}

fn statement(made: &statement::Statement, id: &str, positions: &Positions<'_>, text: &str) -> Statement {
    let passage = |words: &statement::Passage| passage(words, positions, text);
    let begin = made.content.spans.first().map_or(0, |span| span.start);
    Statement {
        id: format!("{id}#{}", made.number),
        form: made.form,
        stance: made.stance.as_str(),
        confidence: confidence(made),
        source: made.source.as_ref().map(passage),
        cue: made.cue.as_ref().map(passage),
        content: passage(&made.content),
        speaker: None,
        said: made.said.as_ref().map(said),
        addressee: made.addressee.as_ref().map(|words| collapse(&words.plain)),
        occasion: made.occasion.as_ref().map(|words| collapse(&words.plain)),
        via: made.via.iter().map(|via| via.name.clone()).collect(),
        number: made.number,
        place: positions.place(begin),
        speaker_at: made.speaker,
    }
}

/// The days of speaking with their grounds: the words that tell, the day that they lean on, and whether they stand with
/// another statement.
fn said(said: &statement::Said) -> Said {
    let mut grounds = format!("“{}”", collapse(&said.words.plain));
    if let Some(anchor) = said.anchor {
        grounds.push_str(&format!(", published {}", day(Some(anchor))));
    }
    if said.inherited {
        grounds.push_str(", of another statement by the same speaker");
    }
    Said { start: said.days.start, end: said.days.end, grounds }
}

fn passage(words: &statement::Passage, positions: &Positions<'_>, text: &str) -> Passage {
    Passage {
        spans: words.spans.iter().map(|&span| positions.code_points(span)).collect(),
        text: words.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … "),
        plain: collapse(&words.plain),
    }
}

#[cfg(test)]
mod tests {
    use onrecord_core::document::{self, Metadata};
    use onrecord_core::span::Span;
    use onrecord_core::statement::Form;
    use onrecord_core::text::ViewBuilder;

    use super::*;

    fn reading(name: &str, text: &str, content: &[&str]) -> Reading {
        let find = |words: &&str| {
            let start = text.find(words).unwrap();
            Span::new(start, start + words.len())
        };
        let content =
            statement::Passage { spans: content.iter().map(find).collect(), plain: content.join(" … ").to_owned() };
        Reading {
            document: document::Document {
                name: name.to_owned(),
                text: text.to_owned(),
                sha256: String::new(),
                metadata: Metadata::default(),
            },
            view: ViewBuilder::default().finish(),
            people: Vec::new(),
            times: Vec::new(),
            statements: vec![statement::Statement::new(1, Form::Direct, 0.876, content)],
        }
    }

    #[test]
    fn offsets_are_code_points_and_text_is_exact() {
        let text = "“Né\n  là”, she said, “à Üle”.";
        let views = documents(&[reading("a.txt", text, &["“Né\n  là”", "“à Üle”"])]);
        let statement = &views[0].statements[0];
        assert_eq!(statement.content.spans, [[0, 9], [21, 28]]);
        assert_eq!(statement.content.text, "“Né\n  là” … “à Üle”");
        assert_eq!(statement.content.plain, "“Né là” … “à Üle”");
        assert_eq!(statement.confidence, 0.88);
    }

    #[test]
    fn ids_are_unique_even_where_names_are_not() {
        let names = ["x", "x", "x~2", "x"];
        let readings: Vec<Reading> = names.iter().map(|name| reading(name, "word", &["word"])).collect();
        let ids: Vec<String> = documents(&readings).iter().map(|view| view.statements[0].id.clone()).collect();
        assert_eq!(ids, ["x#1", "x~2#1", "x~2~2#1", "x~3#1"]);
    }

    #[test]
    fn what_is_not_known_is_null_or_empty_in_json() {
        let views = documents(&[reading("a.txt", "word", &["word"])]);
        let json = serde_json::to_value(&views[0]).unwrap();
        for field in ["published", "outlet", "title", "url"] {
            assert!(json[field].is_null() && json.as_object().unwrap().contains_key(field), "{field}");
        }
        let statement = json["statements"][0].as_object().unwrap();
        let mut keys: Vec<&str> = statement.keys().map(String::as_str).collect();
        keys.sort_unstable();
        let contract = "addressee confidence content cue form id occasion said source speaker stance via";
        assert_eq!(keys.join(" "), contract);
        assert_eq!(statement["content"], serde_json::json!({"spans": [[0, 4]], "text": "word"}));
    }
}
