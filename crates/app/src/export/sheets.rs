//! Tables for spreadsheets: RFC 4180, UTF-8, and no cell that a spreadsheet would run.

use std::borrow::Cow;
use std::io;

use jiff::civil::Date;

use super::files::{Sink, Table};
use super::{Dossier, Filed};
use crate::brief::Entry;
use crate::views::{Passage, Role};

/// What stands between the members of a list.
const AND: &str = "; ";

/// The tables of a directory.
pub(super) fn tables<'a>(what: &'a Dossier<'a>) -> Vec<Table<'a>> {
    vec![
        ("documents.csv", Box::new(|out| documents(out, what))),
        ("statements.csv", Box::new(|out| statements(out, what))),
        ("people.csv", Box::new(|out| people(out, what))),
        ("links.csv", Box::new(|out| links(out, what))),
    ]
}

fn documents(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out, &["number", "doc", "sha256", "published", "outlet", "title", "url"])?;
    for Filed { number, head, .. } in what.articles() {
        sheet.row(&[
            &number.to_string(),
            &head.doc,
            &head.sha256,
            &date(head.published),
            known(&head.outlet),
            known(&head.title),
            known(&head.url),
        ])?;
    }
    sheet.finish()
}

fn statements(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let columns = [
        "id",
        "document",
        "doc",
        "outlet",
        "published",
        "speaker",
        "speaker_id",
        "speaker_kind",
        "stance",
        "form",
        "content",
        "said_start",
        "said_end",
        "said_grounds",
        "addressee",
        "occasion",
        "via",
        "confidence",
        "source",
        "cue",
        "content_spans",
        "source_spans",
        "cue_spans",
    ];
    let mut sheet = Sheet::new(out, &columns)?;
    for article in what.articles() {
        for entry in article.entries {
            statement(&mut sheet, &article, entry)?;
        }
    }
    sheet.finish()
}

fn statement(sheet: &mut Sheet<'_>, article: &Filed<'_>, Entry { doc, statement }: &Entry) -> io::Result<()> {
    let speaker = statement.speaker.as_ref();
    let said = statement.said.as_ref();
    let text = |passage: &'_ Option<Passage>| passage.as_ref().map_or_else(String::new, |passage| passage.text.clone());
    let places = |passage: &Option<Passage>| passage.as_ref().map(spans).unwrap_or_default();
    sheet.row(&[
        &statement.id,
        &article.number.to_string(),
        doc,
        known(&article.head.outlet),
        &date(article.head.published),
        speaker.map_or("", |speaker| &speaker.name),
        speaker.map_or("", |speaker| &speaker.id),
        speaker.map_or("", |speaker| speaker.kind),
        statement.stance,
        statement.form.as_str(),
        &statement.content.text,
        &date(said.map(|said| said.start)),
        &date(said.map(|said| said.end)),
        said.map_or("", |said| &said.grounds),
        known(&statement.addressee),
        known(&statement.occasion),
        &statement.via.join(AND),
        &statement.confidence.to_string(),
        &text(&statement.source),
        &text(&statement.cue),
        &spans(&statement.content),
        &places(&statement.source),
        &places(&statement.cue),
    ])
}

fn people(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out, &["id", "name", "kind", "aliases", "roles", "members"])?;
    for person in &what.brief.people {
        let role = |role: &Role| match role.since {
            Some(since) => format!("{} ({since})", role.text),
            None => role.text.clone(),
        };
        let roles: Vec<String> = person.roles.iter().map(role).collect();
        sheet.row(&[
            &person.id,
            &person.name,
            person.kind,
            &person.aliases.join(AND),
            &roles.join(AND),
            &person.members.join(AND),
        ])?;
    }
    sheet.finish()
}

fn links(out: Sink<'_>, what: &Dossier<'_>) -> io::Result<()> {
    let mut sheet = Sheet::new(out, &["relation", "a", "b", "score", "why"])?;
    for link in &what.brief.links {
        sheet.row(&[link.relation, &link.a, &link.b, &link.score.to_string(), &link.why])?;
    }
    sheet.finish()
}

/// `0-17;40-58`, as the JSON has them: half-open, in code points.
fn spans(passage: &Passage) -> String {
    passage.spans.iter().map(|[start, end]| format!("{start}-{end}")).collect::<Vec<_>>().join(";")
}

fn date(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

fn known(field: &Option<String>) -> &str {
    field.as_deref().unwrap_or_default()
}

/// One table.
struct Sheet<'w> {
    writer: csv::Writer<Sink<'w>>,
}

impl<'w> Sheet<'w> {
    fn new(out: Sink<'w>, columns: &[&str]) -> io::Result<Sheet<'w>> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(columns)?;
        Ok(Sheet { writer })
    }

    fn row(&mut self, cells: &[&str]) -> io::Result<()> {
        Ok(self.writer.write_record(cells.iter().map(|cell| harmless(cell).into_owned()))?)
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A cell that a spreadsheet takes for text.
///
/// Spreadsheets run what begins with one of a few signs, and an article could hold such words. These get an apostrophe
/// before them. What has one there already gets another, so that whoever takes one away where it is followed by
/// apostrophes and such a sign has the words back.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    let runs = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    if cell.trim_start_matches('\'').starts_with(runs) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+47 22", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''-"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "a=b", "1-2", "'quoted'", "“=”", " =1"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
