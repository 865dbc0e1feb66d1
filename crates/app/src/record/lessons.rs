//! What corrections teach a later reader.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::corrections::Action;
use super::open::{Record, RecordError};

/// What a correction teaches: fit to train a later reader.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lesson {
    /// The document's id.
    pub document: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its text.
    pub text: String,
    /// Where the content stands, in code points.
    pub content: Vec<[usize; 2]>,
    /// Where the cue stands.
    pub cue: Vec<[usize; 2]>,
    /// Where the source stands.
    pub source: Vec<[usize; 2]>,
    /// What was corrected: `speaker`, `said`, `stance`, `via`; `statement` (whether it is one) or `added`.
    pub field: &'static str,
    /// What the program found.
    pub found: Value,
    /// What is right.
    pub right: Value,
    /// Who says so.
    pub author: String,
}

impl Record {
    /// What corrections teach: for each that holds and is about a statement, what the program found and what is right. What was
    /// said again and otherwise later teaches nothing.
    ///
    /// # Errors
    /// If the record is damaged.
    pub fn lessons(&self) -> Result<Vec<Lesson>, RecordError> {
        let mut out = Vec::new();
        let mut taught: BTreeSet<(String, &str)> = BTreeSet::new();
        for logged in self.in_force()?.into_iter().rev() {
            let (field, right) = match &logged.action {
                Action::SetSpeaker { speaker, .. } => ("speaker", speaker.clone().into()),
                Action::SetSaid { said, .. } => {
                    ("said", said.map(|days| days.map(|day| day.to_string()).to_vec()).into())
                }
                Action::SetStance { stance, .. } => ("stance", stance.clone().into()),
                Action::SetVia { via, .. } => ("via", via.clone().into()),
                Action::Confirm { .. } => ("statement", true.into()),
                Action::Reject { .. } => ("statement", false.into()),
                Action::AddStatement { speaker, .. } => ("added", speaker.clone().into()),
                _ => continue,
            };
            let about = logged.action.about();
            let Some(at) = about.first() else { continue };
            let Some(id) = self.statement_at(at)? else { continue };
            if !taught.insert((id.clone(), field)) {
                continue;
            }
            let sql = "SELECT d.id, d.sha256, d.text, s.content_spans, s.cue_spans, s.source_spans, s.found \
                       FROM statements s JOIN documents d ON d.id = s.document WHERE s.id = ?";
            let lesson = self.find(sql, [&id], |row| {
                let spans = |at: usize| -> rusqlite::Result<Vec<[usize; 2]>> {
                    let json: Option<String> = row.get(at)?;
                    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
                };
                let found: Option<String> = row.get(6)?;
                let found: Option<Value> = found.and_then(|json| serde_json::from_str(&json).ok());
                Ok(Lesson {
                    document: row.get(0)?,
                    sha256: row.get(1)?,
                    text: row.get(2)?,
                    content: spans(3)?,
                    cue: spans(4)?,
                    source: spans(5)?,
                    field,
                    found: found.and_then(|found| found.get(field).cloned()).unwrap_or_default(),
                    right,
                    author: logged.author.clone(),
                })
            })?;
            out.extend(lesson);
        }
        out.reverse();
        Ok(out)
    }
}
