//! What of onrecord touches the world: files in, briefs out.

pub mod ingest;
