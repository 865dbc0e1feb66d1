//! Opening a record: the file, its version, and who may write.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, ErrorCode, OpenFlags};

/// Marks the file as a record (`PRAGMA application_id`): "ONRC".
const APPLICATION: i32 = 0x4f4e_5243;

/// What changes the tables from each version to the next; the first makes them.
const MIGRATIONS: [&str; 4] = [
    include_str!("schema/1.sql"),
    include_str!("schema/2.sql"),
    include_str!("schema/3.sql"),
    include_str!("schema/4.sql"),
];

/// How long a reader waits for a writer's transaction.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a record is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// To look at; the file must be there, and every change is refused.
    Read,
    /// To change; the file must be there.
    Write,
    /// To change; the file is made if it is not there.
    Create,
}

/// An open record.
#[derive(Debug)]
pub struct Record {
    pub(super) connection: Connection,
    /// The file.
    path: PathBuf,
    /// Which file it was when it was opened; none where the system does not tell.
    file: Option<[u64; 2]>,
    /// Held while the record is open for writing, so that there is one writer at a time.
    lock: Option<File>,
}

/// Why a record cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// There is no such file.
    #[error("{0}: no such record; make one with `onrecord add --record {0} FILE...`")]
    Missing(String),
    /// The file is something else.
    #[error("{0}: not a record of onrecord; give another file with --record")]
    Other(String),
    /// A later version of the program made it.
    #[error(
        "{path}: made by a later version of onrecord (tables {found}, this program knows {known}); update the program"
    )]
    Newer {
        /// The file.
        path: String,
        /// Its version of the tables.
        found: usize,
        /// The latest version that this program knows.
        known: usize,
    },
    /// The path is a folder's.
    #[error("{0}: is a folder; a record is one file, give its name with --record")]
    Folder(String),
    /// Another process is writing.
    #[error("{0}: another onrecord is writing to it; wait until it has ended and try again")]
    Busy(String),
    /// It may not be written.
    #[error("{0}: may not be written; check the file's and the folder's owner and mode")]
    ReadOnly(String),
    /// Another file, or none, is at its path now.
    #[error(
        "{0}: was moved or replaced while it was written to; put it back beside {0}-wal, if that is there, and run the command again"
    )]
    Moved(String),
    /// The disk is full.
    #[error("{0}: the disk is full; what was told as added is kept, make room and run the command again")]
    Full(String),
    /// A row cannot be understood.
    #[error("{path}: {what} is damaged; `onrecord verify` tells more, and adding the article to a new record mends it")]
    Damaged {
        /// The file.
        path: String,
        /// Which row.
        what: String,
    },
    /// Something that was asked for is not in it.
    #[error("{0}")]
    Unknown(String),
    /// SQLite failed otherwise.
    #[error("{path}: {error}; `onrecord verify` tells whether the file is whole")]
    Failed {
        /// The file.
        path: String,
        /// In SQLite's words.
        error: rusqlite::Error,
    },
    /// Nothing can be read or linked at all.
    #[error(transparent)]
    Read(#[from] crate::read::ReadError),
}

