//! Any text at all, read to the end: no panic, and every span is a piece of the text.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onrecord_core::reading::{Batch, Reader, statements};
use onrecord_core::text::plain;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::embedded().expect("the embedded model loads"));

fuzz_target!(|text: &str| {
    let view = plain::view(text);
    let windows = READER.windows(&view);
    let found = READER.read(&windows.iter().collect::<Vec<_>>(), &mut Batch::default());
    for statement in statements(&view, found.into_iter().flatten().collect()) {
        let parts = [statement.source.as_ref(), statement.cue.as_ref(), Some(&statement.content)];
        for span in parts.into_iter().flatten().flat_map(|passage| &passage.spans) {
            assert!(text.get(span.start..span.end).is_some());
        }
    }
});
