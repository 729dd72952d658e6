//! SQLite's errors in plain words.

use std::io;
use std::path::Path;

use rusqlite::{ErrorCode, ffi};

use crate::domain::{ChosenIdempotencyKey, Error, ErrorKind, RenderId, RenderStage};

use super::super::files;

/// Why a change did not come about: the database, or the rules of the house.
#[derive(Debug)]
pub(super) enum LedgerError {
    Sqlite(rusqlite::Error),
    Rejected(Error),
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Error> for LedgerError {
    fn from(error: Error) -> Self {
        Self::Rejected(error)
    }
}

impl LedgerError {
    pub(super) fn rejected(id: RenderId, problem: &str) -> Self {
        Self::Rejected(Error::new(
            format!("render {id}"),
            ErrorKind::NotAllowed,
            format!("Render {id} {problem}"),
        ))
    }

    pub(super) fn invalid_transition(id: RenderId, from: RenderStage, to: RenderStage) -> Self {
        Self::rejected(id, &format!("is {} and cannot become {}", from.as_str(), to.as_str()))
    }

    /// The same video was rendered before, or is being rendered.
    pub(super) fn already_rendered(message: impl AsRef<str>) -> Self {
        Self::Rejected(Error::new("the render", ErrorKind::AlreadyRendered, message))
    }

    /// The key belongs to a render of other content, or to one that was removed from the list.
    pub(super) fn key_in_use(key: &ChosenIdempotencyKey, id: RenderId, is_removed: bool) -> Self {
        let state = if is_removed { "was removed from the list" } else { "has other content" };
        let message = format!("The idempotency key {} belongs to render {id}, which {state}", key.as_str());
        Self::Rejected(Error::new("the render", ErrorKind::IdempotencyKeyInUse, message))
    }

    pub(super) fn not_found(id: RenderId) -> Self {
        Self::Rejected(Error::new(format!("render {id}"), ErrorKind::NotFound, ""))
    }

    pub(super) fn into_error(self, path: &Path) -> Error {
        match self {
            Self::Sqlite(error) => write_error(path, &error),
            Self::Rejected(fault) => fault,
        }
    }
}

pub(super) fn read_error(path: &Path, error: &rusqlite::Error) -> Error {
    sqlite_error(path, "cannot be read", error)
}

fn write_error(path: &Path, error: &rusqlite::Error) -> Error {
    sqlite_error(path, "cannot be written", error)
}

fn sqlite_error(path: &Path, problem: &str, error: &rusqlite::Error) -> Error {
    let cause = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program has locked it",
        Some(ErrorCode::DiskFull) => "no space left on the disk",
        Some(ErrorCode::ReadOnly) => "it is read-only",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "it, or its folder, cannot be opened",
        Some(ErrorCode::SystemIoFailure) => "the disk failed, or is full",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "it is damaged, or the disk failed",
        _ => return files::file_error(path, &format!("{problem}: {error}")),
    };
    files::file_error(path, &format!("{problem}: {cause}"))
}

/// The disk's word as SQLite passes it on.
pub(super) fn from_io_error(error: &io::Error) -> rusqlite::Error {
    let code = match error.kind() {
        io::ErrorKind::StorageFull => ffi::SQLITE_FULL,
        io::ErrorKind::ReadOnlyFilesystem => ffi::SQLITE_READONLY,
        _ => ffi::SQLITE_IOERR,
    };
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
}

/// Whether SQLite calls the file corrupt, or no database at all. All else is the disk, its rights, or another program.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Whether a statement of the ledger does not fit the tables of a file that was read without an error.
pub(super) fn is_schema_mismatch(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_ERROR)
}

/// The error of the disk or of the memory that a row of `integrity_check` is about; `None` where it is about the content.
pub(super) fn resource_error_in_check_row(row: &str) -> Option<rusqlite::Error> {
    // A page that could not be had, without a code.
    const UNREAD: [&str; 2] = ["failed to get page", "Failed to read ptrmap key"];
    if row.contains("out of memory") {
        return Some(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_NOMEM), None));
    }
    let code = row.split_once("error code").and_then(|(_, rest)| {
        let digits = rest.trim_start_matches(['=', ' ']);
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    });
    let code =
        code.or_else(|| UNREAD.iter().any(|words| row.contains(words)).then_some(ffi::SQLITE_IOERR))?;
    let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
    (!is_damage(&error)).then_some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn only_the_sqlite_codes_corrupt_and_notadb_are_damage() {
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_CORRUPT_INDEX, ffi::SQLITE_NOTADB] {
            assert!(is_damage(&failure(code)), "{code}");
        }
        let others = [
            ffi::SQLITE_ERROR,
            ffi::SQLITE_IOERR_READ,
            ffi::SQLITE_IOERR_CORRUPTFS,
            ffi::SQLITE_IOERR_SHORT_READ,
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_FULL,
            ffi::SQLITE_CANTOPEN,
            ffi::SQLITE_PERM,
            ffi::SQLITE_BUSY,
            ffi::SQLITE_SCHEMA,
            ffi::SQLITE_TOOBIG,
            ffi::SQLITE_CONSTRAINT,
            ffi::SQLITE_MISMATCH,
        ];
        for code in others {
            assert!(!is_damage(&failure(code)), "{code}");
        }
        assert!(!is_damage(&rusqlite::Error::QueryReturnedNoRows));
        assert!(is_schema_mismatch(&failure(ffi::SQLITE_ERROR)));
        assert!(!is_schema_mismatch(&failure(ffi::SQLITE_IOERR_READ)));
    }

    #[test]
    fn disk_and_memory_errors_in_an_integrity_check_are_not_damage() {
        let code =
            |row: &str| resource_error_in_check_row(row).map(|error| error.sqlite_error_code().unwrap());
        for row in [
            "Tree 2 page 7: unable to get the page. error code=266",
            "*** in database main ***\nTree 5 page 5 cell 1: unable to get the page. error code=8458",
            "Freelist: failed to get page 9",
            "Failed to read ptrmap key=3",
        ] {
            assert_eq!(code(row), Some(ErrorCode::SystemIoFailure), "{row}");
        }
        assert_eq!(code("Tree 2 page 7: btreeInitPage() returns error code 7"), Some(ErrorCode::OutOfMemory));
        assert_eq!(code("out of memory"), Some(ErrorCode::OutOfMemory));
        for row in [
            "ok",
            "Tree 2 page 7: btreeInitPage() returns error code 11",
            "Tree 2 page 7: unable to get the page. error code=11",
            "Tree 2 page 7 cell 3: Rowid 4 out of order",
            "Page 9: never used",
            "row 1 missing from index sqlite_autoindex_render_1",
        ] {
            assert_eq!(code(row), None, "{row}");
        }
    }
}
