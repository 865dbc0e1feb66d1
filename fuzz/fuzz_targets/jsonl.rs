//! Any bytes may be read as lines of articles; every problem prints as one line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, lines_from};

fuzz_target!(|bytes: &[u8]| {
    let reader = Box::new(std::io::Cursor::new(bytes.to_vec()));
    for item in lines_from("fuzz.jsonl", reader, Inputs::default()) {
        if let Err(problem) = item {
            assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
});
