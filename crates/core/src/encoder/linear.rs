//! A linear layer: weights in bytes, multiplied by activations quantised as they come; or plain floats.

use std::ops::Range;

use super::Scratch;
use super::buffer::Buffer;
use super::kernels::float::{Acc, Columns, Quantised, Rows};
use super::kernels::{Isa, PANEL, Product};
use super::weights::{ModelError, Weights};

/// Rows that go through a product and the passes after it together, so that what lies between stays near.
pub(crate) const BLOCK: usize = 64;
/// Panels of a product whose sums are turned into numbers together.
pub(crate) const CHUNK: usize = 6;

/// `y = x W + b`.
#[derive(Debug)]
pub struct Linear {
    isa: Isa,
    inputs: usize,
    outputs: usize,
    matrix: Matrix,
}

#[derive(Debug)]
enum Matrix {
    Bytes(Packed),
    Floats { weight: Vec<f32>, bias: Vec<f32> },
}

impl Linear {
    /// Loads `prefix.weight` and `prefix.bias`; with `prefix.scale` beside it the weight is of bytes, else of floats.
    ///
    /// # Errors
    /// If a tensor is missing or unfit. The inner length of a weight of bytes must be a multiple of 16.
    pub fn load(weights: &Weights, prefix: &str, isa: Isa) -> Result<Linear, ModelError> {
        let name = format!("{prefix}.weight");
        let &[outputs, inputs] = weights.shape(&name)? else {
            return Err(unfit(name, weights, "a matrix"));
        };
        let matrix = if weights.has(&format!("{prefix}.scale")) {
            Matrix::Bytes(Packed::load(weights, prefix, [outputs, inputs], |n| n)?)
        } else {
            let bias = weights.f32(&format!("{prefix}.bias"), &[outputs])?;
            if inputs == 0 || outputs == 0 {
                return Err(unfit(name, weights, "not empty"));
            }
            Matrix::Floats { weight: weights.f32(&name, &[outputs, inputs])?, bias }
        };
        Ok(Linear { isa, inputs, outputs, matrix })
    }

    /// Numbers of a row that goes in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Numbers of a row that comes out.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// Multiplies `n_rows` rows, which lie without gaps in `rows` and in `out`; only as many as both can hold.
    pub fn forward(&self, rows: &[f32], n_rows: usize, out: &mut [f32], scratch: &mut Scratch) {
        let n_rows = n_rows.min(rows.len() / self.inputs).min(out.len() / self.outputs);
        let (rows, out) = (&rows[..n_rows * self.inputs], &mut out[..n_rows * self.outputs]);
        let packed = match &self.matrix {
            Matrix::Bytes(packed) => packed,
            Matrix::Floats { weight, bias } => {
                let out = Rows { data: out, stride: self.outputs, width: self.outputs };
                return self.isa.float_product(
                    Rows { data: rows, stride: self.inputs, width: self.inputs },
                    weight,
                    bias,
                    out,
                );
            }
        };
        let work = &mut scratch.work;
        for (rows, out) in rows.chunks(BLOCK * self.inputs).zip(out.chunks_mut(BLOCK * self.outputs)) {
            let n = rows.len() / self.inputs;
            let x = Rows { data: rows, stride: self.inputs, width: self.inputs };
            work.middle.quantise(self.isa, x, n, packed.stride);
            packed.multiply(self.isa, work.middle.rows(0, n), &mut work.acc, Then::Nothing, out);
        }
    }
}

/// What follows a product.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Nothing,
    Gelu,
}

/// A weight of bytes, laid out in panels for the integer product.
#[derive(Debug)]
pub(crate) struct Packed {
    panels: Buffer<i8>,
    count: usize,
    inner: usize,
    outputs: usize,
    /// Bytes of a row of activations that fits: the inner length, padded.
    pub(crate) stride: usize,
    scale: Vec<f32>,
    sum: Vec<f32>,
    bias: Vec<f32>,
}

