//! The float passes, compiled once for each width of registers.

use super::attend;
use super::float::{self, Acc, Columns, Quantised, Rows};
use super::lanes::*;
use super::{Isa, Kind};

macro_rules! passes {
    ($(fn $module:ident::$name:ident($($arg:ident: $type:ty),* $(,)?);)*) => {
        impl Isa {
            $(pub(crate) fn $name(self, $($arg: $type),*) {
                match self.0 {
                    Kind::Portable => $module::$name::<Plain>($($arg),*),
                    // SAFETY: an `Isa` of this kind is made only where AVX2 was detected.
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx2 | Kind::AvxVnni => unsafe { wide::$name($($arg),*) },
                    // SAFETY: an `Isa` of this kind is made only where these parts of AVX-512 were detected.
                    #[cfg(target_arch = "x86_64")]
                    Kind::Avx512 | Kind::Amx => unsafe { wider::$name($($arg),*) },
                    #[cfg(target_arch = "aarch64")]
                    Kind::Neon => $module::$name::<Four>($($arg),*),
                }
            })*
        }

        #[cfg(target_arch = "x86_64")]
        mod wide {
            use super::*;
            $(#[target_feature(enable = "avx2,fma")]
            pub(super) fn $name($($arg: $type),*) {
                $module::$name::<Wide>($($arg),*)
            })*
        }

        #[cfg(target_arch = "x86_64")]
        mod wider {
            use super::*;
            $(#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
            pub(super) fn $name($($arg: $type),*) {
                $module::$name::<Wider>($($arg),*)
            })*
        }
    };
}

passes! {
    fn float::quantise(x: Rows<&[f32]>, to: &mut Quantised);
    fn float::dequantise(acc: Acc, columns: Columns, scale: &[f32], zero: &[f32], out: Rows<&mut [f32]>);
    fn float::dequantise_gelu(acc: Acc, columns: Columns, scale: &[f32], zero: &[f32], out: Rows<&mut [f32]>);
    fn float::add_norm(x: Rows<&mut [f32]>, y: Option<&[f32]>, weight: &[f32], bias: &[f32], to: Option<&mut Quantised>);
    fn attend::pack_queries(x: Rows<&[f32]>, packed: &mut [u8], scale: &mut [f32]);
    fn attend::pack_keys(x: Rows<&[f32]>, packed: &mut [i8], stride: usize, scale: &mut [f32], offset: &mut [i32]);
    fn attend::pack_values(x: Rows<&[f32]>, packed: &mut [i8], stride: usize, scale: &mut [f32]);
    fn attend::softmax(acc: Acc, query_scale: &[f32], key_scale: &[f32], key_offset: &[i32], out: Rows<&mut [u8]>, sum: &mut [f32]);
    fn attend::weigh_values(acc: Acc, sum: &[f32], scale: &[f32], out: Rows<&mut [f32]>);
    fn float::float_product(x: Rows<&[f32]>, weight: &[f32], bias: &[f32], out: Rows<&mut [f32]>);
}
