//! Requests about finished videos, and their replies.

use std::path::PathBuf;

use crate::domain::{DownloadProgress, Error, RenderId};

/// What can be requested about finished videos.
#[derive(Debug, Clone, PartialEq)]
pub enum DownloadRequest {
    /// Download a finished video.
    Video { render: RenderId, url: String, title: String, folder: Option<PathBuf> },
    /// Download the subtitles of a video that is on disk without them.
    Subtitles(RenderId),
    /// Open a file or a link with the system's opener.
    OpenExternally(OpenTarget),
}

/// What a request about finished videos leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum DownloadReply {
    Progress(RenderId, DownloadProgress),
    Failed(RenderId, Error),
    /// Whether the opener started.
    OpenedExternally(OpenTarget, Result<(), Error>),
}

/// What an opener can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenTarget {
    File(PathBuf),
    Link(String),
}

impl OpenTarget {
    /// The path or the URL, for people and clipboards.
    pub fn text(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Link(url) => url.clone(),
        }
    }
}
