//! The float passes between the integer products, written once for every instruction set.
//!
//! Loops over independent numbers are left to the vectoriser; sums and extremes run in sixteen fixed lanes that are
//! folded in a fixed order, so that no width of registers changes a bit. There is no fused multiply-add.

/// Lanes of every sum and extreme.
pub(super) const LANES: usize = 16;
/// Adding this to a float between -2^22 and 2^22 leaves the nearest integer in the low bits, ties to even.
pub(super) const ROUND: f32 = 12_582_912.0;
/// LayerNorm's epsilon, as BERT has it.
const EPSILON: f32 = 1e-12;

/// A matrix by rows: `width` numbers each, `stride` apart.
pub(crate) struct Rows<T> {
    pub data: T,
    pub stride: usize,
    pub width: usize,
}

/// Sums of an integer product, rows `stride` apart.
#[derive(Clone, Copy)]
pub(crate) struct Acc<'a> {
    pub data: &'a [i32],
    pub stride: usize,
}

/// What turns the integer sums of some columns into numbers.
#[derive(Clone, Copy)]
pub(crate) struct Columns<'a> {
    /// Scale of each column's weights.
    pub scale: &'a [f32],
    /// Sum of each column's integer weights.
    pub sum: &'a [f32],
    /// Added last.
    pub bias: &'a [f32],
}

/// Rows as unsigned bytes, `stride` apart: a number is `scale * (value - zero)`.
pub(crate) struct Quantised<'a> {
    pub values: &'a mut [u8],
    pub stride: usize,
    pub scale: &'a mut [f32],
    pub zero: &'a mut [f32],
}

/// Quantises each row over its own range, which is widened to hold zero. As many rows as `to.scale` has.
#[inline(always)]
pub(crate) fn quantise(x: Rows<&[f32]>, to: &mut Quantised) {
    let scales = to.scale.iter_mut().zip(&mut *to.zero);
    for ((x, values), (scale, zero)) in x.data.chunks(x.stride).zip(to.values.chunks_mut(to.stride)).zip(scales) {
        (*scale, *zero) = quantise_row(&x[..x.len().min(values.len())], values);
    }
}

/// `acc` as numbers: `(acc - zero * sum) * column scale * scale + bias`. As many rows as `scale` has.
#[inline(always)]
pub(crate) fn dequantise(acc: Acc, columns: Columns, scale: &[f32], zero: &[f32], out: Rows<&mut [f32]>) {
    let width = out.width;
    let rows = acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(scale.iter().zip(zero));
    for ((acc, out), (&scale, &zero)) in rows {
        dequantise_row(&acc[..width], columns, scale, zero, &mut out[..width]);
    }
}

/// [`dequantise`], then GELU.
#[inline(always)]
pub(crate) fn dequantise_gelu(acc: Acc, columns: Columns, scale: &[f32], zero: &[f32], out: Rows<&mut [f32]>) {
    let width = out.width;
    let rows = acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(scale.iter().zip(zero));
    for ((acc, out), (&scale, &zero)) in rows {
        let out = &mut out[..width];
        dequantise_row(&acc[..width], columns, scale, zero, out);
        for x in out {
            *x = gelu(*x);
        }
    }
}

/// `x = norm(x + y)`, and the result quantised where that is asked. Rows of `x.width` numbers; those of `y` lie
/// without gaps.
#[inline(always)]
pub(crate) fn add_norm(
    x: Rows<&mut [f32]>,
    y: Option<&[f32]>,
    weight: &[f32],
    bias: &[f32],
    mut to: Option<&mut Quantised>,
) {
    for (r, row) in x.data.chunks_mut(x.stride).enumerate() {
        let row = &mut row[..x.width];
        if let Some(y) = y {
            for (x, y) in row.iter_mut().zip(&y[r * x.width..][..x.width]) {
                *x += y;
            }
        }
        norm_row(row, weight, bias);
        if let Some(to) = &mut to {
            (to.scale[r], to.zero[r]) = quantise_row(row, &mut to.values[r * to.stride..][..x.width]);
        }
    }
}

