//! Two articles, or two versions of one, side by side: what both tell, what conflicts, what only one tells.

use std::collections::BTreeSet;

use rusqlite::params;
use serde::Serialize;

use super::arrivals::{SHELVED, Shelved, shelved};
use super::lines::{Line, sure};
use super::links::LinkRow;
use super::open::{Record, RecordError};
use super::wording::{Only, Wording, wording};

/// Two articles side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Beside {
    /// The one.
    pub a: Shelved,
    /// The other.
    pub b: Shelved,
    /// Whether they are versions of one article.
    pub versions: bool,
    /// Statements that are at odds.
    pub conflicts: Vec<Pair>,
    /// Statements that both tell.
    pub both: Vec<Pair>,
    /// What only the one tells.
    pub only_a: Vec<Line>,
    /// What only the other tells.
    pub only_b: Vec<Line>,
}

/// A statement of each article, and what ties them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The relation, from the one to the other.
    pub relation: String,
    /// The statement of the one.
    pub a: Line,
    /// The statement of the other.
    pub b: Line,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The reason.
    pub why: String,
    /// The words of the other against those of the one.
    pub wording: Vec<Wording>,
}

/// Two versions of a statement share this much of their words.
const ALIKE: f64 = 0.5;

impl Record {
    /// Two articles side by side, given by their ids, addresses or names.
    ///
    /// # Errors
    /// If one is not there.
    pub fn beside(&self, a: &str, b: &str) -> Result<Beside, RecordError> {
        let [one, other] = [self.article(a)?, self.article(b)?];
        let sql = "SELECT count(DISTINCT address) = 1 FROM documents WHERE id IN (?, ?)";
        let versions: bool = self.ask(sql, [&one.document, &other.document], |row| row.get(0))?;
        let [said, there] = [self.lines_of(&one.document, false)?, self.lines_of(&other.document, false)?];
        let pairs = if versions { reworded(&said, &there) } else { self.tied_between(&one, &other, &said, &there)? };
        let (conflicts, both): (Vec<Pair>, Vec<Pair>) =
            pairs.into_iter().partition(|pair| ["denies", "contradicts", "reversal"].contains(&pair.relation.as_str()));
        let paired: BTreeSet<String> =
            conflicts.iter().chain(&both).flat_map(|pair| [pair.a.id.clone(), pair.b.id.clone()]).collect();
        let alone = |lines: Vec<Line>| lines.into_iter().filter(|line| !paired.contains(&line.id)).collect();
        Ok(Beside { only_a: alone(said), only_b: alone(there), a: one, b: other, versions, conflicts, both })
    }

    /// The article that is meant: this id, or the latest version of this address or name.
    fn article(&self, words: &str) -> Result<Shelved, RecordError> {
        let sql = format!("SELECT {SHELVED} FROM documents d WHERE d.id = ?");
        if let Some(found) = self.find(&sql, [words], shelved)? {
            return Ok(found);
        }
        let versions = self.versions(words)?;
        let latest = versions.last().map_or(words, |version| version.document.as_str());
        self.ask(&sql, [latest], shelved)
    }

    /// What ties statements of one article to those of another; each statement of what agrees is in one pair.
    fn tied_between(&self, a: &Shelved, b: &Shelved, said: &[Line], there: &[Line]) -> Result<Vec<Pair>, RecordError> {
        let sql = "SELECT * FROM (SELECT s.id AS a, t.id AS b, k.relation AS relation, k.score AS score, k.why FROM statements s CROSS JOIN links k ON k.a = s.id \
                   CROSS JOIN statements t ON t.id = k.b WHERE s.document = ?1 AND t.document = ?2 AND k.status <> 'rejected' \
                   UNION ALL SELECT t.id, s.id, k.relation, k.score, k.why FROM statements s CROSS JOIN links k ON k.a = s.id \
                   CROSS JOIN statements t ON t.id = k.b WHERE s.document = ?2 AND t.document = ?1 AND k.status <> 'rejected') \
                   ORDER BY relation = 'same_claim', score DESC, a, b";
        let rows = self.links(sql, params![a.document, b.document])?;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut out = Vec::new();
        for LinkRow { a: one, b: other, relation, score, why } in rows {
            let agrees = relation.starts_with("same");
            if agrees && (taken.contains(&one) || taken.contains(&other)) {
                continue;
            }
            let find = |lines: &[Line], id: &str| lines.iter().find(|line| line.id == id).cloned();
            let (Some(a), Some(b)) = (find(said, &one), find(there, &other)) else { continue };
            if agrees {
                taken.extend([one, other]);
            }
            let wording = if agrees { wording(&a.plain, &b.plain) } else { Vec::new() };
            out.push(Pair { relation, a, b, score, sure: sure(score), why, wording });
        }
        Ok(out)
    }
}

/// The statements of two versions that are one: the same words first, then the most alike, in their order.
fn reworded(said: &[Line], there: &[Line]) -> Vec<Pair> {
    let mut free: Vec<&Line> = there.iter().collect();
    let mut out = Vec::new();
    for least in [1.0, ALIKE] {
        for a in said {
            if out.iter().any(|pair: &Pair| pair.a.id == a.id) {
                continue;
            }
            let alike = free.iter().enumerate().map(|(at, b)| (at, share(&wording(&a.plain, &b.plain))));
            let best =
                alike.filter(|(_, share)| *share >= least).max_by(|x, y| x.1.total_cmp(&y.1).then(y.0.cmp(&x.0)));
            let Some((at, score)) = best else { continue };
            let b = free.remove(at).clone();
            let why = "the same place of the article".to_owned();
            let wording = wording(&a.plain, &b.plain);
            out.push(Pair {
                relation: "same_utterance".to_owned(),
                a: a.clone(),
                b,
                score,
                sure: sure(score),
                why,
                wording,
            });
        }
    }
    out.sort_by_key(|pair| pair.a.number);
    out
}

/// How much of two wordings is alike, 0 to 1.
fn share(wording: &[Wording]) -> f64 {
    let count = |only: &dyn Fn(Only) -> bool| {
        wording.iter().filter(|words| only(words.only)).map(|words| words.text.split(' ').count()).sum::<usize>() as f64
    };
    let (both, here, there) = (count(&|o| o == Only::Both), count(&|o| o == Only::Here), count(&|o| o == Only::There));
    if both == 0.0 { 0.0 } else { 2.0 * both / (2.0 * both + here + there) }
}
