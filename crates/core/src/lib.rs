//! Reads news articles and tells who said what.
//!
//! The way of the data: a [`document::Document`] is immutable text; a [`text::View`] is its cleaned reading, every
//! character mapped back; `reading` finds attributions in the view; a [`statement::Statement`] is one of them,
//! pointing to the document again. Nothing here touches files, the clock, the network or randomness.

pub mod document;
pub mod encoder;
pub mod reading;
pub mod span;
pub mod statement;
pub mod text;
pub mod times;
