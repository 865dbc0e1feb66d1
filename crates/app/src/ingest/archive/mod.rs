//! Archives of the web: WARC files, and WACZ, which is WARC files in a ZIP archive.

pub(super) mod http;
mod wacz;
mod warc;

pub(super) use wacz::{Source, Wacz};
pub(super) use warc::Warc;
