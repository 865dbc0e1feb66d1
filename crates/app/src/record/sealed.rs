//! Marks of tables that follow from others as a whole, by which it is seen whether somebody else wrote to them.

use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

use super::open::{Record, RecordError};
use crate::ingest::hex;

/// What the facts are called that hold the mark of a table; its name follows.
const SEALED: &str = "sealed_";

impl Record {
    /// Keeps the mark of a table that was just written.
    pub(super) fn seal(&self, table: &str) -> Result<(), RecordError> {
        self.set_fact(&format!("{SEALED}{table}"), &self.mark(table)?)
    }

    /// The tables whose rows are not those that were written when they were last sealed.
    pub(super) fn unsealed(&self) -> Result<Vec<String>, RecordError> {
        let sql = "SELECT substr(name, length(?1) + 1), value FROM facts WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name";
        let sealed: Vec<(String, String)> = self.all(sql, [SEALED], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let mut out = Vec::new();
        for (table, mark) in sealed {
            // The name comes from the file.
            let known =
                self.find("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", [&table], |_| Ok(()))?;
            if known.is_none() || self.mark(&table)? != mark {
                out.push(table);
            }
        }
        Ok(out)
    }

    /// The SHA-256 of all rows of a table, in the order of their first two columns, which name them.
    fn mark(&self, table: &str) -> Result<String, RecordError> {
        let mut mark = Sha256::new();
        // The kind stands before a value, and its length, so that no two rows give the same bytes.
        let mut value = |kind: u8, bytes: &[u8]| {
            mark.update([kind]);
            mark.update(bytes.len().to_le_bytes());
            mark.update(bytes);
        };
        // Texts are known by their own hashes; when articles came and who read them differs between records that are the same.
        let columns = match table {
            "documents" => {
                "id, name, address, version, current, sha256, raw, format, url, outlet, title, published, modified"
            }
            _ => "*",
        };
        self.all(&format!("SELECT {columns} FROM \"{table}\" ORDER BY 1, 2"), [], |row| {
            for at in 0..row.as_ref().column_count() {
                match row.get_ref(at)? {
                    ValueRef::Null => value(b'n', &[]),
                    ValueRef::Integer(number) => value(b'i', &number.to_le_bytes()),
                    ValueRef::Real(number) => value(b'r', &number.to_le_bytes()),
                    ValueRef::Text(words) => value(b't', words),
                    ValueRef::Blob(bytes) => value(b'b', bytes),
                }
            }
            Ok(())
        })?;
        Ok(hex(&mark.finalize()))
    }
}
