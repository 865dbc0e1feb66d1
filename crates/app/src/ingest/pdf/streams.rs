//! How much the streams of a PDF unpack to, told before the library unpacks them: it does so without any limit.
//!
//! Where they begin is told by the keyword alone. A stream whose dictionary tells beyond doubt how it is packed ([`told`]) is
//! unpacked in this way; any other is tried with every filter. What was not packed by one is broken for it after a few bytes,
//! but not always, so that of these more are refused than have to be.

use std::io::{self, BufReader, Read};

use flate2::bufread::{DeflateDecoder, ZlibDecoder};
use weezl::BitOrder;
use weezl::decode::{Configuration, Decoder};

use super::packing::{Packing, Told, is_white, told};
use crate::ingest::problem::Cause;

/// The most bytes that one stream may unpack to: pictures of a whole page are this large.
const LARGEST: u64 = 256 << 20;
/// The most bytes that all of them may unpack to.
const ALL: u64 = 4 << 30;
/// How often a stream may be packed over.
const LAYERS: usize = 3;
/// The most streams: those of two thousand pages are fewer.
const STREAMS: usize = 50_000;
/// How many times the bytes of a file may be taken for letters: streams do not lie within each other.
const LETTERS: usize = 16;
/// What is packed more often than that must not grow by this, since pictures of one colour can be taken for packed as well.
const GROWS: f64 = 2.0;
/// Into how many times their number packed bytes unpack at the least: others are broken before.
const LEAST: f64 = 0.25;
/// How many bytes of what comes out tell whether it is packed again.
const START: u64 = 4096;
/// What stands before a stream, and behind it.
const KEYWORD: &[u8] = b"stream";
const END: &[u8] = b"endstream";

/// What is packed in one way, unpacked.
type Filter = for<'a> fn(&'a [u8]) -> Box<dyn Read + 'a>;

const FILTERS: [Filter; 4] = [
    |bytes| Box::new(ZlibDecoder::new(bytes)),
    |bytes| Box::new(DeflateDecoder::new(bytes)),
    |bytes| Box::new(Lzw::new(bytes, true)),
    |bytes| Box::new(Lzw::new(bytes, false)),
];

/// Unpacks every stream of `file`, bare or written in letters, and keeps nothing of it.
///
/// # Errors
/// Streams that unpack to too much.
pub(super) fn check(file: &[u8]) -> Result<(), Cause> {
    // Any bytes can be taken for runs, so only where the file speaks of them.
    let runs = has(file, b"RunLength") || has(file, b"/RL");
    let mut unpacking = Unpacking { runs, letters: LETTERS * file.len() };
    let ends: Vec<usize> = places(file, END).collect();
    let (mut all, mut streams) = (0, 0);
    for keyword in places(file, KEYWORD) {
        let (before, rest) = (&file[..keyword], &file[keyword + KEYWORD.len()..]);
        if before.ends_with(b"end") {
            continue;
        }
        all += match told(before) {
            Some(Told { packings, .. }) if packings.len() > LAYERS => return Err(Cause::Bomb),
            Some(Told { packings, length }) => {
                let from = keyword + KEYWORD.len();
                let end = ends.get(ends.partition_point(|&end| end < from)).map(|end| end - from);
                unpacking.chain(bounded(rest, length, end), &packings)?
            }
            None => {
                let start = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n' | b' ')).count();
                unpacking.of(&rest[start..], LAYERS)?
            }
        };
        streams += 1;
        if all > ALL || streams > STREAMS {
            return Err(Cause::Bomb);
        }
    }
    Ok(())
}

