//! Sixteen floats at once, on whatever registers there are.
//!
//! Each operation is that of IEEE 754 or of integers and gives the same bits everywhere. The types are named only by
//! the dispatch in `passes`, which runs them on processors that have their instructions.

/// Lanes of a vector, and of every sum and extreme.
pub(super) const LANES: usize = 16;
/// Adding this to a float between -2^22 and 2^22 leaves the nearest integer in the low bits, ties to even.
pub(super) const ROUND: f32 = 12_582_912.0;

/// Sixteen floats.
pub(super) trait Lanes: Copy {
    fn splat(x: f32) -> Self;
    fn load(x: &[f32; LANES]) -> Self;
    fn load_integers(x: &[i32; LANES]) -> Self;
    /// `x - y` as floats.
    fn load_difference(x: &[i32; LANES], y: &[i32; LANES]) -> Self;
    fn store(self, to: &mut [f32; LANES]);
    /// The nearest integers, of numbers from -128 to 255, as their low bytes.
    fn store_bytes(self, to: &mut [u8; LANES]);
    fn plus(self, y: Self) -> Self;
    fn minus(self, y: Self) -> Self;
    fn times(self, y: Self) -> Self;
    /// `self * y + z`, rounded once.
    fn times_plus(self, y: Self, z: Self) -> Self;
    /// `if self < y { self } else { y }`
    fn lesser(self, y: Self) -> Self;
    /// `if self > y { self } else { y }`
    fn greater(self, y: Self) -> Self;
    fn abs(self) -> Self;
    /// Multiplies by 2^n, n being the integer in the low bits of `rounded`.
    fn times_power(self, rounded: Self) -> Self;

    /// The sum of all lanes: halves are added, lane by lane, until one is left.
    fn sum(self) -> f32;
    /// The least lane, folded like [`Lanes::sum`].
    fn least(self) -> f32;
    /// The greatest lane, folded like [`Lanes::sum`].
    fn greatest(self) -> f32;
}

/// The reference, in plain Rust.
#[derive(Clone, Copy)]
pub(super) struct Plain([f32; LANES]);

impl Plain {
    #[inline(always)]
    fn with(self, y: Plain, f: impl Fn(f32, f32) -> f32) -> Plain {
        Plain(std::array::from_fn(|i| f(self.0[i], y.0[i])))
    }
}

impl Plain {
    #[inline(always)]
    fn fold(mut self, f: impl Fn(f32, f32) -> f32) -> f32 {
        let mut half = LANES / 2;
        while half > 0 {
            for i in 0..half {
                self.0[i] = f(self.0[i], self.0[i + half]);
            }
            half /= 2;
        }
        self.0[0]
    }
}

impl Lanes for Plain {
    #[inline(always)]
    fn splat(x: f32) -> Plain {
        Plain([x; LANES])
    }
    #[inline(always)]
    fn load(x: &[f32; LANES]) -> Plain {
        Plain(*x)
    }
    #[inline(always)]
    fn load_integers(x: &[i32; LANES]) -> Plain {
        Plain(x.map(|x| x as f32))
    }
    #[inline(always)]
    fn load_difference(x: &[i32; LANES], y: &[i32; LANES]) -> Plain {
        Plain(std::array::from_fn(|i| x[i].wrapping_sub(y[i]) as f32))
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn store_bytes(self, to: &mut [u8; LANES]) {
        *to = self.0.map(|x| (x + ROUND).to_bits() as u8);
    }
    #[inline(always)]
    fn plus(self, y: Plain) -> Plain {
        self.with(y, |a, b| a + b)
    }
    #[inline(always)]
    fn minus(self, y: Plain) -> Plain {
        self.with(y, |a, b| a - b)
    }
    #[inline(always)]
    fn times(self, y: Plain) -> Plain {
        self.with(y, |a, b| a * b)
    }
    #[inline(always)]
    fn times_plus(self, y: Plain, z: Plain) -> Plain {
        Plain(std::array::from_fn(|i| self.0[i].mul_add(y.0[i], z.0[i])))
    }
    #[inline(always)]
    fn lesser(self, y: Plain) -> Plain {
        self.with(y, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn greater(self, y: Plain) -> Plain {
        self.with(y, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn abs(self) -> Plain {
        Plain(self.0.map(f32::abs))
    }
    #[inline(always)]
    fn times_power(self, rounded: Plain) -> Plain {
        self.with(rounded, |p, n| f32::from_bits(p.to_bits().wrapping_add(n.to_bits() << 23)))
    }
    #[inline(always)]
    fn sum(self) -> f32 {
        self.fold(|a, b| a + b)
    }
    #[inline(always)]
    fn least(self) -> f32 {
        self.fold(|a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn greatest(self) -> f32 {
        self.fold(|a, b| if a > b { a } else { b })
    }
}

#[cfg(target_arch = "x86_64")]
mod x86;
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{Wide, Wider};

#[cfg(target_arch = "aarch64")]
mod arm;
#[cfg(target_arch = "aarch64")]
pub(super) use arm::Four;
