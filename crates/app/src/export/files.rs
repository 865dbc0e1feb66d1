//! Files that are there whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::{Builder, NamedTempFile};

use super::ExportError;

/// Where a file's bytes go.
pub(super) type Sink<'w> = &'w mut (dyn Write + Send);

/// A file of a directory: its name, and what writes it.
pub(super) type Table<'a> = (&'static str, Box<dyn FnOnce(Sink<'_>) -> io::Result<()> + 'a>);

/// Writes a file beside `path` and moves it there when it is whole.
///
/// # Errors
/// What hinders it. `path` is then what it was.
pub(super) fn write(path: &Path, fill: impl FnOnce(Sink<'_>) -> io::Result<()>) -> Result<(), ExportError> {
    let written = beside(path, fill);
    written.and_then(|file| settle(file, path)).map_err(|error| failed(path, error))
}

/// Writes the files of a directory, and moves them into their places when all are whole.
///
/// # Errors
/// What hinders it.
pub(super) fn write_all(directory: &Path, tables: Vec<Table<'_>>) -> Result<(), ExportError> {
    fs::create_dir_all(directory).map_err(|error| failed(directory, error))?;
    let mut written = Vec::new();
    for (name, fill) in tables {
        let path = directory.join(name);
        written.push((beside(&path, fill).map_err(|error| failed(&path, error))?, path));
    }
    written.into_iter().try_for_each(|(file, path)| settle(file, &path).map_err(|error| failed(&path, error)))
}

/// A file with its content, not yet in its place; it is gone if it never gets there.
fn beside(path: &Path, fill: impl FnOnce(Sink<'_>) -> io::Result<()>) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".onrecord-");
    // Like any new file: what the user's mask leaves of it, and not for the user alone as temporary files are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut out = BufWriter::new(builder.tempfile_in(directory)?);
    fill(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)
}

fn settle(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn failed(path: &Path, error: io::Error) -> ExportError {
    ExportError::Write { path: path.to_owned(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_leaves_what_was_there() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("brief.html");
        fs::write(&path, "before").unwrap();
        let half = |out: Sink<'_>| {
            out.write_all(b"half")?;
            Err(io::Error::other("the disk is full"))
        };
        let message = write(&path, half).unwrap_err().to_string();
        assert!(message.contains("brief.html: cannot be written: the disk is full"), "{message}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "before");
        write(&path, |out| out.write_all(b"after")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "after");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_directory_gets_all_its_files_or_none() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("tables");
        let good = || -> Table<'_> { ("a.csv", Box::new(|out| out.write_all(b"a"))) };
        let bad: Table<'_> = ("b.csv", Box::new(|_| Err(io::Error::other("no"))));
        assert!(write_all(&path, vec![good(), bad]).is_err());
        assert_eq!(fs::read_dir(&path).unwrap().count(), 0);
        write_all(&path, vec![good()]).unwrap();
        assert_eq!(fs::read_to_string(path.join("a.csv")).unwrap(), "a");
    }
}