/// The bytes of a stream behind its keyword, if they have this length; up to the keyword of its end, which stands `end` bytes
/// behind, if that is not so. Where nothing is known of the length, all that follows.
fn bounded(rest: &[u8], length: Option<usize>, end: Option<usize>) -> &[u8] {
    let line =
        [&b"\n"[..], b"\r\n", b"\r"].into_iter().find(|line| rest.starts_with(line)).map_or(0, |line| line.len());
    let (bytes, Some(length)) = (&rest[line..], length) else { return &rest[line..] };
    let ends = |(_, rest): &(&[u8], &[u8])| {
        let white = rest.iter().take_while(|&&b| is_white(b)).count();
        rest[white..].starts_with(END)
    };
    let own = bytes.split_at_checked(length).filter(ends).map(|(own, _)| own);
    own.unwrap_or_else(|| end.and_then(|end| rest.get(line..end)).unwrap_or(bytes))
}

/// Where a word stands in a file.
fn places<'a>(file: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    file.windows(word.len()).enumerate().filter(move |(_, bytes)| *bytes == word).map(|(at, _)| at)
}

fn has(file: &[u8], word: &[u8]) -> bool {
    file.windows(word.len()).any(|bytes| bytes == word)
}

/// The work on one file.
struct Unpacking {
    /// Whether streams may be written in runs.
    runs: bool,
    /// How many bytes may still be written in letters.
    letters: usize,
}

impl Unpacking {
    /// How many bytes a stream unpacks to that is packed in these ways, all its layers together.
    fn chain(&mut self, stream: &[u8], packings: &[Packing]) -> Result<u64, Cause> {
        let Some((first, others)) = packings.split_first() else { return Ok(0) };
        let letters = match first {
            Packing::Hexadecimal => hexadecimal(stream),
            Packing::Ascii85 => ascii85(stream),
            Packing::Deflate | Packing::Lzw | Packing::Runs => Vec::new(),
        };
        self.letters = self.letters.checked_sub(letters.len()).ok_or(Cause::Bomb)?;
        let ways: Vec<Box<dyn Read + '_>> = match first {
            // The library takes what has no head for packed as well.
            Packing::Deflate => vec![Box::new(ZlibDecoder::new(stream)), Box::new(DeflateDecoder::new(stream))],
            Packing::Lzw => vec![Box::new(Lzw::new(stream, true)), Box::new(Lzw::new(stream, false))],
            Packing::Runs => vec![Box::new(Runs::new(stream))],
            Packing::Hexadecimal | Packing::Ascii85 => vec![Box::new(&letters[..])],
        };
        let mut all = 0;
        for unpacked in ways {
            if others.is_empty() {
                all += count(unpacked)?;
                continue;
            }
            let mut inner = Vec::new();
            // What is broken in the middle ends there for the library as well.
            let _ = unpacked.take(LARGEST + 1).read_to_end(&mut inner);
            if inner.len() as u64 > LARGEST {
                return Err(Cause::Bomb);
            }
            all += inner.len() as u64 + self.chain(&inner, others)?;
        }
        Ok(all)
    }

    /// How many bytes a stream that begins here unpacks to, all its layers together.
    fn of(&mut self, stream: &[u8], layers: usize) -> Result<u64, Cause> {
        let mut all = 0;
        // Letters are more than the bytes that they stand for, so this comes to an end.
        if let Some(bytes) = letters(stream) {
            self.letters = self.letters.checked_sub(bytes.len()).ok_or(Cause::Bomb)?;
            all += self.of(&bytes, layers)?;
        }
        for filter in FILTERS {
            all += self.through(|| filter(stream), layers)?;
            if self.runs {
                all += count(Runs::new(filter(stream)))?;
            }
        }
        if self.runs {
            all += self.through(|| Box::new(Runs::new(stream)), layers)?;
        }
        Ok(all)
    }

    /// How many bytes come out of a filter, and out of those.
    fn through<'a>(&mut self, unpacked: impl Fn() -> Box<dyn Read + 'a>, layers: usize) -> Result<u64, Cause> {
        // What is broken in the middle ends there for the library as well.
        let mut inner = Vec::new();
        let _ = unpacked().take(START).read_to_end(&mut inner);
        if layers == 0 && (is_zlib(&inner) || is_packed(&inner, GROWS)) {
            return Err(Cause::Bomb);
        }
        let packed = layers > 0 && is_packed(&inner, LEAST);
        // Next to all that is no packed stream is broken, and so at its end, by now.
        if inner.len() as u64 == START {
            if !packed {
                return count(unpacked());
            }
            inner.clear();
            let _ = unpacked().take(LARGEST + 1).read_to_end(&mut inner);
        }
        let length = inner.len() as u64;
        match packed {
            _ if length > LARGEST => Err(Cause::Bomb),
            true => Ok(length + self.of(&inner, layers - 1)?),
            false => Ok(length),
        }
    }
}

