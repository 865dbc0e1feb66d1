//! What of onrecord touches the world: files in, briefs out.
//!
//! [`authority`] is what a user knows of people, [`ingest`] turns files into documents, [`read`] reads them on several threads, [`views`] are the plain structs
//! that every format prints, and [`brief`] is the report on a set of articles. [`record`] keeps all of it in one file,
//! [`export`] hands it on to other programs, and [`import`] reads that back.

pub mod authority;
pub mod brief;
pub mod compare;
pub mod export;
pub mod import;
pub mod ingest;
pub mod link;
pub mod read;
pub mod record;
pub mod views;
