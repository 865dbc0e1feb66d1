//! Counts in how many articles each word stands: makes `src/linking/stories/frequencies.tsv`.
//!
//! Reads JSON lines `{"text"}` on standard input and prints the words of at least 15 articles.
#![allow(clippy::disallowed_methods, reason = "a program must read and print")]
#![allow(clippy::print_stdout, reason = "a program must print")]

use onrecord_core::linking::stories::vocabulary;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut articles = 0;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        for word in vocabulary(row["text"].as_str().unwrap_or_default()) {
            *counts.entry(word).or_default() += 1;
        }
        articles += 1;
    }
    println!(
        "## In how many of {articles} news articles a word stands. Columns: word, as `terms.rs` folds it; articles."
    );
    println!("## Counted over newswire of 1996-2007, web news of 2014-15 and political news of 2015-16; words of at");
    println!("## least 15 articles; printed by `cargo run -p onrecord-core --example frequencies`.");
    for (word, count) in counts.into_iter().filter(|(_, count)| *count >= 15) {
        println!("{word}\t{count}");
    }
    Ok(())
}
