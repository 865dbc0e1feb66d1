//! The Parquet tables of an export, row by row.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use parquet::file::reader::SerializedFileReader;
use parquet::record::{Field, Row};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Filing, Import, ImportCause, Passage, Said, Speaker, Statement, rows};

#[derive(Deserialize)]
struct Document {
    number: usize,
    #[serde(flatten)]
    document: rows::Document,
}

#[derive(Deserialize)]
struct Flat {
    id: String,
    document: usize,
    doc: String,
    form: String,
    stance: String,
    confidence: f64,
    speaker_id: Option<String>,
    speaker: Option<String>,
    speaker_kind: Option<String>,
    content: String,
    content_starts: Vec<usize>,
    content_ends: Vec<usize>,
    source: Option<String>,
    source_starts: Vec<usize>,
    source_ends: Vec<usize>,
    cue: Option<String>,
    cue_starts: Vec<usize>,
    cue_ends: Vec<usize>,
    said_start: Option<Date>,
    said_end: Option<Date>,
    said_grounds: Option<String>,
    addressee: Option<String>,
    occasion: Option<String>,
    via: Vec<String>,
}

/// Reads `documents.parquet` and `statements.parquet` of a directory.
pub(super) fn import(directory: &Path) -> Import {
    let mut filing = Filing::new("");
    let mut places: HashMap<usize, usize> = HashMap::new();
    read(&mut filing, &directory.join("documents.parquet"), |filing, row, document: Document| {
        let before = filing.lines.len();
        filing.document(row, document.document.into());
        if filing.lines.len() > before {
            places.insert(document.number, before);
        }
    });
    read(&mut filing, &directory.join("statements.parquet"), |filing, row, flat: Flat| {
        let place = places.get(&flat.document).copied();
        filing.statement(row, place, flat.into());
    });
    filing.finish()
}

/// Hands on the rows of a table; what is none is a problem.
fn read<T: DeserializeOwned>(filing: &mut Filing, path: &Path, mut take: impl FnMut(&mut Filing, usize, T)) {
    filing.file = path.to_string_lossy().into_owned();
    let reader = File::open(path)
        .map_err(|error| error.to_string())
        .and_then(|file| SerializedFileReader::new(file).map_err(|error| error.to_string()));
    let rows = match reader {
        Ok(reader) => reader,
        Err(words) => return filing.problem(None, ImportCause::File(words)),
    };
    for (number, row) in (1..).zip(rows) {
        let row = match row {
            Ok(row) => row,
            Err(error) => return filing.problem(Some(number), ImportCause::File(error.to_string())),
        };
        match serde_json::from_value(object(&row)) {
            Ok(row) => take(filing, number, row),
            Err(error) => filing.problem(Some(number), ImportCause::Row(error.to_string())),
        }
    }
}

/// A row as JSON has it.
fn object(row: &Row) -> Value {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect::<Map<String, Value>>().into()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Str(text) => text.as_str().into(),
        Field::Long(number) => (*number).into(),
        Field::Double(number) => (*number).into(),
        Field::Date(days) => {
            let day = date(1970, 1, 1).checked_add(i64::from(*days).days());
            day.map_or(Value::Null, |day| day.to_string().into())
        }
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        _ => Value::Null,
    }
}

impl From<Flat> for Statement {
    fn from(flat: Flat) -> Statement {
        let passage = |text: String, starts: Vec<usize>, ends: Vec<usize>| {
            let spans = starts.into_iter().zip(ends).map(|(start, end)| [start, end]).collect();
            Passage { spans, text }
        };
        let speaker = flat.speaker_id.zip(flat.speaker).zip(flat.speaker_kind);
        let said = flat.said_start.zip(flat.said_end).zip(flat.said_grounds);
        Statement {
            doc: flat.doc,
            id: flat.id,
            form: flat.form,
            stance: flat.stance,
            confidence: flat.confidence,
            source: flat.source.map(|text| passage(text, flat.source_starts, flat.source_ends)),
            cue: flat.cue.map(|text| passage(text, flat.cue_starts, flat.cue_ends)),
            content: passage(flat.content, flat.content_starts, flat.content_ends),
            speaker: speaker.map(|((id, name), kind)| Speaker { id, name, kind }),
            said: said.map(|((start, end), grounds)| Said { start, end, grounds }),
            addressee: flat.addressee,
            occasion: flat.occasion,
            via: flat.via,
        }
    }
}
