//! The matrix product by `vpdpbusd` on 512-bit registers: eight rows times two panels at once.

use std::arch::x86_64::*;

use super::{PANEL, Product};

pub(super) fn available() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512vl")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vnni")
        && is_x86_feature_detected!("avx2")
}

/// # Safety
/// `Product::check` must have held.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
pub(super) unsafe fn multiply(p: &mut Product) {
    for panel in (0..p.panels).step_by(2) {
        let mut r = 0;
        while r < p.rows {
            // SAFETY: the caller vouches for the bounds, and each call takes no more rows than are left.
            unsafe {
                match p.rows - r {
                    8.. => r += tile::<8>(p, r, panel),
                    4.. => r += tile::<4>(p, r, panel),
                    2.. => r += tile::<2>(p, r, panel),
                    _ => r += tile::<1>(p, r, panel),
                }
            }
        }
    }
}

/// # Safety
/// `Product::check` must have held; rows `r..r + R` and panels `panel` and `panel + 1` must exist.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vnni")]
unsafe fn tile<const R: usize>(p: &mut Product, r: usize, panel: usize) -> usize {
    // SAFETY: `a` is read at rows below `rows` and bytes below `inner`; `b` within two panels, of which `check`
    // knows that each holds 16 times `inner` bytes; `out` is written within rows of `out_stride` numbers.
    unsafe {
        let rows: [*const u8; R] = std::array::from_fn(|i| p.a.as_ptr().wrapping_add((r + i) * p.a_stride));
        let b = p.b.as_ptr().add(panel * p.b_stride);
        let next = b.add(p.b_stride);
        let mut sums = [[_mm512_setzero_si512(); 2]; R];
        for k in (0..p.inner).step_by(4) {
            let b0 = _mm512_loadu_si512(b.wrapping_add(k << 4).cast());
            let b1 = _mm512_loadu_si512(next.wrapping_add(k << 4).cast());
            for (sum, row) in sums.iter_mut().zip(rows) {
                let x = _mm512_set1_epi32(row.wrapping_add(k).cast::<i32>().read_unaligned());
                sum[0] = _mm512_dpbusd_epi32(sum[0], x, b0);
                sum[1] = _mm512_dpbusd_epi32(sum[1], x, b1);
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let out = p.out.as_mut_ptr().add((r + i) * p.out_stride + panel * PANEL);
            _mm512_storeu_si512(out.cast(), sum[0]);
            _mm512_storeu_si512(out.add(PANEL).cast(), sum[1]);
        }
    }
    R
}
