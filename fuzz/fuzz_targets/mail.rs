//! Any bytes may be read as a message and as a mailbox.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, bytes_from};

fuzz_target!(|bytes: &[u8]| {
    for name in ["fuzz.eml", "fuzz.mbox"] {
        for problem in bytes_from(name, bytes.to_vec(), Inputs::default()).filter_map(Result::err) {
            assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
});
