//! SQLite's errors in plain words.

use std::io::{self, ErrorKind};
use std::path::Path;

use rusqlite::{Error, ErrorCode, ffi};

use crate::domain::Fault;

use super::super::files;

pub(super) fn read_fault(path: &Path, error: &Error) -> Fault {
    fault(path, "cannot be read", error)
}

pub(super) fn write_fault(path: &Path, error: &Error) -> Fault {
    fault(path, "cannot be written", error)
}

fn fault(path: &Path, what: &str, error: &Error) -> Fault {
    let cause = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => "another program has locked it",
        Some(ErrorCode::DiskFull) => "no space left on the disk",
        Some(ErrorCode::ReadOnly) => "it is read-only",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "it, or its folder, cannot be opened",
        Some(ErrorCode::SystemIoFailure) => "the disk failed, or is full",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => "it is damaged",
        _ => return files::said(path, &format!("{what}: {error}")),
    };
    files::said(path, &format!("{what}: {cause}"))
}

/// The disk's word as SQLite passes it on.
pub(super) fn of_disk(error: &io::Error) -> Error {
    let code = match error.kind() {
        ErrorKind::StorageFull => ffi::SQLITE_FULL,
        ErrorKind::ReadOnlyFilesystem => ffi::SQLITE_READONLY,
        _ => ffi::SQLITE_IOERR,
    };
    Error::SqliteFailure(ffi::Error::new(code), None)
}

/// Whether the content of the file is to blame, and not the disk, its rights, or another program.
pub(super) fn is_damage(error: &Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => matches!(
            code,
            // `Unknown` is "no such table" or "no such column" here: the schema is not ours any more.
            ErrorCode::DatabaseCorrupt
                | ErrorCode::NotADatabase
                | ErrorCode::Unknown
                | ErrorCode::SchemaChanged
                | ErrorCode::TypeMismatch
                | ErrorCode::ConstraintViolation
                | ErrorCode::TooBig
        ),
        None => matches!(
            error,
            Error::FromSqlConversionFailure(..)
                | Error::IntegralValueOutOfRange(..)
                | Error::Utf8Error(..)
                | Error::InvalidColumnType(..)
                | Error::QueryReturnedNoRows
        ),
    }
}
