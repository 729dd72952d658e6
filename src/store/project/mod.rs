//! Project files: `NAME.toml`, read into a [`Project`] and saved without losing what a person wrote around it.
//!
//! A file without `[[scene]]` is a project without scenes. Text is made harmless on its way in; a field that was not
//! changed is left in the file as it is, hostile or not.

mod discover;
mod fields;
mod parse;
mod tables;
mod toml_string;
mod watcher;
mod write;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::domain::{Error, Project, UnknownKey};

pub use discover::find_projects;
pub use watcher::{FileEvents, ProjectWatcher};

use super::files::{self, FileAccess};
use super::toml::{self, BOM, MAX_TOML_BYTES};

/// A project as it was read, and what its file held then.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedProject {
    pub project: Project,
    pub stamp: ContentStamp,
    /// Keys of the file that mean nothing where they stand.
    pub unknown: Vec<UnknownKey>,
}

/// Stands for the content of a file at one moment, so that a change by somebody else is seen. Good for one run of the
/// program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentStamp(pub u64);

impl ContentStamp {
    fn new(bytes: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Self(hasher.finish())
    }
}

/// The one name of a project file, however it was spelled, through links too, and wherever it is read later.
pub fn canonical_path(path: &Path) -> PathBuf {
    if let Ok(real) = std::fs::canonicalize(path) {
        return real;
    }
    let folder = std::fs::canonicalize(files::parent_folder(path));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    }
}

/// What a save may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverwriteMode {
    /// No file at all: the project is new under this name.
    Never,
    /// The file as it was opened or saved last; or none, if it was removed meanwhile.
    IfUnchanged(ContentStamp),
    /// Whatever is there, as long as it can be read as a project: its comments and unknown keys stay.
    Always,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveOutcome {
    /// On disk for good, with the stamp for the next save.
    Saved(ContentStamp),
    /// Nothing was written: the file is not the one that was opened.
    ChangedOnDisk,
}

/// What a project file holds at one moment.
#[derive(Debug, Clone, PartialEq)]
pub enum FileContent {
    Project(Box<OpenedProject>),
    /// It cannot be read as a project.
    Unreadable(Error),
    Missing,
}

/// Looks at a project file that may have been changed, moved or deleted.
pub fn read_content(path: &Path) -> FileContent {
    match read_file(path) {
        Ok(opened) => FileContent::Project(Box::new(opened)),
        Err(_) if path.try_exists().is_ok_and(|exists| !exists) => FileContent::Missing,
        Err(error) => FileContent::Unreadable(error),
    }
}

/// Reads a project file. Errors of its content name line and column, and what a killed program saved beside it.
pub fn open(path: &Path) -> Result<OpenedProject, Error> {
    read_file(path).map_err(|error| match files::recovery_copies(path).pop() {
        Some(copy) => {
            let message = format!("{}; the last save was interrupted: see {}", error.message, copy.display());
            Error { message, ..error }
        }
        None => error,
    })
}

fn read_file(path: &Path) -> Result<OpenedProject, Error> {
    let bytes = files::read(path, MAX_TOML_BYTES)?;
    let text = toml::decode(path, &bytes)?;
    let document = toml::parse(path, text)?;
    let project = parse::parse_project(document.as_table()).map_err(|wrong| wrong.into_error(path, text))?;
    Ok(OpenedProject {
        project,
        stamp: ContentStamp::new(&bytes),
        unknown: parse::unknown_keys(document.as_table(), text),
    })
}

/// The project in the bytes of a file; `path` is for the error alone.
pub(super) fn parse_bytes(path: &Path, bytes: &[u8]) -> Result<Project, Error> {
    let text = toml::decode(path, bytes)?;
    parse::parse_project(toml::parse(path, text)?.as_table()).map_err(|wrong| wrong.into_error(path, text))
}

/// Saves a project: only what changed is rewritten, and an unchanged one leaves the file as it is. A file that cannot
/// be read as a project is never replaced.
pub fn save(path: &Path, project: &Project, mode: OverwriteMode) -> Result<SaveOutcome, Error> {
    let Some(old) = files::read_if_exists(path, MAX_TOML_BYTES)? else {
        return save_new(path, project, mode);
    };
    let changed = match mode {
        OverwriteMode::Never => true,
        OverwriteMode::IfUnchanged(stamp) => stamp != ContentStamp::new(&old),
        OverwriteMode::Always => false,
    };
    if changed {
        return Ok(SaveOutcome::ChangedOnDisk);
    }
    let text = write::update_toml(path, toml::decode(path, &old)?, project)?;
    let bom = if old.starts_with(BOM.as_bytes()) { BOM } else { "" };
    let bytes = format!("{bom}{text}").into_bytes();
    if bytes != old {
        files::replace(path, &bytes, FileAccess::Inherited)?;
    }
    Ok(SaveOutcome::Saved(ContentStamp::new(&bytes)))
}

fn save_new(path: &Path, project: &Project, mode: OverwriteMode) -> Result<SaveOutcome, Error> {
    let bytes = to_toml(path, project)?.into_bytes();
    if mode == OverwriteMode::Always {
        files::replace(path, &bytes, FileAccess::Inherited)?;
    } else if !files::create_new(path, &bytes, FileAccess::Inherited)? {
        return Ok(SaveOutcome::ChangedOnDisk);
    }
    Ok(SaveOutcome::Saved(ContentStamp::new(&bytes)))
}

/// A project as the text of a file of its own; `path` is for the error alone.
pub(super) fn to_toml(path: &Path, project: &Project) -> Result<String, Error> {
    write::new_toml(path, project)
}

#[cfg(test)]
mod tests;
