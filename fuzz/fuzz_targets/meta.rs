//! Any bytes may be read as metadata.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::meta::MetaTable;

fuzz_target!(|bytes: &[u8]| {
    let mut problems = Vec::new();
    let mut table = MetaTable::read("meta.jsonl", &mut &bytes[..], &mut problems);
    table.find("a/b.txt");
    for problem in problems.into_iter().chain(table.unused()) {
        assert_eq!(problem.to_string().lines().count(), 1);
    }
});
