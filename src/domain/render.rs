//! A render: one order of a video, from the request to the downloaded file.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::words::words;
use super::{Dialect, FailureReason, Money, Remedy, RenderId, Rounding, VideoId};

/// How long the service recognizes an idempotency key: 24 hours, less a margin for clock errors.
pub const IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(23);
/// The part of [`IDEMPOTENCY_WINDOW`] that is safe even if the clock was set by up to a time zone's difference since the
/// submission.
pub const SAFE_IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(9);
/// The longest `Retry-After` that is obeyed.
pub const MAX_RETRY_AFTER: std::time::Duration = std::time::Duration::from_hours(24);

/// How long a completed video may lack its link before automatic polling stops.
const MAX_LINK_WAIT: SignedDuration = SignedDuration::from_hours(1);

words! {
    /// The stage of a render. Its words are those of the JSON output.
    pub enum RenderStage {
        /// Waiting on this machine to be sent.
        Queued = "queued",
        /// Being sent; no response yet.
        Sending = "sending",
        /// Sent without a response: the video may exist.
        Unconfirmed = "unconfirmed",
        /// The service refused it; no video was created.
        Refused = "refused",
        /// Accepted; not yet processed.
        Pending = "pending",
        Processing = "processing",
        Completed = "completed",
        Failed = "failed",
        /// Canceled before it was sent.
        Canceled = "canceled",
    }
}

impl RenderStage {
    /// Whether the service is working on it, so that polling makes sense.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Pending | Self::Processing)
    }

    /// Whether it is being sent, or the service works on it.
    pub fn is_in_flight(self) -> bool {
        self == Self::Sending || self.is_running()
    }

    /// Whether it ended without a video, so that nothing is charged.
    pub fn is_unsuccessful(self) -> bool {
        matches!(self, Self::Refused | Self::Failed | Self::Canceled)
    }

    /// Whether the service refused it, or it failed there.
    pub fn is_failure(self) -> bool {
        matches!(self, Self::Refused | Self::Failed)
    }

    /// Whether it can no longer change by itself.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Refused | Self::Canceled)
    }
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Render {
    pub id: RenderId,
    pub title: String,
    /// The project file, if there is one.
    pub project_path: Option<PathBuf>,
    pub scene_count: usize,
    /// The estimated length.
    pub estimated_seconds: f64,
    /// The estimated cost.
    pub estimated_cost: Money,
    /// How its cost was rounded.
    pub rounding: Rounding,
    /// When the user requested it.
    pub requested_at: Timestamp,
    /// When it was first sent.
    pub sent_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    pub stage: RenderStage,
    /// The service's word for the stage.
    pub service_status: Option<String>,
    pub video_id: Option<VideoId>,
    /// The video on the service; the URL expires within days.
    pub video_url: Option<String>,
    /// The downloaded video file.
    pub video_path: Option<PathBuf>,
    /// The length that the service states for the finished video.
    pub actual_seconds: Option<f64>,
    /// The failure, or a warning about a completed video.
    pub note: Option<String>,
    /// The reason for the failure, if it is known.
    pub failure_reason: Option<&'static FailureReason>,
    pub queue_entry: QueueEntry,
    pub lineage: RenderLineage,
    pub subtitles: Subtitles,
    pub read_sequence: ReadSequence,
    /// Whether its latest change could not be written to the ledger.
    pub is_unrecorded: bool,
    /// The dialect of its request; `None` if this version of the program does not know it.
    pub dialect: Option<Dialect>,
    /// Whether it is sent with an idempotency key.
    pub has_idempotency_key: bool,
}

/// The number of the ledger read that a row comes from, so that an older row does not replace a newer one; 0 for rows
/// that were not read from the ledger.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadSequence(pub u64);

impl PartialEq for ReadSequence {
    /// Always: it tells when a row was read and nothing about the render, so that two reads of one row are equal.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl ReadSequence {
    /// Whether this read is certainly the later one.
    pub fn is_newer_than(self, other: Self) -> bool {
        other.0 > 0 && self.0 > other.0
    }
}

/// The subtitle file of a completed video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subtitles {
    /// The file on the service; the URL expires within days.
    pub url: Option<String>,
    /// The downloaded file.
    pub path: Option<PathBuf>,
    /// Whether the video is downloaded, but its subtitles may still come.
    pub are_pending: bool,
}

impl Render {
    /// When it was sent, or else requested.
    pub fn started_at(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.requested_at)
    }

    /// Whether it was completed recently and its link is still missing.
    pub fn awaits_link(&self, now: Timestamp) -> bool {
        let is_new = |ended: Timestamp| now.duration_since(ended) < MAX_LINK_WAIT;
        self.stage == RenderStage::Completed
            && self.video_url.is_none()
            && self.video_path.is_none()
            && self.ended_at.is_some_and(is_new)
    }

    /// Whether the video or its subtitles are still to be downloaded.
    pub fn is_delivery_pending(&self) -> bool {
        self.stage == RenderStage::Completed && (self.video_path.is_none() || self.subtitles.are_pending)
    }

    /// Whether it can be sent again without creating a second video: it is unconfirmed, its idempotency key is certainly
    /// still recognized, and it was not resent as a new render.
    pub fn can_resend_safely(&self, now: Timestamp) -> bool {
        let is_recognized =
            |sent: Timestamp| sent <= now && now.duration_since(sent) <= SAFE_IDEMPOTENCY_WINDOW;
        self.stage == RenderStage::Unconfirmed
            && self.lineage.resent_as.is_none()
            && self.has_idempotency_key
            && self.sent_at.is_some_and(is_recognized)
    }
}

