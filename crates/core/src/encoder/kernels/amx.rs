//! The matrix product on the tile registers of AMX: 32 rows times two panels at once.
//!
//! The compiler's intrinsics are not stable, so the few instructions are written out. Tile registers and their
//! configuration belong to a thread; both are set up and released within one product, so any thread may call.

use std::arch::asm;
use std::sync::OnceLock;

use super::{PANEL, Product};

/// Whether the processor has the tiles and the operating system lets this process use them.
pub(super) fn available() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| processor_has_tiles() && system_saves_tiles() && permitted())
}

fn processor_has_tiles() -> bool {
    const TILE_AND_INT8: u32 = 1 << 24 | 1 << 25;
    let cpuid = std::arch::x86_64::__cpuid_count;
    cpuid(0, 0).eax >= 0x1d && cpuid(7, 0).edx & TILE_AND_INT8 == TILE_AND_INT8
}

fn system_saves_tiles() -> bool {
    const TILE_STATE: u64 = 1 << 17 | 1 << 18;
    // SAFETY: XGETBV is there where the operating system uses XSAVE, which the detection of "xsave" tests.
    is_x86_feature_detected!("xsave") && unsafe { enabled_state() } & TILE_STATE == TILE_STATE
}

#[target_feature(enable = "xsave")]
fn enabled_state() -> u64 {
    // SAFETY: register 0 of XGETBV is always there with XSAVE.
    unsafe { std::arch::x86_64::_xgetbv(0) }
}

/// Linux gives the large tile state only to a process that asks.
#[cfg(target_os = "linux")]
fn permitted() -> bool {
    const ARCH_PRCTL: i64 = 158;
    const REQUEST_PERMISSION: i64 = 0x1023;
    const TILE_DATA: i64 = 18;
    let mut result = ARCH_PRCTL;
    // SAFETY: a system call that touches no memory of ours; it clobbers rcx and r11.
    unsafe {
        asm!("syscall", inout("rax") result, in("rdi") REQUEST_PERMISSION, in("rsi") TILE_DATA,
            out("rcx") _, out("r11") _, options(nostack));
    }
    result == 0
}

#[cfg(not(target_os = "linux"))]
fn permitted() -> bool {
    false
}

/// What LDTILECFG reads: all eight tiles are 16 rows of 64 bytes.
#[repr(C, align(64))]
struct Configuration {
    palette: u8,
    start_row: u8,
    reserved: [u8; 14],
    row_bytes: [u16; 16],
    rows: [u8; 16],
}

static CONFIGURATION: Configuration = Configuration {
    palette: 1,
    start_row: 0,
    reserved: [0; 14],
    row_bytes: [64, 64, 64, 64, 64, 64, 64, 64, 0, 0, 0, 0, 0, 0, 0, 0],
    rows: [16, 16, 16, 16, 16, 16, 16, 16, 0, 0, 0, 0, 0, 0, 0, 0],
};

/// # Safety
/// `available` must have said yes and `Product::check` must have held.
pub(super) unsafe fn multiply(p: &mut Product) {
    let rows = p.rows.next_multiple_of(16);
    // SAFETY: the configuration is 64 bytes as the instruction wants them; the tiles are released below, and nothing
    // in between can unwind. The tiles read and write within what `check` has tested: multiples of 16 rows, and
    // multiples of 64 of the inner length.
    unsafe {
        asm!("ldtilecfg [{}]", in(reg) &raw const CONFIGURATION, options(nostack, readonly),
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _);
        for panel in (0..p.panels).step_by(2) {
            let mut r = 0;
            while r + 32 <= rows {
                tiles_of_32_rows(p, r, panel);
                r += 32;
            }
            if r < rows {
                tiles_of_16_rows(p, r, panel);
            }
        }
        asm!("tilerelease", options(nostack, nomem),
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _);
    }
}

/// # Safety
/// The tiles are configured; 32 rows from `r` and two panels from `panel` exist, padded as `Product` says.
#[inline(always)]
unsafe fn tiles_of_32_rows(p: &mut Product, r: usize, panel: usize) {
    // SAFETY: as above; the stack is not touched.
    unsafe {
        let a = p.a.as_ptr().add(r * p.a_stride);
        let b = p.b.as_ptr().add(panel * p.b_stride);
        let out = p.out.as_mut_ptr().add(r * p.out_stride + panel * PANEL);
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "tilezero tmm2",
            "tilezero tmm3",
            "2:",
            "tileloadd tmm4, [{a0} + {a_stride}]",
            "tileloadd tmm6, [{b0} + {b_row}]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{b1} + {b_row}]",
            "tdpbusd tmm1, tmm4, tmm7",
            "tileloadd tmm5, [{a1} + {a_stride}]",
            "tdpbusd tmm2, tmm5, tmm6",
            "tdpbusd tmm3, tmm5, tmm7",
            "add {a0}, 64",
            "add {a1}, 64",
            "add {b0}, 1024",
            "add {b1}, 1024",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{c0} + {c_stride}], tmm0",
            "tilestored [{c0} + {c_stride} + 64], tmm1",
            "tilestored [{c1} + {c_stride}], tmm2",
            "tilestored [{c1} + {c_stride} + 64], tmm3",
            a0 = inout(reg) a => _,
            a1 = inout(reg) a.add(16 * p.a_stride) => _,
            b0 = inout(reg) b => _,
            b1 = inout(reg) b.add(p.b_stride) => _,
            steps = inout(reg) p.inner.div_ceil(64) => _,
            a_stride = in(reg) p.a_stride,
            b_row = in(reg) 64usize,
            c0 = in(reg) out,
            c1 = in(reg) out.add(16 * p.out_stride),
            c_stride = in(reg) 4 * p.out_stride,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}

/// # Safety
/// The tiles are configured; 16 rows from `r` and two panels from `panel` exist, padded as `Product` says.
#[inline(always)]
unsafe fn tiles_of_16_rows(p: &mut Product, r: usize, panel: usize) {
    // SAFETY: as above; the stack is not touched.
    unsafe {
        let a = p.a.as_ptr().add(r * p.a_stride);
        let b = p.b.as_ptr().add(panel * p.b_stride);
        let out = p.out.as_mut_ptr().add(r * p.out_stride + panel * PANEL);
        asm!(
            "tilezero tmm0",
            "tilezero tmm1",
            "2:",
            "tileloadd tmm4, [{a0} + {a_stride}]",
            "tileloadd tmm6, [{b0} + {b_row}]",
            "tdpbusd tmm0, tmm4, tmm6",
            "tileloadd tmm7, [{b1} + {b_row}]",
            "tdpbusd tmm1, tmm4, tmm7",
            "add {a0}, 64",
            "add {b0}, 1024",
            "add {b1}, 1024",
            "dec {steps}",
            "jnz 2b",
            "tilestored [{c0} + {c_stride}], tmm0",
            "tilestored [{c0} + {c_stride} + 64], tmm1",
            a0 = inout(reg) a => _,
            b0 = inout(reg) b => _,
            b1 = inout(reg) b.add(p.b_stride) => _,
            steps = inout(reg) p.inner.div_ceil(64) => _,
            a_stride = in(reg) p.a_stride,
            b_row = in(reg) 64usize,
            c0 = in(reg) out,
            c_stride = in(reg) 4 * p.out_stride,
            out("tmm0") _, out("tmm1") _, out("tmm2") _, out("tmm3") _,
            out("tmm4") _, out("tmm5") _, out("tmm6") _, out("tmm7") _,
            options(nostack),
        );
    }
}
