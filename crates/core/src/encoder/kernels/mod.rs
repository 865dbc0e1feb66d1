//! The instruction sets and what is computed with them: one integer matrix product and a handful of float passes.
//!
//! Invariant: every instruction set gives the same bits. The integer product is exact; the float passes are one
//! source text ([`float`], [`attend`]), compiled once per instruction set, fused where the text says so and nowhere else,
//! and with a fixed order of every sum.
//!
//! All `unsafe` of the crate lives below this module. It rests on two facts: a value of [`Isa`] exists only where
//! the processor has the instructions, and [`Isa::multiply`] checks every bound before a kernel sees a pointer.

pub(crate) mod attend;
pub(crate) mod float;
mod lanes;
mod passes;
mod portable;

#[cfg(target_arch = "x86_64")]
mod amx;
#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;

use std::fmt;

/// Columns of one packed panel of weights.
pub(crate) const PANEL: usize = 16;

/// A set of instructions that this processor has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Isa(Kind);

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    AvxVnni,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Amx,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Isa {
    /// The fastest set that this processor and its operating system offer.
    pub fn detect() -> Isa {
        Isa::all_available().last().copied().unwrap_or(Isa::portable())
    }

    /// Plain Rust, on every machine: the reference for all others.
    pub const fn portable() -> Isa {
        Isa(Kind::Portable)
    }

    /// Every set that this machine offers, from the slowest, which is always [`Isa::portable`], to the fastest.
    pub fn all_available() -> Vec<Isa> {
        let mut all = vec![Isa(Kind::Portable)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                all.push(Isa(Kind::Avx2));
                if is_x86_feature_detected!("avxvnni") {
                    all.push(Isa(Kind::AvxVnni));
                }
            }
            if avx512::available() {
                all.push(Isa(Kind::Avx512));
                if amx::available() {
                    all.push(Isa(Kind::Amx));
                }
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            all.push(Isa(Kind::Neon));
        }
        all
    }

    /// A short name: `portable`, `avx2`, `avx-vnni`, `avx512-vnni`, `amx`, `neon`.
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => "avx-vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "avx512-vnni",
            #[cfg(target_arch = "x86_64")]
            Kind::Amx => "amx",
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => "neon",
        }
    }

    /// A square product of packed bytes, for measuring what the kernel can do: `size` is a multiple of 64, all three
    /// slices have `size * size` numbers.
    #[doc(hidden)]
    pub fn multiply_square(self, a: &[u8], b: &[i8], out: &mut [i32], size: usize) {
        let (panels, b_stride) = (size / PANEL, size * PANEL);
        let mut product =
            Product { a, a_stride: size, rows: size, inner: size, b, b_stride, panels, out, out_stride: size };
        self.multiply(&mut product);
    }

    /// The product of unsigned rows and packed signed columns, exact in 32 bits.
    ///
    /// # Panics
    /// If a slice is shorter than its strides and counts say, which is a mistake of the caller and not of the data.
    pub(crate) fn multiply(self, product: &mut Product) {
        product.check();
        if product.rows == 0 {
            return;
        }
        match self.0 {
            Kind::Portable => portable::multiply(product),
            // SAFETY: an `Isa` of this kind is made only where the feature was detected; `check` has held.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { avx2::multiply(product) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::AvxVnni => unsafe { avx2::multiply_vnni(product) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { avx512::multiply(product) },
            // SAFETY: as above.
            #[cfg(target_arch = "x86_64")]
            Kind::Amx => unsafe { amx::multiply(product) },
            // SAFETY: as above.
            #[cfg(target_arch = "aarch64")]
            Kind::Neon => unsafe { neon::multiply(product) },
        }
    }
}

