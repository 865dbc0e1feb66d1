//! A response of HTTP as it went over the wire, to the bytes of the page.

use std::borrow::Cow;
use std::io::{BufReader, Cursor, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use httparse::Status;

use crate::ingest::LIMIT;
use crate::ingest::packed::RATIO;
use crate::ingest::problem::Cause;

/// More header fields than this no server sends.
const FIELDS: usize = 256;
/// More encodings than this over one another are a trap.
const ENCODINGS: usize = 3;

/// What the head of a response says of its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ingest) struct Head {
    pub(in crate::ingest) status: u16,
    /// The media type, in small letters, without parameters.
    pub(in crate::ingest) kind: Option<String>,
    pub(in crate::ingest) charset: Option<String>,
    /// Content encodings in the order in which they were applied.
    encodings: Vec<String>,
    chunked: bool,
}

impl Head {
    /// What the fields of a response say.
    pub(in crate::ingest) fn of<'a>(status: u16, fields: impl Iterator<Item = (&'a str, &'a [u8])>) -> Head {
        let mut head = Head { status, ..Head::default() };
        for (name, value) in fields {
            let value = String::from_utf8_lossy(value).trim().to_ascii_lowercase();
            let words = || value.split(',').map(|word| word.trim().to_owned()).filter(|word| !word.is_empty());
            match &*name.to_ascii_lowercase() {
                "content-type" => {
                    let (kind, parameters) = value.split_once(';').unwrap_or((&value, ""));
                    head.kind = Some(kind.trim().to_owned()).filter(|kind| !kind.is_empty());
                    let charset = parameters.split(';').find_map(|each| each.trim().strip_prefix("charset="));
                    head.charset = charset.map(|charset| charset.trim_matches(['"', '\'', ' ']).to_owned());
                }
                "content-encoding" => head.encodings.extend(words().filter(|word| word != "identity")),
                "transfer-encoding" => head.chunked |= words().any(|word| word == "chunked"),
                _ => {}
            }
        }
        head
    }
}

/// The head that `bytes` begin with, and its length; `None` if they do not begin with a whole one.
pub(in crate::ingest) fn head(bytes: &[u8]) -> Option<(Head, usize)> {
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let mut config = httparse::ParserConfig::default();
    config
        .allow_spaces_after_header_name_in_responses(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    // Archives of what came over HTTP/2 write "HTTP/2" here.
    let line = bytes.iter().position(|&b| b == b'\n')?;
    let first = String::from_utf8_lossy(&bytes[..line]);
    let (version, rest) = first.split_once(' ')?;
    if !version.starts_with("HTTP/") {
        return None;
    }
    let start = format!("HTTP/1.1 {}\r\n", rest.trim_end());
    let written = [start.as_bytes(), &bytes[line + 1..]].concat();
    let Ok(Status::Complete(end)) = config.parse_response(&mut response, &written) else { return None };
    let fields = response.headers.iter().map(|field| (field.name, field.value));
    Some((Head::of(response.code?, fields), end - start.len() + line + 1))
}

/// The page that `body` carries, transfer and content encodings undone.
///
/// Many archives hold bodies that were unpacked before, under a head that still says otherwise; what does not look
/// encoded is taken as it is.
///
/// # Errors
/// A body that is cut off or damaged, or that unpacks to more than is sound.
pub(in crate::ingest) fn body(head: &Head, body: &[u8]) -> Result<Vec<u8>, Cause> {
    let mut bytes = Cow::Borrowed(body);
    if head.chunked
        && let Some(joined) = joined(&bytes)
    {
        bytes = Cow::Owned(joined);
    }
    if head.encodings.len() > ENCODINGS {
        return Err(Cause::TooDeep);
    }
    for encoding in head.encodings.iter().rev() {
        let source = Cursor::new(&*bytes);
        let unpacked = match &**encoding {
            "gzip" | "x-gzip" if bytes.starts_with(&[0x1f, 0x8b]) => all(MultiGzDecoder::new(source), bytes.len()),
            // The standard means zlib; some servers send it bare.
            "deflate" if is_zlib(&bytes) => all(ZlibDecoder::new(source), bytes.len()),
            "deflate" if !is_text(&bytes) => all(DeflateDecoder::new(source), bytes.len()),
            "br" if !is_text(&bytes) => all(Decompressor::new(BufReader::new(source), 64 << 10), bytes.len()),
            "gzip" | "x-gzip" | "deflate" | "br" => continue,
            other => return Err(Cause::Unreadable(format!("encoded as {other:?}"))),
        };
        bytes = Cow::Owned(unpacked?);
    }
    Ok(bytes.into_owned())
}

fn all(decoder: impl Read, packed: usize) -> Result<Vec<u8>, Cause> {
    let mut bytes = Vec::new();
    decoder.take(LIMIT as u64 + 1).read_to_end(&mut bytes).map_err(|error| Cause::from(&error))?;
    if bytes.len() <= LIMIT {
        return Ok(bytes);
    }
    Err(if bytes.len() as u64 > RATIO * packed as u64 { Cause::Bomb } else { Cause::TooLarge(LIMIT >> 20) })
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, ..] if first & 0x0f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// Whether the bytes begin as a page does that was unpacked before.
fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(512)];
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c);
    !start.iter().any(control) && std::str::from_utf8(&start[..start.len().saturating_sub(3)]).is_ok()
}

