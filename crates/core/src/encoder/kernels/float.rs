//! The float passes between the integer products, written once for every instruction set.
//!
//! Everything runs in sixteen lanes, also every sum and extreme, which are folded in a fixed order; so no width of
//! registers changes a bit. A multiplication and an addition are fused where it says
//! `times_plus`, on every machine.

use super::lanes::{LANES, Lanes, ROUND};

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

/// Quantises each row over its own range, which is widened to hold zero. As many rows as `to.scale` has; their width
/// is a multiple of 16.
#[inline(always)]
pub(super) fn quantise<V: Lanes>(x: Rows<&[f32]>, to: &mut Quantised) {
    let scales = to.scale.iter_mut().zip(&mut *to.zero);
    for ((x, values), (scale, zero)) in x.data.chunks(x.stride).zip(to.values.chunks_mut(to.stride)).zip(scales) {
        let (mut low, mut high) = (V::splat(0.0), V::splat(0.0));
        for x in x.as_chunks::<LANES>().0 {
            let x = V::load(x);
            low = x.lesser(low);
            high = x.greater(high);
        }
        (*scale, *zero) = quantise_row(x, low, high, values);
    }
}

/// `acc` as numbers: `(acc - zero * sum) * (column scale * scale) + bias`. As many rows as `scale` has.
#[inline(always)]
pub(super) fn dequantise<V: Lanes>(acc: Acc, columns: Columns, scale: &[f32], zero: &[f32], out: Rows<&mut [f32]>) {
    dequantise_then::<V, false>(acc, columns, scale, zero, out);
}

/// [`dequantise`], then GELU.
#[inline(always)]
pub(super) fn dequantise_gelu<V: Lanes>(
    acc: Acc,
    columns: Columns,
    scale: &[f32],
    zero: &[f32],
    out: Rows<&mut [f32]>,
) {
    dequantise_then::<V, true>(acc, columns, scale, zero, out);
}

/// `x = norm(x + y)`, and the result quantised where that is asked. Rows of `x.width` numbers, a multiple of 16; those
/// of `y` lie without gaps.
#[inline(always)]
pub(super) fn add_norm<V: Lanes>(
    x: Rows<&mut [f32]>,
    y: Option<&[f32]>,
    weight: &[f32],
    bias: &[f32],
    mut to: Option<&mut Quantised>,
) {
    let n = V::splat(1.0 / x.width as f32);
    let (weight, bias) = (weight.as_chunks::<LANES>().0, bias.as_chunks::<LANES>().0);
    for (r, row) in x.data.chunks_mut(x.stride).enumerate() {
        let chunks = row[..x.width].as_chunks_mut::<LANES>().0;
        let mut sum = V::splat(0.0);
        if let Some(y) = y {
            for (x, y) in chunks.iter_mut().zip(y[r * x.width..][..x.width].as_chunks::<LANES>().0) {
                let both = V::load(x).plus(V::load(y));
                both.store(x);
                sum = sum.plus(both);
            }
        } else {
            for x in chunks.iter() {
                sum = sum.plus(V::load(x));
            }
        }
        let mean = V::splat(sum.sum()).times(n);
        let mut squares = V::splat(0.0);
        for x in chunks.iter() {
            let x = V::load(x).minus(mean);
            squares = x.times_plus(x, squares);
        }
        let mut variance = [0.0; LANES];
        V::splat(squares.sum()).times(n).store(&mut variance);
        let inverse = V::splat(1.0 / (variance[0] + EPSILON).sqrt());
        let (mut low, mut high) = (V::splat(0.0), V::splat(0.0));
        for ((x, weight), bias) in chunks.iter_mut().zip(weight).zip(bias) {
            let y = V::load(x).minus(mean).times(inverse).times_plus(V::load(weight), V::load(bias));
            y.store(x);
            low = y.lesser(low);
            high = y.greater(high);
        }
        if let Some(to) = &mut to {
            (to.scale[r], to.zero[r]) = quantise_row(row, low, high, &mut to.values[r * to.stride..][..x.width]);
        }
    }
}

/// A product of floats, for small heads: `out[r][n] = x[r] . weight[n] + bias[n]`, `x.width` numbers each.
#[inline(always)]
pub(super) fn float_product<V: Lanes>(x: Rows<&[f32]>, weight: &[f32], bias: &[f32], out: Rows<&mut [f32]>) {
    for (row, out) in x.data.chunks(x.stride).zip(out.data.chunks_mut(out.stride)) {
        for ((out, weight), bias) in out.iter_mut().zip(weight.chunks(x.width)).zip(bias) {
            *out = dot::<V>(&row[..x.width], weight) + bias;
        }
    }
}

