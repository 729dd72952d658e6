//! Project files: open, save, autosave, what other programs made of them, and lists of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;

use jiff::Timestamp;

use super::blocking::run_blocking;
use super::context::Context;
use super::job::Job;
use super::lock::lock;
use super::partial_recording;
use crate::domain::{Error, ErrorKind, Project, UnknownKey};
use crate::store::autosave::{Autosave, RecoveredWork};
use crate::store::editor_file;
use crate::store::project::{self, ContentStamp, FileContent, OverwriteMode};
use crate::studio::{
    DiskChange, DiskVersion, FileVersion, LoadedProject, ProjectReply, Reply, SaveMode, SaveResult,
    UnsavedWork,
};

/// Reads a project, and unsaved work on it. A file that is not there yet is a new project.
pub(super) async fn open(job: &Job, path: Option<PathBuf>) -> Result<(), Error> {
    let (context, project) = (job.context.clone(), path.clone());
    let found = run_blocking(move || {
        Ok(match path {
            Some(path) => open_file(&context, path),
            None => open_untitled(&context),
        })
    });
    let OpenOutcome { opened, errors, unknown_keys } = found.await?;
    job.reply(ProjectReply::Opened(opened.map(Box::new)));
    if !unknown_keys.is_empty() {
        job.reply(ProjectReply::UnknownKeys(unknown_keys));
    }
    for error in errors {
        job.reply(Reply::TaskFailed(error));
    }
    if let Some(project) = project
        && let Err(error) = partial_recording::recover(job, &project).await
    {
        job.reply(Reply::TaskFailed(error));
    }
    Ok(())
}

/// An opened project, and errors beside it.
struct OpenOutcome {
    opened: Result<LoadedProject, Error>,
    errors: Vec<Error>,
    unknown_keys: Vec<UnknownKey>,
}

fn open_file(context: &Context, path: PathBuf) -> OpenOutcome {
    let new = LoadedProject {
        path: Some(path),
        project: Project::default(),
        modified_at: None,
        unsaved: None,
        remaining_unsaved: 0,
    };
    let Some(path) = new.path.as_deref().filter(|path| path.exists()) else {
        return with_unsaved_work(context, new);
    };
    match project::open(path) {
        Ok(found) => {
            remember_stamp(context, path, found.stamp);
            let opened =
                LoadedProject { project: found.project, modified_at: Some(modified_at(path)), ..new };
            OpenOutcome { unknown_keys: found.unknown, ..with_unsaved_work(context, opened) }
        }
        // Unsaved work on it is readable all the same. It cannot be saved over the file.
        Err(error) => {
            let mut outcome = with_unsaved_work(context, new);
            match &outcome.opened {
                Ok(opened) if opened.unsaved.is_some() => outcome.errors.insert(0, error),
                _ => outcome.opened = Err(error),
            }
            outcome
        }
    }
}

/// The file's modification time: long ago if the disk does not tell.
fn modified_at(path: &Path) -> Timestamp {
    let written = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default()
}

fn open_untitled(context: &Context) -> OpenOutcome {
    let (path, project) = (None, Project::default());
    with_unsaved_work(
        context,
        LoadedProject { path, project, modified_at: None, unsaved: None, remaining_unsaved: 0 },
    )
}

/// Adds the unsaved work of this program, or else of one that has ended.
fn with_unsaved_work(context: &Context, opened: LoadedProject) -> OpenOutcome {
    let saved = opened.path.as_ref().map(|_| &opened.project);
    let mut autosaves = lock_autosaves(context);
    if let Some(own) = autosaves.get(&opened.path).and_then(|own| own.unsaved_work(saved)) {
        let opened = Ok(LoadedProject { unsaved: Some(into_project_and_time(own)), ..opened });
        return OpenOutcome { opened, errors: Vec::new(), unknown_keys: Vec::new() };
    }
    let found = match Autosave::recover(&context.config.paths, opened.path.as_deref(), saved) {
        Ok(found) => found,
        // Autosaves that cannot be locked or moved do not stop the project from opening.
        Err(error) => {
            return OpenOutcome { opened: Ok(opened), errors: vec![error], unknown_keys: Vec::new() };
        }
    };
    let work = found.newest.map(|autosave| {
        autosaves.insert(opened.path.clone(), autosave.autosave);
        into_project_and_time(autosave.recovered)
    });
    let damaged = |aside: &PathBuf| {
        let what = format!("Unsaved work was damaged; it is kept as {}", aside.display());
        Error::new("the unsaved work", ErrorKind::File, what)
    };
    let errors = found.quarantined.iter().map(damaged).chain(found.foreign).collect();
    let opened = Ok(LoadedProject { unsaved: work, remaining_unsaved: found.remaining, ..opened });
    OpenOutcome { opened, errors, unknown_keys: Vec::new() }
}

fn lock_autosaves(context: &Context) -> MutexGuard<'_, HashMap<Option<PathBuf>, Autosave>> {
    lock(&context.autosaves)
}

fn into_project_and_time(work: RecoveredWork) -> (Project, Timestamp) {
    (work.project, work.saved_at)
}

/// Saves a project.
pub(super) async fn save(
    job: &Job,
    path: PathBuf,
    project: Box<Project>,
    mode: SaveMode,
) -> Result<SaveResult, Error> {
    let known = remembered_stamp(&job.context, &path);
    let overwrite = match known {
        _ if mode == SaveMode::Overwrite => OverwriteMode::Always,
        Some(stamp) => OverwriteMode::IfUnchanged(stamp),
        None => OverwriteMode::Never,
    };
    let (saved, path) = run_blocking(move || Ok((project::save(&path, &project, overwrite)?, path))).await?;
    Ok(match saved {
        project::SaveOutcome::Saved(stamp) => {
            remember_stamp(&job.context, &path, stamp);
            SaveResult::Written
        }
        project::SaveOutcome::ChangedOnDisk if known.is_some() => SaveResult::ChangedOnDisk,
        project::SaveOutcome::ChangedOnDisk => SaveResult::FileExists,
    })
}

