//! `onrecord search`, `who`, `stories`, `diff`.

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Error};
use jiff::civil::Date;
use onrecord_app::record::{Change, Field, Hit, Query, Tied};
use onrecord_core::text::words::collapse;
use serde::Serialize;

use super::arguments::{DiffArguments, In, ListFormat, SearchArguments, StoriesArguments, WhoArguments, WholeFormat};
use super::show::{asked, output, print, rows};
use crate::arguments::Arguments;
use crate::json;

/// Finds statements or articles.
pub fn search(typed: SearchArguments) -> anyhow::Result<ExitCode> {
    let of_statements = [&typed.speaker, &typed.stance, &typed.form, &typed.via].into_iter().any(Option::is_some);
    if typed.field == In::Text && (of_statements || typed.said.is_some() || typed.doubtful) {
        let what =
            "--in text finds articles; --speaker, --stance, --form, --said, --via and --doubtful are of statements";
        Error::raw(ErrorKind::ArgumentConflict, what).format(&mut Arguments::command()).exit();
    }
    let limit = typed.limit as usize;
    let record = asked(&typed.from.record.path)?;
    let query = Query {
        words: typed.words.join(" "),
        field: match typed.field {
            In::Content => Field::Content,
            In::Source => Field::Source,
            In::Text => Field::Text,
        },
        speaker: typed.speaker,
        stance: typed.stance,
        form: typed.form,
        said: typed.said,
        published: typed.published,
        outlet: typed.outlet,
        via: typed.via,
        story: typed.story,
        doubtful: typed.doubtful,
        // One more, to know whether there is more.
        limit: limit + 1,
        ..Query::default()
    };
    let mut hits = record.search(&query)?;
    let more = hits.len() > limit;
    hits.truncate(limit);
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    rows(&mut output, typed.from.format, &hits, |hit| format!("{}\n", told(hit, &hit.snippet)))?;
    if typed.from.format == ListFormat::Text && hits.is_empty() {
        print(&mut output, "Nothing found.\n")?;
    }
    output.finish()?;
    if more {
        tell!("onrecord: there is more than these {limit}; --limit shows it");
    }
    Ok(ExitCode::SUCCESS)
}

/// A statement or article, for people.
fn told(hit: &Hit, words: &str) -> String {
    let day = |day: Option<Date>| day.map_or_else(|| "date unknown".to_owned(), |day| day.to_string());
    let mut head: Vec<String> = Vec::new();
    if hit.id.is_some() {
        head.push(hit.speaker_name.clone().unwrap_or_else(|| "somebody".to_owned()));
        head.extend(hit.stance.clone());
        head.push(match hit.said {
            Some([start, end]) if start == end => format!("said {start}"),
            Some([start, end]) => format!("said {start} to {end}"),
            None => "said on an unknown day".to_owned(),
        });
    } else {
        head.push(hit.text.clone());
    }
    let place = hit.line.map_or_else(String::new, |line| format!(":{line}"));
    let source = format!("{}, {}", hit.outlet.as_deref().unwrap_or("outlet unknown"), day(hit.published));
    let id = hit.id.as_deref().unwrap_or(&hit.document);
    format!("{}\n    {words}\n    {source} · {}{place} · {id}", head.join(" · "), hit.doc)
}

/// How many links of a statement are shown to people.
const TIES: usize = 5;

