//! Reads news articles and tells who said what.
//!
//! The way of the data: a [`document::Document`] is immutable text; a [`text::View`] is its cleaned reading, every
//! character mapped back; [`reading`] finds attributions and names in the view; [`people`] and [`times`] tell who and
//! when; [`resolving`] makes of all that [`statement::Statement`]s, which point to the document again; [`linking`] ties them to
//! each other. Nothing here touches files, the clock, the network or randomness.

pub mod document;
pub mod encoder;
pub mod linking;
pub mod people;
pub mod reading;
pub mod resolving;
pub mod span;
pub mod statement;
pub mod text;
pub mod threads;
pub mod times;

/// The weights of reader, judge and embedder as they lie in the program, to tell one version from another.
pub fn models() -> [&'static [u8]; 3] {
    [reading::model::WEIGHTS, linking::judge::WEIGHTS, linking::likeness::WEIGHTS]
}