/// Whether there is no project file of this name.
pub(super) async fn is_missing(path: &Path) -> bool {
    let path = path.to_owned();
    run_blocking(move || Ok(path.try_exists().is_ok_and(|exists| !exists))).await.unwrap_or_default()
}

/// The present content of a project file.
async fn read_content(path: &Path) -> FileContent {
    let path = path.to_owned();
    let read = run_blocking(move || Ok(project::read_content(&path)));
    read.await.unwrap_or_else(FileContent::Unreadable)
}

/// Replies with what another program made of a project file since this one read or wrote it, and since the last report.
pub(super) async fn report_disk_change(job: &Job, path: &Path, reported: &mut Option<FileContent>) {
    // Not in the middle of a save of our own.
    let mut ticket = job.context.file_lock.enqueue();
    ticket.wait().await;
    let content = read_content(path).await;
    let is_known = match (&content, remembered_stamp(&job.context, path)) {
        (FileContent::Project(opened), Some(stamp)) => opened.stamp == stamp,
        (FileContent::Missing, None) => true,
        _ => false,
    };
    let is_news = if is_known { reported.is_some() } else { reported.as_ref() != Some(&content) };
    *reported = Some(content.clone()).filter(|_| !is_known);
    if !is_news {
        return;
    }
    let change = match content {
        _ if is_known => DiskChange::Reverted,
        FileContent::Missing => DiskChange::Missing,
        FileContent::Unreadable(error) => DiskChange::Unreadable(error),
        FileContent::Project(opened) => DiskChange::Edited(Box::new(DiskVersion {
            project: opened.project,
            version: Some(FileVersion(opened.stamp.0)),
            unknown_keys: opened.unknown,
        })),
    };
    job.reply(ProjectReply::ChangedOnDisk(path.to_owned(), change));
}

/// The studio shows this version of the file: the next save may replace it.
pub(super) fn accept_disk_version(job: &Job, path: &Path, version: FileVersion) {
    remember_stamp(&job.context, path, ContentStamp(version.0));
}

/// Removes the file of an edited text that the studio has taken.
pub(super) async fn discard_editor_file(job: &Job, file: PathBuf) -> Result<(), Error> {
    let context = job.context.clone();
    run_blocking(move || editor_file::remove(&context.config.paths, &file)).await
}

/// Autosaves unsaved work.
pub(super) async fn write_autosave(
    job: &Job,
    path: Option<PathBuf>,
    project: Box<Project>,
) -> Result<(), Error> {
    let context = job.context.clone();
    run_blocking(move || {
        let mut autosaves = lock_autosaves(&context);
        let autosave = match autosaves.entry(path) {
            Entry::Occupied(own) => own.into_mut(),
            Entry::Vacant(none) => {
                let own = Autosave::new(&context.config.paths, none.key().as_deref())?;
                none.insert(own)
            }
        };
        autosave.save(&project)
    })
    .await
}

/// Discards this program's unsaved work. That of other programs is theirs.
pub(super) async fn discard_autosave(job: &Job, path: Option<PathBuf>) -> Result<(), Error> {
    let context = job.context.clone();
    run_blocking(move || lock_autosaves(&context).get(&path).map_or(Ok(()), Autosave::discard)).await
}

/// Leaves this program's unsaved work without a file to whoever opens such a project next.
pub(super) async fn set_draft_aside(job: &Job) -> Result<(), Error> {
    let context = job.context.clone();
    run_blocking(move || {
        lock_autosaves(&context).remove(&None);
        Ok(())
    })
    .await
}

fn remember_stamp(context: &Context, path: &Path, stamp: ContentStamp) {
    lock(&context.file_stamps).insert(path.to_owned(), stamp);
}

fn remembered_stamp(context: &Context, path: &Path) -> Option<ContentStamp> {
    lock(&context.file_stamps).get(path).copied()
}

/// The project files of a folder and of the queue, each once.
pub(super) async fn list_projects(job: &Job, folder: PathBuf) -> Vec<PathBuf> {
    let rendered = job.with_ledger(|ledger, _| ledger.renders()).await.unwrap_or_default();
    let rendered = rendered.into_iter().filter_map(|render| render.project_path);
    let near = run_blocking(move || Ok(project::find_projects(&folder, rendered)));
    near.await.unwrap_or_default()
}

/// The unsaved work of this program, and that on a project without a file of a program that has ended.
pub(super) async fn list_unsaved_work(job: &Job) -> Vec<UnsavedWork> {
    let context = job.context.clone();
    let found = run_blocking(move || {
        let autosaves = lock_autosaves(&context);
        let own = autosaves.iter().filter(|(_, autosave)| autosave.exists());
        let mut found: Vec<UnsavedWork> =
            own.map(|(project, _)| UnsavedWork { project: project.clone() }).collect();
        if found.iter().all(|work| work.project.is_some())
            && Autosave::newest_orphan(&context.config.paths, None)?.is_some()
        {
            found.push(UnsavedWork { project: None });
        }
        found.sort_by(|one, other| one.project.cmp(&other.project));
        Ok(found)
    });
    found.await.unwrap_or_default()
}
