//! What ties articles and statements together: one event; same words, same claim, denial, contradiction, reversal.
//!
//! [`material`] is what an article brings. [`candidates`] finds the pairs worth comparing by an index, [`pair`] and
//! [`align`] tell what is known of two statements, [`judge`] is the model that reads them together, and [`decide`] weighs
//! all of it by a few small tables. [`link`] puts them in a row; [`dates`] and [`dispute`] tell what follows.

pub mod align;
pub mod candidates;
pub mod dates;
pub mod decide;
pub mod dispute;
pub mod judge;
pub mod likeness;
pub mod link;
pub mod material;
pub mod narration;
pub mod pair;
pub mod stories;
pub mod terms;
mod why;
