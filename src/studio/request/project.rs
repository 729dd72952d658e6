//! Requests about project files and scripts, and their replies.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::{Error, ImportedScript, Project, UnknownKey, VideoSpec};

/// What can be requested about project files.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectRequest {
    /// Load a project file, and unsaved work on it. `None`: only unsaved work without a file.
    Open(Option<PathBuf>),
    /// List the project files in this folder, and those of the queue.
    List(PathBuf),
    /// Save the project file.
    Save { path: PathBuf, project: Box<Project>, mode: SaveMode },
    /// Report changes of the project file by other programs, until it is canceled.
    Watch(PathBuf),
    /// This version of the file is the one that the studio shows: the next save may replace it.
    AcceptDiskVersion { path: PathBuf, version: FileVersion },
    /// Remove the file of an edited text, which was taken.
    DiscardEditorFile(PathBuf),
    /// Save unsaved work in the drafts folder.
    Autosave { path: Option<PathBuf>, project: Box<Project> },
    /// Delete the autosave.
    DeleteAutosave { path: Option<PathBuf> },
    /// Leave unsaved work without a file among the drafts: other work without a file follows.
    SetDraftAside,
    /// Make a project of a script in another format.
    Import(PathBuf),
    /// Write the script in another format.
    Export(Box<ScriptExport>),
    /// Build the request of a video as it would be sent, without the API key.
    BuildRequestPreview(Box<VideoSpec>),
}

/// What a request about project files leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectReply {
    Opened(Result<Box<LoadedProject>, Error>),
    /// The last changed first; unreadable files are left out.
    Listed(Vec<PathBuf>),
    /// Work without a project file; sent along with the list.
    UnsavedWorkListed(Vec<UnsavedWork>),
    Saved(PathBuf, Result<SaveResult, Error>),
    Autosaved(Result<(), Error>),
    Imported(PathBuf, Result<Box<ImportedScript>, Error>),
    Exported(Box<ScriptExport>, Result<SaveResult, Error>),
    /// Another program changed the project file.
    ChangedOnDisk(PathBuf, DiskChange),
    /// The user's text editor ended.
    EditorClosed(EditorTarget, EditorOutcome),
    /// The file cannot be watched any more, or not on this system.
    WatchEnded(PathBuf),
    /// Unknown keys of the project file that was opened.
    UnknownKeys(Vec<UnknownKey>),
    RequestPreviewBuilt(String),
}

/// A project as it was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedProject {
    pub path: Option<PathBuf>,
    /// The contents of the file; a new project where there is no file yet.
    pub project: Project,
    /// When the file was written; none where there is no file yet.
    pub modified_at: Option<Timestamp>,
    /// Unsaved work that differs from the file, and when it was written.
    pub unsaved: Option<(Project, Timestamp)>,
    /// Further autosaves of it; each is offered once the one before it is decided.
    pub remaining_unsaved: usize,
}

/// Whether a save overwrites another file, and changes of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaveMode {
    KeepChangesOnDisk,
    Overwrite,
}

/// A script in another form, and the file that it is written to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptExport {
    pub path: PathBuf,
    pub text: String,
    /// What could not be carried.
    pub notes: Vec<String>,
    /// Whether it replaces another file.
    pub mode: SaveMode,
}

/// The outcome of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveResult {
    Written,
    /// Another program changed the file since it was read; nothing was written.
    ChangedOnDisk,
    /// Another file of this name exists; nothing was written.
    FileExists,
}

/// What another program made of a project file.
#[derive(Debug, Clone, PartialEq)]
pub enum DiskChange {
    Edited(Box<DiskVersion>),
    /// It cannot be read as a project any more.
    Unreadable(Error),
    /// It was moved or deleted.
    Missing,
    /// It is again as the studio read or wrote it last.
    Reverted,
}

/// The content of a project file that another program wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct DiskVersion {
    pub project: Project,
    /// `None` if it is the one that was opened.
    pub version: Option<FileVersion>,
    pub unknown_keys: Vec<UnknownKey>,
}

/// Stands for the content of a project file at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileVersion(pub u64);

/// What the user's text editor edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditorTarget {
    /// The script of all scenes, as Markdown.
    WholeScript,
    /// The script of this scene, counted from zero.
    Scene(usize),
}

/// A text for the user's text editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditorText {
    pub target: EditorTarget,
    pub text: String,
}

/// How the user's text editor ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditorOutcome {
    /// Another text was saved. Its file stays until it is discarded.
    Saved {
        text: String,
        file: PathBuf,
    },
    Unchanged,
    Failed {
        reason: String,
        /// The file with what was written until then.
        kept: Option<PathBuf>,
    },
}

/// Work that is in no project file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsavedWork {
    /// The project that it belongs to; `None` for one without a file.
    pub project: Option<PathBuf>,
}
