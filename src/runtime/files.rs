//! Projects on disk: opened, saved, and kept while they are unsaved.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::context::{World, blocking};
use crate::domain::{Fault, FaultKind, Project, UnknownKey};
use crate::store::autosave::{Autosave, Recovered};
use crate::store::project::{self, Over, Stamp};
use crate::studio::{Opened, Reply, Saved, UnsavedWork};

/// Reads a project, and unsaved work beside it. A file that is not there yet is a new project.
pub(super) async fn open(world: &Arc<World>, path: Option<PathBuf>, reply: &impl Fn(Reply)) {
    let on = world.clone();
    let found = blocking(move || {
        Ok(match path {
            Some(path) => open_file(&on, path),
            None => open_draft(&on),
        })
    });
    let Told { opened, faults, unknown } = found.await.unwrap_or_else(Told::failed);
    reply(Reply::Opened(opened.map(Box::new)));
    if !unknown.is_empty() {
        reply(Reply::UnknownKeys(unknown));
    }
    for fault in faults {
        reply(Reply::Broken(fault));
    }
}

/// A project as it was found, and what else is to be told.
struct Told {
    opened: Result<Opened, Fault>,
    faults: Vec<Fault>,
    unknown: Vec<UnknownKey>,
}

impl Told {
    fn failed(fault: Fault) -> Self {
        Self { opened: Err(fault), faults: Vec::new(), unknown: Vec::new() }
    }
}

fn open_file(world: &World, path: PathBuf) -> Told {
    let new =
        Opened { path: Some(path), project: Project::default(), written: None, unsaved: None, waiting: 0 };
    let Some(path) = new.path.as_deref().filter(|path| path.exists()) else {
        return with_unsaved(world, new);
    };
    match project::open(path) {
        Ok(found) => {
            note(world, path, found.stamp);
            let opened = Opened { project: found.project, written: Some(written(path)), ..new };
            Told { unknown: found.unknown, ..with_unsaved(world, opened) }
        }
        // Unsaved work on it is whole all the same. It cannot be saved over the file.
        Err(fault) => {
            let mut told = with_unsaved(world, new);
            match &told.opened {
                Ok(opened) if opened.unsaved.is_some() => told.faults.insert(0, fault),
                _ => told.opened = Err(fault),
            }
            told
        }
    }
}

/// When the file was written: long ago where its disk does not say.
fn written(path: &Path) -> Timestamp {
    let written = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default()
}

fn open_draft(world: &World) -> Told {
    let (path, project) = (None, Project::default());
    with_unsaved(world, Opened { path, project, written: None, unsaved: None, waiting: 0 })
}

/// Adds the unsaved work of this program, or else of one that is gone.
fn with_unsaved(world: &World, opened: Opened) -> Told {
    let saved = opened.path.as_ref().map(|_| &opened.project);
    let mut drafts = drafts(world);
    if let Some(own) = drafts.get(&opened.path).and_then(|own| own.kept(saved)) {
        let opened = Ok(Opened { unsaved: Some(unsaved(own)), ..opened });
        return Told { opened, faults: Vec::new(), unknown: Vec::new() };
    }
    let found = match Autosave::take_over(&world.setup.paths, opened.path.as_deref(), saved) {
        Ok(found) => found,
        // Drafts that cannot be locked or moved keep nobody from the project itself.
        Err(fault) => return Told { opened: Ok(opened), faults: vec![fault], unknown: Vec::new() },
    };
    let work = found.draft.map(|draft| {
        drafts.insert(opened.path.clone(), draft.autosave);
        unsaved(draft.work)
    });
    let damaged = |aside: &PathBuf| {
        let what = format!("Unsaved work was damaged; it is kept as {}", aside.display());
        Fault::new("the unsaved work", FaultKind::File, what)
    };
    let faults = found.damaged.iter().map(damaged).chain(found.strange).collect();
    let opened = Ok(Opened { unsaved: work, waiting: found.waiting, ..opened });
    Told { opened, faults, unknown: Vec::new() }
}

/// The drafts that this program writes.
fn drafts(world: &World) -> MutexGuard<'_, HashMap<Option<PathBuf>, Autosave>> {
    world.drafts.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unsaved(work: Recovered) -> (Project, Timestamp) {
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

/// Keeps unsaved work in a draft of this program's own.
pub(super) async fn autosave(
    world: &Arc<World>,
    path: Option<PathBuf>,
    project: Box<Project>,
) -> Result<(), Fault> {
    let world = world.clone();
    blocking(move || {
        let mut drafts = drafts(&world);
        let draft = match drafts.entry(path) {
            Entry::Occupied(own) => own.into_mut(),
            Entry::Vacant(none) => {
                let own = Autosave::new(&world.setup.paths, none.key().as_deref())?;
                none.insert(own)
            }
        };
        draft.keep(&project)
    })
    .await
}

/// Forgets the unsaved work of this program, because it is saved or not wanted. That of others is theirs.
pub(super) async fn drop_autosave(world: &Arc<World>, path: Option<PathBuf>) -> Result<(), Fault> {
    let world = world.clone();
    blocking(move || drafts(&world).get(&path).map_or(Ok(()), Autosave::discard)).await
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

/// The unsaved work of this program, and that on a project without a file that a program left which is gone.
pub(super) async fn unsaved_work(world: &Arc<World>) -> Vec<UnsavedWork> {
    let world = world.clone();
    let found = blocking(move || {
        let drafts = drafts(&world);
        let own = drafts.iter().filter(|(_, draft)| draft.is_kept());
        let mut found: Vec<UnsavedWork> =
            own.map(|(project, _)| UnsavedWork { project: project.clone() }).collect();
        if found.iter().all(|work| work.project.is_some())
            && Autosave::left(&world.setup.paths, None)?.is_some()
        {
            found.push(UnsavedWork { project: None });
        }
        found.sort_by(|one, other| one.project.cmp(&other.project));
        Ok(found)
    });
    found.await.unwrap_or_default()
}