/// A product of floats, for small heads: `out[r][n] = x[r] . weight[n] + bias[n]`, `x.width` numbers each.
#[inline(always)]
pub(crate) fn float_product(x: Rows<&[f32]>, weight: &[f32], bias: &[f32], out: Rows<&mut [f32]>) {
    for (row, out) in x.data.chunks(x.stride).zip(out.data.chunks_mut(out.stride)) {
        for ((out, weight), bias) in out.iter_mut().zip(weight.chunks(x.width)).zip(bias) {
            *out = dot(&row[..x.width], weight) + bias;
        }
    }
}

/// x * Phi(x), with Phi the distribution function of the normal distribution, to within 4.1e-5 everywhere.
///
/// It is max(x, 0) less x * (1 - Phi(x)) of the absolute value, which is next to nothing above 4.2 and a polynomial
/// below.
#[inline(always)]
pub(super) fn gelu(x: f32) -> f32 {
    const C: [f32; 11] = [
        -5.346644726955674e-08,
        0.5002153515815735,
        -0.40193119645118713,
        0.014357861131429672,
        0.03251054883003235,
        0.04567297548055649,
        -0.0469820462167263,
        0.01805855520069599,
        -0.0036123369354754686,
        0.0003770609910134226,
        -1.6326559489243664e-05,
    ];
    let a = x.abs();
    let a = if a < 4.2 { a } else { 4.2 };
    let mut tail = C[10];
    tail = tail * a + C[9];
    tail = tail * a + C[8];
    tail = tail * a + C[7];
    tail = tail * a + C[6];
    tail = tail * a + C[5];
    tail = tail * a + C[4];
    tail = tail * a + C[3];
    tail = tail * a + C[2];
    tail = tail * a + C[1];
    tail = tail * a + C[0];
    (if x > 0.0 { x } else { 0.0 }) - tail
}

/// 2^x for x from -120 to 120, to within 3.2e-6 of the value.
#[inline(always)]
pub(super) fn exp2(x: f32) -> f32 {
    let rounded = x + ROUND;
    let f = x - (rounded - ROUND);
    let mut p = 0.009_685_709;
    p = p * f + 0.055_922_024;
    p = p * f + 0.240_218_65;
    p = p * f + 0.693_121_f32;
    p = p * f + 1.000_000_1;
    f32::from_bits(p.to_bits().wrapping_add(rounded.to_bits() << 23))
}

#[inline(always)]
pub(super) fn less(a: f32, b: f32) -> f32 {
    if a < b { a } else { b }
}

