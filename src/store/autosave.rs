//! Unsaved work: a file of its own for each program and project, among the drafts of the data folder.
//!
//! Nothing of it lies beside the project, where others may write too. A draft belongs to the program that writes it for
//! as long as that lives; after that the next one that opens the project may take it over.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::{Fault, Project};

use super::files::{self, Access};
use super::paths::Paths;
use super::process_lock::{Gate, Presence};
use super::toml::MAX_TOML_BYTES;
use super::{account, guarded, project};

const END: &str = ".toml.autosave";

/// Where the unsaved work of this program on one project is kept.
#[derive(Debug)]
pub struct Autosave {
    file: PathBuf,
    /// What it is the work on, for a person who comes across the file.
    title: String,
    /// Keeps others from taking the draft over.
    _presence: Presence,
}

/// Unsaved work that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    pub project: Project,
    /// When it was kept.
    pub written: Timestamp,
}

/// A draft that was taken over from a program that is gone.
#[derive(Debug)]
pub struct Draft {
    /// Dropped without a discard, the draft is there to be found again.
    pub autosave: Autosave,
    pub work: Recovered,
}

/// What a search for drafts of a project came to.
#[derive(Debug, Default)]
pub struct Found {
    /// The newest of them.
    pub draft: Option<Draft>,
    /// How many more there are; each is found when those before it were decided about.
    pub waiting: usize,
    /// Where unreadable files were set aside.
    pub damaged: Vec<PathBuf>,
    /// What stands in the place of a draft and is no file of ours: it is left alone.
    pub strange: Vec<Fault>,
}

/// How the drafts of a project, and those who write them, are called.
fn kind(project: Option<&Path>) -> String {
    match project {
        Some(path) => {
            let whole = project::whole(path);
            format!("work-{:016x}-", account::digest(whole.as_os_str().as_encoded_bytes()))
        }
        None => "untitled-".to_owned(),
    }
}

impl Autosave {
    /// A draft that no other program writes, for the project file at `project`, or for a project without a file.
    pub fn new(paths: &Paths, project: Option<&Path>) -> Result<Self, Fault> {
        files::private_folder(&paths.data)?;
        Self::enter(paths, project, &Gate::pass(&paths.data)?)
    }

    fn enter(paths: &Paths, project: Option<&Path>, gate: &Gate) -> Result<Self, Fault> {
        let presence = gate.enter(&kind(project))?;
        let file = paths.drafts().join(format!("{}{END}", presence.name()));
        let title = project.map_or_else(
            || "an untitled project".to_owned(),
            |path| project::whole(path).display().to_string(),
        );
        Ok(Self { file, title, _presence: presence })
    }

    /// Keeps the work as it is now in the place of what was kept before.
    pub fn keep(&self, project: &Project) -> Result<(), Fault> {
        let head =
            format!("# Unsaved work on {}, kept by cuecard.\n\n", crate::domain::text::line(&self.title));
        let text = head + &project::fresh(&self.file, project)?;
        files::private_folder(files::folder_of(&self.file))?;
        files::replace_own(&self.file, text.as_bytes(), Access::Private)
    }

    /// Removes what was kept: it was saved, or is not wanted.
    pub fn discard(&self) -> Result<(), Fault> {
        files::remove(&self.file)
    }

    /// Whether work is kept.
    pub fn is_kept(&self) -> bool {
        self.file.exists()
    }

    /// The newest draft of a project, or of one without a file, whose program is gone.
    pub fn left(paths: &Paths, project: Option<&Path>) -> Result<Option<PathBuf>, Fault> {
        if !paths.drafts().exists() {
            return Ok(None);
        }
        let written = |file: &PathBuf| fs::metadata(file).and_then(|about| about.modified()).ok();
        Ok(orphans(paths, project, &Gate::pass(&paths.data)?)?.into_iter().max_by_key(written))
    }

    /// What this program kept, where it differs from `saved`.
    pub fn kept(&self, saved: Option<&Project>) -> Option<Recovered> {
        match kept(&self.file) {
            Ok(Kept::Work(work)) => Some(work).filter(|work| saved != Some(&work.project)),
            _ => None,
        }
    }

    /// Takes over the newest draft of a project whose program is gone. One that is as the project was `saved` is removed,
    /// since nothing is lost with it.
    pub fn take_over(paths: &Paths, project: Option<&Path>, saved: Option<&Project>) -> Result<Found, Fault> {
        let mut found = Found::default();
        if !paths.drafts().exists() {
            return Ok(found);
        }
        let gate = Gate::pass(&paths.data)?;
        let mut drafts: Vec<(PathBuf, Recovered)> = Vec::new();
        for file in orphans(paths, project, &gate)? {
            match kept(&file) {
                // Where it cannot be removed, it is looked at once more the next time.
                Ok(Kept::Work(work)) if saved == Some(&work.project) => drop(files::remove(&file)),
                Ok(Kept::Work(work)) => drafts.push((file, work)),
                Ok(Kept::Damaged(aside)) => found.damaged.push(aside),
                Ok(Kept::Strange(fault)) => found.strange.push(fault),
                // A file that the system does not let us read keeps nobody from the others.
                Err(_) => {}
            }
        }
        drafts.sort_by_key(|(_, work)| work.written);
        if let Some((file, work)) = drafts.pop() {
            let autosave = Self::enter(paths, project, &gate)?;
            fs::rename(&file, &autosave.file)
                .map_err(|error| files::fault(&file, "cannot be taken over", &error))?;
            (found.draft, found.waiting) = (Some(Draft { autosave, work }), drafts.len());
        }
        Ok(found)
    }
}

/// Drafts of a project that nobody living writes.
fn orphans(paths: &Paths, project: Option<&Path>, gate: &Gate) -> Result<Vec<PathBuf>, Fault> {
    let kind = kind(project);
    let living = gate.living(&kind)?;
    let drafts = paths.drafts();
    let failed = |error| files::fault(&drafts, "cannot be read", &error);
    let mut orphans = Vec::new();
    for entry in fs::read_dir(&drafts).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let writer = name.strip_suffix(END).filter(|name| name.starts_with(&kind));
        if writer.is_some_and(|writer| living.iter().all(|one| one != writer)) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

enum Kept {
    Work(Recovered),
    /// Where it was set aside.
    Damaged(PathBuf),
    /// It is no file of ours.
    Strange(Fault),
}

fn kept(file: &Path) -> Result<Kept, Fault> {
    let about = fs::symlink_metadata(file).map_err(|error| files::fault(file, "cannot be read", &error))?;
    if !guarded::is_own(file, &about) {
        let what = "is no unsaved work of cuecard, but a link or another user's file: it is left alone";
        return Ok(Kept::Strange(files::said(file, what)));
    }
    let bytes = files::read_own(file, MAX_TOML_BYTES)?;
    let Ok(project) = project::parsed(file, &bytes) else {
        return files::set_aside(file, "damaged").map(Kept::Damaged);
    };
    let written = about.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default();
    Ok(Kept::Work(Recovered { project, written }))
}

#[cfg(test)]
mod tests;
