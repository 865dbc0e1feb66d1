//! Any text at all, read and resolved to the end: no panic, and every span is a piece of the text.
#![no_main]

use std::sync::LazyLock;

use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use onrecord_core::people::Authority;
use onrecord_core::reading::{Batch, Found, Reader};
use onrecord_core::resolving::resolve;
use onrecord_core::text::plain;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the embedded model loads"));

fuzz_target!(|text: &str| {
    let view = plain::view(text);
    let windows = READER.windows(&view);
    let mut found = Found::default();
    for part in READER.read(&windows.iter().collect::<Vec<_>>(), &mut Batch::default()) {
        found.extend(part);
    }
    let resolution = resolve(&view, found, Some(date(2026, 6, 25)), &Authority::default());
    for statement in &resolution.statements {
        let parts = [&statement.source, &statement.cue, &statement.addressee, &statement.occasion];
        for span in parts.into_iter().flatten().chain([&statement.content]).flat_map(|passage| &passage.spans) {
            assert!(text.get(span.start..span.end).is_some());
        }
        assert!(statement.speaker.is_none_or(|k| k < resolution.people.len()));
    }
});
