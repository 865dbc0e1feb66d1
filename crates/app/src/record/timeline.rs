//! What was said when: a lane a speaker, and the same as a list, for a stretch of days.

use std::collections::HashMap;

use jiff::civil::Date;
use rusqlite::params_from_iter;
use rusqlite::types::Value;
use serde::Serialize;

use super::documents::json;
use super::lines::Line;
use super::open::{Record, RecordError};

/// Which part of the timeline is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineQuery {
    /// The first day. If none is given: of one speaker or story, a month before the first article was published; of the whole
    /// record that too, or the last year of it if that is shorter.
    pub from: Option<Date>,
    /// The last day; if none is given, the day on which the last article was published.
    pub to: Option<Date>,
    /// Only what the person with this id said.
    pub speaker: Option<String>,
    /// Only what stands in articles of the story with this id.
    pub story: Option<String>,
    /// Which lanes, from the one with most statements.
    pub lanes_from: usize,
    /// How many lanes at most.
    pub lanes: usize,
    /// How many statements of the list are passed over.
    pub offset: usize,
    /// How many at most.
    pub limit: usize,
    /// Whether the list is of the statements without a day instead.
    pub undated: bool,
}

/// A part of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Timeline {
    /// The first day, if anything has a day.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
    /// A month before the first article was published: nothing much is earlier.
    pub earliest: Option<Date>,
    /// The lanes, the one with most statements first.
    pub lanes: Vec<Lane>,
    /// Whether there are more lanes.
    pub more_lanes: bool,
    /// How many statements have a day in this stretch.
    pub dated: usize,
    /// How many have no day at all.
    pub undated: usize,
    /// Statements in order of time; those without a day if these were asked for.
    pub list: Vec<Line>,
}

/// What one speaker said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lane {
    /// The speaker's id.
    pub speaker: String,
    /// The name.
    pub name: String,
    /// How many statements.
    pub statements: usize,
    /// When, in order.
    pub marks: Vec<Mark>,
}

/// Statements of the same days of speaking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// The first possible day of speaking.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// The last day on which one of them was published.
    pub published: Option<Date>,
    /// How many statements.
    pub statements: usize,
}

/// Statements on record with their days, those too that others lend them: key, document, number of the speaker, days.
const DATED: &str = "WITH dated AS ( \
    SELECT s.key AS key, s.document AS document, s.speaker AS speaker, s.said_start AS said_start, s.said_end AS said_end \
    FROM statements s INDEXED BY statements_dated \
    WHERE ?4 IS NULL AND s.on_record = 1 AND s.said_start IS NOT NULL AND s.said_start <= ?2 AND s.said_end >= ?1 \
    UNION ALL SELECT s.key, s.document, s.speaker, l.said_start, l.said_end FROM lent l CROSS JOIN statements s ON s.id = l.statement \
    WHERE ?4 IS NULL AND s.on_record = 1 AND s.said_start IS NULL AND l.said_start <= ?2 AND l.said_end >= ?1)";

/// The same of some people.
const DATED_OF: &str = "WITH dated AS ( \
    SELECT s.key AS key, s.document AS document, s.speaker AS speaker, coalesce(s.said_start, l.said_start) AS said_start, \
    coalesce(s.said_end, l.said_end) AS said_end FROM json_each(?4) asked CROSS JOIN appearances p ON p.person = asked.value \
    CROSS JOIN statements s ON s.document = p.document AND s.speaker = p.number AND s.on_record = 1 \
    LEFT JOIN lent l ON l.statement = s.id \
    WHERE coalesce(s.said_start, l.said_start) <= ?2 AND coalesce(s.said_end, l.said_end) >= ?1)";

/// Statements on record without a day: key and document. Those that others lend one are still among them.
const UNDATED: &str = "statements t INDEXED BY statements_speaker WHERE t.on_record = 1 AND t.said_start IS NULL AND ?1 <= ?2 AND ?4 IS NULL";

/// The same of some people.
const UNDATED_OF: &str = "json_each(?4) asked CROSS JOIN appearances p ON p.person = asked.value \
    CROSS JOIN statements t ON t.document = p.document AND t.speaker = p.number AND t.on_record = 1 \
    WHERE t.said_start IS NULL AND ?1 <= ?2";

/// What of statements `t` is asked for.
const SOME: &str = "t.document NOT IN (SELECT id FROM documents WHERE current = 0) \
    AND (?3 IS NULL OR t.document IN (SELECT document FROM story_documents WHERE story = ?3))";

/// How many days before the first publication the timeline begins if nobody says otherwise.
const BEFORE: i64 = 31;

/// How many days of a long record are shown if nobody says otherwise: of ten years in one drawing nothing can be told apart.
const YEAR: i64 = 365;

