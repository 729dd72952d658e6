//! The open project: its file, its undo history, and what of it is saved.

use std::path::{Path, PathBuf};

use super::undo_history::UndoHistory;
use crate::domain::Project;
use crate::studio::{DiskChange, ProjectRequest, RequestId};

#[derive(Debug, Default)]
pub struct ProjectState {
    pub project: Project,
    pub path: Option<PathBuf>,
    /// How many projects were opened before this one.
    pub open_count: u64,
    /// The project that is being saved.
    pub(in crate::studio) pending_save: Option<PendingSave>,
    /// What another program made of the file, as long as the user has not decided on it.
    pub disk_change: Option<DiskChange>,
    /// The project as it was when a part of it was opened in the user's text editor, until that ends.
    pub(in crate::studio) opened_in_editor: Option<Box<Project>>,
    /// The request that watches a project file.
    pub(in crate::studio) file_watch: Option<(RequestId, PathBuf)>,
    pub(in crate::studio) saved_project: Project,
    pub(in crate::studio) undo_history: UndoHistory,
    pub(in crate::studio) is_autosave_scheduled: bool,
}

/// What is opened instead of the open project.
#[derive(Debug)]
pub(in crate::studio) enum NextProject {
    /// A project file, or unsaved work without one.
    Project(Option<PathBuf>),
    /// A script in another form.
    Script(PathBuf),
}

impl NextProject {
    pub(in crate::studio) fn name(&self) -> String {
        match self {
            Self::Project(Some(path)) | Self::Script(path) => file_name(path),
            Self::Project(None) => "The untitled project".to_owned(),
        }
    }

    pub(in crate::studio) fn into_request(self) -> ProjectRequest {
        match self {
            Self::Project(file) => ProjectRequest::Open(file),
            Self::Script(path) => ProjectRequest::Import(path),
        }
    }
}

/// A save that has not ended yet.
#[derive(Debug)]
pub(in crate::studio) struct PendingSave {
    pub(in crate::studio) project: Box<Project>,
    /// Whether a version that another program wrote was taken since the save began.
    pub(in crate::studio) is_outdated: bool,
}

impl ProjectState {
    /// Whether the project differs from its file, or its file is lost.
    pub fn is_unsaved(&self) -> bool {
        let is_lost = match &self.disk_change {
            Some(DiskChange::Missing | DiskChange::Unreadable(_)) => true,
            Some(DiskChange::Edited(theirs)) => self.would_lose_script(&theirs.project),
            Some(DiskChange::Reverted) | None => false,
        };
        is_lost || self.project != self.saved_project
    }

    /// Whether a version of the file has no words, while there are some here: an emptied file is seldom meant.
    pub(in crate::studio) fn would_lose_script(&self, theirs: &Project) -> bool {
        has_words(&self.project) && !has_words(theirs)
    }

    /// The name of the project file, or else the title.
    pub(in crate::studio) fn display_name(&self) -> String {
        self.path.as_deref().map_or_else(|| self.project.display_title().to_owned(), file_name)
    }
}

fn has_words(project: &Project) -> bool {
    project.scenes.iter().any(|scene| !scene.trimmed_script().is_empty())
}

pub(in crate::studio) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
