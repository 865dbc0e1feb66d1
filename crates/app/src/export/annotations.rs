//! Web annotations: one a statement, on the words of its article.
//!
//! <https://www.w3.org/TR/annotation-model/>

use std::io;

use onrecord_core::span::Span;
use serde_json::{Map, Value, json};

use super::citation::citation;
use super::files::Sink;
use super::original::Original;
use super::{Dossier, Filed, ids};
use crate::brief::Entry;
use crate::views::{Positions, Statement};

/// How many characters of context a quotation has on either side.
const CONTEXT: usize = 32;

/// Writes a collection with all annotations on one page, an annotation a line.
pub(super) fn write(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let hashes: Vec<&str> = what.brief.documents.iter().map(|article| article.head.sha256.as_str()).collect();
    let (collection, page) = (ids::urn("collection", &hashes), ids::urn("page", &hashes));
    let total = what.brief.statements.len();
    write!(
        out,
        "{{\"@context\":{},\n\"id\":{},\"type\":\"AnnotationCollection\",\"label\":\"On record\",\"total\":{total},\n\
         \"first\":{{\"id\":{},\"type\":\"AnnotationPage\",\"startIndex\":0,\"items\":[",
        context(),
        Value::from(collection),
        Value::from(page),
    )?;
    let mut first = true;
    for article in what.articles() {
        let original = Original::of(&article);
        let positions = Positions::new(original.view.text());
        for entry in article.entries {
            out.write_all(if std::mem::take(&mut first) { b"\n" } else { b",\n" })?;
            serde_json::to_writer(&mut *out, &annotation(&article, &original, &positions, entry))?;
        }
    }
    out.write_all(b"\n]}}\n")
}

/// The words of the standard, and our own for what it has none for.
fn context() -> Value {
    json!([
        "http://www.w3.org/ns/anno.jsonld",
        {
            "onrecord": "urn:onrecord:",
            "Statement": "onrecord:Statement",
            "number": "onrecord:number",
            "speaker": "onrecord:speaker",
            "kind": "onrecord:kind",
            "stance": "onrecord:stance",
            "form": "onrecord:form",
            "confidence": "onrecord:confidence",
            "cue": "onrecord:cue",
            "sourceWords": "onrecord:source",
            "addressee": "onrecord:addressee",
            "occasion": "onrecord:occasion",
            "via": {"@id": "onrecord:via", "@container": "@list"},
            "said": "onrecord:said",
            "firstDay": {"@id": "onrecord:firstDay", "@type": "xsd:date"},
            "lastDay": {"@id": "onrecord:lastDay", "@type": "xsd:date"},
            "grounds": "onrecord:grounds",
            "sha256": "onrecord:sha256",
        },
    ])
}

fn annotation(article: &Filed<'_>, original: &Original<'_>, positions: &Positions<'_>, entry: &Entry) -> Value {
    let statement = &entry.statement;
    let mut targets: Vec<Value> =
        statement.content.spans.iter().map(|&span| target(article, original, positions, span)).collect();
    json!({
        "id": ids::urn("statement", &ids::statement(article, entry)),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "language": "en",
                "value": citation(article, statement),
            },
            body(statement),
        ],
        "target": if targets.len() == 1 { targets.remove(0) } else { Value::from(targets) },
    })
}

/// What is known of the statement; what is not known is left out, as is usual in JSON-LD.
fn body(statement: &Statement) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Option<Value>| body.extend(value.map(|value| (key.to_owned(), value)));
    put("type", Some("Statement".into()));
    put("number", Some(statement.number.into()));
    put("form", Some(statement.form.as_str().into()));
    put("stance", Some(statement.stance.into()));
    put("confidence", Some(statement.confidence.into()));
    let speaker = statement.speaker.as_ref();
    put(
        "speaker",
        speaker.map(
            |speaker| json!({"id": ids::urn("person", &[&speaker.id]), "name": speaker.name, "kind": speaker.kind}),
        ),
    );
    put("sourceWords", statement.source.as_ref().map(|words| words.plain.as_str().into()));
    put("cue", statement.cue.as_ref().map(|words| words.plain.as_str().into()));
    let said = statement.said.as_ref();
    put("said", said.map(|said| {
        json!({"firstDay": said.start.to_string(), "lastDay": said.end.to_string(), "grounds": said.grounds})
    }));
    put("addressee", statement.addressee.as_deref().map(Value::from));
    put("occasion", statement.occasion.as_deref().map(Value::from));
    put("via", Some(&statement.via).filter(|via| !via.is_empty()).map(|via| via.as_slice().into()));
    Value::Object(body)
}

/// One piece of the words: as quoted on the page, and by its place in the file.
fn target(article: &Filed<'_>, original: &Original<'_>, positions: &Positions<'_>, span: [usize; 2]) -> Value {
    let place = json!({"type": "TextPositionSelector", "start": span[0], "end": span[1]});
    let quotes = original.joined(span).into_iter().map(|words| quote(original.view.text(), positions, words));
    let mut selectors: Vec<Value> = quotes.collect();
    selectors.push(place);
    json!({
        "type": "SpecificResource",
        "source": ids::source(article),
        "sha256": article.head.sha256,
        "selector": selectors,
    })
}

fn quote(view: &str, positions: &Positions<'_>, words: Span) -> Value {
    let [start, end] = positions.code_points(words);
    let around = |from: usize, to: usize| positions.bytes([from, to]).of(view);
    json!({
        "type": "TextQuoteSelector",
        "exact": words.of(view),
        "prefix": around(start.saturating_sub(CONTEXT), start),
        "suffix": around(end, end + CONTEXT),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::estuary;
    use super::*;

    fn collection() -> Value {
        let mut out: Vec<u8> = Vec::new();
        write(&mut out, &estuary().dossier()).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn words_are_selected_by_quotation_and_by_place() {
        let collection = collection();
        let item = &collection["first"]["items"][1];
        assert_eq!(item["target"]["source"], "https://estuary-post.example/gates");
        let selectors = &item["target"]["selector"];
        let quote = json!({
            "type": "TextQuoteSelector",
            "exact": "the gates stay shut\nuntil May",
            "prefix": "“We wait.” Lund said ",
            "suffix": ". “Not for the port,” she added,",
        });
        assert_eq!(selectors[0], quote);
        assert_eq!(selectors[1], json!({"type": "TextPositionSelector", "start": 21, "end": 50}));
        assert_eq!(item["body"][1]["speaker"]["name"], "Oona Lund");
    }

    #[test]
    fn words_in_pieces_have_several_targets() {
        let collection = collection();
        let items = collection["first"]["items"].as_array().unwrap();
        assert_eq!(collection["total"], items.len());
        let pieces = items[2]["target"].as_array().unwrap();
        let exact: Vec<&Value> = pieces.iter().map(|target| &target["selector"][0]["exact"]).collect();
        assert_eq!(exact, ["“Not for the port,”", "“not for anyone.”"]);
        let elsewhere = items[4]["target"]["source"].as_str().unwrap();
        assert!(elsewhere.starts_with("urn:sha256:0"), "{elsewhere}");
    }
}
