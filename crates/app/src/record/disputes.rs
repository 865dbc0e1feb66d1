//! What is in dispute, a page at a time: the sides, who stands where since when, and how many origins that has.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rusqlite::{params, params_from_iter};
use serde::Serialize;

use super::lines::{Line, sure};
use super::open::{Record, RecordError};
use crate::views::headline;

/// In which order disputes are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DisputeOrder {
    /// Those with most speakers first.
    #[default]
    Speakers,
    /// Those first of which something was said last.
    Latest,
    /// Those first to which something came last.
    Added,
}

/// Which disputes are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputeQuery {
    /// Of the story with this id.
    pub story: Option<String>,
    /// The order.
    pub order: DisputeOrder,
    /// What came into the record after this moment counts as new.
    pub since: Option<String>,
    /// How many are passed over.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
}

/// A dispute, as shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disputed {
    /// Its id.
    pub id: String,
    /// What it is about: the clearest wording, as a heading.
    pub heading: String,
    /// The two sides: who stands there, the earliest first.
    pub sides: [Vec<Stand>; 2],
    /// How many speak.
    pub speakers: usize,
    /// How many statements it has.
    pub statements: usize,
    /// In how many articles they stand.
    pub articles: usize,
    /// How many texts these are, copies of one text counted once.
    pub origins: usize,
    /// How many of the articles came into the record after the moment that was asked about.
    pub new: usize,
    /// The first and last day on which something of it was said, as far as known; else published.
    pub days: Option<[Date; 2]>,
    /// How certain it is that the sides are at odds, 0 to 1: the surest of its links.
    pub score: f64,
    /// The same in words.
    pub sure: &'static str,
    /// The links that make it one, the surest first.
    pub why: Vec<Reason>,
}

/// Where one speaker stands in a dispute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stand {
    /// The speaker's id; `null` where it could not be told.
    pub speaker: Option<String>,
    /// The speaker's name, or the words of the article.
    pub name: String,
    /// Since when: the first day on which it was, or may have been, said.
    pub since: Option<Date>,
    /// Whether that day is of publication, because no day of speaking is known.
    pub since_published: bool,
    /// How many statements say so.
    pub statements: usize,
    /// How many texts these stand in, copies of one text counted once.
    pub origins: usize,
    /// Whether the speaker stands on the other side too, or took it back.
    pub changed: bool,
    /// Whether one of them came into the record after the moment that was asked about.
    pub new: bool,
    /// The surest of them.
    pub line: Line,
}

/// A link that makes a dispute.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// `denies`, `contradicts` or `reversal`.
    pub relation: String,
    /// The statement that denies, or is the earlier.
    pub a: String,
    /// Who speaks there.
    pub a_name: String,
    /// The other.
    pub b: String,
    /// Who speaks there.
    pub b_name: String,
    /// How certain it is, 0 to 1.
    pub score: f64,
    /// The reason.
    pub why: String,
}

/// How many statements of one dispute are loaded; a larger one is told of by these.
const MOST: usize = 400;

/// The disputes between statements that are at odds, without those that are one person's change of position alone.
pub(super) const AT_ODDS: &str = "SELECT DISTINCT x.dispute FROM links k CROSS JOIN dispute_statements x ON x.statement = k.a \
    CROSS JOIN dispute_statements y ON y.dispute = x.dispute AND y.statement = k.b \
    WHERE k.relation IN ('denies', 'contradicts') AND k.status <> 'rejected'";

