//! How much the streams of a PDF unpack to, told before the library unpacks them: it does so without any limit.

use std::borrow::Cow;
use std::io::{self, Read};

use flate2::bufread::ZlibDecoder;

use crate::ingest::problem::Cause;

/// The most bytes that one stream may unpack to: pictures of a whole page are this large.
const LARGEST: u64 = 256 << 20;
/// The most bytes that all of them may unpack to.
const ALL: u64 = 4 << 30;
/// How often a stream may be packed over.
const LAYERS: usize = 3;

/// Unpacks every stream of `file` that is packed with deflate, bare or written as ASCII, and keeps nothing of it.
///
/// Streams are found by their keyword alone, wherever one stands: what a file says of its streams is not trusted.
///
/// # Errors
/// Streams that unpack to too much.
pub(super) fn check(file: &[u8]) -> Result<(), Cause> {
    let mut all = 0;
    let mut rest = file;
    while let Some(at) = rest.windows(6).position(|six| six == b"stream") {
        let keyword = !rest[..at].ends_with(b"end");
        rest = &rest[at + 6..];
        if keyword {
            let start = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n' | b' ')).count();
            all += unpacked(&rest[start..], LAYERS)?;
            if all > ALL {
                return Err(Cause::Bomb);
            }
        }
    }
    Ok(())
}

/// How many bytes a stream that begins here unpacks to, all its layers together.
fn unpacked(stream: &[u8], layers: usize) -> Result<u64, Cause> {
    let bytes = if is_zlib(stream) { Cow::Borrowed(stream) } else { ascii85(stream) };
    if !is_zlib(&bytes) {
        return Ok(0);
    }
    let mut decoder = ZlibDecoder::new(&*bytes).take(LARGEST + 1);
    let mut start = [0; 2];
    // What is broken in the middle ends there for the library as well.
    let first = decoder.read_exact(&mut start).map(|()| 2).unwrap_or_default();
    if is_zlib(&start) && first > 0 {
        if layers == 0 {
            return Err(Cause::Bomb);
        }
        let mut inner = start.to_vec();
        let _ = decoder.read_to_end(&mut inner);
        let length = inner.len() as u64;
        return if length > LARGEST { Err(Cause::Bomb) } else { Ok(length + unpacked(&inner, layers - 1)?) };
    }
    let mut sink = Counter(0);
    let _ = io::copy(&mut decoder, &mut sink);
    if first + sink.0 > LARGEST { Err(Cause::Bomb) } else { Ok(first + sink.0) }
}

/// Keeps how much was written, though the reader fails later.
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// The bytes that a stream of ASCII stands for, as far as it is one: five characters for four bytes.
fn ascii85(text: &[u8]) -> Cow<'static, [u8]> {
    let mut bytes = Vec::new();
    let (mut value, mut digits) = (0u32, 0);
    for &b in text {
        match b {
            b'!'..=b'u' => {
                value = value.wrapping_mul(85).wrapping_add(u32::from(b - b'!'));
                digits += 1;
                if digits == 5 {
                    bytes.extend(value.to_be_bytes());
                    (value, digits) = (0, 0);
                    // Nothing is lost by looking at the first bytes before the rest.
                    if bytes.len() == 4 && !is_zlib(&bytes) {
                        break;
                    }
                }
            }
            b'z' if digits == 0 => bytes.extend([0; 4]),
            b if b.is_ascii_whitespace() => {}
            _ => break,
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::ZlibEncoder;

    fn zlib(reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        ZlibEncoder::new(reader, Compression::best()).read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn ascii(bytes: &[u8]) -> Vec<u8> {
        let groups = bytes.chunks_exact(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
        groups
            .flat_map(|value| [52_200_625, 614_125, 7225, 85, 1].map(|place| b'!' + (value / place % 85) as u8))
            .collect()
    }

    fn file(stream: &[u8]) -> Vec<u8> {
        [b"1 0 obj << /Filter /FlateDecode >>\nstream\r\n", stream, b"\nendstream\nendobj"].concat()
    }

    #[test]
    fn streams_that_unpack_to_too_much_are_found_however_they_are_written() {
        let sound = zlib(&b"BT (The gates stay shut.) Tj ET"[..]);
        assert_eq!(check(&file(&sound)), Ok(()));
        assert_eq!(check(&file(&ascii(&sound))), Ok(()));
        assert_eq!(check(&file(b"plain")), Ok(()));
        assert_eq!(check(b"stream"), Ok(()));
        let bomb = zlib(io::repeat(0).take(LARGEST + 10));
        for stream in [bomb.clone(), zlib(&*bomb), ascii(&[&bomb[..], b"1234"].concat())] {
            assert_eq!(check(&file(&stream)), Err(Cause::Bomb));
        }
        let layered = (0..5).fold(sound, |inner, _| zlib(&*inner));
        assert_eq!(check(&file(&layered)), Err(Cause::Bomb));
    }
}
