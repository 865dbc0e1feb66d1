//! Sixteen floats on the registers of AVX2 and of AVX-512.

use super::{LANES, Lanes, ROUND};
use std::arch::x86_64::*;
use std::mem::transmute;

/// Two registers of AVX2.
#[derive(Clone, Copy)]
pub(in super::super) struct Wide(__m256, __m256);

/// One register of AVX-512.
#[derive(Clone, Copy)]
pub(in super::super) struct Wider(__m512);

/// The body as an unsafe block.
macro_rules! on {
    ($body:expr) => {
        // SAFETY: the dispatch uses this type only where its instructions were detected; arrays and
        // registers that become one another are of one size.
        unsafe { $body }
    };
}

/// Eight, four, two, one.
macro_rules! fold {
    ($eight:expr, $four:ident) => {{
        let eight = $eight;
        let four = $four(_mm256_castps256_ps128(eight), _mm256_extractf128_ps::<1>(eight));
        let two = $four(four, _mm_movehl_ps(four, four));
        _mm_cvtss_f32($four(two, _mm_shuffle_ps::<0b01>(two, two)))
    }};
}

impl Lanes for Wide {
    #[inline(always)]
    fn splat(x: f32) -> Wide {
        on!(Wide(_mm256_set1_ps(x), _mm256_set1_ps(x)))
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Wide {
        on!({
            let [low, high] = transmute::<[f32; LANES], [__m256; 2]>(*x);
            Wide(low, high)
        })
    }
    #[inline(always)]
    fn load_integers(x: &[i32; LANES]) -> Wide {
        on!({
            let [low, high] = transmute::<[i32; LANES], [__m256i; 2]>(*x);
            Wide(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high))
        })
    }
    #[inline(always)]
    fn load_difference(x: &[i32; LANES], y: &[i32; LANES]) -> Wide {
        on!({
            let x = transmute::<[i32; LANES], [__m256i; 2]>(*x);
            let y = transmute::<[i32; LANES], [__m256i; 2]>(*y);
            let (low, high) = (_mm256_sub_epi32(x[0], y[0]), _mm256_sub_epi32(x[1], y[1]));
            Wide(_mm256_cvtepi32_ps(low), _mm256_cvtepi32_ps(high))
        })
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = on!(transmute::<[__m256; 2], [f32; LANES]>([self.0, self.1]));
    }
    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; LANES]) {
        on!({
            let byte = _mm256_set1_epi32(0xff);
            let round = Wide::splat(ROUND);
            let x = self.plus(round);
            let low = _mm256_and_si256(_mm256_castps_si256(x.0), byte);
            let high = _mm256_and_si256(_mm256_castps_si256(x.1), byte);
            // 16-bit numbers in the order 0-3, 8-11, 4-7, 12-15; then the quarters are put in order.
            let pairs = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_packus_epi32(low, high));
            let bytes = _mm_packus_epi16(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256::<1>(pairs));
            *to = transmute::<__m128i, [u8; LANES]>(bytes);
        })
    }
    #[inline(always)]
    fn plus(self, y: Wide) -> Wide {
        on!(Wide(_mm256_add_ps(self.0, y.0), _mm256_add_ps(self.1, y.1)))
    }
    #[inline(always)]
    fn minus(self, y: Wide) -> Wide {
        on!(Wide(_mm256_sub_ps(self.0, y.0), _mm256_sub_ps(self.1, y.1)))
    }
    #[inline(always)]
    fn times(self, y: Wide) -> Wide {
        on!(Wide(_mm256_mul_ps(self.0, y.0), _mm256_mul_ps(self.1, y.1)))
    }
    #[inline(always)]
    fn times_plus(self, y: Wide, z: Wide) -> Wide {
        on!(Wide(_mm256_fmadd_ps(self.0, y.0, z.0), _mm256_fmadd_ps(self.1, y.1, z.1)))
    }
    #[inline(always)]
    fn lesser(self, y: Wide) -> Wide {
        on!(Wide(_mm256_min_ps(self.0, y.0), _mm256_min_ps(self.1, y.1)))
    }
    #[inline(always)]
    fn greater(self, y: Wide) -> Wide {
        on!(Wide(_mm256_max_ps(self.0, y.0), _mm256_max_ps(self.1, y.1)))
    }
    #[inline(always)]
    fn abs(self) -> Wide {
        on!({
            let sign = _mm256_set1_ps(-0.0);
            Wide(_mm256_andnot_ps(sign, self.0), _mm256_andnot_ps(sign, self.1))
        })
    }
    #[inline(always)]
    fn times_power(self, rounded: Wide) -> Wide {
        on!({
            let power = _mm256_slli_epi32::<23>(_mm256_castps_si256(rounded.0));
            let low = _mm256_add_epi32(_mm256_castps_si256(self.0), power);
            let power = _mm256_slli_epi32::<23>(_mm256_castps_si256(rounded.1));
            let high = _mm256_add_epi32(_mm256_castps_si256(self.1), power);
            Wide(_mm256_castsi256_ps(low), _mm256_castsi256_ps(high))
        })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        on!(fold!(_mm256_add_ps(self.0, self.1), _mm_add_ps))
    }
    #[inline(always)]
    fn least(self) -> f32 {
        on!(fold!(_mm256_min_ps(self.0, self.1), _mm_min_ps))
    }
    #[inline(always)]
    fn greatest(self) -> f32 {
        on!(fold!(_mm256_max_ps(self.0, self.1), _mm_max_ps))
    }
}

