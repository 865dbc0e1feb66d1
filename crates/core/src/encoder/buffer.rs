//! Memory that begins on a cache line and is kept from call to call.

/// A cache line, and the alignment that tile loads like best.
const LINE: usize = 64;

/// A growing buffer whose numbers begin on a cache line.
#[derive(Debug, Default)]
pub(crate) struct Buffer<T> {
    data: Vec<T>,
    start: usize,
}

impl<T: Copy + Default> Buffer<T> {
    /// A buffer of `n` zeros.
    pub(crate) fn zeros(n: usize) -> Buffer<T> {
        let mut buffer = Buffer { data: Vec::new(), start: 0 };
        buffer.get(n);
        buffer
    }

    /// The first `n` numbers. They are what was last written, or zeros if the buffer had to grow.
    pub(crate) fn get(&mut self, n: usize) -> &mut [T] {
        if self.data.len() < self.start + n {
            self.data = vec![T::default(); n + LINE / size_of::<T>()];
            self.start = self.data.as_ptr().align_offset(LINE).min(self.data.len() - n);
        }
        &mut self.data[self.start..][..n]
    }

    /// All numbers.
    pub(crate) fn all(&self) -> &[T] {
        &self.data[self.start..]
    }
}
