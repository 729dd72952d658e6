//! Photos and looks that are being made.

use jiff::Timestamp;

use crate::domain::{Error, NewLooks};
use crate::studio::RequestId;

/// All photos and looks that are being made, and what was typed for the next ones.
#[derive(Debug, Default)]
pub struct PhotoJobs {
    pub jobs: Vec<PhotoJob>,
    /// The request whose picture files are being read, before anything of them is sent.
    pub picture_read_request: Option<RequestId>,
    /// Why they could not be read.
    pub picture_read_error: Option<Error>,
    /// The prompt of looks that were not ordered yet.
    pub look_prompt: String,
}

impl PhotoJobs {
    /// The jobs of another account: none; what the user typed stays.
    pub(in crate::studio) fn for_next_account(&self) -> Self {
        Self { look_prompt: self.look_prompt.clone(), ..Self::default() }
    }
}

/// One request for photos or looks.
#[derive(Debug, Clone, PartialEq)]
pub struct PhotoJob {
    /// Its present step.
    pub progress: String,
    pub started: Timestamp,
    pub(in crate::studio) request: RequestId,
    /// The looks that are ordered once the training is done.
    pub(in crate::studio) looks_after_training: Option<Box<NewLooks>>,
    /// Whether the looks are being ordered.
    pub(in crate::studio) is_requesting_looks: bool,
    /// What was noted about the pictures.
    pub(in crate::studio) picture_notes: Vec<String>,
    /// Whether the service may refuse one of the pictures.
    pub(in crate::studio) may_be_refused: bool,
}

impl PhotoJob {
    pub(in crate::studio) fn new(
        progress: String,
        started: Timestamp,
        request: RequestId,
        looks: Option<Box<NewLooks>>,
    ) -> Self {
        Self {
            progress,
            started,
            request,
            looks_after_training: looks,
            is_requesting_looks: false,
            picture_notes: Vec::new(),
            may_be_refused: false,
        }
    }
}
