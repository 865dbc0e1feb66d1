//! The same statements in three orders: by article, by speaker and by day.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Article, Brief, Entry, key};
use crate::views::{Head, Person};

/// How many days after the words were spoken an article may be published before a reader should be told.
const FRESH: i32 = 7;

/// A statement with its article.
#[derive(Clone, Copy)]
pub(crate) struct Line<'b> {
    /// The article's number, from 1.
    pub(crate) article: usize,
    pub(crate) head: &'b Head,
    pub(crate) entry: &'b Entry,
}

impl Line<'_> {
    /// `3.12`: the number of the article, and that of the statement in it.
    pub(crate) fn label(&self) -> String {
        format!("{}.{}", self.article, self.entry.statement.number)
    }

    /// The first and last day on which it can have been said.
    pub(crate) fn said(&self) -> Option<(Date, Date)> {
        self.entry.statement.said.as_ref().map(|said| (said.start, said.end))
    }

    /// The day of publication, where it tells more than the days of saying: these are long before it, after it, or
    /// not known.
    pub(crate) fn published(&self) -> Option<Date> {
        let apart = |(start, end): (Date, Date), day: Date| {
            day.since(end).map_or(0, |span| span.get_days()) > FRESH || start > day
        };
        self.head.published.filter(|&day| self.said().is_none_or(|said| apart(said, day)))
    }

    /// By the last possible day, then the first; undated ones last, by publication.
    fn order(&self) -> (bool, Option<(Date, Date)>, bool, Option<Date>) {
        let said = self.said().map(|(start, end)| (end, start));
        let published = self.head.published.filter(|_| said.is_none());
        (said.is_none(), said, published.is_none(), published)
    }
}

/// Who is given as speaker.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who<'b> {
    /// By name, or in the words for an unnamed source.
    Speaker(&'b str),
    /// There is a source, but whom it means could not be told.
    Unresolved,
    /// There is no source.
    Nobody,
}

/// The statements of one speaker in one article.
pub(crate) struct Group<'b> {
    pub(crate) who: Who<'b>,
    /// In the order of the article.
    pub(crate) lines: Vec<Line<'b>>,
}

/// All that somebody says in any article.
pub(crate) struct Sayings<'b> {
    pub(crate) person: &'b Person,
    /// Of one time together, in the order of time.
    pub(crate) days: Vec<Day<'b>>,
}

/// Statements of one time.
pub(crate) struct Day<'b> {
    /// The first and last possible day, or not known.
    pub(crate) said: Option<(Date, Date)>,
    pub(crate) lines: Vec<Line<'b>>,
}

/// How many statements of an article have no day.
pub(crate) struct Undated<'b> {
    pub(crate) article: usize,
    pub(crate) head: &'b Head,
    pub(crate) count: usize,
    pub(crate) of: usize,
}

impl Brief {
    /// The lines of an article, which is the `number`th.
    fn lines_of<'b>(&'b self, number: usize, article: &'b Article) -> impl Iterator<Item = Line<'b>> {
        let line = move |entry| Line { article: number, head: &article.head, entry };
        self.statements[article.statements.clone()].iter().map(line)
    }

