//! Bringing a record up to date with what was added or corrected: people over all articles, links, and what follows from
//! them. A record that was not brought to the end, because the program was stopped, goes on from where it was.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use onrecord_core::linking::dates::lent;
use onrecord_core::linking::decide::Relation;
use onrecord_core::linking::link::{Link, Place};
use onrecord_core::linking::stories::{Article, stories};
use onrecord_core::statement::Stance;
use onrecord_core::times::Days;
use rusqlite::params;

use super::add::Stage;
use super::apply::{Text, locate, stance_of};
use super::corrections::{Action, Logged, StatementRef};
use super::kept::{Kept, unpack};
use super::links::LinkRow;
use super::open::{Record, RecordError};
use crate::brief::{Fact, ties};
use crate::link::Linker;
use crate::views;

/// The rows of links between two statements, whichever way they point.
const BETWEEN: &str = "(a = ?1 AND b = ?2 OR a = ?2 AND b = ?1)";

/// What corrections make of the links between pairs of statements.
pub(super) type CorrectedLinks = BTreeMap<[String; 2], Vec<(LinkRow, &'static str)>>;

impl Record {
    /// Brings the record up to date: applies corrections, gathers people, finds the links of what is new, and makes
    /// claims, disputes and stories. `tell` hears how far it is. Nothing is done where nothing changed.
    ///
    /// # Errors
    /// If the record cannot be written, or is damaged.
    pub fn settle(&self, linker: &Linker, tell: &mut dyn FnMut(Stage)) -> Result<(), RecordError> {
        if self.fact("settled")?.as_deref() == Some("1") {
            return self.is_in_place();
        }
        let log = self.in_force()?;
        let people = self.gather(&log)?;
        let order = self.relink(&people, linker, &log, &mut |done, of| tell(Stage::Linking { done, of }))?;
        tell(Stage::Settling);
        self.together(|record| {
            record.correct_links(&log)?;
            record.conclude(&order)?;
            // Stories depend on the articles alone, not on who is corrected.
            if record.fact("stories")?.as_deref() != Some("1") {
                record.tell_stories(linker)?;
                record.set_fact("stories", "1")?;
            }
            record.set_fact("settled", "1")
        })?;
        self.is_in_place()
    }

    /// Whether the record is up to date with all that was added and corrected.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn is_settled(&self) -> Result<bool, RecordError> {
        Ok(self.fact("settled")?.is_none_or(|settled| settled == "1"))
    }

    /// A small fact about the record.
    pub(super) fn fact(&self, name: &str) -> Result<Option<String>, RecordError> {
        self.find("SELECT value FROM facts WHERE name = ?", [name], |row| row.get(0))
    }

    pub(super) fn set_fact(&self, name: &str, value: &str) -> Result<(), RecordError> {
        self.run("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value]).map(drop)
    }

    /// Lets the corrections of links win.
    fn correct_links(&self, log: &[Logged]) -> Result<(), RecordError> {
        self.run("DELETE FROM links", [])?;
        self.run("INSERT INTO links SELECT a, b, relation, score, why, 'found' FROM found_links", [])?;
        for ([a, b], rows) in self.corrected_links(log)? {
            self.run(&format!("DELETE FROM links WHERE {BETWEEN}"), [a, b])?;
            for (row, status) in rows {
                let row = params![row.a, row.b, row.relation, row.score, row.why, status];
                self.run("INSERT INTO links VALUES (?, ?, ?, ?, ?, ?)", row)?;
            }
        }
        Ok(())
    }

    /// For each two statements whose tie was corrected, in the order of their ids, the rows that stand in place of what was
    /// found, each with its status.
    pub(super) fn corrected_links(&self, log: &[Logged]) -> Result<CorrectedLinks, RecordError> {
        let mut out = CorrectedLinks::new();
        for logged in log.iter().filter(|logged| logged.action.of_link()) {
            let (Action::ConfirmLink { a, b, .. } | Action::RejectLink { a, b }) = &logged.action else { continue };
            let (Some(a), Some(b)) = (self.statement_at(a)?, self.statement_at(b)?) else { continue };
            let mut pair = [a.clone(), b.clone()];
            pair.sort();
            if !out.contains_key(&pair) {
                let sql = format!("SELECT a, b, relation, score, why FROM found_links WHERE {BETWEEN}");
                let found = self.links(&sql, [&a, &b])?;
                out.insert(pair.clone(), found.into_iter().map(|row| (row, "found")).collect());
            }
            let rows = out.entry(pair).or_default();
            let Action::ConfirmLink { relation, .. } = &logged.action else {
                rows.iter_mut().for_each(|(_, status)| *status = "rejected");
                continue;
            };
            let directed = ["denies", "reversal"].contains(&relation.as_str());
            let told = |(row, status): &&mut (LinkRow, &str)| {
                row.relation == *relation && *status != "added" && (!directed || row.a == a)
            };
            if rows.iter_mut().filter(told).map(|(_, status)| *status = "confirmed").count() == 0 {
                let why = format!("told by {}", logged.author);
                *rows = vec![(LinkRow { a, b, relation: relation.clone(), score: 1.0, why }, "added")];
            }
        }
        Ok(out)
    }

    /// The id of the statement that an anchor means in the current version of its article.
    pub(super) fn statement_at(&self, at: &StatementRef) -> Result<Option<String>, RecordError> {
        if at.spans.is_empty() {
            // What an article tells in its own voice: the same sentence, in the same words.
            let sql =
                "SELECT n.id FROM narration n JOIN documents d ON d.id = n.document WHERE n.id = ? AND d.current = 1";
            return self.find(sql, [&at.statement], |row| row.get(0));
        }
        let sql = "SELECT id FROM documents WHERE address = ? AND current = 1";
        let Some(id): Option<String> = self.find(sql, [&at.address], |row| row.get(0))? else { return Ok(None) };
        let stored = self.stored(&id, &self.in_force()?)?;
        let text = &stored.reading.document.text;
        let k = locate(at, &Text::new(&id, text), &stored.reading.statements);
        Ok(k.map(|k| format!("{id}#{}", stored.reading.statements[k].number)))
    }

    /// Makes dates that are lent, claims and disputes of the links; `order` is that in which links see the articles.
    fn conclude(&self, order: &[String]) -> Result<(), RecordError> {
        let tables = ["lent", "claim_statements", "claims", "dispute_statements", "disputes"];
        for table in tables {
            self.run(&format!("DELETE FROM {table}"), [])?;
        }
        let linked = self.linked(order)?;
        let (links, order) = (&linked.links, (0..linked.documents).collect::<Vec<usize>>());
        let id = |place: &Place| linked.ids.get(place).cloned().unwrap_or_default();
        let all = lent(links, &order, |place| linked.said.get(&place).copied());
        for lent in all.into_iter().filter(|lent| !linked.corrected.contains(&lent.to)) {
            let row = params![id(&lent.to), id(&lent.from), lent.days.start.to_string(), lent.days.end.to_string()];
            self.run("INSERT INTO lent VALUES (?, ?, ?, ?)", row)?;
        }
        let (claims, disputes) = ties(links, &order, |place| linked.facts[&place].clone());
        for claim in claims {
            let name = format!("claim:{}", id(&claim.places[0]));
            let articles: BTreeSet<usize> = claim.places.iter().map(|place| place.0).collect();
            self.run("INSERT INTO claims VALUES (?, ?, ?)", params![name, claim.text, articles.len()])?;
            for place in &claim.places {
                self.run("INSERT INTO claim_statements VALUES (?, ?)", params![name, id(place)])?;
            }
        }
        for dispute in disputes {
            let name = format!("dispute:{}", dispute.sides.iter().flatten().min().map(id).unwrap_or_default());
            self.run("INSERT INTO disputes VALUES (?, ?)", params![name, dispute.heading])?;
            for (side, places) in (1..).zip(&dispute.sides) {
                for place in places {
                    self.run("INSERT INTO dispute_statements VALUES (?, ?, ?)", params![name, id(place), side])?;
                }
            }
        }
        tables.into_iter().try_for_each(|table| self.seal(table))
    }

    /// All links between statements that hold, and what is asked of their ends.
    fn linked(&self, order: &[String]) -> Result<Linked, RecordError> {
        let place: HashMap<&str, usize> = order.iter().enumerate().map(|(k, id)| (id.as_str(), k)).collect();
        let mut out = Linked { documents: order.len(), ..Linked::default() };
        let sql = "SELECT s.id, s.document, s.number, s.plain, s.stance, s.confidence, p.kind, s.said_start, s.said_end, json_type(s.found, '$.said') \
                   FROM statements s \
                   LEFT JOIN appearances a ON a.document = s.document AND a.number = s.speaker \
                   LEFT JOIN people p ON p.id = a.person \
                   WHERE s.on_record = 1 AND s.id IN (SELECT a FROM links UNION SELECT b FROM links)";
        let mut places: HashMap<String, Place> = HashMap::new();
        self.all(sql, [], |row| {
            let (id, document): (String, String) = (row.get(0)?, row.get(1)?);
            let Some(&at) = place.get(document.as_str()) else { return Ok(()) };
            let at: Place = (at, row.get(2)?);
            let stance: String = row.get(4)?;
            let kind: Option<String> = row.get(6)?;
            let fact = Fact {
                plain: row.get(3)?,
                asserts: stance_of(&stance) == Some(Stance::Asserts),
                named: kind.is_some_and(|kind| kind != "unnamed"),
                confidence: row.get(5)?,
            };
            let day = |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse().ok()));
            if let (Some(start), Some(end)) = (day(7)?, day(8)?)
                && let Some(days) = Days::new(start, end)
            {
                out.said.insert(at, days);
            }
            if row.get::<_, Option<String>>(9)?.is_some() {
                out.corrected.insert(at);
            }
            out.facts.insert(at, fact);
            out.ids.insert(at, id.clone());
            places.insert(id, at);
            Ok(())
        })?;
        let sql = "SELECT a, b, relation, score, why FROM links WHERE status <> 'rejected' ORDER BY a, b";
        self.all(sql, [], |row| {
            let (a, b, relation): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if let (Some(&a), Some(&b), Some(relation)) = (places.get(&a), places.get(&b), Relation::named(&relation)) {
                let score: f64 = row.get(3)?;
                out.links.push(Link { relation, a, b, score: score as f32, why: row.get(4)? });
            }
            Ok(())
        })?;
        out.links.sort_by_key(|link| (link.a.min(link.b), link.a.max(link.b)));
        Ok(out)
    }

    /// Groups the articles into stories.
    fn tell_stories(&self, linker: &Linker) -> Result<(), RecordError> {
        let sql = "SELECT d.id, d.published, d.title, r.found FROM documents d JOIN readings r ON r.document = d.id \
                   WHERE d.current = 1 ORDER BY d.id";
        let mut articles: Vec<(String, Option<Date>, [Option<String>; 2])> = Vec::new();
        self.all(sql, [], |row| {
            let day: Option<String> = row.get(1)?;
            let body = unpack::<Kept>(&row.get::<_, Vec<u8>>(3)?).map(|kept| views::body(&kept.view));
            articles.push((row.get(0)?, day.and_then(|day| day.parse().ok()), [row.get(2)?, body]));
            Ok(())
        })?;
        let mut given = Vec::with_capacity(articles.len());
        for (id, published, [title, body]) in &articles {
            let text = body.as_deref().ok_or_else(|| self.damaged(format!("the reading of document {id}")))?;
            given.push(Article { published: *published, text, title: title.as_deref() });
        }
        self.run("DELETE FROM story_documents", [])?;
        self.run("DELETE FROM stories", [])?;
        for story in stories(&given, linker) {
            let name = format!("story:{}", articles[story.central].0);
            let title = if story.title.is_empty() { &articles[story.central].0 } else { &story.title };
            self.run("INSERT INTO stories VALUES (?, ?)", params![name, title])?;
            for (origin, places) in (1..).zip(&story.origins) {
                for &at in places {
                    self.run("INSERT INTO story_documents VALUES (?, ?, ?)", params![name, articles[at].0, origin])?;
                }
            }
        }
        ["stories", "story_documents", "documents"].into_iter().try_for_each(|table| self.seal(table))
    }
}

/// Links that hold, with their statements.
#[derive(Default)]
struct Linked {
    documents: usize,
    links: Vec<Link>,
    ids: BTreeMap<Place, String>,
    facts: BTreeMap<Place, Fact>,
    said: BTreeMap<Place, Days>,
    /// Whose days somebody corrected: nobody lends them others.
    corrected: BTreeSet<Place>,
}
