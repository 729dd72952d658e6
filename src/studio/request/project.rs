//! Requests about project files and scripts, and their replies.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::domain::{Error, Project, UnknownKey, VideoSpec};

/// What can be requested about project files.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectRequest {
    /// Read a project file, and unsaved work on it. `None`: only unsaved work without a file.
    Open(Option<PathBuf>),
    /// The project files near: in this folder, and those of the queue.
    List(PathBuf),
    /// Write the project file. `force` writes over what another program changed since it was read, or over another file.
    Save { path: PathBuf, project: Box<Project>, force: bool },
    /// Keep unsaved work in the data folder.
    Autosave { path: Option<PathBuf>, project: Box<Project> },
    /// Forget the unsaved work that was kept.
    DeleteAutosave { path: Option<PathBuf> },
    /// The request of a video as it would be sent, without the key.
    BuildRequestPreview(Box<VideoSpec>),
    /// Have the service speak a video's scenes, to know how long they last: the user says so, since it may be counted
    /// as use.
    MeasureSpeech(Box<VideoSpec>),
}

/// What a request about project files leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectReply {
    Opened(Result<Box<LoadedProject>, Error>),
    /// The last changed first; what could not be read is left out.
    Listed(Vec<PathBuf>),
    /// Work that no file has; told with the projects.
    UnsavedWorkListed(Vec<UnsavedWork>),
    Saved(PathBuf, Result<SaveResult, Error>),
    Autosaved(Result<(), Error>),
    /// Keys of the project that was opened that mean nothing.
    UnknownKeys(Vec<UnknownKey>),
    RequestPreviewBuilt(String),
    /// Seconds of each scene of this video.
    SpeechMeasured(Box<VideoSpec>, Result<Vec<f64>, Error>),
}

/// A project as it was found on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedProject {
    pub path: Option<PathBuf>,
    /// What the file says; a new project where there is no file yet.
    pub project: Project,
    /// When the file was written; none where there is no file yet.
    pub modified_at: Option<Timestamp>,
    /// Unsaved work that differs from the file, and when it was written.
    pub unsaved: Option<(Project, Timestamp)>,
    /// How much more unsaved work on it waits: each is offered when the one before it was decided about.
    pub remaining_unsaved: usize,
}

/// How saving ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveResult {
    Written,
    /// Another program changed the file since it was read; nothing was written.
    ChangedOnDisk,
    /// Another file of this name stands there already; nothing was written.
    FileExists,
}

/// Work that no file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsavedWork {
    /// The project that it belongs to; `None` for one without a file.
    pub project: Option<PathBuf>,
}
