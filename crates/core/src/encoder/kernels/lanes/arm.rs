//! Sixteen floats on the registers of NEON.

use super::{LANES, Lanes, ROUND};
use std::arch::aarch64::*;
use std::mem::transmute;

/// Four registers of NEON.
#[derive(Clone, Copy)]
pub(in super::super) struct Four([float32x4_t; 4]);

/// The same for each of the four registers.
macro_rules! each {
    (|$($x:ident),*| $body:expr) => {{
        // SAFETY: the dispatch uses this type only where NEON was detected.
        let one = |i: usize| { $(let $x = $x.0[i];)* unsafe { $body } };
        Four([one(0), one(1), one(2), one(3)])
    }};
}

/// Eight, four, two, one.
macro_rules! fold {
    ($x:expr, |$a:ident, $b:ident| $four:expr, $two:expr) => {{
        let x = $x.0;
        // SAFETY: as above.
        unsafe {
            let four = |$a: float32x4_t, $b: float32x4_t| $four;
            let x = four(four(x[0], x[2]), four(x[1], x[3]));
            let two = |$a: float32x2_t, $b: float32x2_t| $two;
            let x = two(vget_low_f32(x), vget_high_f32(x));
            vget_lane_f32::<0>(two(x, vdup_lane_f32::<1>(x)))
        }
    }};
}

impl Lanes for Four {
    #[inline(always)]
    fn splat(x: f32) -> Four {
        // SAFETY: as above.
        Four([unsafe { vdupq_n_f32(x) }; 4])
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Four {
        // SAFETY: sixteen numbers are four registers.
        Four(unsafe { transmute::<[f32; LANES], [float32x4_t; 4]>(*x) })
    }
    #[inline(always)]
    fn load_integers(x: &[i32; LANES]) -> Four {
        // SAFETY: as above.
        Four(unsafe { transmute::<[i32; LANES], [int32x4_t; 4]>(*x).map(|x| vcvtq_f32_s32(x)) })
    }
    #[inline(always)]
    fn load_difference(x: &[i32; LANES], y: &[i32; LANES]) -> Four {
        let mut difference = [0; LANES];
        for i in 0..LANES {
            difference[i] = x[i].wrapping_sub(y[i]);
        }
        Four::load_integers(&difference)
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: as above.
        *to = unsafe { transmute::<[float32x4_t; 4], [f32; LANES]>(self.0) };
    }
    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; LANES]) {
        let rounded = self.plus(Four::splat(ROUND)).0;
        // SAFETY: as above; narrowing keeps the low bytes.
        unsafe {
            let narrow = |x: float32x4_t| vmovn_u32(vreinterpretq_u32_f32(x));
            let low = vmovn_u16(vcombine_u16(narrow(rounded[0]), narrow(rounded[1])));
            let high = vmovn_u16(vcombine_u16(narrow(rounded[2]), narrow(rounded[3])));
            *to = transmute::<[uint8x8_t; 2], [u8; LANES]>([low, high]);
        }
    }
    #[inline(always)]
    fn plus(self, y: Four) -> Four {
        let x = self;
        each!(|x, y| vaddq_f32(x, y))
    }
    #[inline(always)]
    fn minus(self, y: Four) -> Four {
        let x = self;
        each!(|x, y| vsubq_f32(x, y))
    }
    #[inline(always)]
    fn times(self, y: Four) -> Four {
        let x = self;
        each!(|x, y| vmulq_f32(x, y))
    }
    #[inline(always)]
    fn times_plus(self, y: Four, z: Four) -> Four {
        let x = self;
        each!(|x, y, z| vfmaq_f32(z, x, y))
    }
    #[inline(always)]
    fn lesser(self, y: Four) -> Four {
        let x = self;
        each!(|x, y| vbslq_f32(vcltq_f32(x, y), x, y))
    }
    #[inline(always)]
    fn greater(self, y: Four) -> Four {
        let x = self;
        each!(|x, y| vbslq_f32(vcgtq_f32(x, y), x, y))
    }
    #[inline(always)]
    fn abs(self) -> Four {
        let x = self;
        each!(|x| vabsq_f32(x))
    }
    #[inline(always)]
    fn times_power(self, rounded: Four) -> Four {
        let p = self;
        each!(|p, rounded| {
            let power = vshlq_n_u32::<23>(vreinterpretq_u32_f32(rounded));
            vreinterpretq_f32_u32(vaddq_u32(vreinterpretq_u32_f32(p), power))
        })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        fold!(self, |a, b| vaddq_f32(a, b), vadd_f32(a, b))
    }
    #[inline(always)]
    fn least(self) -> f32 {
        fold!(self, |a, b| vbslq_f32(vcltq_f32(a, b), a, b), vbsl_f32(vclt_f32(a, b), a, b))
    }
    #[inline(always)]
    fn greatest(self) -> f32 {
        fold!(self, |a, b| vbslq_f32(vcgtq_f32(a, b), a, b), vbsl_f32(vcgt_f32(a, b), a, b))
    }
}
