//! What is in a record, to compare two.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// What tells when, and in which order, rows came in.
const WHEN: [&str; 6] = ["added", "at", "key", "previous", "hash", "program"];

/// The one fact that does so too.
const LATEST: &str = " WHERE name <> 'last_correction'";

/// All rows of a record as text, sorted: but for when they came in, for which program read them, and for the tables in
/// `without`.
pub fn rows(record: &Path, without: &[&str]) -> Vec<String> {
    let connection = Connection::open(record).unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' \
                  AND name NOT LIKE '%\\_words\\_%' ESCAPE '\\' AND name <> 'programs'";
    let mut all = connection.prepare(tables).unwrap();
    let names: Vec<String> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut out = Vec::new();
    for table in names.iter().filter(|name| !without.contains(&name.as_str())) {
        let mut all = connection
            .prepare(&format!("SELECT * FROM {table}{}", if table == "facts" { LATEST } else { "" }))
            .unwrap();
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let kept: Vec<usize> = (0..columns.len()).filter(|&at| !WHEN.contains(&columns[at].as_str())).collect();
        let shown = all.query_map([], |row| {
            let cells: Result<Vec<String>, _> = kept.iter().map(|&at| row.get_ref(at).map(shown)).collect();
            Ok(format!("{table}: {}", cells?.join(" | ")))
        });
        let shown = shown.unwrap();
        out.extend(shown.map(Result::unwrap));
    }
    out.sort();
    out
}

/// Asserts that a record has these rows; tells those that differ.
pub fn same(record: &Path, expected: &[String]) {
    let found = rows(record, &[]);
    let only = |some: &[String], others: &[String]| -> Vec<String> {
        some.iter().filter(|row| others.binary_search(row).is_err()).cloned().collect()
    };
    let (more, less) = (only(&found, expected), only(expected, &found));
    assert!(found == expected, "{}: unexpected {more:#?}, missing {less:#?}", record.display());
}

fn shown(cell: ValueRef<'_>) -> String {
    match cell {
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        other => format!("{other:?}"),
    }
}
