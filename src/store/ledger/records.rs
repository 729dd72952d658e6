//! The values that callers hand to the ledger and get back from it.

use std::path::PathBuf;

use crate::domain::{
    ChargedLook, Error, FailureReason, Money, PhotoId, PictureKey, PictureKeyChoice, PictureKeySource,
    RenderId, RenderIdempotencyKey, Rounding,
};

use super::connection::Ledger;

/// A ledger that was opened, and what the user should know about it.
#[derive(Debug)]
pub struct OpenedLedger {
    pub ledger: Ledger,
    /// Where a damaged file was moved to; a new ledger took over what could be read of it.
    pub quarantined: Option<PathBuf>,
    /// Renders that a process was sending when it ended; they may exist on the service.
    pub unconfirmed: Vec<RenderId>,
}

/// A render to be queued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRenderRecord {
    pub title: String,
    /// The project file that it is rendered from, if there is one.
    pub project_path: Option<PathBuf>,
    pub scene_count: usize,
    pub estimated_seconds: f64,
    pub estimated_cost: Money,
    /// How the cost was rounded.
    pub rounding: Rounding,
    /// Whether the length of a scene was known, by its recording or its speech.
    pub has_exact_scene: bool,
    pub charged_look: ChargedLook,
    /// The exact request body; it never holds the API key.
    pub request_body: String,
    /// The dialect of `request_body`.
    pub dialect: String,
    pub idempotency_key: RenderIdempotencyKey,
    /// [`VideoSpec::content_hash`](crate::domain::VideoSpec::content_hash) of the whole video.
    pub content_hash: String,
    /// The tag at the end of the title in the request, from [`Ledger::unused_title_tag`].
    pub title_tag: Option<String>,
    /// The picture key in the request; none where the dialect names the photo itself.
    pub picture_key: Option<RenderPictureKey>,
}

/// The renders of a video after [`Ledger::enqueue`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnqueuedRenders {
    pub ids: Vec<RenderId>,
    /// False if they were queued earlier, with the same idempotency key.
    pub are_new: bool,
}

/// The request of a render as it was, or will be, sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRequest {
    pub body: String,
    /// The dialect of `body`.
    pub dialect: String,
    pub idempotency_key: Option<String>,
}

/// What an event records beside its kind: a sentence of ours, and the reason and the service's response where there
/// are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventNote<'a> {
    pub note: &'a str,
    pub reason: Option<&'static FailureReason>,
    /// The response body, sanitized.
    pub response: Option<&'a str>,
}

impl<'a> From<&'a str> for EventNote<'a> {
    fn from(note: &'a str) -> Self {
        Self { note, reason: None, response: None }
    }
}

impl<'a> EventNote<'a> {
    /// A note about an error, with its reason and the service's response.
    pub fn about(error: &'a Error, note: &'a str) -> Self {
        Self { note, reason: error.failure_reason(), response: error.response.as_deref() }
    }
}

/// The picture key in the request of a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderPictureKey {
    pub photo: PhotoId,
    pub key: PictureKey,
    pub source: PictureKeySource,
    /// Which other keys may replace it.
    pub key_choice: PictureKeyChoice,
    /// Whether the user agreed to an upload of the picture if no other key is left.
    pub may_upload: bool,
}

impl RenderPictureKey {
    /// The source that the user chose; none for any.
    pub(super) fn chosen_source(&self) -> Option<PictureKeySource> {
        match self.key_choice {
            PictureKeyChoice::Auto => None,
            PictureKeyChoice::Only(source) => Some(source),
        }
    }
}
