//! What gzip and Zstandard hold, streamed, and no more of it than is sound.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use thiserror::Error;

use super::LIMIT;
use super::kind::Packing;

/// No text is packed to less than one part in so many; a file that is made to fill the memory is.
pub(super) const RATIO: u64 = 250;

/// The reason of an error of a reader of [`unpack`] that gave up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("unpacks to over {RATIO} times its size")]
pub(super) struct Bomb;

/// The unpacked bytes of `reader`.
///
/// Once it has given more than [`LIMIT`] bytes and more than [`RATIO`] times those it took, it fails with [`Bomb`].
pub(super) fn unpack(reader: Box<dyn BufRead>, packing: Packing) -> Box<dyn BufRead> {
    let taken = Rc::new(Cell::new(0));
    let counted = Counted { inner: reader, taken: taken.clone() };
    let decoder: Box<dyn Read> = match packing {
        Packing::Gzip => Box::new(MultiGzDecoder::new(counted)),
        Packing::Deflate => Box::new(DeflateDecoder::new(counted)),
        Packing::Zstd => Box::new(Zstd { source: counted, decoder: FrameDecoder::new(), open: false }),
    };
    Box::new(BufReader::with_capacity(64 << 10, Bounded { decoder, taken, given: 0 }))
}

/// A reader that counts what is taken from it.
struct Counted {
    inner: Box<dyn BufRead>,
    taken: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken.set(self.taken.get() + amount as u64);
        self.inner.consume(amount);
    }
}

struct Bounded {
    decoder: Box<dyn Read>,
    taken: Rc<Cell<u64>>,
    given: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(into)?;
        self.given += read as u64;
        if self.given > LIMIT as u64 && self.given > RATIO * self.taken.get() {
            return Err(io::Error::other(Bomb));
        }
        Ok(read)
    }
}

/// All frames of a file, one after another: the decoder itself ends with the first.
struct Zstd {
    source: Counted,
    decoder: FrameDecoder,
    open: bool,
}

impl Zstd {
    /// Opens the next frame; whether there is one.
    fn open(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                // A frame for other programs.
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut (&mut self.source).take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(damaged(error)),
            }
        }
        Ok(false)
    }
}

impl Read for Zstd {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open {
                if !self.open()? {
                    return Ok(0);
                }
                self.open = true;
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1)).map_err(damaged)?;
            }
            let read = self.decoder.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let sum = self.decoder.get_checksum_from_data();
            if sum.is_some() && sum != self.decoder.get_calculated_checksum() {
                return Err(damaged("its checksum does not fit"));
            }
            self.open = false;
        }
    }
}

/// An error that tells a file that ends too early from one that is broken.
fn damaged(error: impl ToString) -> io::Error {
    let words = error.to_string();
    // The decoder gives the reader's error in its own words only.
    let kind = match words.contains("failed to fill whole buffer") {
        true => io::ErrorKind::UnexpectedEof,
        false => io::ErrorKind::InvalidData,
    };
    io::Error::new(kind, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(bytes: Vec<u8>, packing: Packing) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        unpack(Box::new(io::Cursor::new(bytes)), packing).read_to_end(&mut all).map(|_| all)
    }

    /// A frame of one block that says "`byte`, `length` times".
    fn zstd(byte: u8, length: u32) -> Vec<u8> {
        let block = (length << 3 | 0b011).to_le_bytes();
        [&[0x28, 0xb5, 0x2f, 0xfd, 0xa0][..], &length.to_le_bytes(), &block[..3], &[byte]].concat()
    }

    #[test]
    fn all_members_are_read() {
        assert_eq!(unpacked([gzip(b"one "), gzip(b"two")].concat(), Packing::Gzip).unwrap(), b"one two");
        let other = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        assert_eq!(unpacked([zstd(b'a', 2), other, zstd(b'b', 3)].concat(), Packing::Zstd).unwrap(), b"aabbb");
    }

    #[test]
    fn what_is_cut_off_or_broken_is_an_error() {
        let whole = gzip(b"The gates stay shut.");
        let cut = unpacked(whole[..whole.len() - 6].to_vec(), Packing::Gzip).unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof);
        let whole = zstd(b'a', 9);
        let cut = unpacked(whole[..whole.len() - 1].to_vec(), Packing::Zstd).unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::UnexpectedEof, "{cut}");
        assert!(unpacked(b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(), Packing::Zstd).is_err());
    }

    #[test]
    fn a_bomb_is_left_before_it_fills_the_memory() {
        // 128 KiB from each 14 bytes, a gigabyte in all.
        let frames: Vec<u8> = std::iter::repeat_n(zstd(0, 128 << 10), 8192).flatten().collect();
        let mut reader = unpack(Box::new(io::Cursor::new(frames)), Packing::Zstd);
        let mut given = 0;
        let error = loop {
            match reader.fill_buf().map(<[u8]>::len) {
                Ok(0) => panic!("all {given} bytes were given"),
                Ok(len) => {
                    given += len;
                    reader.consume(len);
                }
                Err(error) => break error,
            }
        };
        assert!(error.get_ref().is_some_and(|inner| inner.is::<Bomb>()), "{error}");
        assert!(given <= LIMIT + (128 << 10), "{given}");
    }
}
