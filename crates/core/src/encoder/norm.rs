//! LayerNorm.

use super::kernels::Isa;
use super::kernels::float::{Quantised, Rows};
use super::weights::{ModelError, Weights};

/// Rows brought to mean 0 and variance 1, then scaled and shifted place by place.
#[derive(Debug)]
pub struct LayerNorm {
    isa: Isa,
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl LayerNorm {
    /// Loads `prefix.weight` and `prefix.bias`, both of `width` numbers.
    ///
    /// # Errors
    /// If a tensor is missing or unfit.
    pub fn load(weights: &Weights, prefix: &str, width: usize, isa: Isa) -> Result<LayerNorm, ModelError> {
        Ok(LayerNorm {
            isa,
            weight: weights.f32(&format!("{prefix}.weight"), &[width])?,
            bias: weights.f32(&format!("{prefix}.bias"), &[width])?,
        })
    }

    /// Norms whole rows in place; what is left over at the end is left alone.
    pub fn forward(&self, rows: &mut [f32]) {
        self.add(rows, None, None);
    }

    /// `x = norm(x + y)`, quantised to `to`.
    pub(crate) fn add(&self, x: &mut [f32], y: Option<&[f32]>, to: Option<&mut Quantised>) {
        let width = self.weight.len();
        if width == 0 {
            return;
        }
        let whole = x.len() / width * width;
        let x = Rows { data: &mut x[..whole], stride: width, width };
        self.isa.add_norm(x, y, &self.weight, &self.bias, to);
    }
}
