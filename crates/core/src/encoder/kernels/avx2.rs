//! The matrix product on 256-bit registers: by `vpdpbusd` where AVX-VNNI is there, else by 16-bit products.

use std::arch::x86_64::*;
use std::mem::transmute;

use super::{PANEL, Product};

#[target_feature(enable = "avx2")]
pub(super) fn multiply(p: &mut Product) {
    for panel in 0..p.panels {
        let mut r = 0;
        while r < p.rows {
            r += match p.rows - r {
                4.. => tile::<4>(p, r, panel),
                2.. => tile::<2>(p, r, panel),
                _ => tile::<1>(p, r, panel),
            };
        }
    }
}

#[target_feature(enable = "avx2,avxvnni")]
pub(super) fn multiply_vnni(p: &mut Product) {
    for panel in 0..p.panels {
        let mut r = 0;
        while r < p.rows {
            r += match p.rows - r {
                6.. => tile_vnni::<6>(p, r, panel),
                4.. => tile_vnni::<4>(p, r, panel),
                2.. => tile_vnni::<2>(p, r, panel),
                _ => tile_vnni::<1>(p, r, panel),
            };
        }
    }
}

/// Rows `r..r + R` times one panel; answers R.
///
/// Bytes at even and at odd places are widened to 16 bits apart, so that no sum of two products can saturate, as it
/// would in `vpmaddubsw`.
#[inline]
#[target_feature(enable = "avx2")]
fn tile<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    let (rows, panels) = operands::<R>(p, r, panel);
    let low = _mm256_set1_epi16(0xff);
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for k in 0..panels.len() {
        // SAFETY: 64 bytes are twice 32 bytes.
        let [b0, b1] = unsafe { transmute::<[i8; 64], [__m256i; 2]>(panels[k]) };
        let even =
            [_mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b0)), _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b1))];
        let odd = [_mm256_srai_epi16::<8>(b0), _mm256_srai_epi16::<8>(b1)];
        for (sum, row) in sums.iter_mut().zip(&rows) {
            let x = _mm256_set1_epi32(i32::from_le_bytes(row[k]));
            let (x0, x1) = (_mm256_and_si256(x, low), _mm256_srli_epi16::<8>(x));
            for h in 0..2 {
                sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(x0, even[h]));
                sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(x1, odd[h]));
            }
        }
    }
    for (i, sum) in sums.into_iter().enumerate() {
        // SAFETY: two registers of eight numbers each.
        let sum = unsafe { transmute::<[__m256i; 2], [i32; PANEL]>(sum) };
        p.out[(r + i) * p.out_stride + panel * PANEL..][..PANEL].copy_from_slice(&sum);
    }
    R
}

/// As [`tile`].
#[inline]
#[target_feature(enable = "avx2,avxvnni")]
fn tile_vnni<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    let (rows, panels) = operands::<R>(p, r, panel);
    let mut sums = [[_mm256_setzero_si256(); 2]; R];
    for k in 0..panels.len() {
        // SAFETY: 64 bytes are twice 32 bytes.
        let [b0, b1] = unsafe { transmute::<[i8; 64], [__m256i; 2]>(panels[k]) };
        for (sum, row) in sums.iter_mut().zip(&rows) {
            let x = _mm256_set1_epi32(i32::from_le_bytes(row[k]));
            sum[0] = _mm256_dpbusd_avx_epi32(sum[0], x, b0);
            sum[1] = _mm256_dpbusd_avx_epi32(sum[1], x, b1);
        }
    }
    for (i, sum) in sums.into_iter().enumerate() {
        // SAFETY: two registers of eight numbers each.
        let sum = unsafe { transmute::<[__m256i; 2], [i32; PANEL]>(sum) };
        p.out[(r + i) * p.out_stride + panel * PANEL..][..PANEL].copy_from_slice(&sum);
    }
    R
}

/// The rows by fours and the panel by sixteen fours, equally many.
#[inline(always)]
fn operands<'a, const R: usize>(p: &Product<'a>, r: usize, panel: usize) -> ([&'a [[u8; 4]]; R], &'a [[i8; 64]]) {
    let steps = p.inner / 4;
    let rows = std::array::from_fn(|i| &p.a[(r + i) * p.a_stride..].as_chunks().0[..steps]);
    (rows, &p.b[panel * p.b_stride..].as_chunks().0[..steps])
}
