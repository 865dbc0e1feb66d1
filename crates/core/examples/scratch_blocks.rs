//! Throwaway.
#![allow(clippy::print_stdout)]
use onrecord_core::text::{header, plain};
fn main() {
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path).unwrap();
        let view = plain::view(&text);
        println!("##### {path} {:?}", header::facts(&view));
        for b in view.blocks() {
            let o = view.original(b.span);
            println!(
                "{}\t{}\t{}\t{}",
                b.kind.as_str(),
                text[..o.start].chars().count(),
                text[..o.end].chars().count(),
                b.span.of(view.text())
            );
        }
    }
}
