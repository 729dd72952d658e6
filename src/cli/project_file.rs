//! The project file of a command: opened and its recordings read, with its unknown keys and validation issues reported.

#![allow(clippy::disallowed_methods, reason = "the home directory is that of the user")]

use std::ffi::OsStr;
use std::path::Path;

use super::error::CliError;
use super::output::CommandOutput;
use crate::domain::{
    Dialect, Photo, Project, Recordings, UnknownKey, ValidationIssue, VideoSpec, resolve_project_path,
};
use crate::runtime;
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

/// The picture files that photos of a project are, and why some of them cannot be sent.
pub(super) fn read_pictures(file: &Path, project: &Project) -> (Vec<Photo>, Vec<String>) {
    let folder = file.parent().unwrap_or(Path::new(""));
    let (mut pictures, mut issues) = (Vec::new(), Vec::new());
    for photo in project.rendered_photos() {
        let Some(path) = photo.picture_path() else { continue };
        match runtime::inspect_picture(&resolve_project_path(path, folder, std::env::home_dir().as_deref())) {
            Ok((picture, _)) => pictures.push(Photo::of_picture(photo.clone(), picture)),
            Err(error) => issues.push(error.message),
        }
    }
    (pictures, issues)
}

/// The video of a project with its recordings, and the picture files that are its photos.
pub(super) fn read_spec(file: &Path, project: &Project) -> Result<(VideoSpec, Vec<Photo>), CliError> {
    let spec = project.spec().map_err(|issues| incomplete_error(&issues))?;
    let (pictures, unreadable) = read_pictures(file, project);
    if !unreadable.is_empty() {
        return Err(CliError::incomplete(&unreadable, "").with_nothing_sent());
    }
    let mut spec = VideoSpec { recordings: read_recordings(file, project), ..spec };
    // The content hash of a picture file is that of what it holds.
    for photo in &pictures {
        spec.looks.insert(photo.id.clone(), photo.profile.clone());
    }
    Ok((spec, pictures))
}

/// Fails if a recording or a picture file cannot be sent in a dialect.
pub(super) fn check_files(
    recordings: &Recordings,
    project: &Project,
    dialect: Dialect,
) -> Result<(), CliError> {
    let mut issues = recordings.issues(project, dialect);
    issues.extend(dialect.picture_issues(project));
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
