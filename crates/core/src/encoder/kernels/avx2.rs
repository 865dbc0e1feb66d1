//! The matrix product on 256-bit registers: by `vpdpbusd` where AVX-VNNI is there, else by 16-bit products.

use std::arch::x86_64::*;

use super::{PANEL, Product};

/// # Safety
/// `Product::check` must have held.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn multiply(p: &mut Product) {
    for panel in 0..p.panels {
        let mut r = 0;
        while r < p.rows {
            // SAFETY: the caller vouches for the bounds, and each call takes no more rows than are left.
            unsafe {
                match p.rows - r {
                    4.. => r += tile::<4>(p, r, panel),
                    2.. => r += tile::<2>(p, r, panel),
                    _ => r += tile::<1>(p, r, panel),
                }
            }
        }
    }
}

/// # Safety
/// `Product::check` must have held.
#[target_feature(enable = "avx2,avxvnni")]
pub(super) unsafe fn multiply_vnni(p: &mut Product) {
    for panel in 0..p.panels {
        let mut r = 0;
        while r < p.rows {
            // SAFETY: the caller vouches for the bounds, and each call takes no more rows than are left.
            unsafe {
                match p.rows - r {
                    6.. => r += tile_vnni::<6>(p, r, panel),
                    2.. => r += tile_vnni::<2>(p, r, panel),
                    _ => r += tile_vnni::<1>(p, r, panel),
                }
            }
        }
    }
}

/// Bytes at even and at odd places are widened to 16 bits apart, so that no sum of two products can saturate, as it
/// would in `vpmaddubsw`.
///
/// # Safety
/// `Product::check` must have held; rows `r..r + R` and panel `panel` must exist.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn tile<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    // SAFETY: `a` is read at rows below `rows` and bytes below `inner`; `b` within one panel, of which `check` knows
    // that it holds 16 times `inner` bytes; `out` is written within rows of `out_stride` numbers.
    unsafe {
        let rows: [*const u8; R] = std::array::from_fn(|i| p.a.as_ptr().wrapping_add((r + i) * p.a_stride));
        let b = p.b.as_ptr().add(panel * p.b_stride);
        let low = _mm256_set1_epi16(0xff);
        let mut sums = [[_mm256_setzero_si256(); 2]; R];
        for k in (0..p.inner).step_by(4) {
            let b0 = _mm256_loadu_si256(b.wrapping_add(k << 4).cast());
            let b1 = _mm256_loadu_si256(b.wrapping_add((k << 4) | 32).cast());
            let even = [
                _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b0)),
                _mm256_srai_epi16::<8>(_mm256_slli_epi16::<8>(b1)),
            ];
            let odd = [_mm256_srai_epi16::<8>(b0), _mm256_srai_epi16::<8>(b1)];
            for (sum, row) in sums.iter_mut().zip(rows) {
                let x = _mm256_set1_epi32(row.wrapping_add(k).cast::<i32>().read_unaligned());
                let (x0, x1) = (_mm256_and_si256(x, low), _mm256_srli_epi16::<8>(x));
                for h in 0..2 {
                    sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(x0, even[h]));
                    sum[h] = _mm256_add_epi32(sum[h], _mm256_madd_epi16(x1, odd[h]));
                }
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let out = p.out.as_mut_ptr().add((r + i) * p.out_stride + panel * PANEL);
            _mm256_storeu_si256(out.cast(), sum[0]);
            _mm256_storeu_si256(out.add(8).cast(), sum[1]);
        }
    }
    R
}

/// # Safety
/// `Product::check` must have held; rows `r..r + R` and panel `panel` must exist.
#[inline]
#[target_feature(enable = "avx2,avxvnni")]
unsafe fn tile_vnni<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    // SAFETY: as in `tile`.
    unsafe {
        let rows: [*const u8; R] = std::array::from_fn(|i| p.a.as_ptr().wrapping_add((r + i) * p.a_stride));
        let b = p.b.as_ptr().add(panel * p.b_stride);
        let mut sums = [[_mm256_setzero_si256(); 2]; R];
        for k in (0..p.inner).step_by(4) {
            let b0 = _mm256_loadu_si256(b.wrapping_add(k << 4).cast());
            let b1 = _mm256_loadu_si256(b.wrapping_add((k << 4) | 32).cast());
            for (sum, row) in sums.iter_mut().zip(rows) {
                let x = _mm256_set1_epi32(row.wrapping_add(k).cast::<i32>().read_unaligned());
                sum[0] = _mm256_dpbusd_avx_epi32(sum[0], x, b0);
                sum[1] = _mm256_dpbusd_avx_epi32(sum[1], x, b1);
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let out = p.out.as_mut_ptr().add((r + i) * p.out_stride + panel * PANEL);
            _mm256_storeu_si256(out.cast(), sum[0]);
            _mm256_storeu_si256(out.add(8).cast(), sum[1]);
        }
    }
    R
}
