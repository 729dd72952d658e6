//! A video's request as it is sent and stored, encoded in its dialect.

use super::{flat, generate, scenes, v3};
use crate::domain::{Dialect, VideoSpec};
use crate::heygen::request::{IDEMPOTENCY_KEY_HEADER, json_body};

/// The request for a video: all that is sent but the API key. It can be stored and sent later, byte for byte.
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
    /// Encodes `spec`; `picture` is its picture key, or the photo's id where that is unknown.
    pub(in crate::heygen) fn encode(dialect: Dialect, spec: &VideoSpec, picture: &str) -> Self {
        let body = match dialect {
            Dialect::Scenes => scenes::encode(spec, picture),
            Dialect::Flat => flat::encode(spec, picture),
            Dialect::Generate => generate::encode(spec),
            Dialect::V3 => v3::encode(spec),
        };
        // With line breaks, for people who read it in the details of a render.
        Self::stored(dialect, format!("{:#}", json_body(body)))
    }

    /// The request with a body that was encoded earlier.
    pub(in crate::heygen) fn stored(dialect: Dialect, body: String) -> Self {
        let path = match dialect {
            Dialect::Scenes | Dialect::Flat => "/v2/video/av4/generate",
            Dialect::Generate => "/v2/video/generate",
            Dialect::V3 => "/v3/videos",
        };
        Self { dialect, path: path.to_owned(), headers: Vec::new(), body }
    }

    /// Adds the header by which an idempotent dialect recognizes a repeated request.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: &str) -> Self {
        self.headers.push((IDEMPOTENCY_KEY_HEADER.to_owned(), key.to_owned()));
        self
    }
}
