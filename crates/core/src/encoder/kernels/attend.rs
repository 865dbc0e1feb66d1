//! The passes of attention: queries, keys and values become bytes, products become weights.

use super::float::{Acc, LANES, ROUND, Rows, accumulate, exp2, fold, greater, steps_per, to_byte};

/// Length of a query, key or value.
pub(crate) const HEAD: usize = 32;
/// Bytes of a packed query: a full row of a tile, of which the second half stays zero.
pub(crate) const QUERY: usize = 64;
/// log2(e) / sqrt(HEAD)
const SCORE: f32 = std::f32::consts::LOG2_E * 0.176_776_69;

/// Queries as bytes about 128, each over its own range. As many as `scale` has.
#[inline(always)]
pub(crate) fn pack_queries(x: Rows<&[f32]>, packed: &mut [u8], scale: &mut [f32]) {
    for ((x, packed), scale) in x.data.chunks(x.stride).zip(packed.chunks_mut(QUERY)).zip(scale) {
        let Some((x, packed)) = x.first_chunk::<HEAD>().zip(packed.first_chunk_mut::<HEAD>()) else { return };
        let largest = fold(accumulate(x, [0.0; LANES], |a, b| greater(a, b.abs())), greater);
        let steps = steps_per(largest, 127.0);
        for (&x, packed) in x.iter().zip(packed) {
            *packed = to_byte(x * steps + 128.0);
        }
        *scale = largest / 127.0 * SCORE;
    }
}

/// Keys as the columns of a product, each over its own range; `offset` is what the queries' 128 adds to each sum.
#[inline(always)]
pub(crate) fn pack_keys(x: Rows<&[f32]>, packed: &mut [i8], stride: usize, scale: &mut [f32], offset: &mut [i32]) {
    for (n, (x, (scale, offset))) in x.data.chunks(x.stride).zip(scale.iter_mut().zip(offset)).enumerate() {
        let Some(x) = x.first_chunk::<HEAD>() else { return };
        let largest = fold(accumulate(x, [0.0; LANES], |a, b| greater(a, b.abs())), greater);
        let steps = steps_per(largest, 127.0);
        let mut bytes = [0i8; HEAD];
        for (&x, byte) in x.iter().zip(&mut bytes) {
            *byte = (x * steps + ROUND).to_bits() as i8;
        }
        let panel = &mut packed[n / 16 * stride..][..HEAD * 16];
        for (four, to) in bytes.as_chunks::<4>().0.iter().zip(panel.as_chunks_mut::<64>().0) {
            to[n % 16 * 4..][..4].copy_from_slice(four);
        }
        *offset = bytes.iter().map(|&b| i32::from(b)).sum::<i32>() * 128;
        *scale = largest / 127.0;
    }
}

/// Values as the columns of a product, one a place of the head, each over its own range in the sequence. Rows are
/// taken in fours; missing ones are zero, up to a multiple of 64.
#[inline(always)]
pub(crate) fn pack_values(x: Rows<&[f32]>, packed: &mut [i8], stride: usize, scale: &mut [f32]) {
    let row = |r: usize| x.data.get(r * x.stride..).and_then(|x| x.first_chunk::<HEAD>());
    let mut largest = [0f32; HEAD];
    let mut count = 0;
    while let Some(x) = row(count) {
        for i in 0..HEAD {
            largest[i] = greater(largest[i], x[i].abs());
        }
        count += 1;
    }
    let mut steps = [0f32; HEAD];
    for i in 0..HEAD {
        steps[i] = steps_per(largest[i], 127.0);
        scale[i] = largest[i] / 127.0;
    }
    let (first, second) = packed.split_at_mut(stride);
    let panels = first.as_chunks_mut::<64>().0.iter_mut().zip(second.as_chunks_mut::<64>().0);
    for (g, (first, second)) in panels.take(count.next_multiple_of(64) / 4).enumerate() {
        let mut bytes = [0u32; HEAD];
        for k in 0..4 {
            let x = row(g * 4 + k).unwrap_or(&[0.0; HEAD]);
            for i in 0..HEAD {
                bytes[i] |= ((x[i] * steps[i] + ROUND).to_bits() & 0xff) << (8 * k);
            }
        }
        for (panel, bytes) in [first, second].into_iter().zip(bytes.as_chunks::<16>().0) {
            for (to, four) in panel.as_chunks_mut::<4>().0.iter_mut().zip(bytes) {
                *to = four.to_le_bytes().map(|b| b as i8);
            }
        }
    }
}

/// Products of queries and keys become weights: 255 for the best key of a row, less for the others, none beyond
/// `out.width`; rows of `out` are padded with zeros to their stride. `sum` receives what to divide by.
#[inline(always)]
pub(crate) fn softmax(
    acc: Acc,
    query_scale: &[f32],
    key_scale: &[f32],
    key_offset: &[i32],
    out: Rows<&mut [u8]>,
    sum: &mut [f32],
) {
    /// Scores of so many keys are held at once.
    const MOST: usize = 1024;
    let n = out.width.min(MOST);
    let (key_scale, key_offset) = (&key_scale[..n], &key_offset[..n]);
    let mut scores = [0f32; MOST];
    let scores = &mut scores[..n];
    let rows = acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(query_scale.iter().zip(sum));
    for ((acc, out), (&query_scale, sum)) in rows {
        let acc = &acc[..n];
        for i in 0..n {
            scores[i] = acc[i].wrapping_sub(key_offset[i]) as f32 * key_scale[i];
        }
        let best = fold(accumulate(scores, [f32::MIN; LANES], greater), greater);
        let (weights, rest) = out.split_at_mut(n);
        for (&score, weight) in scores.iter().zip(weights.iter_mut()) {
            *weight = to_byte(exp2(greater((score - best) * query_scale, -30.0)) * 255.0);
        }
        rest.fill(0);
        *sum = weights.iter().map(|&w| u32::from(w)).sum::<u32>() as f32;
    }
}

/// Products of weights and values become numbers. As many rows as `sum` has.
#[inline(always)]
pub(crate) fn weigh_values(acc: Acc, sum: &[f32], scale: &[f32], out: Rows<&mut [f32]>) {
    for ((acc, out), &sum) in acc.data.chunks(acc.stride).zip(out.data.chunks_mut(out.stride)).zip(sum) {
        let inverse = steps_per(sum, 1.0);
        for ((out, &acc), scale) in out[..HEAD].iter_mut().zip(acc).zip(&scale[..HEAD]) {
            *out = acc as f32 * (scale * inverse);
        }
    }
}
