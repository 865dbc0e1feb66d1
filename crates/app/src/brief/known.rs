//! What the lines of a brief say beside the words themselves, the same in text and in Markdown.

use super::arrange::{Day, Line, Undated};
use super::{Brief, pointer, title};
use crate::views::{Person, circumstances, day, days, own_words};

/// In how many characters the timeline and the speakers repeat what is said; the articles have it in full.
pub(crate) const SHORT: usize = 120;
/// In how many characters a source's own words are repeated.
pub(crate) const SOURCE: usize = 60;

/// Why a date is missing, as a headline.
pub(crate) const UNKNOWN: &str = "Date unknown";
/// The headline over sources without a name.
pub(crate) const UNNAMED: &str = "Unnamed sources";
/// The headline over statements whose source means somebody who could not be told.
pub(crate) const UNRESOLVED: &str = "Speaker not resolved";
/// The headline over statements without a source.
pub(crate) const NOBODY: &str = "No source named";

/// The days of a group of lines.
pub(crate) fn said(group: &Day<'_>) -> String {
    group.said.map_or_else(|| UNKNOWN.to_owned(), |(start, end)| days(start, end))
}

/// What is known of a line that stands in its article.
pub(crate) fn in_article(line: &Line<'_>) -> Vec<String> {
    let mut known = circumstances(&line.entry.statement, line.head.outlet.as_deref());
    known.extend(line.said().map(|(start, end)| days(start, end)));
    known
}

/// What is known of a line that stands with others of its day: the outlet too, and its day if it tells more.
pub(crate) fn elsewhere(line: &Line<'_>) -> Vec<String> {
    let mut known = circumstances(&line.entry.statement, line.head.outlet.as_deref());
    known.extend(line.head.outlet.clone());
    known.extend(line.published().map(|published| format!("published {}", day(Some(published)))));
    known
}

/// The source in the words of the article, where they are not the name at the head of the group.
pub(crate) fn source<'b>(line: &Line<'b>) -> Option<&'b str> {
    own_words(&line.entry.statement)
}

/// Who speaks, for a line that stands under no name.
pub(crate) fn speaker<'b>(line: &Line<'b>) -> Option<&'b str> {
    let statement = &line.entry.statement;
    let named = statement.speaker.as_ref().map(|speaker| speaker.name.as_str());
    named.or_else(|| statement.source.as_ref().map(|source| source.plain.as_str()))
}

/// What they are said to be, each with the day of the first article that says so.
pub(crate) fn roles(person: &Person) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    let mut shown = Vec::new();
    for role in &person.roles {
        let folded = folded(&role.text);
        if !seen.contains(&folded) {
            shown.push(
                role.since.map_or_else(|| role.text.clone(), |since| format!("{} ({})", role.text, day(Some(since)))),
            );
            seen.push(folded);
        }
    }
    shown
}

/// The other names that tell something: not the surname alone, and not the name in capitals.
pub(crate) fn aliases(person: &Person) -> Vec<&str> {
    let name = folded(&person.name);
    let has = |word: &str| name.split(' ').any(|part| part == word);
    let tells = |alias: &&str| !folded(alias).split(' ').all(has);
    person.aliases.iter().map(String::as_str).filter(tells).collect()
}

/// How much the timeline holds.
pub(crate) fn dated(brief: &Brief) -> String {
    let all = brief.statements.len();
    let dated = brief.statements.iter().filter(|entry| entry.statement.said.is_some()).count();
    format!("{dated} of {all} {} dated", if all == 1 { "statement is" } else { "statements are" })
}

/// What the timeline says of an article with undated statements: they were said no later than it was published.
pub(crate) fn undated(undated: &Undated<'_>) -> String {
    let mut known = vec![format!("{} of {}", undated.count, undated.of)];
    known.push(undated.head.outlet.as_deref().unwrap_or_else(|| title(undated.head)).to_owned());
    known.extend(undated.head.published.map(|published| format!("published {}", day(Some(published)))));
    known.join(" · ")
}

/// Where a line's words stand.
pub(crate) fn place(line: &Line<'_>) -> String {
    pointer(line.entry)
}

/// Small letters without points and a leading article, so that `the U.S. envoy` is `US envoy`.
fn folded(text: &str) -> String {
    let text = text.to_lowercase().replace('.', "");
    text.strip_prefix("the ").unwrap_or(&text).to_owned()
}
