//! How alike two statements are as sentences: the cosine of their embeddings by all-MiniLM-L6-v2 (Reimers and Gurevych
//! 2019). It tells that two speak of one matter; it cannot tell "will" from "will not".

use serde::{Deserialize, Serialize};

use super::judge::{Room, Side};
use crate::encoder::{Encoder, HIDDEN, Isa, ModelError, Weights};
use crate::reading::model::WEIGHTS as WORDS;

pub(crate) static WEIGHTS: &[u8] = include_bytes!("../../../../models/embedder.safetensors");

/// The model that embeds sentences. Pure and single-threaded, as the judge is.
pub struct Embedder {
    encoder: Encoder,
}

/// A sentence's place among others, scaled to bytes so that a million of them can be held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vector {
    parts: Vec<i8>,
    /// The square of its length.
    square: i32,
}

impl Embedder {
    /// The embedder whose weights lie in the program, for the best instruction set of this machine.
    ///
    /// # Errors
    /// If the weights are not what this version expects: a fault of the build, not of any input.
    pub fn embedded() -> Result<Embedder, ModelError> {
        let (weights, words) = (Weights::parse(WEIGHTS)?, Weights::parse(WORDS)?);
        Ok(Embedder { encoder: Encoder::load(&weights, &words, Isa::detect())? })
    }

    /// The vectors of sides, in their order; what is known of a statement beside its words does not count.
    pub fn vectors(&self, sides: &[&Side], room: &mut Room) -> Vec<Vector> {
        let (pieces, lengths, scratch) = room.sentences(sides);
        let rows = self.encoder.forward(pieces, lengths, scratch);
        let mut from = 0;
        let each = lengths.iter().map(|&length| {
            let of = &rows[from * HIDDEN..(from + length) * HIDDEN];
            from += length;
            Vector::of(of)
        });
        each.collect()
    }
}

impl Vector {
    /// That of nothing, which is like nothing.
    pub const NOWHERE: Vector = Vector { parts: Vec::new(), square: 0 };

    /// The direction of the mean of some rows.
    fn of(rows: &[f32]) -> Vector {
        let mut sum = [0.0_f32; HIDDEN];
        for row in rows.chunks_exact(HIDDEN) {
            sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let length = libm::sqrtf(sum.iter().map(|x| x * x).sum());
        // The largest part of a unit vector of this size is far below a half.
        let part = |x: &f32| (x / length.max(1e-9) * 254.0).clamp(-127.0, 127.0).round_ties_even() as i8;
        let parts: Vec<i8> = sum.iter().map(part).collect();
        Vector { square: dot(&parts, &parts), parts }
    }

    /// The cosine of the angle between two, -1 to 1; 0 where one is empty.
    pub fn likeness(&self, other: &Vector) -> f32 {
        let norm = libm::sqrtf(self.square as f32) * libm::sqrtf(other.square as f32);
        if norm > 0.0 { dot(&self.parts, &other.parts) as f32 / norm } else { 0.0 }
    }
}

fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter().zip(b).map(|(x, y)| i32::from(*x) * i32::from(*y)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::judge::Judge;
    use super::*;

    #[test]
    fn one_matter_is_more_alike_than_two() {
        let (judge, embedder) = (Judge::embedded().unwrap(), Embedder::embedded().unwrap());
        let texts =
            ["The ferry was unsafe.", "The boat had been known to be dangerous.", "Taxes on wine will rise in May."];
        let sides = texts.map(|text| judge.sentence(text));
        let vectors = embedder.vectors(&sides.each_ref(), &mut Room::default());
        let [same, other] = [1, 2].map(|k| vectors[0].likeness(&vectors[k]));
        assert!(same > 0.5 && other < 0.2, "{same} {other}");
        assert!((vectors[0].likeness(&vectors[0]) - 1.0).abs() < 1e-6);
        assert_eq!(vectors[0].likeness(&Vector::default()), 0.0);
    }
}
