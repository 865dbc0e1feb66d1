//! The matrix product on NEON: bytes widened to 16 bits, products summed in 32.

use std::arch::aarch64::*;

use super::{PANEL, Product};

/// # Safety
/// `Product::check` must have held.
#[target_feature(enable = "neon")]
pub(super) unsafe fn multiply(p: &mut Product) {
    for panel in 0..p.panels {
        for quarter in 0..4 {
            let mut r = 0;
            while r < p.rows {
                // SAFETY: the caller vouches for the bounds, and each call takes no more rows than are left.
                unsafe {
                    match p.rows - r {
                        4.. => r += tile::<4>(p, r, panel, quarter),
                        _ => r += tile::<1>(p, r, panel, quarter),
                    }
                }
            }
        }
    }
}

/// Four columns: each has a register of four partial sums, one for each of the four bytes that lie together.
///
/// # Safety
/// `Product::check` must have held; rows `r..r + R` and panel `panel` must exist.
#[inline]
#[target_feature(enable = "neon")]
unsafe fn tile<const R: usize>(p: &mut Product, r: usize, panel: usize, quarter: usize) -> usize {
    // SAFETY: `a` is read at rows below `rows` and bytes below `inner`; `b` within one panel, of which `check` knows
    // that it holds 16 times `inner` bytes; `out` is written within rows of `out_stride` numbers.
    unsafe {
        let rows: [*const u8; R] = std::array::from_fn(|i| p.a.as_ptr().wrapping_add((r + i) * p.a_stride));
        let b = p.b.as_ptr().add(panel * p.b_stride + quarter * 16);
        let mut sums = [[vdupq_n_s32(0); 4]; R];
        for k in (0..p.inner).step_by(4) {
            let bytes = vld1q_s8(b.wrapping_add(k << 4));
            let (low, high) = (vmovl_s8(vget_low_s8(bytes)), vmovl_s8(vget_high_s8(bytes)));
            for (sum, row) in sums.iter_mut().zip(rows) {
                let four = row.wrapping_add(k).cast::<u32>().read_unaligned();
                let x = vget_low_s16(vreinterpretq_s16_u16(vmovl_u8(vcreate_u8(u64::from(four)))));
                sum[0] = vmlal_s16(sum[0], x, vget_low_s16(low));
                sum[1] = vmlal_s16(sum[1], x, vget_high_s16(low));
                sum[2] = vmlal_s16(sum[2], x, vget_low_s16(high));
                sum[3] = vmlal_s16(sum[3], x, vget_high_s16(high));
            }
        }
        for (i, sum) in sums.iter().enumerate() {
            let out = p.out.as_mut_ptr().add((r + i) * p.out_stride + panel * PANEL + quarter * 4);
            vst1q_s32(out, vpaddq_s32(vpaddq_s32(sum[0], sum[1]), vpaddq_s32(sum[2], sum[3])));
        }
    }
    R
}