/// The place of a queued render in the queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueEntry {
    /// The lowest position is sent first.
    pub position: i64,
    /// When it is retried automatically, after the service was busy or unreachable.
    pub retry_at: Option<Timestamp>,
    pub owner: QueueOwner,
}

/// The process that sends a queued render.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueOwner {
    /// None: an earlier run left it, and only the user can send it.
    #[default]
    Unowned,
    ThisProcess,
    /// Another running process.
    OtherProcess,
}

/// Which video a render is of, and how it relates to other renders of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderLineage {
    /// The [content hash](super::VideoSpec::content_hash) of the whole video; `None` for renders of older versions.
    pub content_hash: Option<String>,
    /// The render that this one resends.
    pub resend_of: Option<RenderId>,
    /// The render that resends this one.
    pub resent_as: Option<RenderId>,
}

/// The service's record of a video.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoDetails {
    pub stage: RenderStage,
    /// The service's word for the stage.
    pub service_status: String,
    pub video_url: Option<String>,
    /// The video with burned-in captions, if the service creates one.
    pub captioned_url: Option<String>,
    /// The subtitle file, if the service creates one.
    pub subtitles_url: Option<String>,
    pub duration_seconds: Option<f64>,
    /// Why it failed, or a warning about a completed video.
    pub failure: Option<VideoFailure>,
}

impl VideoDetails {
    /// The note for the row: why it failed, or a warning about a completed video.
    pub fn note(&self) -> Option<String> {
        match (self.stage, &self.failure) {
            (RenderStage::Failed, None) => Some(NO_REASON_MESSAGE.to_owned()),
            (RenderStage::Failed, Some(failure)) => Some(failure.explanation()),
            (_, Some(failure)) => Some(failure.warning()).filter(|warning| !warning.is_empty()),
            (_, None) => None,
        }
    }
}

pub const NO_REASON_MESSAGE: &str = "The service gave no reason.";

/// The failure of a video, as the service states it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoFailure {
    pub code: Option<String>,
    pub message: String,
    /// The raw response, sanitized: without API key or signatures.
    pub response: Option<String>,
}

impl VideoFailure {
    /// The reason with its next step if the code is recognized; the service's message otherwise.
    pub fn explanation(&self) -> String {
        match self.reason() {
            Some(reason) => format!("{}. {}", reason.summary_after_acceptance(), reason.next_step),
            None => Some(self.service_message())
                .filter(|message| !message.is_empty())
                .unwrap_or_else(|| NO_REASON_MESSAGE.to_owned()),
        }
    }

    /// The warning for a video that was completed nevertheless; empty if the service says nothing.
    pub fn warning(&self) -> String {
        match self.reason() {
            Some(reason) if reason.remedy == Remedy::Credit => {
                format!("{}: the video may have a watermark. {}", reason.summary, reason.next_step)
            }
            Some(reason) => format!("Finished, but: {}. {}", reason.summary, reason.next_step),
            None => self.service_message(),
        }
    }

    /// The service's message after its code.
    pub fn service_message(&self) -> String {
        match (self.code.as_deref(), self.message.as_str()) {
            (None, message) => message.to_owned(),
            (Some(code), "") => code.to_owned(),
            (Some(code), message) => format!("{code}: {message}"),
        }
    }

    /// The reason, if its code or message is known.
    pub fn reason(&self) -> Option<&'static FailureReason> {
        FailureReason::find(self.code.as_deref(), &self.message)
    }
}

/// The progress of a download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadProgress {
    pub received_bytes: u64,
    /// The size of the file, if the service states it.
    pub total_bytes: Option<u64>,
}

#[cfg(test)]
impl Render {
    /// A render of ten estimated seconds.
    pub(crate) fn example(id: i64, stage: RenderStage) -> Self {
        Self {
            id: RenderId(id),
            title: "Video".to_owned(),
            project_path: None,
            scene_count: 1,
            estimated_seconds: 10.0,
            estimated_cost: Money::new(1.0, super::Unit::Usd),
            rounding: Rounding::Exact,
            requested_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            ended_at: None,
            stage,
            service_status: None,
            video_id: None,
            video_url: None,
            video_path: None,
            actual_seconds: None,
            note: None,
            failure_reason: None,
            queue_entry: QueueEntry::default(),
            lineage: RenderLineage::default(),
            subtitles: Subtitles::default(),
            read_sequence: ReadSequence::default(),
            is_unrecorded: false,
            dialect: None,
            has_idempotency_key: false,
        }
    }
}
