//! What the dictionary of a stream tells of how the stream is packed.
//!
//! A stream's dictionary stands before it in plain bytes. It counts only where it is beyond doubt: not with a comment, an
//! escaped name, a key that comes twice, or a filter that another object names.

/// The longest dictionary that is looked at, in bytes.
const LONGEST: usize = 8192;

/// How deep its values may lie in each other.
const DEEPEST: usize = 16;

/// A way in which bytes are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Deflate,
    Lzw,
    Runs,
    Hexadecimal,
    Ascii85,
}

/// What is told of a stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// How to unpack it, one way after the other; pictures of other kinds than bytes are not unpacked.
    pub(super) packings: Vec<Packing>,
    /// How many bytes it has, where the dictionary itself says so.
    pub(super) length: Option<usize>,
}

/// What the dictionary tells that ends with `before`, where the keyword `stream` follows.
pub(super) fn told(before: &[u8]) -> Option<Told> {
    let window = &before[before.len().saturating_sub(LONGEST)..];
    let object = window.windows(3).rposition(|three| three == b"obj")?;
    let line = window[..object].rsplit(|b| matches!(b, b'\r' | b'\n')).next()?;
    if line.contains(&b'%') {
        return None;
    }
    let mut dictionary = Parser { rest: &window[object + 3..] };
    dictionary.white();
    let entries = dictionary.entries(0)?;
    dictionary.white();
    if !dictionary.rest.is_empty() {
        return None;
    }
    let value = |key: &[u8]| {
        let mut found = entries.iter().filter(|(own, _)| *own == key).map(|(_, value)| value);
        (found.next(), found.next().is_some())
    };
    let [(short, twice), (long, again), (length, anew)] = [&b"F"[..], b"Filter", b"Length"].map(value);
    let names: &[&[u8]] = match (short, long) {
        _ if twice || again || anew => return None,
        (None, None) => &[],
        (Some(Value::Names(names)), None) | (None, Some(Value::Names(names))) => names,
        _ => return None,
    };
    let mut packings = Vec::with_capacity(names.len());
    for (k, name) in names.iter().enumerate() {
        packings.push(match *name {
            b"FlateDecode" | b"Fl" => Packing::Deflate,
            b"LZWDecode" | b"LZW" => Packing::Lzw,
            b"RunLengthDecode" | b"RL" => Packing::Runs,
            b"ASCIIHexDecode" | b"AHx" => Packing::Hexadecimal,
            b"ASCII85Decode" | b"A85" => Packing::Ascii85,
            b"DCTDecode" | b"DCT" | b"CCITTFaxDecode" | b"CCF" | b"JBIG2Decode" | b"JPXDecode"
                if k + 1 == names.len() =>
            {
                break;
            }
            _ => return None,
        });
    }
    let length = match length {
        Some(Value::Number(length)) => Some(*length),
        _ => None,
    };
    Some(Told { packings, length })
}

/// A value, as far as it is asked for.
enum Value<'a> {
    /// A name, or a list of nothing but names.
    Names(Vec<&'a [u8]>),
    Number(usize),
    Other,
}

/// Reads values from the front of some bytes.
struct Parser<'a> {
    rest: &'a [u8],
}

impl<'a> Parser<'a> {
    fn white(&mut self) {
        let white = self.rest.iter().take_while(|&&b| is_white(b)).count();
        self.rest = &self.rest[white..];
    }

    /// Passes over some bytes, if they come next.
    fn passes(&mut self, bytes: &[u8]) -> bool {
        self.rest.strip_prefix(bytes).map(|rest| self.rest = rest).is_some()
    }

