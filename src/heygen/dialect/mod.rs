//! How videos are spoken of in one dialect of the API: one file for each.

mod flat;
mod generate;
mod scenes;
mod v3;

use serde::Serialize;

use super::endpoints::Place;
use crate::domain::{Dialect, Progress, Shape, VideoId, VideoSpec};

use flat::Flat;
use generate::Generate;
pub(super) use scenes::{Scenes, failure};
pub(super) use v3::{V3, VideoRecord};

/// The form in which a video is sent, and in which its progress is read.
///
/// `data` is always the JSON inside the envelope.
pub(super) trait Wire: Sync {
    /// The request for a video of one part, with what its picture is called.
    fn submission(&self, spec: &VideoSpec, picture: &str) -> Submission;

    /// The request with a body that [`submission`](Self::submission) gave earlier.
    fn stored(&self, body: String) -> Submission;

    /// The id in the answer to a submission; the older dialects share these three.
    fn accepted(&self, data: &str) -> Option<VideoId> {
        Scenes.accepted(data)
    }

    /// Where a video's progress is asked for.
    fn progress_place(&self, video: &VideoId) -> Place {
        Scenes.progress_place(video)
    }

    fn progress(&self, data: &str) -> Option<Progress> {
        Scenes.progress(data)
    }
}

/// How a dialect is written.
pub(super) fn wire(dialect: Dialect) -> &'static dyn Wire {
    match dialect {
        Dialect::Scenes => &Scenes,
        Dialect::Flat => &Flat,
        Dialect::Generate => &Generate,
        Dialect::V3 => &V3,
    }
}

/// A video on its way: exactly what is sent, but for the key. It can be kept, and sent later as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    pub dialect: Dialect,
    /// The path under the API base.
    pub path: String,
    /// Headers beyond the usual ones, such as `Idempotency-SetApiKey`.
    pub headers: Vec<(String, String)>,
    /// Indented JSON.
    pub body: String,
}

impl Submission {
    fn new(dialect: Dialect, path: &str, body: String) -> Self {
        Self { dialect, path: path.to_owned(), headers: Vec::new(), body }
    }

    /// The same with a key that makes it safe to repeat, where the dialect has such a thing.
    #[must_use]
    pub fn keyed(mut self, key: &str) -> Self {
        self.headers.push(("Idempotency-Key".to_owned(), key.to_owned()));
        self
    }
}

/// A video's pixels.
#[derive(Serialize)]
struct Dimension {
    width: u32,
    height: u32,
}

impl Dimension {
    fn of(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        Self { width, height }
    }
}

/// Texts and numbers alone: there is nothing in it that JSON cannot say.
fn json(body: &impl Serialize) -> String {
    serde_json::to_string_pretty(body).unwrap_or_default()
}
