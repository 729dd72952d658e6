//! Unsaved work: a file of its own for each program and project, among the drafts of the data folder.
//!
//! Nothing of it lies beside the project, where others may write too. A draft belongs to the program that writes it for
//! as long as that lives; after that the next one that opens the project may take it over.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::{Error, Project};

use super::files::{self, FileAccess};
use super::paths::Paths;
use super::process_lock::{Registration, Registry};
use super::toml::MAX_TOML_BYTES;
use super::{account, owned_file, project};

const AUTOSAVE_SUFFIX: &str = ".toml.autosave";

/// The draft file of this process for one project.
#[derive(Debug)]
pub struct Autosave {
    path: PathBuf,
    /// The project's path, for a person who opens the draft.
    project_label: String,
    /// Keeps others from recovering the draft.
    _registration: Registration,
}

/// The content of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct RecoveredWork {
    pub project: Project,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// A draft of an ended process that this one took over.
#[derive(Debug)]
pub struct RecoveredDraft {
    /// Unless it is discarded, the draft can be found again.
    pub autosave: Autosave,
    pub recovered: RecoveredWork,
}

/// The drafts that were found for a project.
#[derive(Debug, Default)]
pub struct RecoveredDrafts {
    pub newest: Option<RecoveredDraft>,
    /// How many more there are; each is found once those before it were decided on.
    pub remaining: usize,
    /// Where unreadable drafts were moved to.
    pub quarantined: Vec<PathBuf>,
    /// Files in the place of a draft that are not ours; they are left alone.
    pub foreign: Vec<Error>,
}

/// The prefix of a project's draft names and registrations.
fn draft_name_prefix(project: Option<&Path>) -> String {
    match project {
        Some(path) => {
            let canonical = project::canonical_path(path);
            format!("work-{:016x}-", account::stable_hash(canonical.as_os_str().as_encoded_bytes()))
        }
        None => "untitled-".to_owned(),
    }
}

impl Autosave {
    /// A draft of its own for the project file at `project`, or for a project without a file.
    pub fn new(paths: &Paths, project: Option<&Path>) -> Result<Self, Error> {
        files::create_private_folder(&paths.data)?;
        Self::register(paths, project, &Registry::lock(&paths.data)?)
    }

    fn register(paths: &Paths, project: Option<&Path>, registry: &Registry) -> Result<Self, Error> {
        let presence = registry.register(&draft_name_prefix(project))?;
        let file = paths.drafts().join(format!("{}{AUTOSAVE_SUFFIX}", presence.name()));
        let title = project.map_or_else(
            || "an untitled project".to_owned(),
            |path| project::canonical_path(path).display().to_string(),
        );
        Ok(Self { path: file, project_label: title, _registration: presence })
    }

    /// Saves the work, replacing what was saved before.
    pub fn save(&self, project: &Project) -> Result<(), Error> {
        let head = format!(
            "# Unsaved work on {}, kept by cuecard.\n\n",
            crate::domain::text::single_line(&self.project_label)
        );
        let text = head + &project::to_toml(&self.path, project)?;
        files::create_private_folder(files::parent_folder(&self.path))?;
        files::replace_owned(&self.path, text.as_bytes(), FileAccess::Private)
    }

    /// Removes the draft: the project was saved, or the work is not wanted.
    pub fn discard(&self) -> Result<(), Error> {
        files::remove_if_exists(&self.path)
    }

    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// The newest draft of a project, or of projects without a file, whose process ended.
    pub fn newest_orphan(paths: &Paths, project: Option<&Path>) -> Result<Option<PathBuf>, Error> {
        if !paths.drafts().exists() {
            return Ok(None);
        }
        let written = |file: &PathBuf| fs::metadata(file).and_then(|about| about.modified()).ok();
        Ok(orphaned_drafts(paths, project, &Registry::lock(&paths.data)?)?.into_iter().max_by_key(written))
    }

    /// The draft of this process, if it differs from `saved`.
    pub fn unsaved_work(&self, saved: Option<&Project>) -> Option<RecoveredWork> {
        match read_draft(&self.path) {
            Ok(DraftContent::Readable(work)) => Some(work).filter(|work| saved != Some(&work.project)),
            _ => None,
        }
    }

    /// Takes over the newest draft whose process ended. A draft that equals `saved` is removed.
    pub fn recover(
        paths: &Paths,
        project: Option<&Path>,
        saved: Option<&Project>,
    ) -> Result<RecoveredDrafts, Error> {
        let mut found = RecoveredDrafts::default();
        if !paths.drafts().exists() {
            return Ok(found);
        }
        let registry = Registry::lock(&paths.data)?;
        let mut drafts: Vec<(PathBuf, RecoveredWork)> = Vec::new();
        for file in orphaned_drafts(paths, project, &registry)? {
            match read_draft(&file) {
                // Where it cannot be removed, it is looked at once more the next time.
                Ok(DraftContent::Readable(work)) if saved == Some(&work.project) => {
                    drop(files::remove_if_exists(&file))
                }
                Ok(DraftContent::Readable(work)) => drafts.push((file, work)),
                Ok(DraftContent::Quarantined(quarantined)) => found.quarantined.push(quarantined),
                Ok(DraftContent::Foreign(fault)) => found.foreign.push(fault),
                // A file that the system does not let us read keeps nobody from the others.
                Err(_) => {}
            }
        }
        drafts.sort_by_key(|(_, work)| work.saved_at);
        if let Some((file, work)) = drafts.pop() {
            let autosave = Self::register(paths, project, &registry)?;
            fs::rename(&file, &autosave.path)
                .map_err(|error| files::io_error(&file, "cannot be taken over", &error))?;
            (found.newest, found.remaining) =
                (Some(RecoveredDraft { autosave, recovered: work }), drafts.len());
        }
        Ok(found)
    }
}

/// Drafts of a project that no live process writes.
fn orphaned_drafts(
    paths: &Paths,
    project: Option<&Path>,
    registry: &Registry,
) -> Result<Vec<PathBuf>, Error> {
    let kind = draft_name_prefix(project);
    let live = registry.live(&kind)?;
    let drafts = paths.drafts();
    let failed = |error| files::io_error(&drafts, "cannot be read", &error);
    let mut orphans = Vec::new();
    for entry in fs::read_dir(&drafts).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let writer = name.strip_suffix(AUTOSAVE_SUFFIX).filter(|name| name.starts_with(&kind));
        if writer.is_some_and(|writer| live.iter().all(|one| one != writer)) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

enum DraftContent {
    Readable(RecoveredWork),
    /// Where it was moved to.
    Quarantined(PathBuf),
    /// It is not our file.
    Foreign(Error),
}

fn read_draft(file: &Path) -> Result<DraftContent, Error> {
    let metadata =
        fs::symlink_metadata(file).map_err(|error| files::io_error(file, "cannot be read", &error))?;
    if !owned_file::is_owned_file(file, &metadata) {
        let problem = "is not cuecard's unsaved work, but a link or another user's file: it is left alone";
        return Ok(DraftContent::Foreign(files::file_error(file, problem)));
    }
    let bytes = files::read_owned(file, MAX_TOML_BYTES)?;
    let Ok(project) = project::parse_bytes(file, &bytes) else {
        return files::quarantine(file, "damaged").map(DraftContent::Quarantined);
    };
    let written =
        metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default();
    Ok(DraftContent::Readable(RecoveredWork { project, saved_at: written }))
}

#[cfg(test)]
mod tests;
