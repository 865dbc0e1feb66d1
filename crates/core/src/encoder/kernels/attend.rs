//! The passes of attention: queries, keys and values become bytes, products become weights.

use super::float::{Acc, Rows, exp2, steps_per};
use super::lanes::{LANES, Lanes, ROUND};

/// Length of a query, key or value.
pub(crate) const HEAD: usize = 32;
/// Bytes of a packed query: a full row of a tile, of which the second half stays zero.
pub(crate) const QUERY: usize = 64;
/// log2(e) / sqrt(HEAD)
const SCORE: f32 = std::f32::consts::LOG2_E * 0.176_776_69;

/// Queries as bytes about 128, each over its own range. As many as `scale` has.
#[inline(always)]
pub(super) fn pack_queries<V: Lanes>(x: Rows<&[f32]>, packed: &mut [u8], scale: &mut [f32]) {
    for ((x, packed), scale) in x.data.chunks(x.stride).zip(packed.chunks_mut(QUERY)).zip(scale) {
        let (Some(x), [a, b, ..]) = (halves::<V>(x), packed.as_chunks_mut::<LANES>().0) else { return };
        let largest = x[0].abs().greater(x[1].abs()).greatest();
        let (steps, middle) = (V::splat(steps_per(largest, 127.0)), V::splat(128.0));
        x[0].times_plus(steps, middle).store_bytes(a);
        x[1].times_plus(steps, middle).store_bytes(b);
        *scale = largest / 127.0 * SCORE;
    }
}

/// Keys as the columns of a product, each over its own range; `offset` is what the queries' 128 adds to each sum.
/// Scales and offsets beyond the last key are zero.
#[inline(always)]
pub(super) fn pack_keys<V: Lanes>(
    x: Rows<&[f32]>,
    packed: &mut [i8],
    stride: usize,
    scale: &mut [f32],
    offset: &mut [i32],
) {
    scale.fill(0.0);
    offset.fill(0);
    for (n, (x, (scale, offset))) in x.data.chunks(x.stride).zip(scale.iter_mut().zip(offset)).enumerate() {
        let Some(x) = halves::<V>(x) else { return };
        let largest = x[0].abs().greater(x[1].abs()).greatest();
        let steps = V::splat(steps_per(largest, 127.0));
        let (x, round) = ([x[0].times(steps), x[1].times(steps)], V::splat(ROUND));
        let sum = x[0].plus(round).minus(round).plus(x[1].plus(round).minus(round)).sum();
        let mut bytes = [[0u8; LANES]; 2];
        x[0].store_bytes(&mut bytes[0]);
        x[1].store_bytes(&mut bytes[1]);
        let panel = packed[n / 16 * stride..][..HEAD * 16].as_chunks_mut::<64>().0;
        for (four, to) in bytes.as_flattened().as_chunks::<4>().0.iter().zip(panel) {
            to.as_chunks_mut::<4>().0[n % 16] = four.map(|b| b as i8);
        }
        *offset = sum as i32 * 128;
        *scale = largest / 127.0;
    }
}

/// Values as the columns of a product, one a place of the head, each over its own range in the sequence. Rows are
/// taken in fours; missing ones are zero, up to a multiple of 64.
#[inline(always)]
pub(super) fn pack_values<V: Lanes>(x: Rows<&[f32]>, packed: &mut [i8], stride: usize, scale: &mut [f32]) {
    let mut largest = [V::splat(0.0); 2];
    let mut count = 0;
    for x in x.data.chunks(x.stride) {
        let Some(x) = halves::<V>(x) else { break };
        largest = [x[0].abs().greater(largest[0]), x[1].abs().greater(largest[1])];
        count += 1;
    }
    let mut steps = [[0f32; LANES]; 2];
    for (largest, (steps, scale)) in largest.iter().zip(steps.iter_mut().zip(scale.as_chunks_mut::<LANES>().0)) {
        largest.store(scale);
        *steps = scale.map(|largest| steps_per(largest, 127.0));
        *scale = scale.map(|largest| largest / 127.0);
    }
    let steps = [V::load(&steps[0]), V::load(&steps[1])];
    let mut rows = x.data.chunks(x.stride);
    let (first, second) = packed.split_at_mut(stride);
    let panels = first.as_chunks_mut::<64>().0.iter_mut().zip(second.as_chunks_mut::<64>().0);
    for (first, second) in panels.take(usize::next_multiple_of(count, 64) / 4) {
        let mut bytes = [[[0u8; LANES]; 2]; 4];
        for [a, b] in &mut bytes {
            if let Some(x) = rows.next()
                && let Some(x) = halves::<V>(x)
            {
                x[0].times(steps[0]).store_bytes(a);
                x[1].times(steps[1]).store_bytes(b);
            }
        }
        for (half, panel) in [first, second].into_iter().enumerate() {
            let [a, b, c, d] = &bytes;
            let each = a[half].iter().zip(&b[half]).zip(c[half].iter().zip(&d[half]));
            for (to, ((a, b), (c, d))) in panel.as_chunks_mut::<4>().0.iter_mut().zip(each) {
                // By shifts, since a compiler turns these into vectors.
                let four = u32::from(*a) | u32::from(*b) << 8 | u32::from(*c) << 16 | u32::from(*d) << 24;
                *to = four.to_le_bytes().map(|byte| byte as i8);
            }
        }
    }
}

