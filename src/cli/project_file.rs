//! The project file of a command: opened and its recordings read, with its unknown keys and validation issues reported.

#![allow(clippy::disallowed_methods, reason = "the home directory is that of the user")]

use std::ffi::OsStr;
use std::path::Path;

use super::error::CliError;
use super::output::CommandOutput;
use crate::domain::{Dialect, Project, Recordings, UnknownKey, ValidationIssue, VideoSpec};
use crate::store;

/// Reads an existing project, and the unknown keys of its file.
pub(super) fn open(file: &Path) -> Result<(Project, Vec<UnknownKey>), CliError> {
    let opened = store::project::open(file).map_err(|error| CliError::invalid_input(&error))?;
    Ok((opened.project, opened.unknown))
}

/// The files of the recordings of a project.
pub(super) fn read_recordings(file: &Path, project: &Project) -> Recordings {
    let folder = file.parent().unwrap_or(Path::new(""));
    store::recording::inspect_all(project, folder, std::env::home_dir().as_deref())
}

/// The video of a project, with its recordings.
pub(super) fn read_spec(file: &Path, project: &Project) -> Result<VideoSpec, CliError> {
    let spec = project.spec().map_err(|issues| incomplete_error(&issues))?;
    Ok(VideoSpec { recordings: read_recordings(file, project), ..spec })
}

/// Fails if a recording cannot be sent in a dialect.
pub(super) fn check_recordings(
    recordings: &Recordings,
    project: &Project,
    dialect: Dialect,
) -> Result<(), CliError> {
    let issues = recordings.issues(project, dialect);
    if issues.is_empty() { Ok(()) } else { Err(incomplete_error(&issues)) }
}

pub(super) fn report_unknown_keys(file: &Path, unknown: &[UnknownKey], out: &mut CommandOutput) {
    let name = file.file_name().map_or_else(|| file.to_string_lossy(), OsStr::to_string_lossy);
    for key in unknown {
        out.note(&format!("{name}, {key}"));
    }
}

pub(super) fn incomplete_error(issues: &[ValidationIssue]) -> CliError {
    let issues: Vec<String> = issues.iter().map(ValidationIssue::to_string).collect();
    CliError::incomplete(&issues, "").with_nothing_sent()
}
