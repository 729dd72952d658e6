//! Requests about recordings, their files and the recorder, and the replies to them.

use std::path::PathBuf;

use crate::domain::{Error, RecordingFile, RecordingIssue};

/// What can be requested about recordings.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingRequest {
    /// Inspect sound files, by the path as the project has it.
    Inspect(Vec<(String, PathBuf)>),
    /// List the sound files in a folder.
    List(PathBuf),
    /// Record the scene with this number into a new file beside its project, until the sound is stopped. If canceled,
    /// nothing remains of it; if the program is killed, only the partial file remains.
    Record { project: PathBuf, scene_number: usize },
}

/// What a request about recordings leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordingReply {
    /// The files, by the path as the project has it.
    Inspected(Result<InspectedFiles, Error>),
    /// The names of the files.
    Listed(Vec<String>),
    /// The recorder delivers sound; this is how much of it there is.
    Progressed(RecordedSound),
    /// The recording was saved in this file, or failed.
    Ended(Result<PathBuf, Error>),
    /// Recordings whose program was killed were saved in these files.
    Recovered(Vec<PathBuf>),
}

/// Files that were inspected, by the path as the project has it.
pub type InspectedFiles = Vec<(String, Result<RecordingFile, RecordingIssue>)>;

/// The sound that was recorded so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RecordedSound {
    pub seconds: f64,
    /// The loudest sample of the last moment, from 0 to 1.
    pub level: f64,
}
