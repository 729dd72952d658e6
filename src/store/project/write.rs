//! From a [`Project`] back to the text of its file, rewriting only what changed.

use std::path::Path;

use toml_edit::{DocumentMut, Table};

use crate::domain::{Error, ErrorKind, Project};

use super::super::{line_endings, toml};
use super::fields::{PROJECT_FIELDS, write_fields};
use super::parse;
use super::tables::write_rows;

/// The text of a new file: every field of the video that a person may want to change is spelled out, and of its scenes
/// what differs from the defaults.
pub(super) fn new_toml(path: &Path, project: &Project) -> Result<String, Error> {
    let document = DocumentMut::from(new_table(project));
    verify_round_trip(path, document.to_string(), project)
}

/// `old` with the project's values in it.
pub(super) fn update_toml(path: &Path, old: &str, project: &Project) -> Result<String, Error> {
    let document = toml::parse(path, old)?;
    let before = parse::parse_project(document.as_table()).map_err(|wrong| wrong.into_error(path, old))?;
    if before == *project || sanitize(project).as_ref() == Some(&before) {
        return Ok(old.to_owned());
    }
    let mut document = document.into_mut();
    let has_head = document.iter().any(|(_, item)| item.is_value());
    write_fields(document.as_table_mut(), PROJECT_FIELDS, project, Some(&before));
    write_rows(document.as_table_mut(), &before.speakers, &project.speakers, has_head);
    let has_head = has_head || !before.speakers.is_empty();
    write_rows(document.as_table_mut(), &before.scenes, &project.scenes, has_head);
    verify_round_trip(path, line_endings::restore(old, &document.to_string()), project)
}

fn new_table(project: &Project) -> Table {
    let mut table = Table::new();
    write_fields(&mut table, PROJECT_FIELDS, project, None);
    write_rows(&mut table, &[], &project.speakers, false);
    write_rows(&mut table, &[], &project.scenes, false);
    table
}

/// The project as it reads back from the values of a file; none where it cannot be read.
fn sanitize(project: &Project) -> Option<Project> {
    parse::parse_project(&new_table(project)).ok()
}

/// Lets a text pass only if the project can be read back from it.
fn verify_round_trip(path: &Path, text: String, project: &Project) -> Result<String, Error> {
    let document = toml::parse(path, &text).ok();
    let reread = document.and_then(|document| parse::parse_project(document.as_table()).ok());
    if reread.is_some() && reread == sanitize(project) {
        return Ok(text);
    }
    let name = path.display().to_string();
    let message = format!("{name} was not saved: it would read back differently");
    Err(Error::new(name, ErrorKind::Internal, message))
}
