//! A user's list of people, as CSV and as entities: a list or an error with its line, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::authority::parse_authority;

fuzz_target!(|text: &str| {
    for file in ["people.csv", "people.ftm.jsonl"] {
        if let Ok(authority) = parse_authority(file, text) {
            for (k, entry) in authority.entries().iter().enumerate() {
                assert!(authority.named(&entry.name).is_none_or(|found| found == k || found < authority.entries().len()));
            }
        }
    }
});
