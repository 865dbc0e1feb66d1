//! Prints how fast the encoder is on one thread, for every set of instructions that this machine has.
//!
//! `peak` is the integer product alone, on a square problem that fits the cache; `share` is how much of it the whole
//! pass reaches, counting the multiplications of the linear layers and of attention.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "it prints, and looks at the clock and its arguments"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use onrecord_core::encoder::{Encoder, Isa, Scratch, Weights};

#[path = "../tests/encoder/model.rs"]
mod model;
use model::Random;

const LAYERS: usize = 6;
/// Pieces of one run.
const AT_ONCE: usize = 192;
const TIME: Duration = Duration::from_millis(400);

fn main() {
    let mut random = Random::new(1);
    let bytes = model::encoder(LAYERS, 30_522, &mut random).finish();
    let pieces: Vec<(u32, u8)> = (0..AT_ONCE).map(|_| (random.bits() % 30_522, (random.bits() % 9) as u8)).collect();
    println!("{:12} {:>9} {:>12} {:>8} {:>12} {:>7}", "", "load ms", "peak Gop/s", "length", "pieces/s", "share");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    for isa in Isa::all_available() {
        if !wanted.is_empty() && !wanted.iter().any(|name| name == isa.name()) {
            continue;
        }
        let begun = Instant::now();
        let weights = Weights::parse(bytes).unwrap();
        let encoder = Encoder::load(&weights, &weights, isa).unwrap();
        let load = begun.elapsed().as_secs_f64() * 1e3;
        let peak = peak(isa);
        let mut scratch = Scratch::new();
        for length in [64, 128, 192] {
            let (lengths, pieces) = (vec![length; AT_ONCE / length], &pieces[..AT_ONCE / length * length]);
            let seconds = seconds_of(|| {
                black_box(encoder.forward(pieces, &lengths, &mut scratch));
            });
            let speed = pieces.len() as f64 / seconds;
            let operations =
                2.0 * LAYERS as f64 * (384.0 * (1152.0 + 384.0 + 2.0 * 1536.0) + 2.0 * 384.0 * length as f64);
            let share = speed * operations / peak * 100.0;
            println!("{:12} {load:9.1} {:12.0} {length:8} {speed:12.0} {share:6.1}%", isa.name(), peak / 1e9);
        }
    }
}

/// Operations a second of the integer product alone.
fn peak(isa: Isa) -> f64 {
    const SIZE: usize = 384;
    let (a, b, mut out) = (vec![3u8; SIZE * SIZE], vec![-5i8; SIZE * SIZE], vec![0; SIZE * SIZE]);
    let seconds = seconds_of(|| isa.multiply_square(black_box(&a), black_box(&b), &mut out, SIZE));
    2.0 * (SIZE as f64).powi(3) / seconds
}

/// Seconds of processor time that one run takes: the mean over [`TIME`], after one that is not counted.
fn seconds_of(mut f: impl FnMut()) -> f64 {
    f();
    let (begun, before, mut runs) = (Instant::now(), processor_seconds(), 0);
    while runs == 0 || begun.elapsed() < TIME {
        f();
        runs += 1;
    }
    match before.zip(processor_seconds()) {
        Some((before, after)) if after > before => (after - before) / f64::from(runs),
        _ => begun.elapsed().as_secs_f64() / f64::from(runs),
    }
}

/// Time that this thread has spent on a processor, where the system tells: the clock on the wall also counts the work
/// of others on a busy machine.
fn processor_seconds() -> Option<f64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(line.split(' ').next()?.parse::<f64>().ok()? / 1e9)
}
