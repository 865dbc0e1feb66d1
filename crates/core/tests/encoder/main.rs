//! The encoder against a plain float one, and against itself on other instructions and in other company.

mod model;

use model::Random;
use onrecord_core::encoder::{Encoder, HIDDEN, Isa, Layer, Linear, Scratch, Weights};

fn pieces(n: usize, random: &mut Random) -> Vec<(u32, u8)> {
    (0..n).map(|_| (random.bits() % 500, (random.bits() % 9) as u8)).collect()
}

fn bits(x: &[f32]) -> Vec<u32> {
    x.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn every_set_of_instructions_gives_the_same_bits() {
    let mut random = Random::new(3);
    let weights = Weights::parse(model::encoder(2, 500, &mut random).finish()).unwrap();
    let lengths = [1, 40, 0, 17, 192, 64, 3, 100];
    let pieces = pieces(lengths.iter().sum(), &mut random);
    let mut reference = None;
    for isa in Isa::all_available() {
        let encoder = Encoder::load(&weights, &weights, isa).unwrap();
        let got = bits(encoder.forward(&pieces, &lengths, &mut Scratch::new()));
        assert!(*reference.get_or_insert_with(|| got.clone()) == got, "{isa:?}");
    }
}

#[test]
fn company_changes_nothing() {
    let mut random = Random::new(4);
    let weights = Weights::parse(model::encoder(2, 500, &mut random).finish()).unwrap();
    let encoder = Encoder::load(&weights, &weights, Isa::detect()).unwrap();
    let lengths = [33, 250, 5, 5, 90, 1, 1, 160];
    let pieces = pieces(lengths.iter().sum(), &mut random);
    let mut scratch = Scratch::new();
    let together = bits(encoder.forward(&pieces, &lengths, &mut scratch));
    let (mut alone, mut first) = (Vec::new(), 0);
    for length in lengths {
        alone.extend(bits(encoder.forward(&pieces[first..first + length], &[length], &mut scratch)));
        first += length;
    }
    assert!(together == alone);
}

#[test]
fn extreme_numbers_give_the_same_bits() {
    let mut random = Random::new(5);
    let mut file = model::File::default();
    file.layer("reading", &mut random);
    file.linear("about", [3, 384], 1.0, &mut random);
    let weights = Weights::parse(file.finish()).unwrap();
    for scale in [0.0, 1e-30, 1.0, 1e6] {
        let rows: Vec<f32> = (0..50 * HIDDEN).map(|i| scale * random.normal() * (i % 50) as f32).collect();
        let mut reference = None;
        for isa in Isa::all_available() {
            let (mut x, mut scratch, mut out) = (rows.clone(), Scratch::new(), vec![0.0; 50 * 3]);
            Layer::load(&weights, "reading", isa).unwrap().forward(&mut x, &[20, 30], &mut scratch);
            Linear::load(&weights, "about", isa).unwrap().forward(&x, 50, &mut out, &mut scratch);
            x.extend(out);
            assert!(x.iter().all(|x| x.is_finite()));
            assert!(*reference.get_or_insert_with(|| bits(&x)) == bits(&x), "{isa:?} at {scale}");
        }
    }
}

#[test]
fn odd_input_does_not_panic() {
    let mut random = Random::new(6);
    let weights = Weights::parse(model::encoder(1, 500, &mut random).finish()).unwrap();
    let encoder = Encoder::load(&weights, &weights, Isa::detect()).unwrap();
    let mut scratch = Scratch::new();
    assert!(encoder.forward(&[], &[], &mut scratch).is_empty());
    assert!(encoder.forward(&[], &[5, 0], &mut scratch).is_empty());
    assert_eq!(encoder.forward(&[(u32::MAX, 255); 1100], &[1100], &mut scratch).len(), 1100 * HIDDEN);
    assert_eq!(encoder.forward(&[(0, 0); 7], &[usize::MAX, 3], &mut scratch).len(), 7 * HIDDEN);
    assert_eq!(encoder.forward(&[(0, 0); 7], &[2, 3], &mut scratch).len(), 5 * HIDDEN);
    let layer = Layer::load(&weights, "layers.0", Isa::detect()).unwrap();
    layer.forward(&mut [1.0; HIDDEN + 1], &[9, 9], &mut scratch);
    assert!(Layer::load(&weights, "layers.7", Isa::detect()).is_err());
}

#[test]
fn it_is_near_a_plain_float_encoder() {
    let mut random = Random::new(7);
    let weights = Weights::parse(model::encoder(2, 500, &mut random).finish()).unwrap();
    let pieces = pieces(60, &mut random);
    let encoder = Encoder::load(&weights, &weights, Isa::detect()).unwrap();
    let mut scratch = Scratch::new();
    let got = encoder.forward(&pieces, &[25, 35], &mut scratch);
    for (sequence, got) in [(&pieces[..25], &got[..25 * HIDDEN]), (&pieces[25..], &got[25 * HIDDEN..])] {
        let wanted = plain::encode(&weights, sequence, 2);
        for (got, wanted) in got.chunks(HIDDEN).zip(&wanted) {
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            let cosine = dot(got, wanted) / (dot(got, got) * dot(wanted, wanted)).sqrt();
            assert!(cosine > 0.999, "{cosine}");
        }
    }
}

#[test]
fn heads_of_floats_are_exact_enough() {
    let mut file = model::File::default();
    let mut random = Random::new(8);
    file.floats("cue.weight", &[3, 384], || random.normal());
    file.floats("cue.bias", &[3], || random.normal());
    let weights = Weights::parse(file.finish()).unwrap();
    let x: Vec<f32> = (0..2 * 384).map(|_| random.normal()).collect();
    let wanted: Vec<f32> = x.chunks(384).flat_map(|x| plain::linear(&weights, "cue", x)).collect();
    for isa in Isa::all_available() {
        let mut out = [0.0; 6];
        Linear::load(&weights, "cue", isa).unwrap().forward(&x, 2, &mut out, &mut Scratch::new());
        assert!(out.iter().zip(&wanted).all(|(a, b)| (a - b).abs() < 1e-4), "{out:?} {wanted:?}");
    }
}

/// The model as one would write it down.
mod plain {
    use super::*;

    fn matrix(weights: &Weights, prefix: &str) -> Vec<Vec<f32>> {
        let name = format!("{prefix}.weight");
        let shape = weights.shape(&name).unwrap();
        let Ok(scale) = weights.f32(&format!("{prefix}.scale"), &shape[..1]) else {
            return weights.f32(&name, shape).unwrap().chunks(shape[1]).map(<[f32]>::to_vec).collect();
        };
        let rows = weights.i8(&name, shape).unwrap().chunks(shape[1]).zip(scale);
        rows.map(|(row, scale)| row.iter().map(|&b| f32::from(b as i8) * scale).collect()).collect()
    }

    pub fn linear(weights: &Weights, prefix: &str, x: &[f32]) -> Vec<f32> {
        let matrix = matrix(weights, prefix);
        let bias = weights.f32(&format!("{prefix}.bias"), &[matrix.len()]).unwrap();
        matrix.iter().zip(bias).map(|(row, bias)| row.iter().zip(x).map(|(a, b)| a * b).sum::<f32>() + bias).collect()
    }

    fn linears(weights: &Weights, prefix: &str, x: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let matrix = matrix(weights, prefix);
        let bias = weights.f32(&format!("{prefix}.bias"), &[matrix.len()]).unwrap();
        let one = |x: &Vec<f32>| {
            let rows = matrix.iter().zip(&bias);
            rows.map(|(row, bias)| row.iter().zip(x).map(|(a, b)| a * b).sum::<f32>() + bias).collect()
        };
        x.iter().map(one).collect()
    }

    fn norm(weights: &Weights, prefix: &str, x: &mut [f32]) {
        let weight = weights.f32(&format!("{prefix}.weight"), &[HIDDEN]).unwrap();
        let bias = weights.f32(&format!("{prefix}.bias"), &[HIDDEN]).unwrap();
        let mean = x.iter().sum::<f32>() / HIDDEN as f32;
        let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / HIDDEN as f32;
        for (i, x) in x.iter_mut().enumerate() {
            *x = (*x - mean) / variance.sqrt() * weight[i] + bias[i];
        }
    }

    fn gelu(x: f32) -> f32 {
        0.5 * x * (1.0 + (0.797_884_6 * (x + 0.044_715 * x * x * x)).tanh())
    }

    pub fn encode(weights: &Weights, pieces: &[(u32, u8)], layers: usize) -> Vec<Vec<f32>> {
        let (word, place) = (matrix(weights, "word"), matrix(weights, "place"));
        let shape = matrix(weights, "shape");
        let mut x: Vec<Vec<f32>> = Vec::new();
        for (at, &(id, kind)) in pieces.iter().enumerate() {
            let sum = |i: usize| word[id as usize][i] + place[at][i] + shape[kind as usize][i];
            let mut row: Vec<f32> = (0..HIDDEN).map(sum).collect();
            norm(weights, "norm", &mut row);
            x.push(row);
        }
        for layer in 0..layers {
            let p = |name: &str| format!("layers.{layer}.{name}");
            let qkv = linears(weights, &p("qkv"), &x);
            let mut mixed = vec![vec![0.0; HIDDEN]; x.len()];
            for (head, r) in (0..12).flat_map(|head| (0..qkv.len()).map(move |r| (head, r))) {
                let part = |r: usize, k: usize| &qkv[r][k * HIDDEN + head * 32..][..32];
                let score =
                    |s: usize| part(r, 0).iter().zip(part(s, 1)).map(|(a, b)| a * b).sum::<f32>() / 32f32.sqrt();
                let scores: Vec<f32> = (0..qkv.len()).map(score).collect();
                let best = scores.iter().fold(f32::MIN, |a, &b| a.max(b));
                let total: f32 = scores.iter().map(|s| (s - best).exp()).sum();
                for (s, score) in scores.iter().enumerate() {
                    for (i, v) in part(s, 2).iter().enumerate() {
                        mixed[r][head * 32 + i] += (score - best).exp() / total * v;
                    }
                }
            }
            add_norm(weights, &p("norm1"), &mut x, linears(weights, &p("out"), &mixed));
            let mut inner = linears(weights, &p("up"), &x);
            inner.iter_mut().flatten().for_each(|x| *x = gelu(*x));
            add_norm(weights, &p("norm2"), &mut x, linears(weights, &p("down"), &inner));
        }
        x
    }

    fn add_norm(weights: &Weights, prefix: &str, x: &mut [Vec<f32>], y: Vec<Vec<f32>>) {
        for (x, y) in x.iter_mut().zip(y) {
            x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
            norm(weights, prefix, x);
        }
    }
}
