//! The service's list of videos, in pages; unconfirmed renders are reconciled with it.

use jiff::Timestamp;

use super::{RenderStage, VideoFailure, VideoId};

/// A video in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedVideo {
    pub id: VideoId,
    /// The title on the service, as one sanitized line; may be empty.
    pub title: String,
    pub stage: RenderStage,
    /// The service's word for the stage.
    pub service_status: String,
    pub created_at: Option<Timestamp>,
    /// The length, if the service states it.
    pub duration_seconds: Option<f64>,
}

/// The status of a video in a batch response, which has no links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoStatus {
    pub id: VideoId,
    /// `None` if the service does not have the video.
    pub stage: Option<RenderStage>,
    /// The service's word for the stage.
    pub service_status: String,
    pub failure: Option<VideoFailure>,
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VideoPage {
    /// In the order of the service: as far as known, the newest first.
    pub videos: Vec<ListedVideo>,
    /// The token of the next page, if there is one.
    pub next_page_token: Option<String>,
    /// Records that could not be read.
    pub unreadable_count: usize,
}
