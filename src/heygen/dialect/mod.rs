//! How videos are spoken of in one dialect of the API: one file for each.

mod flat;
mod generate;
mod scenes;
mod v3;

use serde::Serialize;

use super::endpoints::EndpointPath;
use crate::domain::{Dialect, Shape, VideoDetails, VideoId, VideoSpec};

use flat::FlatCodec;
use generate::GenerateCodec;
pub(super) use scenes::{ScenesCodec, failure_from_error};
pub(super) use v3::{V3Codec, VideoRecord};

/// The form in which a video is sent, and in which its progress is read.
///
/// `data` is always the JSON inside the envelope.
pub(super) trait DialectCodec: Sync {
    /// The request for a video of one part, with what its picture is called.
    fn encode_submission(&self, spec: &VideoSpec, picture: &str) -> VideoSubmission;

    /// The request with a body that [`submission`](Self::submission) gave earlier.
    fn stored_submission(&self, body: String) -> VideoSubmission;

    /// The id in the answer to a submission; the older dialects share these three.
    fn parse_video_id(&self, data: &str) -> Option<VideoId> {
        ScenesCodec.parse_video_id(data)
    }

    /// Where a video's progress is asked for.
    fn progress_path(&self, video: &VideoId) -> EndpointPath {
        ScenesCodec.progress_path(video)
    }

    fn parse_progress(&self, data: &str) -> Option<VideoDetails> {
        ScenesCodec.parse_progress(data)
    }
}

/// How a dialect is written.
pub(super) fn codec_for(dialect: Dialect) -> &'static dyn DialectCodec {
    match dialect {
        Dialect::Scenes => &ScenesCodec,
        Dialect::Flat => &FlatCodec,
        Dialect::Generate => &GenerateCodec,
        Dialect::V3 => &V3Codec,
    }
}

/// A video on its way: exactly what is sent, but for the key. It can be kept, and sent later as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoSubmission {
    pub dialect: Dialect,
    /// The path under the API base.
    pub path: String,
    /// Headers beyond the usual ones, such as `Idempotency-Key`.
    pub headers: Vec<(String, String)>,
    /// Indented JSON.
    pub body: String,
}

impl VideoSubmission {
    fn new(dialect: Dialect, path: &str, body: String) -> Self {
        Self { dialect, path: path.to_owned(), headers: Vec::new(), body }
    }

    /// The same with a key that makes it safe to repeat, where the dialect has such a thing.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: &str) -> Self {
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
    fn from_shape(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        Self { width, height }
    }
}

/// Texts and numbers alone: there is nothing in it that JSON cannot say.
fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string_pretty(body).unwrap_or_default()
}
