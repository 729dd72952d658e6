//! The recordings of the open project: their files as they were found, and the one that is being made.

use std::path::PathBuf;

use crate::domain::{Recordings, Script};
use crate::studio::{RecordedSound, RequestId};

#[derive(Debug, Default)]
pub struct RecordingState {
    /// What was found at the paths of the project.
    pub files: Recordings,
    /// How often the files were inspected.
    pub revision: u64,
    /// The names of the sound files beside the project.
    pub listed: Vec<String>,
    /// The recording that is being made.
    pub active: Option<ActiveRecording>,
    /// The paths that were inspected last.
    pub(in crate::studio) inspected_paths: Vec<(String, PathBuf)>,
    /// The last inspection, until its reply; those before it are of no use.
    pub(in crate::studio) inspection: Option<RequestId>,
    /// The inspection that the price waits for.
    pub(in crate::studio) price_inspection: Option<RequestId>,
}

/// A recording that is being made.
#[derive(Debug, Clone, PartialEq)]
pub struct ActiveRecording {
    /// The index of the scene when the recording began.
    pub scene: usize,
    /// What is spoken: another program may move the scene meanwhile.
    pub(in crate::studio) script: Script,
    /// What was recorded so far; `None` until the recorder delivers sound.
    pub sound: Option<RecordedSound>,
    pub(in crate::studio) request: RequestId,
    /// Which project it belongs to.
    pub(in crate::studio) open_count: u64,
}
