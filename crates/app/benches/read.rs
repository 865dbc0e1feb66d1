//! How fast articles are read: `just bench [FILE...]`, by default the example articles over and over.
//!
//! Prints articles and word pieces a second, the peak of memory, and which share of the measured peak of int8 matrix
//! multiplication the layers of the encoder reach; then how much resolving adds to reading. Loading the model and reading files are not counted.
#![allow(clippy::print_stdout, missing_docs)]

use std::time::Instant;

use onrecord_app::ingest::{Inputs, Loaded, read_inputs};
use onrecord_app::read::Engine;
use onrecord_core::encoder::Isa;
use onrecord_core::people::Authority;
use onrecord_core::reading::{Batch, Found, Reader};
use onrecord_core::resolving::resolve;

/// Multiplications and additions of one row in one layer's matrix products.
const LAYER: f64 = 2.0 * (384.0 * 1152.0 + 384.0 * 384.0 + 2.0 * 384.0 * 1536.0);
const LAYERS: f64 = 6.0;
/// Side of the square product that measures the peak, small enough for the cache.
const SIDE: usize = 512;

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let (paths, copies) = match files.is_empty() {
        true => (vec![concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples").to_owned()], 40),
        false => (files, 1),
    };
    let ingested = read_inputs(Inputs { paths, ..Inputs::default() });
    let loaded: Vec<Loaded> = std::iter::repeat_n(ingested.documents, copies).flatten().collect();
    let reader = Reader::embedded().expect("the embedded model loads");
    let pieces: usize = loaded.iter().flat_map(|l| reader.windows(&l.view)).map(|w| w.rows.len()).sum();
    println!("{} articles, {pieces} word pieces, kernels: {}", loaded.len(), Isa::detect().name());
    let peak = peak();
    println!("int8 matrix multiplication, {SIDE} x {SIDE}, one thread: {:.0} Gop/s", peak / 1e9);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for threads in [1, cores] {
        let engine = Engine::new(Some(threads), Authority::default()).expect("threads start");
        let mut best = f64::INFINITY;
        for _ in 0..4 {
            let some = loaded.clone();
            let begun = Instant::now();
            let found = engine.read(some);
            best = best.min(begun.elapsed().as_secs_f64());
            assert_eq!(found.len(), loaded.len());
        }
        println!(
            "{threads} threads: {:.2} s, {:.1} articles/s, {:.0} word pieces/s, {:.1} % of the peak in the layers",
            best,
            loaded.len() as f64 / best,
            pieces as f64 / best,
            100.0 * pieces as f64 * LAYER * LAYERS / best / (peak * threads as f64),
        );
        if threads == cores {
            break;
        }
    }
    println!("people, times and what else is resolved: {:.1} % on top of reading", 100.0 * resolving(&reader, &loaded));
    if let Some(bytes) = peak_memory() {
        println!("peak memory: {:.0} MiB", bytes as f64 / f64::from(1 << 20));
    }
}

/// What resolving takes, as a share of what reading takes, on one thread.
fn resolving(reader: &Reader, loaded: &[Loaded]) -> f64 {
    let mut batch = Batch::default();
    let authority = Authority::default();
    let (mut read, mut resolved) = (0.0, 0.0);
    for one in loaded.iter().take(200) {
        let begun = Instant::now();
        let windows = reader.windows(&one.view);
        let mut found = Found::default();
        for part in reader.read(&windows.iter().collect::<Vec<_>>(), &mut batch) {
            found.extend(part);
        }
        read += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        let resolution = resolve(&one.view, found, one.document.metadata.published, &authority);
        resolved += begun.elapsed().as_secs_f64();
        std::hint::black_box(resolution);
    }
    resolved / read
}

/// Operations a second of one thread on a product that lies in the cache.
fn peak() -> f64 {
    let a = vec![3_u8; SIDE * SIDE];
    let b = vec![-2_i8; SIDE * SIDE];
    let mut out = vec![0_i32; SIDE * SIDE];
    let isa = Isa::detect();
    let mut best = f64::INFINITY;
    for _ in 0..20 {
        let begun = Instant::now();
        isa.multiply_square(&a, &b, &mut out, SIDE);
        best = best.min(begun.elapsed().as_secs_f64());
    }
    assert_eq!(out[0], -6 * SIDE as i32);
    2.0 * (SIDE as f64).powi(3) / best
}

/// The most memory that this process has held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib * 1024)
}