#[inline(always)]
pub(super) fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Folds lanes in halves, always in this order.
#[inline(always)]
pub(super) fn fold(mut lanes: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for i in 0..half {
            lanes[i] = f(lanes[i], lanes[i + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// Fills `lanes` with `f(lane, x)` over all of `x`, number `i` going to lane `i % 16`.
#[inline(always)]
pub(super) fn accumulate(x: &[f32], mut lanes: [f32; LANES], f: impl Fn(f32, f32) -> f32) -> [f32; LANES] {
    let (chunks, rest) = x.as_chunks::<LANES>();
    for chunk in chunks {
        for i in 0..LANES {
            lanes[i] = f(lanes[i], chunk[i]);
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(rest) {
        *lane = f(*lane, x);
    }
    lanes
}

/// The nearest integer of a number between 0 and 255.
#[inline(always)]
pub(super) fn to_byte(x: f32) -> u8 {
    (x + ROUND).to_bits() as u8
}

/// What to multiply by so that `range` becomes `steps`; 0 for a range that is empty or no number.
#[inline(always)]
pub(super) fn steps_per(range: f32, steps: f32) -> f32 {
    let inverse = steps / range;
    if range > 0.0 && inverse.is_finite() { inverse } else { 0.0 }
}

#[inline(always)]
fn quantise_row(x: &[f32], values: &mut [u8]) -> (f32, f32) {
    let low = fold(accumulate(x, [0.0; LANES], less), less);
    let high = fold(accumulate(x, [0.0; LANES], greater), greater);
    let steps = steps_per(high - low, 255.0);
    let zero = (ROUND - low * steps) - ROUND;
    for (&x, value) in x.iter().zip(values) {
        *value = to_byte(greater(less(x * steps + zero, 255.0), 0.0));
    }
    ((high - low) / 255.0, zero)
}

#[inline(always)]
fn dequantise_row(acc: &[i32], columns: Columns, scale: f32, zero: f32, out: &mut [f32]) {
    let n = acc.len();
    let (weight, sum, bias, out) = (&columns.scale[..n], &columns.sum[..n], &columns.bias[..n], &mut out[..n]);
    for i in 0..n {
        out[i] = (acc[i] as f32 - zero * sum[i]) * weight[i] * scale + bias[i];
    }
}

#[inline(always)]
fn norm_row(row: &mut [f32], weight: &[f32], bias: &[f32]) {
    let n = row.len();
    let (weight, bias) = (&weight[..n], &bias[..n]);
    let mean = fold(accumulate(row, [0.0; LANES], |sum, x| sum + x), |a, b| a + b) / n as f32;
    for x in row.iter_mut() {
        *x -= mean;
    }
    let variance = fold(accumulate(row, [0.0; LANES], |sum, x| sum + x * x), |a, b| a + b) / n as f32;
    let inverse = 1.0 / (variance + EPSILON).sqrt();
    for i in 0..n {
        row[i] = row[i] * inverse * weight[i] + bias[i];
    }
}

#[inline(always)]
fn dot(x: &[f32], y: &[f32]) -> f32 {
    let (a, b) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (x, y) in a.0.iter().zip(b.0) {
        for i in 0..LANES {
            lanes[i] += x[i] * y[i];
        }
    }
    for (lane, (x, y)) in lanes.iter_mut().zip(a.1.iter().zip(b.1)) {
        *lane += x * y;
    }
    fold(lanes, |a, b| a + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// erf by its series, in double precision.
    fn phi(x: f64) -> f64 {
        let (mut term, mut sum, mut n) = (x, x, 0.0);
        while term.abs() > 1e-17 {
            n += 1.0;
            term *= -x * x / (2.0 * n);
            sum += term / (2.0 * n + 1.0);
        }
        0.5 + sum / (2.0 * std::f64::consts::PI).sqrt()
    }

    #[test]
    fn gelu_is_near_the_exact_one() {
        for i in -6000..=6000 {
            let x = i as f32 / 1000.0;
            let exact = f64::from(x) * phi(f64::from(x));
            assert!((f64::from(gelu(x)) - exact).abs() < 4.1e-5, "{x}");
        }
        assert!((gelu(1e6) - 1e6).abs() < 1e-4 && gelu(-1e6).abs() < 1e-4);
    }

    #[test]
    fn exp2_is_near_the_exact_one() {
        for i in -120_000..=0 {
            let x = i as f32 / 1000.0;
            let exact = f64::from(x).exp2();
            assert!((f64::from(exp2(x)) / exact - 1.0).abs() < 3.2e-6, "{x}");
        }
    }

    #[test]
    fn bytes_stay_in_range() {
        for x in [&[0.0; 4][..], &[1e30, -1e30], &[f32::MAX, f32::MIN], &[1e-40], &[f32::NAN, f32::INFINITY, -1.0]] {
            let mut values = vec![0; x.len()];
            let (scale, zero) = quantise_row(x, &mut values);
            for (&x, &v) in x.iter().zip(&values) {
                if x.abs() < 1e31 {
                    assert!(((f32::from(v) - zero) * scale - x).abs() <= scale * 0.51 + 1e-30 || scale.is_infinite(), "{x} {v}");
                }
            }
        }
    }
}
