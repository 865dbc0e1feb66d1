//! Any bytes may be read as a web archive, and as the response in a record of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, bytes_from};

fuzz_target!(|bytes: &[u8]| {
    let head = "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://varn.test/a\r\n";
    let record = format!("{head}Content-Length: {}\r\n\r\n", bytes.len());
    for archive in [bytes.to_vec(), [record.as_bytes(), bytes].concat()] {
        for problem in bytes_from("fuzz.warc", archive, Inputs::default()).filter_map(Result::err) {
            assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
});