impl Record {
    /// Disputes between statements, without those that are one person's change of position alone.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn disputes(&self, query: &DisputeQuery) -> Result<Vec<Disputed>, RecordError> {
        let order = match query.order {
            DisputeOrder::Speakers => "count(DISTINCT a.person) DESC, count(*) DESC",
            DisputeOrder::Latest => "max(coalesce(l.said_end, s.said_end, d.published)) DESC",
            DisputeOrder::Added => "max(d.added) DESC, count(DISTINCT a.person) DESC",
        };
        let mut conditions = vec![format!("ds.dispute IN ({AT_ODDS})")];
        let mut values = Vec::new();
        if let Some(story) = &query.story {
            conditions.push(
                "ds.dispute IN (SELECT o.dispute FROM dispute_statements o JOIN statements t ON t.id = o.statement \
                 JOIN story_documents w ON w.document = t.document WHERE w.story = ?)"
                    .to_owned(),
            );
            values.push(story.clone());
        }
        let sql = format!(
            "SELECT ds.dispute FROM dispute_statements ds CROSS JOIN statements s ON s.id = ds.statement \
             CROSS JOIN documents d ON d.id = s.document LEFT JOIN lent l ON l.statement = s.id \
             LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
             WHERE {} GROUP BY ds.dispute ORDER BY {order}, ds.dispute LIMIT {} OFFSET {}",
            conditions.join(" AND "),
            query.limit,
            query.offset
        );
        let ids: Vec<String> = self.all(&sql, params_from_iter(values), |row| row.get(0))?;
        ids.iter().map(|id| self.disputed(id, query.since.as_deref())).collect()
    }

    /// How many disputes there are between statements.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn count_disputes(&self) -> Result<usize, RecordError> {
        let sql = format!("SELECT count(*) FROM ({AT_ODDS})");
        self.ask(&sql, [], |row| row.get(0))
    }

    /// The dispute with this id; what came after `since` is told as new.
    ///
    /// # Errors
    /// If there is none.
    pub fn disputed(&self, id: &str, since: Option<&str>) -> Result<Disputed, RecordError> {
        let heading: Option<String> = self.find("SELECT heading FROM disputes WHERE id = ?", [id], |row| row.get(0))?;
        let heading = heading.ok_or_else(|| {
            RecordError::Unknown(format!("no dispute {id}; it may have changed since, look at the list again"))
        })?;
        let sql = "SELECT ds.statement, ds.side, d.added > coalesce(?2, '9999') FROM dispute_statements ds \
                   JOIN statements s ON s.id = ds.statement JOIN documents d ON d.id = s.document \
                   WHERE ds.dispute = ?1 ORDER BY s.confidence DESC, ds.statement";
        let rows: Vec<(String, i64, bool)> =
            self.all(sql, params![id, since], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let statements = rows.len();
        let ids: Vec<String> = rows.iter().take(MOST).map(|(id, ..)| id.clone()).collect();
        let lines = self.lines(&ids)?;
        let side: BTreeMap<&str, (i64, bool)> =
            rows.iter().map(|(id, side, new)| (id.as_str(), (*side, *new))).collect();
        let documents: BTreeSet<&str> = lines.iter().map(|line| line.document.as_str()).collect();
        let fresh = lines.iter().filter(|line| side.get(line.id.as_str()).is_some_and(|(_, new)| *new));
        let new = fresh.map(|line| line.document.as_str()).collect::<BTreeSet<_>>().len();
        let why = self.reasons(id, &lines)?;
        let score = why.iter().filter(|why| why.relation != "reversal").map(|why| why.score).fold(0.0, f64::max);
        let mut sides = [1, 2].map(|at| {
            let of = |line: &&Line| side.get(line.id.as_str()).is_some_and(|(side, _)| *side == at);
            lines.iter().filter(of).cloned().collect::<Vec<Line>>()
        });
        let both: BTreeSet<String> = {
            let of = |side: &[Line]| side.iter().filter_map(|line| line.speaker.clone()).collect::<BTreeSet<_>>();
            of(&sides[0]).intersection(&of(&sides[1])).cloned().collect()
        };
        let reversed: BTreeSet<&str> = why
            .iter()
            .filter(|why| why.relation == "reversal")
            .flat_map(|why| [why.a.as_str(), why.b.as_str()])
            .collect();
        let is_new = |line: &Line| side.get(line.id.as_str()).is_some_and(|(_, new)| *new);
        let [one, other] = [0, 1].map(|at| std::mem::take(&mut sides[at]));
        let stands = [self.stands(one, &both, &reversed, &is_new)?, self.stands(other, &both, &reversed, &is_new)?];
        let days =
            || lines.iter().filter_map(|line| Some((line.day()?, line.said.map(|said| said[1]).or(line.published)?)));
        let span = days().map(|day| day.0).min().zip(days().map(|day| day.1).max());
        let speakers: BTreeSet<String> =
            lines.iter().map(|line| line.speaker.clone().unwrap_or_else(|| line.who())).collect();
        Ok(Disputed {
            id: id.to_owned(),
            heading: headline(&heading),
            speakers: speakers.len(),
            statements,
            articles: documents.len(),
            origins: self.origins(&documents)?,
            new,
            days: span.map(|(first, last)| [first, last]),
            score,
            sure: sure(score),
            sides: stands,
            why,
        })
    }

    /// Who stands on a side, by the statements that stand there.
    fn stands(
        &self,
        side: Vec<Line>,
        both: &BTreeSet<String>,
        reversed: &BTreeSet<&str>,
        is_new: &dyn Fn(&Line) -> bool,
    ) -> Result<Vec<Stand>, RecordError> {
        let mut groups: Vec<(String, Vec<Line>)> = Vec::new();
        for line in side {
            // Two unnamed sources may be two people.
            let key = line.speaker.clone().unwrap_or_else(|| line.id.clone());
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, lines)) => lines.push(line),
                None => groups.push((key, vec![line])),
            }
        }
        let mut out = Vec::with_capacity(groups.len());
        for (_, lines) in groups {
            let documents: BTreeSet<&str> = lines.iter().map(|line| line.document.as_str()).collect();
            let origins = self.origins(&documents)?;
            let said = lines.iter().filter_map(|line| line.said.map(|said| said[0])).min();
            let published = lines.iter().filter_map(|line| line.published).min();
            let changed = lines.iter().any(|line| {
                reversed.contains(line.id.as_str()) || line.speaker.as_ref().is_some_and(|id| both.contains(id))
            });
            let (statements, new) = (lines.len(), lines.iter().any(is_new));
            let Some(line) = lines.into_iter().next() else { continue };
            out.push(Stand {
                speaker: line.speaker.clone(),
                name: line.who(),
                since: said.or(published),
                since_published: said.is_none(),
                statements,
                origins,
                changed,
                new,
                line,
            });
        }
        out.sort_by(|x, y| (x.since.is_none(), x.since, &x.line.id).cmp(&(y.since.is_none(), y.since, &y.line.id)));
        Ok(out)
    }

    /// The links within a dispute, the surest first.
    fn reasons(&self, dispute: &str, lines: &[Line]) -> Result<Vec<Reason>, RecordError> {
        let sql = "SELECT l.relation, l.a, l.b, l.score, l.why FROM dispute_statements x JOIN links l ON l.a = x.statement \
                   JOIN dispute_statements y ON y.dispute = x.dispute AND y.statement = l.b \
                   WHERE x.dispute = ? AND l.relation IN ('denies', 'contradicts', 'reversal') AND l.status <> 'rejected' \
                   ORDER BY l.score DESC, l.a, l.b LIMIT 200";
        let name = |id: &str| lines.iter().find(|line| line.id == id).map_or_else(|| id.to_owned(), Line::who);
        self.all(sql, [dispute], |row| {
            let (a, b): (String, String) = (row.get(1)?, row.get(2)?);
            let (a_name, b_name) = (name(&a), name(&b));
            Ok(Reason { relation: row.get(0)?, a, a_name, b, b_name, score: row.get(3)?, why: row.get(4)? })
        })
    }

    /// All statements of a dispute's side, in the order of time, some at a time.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn side(&self, dispute: &str, side: i64, offset: usize, limit: usize) -> Result<Vec<Line>, RecordError> {
        let sql = "SELECT ds.statement FROM dispute_statements ds JOIN statements s ON s.id = ds.statement \
                   JOIN documents d ON d.id = s.document LEFT JOIN lent l ON l.statement = s.id \
                   WHERE ds.dispute = ? AND ds.side = ? \
                   ORDER BY coalesce(l.said_start, s.said_start, d.published, '9999'), ds.statement LIMIT ? OFFSET ?";
        let ids: Vec<String> = self.all(sql, params![dispute, side, limit, offset], |row| row.get(0))?;
        self.lines(&ids)
    }
}