impl Record {
    /// Opens the record in the file at `path`.
    ///
    /// # Errors
    /// If the file is not there, is no record or one of a later version, may not be written, or has a writer already.
    pub fn open(path: &Path, access: Access) -> Result<Record, RecordError> {
        let name = path.to_string_lossy().into_owned();
        if access != Access::Create && !path.exists() {
            return Err(RecordError::Missing(name));
        }
        if path.is_dir() {
            return Err(RecordError::Folder(name));
        }
        let lock = if access == Access::Read { None } else { Some(lock(path, &name)?) };
        let failed = |error| failed(&name, error);
        let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, access == Access::Create);
        // A reader of a WAL file must be able to make its shared memory; only where it may not write is it opened to read.
        let opened = Connection::open_with_flags(path, flags);
        let connection = match opened {
            Err(_) if access == Access::Read => {
                let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_ONLY;
                Connection::open_with_flags(path, flags)
            }
            opened => opened,
        };
        let connection = connection.map_err(failed)?;
        let connection = known(connection).map_err(failed)?;
        let mut record = Record { connection, path: path.to_owned(), file: None, lock };
        match record.check(access) {
            // In a folder that may not be written, SQLite cannot make the files that it shares with writers; nobody writes there.
            Err(RecordError::ReadOnly(_)) if access == Access::Read => {
                let address = format!("file:{}?immutable=1", escaped(&name));
                let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
                let connection = Connection::open_with_flags(address, flags).and_then(known).map_err(failed)?;
                record.connection = connection;
                record.check(access)?;
            }
            checked => checked?,
        }
        record.file = file_at(path);
        Ok(record)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Checks what the file is, and brings its tables to the version of the program.
    fn check(&mut self, access: Access) -> Result<(), RecordError> {
        let name = self.name();
        let number = |of: &str| self.connection.query_row(&format!("PRAGMA {of}"), [], |row| row.get::<_, i64>(0));
        let number = |of: &str| number(of).map_err(|error| failed(&name, error));
        let (application, version) = (number("application_id")?, number("user_version")?);
        let tables: i64 = self.ask("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let fresh = application == 0 && version == 0 && tables == 0;
        let found = usize::try_from(version).unwrap_or(usize::MAX);
        if !fresh && application != i64::from(APPLICATION) {
            return Err(RecordError::Other(name));
        }
        if found > MIGRATIONS.len() {
            return Err(RecordError::Newer { path: name, found, known: MIGRATIONS.len() });
        }
        if fresh && access != Access::Create {
            return Err(RecordError::Other(name));
        }
        if access != Access::Read {
            let setup = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;";
            self.connection.execute_batch(setup).map_err(|error| failed(&name, error))?;
            for (known, change) in (1..).zip(&MIGRATIONS).skip(found) {
                let whole = format!(
                    "BEGIN IMMEDIATE; {change} PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {known}; COMMIT;"
                );
                self.connection.execute_batch(&whole).map_err(|error| failed(&name, error))?;
            }
        } else {
            if found < MIGRATIONS.len() {
                drop(Record::open(&self.path, Access::Write)?);
            }
            self.set_read_only(true)?;
        }
        Ok(())
    }

    /// Whether a change is refused, whatever the file's mode.
    fn set_read_only(&self, on: bool) -> Result<(), RecordError> {
        self.connection.pragma_update(None, "query_only", on).map_err(|error| self.failed(error))
    }

    /// Runs what to SQLite is a change though it changes nothing, such as asking an index about itself.
    pub(super) fn run_on_reader(&self, sql: &str) -> Result<(), RecordError> {
        self.set_read_only(false)?;
        let done = self.run(sql, []).map(drop);
        self.set_read_only(self.lock.is_none())?;
        done
    }

    /// That what is written goes where it is looked for.
    pub(super) fn is_in_place(&self) -> Result<(), RecordError> {
        if file_at(&self.path) == self.file { Ok(()) } else { Err(RecordError::Moved(self.name())) }
    }

    /// The file's name, for messages.
    pub(super) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// What went wrong, with the file's name.
    pub(super) fn failed(&self, error: rusqlite::Error) -> RecordError {
        failed(&self.name(), error)
    }

    /// The first row of a query.
    pub(super) fn ask<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        row: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, RecordError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| self.failed(error))?;
        statement.query_row(values, row).map_err(|error| self.failed(error))
    }

    /// The first row of a query, if there is one.
    pub(super) fn find<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        row: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, RecordError> {
        match self.ask(sql, values, row) {
            Err(RecordError::Failed { error: rusqlite::Error::QueryReturnedNoRows, .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// All rows of a query.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, RecordError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| self.failed(error))?;
        let rows = statement.query_map(values, row).and_then(Iterator::collect);
        rows.map_err(|error| self.failed(error))
    }

    /// Runs a change.
    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, RecordError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|error| self.failed(error))?;
        statement.execute(values).map_err(|error| self.failed(error))
    }

    /// Runs changes that are kept together or not at all.
    pub(super) fn together<T>(&self, work: impl FnOnce(&Record) -> Result<T, RecordError>) -> Result<T, RecordError> {
        let run = |sql: &str| self.connection.execute_batch(sql).map_err(|error| self.failed(error));
        run("BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|done| run("COMMIT").map(|()| done));
        if done.is_err() {
            // The first error is the one to tell; SQLite may have rolled back by itself.
            let _ = run("ROLLBACK");
        }
        done
    }

    /// A row that cannot be understood.
    pub(super) fn damaged(&self, what: impl Into<String>) -> RecordError {
        RecordError::Damaged { path: self.name(), what: what.into() }
    }
}

/// A connection that waits for writers, and knows the functions that queries use.
fn known(connection: Connection) -> rusqlite::Result<Connection> {
    connection.busy_timeout(PATIENCE)?;
    // SQLite's own `lower` knows the English letters only.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    let fold = |context: &Context<'_>| Ok(context.get::<Option<String>>(0)?.map(|text| text.to_lowercase()));
    connection.create_scalar_function("fold", 1, flags, fold)?;
    Ok(connection)
}

/// Which file is at a path.
#[cfg(unix)]
fn file_at(path: &Path) -> Option<[u64; 2]> {
    use std::os::unix::fs::MetadataExt;
    path.metadata().ok().map(|file| [file.dev(), file.ino()])
}

#[cfg(not(unix))]
fn file_at(_: &Path) -> Option<[u64; 2]> {
    None
}

/// A path as it stands in an address.
fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}

/// The lock of a record's writer: a file beside it, which stays. The system frees the lock when the writer ends, however it ends.
fn lock(path: &Path, name: &str) -> Result<File, RecordError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let file = OpenOptions::new().create(true).append(true).open(&beside);
    let file = file.map_err(|_| RecordError::ReadOnly(name.to_owned()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(RecordError::Busy(name.to_owned())),
        Err(TryLockError::Error(_)) => Err(RecordError::ReadOnly(name.to_owned())),
    }
}

/// SQLite's error in the words of this program.
pub(super) fn failed(path: &str, error: rusqlite::Error) -> RecordError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => RecordError::Full(path),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => RecordError::ReadOnly(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => RecordError::Busy(path),
        Some(ErrorCode::NotADatabase) => RecordError::Other(path),
        Some(ErrorCode::DatabaseCorrupt) => RecordError::Damaged { path, what: "the file".to_owned() },
        _ => RecordError::Failed { path, error },
    }
}
