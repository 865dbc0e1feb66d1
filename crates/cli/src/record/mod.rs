//! The commands over a record.

pub mod add;
pub mod arguments;
pub mod ask;
pub mod check;
pub mod correct;
mod show;
