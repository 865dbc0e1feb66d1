//! Bytes to text, without guessing.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::problem::{Cause, Place};

/// The text of a file's bytes.
///
/// UTF-8, with or without a byte order mark (which stays in the text, so that offsets are those of the file), or
/// UTF-16 with a byte order mark (which does not, as decoders of UTF-16 leave it out). An older encoding cannot be
/// told from another with certainty, and a wrong guess would garble quotations, so it is an error.
///
/// # Errors
/// Empty, binary or wrongly encoded bytes, with the place of the first bad one.
pub(super) fn text(bytes: &[u8]) -> Result<String, (Place, Cause)> {
    let whole = |cause| (Place::default(), cause);
    let text = match *bytes {
        [0xff, 0xfe, ref units @ ..] => utf16(units, u16::from_le_bytes)?,
        [0xfe, 0xff, ref units @ ..] => utf16(units, u16::from_be_bytes)?,
        _ => {
            if is_binary(bytes) {
                return Err(whole(Cause::Binary));
            }
            let whole = std::str::from_utf8(bytes).map_err(|error| {
                let at = error.valid_up_to();
                (place(bytes, at), Cause::Encoding(at))
            })?;
            whole.to_owned()
        }
    };
    let words = |c: char| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}');
    if text.contains(words) { Ok(text) } else { Err(whole(Cause::Empty)) }
}

/// The text of a page's bytes: as [`text`], but an encoding that the page or its server states is believed where the
/// bytes are not UTF-8.
///
/// # Errors
/// Those of [`text`].
pub(super) fn page(bytes: &[u8], stated: Option<&str>) -> Result<String, (Place, Cause)> {
    text(bytes).or_else(|error| {
        let Cause::Encoding(_) = error.1 else { return Err(error) };
        let encoding = stated.map(str::to_owned).or_else(|| declared(bytes));
        let encoding = encoding.and_then(|label| Encoding::for_label(label.as_bytes()));
        let text = encoding.and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes));
        text.map(Cow::into_owned).ok_or(error)
    })
}

/// The encoding that a page declares in its first bytes, in `<meta charset>`, `<meta content>` or `<?xml encoding>`.
fn declared(bytes: &[u8]) -> Option<String> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = ["charset=", "encoding="].iter().find_map(|key| start.split_once(key))?.1;
    let label = after.trim_start_matches(['"', '\'', ' ']);
    let end = label.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c)).unwrap_or(label.len());
    Some(label[..end].to_owned())
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, (Place, Cause)> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut at = 2;
    for c in char::decode_utf16(units) {
        let c = c.map_err(|_| (Place::default(), Cause::Encoding(at)))?;
        // As in UTF-32, which begins in the same way.
        if c == '\0' {
            return Err((Place::default(), Cause::Binary));
        }
        at += 2 * c.len_utf16();
        text.push(c);
    }
    match bytes.len() % 2 {
        0 => Ok(text),
        _ => Err((Place::default(), Cause::Encoding(at))),
    }
}

/// Whether the start holds NUL bytes or is mostly control characters: no text of any encoding does.
fn is_binary(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64 * 1024)];
    let control = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    bytes.contains(&0) || bytes.starts_with(b"%PDF-") || 10 * start.iter().filter(control).count() > start.len()
}

/// Line and column of a byte.
pub(super) fn place(bytes: &[u8], at: usize) -> Place {
    let before = &bytes[..at.min(bytes.len())];
    let line = before.iter().filter(|&&b| b == b'\n').count() + 1;
    let start = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    Place::column(line, before.len() - start + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_tell_the_encoding() {
        assert_eq!(text(b"\xef\xbb\xbfNo").unwrap(), "\u{feff}No");
        assert_eq!(text(b"\xff\xfeN\0o\0").unwrap(), "No");
        assert_eq!(text(b"\xfe\xff\0N\0o\xd8\x3d\xdc\x4d").unwrap(), "No👍");
    }

    #[test]
    fn a_page_is_believed_what_it_declares() {
        let old = b"<meta http-equiv=content-type content='text/html; charset=windows-1252'>\x93No\x94";
        assert!(page(old, None).unwrap().ends_with(">“No”"));
        assert_eq!(page(b"\x93No\x94", Some("cp1252")).unwrap(), "“No”");
        // Servers state an old default over pages that have long been UTF-8.
        assert_eq!(page("“No”".as_bytes(), Some("iso-8859-1")).unwrap(), "“No”");
        for stated in [None, Some("utf-8"), Some("no such thing")] {
            assert_eq!(page(b"\x93No\x94", stated), Err((Place::column(1, 1), Cause::Encoding(0))));
        }
    }

    #[test]
    fn other_bytes_are_refused_with_their_place() {
        assert_eq!(text(b"He said\n\x93No\x94"), Err((Place::column(2, 1), Cause::Encoding(8))));
        assert_eq!(text(b"\xff\xfeN\0o"), Err((Place::default(), Cause::Encoding(4))));
        assert_eq!(text(b"\xff\xfe\x00\xd8"), Err((Place::default(), Cause::Encoding(2))));
        for (bytes, cause) in [
            (&b""[..], Cause::Empty),
            (b" \r\n\t", Cause::Empty),
            (b"\xef\xbb\xbf\n", Cause::Empty),
            (b"PK\x03\x04\0\0words", Cause::Binary),
            (b"%PDF-1.7 words", Cause::Binary),
            (b"\x01\x02\x03\x04 abc", Cause::Binary),
        ] {
            assert_eq!(text(bytes), Err((Place::default(), cause)), "{bytes:?}");
        }
    }
}
