//! Any bytes may be read as a Word document, and as the XML in one.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, bytes_from};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(|bytes: &[u8]| {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for part in ["word/document.xml", "docProps/core.xml"] {
        archive.start_file(part, options).expect("a new part");
        archive.write_all(bytes).expect("memory takes all");
    }
    let archive = archive.finish().expect("memory takes all").into_inner();
    for document in [bytes.to_vec(), archive] {
        for problem in bytes_from("fuzz.docx", document, Inputs::default()).filter_map(Result::err) {
            assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
});