/// x * Phi(x), with Phi the distribution function of the normal distribution, to within 7e-5 everywhere.
///
/// It is max(x, 0) less x * (1 - Phi(x)) of the absolute value, which is next to nothing above 4.2 and a polynomial
/// below.
#[inline(always)]
pub(super) fn gelu<V: Lanes>(x: V) -> V {
    #[allow(clippy::excessive_precision, reason = "the shortest digits that give exactly these floats are no clearer")]
    const TAIL: [f32; 11] = [
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
    x.greater(V::splat(0.0)).minus(polynomial(x.abs().lesser(V::splat(4.2)), TAIL))
}

/// 2^x for x from -120 to 120, to within 4e-6 of the value.
#[inline(always)]
pub(super) fn exp2<V: Lanes>(x: V) -> V {
    let rounded = x.plus(V::splat(ROUND));
    let fraction = x.minus(rounded.minus(V::splat(ROUND)));
    polynomial(fraction, [1.000_000_1, 0.693_121, 0.240_218_65, 0.055_922_024, 0.009_685_709]).times_power(rounded)
}

/// The sum of `c[i] * x^i`, by Horner's rule.
#[inline(always)]
fn polynomial<V: Lanes, const N: usize>(x: V, c: [f32; N]) -> V {
    let mut sum = V::splat(c[N - 1]);
    for i in (0..N - 1).rev() {
        sum = sum.times_plus(x, V::splat(c[i]));
    }
    sum
}

/// What to multiply by so that `range` becomes `steps`; 0 for a range that is empty or no number.
#[inline(always)]
pub(super) fn steps_per(range: f32, steps: f32) -> f32 {
    let inverse = steps / range;
    if range > 0.0 && inverse.is_finite() { inverse } else { 0.0 }
}

/// Quantises a row whose extremes, lane by lane, are known.
#[inline(always)]
fn quantise_row<V: Lanes>(x: &[f32], low: V, high: V, values: &mut [u8]) -> (f32, f32) {
    let (low, high) = (low.least(), high.greatest());
    let steps = steps_per(high - low, 255.0);
    let zero = (ROUND - low * steps) - ROUND;
    let (by, plus, least, most) = (V::splat(steps), V::splat(zero), V::splat(0.0), V::splat(255.0));
    for (x, values) in x.as_chunks::<LANES>().0.iter().zip(values.as_chunks_mut::<LANES>().0) {
        V::load(x).times_plus(by, plus).lesser(most).greater(least).store_bytes(values);
    }
    ((high - low) / 255.0, zero)
}

#[inline(always)]
fn dequantise_then<V: Lanes, const GELU: bool>(
    acc: Acc,
    columns: Columns,
    scale: &[f32],
    zero: &[f32],
    out: Rows<&mut [f32]>,
) {
    let (width, n) = (out.width, out.width.div_ceil(LANES));
    let weight = &columns.scale.as_chunks::<LANES>().0[..n];
    let sum = &columns.sum.as_chunks::<LANES>().0[..n];
    let bias = &columns.bias.as_chunks::<LANES>().0[..n];
    let rows = acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(scale.iter().zip(zero));
    for ((acc, out), (&scale, &zero)) in rows {
        let acc = &acc.as_chunks::<LANES>().0[..n];
        let (whole, rest) = out[..width].as_chunks_mut::<LANES>();
        let (scale, zero) = (V::splat(scale), V::splat(-zero));
        for i in 0..n {
            let exact = zero.times_plus(V::load(&sum[i]), V::load_integers(&acc[i]));
            let x = exact.times_plus(V::load(&weight[i]).times(scale), V::load(&bias[i]));
            let x = if GELU { gelu(x) } else { x };
            if let Some(out) = whole.get_mut(i) {
                x.store(out);
            } else {
                let mut last = [0.0; LANES];
                x.store(&mut last);
                rest.copy_from_slice(&last[..rest.len()]);
            }
        }
    }
}

#[inline(always)]
fn dot<V: Lanes>(x: &[f32], y: &[f32]) -> f32 {
    let (x, y) = (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    let mut sum = V::splat(0.0);
    for (x, y) in x.0.iter().zip(y.0) {
        sum = V::load(x).times_plus(V::load(y), sum);
    }
    x.1.iter().zip(y.1).fold(sum.sum(), |sum, (x, y)| sum + x * y)
}

#[cfg(test)]
mod tests {
    use super::super::lanes::Plain;
    use super::*;

    fn one(f: impl Fn(Plain) -> Plain, x: f32) -> f32 {
        f(Plain::splat(x)).greatest()
    }

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
            let error = (f64::from(one(gelu, x)) - exact).abs();
            assert!(error < 7e-5, "{x} {error}");
        }
        assert!((one(gelu, 1e6) - 1e6).abs() < 1e-4 && one(gelu, -1e6).abs() < 1e-4);
    }

    #[test]
    fn exp2_is_near_the_exact_one() {
        for i in -120_000..=0 {
            let x = i as f32 / 1000.0;
            let exact = f64::from(x).exp2();
            assert!((f64::from(one(exp2, x)) / exact - 1.0).abs() < 4e-6, "{x}");
        }
    }

    #[test]
    fn bytes_stay_in_range() {
        for pair in
            [[0.0, 0.0], [1e30, -1e30], [f32::MAX, f32::MIN], [1e-40, 0.0], [f32::NAN, f32::INFINITY], [-3.0, -1.0]]
        {
            let x: Vec<f32> = pair.into_iter().cycle().take(LANES).collect();
            let (mut values, mut scale, mut zero) = (vec![0; LANES], [0.0], [0.0]);
            let mut to = Quantised { values: &mut values, stride: LANES, scale: &mut scale, zero: &mut zero };
            quantise::<Plain>(Rows { data: &x, stride: LANES, width: LANES }, &mut to);
            for (&x, &v) in x.iter().zip(&values) {
                if x.abs() < 1e31 {
                    assert!(((f32::from(v) - zero[0]) * scale[0] - x).abs() <= scale[0] * 0.51 + 1e-30, "{x} {v}");
                }
            }
        }
    }
}