/// How many bytes there are to read.
fn count(bytes: impl Read) -> Result<u64, Cause> {
    let mut length = Counter(0);
    let _ = io::copy(&mut bytes.take(LARGEST + 1), &mut length);
    if length.0 > LARGEST { Err(Cause::Bomb) } else { Ok(length.0) }
}

/// Whether bytes look as if they were written in letters, or as if a filter had packed at least so many times their number.
fn is_packed(start: &[u8], times: f64) -> bool {
    let least = ((start.len() as f64 * times) as usize).max(1);
    let unpacks = |filter: &Filter| {
        let mut bytes = Vec::new();
        let _ = filter(start).take(least as u64).read_to_end(&mut bytes);
        bytes.len() >= least
    };
    start.len() >= 8 && (is_letters(start) || FILTERS.iter().any(unpacks))
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// LZW as PDF has it; broken bytes end it.
struct Lzw<'a> {
    decoder: Decoder,
    rest: &'a [u8],
}

impl Lzw<'_> {
    /// Codes grow by a bit when the table is full, or one code `early`.
    fn new(bytes: &[u8], early: bool) -> Lzw<'_> {
        let of = if early { Configuration::with_tiff_size_switch } else { Configuration::new };
        Lzw { decoder: of(BitOrder::Msb, 8).build(), rest: bytes }
    }
}

impl Read for Lzw<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let done = self.decoder.decode_bytes(self.rest, out);
            self.rest = &self.rest[done.consumed_in..];
            let ended = done.status.is_err() || done.consumed_in == 0;
            if done.consumed_out > 0 || ended || out.is_empty() {
                return Ok(done.consumed_out);
            }
        }
    }
}

/// Runs of one byte, and bytes that stand for themselves.
struct Runs<R> {
    packed: BufReader<R>,
    /// The byte of the run; none where bytes stand for themselves.
    byte: Option<u8>,
    /// How many are still to come.
    left: usize,
}

impl<R: Read> Runs<R> {
    fn new(packed: R) -> Runs<R> {
        Runs { packed: BufReader::new(packed), byte: None, left: 0 }
    }

    fn next(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.packed.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}

impl<R: Read> Read for Runs<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let length = usize::from(self.next()?);
            // 128 is the end.
            self.left = match length {
                ..128 => length + 1,
                128 => return Ok(0),
                _ => 257 - length,
            };
            self.byte = if length < 128 { None } else { Some(self.next()?) };
        }
        let some = self.left.min(out.len());
        let done = match self.byte {
            Some(byte) => {
                out[..some].fill(byte);
                some
            }
            None => self.packed.read(&mut out[..some])?,
        };
        self.left -= done;
        Ok(done)
    }
}

/// Whether nothing but letters that stand for bytes is there.
fn is_letters(start: &[u8]) -> bool {
    let white = u8::is_ascii_whitespace;
    let mut digits = start.iter().take_while(|b| **b != b'>');
    let mut signs = start.iter().take_while(|b| **b != b'~');
    digits.all(|b| b.is_ascii_hexdigit() || white(b)) || signs.all(|b| matches!(b, b'!'..=b'u' | b'z') || white(b))
}

/// The bytes that letters stand for, as far as it is letters: two hexadecimal digits for each, or five characters for four.
fn letters(stream: &[u8]) -> Option<Vec<u8>> {
    [hexadecimal(stream), ascii85(stream)].into_iter().find(|bytes| bytes.len() >= 8)
}

