//! Any text has a view as a page, and all of it points to character boundaries of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::html;

fuzz_target!(|text: &str| {
    let (view, _) = html::read(text);
    for block in view.blocks() {
        let original = view.original(block.span);
        assert!(text.get(original.start..original.end).is_some());
    }
});
