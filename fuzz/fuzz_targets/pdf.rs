//! Any bytes may be read as a PDF, and as what is drawn on a page of one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord_app::ingest::{Inputs, bytes_from};

fuzz_target!(|bytes: &[u8]| {
    let head = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\n\
                endobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R \
                >> >> >>\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n";
    let page = format!("4 0 obj\n<< /Length {} >>\nstream\n", bytes.len());
    let tail = "\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\n%%EOF\n";
    for document in [bytes.to_vec(), [head.as_bytes(), page.as_bytes(), bytes, tail.as_bytes()].concat()] {
        for problem in bytes_from("fuzz.pdf", document, Inputs::default()).filter_map(Result::err) {
            assert_eq!(problem.to_string().lines().count(), 1);
        }
    }
});