/// The chunks of a chunked body, joined; `None` if it is not chunked after all. The last may be cut off.
fn joined(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(bytes.len());
    loop {
        let (at, length) = match httparse::parse_chunk_size(bytes) {
            Ok(Status::Complete(size)) => size,
            _ if joined.is_empty() => return None,
            _ => return Some(joined),
        };
        if length == 0 {
            return Some(joined);
        }
        let rest = &bytes[at..];
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(rest.len());
        joined.extend_from_slice(&rest[..length]);
        bytes = rest[length..].strip_prefix(b"\r\n").unwrap_or(&rest[length..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::read::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    const PAGE: &[u8] = b"<p>The gates at Varn stay shut until the autumn, the minister said.</p>";

    fn packed(mut encoder: impl Read) -> Vec<u8> {
        let mut bytes = Vec::new();
        encoder.read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn page(response: &[u8]) -> Result<Vec<u8>, Cause> {
        let (head, at) = head(response).unwrap();
        body(&head, &response[at..])
    }

    #[test]
    fn the_head_tells_status_type_and_charset() {
        let bytes = b"HTTP/2 200 \r\ncontent-type: Text/HTML; Charset=\"ISO-8859-1\"\r\nX:\xff\r\n\r\n<p>";
        let (told, at) = head(bytes).unwrap();
        assert_eq!((told.status, at), (200, bytes.len() - 3));
        assert_eq!((told.kind.as_deref(), told.charset.as_deref()), (Some("text/html"), Some("iso-8859-1")));
        assert_eq!(head(b"HTTP/1.1 200 OK\r\nA: b"), None);
        assert_eq!(head(b"<p>no head</p>\n\n"), None);
    }

    #[test]
    fn encodings_are_undone() {
        let encoded = |encoding: &str, body: &[u8]| {
            [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n").as_bytes(), body].concat()
        };
        let best = Compression::best();
        for (encoding, body) in [
            ("gzip", packed(GzEncoder::new(PAGE, best))),
            ("deflate", packed(ZlibEncoder::new(PAGE, best))),
            ("deflate", packed(DeflateEncoder::new(PAGE, best))),
            ("deflate, gzip", packed(GzEncoder::new(&*packed(ZlibEncoder::new(PAGE, best)), best))),
            // Unpacked before it was archived.
            ("gzip", PAGE.to_vec()),
            ("br", PAGE.to_vec()),
        ] {
            assert_eq!(page(&encoded(encoding, &body)).unwrap(), PAGE, "{encoding}");
        }
        let cut = packed(GzEncoder::new(PAGE, best));
        assert_eq!(page(&encoded("gzip", &cut[..cut.len() - 9])), Err(Cause::Truncated));
        let bomb = packed(GzEncoder::new(std::io::repeat(b' ').take(LIMIT as u64 + 1), best));
        assert_eq!(page(&encoded("gzip", &bomb)), Err(Cause::Bomb));
        assert!(matches!(page(&encoded("x-secret", PAGE)), Err(Cause::Unreadable(_))));
    }

    #[test]
    fn chunks_are_joined() {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let whole = [head.as_bytes(), b"3;x=y\r\n<p>\r\n4\r\nNo.\n\r\n0\r\n\r\n"].concat();
        assert_eq!(page(&whole).unwrap(), b"<p>No.\n");
        assert_eq!(page(&[head.as_bytes(), b"ffffffffffffff\r\n<p>"].concat()).unwrap(), b"<p>");
        assert_eq!(page(&[head.as_bytes(), PAGE].concat()).unwrap(), PAGE);
    }

    proptest! {
        #[test]
        fn any_bytes_are_taken(lines in prop::collection::vec(prop::sample::select(&[
            "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n", "Content-Encoding: deflate\r\n",
            "Transfer-Encoding: chunked\r\n", "Content-Type: ;charset=\r\n", ": \r\n", " \r\n", "\r\n",
        ][..]), 0..6), noise in prop::collection::vec(any::<u8>(), 0..200)) {
            let bytes = [b"HTTP/1.1 200 OK\r\n", lines.concat().as_bytes(), b"\r\n", &noise].concat();
            if let Some((head, at)) = head(&bytes) {
                let _ = body(&head, &bytes[at..]);
            }
            head(&noise);
        }
    }
}
