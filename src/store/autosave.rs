//! Unsaved work: beside its project as a hidden file, or among the drafts of the data folder.
//!
//! A draft of an untitled project belongs to the program that writes it for as long as that lives; after that the next
//! one may take it over.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::domain::{Fault, Project};

use super::files::{self, Access};
use super::form::MOST;
use super::paths::Paths;
use super::presence::{Gate, Presence};
use super::{account, project};

const END: &str = ".toml.autosave";
/// How drafts of untitled projects, and those who write them, are called.
const KIND: &str = "untitled-";

/// Where the unsaved work of one project is kept.
#[derive(Debug)]
pub struct Autosave {
    file: PathBuf,
    /// In the drafts, for a project whose folder takes no files.
    other: Option<PathBuf>,
    /// What it is the work on, for a person who comes across the file.
    title: String,
    /// Keeps others from taking over the draft of an untitled project.
    _presence: Option<Presence>,
}

/// Unsaved work that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovered {
    pub project: Project,
    /// When it was kept.
    pub written: Timestamp,
}

/// What a search for unsaved work came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// Work that differs from the project file.
    pub work: Option<Recovered>,
    /// Where unreadable files were set aside.
    pub damaged: Vec<PathBuf>,
}

/// The draft of an untitled project, taken over from a program that is gone.
#[derive(Debug)]
pub struct Draft {
    /// Dropped without a discard, the draft is there to be found again.
    pub autosave: Autosave,
    pub work: Recovered,
}

/// What a search for drafts came to.
#[derive(Debug, Default)]
pub struct FoundDraft {
    pub draft: Option<Draft>,
    /// Where unreadable files were set aside.
    pub damaged: Vec<PathBuf>,
}

impl Autosave {
    /// For the project file at `path`: `.NAME.toml.autosave` beside it.
    pub fn beside(paths: &Paths, path: &Path) -> Self {
        let target = files::target(path).unwrap_or_else(|_| path.to_owned());
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let whole = std::path::absolute(&target).unwrap_or_else(|_| target.clone());
        let digest = account::digest(whole.as_os_str().as_encoded_bytes());
        Self {
            file: files::folder_of(&target).join(format!(".{name}.autosave")),
            other: Some(paths.drafts().join(format!("{digest:016x}{END}"))),
            title: whole.display().to_string(),
            _presence: None,
        }
    }

    /// For a project without a file: a draft that no other program writes.
    pub fn untitled(paths: &Paths) -> Result<Self, Fault> {
        files::private_folder(&paths.data)?;
        Self::draft(paths, &Gate::pass(&paths.data)?)
    }

    fn draft(paths: &Paths, gate: &Gate) -> Result<Self, Fault> {
        let presence = gate.enter(KIND)?;
        let file = paths.drafts().join(format!("{}{END}", presence.name()));
        Ok(Self { file, other: None, title: "an untitled project".to_owned(), _presence: Some(presence) })
    }

    /// Keeps the work as it is now in the place of what was kept before.
    pub fn keep(&self, project: &Project) -> Result<(), Fault> {
        let head =
            format!("# Unsaved work on {}, kept by cuecard.\n\n", crate::domain::text::line(&self.title));
        let text = head + &project::fresh(&self.file, project)?;
        let Some(other) = &self.other else {
            files::private_folder(files::folder_of(&self.file))?;
            return files::replace(&self.file, text.as_bytes(), Access::Private);
        };
        files::replace(&self.file, text.as_bytes(), Access::Private).or_else(|_| {
            files::private_folder(files::folder_of(other))?;
            files::replace(other, text.as_bytes(), Access::Private)
        })
    }

    /// Removes what was kept: it was saved, or is not wanted.
    pub fn discard(&self) -> Result<(), Fault> {
        let outcomes: Vec<_> = self.places().map(files::remove).collect();
        outcomes.into_iter().collect()
    }

    /// What was kept, where it differs from `saved`. A damaged file is set aside.
    pub fn find(&self, saved: Option<&Project>) -> Result<Found, Fault> {
        let mut found = Found::default();
        for file in self.places() {
            match kept(file)? {
                Kept::Work(work) if found.work.as_ref().is_none_or(|other| other.written < work.written) => {
                    found.work = Some(work);
                }
                Kept::Damaged(aside) => found.damaged.push(aside),
                Kept::Work(_) | Kept::Nothing => {}
            }
        }
        found.work = found.work.filter(|work| saved != Some(&work.project));
        Ok(found)
    }

    /// Takes over the newest draft of an untitled project whose program is gone.
    pub fn find_untitled(paths: &Paths) -> Result<FoundDraft, Fault> {
        let mut found = FoundDraft::default();
        if !paths.drafts().exists() {
            return Ok(found);
        }
        let gate = Gate::pass(&paths.data)?;
        let mut newest: Option<(PathBuf, Recovered)> = None;
        for file in orphans(paths, &gate)? {
            match kept(&file) {
                Ok(Kept::Work(work))
                    if newest.as_ref().is_none_or(|(_, other)| other.written < work.written) =>
                {
                    newest = Some((file, work));
                }
                Ok(Kept::Damaged(aside)) => found.damaged.push(aside),
                // A file that the system does not let us read keeps nobody from the others.
                Ok(Kept::Work(_) | Kept::Nothing) | Err(_) => {}
            }
        }
        if let Some((file, work)) = newest {
            let autosave = Self::draft(paths, &gate)?;
            fs::rename(&file, &autosave.file)
                .map_err(|error| files::fault(&file, "cannot be taken over", &error))?;
            found.draft = Some(Draft { autosave, work });
        }
        Ok(found)
    }

    fn places(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.file.as_path()).chain(self.other.as_deref())
    }
}

/// Drafts of untitled projects that nobody living writes.
fn orphans(paths: &Paths, gate: &Gate) -> Result<Vec<PathBuf>, Fault> {
    let living = gate.living(KIND)?;
    let drafts = paths.drafts();
    let failed = |error| files::fault(&drafts, "cannot be read", &error);
    let mut orphans = Vec::new();
    for entry in fs::read_dir(&drafts).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let writer = name.strip_suffix(END).filter(|name| name.starts_with(KIND));
        if writer.is_some_and(|writer| living.iter().all(|one| one != writer)) {
            orphans.push(path);
        }
    }
    Ok(orphans)
}

enum Kept {
    Nothing,
    Work(Recovered),
    /// Where it was set aside.
    Damaged(PathBuf),
}

fn kept(file: &Path) -> Result<Kept, Fault> {
    let Some(bytes) = files::read_if_there(file, MOST)? else { return Ok(Kept::Nothing) };
    let Ok(project) = project::parsed(file, &bytes) else {
        return files::set_aside(file, "damaged").map(Kept::Damaged);
    };
    let written = fs::metadata(file).and_then(|about| about.modified()).ok();
    let written = written.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or_default();
    Ok(Kept::Work(Recovered { project, written }))
}

#[cfg(test)]
mod tests;
