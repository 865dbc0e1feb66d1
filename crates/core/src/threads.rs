//! Work in independent pieces. The library starts no threads; a caller that has some lends them.

/// Does pieces of work of which none needs another, in any order or at once.
pub trait Threads {
    /// What `piece` makes of each number below `pieces`, in their order.
    fn map<T: Send>(&self, pieces: usize, piece: impl Fn(usize) -> T + Send + Sync) -> Vec<T>;
}

/// One piece after the other, on the caller's thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct OneThread;

impl Threads for OneThread {
    fn map<T: Send>(&self, pieces: usize, piece: impl Fn(usize) -> T + Send + Sync) -> Vec<T> {
        (0..pieces).map(piece).collect()
    }
}
