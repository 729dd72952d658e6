//! Projects on disk: opened, saved, and kept while they are unsaved.

use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use super::world::{World, blocking};
use crate::domain::{Fault, Project};
use crate::store::project::{self, Over, Stamp};
use crate::studio::{Opened, Saved};

/// Reads a project, and unsaved work beside it. A file that is not there yet is a new project.
pub(super) async fn open(world: &World, path: Option<PathBuf>) -> Result<Opened, Fault> {
    let Some(path) = path else {
        return Ok(Opened { path: None, project: Project::default(), exists: false, unsaved: None });
    };
    let (found, path) = blocking(move || {
        let found = if path.exists() { Some(project::open(&path)?) } else { None };
        Ok((found, path))
    })
    .await?;
    let exists = found.is_some();
    let project = match found {
        Some(found) => {
            note(world, &path, found.stamp);
            found.project
        }
        None => Project::default(),
    };
    Ok(Opened { path: Some(path), project, exists, unsaved: None })
}

/// Writes a project. Without `force` neither over another file nor over what another program changed.
pub(super) async fn save(
    world: &World,
    path: PathBuf,
    project: Box<Project>,
    force: bool,
) -> Result<Saved, Fault> {
    let known = stamp(world, &path);
    let over = match known {
        _ if force => Over::Anything,
        Some(stamp) => Over::This(stamp),
        None => Over::Nothing,
    };
    let (saved, path) = blocking(move || Ok((project::save(&path, &project, over)?, path))).await?;
    Ok(match saved {
        project::Saved::Done(stamp) => {
            note(world, &path, stamp);
            Saved::Done
        }
        project::Saved::ChangedOnDisk if known.is_some() => Saved::ChangedElsewhere,
        project::Saved::ChangedOnDisk => Saved::Exists,
    })
}

fn note(world: &World, path: &Path, stamp: Stamp) {
    world.stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
}

fn stamp(world: &World, path: &Path) -> Option<Stamp> {
    world.stamps.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
}
