//! One layer of the encoder: attention, then two linear layers with GELU between, each added to its input and normed.

use super::attention::{self, TRIPLE};
use super::kernels::Isa;
use super::kernels::attend::HEAD;
use super::kernels::float::Rows;
use super::linear::{BLOCK, Packed, Then};
use super::norm::LayerNorm;
use super::weights::{ModelError, Weights};
use super::{HEADS, HIDDEN, INNER, Scratch, Work, groups};

/// A layer, loaded from any prefix.
#[derive(Debug)]
pub struct Layer {
    isa: Isa,
    /// Head by head: query, key, value.
    qkv: Packed,
    out: Packed,
    norm1: LayerNorm,
    up: Packed,
    down: Packed,
    norm2: LayerNorm,
}

impl Layer {
    /// Loads `prefix.qkv`, `.out`, `.norm1`, `.up`, `.down` and `.norm2`.
    ///
    /// # Errors
    /// If a tensor is missing or unfit.
    pub fn load(weights: &Weights, prefix: &str, isa: Isa) -> Result<Layer, ModelError> {
        let packed = |name: &str, shape| Packed::load(weights, &format!("{prefix}.{name}"), shape, |n| n);
        let norm = |name: &str| LayerNorm::load(weights, &format!("{prefix}.{name}"), HIDDEN, isa);
        let by_head = |n: usize| n % TRIPLE / HEAD * HIDDEN + n / TRIPLE * HEAD + n % HEAD;
        Ok(Layer {
            isa,
            qkv: Packed::load(weights, &format!("{prefix}.qkv"), [3 * HIDDEN, HIDDEN], by_head)?,
            out: packed("out", [HIDDEN, HIDDEN])?,
            norm1: norm("norm1")?,
            up: packed("up", [INNER, HIDDEN])?,
            down: packed("down", [HIDDEN, INNER])?,
            norm2: norm("norm2")?,
        })
    }

    /// Runs the layer over `rows` of [`HIDDEN`] numbers in place: as many sequences as `lengths` says lie in them one
    /// after another, and each attends to itself only. Rows that belong to no sequence, and sequences that are not
    /// there in full, are cut off.
    pub fn forward(&self, rows: &mut [f32], lengths: &[usize], scratch: &mut Scratch) {
        for group in groups(lengths, rows.len() / HIDDEN) {
            let x = &mut rows[group.rows.start * HIDDEN..group.rows.end * HIDDEN];
            let n = group.rows.len();
            let all = Rows { data: &*x, stride: HIDDEN, width: HIDDEN };
            scratch.work.input.quantise(self.isa, all, n, HIDDEN);
            self.run(x, &lengths[group.sequences], &mut scratch.work);
        }
    }

    /// Runs over one group, whose rows `work.input` holds quantised, before and after.
    pub(crate) fn run(&self, x: &mut [f32], lengths: &[usize], work: &mut Work) {
        let n = x.len() / HIDDEN;
        let mixed = work.mixed.get(n * HIDDEN);
        for head in 0..HEADS {
            let triples = work.triples.get(n * TRIPLE);
            for (k, out) in triples.chunks_mut(BLOCK * TRIPLE).enumerate() {
                let rows = work.input.rows(k * BLOCK, out.len() / TRIPLE);
                let out = Rows { data: out, stride: TRIPLE, width: TRIPLE };
                self.qkv.multiply_some(self.isa, rows, head * 6..head * 6 + 6, &mut work.acc, Then::Nothing, out);
            }
            let mut first = 0;
            for &length in lengths {
                let length = length.min(n - first);
                let out = &mut mixed[first * HIDDEN..(first + length) * HIDDEN];
                let out = Rows { data: out.get_mut(head * HEAD..).unwrap_or_default(), stride: HIDDEN, width: HEAD };
                attention::attend(self.isa, &triples[first * TRIPLE..(first + length) * TRIPLE], out, &mut work.room);
                first += length;
            }
        }
        for (k, x) in x.chunks_mut(BLOCK * HIDDEN).enumerate() {
            let (first, n) = (k * BLOCK, x.len() / HIDDEN);
            let mixed = Rows { data: &mixed[first * HIDDEN..][..x.len()], stride: HIDDEN, width: HIDDEN };
            work.middle.quantise(self.isa, mixed, n, HIDDEN);
            let y = work.y.get(x.len());
            self.out.multiply(self.isa, work.middle.rows(0, n), &mut work.acc, Then::Nothing, y);
            self.norm1.add(x, Some(y), Some(&mut work.middle.rows_mut(0, n)));

            let inner = work.inner.get(n * INNER);
            self.up.multiply(self.isa, work.middle.rows(0, n), &mut work.acc, Then::Gelu, inner);
            work.middle.quantise(self.isa, Rows { data: inner, stride: INNER, width: INNER }, n, INNER);
            self.down.multiply(self.isa, work.middle.rows(0, n), &mut work.acc, Then::Nothing, y);
            self.norm2.add(x, Some(y), Some(&mut work.input.rows_mut(first, n)));
        }
    }
}