impl fmt::Debug for Isa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// `out[r][n] = sum over k of rows[r][k] * columns[n][k]`.
///
/// Rows and inner length are padded: kernels may read and write up to the next multiple of 16 rows and read up to
/// the next multiple of 64 of the inner length, where one of the two factors must be zero.
pub(crate) struct Product<'a> {
    /// Rows of unsigned bytes, `a_stride` apart.
    pub a: &'a [u8],
    /// Bytes from one row to the next.
    pub a_stride: usize,
    /// How many rows.
    pub rows: usize,
    /// Inner length; a multiple of 4.
    pub inner: usize,
    /// Panels of 16 columns, `b_stride` bytes apart; within a panel the four bytes `4 g..` of column `n` lie at
    /// `64 g + 4 n`.
    pub b: &'a [i8],
    /// Bytes from one panel to the next.
    pub b_stride: usize,
    /// How many panels; even.
    pub panels: usize,
    /// The result, rows `out_stride` numbers apart.
    pub out: &'a mut [i32],
    /// Numbers from one row of the result to the next.
    pub out_stride: usize,
}

impl Product<'_> {
    fn check(&self) {
        let (rows, inner, width) =
            (self.rows.next_multiple_of(16), self.inner.next_multiple_of(64), self.panels * PANEL);
        assert!(self.inner.is_multiple_of(4) && self.panels.is_multiple_of(2));
        assert!(self.a_stride >= inner && self.b_stride >= inner * PANEL && self.out_stride >= width);
        assert!(self.a.len() >= rows * self.a_stride);
        assert!(self.b.len() >= self.panels * self.b_stride);
        assert!(self.out.len() >= rows * self.out_stride);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naive(p: &Product) -> Vec<i32> {
        let mut out = Vec::new();
        for r in 0..p.rows {
            for n in 0..p.panels * PANEL {
                let panel = &p.b[n / PANEL * p.b_stride..];
                let weight = |k: usize| i32::from(panel[k / 4 * 64 + n % PANEL * 4 + k % 4]);
                out.push((0..p.inner).map(|k| i32::from(p.a[r * p.a_stride + k]) * weight(k)).sum());
            }
        }
        out
    }

    #[track_caller]
    fn check(rows: usize, inner: usize, panels: usize, mut a: impl FnMut() -> u8, mut b: impl FnMut() -> i8) {
        let (a_stride, padded) = (inner.next_multiple_of(64) + 64, rows.next_multiple_of(16));
        let mut left: Vec<u8> = (0..padded * a_stride).map(|_| a()).collect();
        for row in left.chunks_mut(a_stride) {
            row[inner..].fill(0);
        }
        let b_stride = inner.next_multiple_of(64) * PANEL;
        let right: Vec<i8> = (0..panels * b_stride).map(|_| b()).collect();
        let mut expected: Option<Vec<i32>> = None;
        for isa in Isa::all_available() {
            let out_stride = panels * PANEL + 3;
            let mut out = vec![0; padded * out_stride];
            let mut product =
                Product { a: &left, a_stride, rows, inner, b: &right, b_stride, panels, out: &mut out, out_stride };
            isa.multiply(&mut product);
            let expected = expected.get_or_insert_with(|| naive(&product));
            let got: Vec<i32> =
                out.chunks(out_stride).take(rows).flat_map(|row| &row[..panels * PANEL]).copied().collect();
            assert!(got == *expected, "{isa:?} differs at {rows} rows, inner {inner}, {panels} panels");
        }
    }

    #[test]
    fn every_set_gives_the_exact_product() {
        let mut state = 1u64;
        let mut next = move || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as u32
        };
        for (rows, inner, panels) in
            [(1, 4, 2), (3, 32, 4), (7, 64, 2), (16, 100, 6), (17, 384, 2), (33, 192, 2), (47, 36, 10), (64, 1536, 4)]
        {
            let mut other = next;
            check(rows, inner, panels, || next() as u8, move || other() as i8);
        }
    }

    #[test]
    fn extremes_do_not_saturate() {
        check(5, 1536, 2, || 255, || -128);
        check(5, 1536, 2, || 255, || 127);
    }
}
