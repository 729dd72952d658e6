//! Reading and replacing whole files, so that neither a crash nor a full disk leaves half of one.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::domain::{Fault, FaultKind};

/// The bytes of a regular file of at most `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> Result<Vec<u8>, Fault> {
    let failed = |error: &io::Error| fault(path, "cannot be read", error);
    let about = fs::metadata(path).map_err(|error| failed(&error))?;
    if about.is_dir() {
        return Err(said(path, "is a folder, not a file"));
    }
    if !about.is_file() {
        return Err(said(path, "is no regular file"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| failed(&error))?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > most {
        return Err(said(path, &format!("is larger than {}", size(most))));
    }
    Ok(bytes)
}

/// A fault of a file in one sentence: what could not be done, and the system's reason.
pub(super) fn fault(path: &Path, what: &str, error: &io::Error) -> Fault {
    said(path, &format!("{what}: {}", cause(error)))
}

/// A fault of a file in one sentence that starts with its path.
pub(super) fn said(path: &Path, what: &str) -> Fault {
    let shown = path.display().to_string();
    Fault::new(&shown, FaultKind::File, format!("{shown} {what}"))
}

fn cause(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only",
        ErrorKind::StorageFull => "no space left on the disk",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::FileTooLarge => "the file is too large for the disk or a limit",
        ErrorKind::IsADirectory => "it is a folder",
        ErrorKind::NotADirectory => "a part of its path is no folder",
        ErrorKind::InvalidFilename => "the name is too long or not allowed",
        _ => return error.to_string(),
    }
    .to_owned()
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{} KiB", bytes >> 10) }
}

#[cfg(test)]
mod tests;
