//! JSON that tools read and people can still search line by line: one row of a list a line.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes `value`; what lies deeper than `levels` lists or objects stays on one line.
///
/// # Errors
/// If it cannot be written.
pub fn write_rows<W: Write>(out: &mut W, value: &impl Serialize, levels: usize) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Rows { levels, depth: 0, filled: false }))?;
    out.write_all(b"\n").map_err(serde_json::Error::io)
}

struct Rows {
    levels: usize,
    depth: usize,
    /// Whether the list or object that ends has anything in it.
    filled: bool,
}

impl Rows {
    fn open<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn item<W: ?Sized + Write>(&self, out: &mut W, first: bool) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        self.new_line(out)
    }

    fn close<W: ?Sized + Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let inside = self.depth;
        self.depth -= 1;
        if self.filled && inside <= self.levels {
            write!(out, "\n{:1$}", "", self.depth)?;
        }
        self.filled = true;
        out.write_all(bracket)
    }

    fn new_line<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        if self.depth <= self.levels { write!(out, "\n{:1$}", "", self.depth) } else { Ok(()) }
    }
}

impl Formatter for Rows {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_a_line() {
        let value = serde_json::json!({"empty": [], "rows": [{"a": [1, 2]}, {"a": []}], "x": null});
        let mut out = Vec::new();
        write_rows(&mut out, &value, 2).unwrap();
        let expected = r#"{
 "empty":[],
 "rows":[
  {"a":[1,2]},
  {"a":[]}
 ],
 "x":null
}
"#;
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
