//! Why a database cannot be used, and the names of the files that belong to one.

use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::Error;

use super::super::files;
use super::error::{is_damage, is_schema_mismatch, read_error};

/// Files that belong to the database beside it.
pub(super) const SIDECAR_SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// The database and its sidecar files, the database first.
pub(super) fn database_files(path: &Path) -> [PathBuf; 4] {
    let [wal, shm, journal] = SIDECAR_SUFFIXES;
    ["", wal, shm, journal].map(|suffix| files::append_suffix(path, suffix))
}

/// Why a database cannot be used.
#[derive(Debug)]
pub(super) enum DatabaseError {
    /// Its content is not what we wrote.
    Damaged,
    Sqlite(rusqlite::Error),
    File(Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) { Self::Damaged } else { Self::Sqlite(error) }
    }
}

impl DatabaseError {
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self::File(files::io_error(path, "cannot be read", error))
    }

    /// For a statement of the ledger that runs after the whole file was read: tables that it does not fit are damage.
    pub(super) fn from_schema_check(error: rusqlite::Error) -> Self {
        if is_schema_mismatch(&error) { Self::Damaged } else { error.into() }
    }

    pub(super) fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Damaged => files::file_error(path, "is damaged"),
            Self::Sqlite(error) => read_error(path, &error),
            Self::File(fault) => fault,
        }
    }
}

/// A time as a part of a file name: `20261122T142405Z`.
pub(super) fn format_file_timestamp(now: Timestamp) -> String {
    now.strftime("%Y%m%dT%H%M%SZ").to_string()
}
