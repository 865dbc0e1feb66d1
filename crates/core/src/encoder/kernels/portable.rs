//! The matrix product in plain Rust: the reference that the others must equal.

use super::{PANEL, Product};

pub(super) fn multiply(p: &mut Product) {
    for r in 0..p.rows {
        let row = &p.a[r * p.a_stride..][..p.inner];
        for panel in 0..p.panels {
            let mut sums = [0i32; PANEL];
            for (a, b) in row.as_chunks::<4>().0.iter().zip(p.b[panel * p.b_stride..].as_chunks::<64>().0) {
                for (sum, b) in sums.iter_mut().zip(b.as_chunks::<4>().0) {
                    for (&x, &y) in a.iter().zip(b) {
                        *sum += i32::from(x) * i32::from(y);
                    }
                }
            }
            p.out[r * p.out_stride + panel * PANEL..][..PANEL].copy_from_slice(&sums);
        }
    }
}