/// Shows what one person said.
pub fn who(typed: WhoArguments) -> anyhow::Result<ExitCode> {
    let record = asked(&typed.from.record.path)?;
    let query = Query { stance: typed.stance, said: typed.said, story: typed.story, ..Query::default() };
    let found = record.who(&typed.name, &query)?;
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    if typed.from.format == WholeFormat::Json {
        json::write_rows(&mut output, &found, 2)?;
    } else {
        let person = &found.person;
        let mut text = format!("{}  ({}, {})\n", person.name, person.kind, person.id);
        if !person.aliases.is_empty() {
            text.push_str(&format!("  also called: {}\n", person.aliases.join(", ")));
        }
        for role in &person.roles {
            let since = role.since.map_or_else(String::new, |day| format!(" ({day})"));
            text.push_str(&format!("  {}{since}\n", role.text));
        }
        for position in &found.positions {
            text.push_str(&format!("\n{}\n", told(&position.statement, &position.statement.plain)));
            position.links.iter().take(TIES).for_each(|link| text.push_str(&tie(link)));
            if position.links.len() > TIES {
                text.push_str(&format!("      and {} more; --format json has them\n", position.links.len() - TIES));
            }
        }
        if found.positions.is_empty() {
            text.push_str("\nNothing on record.\n");
        }
        print(&mut output, &text)?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A link as seen from a statement, for people.
fn tie(link: &Tied) -> String {
    let relation = match link.relation.as_str() {
        "same_utterance" => "the same words elsewhere",
        "same_claim" => "the same claim",
        "denies" => "denies",
        "denied_by" => "denied by",
        "contradicts" => "at odds with",
        "later_reversed_by" => "but later",
        "reverses" => "but earlier",
        other => other,
    };
    let speaker = link.speaker.as_deref().map_or_else(String::new, |name| format!("{name}, "));
    let outlet = link.outlet.as_deref().unwrap_or("outlet unknown");
    let words = collapse(&link.text);
    format!("      {relation}: {words} ({speaker}{outlet}; {}) · {}\n", link.why, link.other)
}

/// A story as listed.
#[derive(Serialize)]
struct Listed {
    id: String,
    title: String,
    docs: Vec<String>,
    origins: usize,
}

/// Lists the stories.
pub fn stories(typed: StoriesArguments) -> anyhow::Result<ExitCode> {
    let record = asked(&typed.from.record.path)?;
    let all: Vec<Listed> = record
        .list_stories()?
        .into_iter()
        .map(|story| Listed { id: story.id, title: story.title, docs: story.docs, origins: story.origins.len() })
        .collect();
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    rows(&mut output, typed.from.format, &all, |story| {
        let articles = if story.docs.len() == 1 { "article" } else { "articles" };
        let copies = story.docs.len() - story.origins;
        let copies = if copies == 0 { String::new() } else { format!(", {copies} of them copies") };
        let docs: String = story.docs.iter().map(|doc| format!("\n    {doc}")).collect();
        format!("{}\n    {} {articles}{copies} · {}{docs}", story.title, story.docs.len(), story.id)
    })?;
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// Tells what changed between versions.
pub fn diff(typed: DiffArguments) -> anyhow::Result<ExitCode> {
    let record = asked(&typed.from.record.path)?;
    let found = record.diff(&typed.article)?;
    let mut output = output(typed.from.output, &typed.from.record.path)?;
    if typed.from.format == WholeFormat::Json {
        json::write_rows(&mut output, &found, 1)?;
    } else {
        let mut text = String::new();
        for difference in &found {
            let (from, to) = (&difference.from, &difference.to);
            text.push_str(&format!("Version {} ({}) to {} ({})\n", from.version, from.added, to.version, to.added));
            difference.changes.iter().for_each(|change| text.push_str(&format!("  {}\n", changed(change))));
            if difference.changes.is_empty() {
                text.push_str("  no statement changed\n");
            }
        }
        if found.is_empty() {
            text.push_str("One version.\n");
        }
        print(&mut output, &text)?;
    }
    output.finish()?;
    Ok(ExitCode::SUCCESS)
}

/// A change, for people.
fn changed(change: &Change) -> String {
    let by = |speaker: &Option<String>| speaker.clone().unwrap_or_else(|| "somebody".to_owned());
    let or = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_owned());
    match change {
        Change::Appeared { id, speaker, text } => format!("new       {}: {text} · {id}", by(speaker)),
        Change::Vanished { id, speaker, text } => format!("gone      {}: {text} · {id}", by(speaker)),
        Change::Moved { id, text, before, after } => format!("moved     line {before} to {after}: {text} · {id}"),
        Change::Reworded { id, speaker, before, after } => {
            format!("reworded  {}: {before}\n            now: {after} · {id}", by(speaker))
        }
        Change::Told { id, field, text, before, after } => {
            let text = if text.is_empty() { String::new() } else { format!(": {text}") };
            format!("{field:<9} {} to {}{text} · {id}", or(before), or(after))
        }
    }
}
