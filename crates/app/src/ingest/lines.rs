//! Lines of a file, one at a time, none longer than a limit.

use std::io::{self, BufRead, Read};

/// One line as far as it was kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line without its end.
    Whole(Vec<u8>),
    /// A line over the limit; its bytes were passed over.
    TooLong,
}

/// The next line of `reader`; `None` at the end. A line over `limit` bytes is passed over without being held.
///
/// # Errors
/// What the reader gives.
pub(crate) fn next(reader: &mut dyn BufRead, limit: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = reader.take(limit as u64 + 1).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        if line.last() == Some(&b'\r') {
            line.pop();
        }
    } else if line.len() > limit {
        drop(line);
        skip(reader)?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(line)))
}

fn skip(reader: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        match buffer.iter().position(|&b| b == b'\n') {
            Some(at) => {
                reader.consume(at + 1);
                return Ok(());
            }
            None => {
                let len = buffer.len();
                reader.consume(len);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over() {
        let mut reader = &b"one\r\ntoo long\n\nfive5\nend"[..];
        let mut lines = Vec::new();
        while let Some(line) = next(&mut reader, 5).unwrap() {
            lines.push(line);
        }
        let whole = |text: &str| Line::Whole(text.as_bytes().to_vec());
        assert_eq!(lines, [whole("one"), Line::TooLong, whole(""), whole("five5"), whole("end")]);
    }
}
