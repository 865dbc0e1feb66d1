//! The matrix product by `vpdpbusd` on 512-bit registers: eight rows times two panels at once.

use std::arch::x86_64::*;
use std::mem::transmute;

use super::{PANEL, Product};

pub(super) fn available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vnni")
        && is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("fma")
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
pub(super) fn multiply(p: &mut Product) {
    for panel in (0..p.panels).step_by(2) {
        let mut r = 0;
        while r < p.rows {
            r += match p.rows - r {
                8.. => tile::<8>(p, r, panel),
                4.. => tile::<4>(p, r, panel),
                2.. => tile::<2>(p, r, panel),
                _ => tile::<1>(p, r, panel),
            };
        }
    }
}

/// Rows `r..r + R` times panels `panel` and `panel + 1`; answers R.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
fn tile<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    let steps = p.inner / 4;
    let rows: [&[[u8; 4]]; R] = std::array::from_fn(|i| &p.a[(r + i) * p.a_stride..].as_chunks().0[..steps]);
    let first = &p.b[panel * p.b_stride..].as_chunks::<64>().0[..steps];
    let second = &p.b[(panel + 1) * p.b_stride..].as_chunks::<64>().0[..steps];
    let mut sums = [[_mm512_setzero_si512(); 2]; R];
    for k in 0..steps {
        // SAFETY: twice 64 bytes are two registers.
        let [b0, b1] = unsafe { transmute::<[[i8; 64]; 2], [__m512i; 2]>([first[k], second[k]]) };
        for (sum, row) in sums.iter_mut().zip(&rows) {
            let x = _mm512_set1_epi32(i32::from_le_bytes(row[k]));
            sum[0] = _mm512_dpbusd_epi32(sum[0], x, b0);
            sum[1] = _mm512_dpbusd_epi32(sum[1], x, b1);
        }
    }
    for (i, sum) in sums.into_iter().enumerate() {
        // SAFETY: two registers of sixteen numbers each.
        let sum = unsafe { transmute::<[__m512i; 2], [i32; 2 * PANEL]>(sum) };
        p.out[(r + i) * p.out_stride + panel * PANEL..][..2 * PANEL].copy_from_slice(&sum);
    }
    R
}
