//! The rows of a view as a table for spreadsheets.

use onrecord_app::export::harmless;
use serde_json::Value;

/// The columns of a view's table: a name each, and where its value stands in the JSON of a row (a JSON pointer).
pub(crate) type Columns = &'static [(&'static str, &'static str)];

/// The columns of a list of statements.
pub(crate) const LINES: Columns = &[
    ("id", "/id"),
    ("document", "/document"),
    ("doc", "/doc"),
    ("outlet", "/outlet"),
    ("published", "/published"),
    ("title", "/title"),
    ("url", "/url"),
    ("speaker", "/speaker"),
    ("speaker_name", "/speaker_name"),
    ("source", "/source"),
    ("cue", "/cue"),
    ("stance", "/stance"),
    ("form", "/form"),
    ("said_start", "/said/0"),
    ("said_end", "/said/1"),
    ("said_grounds", "/said_grounds"),
    ("addressee", "/addressee"),
    ("occasion", "/occasion"),
    ("via", "/via"),
    ("text", "/text"),
    ("spans", "/spans"),
    ("line", "/line"),
    ("confidence", "/confidence"),
    ("status", "/status"),
];

/// Rows as CSV. No cell is a formula: see `onrecord_app::export::harmless`.
pub(crate) fn csv(rows: &[Value], columns: Columns) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns.iter().map(|(name, _)| name));
    for row in rows {
        let _ = writer.write_record(columns.iter().map(|(_, place)| row.pointer(place).map_or_else(String::new, told)));
    }
    writer.into_inner().unwrap_or_default()
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text).into_owned(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            let all: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            harmless(&all.join("; ")).into_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_have_the_columns_that_are_asked_for() {
        let rows =
            [json!({"id": "a#1", "said": ["2026-05-01", "2026-05-02"], "via": ["x", "y"], "text": "=1+1"}), json!({})];
        let columns: Columns = &[("id", "/id"), ("end", "/said/1"), ("via", "/via"), ("text", "/text")];
        let table = String::from_utf8(csv(&rows, columns)).unwrap();
        assert_eq!(table, "id,end,via,text\r\na#1,2026-05-02,x; y,'=1+1\r\n,,,\r\n");
    }
}
