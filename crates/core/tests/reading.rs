//! What holds for any text that the reader reads.

use std::sync::LazyLock;

use jiff::civil::date;
use onrecord_core::encoder::Isa;
use onrecord_core::people::Authority;
use onrecord_core::reading::{Attribution, Batch, Found, Reader, statements};
use onrecord_core::resolving::resolve;
use onrecord_core::span::Span;
use onrecord_core::statement::Form;
use onrecord_core::text::{BlockKind, View, ViewBuilder};
use proptest::prelude::*;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the embedded model loads"));

const ARTICLE: &str = "The harbour master of Port Ellory denied on Monday that the ferry had been unsafe.\n\
    “We checked every bolt,” Mara Quill said. “Every one.”\n\
    According to the seamen's union, two warnings were ignored.\n\
    The ferry sails twice a day.";

/// One body block a line, every character standing for itself.
fn view(text: &str) -> View {
    let mut builder = ViewBuilder::default();
    for (at, c) in text.char_indices() {
        match c {
            '\n' => builder.close(BlockKind::Body),
            _ => builder.push(c, Span::new(at, at + c.len_utf8())),
        }
    }
    builder.finish()
}

fn read(reader: &Reader, view: &View) -> Vec<Attribution> {
    let windows = reader.windows(view);
    let found = reader.read(&windows.iter().collect::<Vec<_>>(), &mut Batch::default());
    let mut all: Vec<Attribution> = found.into_iter().flat_map(|found| found.attributions).collect();
    all.sort_by_key(|a| (a.content.first().copied(), a.cue));
    all
}

#[test]
fn a_plain_article_is_read() {
    let view = view(ARTICLE);
    let found = statements(&view, &read(&READER, &view));
    let told: Vec<(Option<&str>, &str, Form)> =
        found.iter().map(|s| (s.source.as_ref().map(|p| p.plain.as_str()), s.content.plain.as_str(), s.form)).collect();
    assert!(
        told.contains(&(Some("The harbour master of Port Ellory"), "that the ferry had been unsafe", Form::Indirect)),
        "{told:?}"
    );
    assert!(told.contains(&(Some("Mara Quill"), "“We checked every bolt,” … “Every one.”", Form::Direct)), "{told:?}");
    assert!(told.contains(&(Some("the seamen's union"), "two warnings were ignored", Form::Indirect)), "{told:?}");
    assert!(told.iter().all(|(_, content, _)| !content.contains("twice a day")), "{told:?}");
}

#[test]
fn every_instruction_set_reads_the_same() {
    let view = view(ARTICLE);
    let expected = read(&READER, &view);
    for isa in Isa::all_available() {
        let reader = Reader::embedded_on(isa).expect("the embedded model loads");
        assert_eq!(read(&reader, &view), expected, "{}", isa.name());
    }
}

#[test]
fn a_window_is_read_alike_alone_and_in_company() {
    let (one, other) = (view(ARTICLE), view("“No,” said the mayor."));
    let (a, b) = (READER.windows(&one), READER.windows(&other));
    let mut batch = Batch::default();
    let together = READER.read(&[&b[0], &a[0], &b[0]], &mut batch);
    assert_eq!(together[1], READER.read(&[&a[0]], &mut batch)[0]);
    assert_eq!(together[0], together[2]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn what_is_resolved_points_into_the_text(
        text in "([A-Za-z“”\"' ,.:\n-]|said|told|Mayor Oona Lund|Lund|he |who |’s|The U.S. |on Monday|on May 3|his |é|中|\u{1F600}|\u{301}| ){0,120}",
    ) {
        let view = view(&text);
        let windows = READER.windows(&view);
        let mut found = Found::default();
        for part in READER.read(&windows.iter().collect::<Vec<_>>(), &mut Batch::default()) {
            found.extend(part);
        }
        let made = resolve(&view, found, Some(date(2026, 6, 25)), &Authority::default());
        for statement in &made.statements {
            let parts = [&statement.source, &statement.cue, &statement.addressee, &statement.occasion];
            let said = statement.said.as_ref().map(|said| &said.words);
            let via = statement.via.iter().map(|via| &via.words);
            let all = parts.into_iter().flatten().chain([&statement.content]).chain(said).chain(via);
            for span in all.flat_map(|passage| &passage.spans) {
                prop_assert!(!span.is_empty());
                prop_assert!(text.get(span.start..span.end).is_some());
            }
            prop_assert!((0.0..=1.0).contains(&statement.confidence));
            prop_assert!(statement.speaker.is_none_or(|k| k < made.people.len()));
        }
        for person in &made.people {
            prop_assert!(!person.name.is_empty());
            prop_assert!(person.mentions.iter().all(|m| view.text().get(m.start..m.end).is_some()));
            prop_assert!(person.members.iter().chain(&person.team_of).all(|&k| k < made.people.len()));
        }
    }
}

#[test]
fn a_long_paragraph_is_read_to_its_end() {
    for sentences in (60..180).step_by(5) {
        let filler = "The river rose again. ".repeat(sentences);
        let view = view(&format!("{filler}Mayor Orla Venn told reporters on Monday that the bridge would be closed."));
        let found = statements(&view, &read(&READER, &view));
        assert!(found.iter().any(|s| s.content.plain.contains("would be closed")), "after {sentences} sentences");
    }
}
