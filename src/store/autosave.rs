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

/// Where the unsaved work of this program on one project is kept.
#[derive(Debug)]
pub struct Autosave {
    path: PathBuf,
    /// What it is the work on, for a person who comes across the file.
    project_label: String,
    /// Keeps others from taking the draft over.
    _registration: Registration,
}

/// Unsaved work that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveredWork {
    pub project: Project,
    /// When it was kept.
    pub saved_at: Timestamp,
}

/// A draft that was taken over from a program that is gone.
#[derive(Debug)]
pub struct RecoveredDraft {
    /// Dropped without a discard, the draft is there to be found again.
    pub autosave: Autosave,
    pub recovered: RecoveredWork,
}

/// What a search for drafts of a project came to.
#[derive(Debug, Default)]
pub struct RecoveredDrafts {
    /// The newest of them.
    pub newest: Option<RecoveredDraft>,
    /// How many more there are; each is found when those before it were decided about.
    pub remaining: usize,
    /// Where unreadable files were set aside.
    pub quarantined: Vec<PathBuf>,
    /// What stands in the place of a draft and is no file of ours: it is left alone.
    pub foreign: Vec<Error>,
}

/// How the drafts of a project, and those who write them, are called.
fn draft_name_prefix(project: Option<&Path>) -> String {
    match project {
        Some(path) => {
            let whole = project::canonical_path(path);
            format!("work-{:016x}-", account::stable_hash(whole.as_os_str().as_encoded_bytes()))
        }
        None => "untitled-".to_owned(),
    }
}

impl Autosave {
    /// A draft that no other program writes, for the project file at `project`, or for a project without a file.
    pub fn new(paths: &Paths, project: Option<&Path>) -> Result<Self, Error> {
        files::create_private_folder(&paths.data)?;
        Self::register(paths, project, &Registry::lock(&paths.data)?)
    }

    fn register(paths: &Paths, project: Option<&Path>, gate: &Registry) -> Result<Self, Error> {
        let presence = gate.register(&draft_name_prefix(project))?;
        let file = paths.drafts().join(format!("{}{AUTOSAVE_SUFFIX}", presence.name()));
        let title = project.map_or_else(
            || "an untitled project".to_owned(),
            |path| project::canonical_path(path).display().to_string(),
        );
        Ok(Self { path: file, project_label: title, _registration: presence })
    }

    /// Keeps the work as it is now in the place of what was kept before.
    pub fn save(&self, project: &Project) -> Result<(), Error> {
        let head = format!(
            "# Unsaved work on {}, kept by cuecard.\n\n",
            crate::domain::text::single_line(&self.project_label)
        );
        let text = head + &project::to_toml(&self.path, project)?;
        files::create_private_folder(files::parent_folder(&self.path))?;
        files::replace_owned(&self.path, text.as_bytes(), FileAccess::Private)
    }

    /// Removes what was kept: it was saved, or is not wanted.
    pub fn discard(&self) -> Result<(), Error> {
        files::remove_if_exists(&self.path)
    }

    /// Whether work is kept.
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// The newest draft of a project, or of one without a file, whose program is gone.
    pub fn newest_orphan(paths: &Paths, project: Option<&Path>) -> Result<Option<PathBuf>, Error> {
        if !paths.drafts().exists() {
            return Ok(None);
        }
        let written = |file: &PathBuf| fs::metadata(file).and_then(|about| about.modified()).ok();
        Ok(orphaned_drafts(paths, project, &Registry::lock(&paths.data)?)?.into_iter().max_by_key(written))
    }

    /// What this program kept, where it differs from `saved`.
    pub fn unsaved_work(&self, saved: Option<&Project>) -> Option<RecoveredWork> {
        match read_draft(&self.path) {
            Ok(DraftContent::Readable(work)) => Some(work).filter(|work| saved != Some(&work.project)),
            _ => None,
        }
    }

    /// Takes over the newest draft of a project whose program is gone. One that is as the project was `saved` is removed,
    /// since nothing is lost with it.
    pub fn recover(
        paths: &Paths,
        project: Option<&Path>,
        saved: Option<&Project>,
    ) -> Result<RecoveredDrafts, Error> {
        let mut found = RecoveredDrafts::default();
        if !paths.drafts().exists() {
            return Ok(found);
        }
        let gate = Registry::lock(&paths.data)?;
        let mut drafts: Vec<(PathBuf, RecoveredWork)> = Vec::new();
        for file in orphaned_drafts(paths, project, &gate)? {
            match read_draft(&file) {
                // Where it cannot be removed, it is looked at once more the next time.
                Ok(DraftContent::Readable(work)) if saved == Some(&work.project) => {
                    drop(files::remove_if_exists(&file))
                }
                Ok(DraftContent::Readable(work)) => drafts.push((file, work)),
                Ok(DraftContent::Quarantined(aside)) => found.quarantined.push(aside),
                Ok(DraftContent::Foreign(fault)) => found.foreign.push(fault),
                // A file that the system does not let us read keeps nobody from the others.
                Err(_) => {}
            }
        }
        drafts.sort_by_key(|(_, work)| work.saved_at);
        if let Some((file, work)) = drafts.pop() {
            let autosave = Self::register(paths, project, &gate)?;
            fs::rename(&file, &autosave.path)
                .map_err(|error| files::io_error(&file, "cannot be taken over", &error))?;
            (found.newest, found.remaining) =
                (Some(RecoveredDraft { autosave, recovered: work }), drafts.len());
        }
        Ok(found)
    }
}

/// Drafts of a project that nobody living writes.
fn orphaned_drafts(paths: &Paths, project: Option<&Path>, gate: &Registry) -> Result<Vec<PathBuf>, Error> {
    let kind = draft_name_prefix(project);
    let living = gate.live(&kind)?;
    let drafts = paths.drafts();
    let failed = |error| files::io_error(&drafts, "cannot be read", &error);
    let mut orphans = Vec::new();
    for entry in fs::read_dir(&drafts).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let writer = name.strip_suffix(AUTOSAVE_SUFFIX).filter(|name| name.starts_with(&kind));
        if writer.is_some_and(|writer| living.iter().all(|one| one != writer)) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

enum DraftContent {
    Readable(RecoveredWork),
    /// Where it was set aside.
    Quarantined(PathBuf),
    /// It is no file of ours.
    Foreign(Error),
}

fn read_draft(file: &Path) -> Result<DraftContent, Error> {
    let about =
        fs::symlink_metadata(file).map_err(|error| files::io_error(file, "cannot be read", &error))?;
    if !owned_file::is_owned_file(file, &about) {
        let what = "is no unsaved work of cuecard, but a link or another user's file: it is left alone";
        return Ok(DraftContent::Foreign(files::file_error(file, what)));
    }
    let bytes = files::read_owned(file, MAX_TOML_BYTES)?;
    let Ok(project) = project::parse_bytes(file, &bytes) else {
        return files::quarantine(file, "damaged").map(DraftContent::Quarantined);
    };
    let written = about.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default();
    Ok(DraftContent::Readable(RecoveredWork { project, saved_at: written }))
}

#[cfg(test)]
mod tests;
