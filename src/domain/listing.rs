//! The films that the service has, page by page: where a render that was never confirmed is looked for.

use jiff::Timestamp;

use super::{Stage, VideoId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFilm {
    pub id: VideoId,
    /// As the service has it, in one harmless line; may be empty.
    pub title: String,
    pub stage: Stage,
    /// The service's own word for the stage.
    pub word: String,
    pub created: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilmPage {
    /// In the service's order: the newest first, as far as is known.
    pub films: Vec<ListedFilm>,
    /// What the next page is asked with, if there is one.
    pub next: Option<String>,
    /// Records that could not be read.
    pub damaged: usize,
}
