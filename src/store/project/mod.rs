//! Project files: `PANE_TITLE.toml`, read into a [`Project`] and saved without losing what a person wrote around it.
//!
//! A file without `[[scene]]` is a project without scenes. Text is made harmless on its way in; a field that was not
//! changed is left in the file as it is, hostile or not.

mod near;
mod read;
mod scenes;
mod text;
mod write;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::domain::{Fault, Project, UnknownKey};

pub use near::near;

use super::files::{self, Access};
use super::toml::{self, BOM, MAX_TOML_BYTES};

/// A project as it was read, and what its file held then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub project: Project,
    pub stamp: Stamp,
    /// Keys of the file that mean nothing where they stand.
    pub unknown: Vec<UnknownKey>,
}

/// Stands for the content of a file at one moment, so that a change by somebody else is seen. Good for one run of the
/// program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp(pub u64);

impl Stamp {
    fn of(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// The one name of a project file, however it was spelled, through links too, and wherever it is read later.
pub fn whole(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    let folder = std::fs::canonicalize(files::folder_of(path));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// What a save may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// No file at all: the project is new under this name.
    Nothing,
    /// The file as it was opened or saved last; or none, if it was removed meanwhile.
    This(Stamp),
    /// Whatever is there, as long as it can be read as a project: its comments and unknown keys stay.
    Anything,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// On disk for good, with the stamp for the next save.
    Done(Stamp),
    /// Nothing was written: the file is not the one that was opened.
    ChangedOnDisk,
}

/// Reads a project file. Faults of its content name line and column, and what a killed program saved beside it.
pub fn open(path: &Path) -> Result<Opened, Fault> {
    read_file(path).map_err(|fault| match files::saving_copies(path).pop() {
        Some(copy) => {
            let message = format!("{}; the last save was interrupted: see {}", fault.message, copy.display());
            Fault { message, ..fault }
        }
        None => fault,
    })
}

fn read_file(path: &Path) -> Result<Opened, Fault> {
    let bytes = files::read(path, MAX_TOML_BYTES)?;
    let text = toml::decoded(path, &bytes)?;
    let document = toml::document(path, text)?;
    let project = read::project(&document).map_err(|wrong| wrong.fault(path, text))?;
    Ok(Opened { project, stamp: Stamp::of(&bytes), unknown: read::unknown(&document, text) })
}

/// The project in the bytes of a file; `path` is for the fault alone.
pub(super) fn parsed(path: &Path, bytes: &[u8]) -> Result<Project, Fault> {
    let text = toml::decoded(path, bytes)?;
    read::project(&toml::document(path, text)?).map_err(|wrong| wrong.fault(path, text))
}

/// Saves a project: only what changed is rewritten, and an unchanged one leaves the file as it is. A file that cannot
/// be read as a project is never replaced.
pub fn save(path: &Path, project: &Project, over: Over) -> Result<Saved, Fault> {
    let Some(old) = files::read_if_there(path, MAX_TOML_BYTES)? else {
        return save_new(path, project, over);
    };
    let changed = match over {
        Over::Nothing => true,
        Over::This(stamp) => stamp != Stamp::of(&old),
        Over::Anything => false,
    };
    if changed {
        return Ok(Saved::ChangedOnDisk);
    }
    let text = write::revised(path, toml::decoded(path, &old)?, project)?;
    let bom = if old.starts_with(BOM.as_bytes()) { BOM } else { "" };
    let bytes = format!("{bom}{text}").into_bytes();
    if bytes != old {
        files::replace(path, &bytes, Access::Usual)?;
    }
    Ok(Saved::Done(Stamp::of(&bytes)))
}

fn save_new(path: &Path, project: &Project, over: Over) -> Result<Saved, Fault> {
    let bytes = fresh(path, project)?.into_bytes();
    if over == Over::Anything {
        files::replace(path, &bytes, Access::Usual)?;
    } else if !files::create(path, &bytes, Access::Usual)? {
        return Ok(Saved::ChangedOnDisk);
    }
    Ok(Saved::Done(Stamp::of(&bytes)))
}

/// A project as the text of a file of its own; `path` is for the fault alone.
pub(super) fn fresh(path: &Path, project: &Project) -> Result<String, Fault> {
    write::fresh(path, project)
}

#[cfg(test)]
mod tests;
