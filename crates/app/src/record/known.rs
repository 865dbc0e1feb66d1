//! Which of the articles that are there one that comes is, or a version of.

use std::collections::HashSet;

use onrecord_core::span::Span;
use onrecord_core::text::words::words;

use super::address::{address, again, lies, page};
use super::open::{Record, RecordError};
use crate::ingest::Loaded;

/// Two texts of one file are versions of each other if this share of the shorter one's runs of words stands in the other. Articles on one
/// matter share a few of a hundred, short ones up to ten, and versions most.
const ALIKE: f64 = 0.15;

/// Words of a run.
const RUN: usize = 3;

impl Record {
    /// The address and the id that a document has here. If its outlet or its URL was told once and is not told now, or is told now and
    /// was not then, the same file is the same article all the same; if hardly any of its words are those of before, it is another.
    pub(super) fn known_as(&self, loaded: &Loaded, id: String) -> Result<(String, String), RecordError> {
        let (given, lies) = (address(loaded), lies(loaded));
        if let Some(at) = self.find("SELECT address FROM documents WHERE id = ?", [&id], |row| row.get(0))? {
            return self.put_back(loaded, at, id);
        }
        let document = &loaded.document;
        let taken =
            |at: &String| self.find("SELECT 1 FROM documents WHERE address = ? AND current = 1", [at], |_| Ok(()));
        let address = if page(&document.metadata).is_some() {
            match taken(&given)? {
                Some(()) => given,
                None => self.lying(loaded, &lies)?.unwrap_or(given),
            }
        } else if let Some(at) = self.lying(loaded, &lies)? {
            at
        } else if taken(&lies)?.is_some() {
            format!("{lies} ({})", &document.sha256[..16])
        } else {
            // Told with its URL before. What is named within a file may be called so in another.
            let sql = "SELECT d.address FROM names n CROSS JOIN documents d ON d.id = n.document \
                       WHERE n.name = ? AND d.sha256 = ? AND d.url IS NOT NULL ORDER BY d.current DESC, d.address";
            let told = || self.find(sql, [&document.name, &document.sha256], |row| row.get(0));
            if document.name == loaded.input { told()?.unwrap_or(given) } else { given }
        };
        let sql = "SELECT id FROM documents WHERE address = ? AND sha256 = ? ORDER BY version DESC LIMIT 1";
        let same = self.find(sql, [&address, &document.sha256], |row| row.get(0))?;
        Ok((address, same.unwrap_or(id)))
    }

    /// The address of the article that lies in the same file, of which this is a version. A name within a file is enough; a file may be
    /// written over, and one name may be that of files in two folders.
    fn lying(&self, loaded: &Loaded, lies: &str) -> Result<Option<String>, RecordError> {
        // A URL, once it is told, is of no other.
        let told = page(&loaded.document.metadata).is_some();
        let all = "SELECT address, sha256, coalesce(plain, text) FROM documents INDEXED BY documents_current \
                   WHERE current = 1 AND (url IS NULL OR NOT ?2)";
        let sql = format!(
            "{all} AND address = ?1 UNION ALL {all} AND address > ?1 || ' (' AND address < ?1 || ' )' ORDER BY address"
        );
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let found: Vec<(String, String, String)> = self.all(&sql, (lies, told), row)?;
        let file = loaded.document.name == loaded.input;
        let share = |(_, sha256, text): &(String, String, String)| match *sha256 == loaded.document.sha256 || !file {
            true => 1.0,
            false => shared(text, loaded.view.text()),
        };
        let mut best: Option<(f64, String)> = None;
        for one in found {
            let share = share(&one);
            if share >= ALIKE && best.as_ref().is_none_or(|(most, _)| share > *most) {
                best = Some((share, one.0));
            }
        }
        Ok(best.map(|(_, address)| address))
    }

    /// The same for a document that is known. A file, or a page, that has the words of an earlier version again, in place of those of the
    /// current one, is a version of its own.
    fn put_back(&self, loaded: &Loaded, at: String, id: String) -> Result<(String, String), RecordError> {
        let document = &loaded.document;
        let sql = "SELECT d.id, d.version, d.sha256 = ?2, EXISTS (SELECT 1 FROM names n WHERE n.document = d.id AND n.name = ?3) \
                   FROM documents d WHERE d.address = ?1 AND d.current = 1";
        let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        let current: Option<(String, i64, bool, bool)> =
            self.find(sql, [&at, &document.sha256, &document.name], row)?;
        Ok(match current {
            Some((current, _, true, _)) => (at, current),
            // Members of one file may be versions of each other, and files of one page: they come in turn each time.
            Some((_, version, false, true)) if document.name == loaded.input => (at, again(&id, version + 1)),
            _ => (at, id),
        })
    }

    /// The URL in place of the file where an article lies, once it is told, unless another article is there.
    pub(super) fn address_by_now(&self, was: String, loaded: &Loaded) -> Result<String, RecordError> {
        let given = address(loaded);
        let taken = self.find("SELECT 1 FROM documents WHERE address = ?", [&given], |_| Ok(()))?.is_some();
        Ok(if page(&loaded.document.metadata).is_none() || taken { was } else { given })
    }
}

/// The share of the runs of words of the shorter text that stand in the other; 1 where there are none.
fn shared(one: &str, other: &str) -> f64 {
    let runs = |text: &str| -> HashSet<String> {
        let all: Vec<String> =
            words(text, Span::new(0, text.len())).into_iter().map(|word| word.of(text).to_lowercase()).collect();
        all.windows(RUN).map(|run| run.join(" ")).collect()
    };
    let (one, other) = (runs(one), runs(other));
    let least = one.len().min(other.len());
    if least == 0 { 1.0 } else { one.intersection(&other).count() as f64 / least as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_share_runs_of_words_and_other_articles_few() {
        let text = "The minister said on Monday that the ferry to Tarn would sail again in June. The quay is closed until then.";
        let later = "The minister said that the ferry to Tarn would not sail again in June, but in August.";
        let other =
            "The mayor said on Monday that a library would open in the old mill. Its roof had been mended in spring.";
        assert!(shared(text, later) > 2.0 * ALIKE);
        assert!(shared(text, &text.to_uppercase()) > 0.99);
        assert!(shared(text, other) < ALIKE, "{}", shared(text, other));
        assert!(shared("No words", text) > 0.99);
    }
}
