//! WACZ: a ZIP archive of WARC files and of indexes to them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use zip::{CompressionMethod, ZipArchive};

use super::Warc;
use crate::ingest::item::{Item, Members, Origin};
use crate::ingest::kind::Packing;
use crate::ingest::packed;
use crate::ingest::problem::Cause;

/// The bytes of the archive, to be opened once for each member.
pub(in crate::ingest) enum Source {
    File(PathBuf),
    Memory(Arc<[u8]>),
}

/// An archive whose WARC files are read one after another.
pub(in crate::ingest) struct Wacz {
    file: String,
    source: Source,
    /// What is still to be read, the next one last.
    members: Vec<Member>,
}

struct Member {
    name: String,
    start: u64,
    length: u64,
    method: CompressionMethod,
}

impl Wacz {
    /// Opens an archive; `file` is what it is called.
    ///
    /// # Errors
    /// A ZIP archive that is damaged or holds no WARC file.
    pub(in crate::ingest) fn new(file: &str, source: Source) -> Result<Wacz, Cause> {
        let mut archive = match &source {
            Source::File(path) => {
                listing(BufReader::new(File::open(path).map_err(|error| Cause::from(&error))?)).map_err(broken)?
            }
            Source::Memory(bytes) => listing(Cursor::new(bytes.clone())).map_err(broken)?,
        };
        if archive.is_empty() {
            return Err(Cause::UnknownArchive);
        }
        archive.reverse();
        Ok(Wacz { file: file.to_owned(), source, members: archive })
    }

    fn open(&self, member: &Member) -> io::Result<Box<dyn BufRead>> {
        let mut reader: Box<dyn BufRead> = match &self.source {
            Source::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(member.start))?;
                Box::new(BufReader::new(file))
            }
            Source::Memory(bytes) => {
                let mut cursor = Cursor::new(bytes.clone());
                cursor.set_position(member.start);
                Box::new(cursor)
            }
        };
        reader = Box::new(reader.take(member.length));
        match member.method {
            CompressionMethod::Stored => {}
            CompressionMethod::Deflated => reader = packed::unpack(reader, Packing::Deflate),
            _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "packed in an unknown way")),
        }
        if member.name.ends_with(".gz") {
            reader = packed::unpack(reader, Packing::Gzip);
        }
        Ok(reader)
    }
}

impl Members for Wacz {
    fn advance(&mut self, found: &mut Vec<Item>) -> bool {
        let Some(member) = self.members.pop() else { return false };
        let origin = Origin::member(&self.file, &*member.name);
        match self.open(&member) {
            Ok(reader) => found.push(Item::Open(Box::new(Warc::new(origin, reader)))),
            Err(error) => found.push(origin.problem(Cause::from(&error)).into()),
        }
        true
    }
}

/// The WARC files of an archive, in order of their names.
fn listing(reader: impl Read + Seek) -> zip::result::ZipResult<Vec<Member>> {
    let mut archive = ZipArchive::new(reader)?;
    let mut members = Vec::new();
    for at in 0..archive.len() {
        let file = archive.by_index_raw(at)?;
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        if !name.starts_with("archive/") || !(name.ends_with(".warc") || name.ends_with(".warc.gz")) {
            continue;
        }
        let Some(start) = file.data_start() else { continue };
        members.push(Member { name, start, length: file.compressed_size(), method: file.compression() });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    // Members that share bytes multiply what a small file holds.
    let mut spans: Vec<_> = members.iter().map(|member| (member.start, member.length)).collect();
    spans.sort_unstable();
    if spans.windows(2).any(|pair| pair[0].0.saturating_add(pair[0].1) > pair[1].0) {
        return Err(zip::result::ZipError::InvalidArchive("members overlap".into()));
    }
    Ok(members)
}

fn broken(error: zip::result::ZipError) -> Cause {
    match error {
        zip::result::ZipError::Io(error) => Cause::from(&error),
        other => Cause::Damaged(other.to_string()),
    }
}