impl Record {
    /// A part of the timeline.
    ///
    /// # Errors
    /// If the record cannot be read.
    pub fn timeline(&self, query: &TimelineQuery) -> Result<Timeline, RecordError> {
        let [earliest, from, to] = self.stretch(query)?;
        let people = query.speaker.as_deref().map(|speaker| self.with_groups(speaker)).transpose()?;
        let people_given = people.is_some();
        let people = people.map_or(Value::Null, |all| Value::from(json(&all)));
        let story = query.story.clone().map_or(Value::Null, Value::from);
        let day = |day: Option<Date>, or: &str| Value::from(day.map_or_else(|| or.to_owned(), |day| day.to_string()));
        let base = [day(from, "0000"), day(to, "9999"), story, people];
        let (with_dates, without) = if people_given { (DATED_OF, UNDATED_OF) } else { (DATED, UNDATED) };
        let (lanes, more_lanes) = self.lanes(query, with_dates, &base)?;
        let sql = format!("{with_dates} SELECT count(*) FROM dated t WHERE {SOME}");
        let dated = self.ask(&sql, params_from_iter(&base), |row| row.get(0))?;
        let sql = format!(
            "SELECT (SELECT count(*) FROM {without} AND {SOME}) - (SELECT count(*) FROM lent l CROSS JOIN statements t ON t.id = l.statement \
             WHERE t.on_record = 1 AND t.said_start IS NULL AND {SOME} AND (?4 IS NULL OR EXISTS (SELECT 1 FROM appearances a \
             JOIN json_each(?4) asked ON asked.value = a.person WHERE a.document = t.document AND a.number = t.speaker)))"
        );
        let undated = self.ask(&sql, params_from_iter(&base), |row| row.get::<_, i64>(0))?;
        let (limit, offset) = (query.limit, query.offset);
        let sql = if query.undated {
            format!(
                "SELECT t.id FROM {without} AND {SOME} AND t.id NOT IN (SELECT statement FROM lent) ORDER BY t.document, t.key \
                 LIMIT {limit} OFFSET {offset}"
            )
        } else {
            format!(
                "{with_dates} SELECT (SELECT id FROM statements WHERE key = o.key) FROM (SELECT t.key AS key FROM dated t WHERE {SOME} \
                 ORDER BY t.said_start, t.said_end, t.key LIMIT {limit} OFFSET {offset}) o"
            )
        };
        let ids: Vec<String> = self.all(&sql, params_from_iter(&base), |row| row.get(0))?;
        let undated = usize::try_from(undated).unwrap_or_default();
        Ok(Timeline { from, to, earliest, lanes, more_lanes, dated, undated, list: self.lines(&ids)? })
    }

    /// The lanes of a stretch, and whether there are more.
    fn lanes(
        &self,
        query: &TimelineQuery,
        with_dates: &str,
        base: &[Value; 4],
    ) -> Result<(Vec<Lane>, bool), RecordError> {
        let of = "(?4 IS NULL OR a.person IN (SELECT value FROM json_each(?4)))";
        let sql = format!(
            "{with_dates} SELECT o.person, o.statements, (SELECT name FROM people WHERE id = o.person) FROM ( \
             SELECT a.person AS person, count(*) AS statements FROM dated t \
             CROSS JOIN appearances a ON a.document = t.document AND a.number = t.speaker \
             WHERE a.person IS NOT NULL AND {SOME} AND {of} GROUP BY a.person ORDER BY 2 DESC, 1 LIMIT {} OFFSET {}) o",
            query.lanes + 1,
            query.lanes_from
        );
        let mut lanes: Vec<Lane> = self.all(&sql, params_from_iter(base), |row| {
            let (speaker, statements): (String, usize) = (row.get(0)?, row.get(1)?);
            let name = row.get::<_, Option<String>>(2)?.unwrap_or_else(|| speaker.clone());
            Ok(Lane { speaker, name, statements, marks: Vec::new() })
        })?;
        let more = lanes.len() > query.lanes;
        lanes.truncate(query.lanes);
        let ids: Vec<&str> = lanes.iter().map(|lane| lane.speaker.as_str()).collect();
        let sql = format!(
            "{DATED_OF} SELECT a.person, t.said_start, t.said_end, max(d.published), count(*) FROM dated t \
             CROSS JOIN appearances a ON a.document = t.document AND a.number = t.speaker \
             CROSS JOIN documents d ON d.id = t.document WHERE {SOME} GROUP BY a.person, t.said_start, t.said_end ORDER BY 1, 2, 3"
        );
        let mut values = base.clone();
        values[3] = Value::from(json(&ids));
        let mut marks: HashMap<String, Vec<Mark>> = HashMap::new();
        self.all(&sql, params_from_iter(values), |row| {
            let day =
                |at: usize| row.get::<_, Option<String>>(at).map(|day| day.and_then(|day| day.parse::<Date>().ok()));
            if let (Some(first), Some(last)) = (day(1)?, day(2)?) {
                let mark = Mark { first, last, published: day(3)?, statements: row.get(4)? };
                marks.entry(row.get(0)?).or_default().push(mark);
            }
            Ok(())
        })?;
        for lane in &mut lanes {
            lane.marks = marks.remove(&lane.speaker).unwrap_or_default();
        }
        Ok((lanes, more))
    }

    /// The earliest day, and the days that are shown.
    fn stretch(&self, query: &TimelineQuery) -> Result<[Option<Date>; 3], RecordError> {
        let sql = match &query.story {
            Some(_) => {
                "SELECT min(d.published), max(d.published) FROM story_documents o CROSS JOIN documents d ON d.id = o.document \
                        WHERE o.story = ?"
            }
            None => "SELECT min(published), max(published) FROM documents WHERE current = 1 AND ? IS NULL",
        };
        let day = |day: Option<String>| day.and_then(|day| day.parse::<Date>().ok());
        let [first, last]: [Option<Date>; 2] =
            self.ask(sql, [&query.story], |row| Ok([day(row.get(0)?), day(row.get(1)?)]))?;
        let back = |day: Date, days: i64| day.checked_sub(jiff::Span::new().days(days)).unwrap_or(day);
        let earliest = first.map(|day| back(day, BEFORE));
        let to = query.to.or(last);
        let whole = query.speaker.is_some() || query.story.is_some();
        let year = to.map(|day| back(day, YEAR)).filter(|_| !whole);
        Ok([earliest, query.from.or(earliest.max(year)), to])
    }
}
