//! Where the output goes: standard output or a file, and how text looks there.

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use anyhow::Context;
use onrecord_app::views::Look;

/// The widest text for people: longer lines are hard to read.
const WIDEST: usize = 100;

/// Standard output or a file.
pub struct Output {
    writer: BufWriter<Box<dyn Write>>,
    is_file: bool,
}

impl Output {
    /// Opens `file`, or standard output where there is none.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn to(file: Option<&Path>) -> anyhow::Result<Output> {
        let writer: Box<dyn Write> = match file {
            Some(path) => {
                let name = path.display();
                Box::new(File::create(path).with_context(|| format!("cannot write {name}; give another --output"))?)
            }
            None => Box::new(io::stdout().lock()),
        };
        Ok(Output { writer: BufWriter::new(writer), is_file: file.is_some() })
    }

    /// Colours and the terminal's width on a terminal; neither in files and pipes.
    pub fn look(&self) -> Look {
        if self.is_file {
            return Look::plain(WIDEST);
        }
        let columns = terminal_size::terminal_size_of(io::stdout()).map_or(WIDEST, |(width, _)| width.0.into());
        match AutoStream::choice(&io::stdout()) {
            ColorChoice::Never => Look::plain(columns.min(WIDEST)),
            _ => Look::coloured(columns.min(WIDEST)),
        }
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Whether whoever reads the output has gone, as `head` does: no error, only the end.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json = cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(ErrorKind::BrokenPipe)
    })
}