/// Products of queries and keys become weights: 255 for the best key of a row, less for the others, none beyond
/// `out.width`; rows of `out` are padded with zeros to their stride. `sum` receives what to divide by.
///
/// Keys have scales and offsets, which are zero beyond the last, up to the next multiple of 16.
#[inline(always)]
pub(super) fn softmax<V: Lanes>(
    acc: Acc,
    query_scale: &[f32],
    key_scale: &[f32],
    key_offset: &[i32],
    out: Rows<&mut [u8]>,
    sum: &mut [f32],
) {
    /// Scores of so many keys are held at once, in vectors.
    const MOST: usize = 1024 / LANES;
    let n = out.width.div_ceil(LANES).min(MOST);
    let (key_scale, key_offset) = (key_scale.as_chunks::<LANES>().0, key_offset.as_chunks::<LANES>().0);
    let keys = key_scale[..n].iter().zip(&key_offset[..n]);
    let mut beyond = [0.0; LANES];
    beyond.iter_mut().skip((out.width - 1) % LANES + 1).for_each(|x| *x = -1e30);
    let beyond = V::load(&beyond);
    let mut scores = [V::splat(0.0); MOST];
    let rows = acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(query_scale.iter().zip(sum));
    for ((acc, out), (&query_scale, sum)) in rows {
        let scores = &mut scores[..n];
        for ((score, acc), (scale, offset)) in scores.iter_mut().zip(acc.as_chunks::<LANES>().0).zip(keys.clone()) {
            *score = V::load_difference(acc, offset).times(V::load(scale));
        }
        scores[n - 1] = scores[n - 1].plus(beyond);
        let mut best = V::splat(f32::MIN);
        for score in scores.iter() {
            best = score.greater(best);
        }
        let best = V::splat(best.greatest());
        let (scale, least, most) = (V::splat(query_scale), V::splat(-30.0), V::splat(255.0));
        let (weights, rest) = out.as_chunks_mut::<LANES>().0.split_at_mut(n);
        let mut total = V::splat(0.0);
        for (score, weights) in scores.iter().zip(weights) {
            let weight = exp2(score.minus(best).times(scale).greater(least)).times(most);
            weight.store_bytes(weights);
            total = total.plus(weight.plus(V::splat(ROUND)).minus(V::splat(ROUND)));
        }
        rest.as_flattened_mut().fill(0);
        *sum = total.sum();
    }
}

/// Products of weights and values become numbers. As many rows as `sum` has.
#[inline(always)]
pub(super) fn weigh_values<V: Lanes>(acc: Acc, sum: &[f32], scale: &[f32], out: Rows<&mut [f32]>) {
    for ((acc, out), &sum) in acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(sum) {
        let inverse = V::splat(steps_per(sum, 1.0));
        let places = acc.as_chunks::<LANES>().0.iter().zip(scale.as_chunks::<LANES>().0);
        for (out, (acc, scale)) in out[..HEAD].as_chunks_mut::<LANES>().0.iter_mut().zip(places) {
            V::load_integers(acc).times(V::load(scale).times(inverse)).store(out);
        }
    }
}

/// The first 32 numbers.
#[inline(always)]
fn halves<V: Lanes>(x: &[f32]) -> Option<[V; 2]> {
    match x.as_chunks::<LANES>().0 {
        [a, b, ..] => Some([V::load(a), V::load(b)]),
        _ => None,
    }
}
