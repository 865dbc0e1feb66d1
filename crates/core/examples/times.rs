//! Finds the time expressions of articles, for measuring the tagger alone.
//!
//! Reads JSON lines `{"id", "text", "published"?}` on standard input and prints, a line each,
//! `{"doc", "times": [{"span": [a, b], "value", "type"}]}` with spans in code points.
#![allow(clippy::disallowed_methods, reason = "a program must read and print")]
#![allow(clippy::print_stdout, reason = "a program must print")]

use onrecord_core::text::dates;
use onrecord_core::times::times;
use serde_json::{Value, json};
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().unwrap_or_default();
        let published = row["published"].as_str().and_then(dates::stamp);
        // Where each byte's code point stands.
        let mut points = vec![0; text.len() + 1];
        for (point, (byte, _)) in text.char_indices().enumerate() {
            points[byte] = point;
        }
        points[text.len()] = text.chars().count();
        let found: Vec<Value> = times(text, published)
            .into_iter()
            .map(|time| {
                let span = [points[time.span.start], points[time.span.end]];
                json!({"span": span, "value": time.value, "type": time.kind.as_str()})
            })
            .collect();
        println!("{}", json!({"doc": row["id"], "times": found}));
    }
    Ok(())
}