impl Lanes for Wider {
    #[inline(always)]
    fn splat(x: f32) -> Wider {
        on!(Wider(_mm512_set1_ps(x)))
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Wider {
        on!(Wider(transmute::<[f32; LANES], __m512>(*x)))
    }
    #[inline(always)]
    fn load_integers(x: &[i32; LANES]) -> Wider {
        on!(Wider(_mm512_cvtepi32_ps(transmute::<[i32; LANES], __m512i>(*x))))
    }
    #[inline(always)]
    fn load_difference(x: &[i32; LANES], y: &[i32; LANES]) -> Wider {
        on!({
            let x = transmute::<[i32; LANES], __m512i>(*x);
            let y = transmute::<[i32; LANES], __m512i>(*y);
            Wider(_mm512_cvtepi32_ps(_mm512_sub_epi32(x, y)))
        })
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = on!(transmute::<__m512, [f32; LANES]>(self.0));
    }
    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; LANES]) {
        on!({
            let x = _mm512_castps_si512(_mm512_add_ps(self.0, _mm512_set1_ps(ROUND)));
            *to = transmute::<__m128i, [u8; LANES]>(_mm512_cvtepi32_epi8(x));
        })
    }
    #[inline(always)]
    fn plus(self, y: Wider) -> Wider {
        on!(Wider(_mm512_add_ps(self.0, y.0)))
    }
    #[inline(always)]
    fn minus(self, y: Wider) -> Wider {
        on!(Wider(_mm512_sub_ps(self.0, y.0)))
    }
    #[inline(always)]
    fn times(self, y: Wider) -> Wider {
        on!(Wider(_mm512_mul_ps(self.0, y.0)))
    }
    #[inline(always)]
    fn times_plus(self, y: Wider, z: Wider) -> Wider {
        on!(Wider(_mm512_fmadd_ps(self.0, y.0, z.0)))
    }
    #[inline(always)]
    fn lesser(self, y: Wider) -> Wider {
        on!(Wider(_mm512_min_ps(self.0, y.0)))
    }
    #[inline(always)]
    fn greater(self, y: Wider) -> Wider {
        on!(Wider(_mm512_max_ps(self.0, y.0)))
    }
    #[inline(always)]
    fn abs(self) -> Wider {
        on!(Wider(_mm512_abs_ps(self.0)))
    }
    #[inline(always)]
    fn times_power(self, rounded: Wider) -> Wider {
        on!({
            let power = _mm512_slli_epi32::<23>(_mm512_castps_si512(rounded.0));
            Wider(_mm512_castsi512_ps(_mm512_add_epi32(_mm512_castps_si512(self.0), power)))
        })
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        on!({
            let [low, high] = transmute::<__m512, [__m256; 2]>(self.0);
            fold!(_mm256_add_ps(low, high), _mm_add_ps)
        })
    }
    #[inline(always)]
    fn least(self) -> f32 {
        on!({
            let [low, high] = transmute::<__m512, [__m256; 2]>(self.0);
            fold!(_mm256_min_ps(low, high), _mm_min_ps)
        })
    }
    #[inline(always)]
    fn greatest(self) -> f32 {
        on!({
            let [low, high] = transmute::<__m512, [__m256; 2]>(self.0);
            fold!(_mm256_max_ps(low, high), _mm_max_ps)
        })
    }
}
