//! Any bytes may be read as a feed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, bytes_from};

fuzz_target!(|bytes: &[u8]| {
    for problem in bytes_from("fuzz.rss", bytes.to_vec(), Inputs::default()).filter_map(Result::err) {
        assert_eq!(problem.to_string().lines().count(), 1);
    }
});
