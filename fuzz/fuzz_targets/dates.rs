//! Any text may be asked for its date.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_core::text::{dates, entities};

fuzz_target!(|text: &str| {
    dates::line(text);
    dates::stamp(text);
    dates::address(text);
    entities::decode(text);
});
