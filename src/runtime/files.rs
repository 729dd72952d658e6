//! Projects on disk: opened, saved, and kept while they are unsaved.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::world::{World, blocking};
use crate::domain::{Fault, FaultKind, Project};
use crate::store::autosave::{Autosave, Recovered};
use crate::store::project::{self, Over, Stamp};
use crate::studio::{Opened, Reply, Saved};

/// Reads a project, and unsaved work beside it. A file that is not there yet is a new project.
pub(super) async fn open(world: &Arc<World>, path: Option<PathBuf>, reply: &impl Fn(Reply)) {
    let on = world.clone();
    let opened = blocking(move || match path {
        Some(path) => open_file(&on, path),
        None => open_draft(&on),
    })
    .await;
    let (opened, damaged) = match opened {
        Ok((opened, damaged)) => (Ok(Box::new(opened)), damaged),
        Err(fault) => (Err(fault), Vec::new()),
    };
    reply(Reply::Opened(opened));
    for aside in damaged {
        let what = format!("Unsaved work was damaged; it is kept as {}", aside.display());
        reply(Reply::Broken(Fault::new("the unsaved work", FaultKind::File, what)));
    }
}

fn open_file(world: &World, path: PathBuf) -> Result<(Opened, Vec<PathBuf>), Fault> {
    let exists = path.exists();
    let project = if exists {
        let found = project::open(&path)?;
        note(world, &path, found.stamp);
        found.project
    } else {
        Project::default()
    };
    let found = Autosave::beside(&world.setup.paths, &path).find(Some(&project))?;
    Ok((Opened { path: Some(path), project, exists, unsaved: found.work.map(unsaved) }, found.damaged))
}

fn open_draft(world: &World) -> Result<(Opened, Vec<PathBuf>), Fault> {
    let found = Autosave::find_untitled(&world.setup.paths)?;
    let work = found.draft.map(|draft| {
        *world.draft.lock().unwrap_or_else(PoisonError::into_inner) = Some(draft.autosave);
        unsaved(draft.work)
    });
    let opened = Opened { path: None, project: Project::default(), exists: false, unsaved: work };
    Ok((opened, found.damaged))
}

fn unsaved(work: Recovered) -> (Project, jiff::Timestamp) {
    (work.project, work.written)
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

/// Keeps unsaved work beside its file, or among the drafts.
pub(super) async fn autosave(
    world: &Arc<World>,
    path: Option<PathBuf>,
    project: Box<Project>,
) -> Result<(), Fault> {
    let world = world.clone();
    blocking(move || {
        let paths = &world.setup.paths;
        let Some(path) = path else {
            let mut draft = world.draft.lock().unwrap_or_else(PoisonError::into_inner);
            let draft = match &mut *draft {
                Some(draft) => draft,
                none => none.insert(Autosave::untitled(paths)?),
            };
            return draft.keep(&project);
        };
        Autosave::beside(paths, &path).keep(&project)
    })
    .await
}

/// Forgets unsaved work, because it is saved or not wanted.
pub(super) async fn drop_autosave(world: &Arc<World>, path: Option<PathBuf>) -> Result<(), Fault> {
    let world = world.clone();
    blocking(move || match path {
        Some(path) => Autosave::beside(&world.setup.paths, &path).discard(),
        None => match &*world.draft.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(draft) => draft.discard(),
            None => Ok(()),
        },
    })
    .await
}

fn note(world: &World, path: &Path, stamp: Stamp) {
    world.stamps.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), stamp);
}

fn stamp(world: &World, path: &Path) -> Option<Stamp> {
    world.stamps.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
}

/// The project files of a folder and of the queue, each once.
pub(super) async fn projects(world: &World, folder: PathBuf) -> Vec<PathBuf> {
    let session = world.session();
    let rendered = world.ledger(&session, |ledger, _| ledger.renders()).await.unwrap_or_default();
    let rendered = rendered.into_iter().filter_map(|render| render.project);
    let near = blocking(move || Ok(project::near(&folder, rendered)));
    near.await.unwrap_or_default()
}
