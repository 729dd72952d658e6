//! The videos that the service has, page by page: where a render that was never confirmed is looked for.

use jiff::Timestamp;

use super::{Stage, VideoFailure, VideoId};

#[derive(Debug, Clone, PartialEq)]
pub struct ListedVideo {
    pub id: VideoId,
    /// As the service has it, in one harmless line; may be empty.
    pub title: String,
    pub stage: Stage,
    /// The service's own word for the stage.
    pub service_status: String,
    pub created_at: Option<Timestamp>,
    /// Seconds that it lasts, where the service says.
    pub duration_seconds: Option<f64>,
}

/// How far a video is, as a question about many tells it: without links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoStatus {
    pub id: VideoId,
    /// `None`: the service does not have it.
    pub stage: Option<Stage>,
    /// The service's own word.
    pub service_status: String,
    pub failure: Option<VideoFailure>,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct VideoPage {
    /// In the service's order: the newest first, as far as is known.
    pub videos: Vec<ListedVideo>,
    /// What the next page is asked with, if there is one.
    pub next_page_token: Option<String>,
    /// Records that could not be read.
    pub unreadable_count: usize,
}