fn hexadecimal(text: &[u8]) -> Vec<u8> {
    let digits = text.iter().filter(|b| !b.is_ascii_whitespace()).map_while(|&b| char::from(b).to_digit(16));
    let digits: Vec<u8> = digits.map(|digit| digit as u8).collect();
    digits.chunks_exact(2).map(|two| two[0] << 4 | two[1]).collect()
}

fn ascii85(text: &[u8]) -> Vec<u8> {
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
                }
            }
            b'z' if digits == 0 => bytes.extend([0; 4]),
            b if b.is_ascii_whitespace() => {}
            _ => break,
        }
    }
    bytes
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

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, ZlibEncoder};

    fn zlib(reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        ZlibEncoder::new(reader, Compression::best()).read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn deflate(reader: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        DeflateEncoder::new(reader, Compression::best()).read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn lzw(bytes: &[u8]) -> Vec<u8> {
        weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8).encode(bytes).unwrap()
    }

    fn hex(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
    }

    fn ascii(bytes: &[u8]) -> Vec<u8> {
        let groups = bytes.chunks_exact(4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]));
        groups
            .flat_map(|value| [52_200_625, 614_125, 7225, 85, 1].map(|place| b'!' + (value / place % 85) as u8))
            .collect()
    }

    /// A file with a stream of which another object tells how it is packed.
    fn file(stream: &[u8]) -> Vec<u8> {
        packed("9 0 R", stream)
    }

    /// A file with a stream that is packed so.
    fn packed(filter: &str, stream: &[u8]) -> Vec<u8> {
        written(filter, stream.len(), stream)
    }

    /// The same with any length in the dictionary.
    fn written(filter: &str, length: usize, stream: &[u8]) -> Vec<u8> {
        let head = format!("1 0 obj << /Filter {filter} /Length {length} >>\nstream\r\n");
        [head.as_bytes(), stream, b"\nendstream\nendobj"].concat()
    }

    #[test]
    fn what_a_page_holds_passes() {
        let page = b"BT /F1 11 Tf 72 720 Td (The gates stay shut until the harbour board has met.) Tj ET\n".repeat(200);
        for sound in [&page[..], b"plain", b"", &[0; 5000], &[200; 5000]] {
            let packed = [zlib(sound), deflate(sound), lzw(sound), ascii(sound), hex(sound), ascii(&lzw(sound))];
            for stream in packed.iter().map(Vec::as_slice).chain([sound]) {
                assert_eq!(check(&file(stream)), Ok(()), "{stream:?}");
            }
        }
        assert_eq!(check(b"stream"), Ok(()));
        // Every keyword begins what could be letters to the end of the file.
        assert_eq!(check(&b"stream ".repeat(10_000)), Err(Cause::Bomb));
        assert_eq!(check(&b"stream\x07".repeat(STREAMS + 1)), Err(Cause::Bomb));
        let gray = b"RunLength".iter().copied().chain(file(&zlib(io::repeat(200).take(1 << 20)))).collect::<Vec<u8>>();
        assert_eq!(check(&gray), Ok(()));
    }

    #[test]
    fn a_stream_is_unpacked_as_its_dictionary_tells() {
        let zeros = || io::repeat(0).take(LARGEST + 10);
        let runs = [129, 7].repeat(LARGEST as usize / 128 + 1);
        let bomb = zlib(zeros());
        for (filter, stream) in [
            ("/FlateDecode", bomb.clone()),
            ("/Fl", deflate(zeros())),
            ("[/LZWDecode]", lzw(&vec![0; LARGEST as usize + 10])),
            ("/RunLengthDecode", runs.clone()),
            ("[/ASCII85Decode /FlateDecode]", ascii(&bomb)),
            ("[/AHx /LZW /RL]", hex(&lzw(&runs))),
            ("[/Fl /Fl /DCTDecode]", zlib(&*bomb)),
        ] {
            assert_eq!(check(&packed(filter, &stream)), Err(Cause::Bomb), "{filter}");
            assert_eq!(check(&written(filter, 3, &stream)), Err(Cause::Bomb), "{filter}, of another length");
        }
        // A picture in letters, of a file that speaks of runs, could be taken for packed over and over.
        let picture: Vec<u8> = (0..60_000_u32).map(|k| (k.wrapping_mul(k) >> 7) as u8).collect();
        for (filter, stream) in
            [("[/A85 /LZW]", ascii(&lzw(&picture))), ("[/A85 /RL]", ascii(&picture)), ("/RL", picture)]
        {
            assert_eq!(check(&[b"/RunLength ", &packed(filter, &stream)[..]].concat()), Ok(()), "{filter}");
        }
        let text = b"(The gates stay shut.) Tj ".repeat(50);
        for (times, found) in [(LAYERS, Ok(())), (LAYERS + 1, Err(Cause::Bomb))] {
            let stream = (0..times).fold(text.clone(), |inner, _| zlib(&*inner));
            assert_eq!(check(&packed(&format!("[{}]", "/Fl ".repeat(times)), &stream)), found, "{times}");
        }
        assert_eq!(check(&packed("/DCTDecode", &bomb)), Ok(()), "nothing unpacks it");
    }

    #[test]
    fn the_bytes_of_a_stream_end_where_the_library_ends_them() {
        assert_eq!(bounded(b"\r\nabc endstream", Some(3), Some(6)), b"abc");
        assert_eq!(bounded(b"\nabc\0endstream", Some(3), Some(5)), b"abc");
        assert_eq!(bounded(b"\nabc endstream", Some(1), Some(5)), b"abc ");
        assert_eq!(bounded(b"\nabc", Some(100), None), b"abc");
        assert_eq!(bounded(b"\rabc endstream", None, Some(5)), b"abc endstream");
        assert_eq!(bounded(b"endstream x endstream", Some(12), Some(0)), b"endstream x ");
        assert_eq!(bounded(b"\nendstream", Some(3), Some(1)), b"");
    }

    #[test]
    fn all_that_comes_out_is_counted() {
        let text = b"The gates of the sluice stay shut. ".repeat(1000);
        for packed in [zlib(&text[..]), deflate(&text[..]), lzw(&text), zlib(&*lzw(&text))] {
            let mut unpacking = Unpacking { runs: false, letters: 1 << 20 };
            let length = unpacking.of(&packed, LAYERS).unwrap();
            assert!(length >= text.len() as u64, "{length}");
        }
        let mut runs = Vec::new();
        Runs::new(&[2, 5, 6, 7, 254, 9, 128, 1, 1][..]).read_to_end(&mut runs).unwrap();
        assert_eq!(runs, [5, 6, 7, 9, 9, 9]);
    }

    #[test]
    fn streams_that_unpack_to_too_much_are_found_however_they_are_written() {
        let zeros = || io::repeat(0).take(LARGEST + 10);
        let bomb = zlib(zeros());
        let mut all =
            vec![deflate(zeros()), zlib(&*bomb), deflate(&*bomb), ascii(&bomb), hex(&bomb), zlib(&*ascii(&bomb))];
        all.push(lzw(&bomb));
        all.push(lzw(&vec![0; LARGEST as usize + 10]));
        all.push(bomb);
        for (k, stream) in all.iter().enumerate() {
            assert_eq!(check(&file(stream)), Err(Cause::Bomb), "{k}");
        }
        let runs = [129, 7].repeat(LARGEST as usize / 128 + 1);
        for stream in [&runs, &zlib(&*runs)] {
            assert_eq!(check(&[b"/RunLengthDecode ", &file(stream)[..]].concat()), Err(Cause::Bomb));
        }
        let page = b"BT (The gates stay shut.) Tj ET".repeat(2000);
        let layered = (0..5).fold(page, |inner, _| zlib(&*inner));
        assert_eq!(check(&file(&layered)), Err(Cause::Bomb));
    }
}