impl Packed {
    /// Loads a weight of `[outputs, inputs]`; output `n` of the result is row `order(n)` of the file.
    pub(crate) fn load(
        weights: &Weights,
        prefix: &str,
        [outputs, inner]: [usize; 2],
        order: impl Fn(usize) -> usize,
    ) -> Result<Packed, ModelError> {
        let name = format!("{prefix}.weight");
        let bytes = weights.i8(&name, &[outputs, inner])?;
        let scale = weights.f32(&format!("{prefix}.scale"), &[outputs])?;
        let bias = weights.f32(&format!("{prefix}.bias"), &[outputs])?;
        // The sums must fit 32 bits.
        if inner == 0 || outputs == 0 || !inner.is_multiple_of(16) || inner > 65_536 {
            return Err(unfit(name, weights, "of an inner length that is a multiple of 16 up to 65536"));
        }
        let count = outputs.div_ceil(PANEL).next_multiple_of(2);
        let stride = inner.next_multiple_of(64);
        let mut packed = Packed {
            panels: Buffer::zeros(count * stride * PANEL),
            count,
            inner,
            outputs,
            stride,
            scale: vec![0.0; count * PANEL],
            sum: vec![0.0; count * PANEL],
            bias: vec![0.0; count * PANEL],
        };
        let panels = packed.panels.get(count * stride * PANEL);
        for n in 0..outputs {
            let from = order(n);
            let row = &bytes[from * inner..][..inner];
            let panel = &mut panels[n / PANEL * stride * PANEL..][..stride * PANEL];
            for (four, to) in row.as_chunks::<4>().0.iter().zip(panel.as_chunks_mut::<64>().0) {
                to.as_chunks_mut::<4>().0[n % PANEL] = four.map(|b| b as i8);
            }
            packed.scale[n] = scale[from];
            packed.bias[n] = bias[from];
            packed.sum[n] = row.iter().map(|&b| i32::from(b as i8)).sum::<i32>() as f32;
        }
        Ok(packed)
    }

    /// All outputs of the rows `x`, which are written to `out` without gaps.
    pub(crate) fn multiply(&self, isa: Isa, x: Activations, acc: &mut Buffer<i32>, then: Then, out: &mut [f32]) {
        for first in (0..self.count).step_by(CHUNK) {
            let last = (first + CHUNK).min(self.count);
            let width = (last * PANEL).min(self.outputs).saturating_sub(first * PANEL);
            let out = Rows { data: &mut out[first * PANEL..], stride: self.outputs, width };
            self.multiply_some(isa, x, first..last, acc, then, out);
        }
    }

    /// The outputs of some panels.
    pub(crate) fn multiply_some(
        &self,
        isa: Isa,
        x: Activations,
        panels: Range<usize>,
        acc: &mut Buffer<i32>,
        then: Then,
        out: Rows<&mut [f32]>,
    ) {
        let (rows, size) = (x.scale.len(), self.stride * PANEL);
        let stride = panels.len() * PANEL;
        let acc = acc.get(rows.next_multiple_of(16) * stride);
        isa.multiply(&mut Product {
            a: x.values,
            a_stride: x.stride,
            rows,
            inner: self.inner,
            b: &self.panels.all()[panels.start * size..panels.end * size],
            b_stride: size,
            panels: panels.len(),
            out: acc,
            out_stride: stride,
        });
        let columns = panels.start * PANEL..panels.end * PANEL;
        let columns =
            Columns { scale: &self.scale[columns.clone()], sum: &self.sum[columns.clone()], bias: &self.bias[columns] };
        let acc = Acc { data: acc, stride };
        match then {
            Then::Nothing => isa.dequantise(acc, columns, x.scale, x.zero, out),
            Then::Gelu => isa.dequantise_gelu(acc, columns, x.scale, x.zero, out),
        }
    }
}

/// Rows that were quantised, padded to sixteen.
#[derive(Clone, Copy)]
pub(crate) struct Activations<'a> {
    values: &'a [u8],
    stride: usize,
    scale: &'a [f32],
    zero: &'a [f32],
}

/// Room for quantised rows.
#[derive(Debug, Default)]
pub(crate) struct Bytes {
    values: Buffer<u8>,
    scale: Buffer<f32>,
    zero: Buffer<f32>,
    stride: usize,
}

impl Bytes {
    /// Makes room for `n` rows of `stride` bytes each.
    pub(crate) fn reserve(&mut self, n: usize, stride: usize) {
        self.stride = stride;
        self.values.get(n.next_multiple_of(16) * stride);
        self.scale.get(n);
        self.zero.get(n);
    }

    /// Quantises `n` rows.
    pub(crate) fn quantise(&mut self, isa: Isa, x: Rows<&[f32]>, n: usize, stride: usize) {
        self.reserve(n, stride);
        isa.quantise(x, &mut self.rows_mut(0, n));
    }

    /// `n` rows from `first`, which is a multiple of 16.
    pub(crate) fn rows(&self, first: usize, n: usize) -> Activations<'_> {
        Activations {
            values: &self.values.all()[first * self.stride..],
            stride: self.stride,
            scale: &self.scale.all()[first..first + n],
            zero: &self.zero.all()[first..first + n],
        }
    }

    /// `n` rows from `first`, to be written.
    pub(crate) fn rows_mut(&mut self, first: usize, n: usize) -> Quantised<'_> {
        Quantised {
            values: &mut self.values.get((first + n) * self.stride)[first * self.stride..],
            stride: self.stride,
            scale: &mut self.scale.get(first + n)[first..],
            zero: &mut self.zero.get(first + n)[first..],
        }
    }
}

fn unfit(name: String, weights: &Weights, wanted: &str) -> ModelError {
    let found = weights.shape(&name).map(|s| format!("of shape {s:?}")).unwrap_or_default();
    ModelError::Unfit { name, found, wanted: wanted.to_owned() }
}