    /// All up to the next delimiter or white space.
    fn word(&mut self) -> &'a [u8] {
        let length = self.rest.iter().take_while(|&&b| !is_white(b) && !b"()<>[]{}/%".contains(&b)).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    /// A name without its slash.
    fn name(&mut self) -> Option<&'a [u8]> {
        Some(self.word()).filter(|name| !name.contains(&b'#'))
    }

    fn entries(&mut self, depth: usize) -> Option<Vec<(&'a [u8], Value<'a>)>> {
        let mut entries = Vec::new();
        if depth > DEEPEST || !self.passes(b"<<") {
            return None;
        }
        loop {
            self.white();
            if self.passes(b">>") {
                return Some(entries);
            }
            if !self.passes(b"/") {
                return None;
            }
            let key = self.name()?;
            self.white();
            entries.push((key, self.value(depth + 1)?));
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value<'a>> {
        match *self.rest.first()? {
            _ if depth > DEEPEST => None,
            b'/' => {
                self.rest = &self.rest[1..];
                Some(Value::Names(vec![self.name()?]))
            }
            b'[' => self.list(depth),
            b'<' if self.rest.starts_with(b"<<") => self.entries(depth).map(|_| Value::Other),
            b'<' => {
                let end = self.rest.iter().position(|&b| b == b'>')?;
                let digits = &self.rest[1..end];
                self.rest = &self.rest[end + 1..];
                digits.iter().all(|&b| b.is_ascii_hexdigit() || is_white(b)).then_some(Value::Other)
            }
            b'(' => self.text(),
            _ => self.plain(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value<'a>> {
        self.rest = &self.rest[1..];
        let mut names = Some(Vec::new());
        loop {
            self.white();
            if self.passes(b"]") {
                return Some(names.map_or(Value::Other, Value::Names));
            }
            let single = self.rest.starts_with(b"/");
            match self.value(depth + 1)? {
                Value::Names(name) if single => names.iter_mut().for_each(|names| names.extend(&name)),
                _ => names = None,
            }
        }
    }

    /// A string in brackets, which may hold others.
    fn text(&mut self) -> Option<Value<'a>> {
        let (mut open, mut escaped) = (0, false);
        for (at, &b) in self.rest.iter().enumerate() {
            match b {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                self.rest = &self.rest[at + 1..];
                return Some(Value::Other);
            }
        }
        None
    }

    /// A number, a reference to another object, or `true`, `false` or `null`.
    fn plain(&mut self) -> Option<Value<'a>> {
        let word = self.word();
        if matches!(word, b"true" | b"false" | b"null") {
            return Some(Value::Other);
        }
        if word.is_empty() || !word.iter().all(|b| b.is_ascii_digit() || b"+-.".contains(b)) {
            return None;
        }
        let mut other = Parser { rest: self.rest };
        other.white();
        let generation = other.word();
        other.white();
        if !generation.is_empty() && generation.iter().all(u8::is_ascii_digit) && other.word() == b"R" {
            self.rest = other.rest;
            return Some(Value::Other);
        }
        let number = str::from_utf8(word).ok()?.parse();
        Some(number.map_or(Value::Other, Value::Number))
    }
}

/// Whether a byte is white space in a PDF.
pub(super) fn is_white(b: u8) -> bool {
    matches!(b, b'\0' | b'\t' | b'\n' | b'\x0c' | b'\r' | b' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_dictionary_tells() {
        use Packing::{Ascii85, Deflate, Hexadecimal, Lzw, Runs};
        let told = |before: &[u8]| told(before).map(|told| (told.packings, told.length));
        assert_eq!(told(b"endobj\n4 0 obj << /Length 12 >>\n"), Some((vec![], Some(12))));
        assert_eq!(told(b"4 0 obj<</Filter/FlateDecode/Length 9 0 R>>"), Some((vec![Deflate], None)));
        let all =
            b"1 0 obj\n<< /Filter [ /A85 /AHx/LZW /RL /Fl ] /DecodeParms [null << /Predictor 12 >>] /Length 7 >>\r\n";
        assert_eq!(told(all), Some((vec![Ascii85, Hexadecimal, Lzw, Runs, Deflate], Some(7))));
        let rich = b"7 0 obj <</Type /XObject /ID <00 fF> /Name (a \\) (b) % no comment) /W -1.5 /M [1 0 0 1 0 0 R] /On true /F /Fl>>";
        assert_eq!(told(rich), Some((vec![Deflate], None)));
        assert_eq!(told(b"1 0 obj <</Filter [/ASCII85Decode /DCTDecode]>>"), Some((vec![Ascii85], None)));
    }

    #[test]
    fn one_that_may_mean_something_else_does_not() {
        for before in [
            &b""[..],
            b"<< /Filter /FlateDecode >>",
            b"1 0 obj << /Filter 9 0 R >>",
            b"1 0 obj << /Filter [/FlateDecode 9 0 R] >>",
            b"1 0 obj << /Filter [[/FlateDecode]] >>",
            b"1 0 obj << /Fl#74er /FlateDecode >>",
            b"1 0 obj << /Filter /Fl#61teDecode >>",
            b"1 0 obj << /Filter /Unheard >>",
            b"1 0 obj << /Filter [/DCTDecode /FlateDecode] >>",
            b"1 0 obj << /Filter /FlateDecode /F /LZW >>",
            b"1 0 obj << /Filter /FlateDecode /Filter /LZW >>",
            b"1 0 obj << /Length 4 % a comment\n >>",
            b"1 0 obj << /Filter /FlateDecode % 2 0 obj << \n /Length 4 >>",
            b"1 0 obj << /Filter /FlateDecode /X (\n2 0 obj << ) /Length 4 >>",
            b"1 0 obj << /Filter /FlateDecode /X (\n2 0 obj << /Y (a) /Z ) /Length 4 >>",
            b"1 0 obj << /Filter /FlateDecode /X << 2 0 obj << /Length 4 >> >>",
            b"1 0 obj << /Filter /FlateDecode >> 2",
            b"1 0 obj << /Length 4",
            b"1 0 obj << /Length other >>",
            b"1 0 obj << /X <zz> >>",
            b"1 0 obj << /X (open >>",
        ] {
            assert_eq!(told(before), None, "{}", String::from_utf8_lossy(before));
        }
        let deep = [b"1 0 obj << /X ".to_vec(), b"[".repeat(100_000)].concat();
        assert_eq!(told(&deep), None);
        assert_eq!(
            told(&[b"1 0 obj << /X ".to_vec(), b"[".repeat(4000), b"]".repeat(4000), b">>".to_vec()].concat()),
            None
        );
    }
}
