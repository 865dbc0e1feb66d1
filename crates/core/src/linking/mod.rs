//! What ties articles and statements together: one event; same words, same claim, denial, contradiction, reversal.

pub mod align;
pub mod candidates;
pub mod decide;
pub mod judge;
pub mod material;
pub mod pair;
pub mod stories;
pub mod terms;
