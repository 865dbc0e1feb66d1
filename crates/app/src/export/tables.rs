//! Tables for data frames and databases, in Parquet.

use std::io;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use jiff::civil::Date;

use super::files::{Sink, Table};
use super::{Dossier, Filed};
use crate::brief::Link;
use crate::views::{Passage, Person, Statement};

/// How many articles, people or links are held as columns at once.
const ROWS: usize = 4096;

/// A column: what it is called, and its values, one a row.
type Column = (&'static str, Values);

/// The values of a column.
enum Values {
    Text(Vec<String>),
    Maybe(Vec<Option<String>>),
    Number(Vec<i64>),
    Share(Vec<f64>),
    Day(Vec<Option<Date>>),
    Texts(Vec<Vec<String>>),
    Numbers(Vec<Vec<i64>>),
    Days(Vec<Vec<Option<Date>>>),
}

/// The tables of a directory.
pub(super) fn tables<'a>(what: &'a Dossier<'a>) -> Vec<Table<'a>> {
    let articles: Vec<Filed<'a>> = what.articles().collect();
    let (again, brief) = (articles.clone(), what.brief);
    vec![
        ("documents.parquet", Box::new(move |out| write(out, &articles, documents))),
        ("statements.parquet", Box::new(move |out| write(out, &again, statements))),
        ("people.parquet", Box::new(move |out| write(out, &brief.people, people))),
        ("links.parquet", Box::new(move |out| write(out, &brief.links, links))),
    ]
}

fn documents(articles: &[Filed<'_>]) -> Vec<Column> {
    let of = |field: fn(&Filed<'_>) -> Option<String>| Values::Maybe(articles.iter().map(field).collect());
    let text = |field: for<'a> fn(&'a Filed<'_>) -> &'a str| {
        Values::Text(articles.iter().map(|a| field(a).to_owned()).collect())
    };
    vec![
        ("number", Values::Number(articles.iter().map(|article| number(article.number)).collect())),
        ("doc", text(|article| &article.head.doc)),
        ("sha256", text(|article| &article.head.sha256)),
        ("published", Values::Day(articles.iter().map(|article| article.head.published).collect())),
        ("outlet", of(|article| article.head.outlet.clone())),
        ("title", of(|article| article.head.title.clone())),
        ("url", of(|article| article.head.url.clone())),
        ("text", text(|article| article.text)),
    ]
}

fn statements(articles: &[Filed<'_>]) -> Vec<Column> {
    let all: Vec<(usize, &str, &Statement)> = articles
        .iter()
        .flat_map(|article| article.entries.iter().map(|entry| (article.number, &*entry.doc, &entry.statement)))
        .collect();
    let each = || all.iter().map(|(.., statement)| *statement);
    let text = |field: fn(&Statement) -> &str| Values::Text(each().map(|s| field(s).to_owned()).collect());
    let maybe = |field: fn(&Statement) -> Option<String>| Values::Maybe(each().map(field).collect());
    let speaker = |field: fn(&crate::views::Speaker) -> &str| {
        Values::Maybe(each().map(|s| s.speaker.as_ref().map(|speaker| field(speaker).to_owned())).collect())
    };
    let ends = |passage: fn(&Statement) -> Option<&Passage>, end: usize| {
        let of = |s| passage(s).map_or_else(Vec::new, |p| p.spans.iter().map(|span| number(span[end])).collect());
        Values::Numbers(each().map(of).collect())
    };
    let source: fn(&Statement) -> Option<&Passage> = |s| s.source.as_ref();
    let cue: fn(&Statement) -> Option<&Passage> = |s| s.cue.as_ref();
    let content: fn(&Statement) -> Option<&Passage> = |s| Some(&s.content);
    vec![
        ("id", text(|s| &s.id)),
        ("document", Values::Number(all.iter().map(|(article, ..)| number(*article)).collect())),
        ("doc", Values::Text(all.iter().map(|(_, doc, _)| (*doc).to_owned()).collect())),
        ("form", text(|s| s.form.as_str())),
        ("stance", text(|s| s.stance)),
        ("confidence", Values::Share(each().map(|s| s.confidence).collect())),
        ("speaker_id", speaker(|speaker| &speaker.id)),
        ("speaker", speaker(|speaker| &speaker.name)),
        ("speaker_kind", speaker(|speaker| speaker.kind)),
        ("content", text(|s| &s.content.text)),
        ("content_starts", ends(content, 0)),
        ("content_ends", ends(content, 1)),
        ("source", maybe(|s| s.source.as_ref().map(|words| words.text.clone()))),
        ("source_starts", ends(source, 0)),
        ("source_ends", ends(source, 1)),
        ("cue", maybe(|s| s.cue.as_ref().map(|words| words.text.clone()))),
        ("cue_starts", ends(cue, 0)),
        ("cue_ends", ends(cue, 1)),
        ("said_start", Values::Day(each().map(|s| s.said.as_ref().map(|said| said.start)).collect())),
        ("said_end", Values::Day(each().map(|s| s.said.as_ref().map(|said| said.end)).collect())),
        ("said_grounds", maybe(|s| s.said.as_ref().map(|said| said.grounds.clone()))),
        ("addressee", maybe(|s| s.addressee.clone())),
        ("occasion", maybe(|s| s.occasion.clone())),
        ("via", Values::Texts(each().map(|s| s.via.clone()).collect())),
    ]
}

fn people(people: &[Person]) -> Vec<Column> {
    let text = |field: fn(&Person) -> &str| Values::Text(people.iter().map(|p| field(p).to_owned()).collect());
    let texts = |field: fn(&Person) -> Vec<String>| Values::Texts(people.iter().map(field).collect());
    let since = |person: &Person| person.roles.iter().map(|role| role.since).collect();
    vec![
        ("id", text(|person| &person.id)),
        ("name", text(|person| &person.name)),
        ("kind", text(|person| person.kind)),
        ("aliases", texts(|person| person.aliases.clone())),
        ("roles", texts(|person| person.roles.iter().map(|role| role.text.clone()).collect())),
        ("roles_since", Values::Days(people.iter().map(since).collect())),
        ("members", texts(|person| person.members.clone())),
    ]
}

fn links(links: &[Link]) -> Vec<Column> {
    let text = |field: fn(&Link) -> &str| Values::Text(links.iter().map(|link| field(link).to_owned()).collect());
    vec![
        ("relation", text(|link| link.relation)),
        ("a", text(|link| &link.a)),
        ("b", text(|link| &link.b)),
        ("score", Values::Share(links.iter().map(|link| link.score).collect())),
        ("why", text(|link| &link.why)),
    ]
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Writes a table of `things`, some at a time.
fn write<T>(out: Sink<'_>, things: &[T], columns: impl Fn(&[T]) -> Vec<Column>) -> io::Result<()> {
    fill(out, things, columns).map_err(io::Error::other)
}

fn fill<T>(out: Sink<'_>, things: &[T], columns: impl Fn(&[T]) -> Vec<Column>) -> Result<(), ParquetError> {
    let fields: String = columns(&[]).iter().map(|(name, values)| values.field(name)).collect();
    let schema = Arc::new(parse_message_type(&format!("message onrecord {{ {fields} }}"))?);
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for some in things.chunks(ROWS) {
        let mut group = writer.next_row_group()?;
        for (_, values) in columns(some) {
            let mut column =
                group.next_column()?.ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
            values.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(())
}

impl Values {
    /// The column in Parquet's language of schemas.
    fn field(&self, name: &str) -> String {
        let list = |element: &str| format!("REQUIRED group {name} (LIST) {{ REPEATED group list {{ {element} }} }} ");
        match self {
            Values::Text(_) => format!("REQUIRED BYTE_ARRAY {name} (STRING); "),
            Values::Maybe(_) => format!("OPTIONAL BYTE_ARRAY {name} (STRING); "),
            Values::Number(_) => format!("REQUIRED INT64 {name}; "),
            Values::Share(_) => format!("REQUIRED DOUBLE {name}; "),
            Values::Day(_) => format!("OPTIONAL INT32 {name} (DATE); "),
            Values::Texts(_) => list("REQUIRED BYTE_ARRAY element (STRING);"),
            Values::Numbers(_) => list("REQUIRED INT64 element;"),
            Values::Days(_) => list("OPTIONAL INT32 element (DATE);"),
        }
    }

    fn write(&self, column: &mut parquet::file::writer::SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let bytes = |text: &String| ByteArray::from(text.as_bytes().to_vec());
        match self {
            Values::Text(values) => {
                let values: Vec<ByteArray> = values.iter().map(bytes).collect();
                column.typed::<ByteArrayType>().write_batch(&values, None, None)?
            }
            Values::Number(values) => column.typed::<Int64Type>().write_batch(values, None, None)?,
            Values::Share(values) => column.typed::<DoubleType>().write_batch(values, None, None)?,
            Values::Maybe(values) => {
                let present: Vec<ByteArray> = values.iter().flatten().map(bytes).collect();
                let defined: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                column.typed::<ByteArrayType>().write_batch(&present, Some(&defined), None)?
            }
            Values::Day(values) => {
                let present: Vec<i32> = values.iter().flatten().copied().map(since_epoch).collect();
                let defined: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
                column.typed::<Int32Type>().write_batch(&present, Some(&defined), None)?
            }
            Values::Texts(lists) => {
                let flat: Vec<ByteArray> = lists.iter().flatten().map(bytes).collect();
                let (defined, repeated) = levels(lists, |_| 1);
                column.typed::<ByteArrayType>().write_batch(&flat, Some(&defined), Some(&repeated))?
            }
            Values::Numbers(lists) => {
                let (defined, repeated) = levels(lists, |_| 1);
                column.typed::<Int64Type>().write_batch(&lists.concat(), Some(&defined), Some(&repeated))?
            }
            Values::Days(lists) => {
                let flat: Vec<i32> = lists.iter().flatten().flatten().copied().map(since_epoch).collect();
                let (defined, repeated) = levels(lists, |day| 1 + i16::from(day.is_some()));
                column.typed::<Int32Type>().write_batch(&flat, Some(&defined), Some(&repeated))?
            }
        };
        Ok(())
    }
}

/// Parquet's levels of a column of lists: how much of each value is there, and whether it goes on with a list.
fn levels<T>(lists: &[Vec<T>], defined: impl Fn(&T) -> i16) -> (Vec<i16>, Vec<i16>) {
    let mut levels = (Vec::new(), Vec::new());
    for list in lists {
        if list.is_empty() {
            levels.0.push(0);
            levels.1.push(0);
        }
        for (at, value) in list.iter().enumerate() {
            levels.0.push(defined(value));
            levels.1.push(i16::from(at > 0));
        }
    }
    levels
}

/// Days since 1 January 1970.
fn since_epoch(day: Date) -> i32 {
    day.since(jiff::civil::date(1970, 1, 1)).map_or(0, |span| span.get_days())
}
