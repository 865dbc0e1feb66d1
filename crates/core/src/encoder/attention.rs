//! One head's attention of one sequence to itself, all in bytes.
//!
//! Queries and keys are quantised row by row, values place by place of the head over the sequence, and the weights
//! of the softmax on a fixed scale on which the best key has 255; their sum is taken after rounding, so that they
//! still add up to one.

use super::buffer::Buffer;
use super::kernels::attend::{HEAD, QUERY};
use super::kernels::float::{Acc, Rows};
use super::kernels::{Isa, PANEL, Product};
use super::linear::BLOCK;

/// Numbers of a row that belong to one head: query, key and value.
pub(crate) const TRIPLE: usize = 3 * HEAD;

/// What is needed while one head attends.
#[derive(Debug, Default)]
pub(crate) struct Room {
    queries: Buffer<u8>,
    query_scale: Buffer<f32>,
    keys: Buffer<i8>,
    key_scale: Buffer<f32>,
    key_offset: Buffer<i32>,
    values: Buffer<i8>,
    value_scale: Buffer<f32>,
    scores: Buffer<i32>,
    weights: Buffer<u8>,
    sum: Buffer<f32>,
    weighed: Buffer<i32>,
}

/// `triples` holds query, key and value of each row, without gaps; `out.data` is written in rows of [`HEAD`] numbers.
pub(crate) fn attend(isa: Isa, triples: &[f32], out: Rows<&mut [f32]>, room: &mut Room) {
    let n = triples.len() / TRIPLE;
    if n == 0 {
        return;
    }
    let part = |k: usize| Rows { data: &triples[k * HEAD..], stride: TRIPLE, width: HEAD };
    let (columns, inner) = (n.next_multiple_of(2 * PANEL), n.next_multiple_of(64));

    let queries = room.queries.get(n.next_multiple_of(16) * QUERY);
    let query_scale = room.query_scale.get(n);
    isa.pack_queries(part(0), queries, query_scale);

    let keys = room.keys.get(columns * QUERY);
    let (key_scale, key_offset) = (room.key_scale.get(columns), room.key_offset.get(columns));
    isa.pack_keys(part(1), keys, QUERY * PANEL, key_scale, key_offset);

    let values = room.values.get(inner * HEAD);
    let value_scale = room.value_scale.get(HEAD);
    isa.pack_values(part(2), values, inner * PANEL, value_scale);

    for (k, out_rows) in out.data.chunks_mut(BLOCK * out.stride).enumerate() {
        let first = k * BLOCK;
        let Some(rows) = n.checked_sub(first).map(|left| left.min(BLOCK)).filter(|&rows| rows > 0) else { break };
        let padded = rows.next_multiple_of(16);
        let scores = room.scores.get(padded * columns);
        isa.multiply(&mut Product {
            a: &queries[first * QUERY..],
            a_stride: QUERY,
            rows,
            inner: HEAD,
            b: keys,
            b_stride: QUERY * PANEL,
            panels: columns / PANEL,
            out: scores,
            out_stride: columns,
        });
        let weights = room.weights.get(padded * inner);
        let sum = room.sum.get(rows);
        let acc = Acc { data: scores, stride: columns };
        let rounded = Rows { data: &mut weights[..rows * inner], stride: inner, width: n };
        isa.softmax(acc, &query_scale[first..first + rows], key_scale, key_offset, rounded, sum);
        let weighed = room.weighed.get(padded * HEAD);
        isa.multiply(&mut Product {
            a: weights,
            a_stride: inner,
            rows,
            inner: n.next_multiple_of(4),
            b: values,
            b_stride: inner * PANEL,
            panels: HEAD / PANEL,
            out: weighed,
            out_stride: HEAD,
        });
        let acc = Acc { data: weighed, stride: HEAD };
        isa.weigh_values(acc, sum, value_scale, Rows { data: out_rows, stride: out.stride, width: HEAD });
    }
}
