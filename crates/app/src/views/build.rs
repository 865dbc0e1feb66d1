//! From readings to views: bytes become code points, statements get their ids.

use std::collections::HashMap;

use onrecord_core::statement;

use super::{Document, Head, Passage, Positions, Speaker, Statement};
use crate::read::Reading;

/// Makes the views of readings, one after the other.
///
/// Ids are `<doc>#<number>`. Where two documents have one name, the ids of the later have `~2`, `~3`, ... after it.
#[derive(Default)]
pub struct Views {
    names: Names,
}

impl Views {
    /// The view of the next reading.
    pub fn of(&mut self, reading: &Reading) -> Document {
        document(reading, &self.names.unique(&reading.document.name))
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

fn document(reading: &Reading, id: &str) -> Document {
    let document = &reading.document;
    let positions = Positions::new(&document.text);
    let metadata = document.metadata.clone();
    Document {
        head: Head {
            doc: document.name.clone(),
            sha256: document.sha256.clone(),
            published: metadata.published,
            outlet: metadata.outlet,
            title: metadata.title,
            url: metadata.url,
        },
        people: Vec::new(),
        times: Vec::new(),
        statements: reading.statements.iter().map(|made| statement(made, id, &positions, &document.text)).collect(),
    }
}

fn statement(made: &statement::Statement, id: &str, positions: &Positions<'_>, text: &str) -> Statement {
    let passage = |words: &statement::Passage| passage(words, positions, text);
    let begin = made.content.spans.first().map_or(0, |span| span.start);
    Statement {
        id: format!("{id}#{}", made.number),
        form: made.form,
        stance: None,
        confidence: (f64::from(made.confidence) * 100.0).round() / 100.0,
        source: made.source.as_ref().map(passage),
        cue: made.cue.as_ref().map(passage),
        content: passage(&made.content),
        speaker: made.source.as_ref().map(|source| Speaker { id: None, name: name(&source.plain), kind: None }),
        said: None,
        addressee: None,
        occasion: None,
        via: Vec::new(),
        number: made.number,
        place: positions.place(begin),
    }
}

fn passage(words: &statement::Passage, positions: &Positions<'_>, text: &str) -> Passage {
    Passage {
        spans: words.spans.iter().map(|&span| positions.code_points(span)).collect(),
        text: words.spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … "),
        plain: collapse(&words.plain),
    }
}

/// A source as a name: on one line, and without the mark of possession in "the mayor's claim".
fn name(source: &str) -> String {
    let name = collapse(source);
    ["’s", "'s"].iter().find_map(|mark| name.strip_suffix(mark)).unwrap_or(&name).to_owned()
}

fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use onrecord_core::document::{self, Metadata};
    use onrecord_core::span::Span;
    use onrecord_core::statement::Form;
    use onrecord_core::text::ViewBuilder;

    use super::*;

    #[test]
    fn a_name_is_on_one_line_and_owns_nothing() {
        assert_eq!(name("the  harbour\nmaster"), "the harbour master");
        assert_eq!((name("The mayor’s").as_str(), name("Lund's").as_str()), ("The mayor", "Lund"));
    }

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
            statements: vec![statement::Statement {
                number: 1,
                form: Form::Direct,
                confidence: 0.876,
                source: None,
                cue: None,
                content,
            }],
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
