//! Any text has a view, and all of it points to character boundaries of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_core::text::{header, plain};

fuzz_target!(|text: &str| {
    let view = plain::view(text);
    for block in view.blocks() {
        let original = view.original(block.span);
        assert!(text.get(original.start..original.end).is_some());
    }
    header::facts(&view, None);
});