    /// All lines, in the order of the input.
    pub(crate) fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        (1..).zip(&self.documents).flat_map(|(number, article)| self.lines_of(number, article))
    }

    /// The statements of an article by speaker, in the order in which the speakers first speak; then those whose
    /// speaker could not be told, and those without a source.
    pub(crate) fn groups<'b>(&'b self, number: usize, article: &'b Article) -> Vec<Group<'b>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let [mut unresolved, mut nobody] = [Who::Unresolved, Who::Nobody].map(|who| Group { who, lines: Vec::new() });
        for line in self.lines_of(number, article) {
            let Some(speaker) = &line.entry.statement.speaker else {
                let rest = if line.entry.statement.source.is_some() { &mut unresolved } else { &mut nobody };
                rest.lines.push(line);
                continue;
            };
            let same = if speaker.kind == "unnamed" { key(&speaker.name) } else { speaker.id.clone() };
            let place = *places.entry(same).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Group { who: Who::Speaker(&speaker.name), lines: Vec::new() });
            }
            groups[place].lines.push(line);
        }
        groups.extend([unresolved, nobody].into_iter().filter(|group| !group.lines.is_empty()));
        groups
    }

    /// What each person, organisation and named group says, who says most first; a joint statement is with each of
    /// those who make it.
    pub(crate) fn speakers(&self) -> Vec<Sayings<'_>> {
        let places: HashMap<&str, usize> = (0..).zip(&self.people).map(|(at, p)| (p.id.as_str(), at)).collect();
        let mut said: Vec<Vec<Line<'_>>> = vec![Vec::new(); self.people.len()];
        for line in self.lines() {
            let Some(&at) = line.entry.statement.speaker.as_ref().and_then(|s| places.get(s.id.as_str())) else {
                continue;
            };
            let members = &self.people[at].members;
            let alone = [at];
            let all: Vec<usize> = members.iter().filter_map(|id| places.get(id.as_str()).copied()).collect();
            for &at in if all.is_empty() { &alone[..] } else { &all } {
                said[at].push(line);
            }
        }
        let mut speakers: Vec<(usize, Vec<Line<'_>>)> = said.into_iter().enumerate().collect();
        speakers.retain(|(at, lines)| self.people[*at].kind != "unnamed" && !lines.is_empty());
        speakers.sort_by_key(|(at, lines)| (std::cmp::Reverse(lines.len()), *at));
        speakers.into_iter().map(|(at, lines)| Sayings { person: &self.people[at], days: by_day(lines) }).collect()
    }

    /// What sources without a name say, and sources that could not be resolved, in the order of the input.
    pub(crate) fn unnamed(&self) -> Vec<Line<'_>> {
        let named = |line: &Line<'_>| line.entry.statement.speaker.as_ref().is_some_and(|s| s.kind != "unnamed");
        self.lines().filter(|line| !named(line)).collect()
    }

    /// What was said when: the dated statements in order.
    pub(crate) fn timeline(&self) -> Vec<Day<'_>> {
        by_day(self.lines().filter(|line| line.said().is_some()).collect())
    }

    /// The articles that have statements without a day.
    pub(crate) fn undated(&self) -> Vec<Undated<'_>> {
        let count = |(article, of): (usize, &'_ Article)| {
            let count = self.lines_of(article, of).filter(|line| line.said().is_none()).count();
            (count, of.statements.len())
        };
        let all = (1..).zip(&self.documents).map(|(article, document)| {
            let (count, of) = count((article, document));
            Undated { article, head: &document.head, count, of }
        });
        all.filter(|undated| undated.count > 0).collect()
    }

    /// The other names in a joint statement that is listed with one of those who make it.
    pub(crate) fn joined(&self, line: &Line<'_>, person: &Person) -> Option<String> {
        let speaker = line.entry.statement.speaker.as_ref().filter(|speaker| speaker.id != person.id)?;
        let members = &self.people.iter().find(|p| p.id == speaker.id)?.members;
        let others = self.people.iter().filter(|p| p.id != person.id && members.contains(&p.id));
        Some(others.map(|p| p.name.as_str()).collect::<Vec<_>>().join("; "))
    }
}

/// Lines in order of time, those of one time together.
pub(super) fn by_day(mut lines: Vec<Line<'_>>) -> Vec<Day<'_>> {
    lines.sort_by_key(Line::order);
    let mut days: Vec<Day<'_>> = Vec::new();
    for line in lines {
        match days.last_mut() {
            Some(day) if day.said == line.said() => day.lines.push(line),
            _ => days.push(Day { said: line.said(), lines: vec![line] }),
        }
    }
    days
}
