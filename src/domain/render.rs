//! A render: a video that was asked for, from the wish to the finished file.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::words::words;
use super::{Dialect, FailureReason, Money, Remedy, RenderId, VideoId};

/// How long the service recognizes a submission by its idempotency key: 24 hours, less what clocks may be wrong by.
pub const IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(23);
/// The part of [`IDEMPOTENCY_WINDOW`] that holds also where this machine's clock was in another time zone when the
/// submission was sent.
pub const SAFE_IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(9);
/// The longest time without requests that the service is believed to ask for (`Retry-After`).
pub const MAX_RETRY_AFTER: std::time::Duration = std::time::Duration::from_hours(24);

/// How long a finished video may be without a link before nobody asks for it unasked any more.
const MAX_LINK_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// How far a render is. The words are those of the command line's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Waits here to be sent.
    Queued,
    /// On its way; no answer yet.
    Sending,
    /// Sent, and no answer came: it may exist.
    Unconfirmed,
    /// The service did not take it; nothing was made.
    Refused,
    /// Accepted; the service has not begun.
    Pending,
    Processing,
    Completed,
    Failed,
    /// Taken back before it was sent.
    Canceled,
}

words!(Stage {
    Queued = "queued",
    Sending = "sending",
    Unconfirmed = "unconfirmed",
    Refused = "refused",
    Pending = "pending",
    Processing = "processing",
    Completed = "completed",
    Failed = "failed",
    Canceled = "canceled",
});

impl Stage {
    /// Whether the service works on it, so that asking again is worth while.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Pending | Self::Processing)
    }

    /// Whether it is being sent, or the service works on it.
    pub fn is_in_flight(self) -> bool {
        self == Self::Sending || self.is_running()
    }

    /// Whether no video came of it, so that nothing is charged for it.
    pub fn is_unsuccessful(self) -> bool {
        matches!(self, Self::Refused | Self::Failed | Self::Canceled)
    }

    /// Whether nothing will change by itself any more.
    pub fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Refused | Self::Canceled)
    }
}

/// A row of the queue. Two rows are equal if they differ in nothing but [`Render::read_sequence`].
#[derive(Debug, Clone)]
pub struct Render {
    pub id: RenderId,
    pub title: String,
    /// The project file that it was sent from, if it had one.
    pub project_path: Option<PathBuf>,
    pub scene_count: usize,
    /// Seconds that the video was estimated to last.
    pub estimated_seconds: f64,
    /// What it was estimated to cost.
    pub estimated_cost: Money,
    /// When the user asked for it.
    pub requested_at: Timestamp,
    /// When it left first.
    pub sent_at: Option<Timestamp>,
    /// When it came to an end.
    pub ended_at: Option<Timestamp>,
    pub stage: Stage,
    /// The service's own word for the stage.
    pub service_status: Option<String>,
    pub video_id: Option<VideoId>,
    /// Where the video is on the service; expires within days.
    pub video_url: Option<String>,
    /// Where the video is on this machine.
    pub video_path: Option<PathBuf>,
    /// Seconds that the finished video lasts.
    pub actual_seconds: Option<f64>,
    /// What went wrong, or a warning beside a finished video.
    pub note: Option<String>,
    pub queue_slot: QueueSlot,
    pub lineage: RenderLineage,
    pub subtitles: Subtitles,
    pub read_sequence: ReadSequence,
    /// Whether the ledger could not be told of it as it is here.
    pub is_unrecorded: bool,
    /// The form that it was written in; unknown where that is one of another version of the program.
    pub dialect: Option<Dialect>,
    /// Whether it is sent with a key that the service knows it again by.
    pub has_idempotency_key: bool,
}

impl PartialEq for Render {
    /// Leaves out `read_sequence`, which tells when a row was read and nothing about the render.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.title == other.title
            && self.project_path == other.project_path
            && self.scene_count == other.scene_count
            && self.estimated_seconds == other.estimated_seconds
            && self.estimated_cost == other.estimated_cost
            && self.requested_at == other.requested_at
            && self.sent_at == other.sent_at
            && self.ended_at == other.ended_at
            && self.stage == other.stage
            && self.service_status == other.service_status
            && self.video_id == other.video_id
            && self.video_url == other.video_url
            && self.video_path == other.video_path
            && self.actual_seconds == other.actual_seconds
            && self.note == other.note
            && self.queue_slot == other.queue_slot
            && self.lineage == other.lineage
            && self.subtitles == other.subtitles
            && self.is_unrecorded == other.is_unrecorded
            && self.dialect == other.dialect
            && self.has_idempotency_key == other.has_idempotency_key
    }
}

/// The number of the ledger read that a row comes from, so that an older row does not replace a newer one; 0 for rows
/// that were not read from the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadSequence(pub u64);

impl ReadSequence {
    /// Whether this read is certainly the later one.
    pub fn is_newer_than(self, other: Self) -> bool {
        other.0 > 0 && self.0 > other.0
    }
}

/// What is spoken in a finished video, as a file of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subtitles {
    /// Where it is on the service; expires within days.
    pub url: Option<String>,
    /// Where it is on this machine.
    pub path: Option<PathBuf>,
    /// Whether the video is here already, and nothing is known yet of its subtitles.
    pub are_pending: bool,
}

impl Render {
    /// Since when it has been on its way: when it left, or else when it was asked for.
    pub fn started_at(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.requested_at)
    }

    /// Whether it has just ended and its link is still to come.
    pub fn awaits_link(&self, now: Timestamp) -> bool {
        let is_new = |ended: Timestamp| now.duration_since(ended) < MAX_LINK_WAIT;
        self.stage == Stage::Completed
            && self.video_url.is_none()
            && self.video_path.is_none()
            && self.ended_at.is_some_and(is_new)
    }

    /// Whether something of it is to come to this machine: the video, or subtitles that take longer.
    pub fn is_delivery_pending(&self) -> bool {
        self.stage == Stage::Completed && (self.video_path.is_none() || self.subtitles.are_pending)
    }

    /// Whether it may be sent once more without being made twice: nobody knows of it, the service knows it again by its
    /// key, and no new take took its place.
    pub fn can_resend_safely(&self, now: Timestamp) -> bool {
        let is_known = |sent: Timestamp| sent <= now && now.duration_since(sent) <= SAFE_IDEMPOTENCY_WINDOW;
        self.stage == Stage::Unconfirmed
            && self.lineage.resent_as.is_none()
            && self.has_idempotency_key
            && self.sent_at.is_some_and(is_known)
    }
}

/// How a render waits to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueSlot {
    /// Where it stands among those that wait: the lowest is sent first.
    pub position: i64,
    /// When it is sent again by itself, where the service was busy or could not be reached.
    pub retry_at: Option<Timestamp>,
    pub owner: QueueOwner,
}

/// Which program a waiting render is sent by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum QueueOwner {
    /// None: it was left by an earlier run, and is sent only when the user says so.
    #[default]
    Unowned,
    ThisProcess,
    /// Another one, which runs.
    OtherProcess,
}

/// Which video a render is of, and which of several tries at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderLineage {
    /// [`VideoSpec::digest`](super::VideoSpec::digest) of the whole video; unknown for renders of older versions.
    pub content_hash: Option<String>,
    /// The render that this one was sent again for.
    pub resend_of: Option<RenderId>,
    /// The render that was sent again for this one.
    pub resent_as: Option<RenderId>,
}

/// What the service says about a video.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoDetails {
    pub stage: Stage,
    /// The service's own word.
    pub service_status: String,
    pub video_url: Option<String>,
    /// The video with captions drawn in, where the service makes one.
    pub captioned_url: Option<String>,
    /// What is spoken in it, as a file of its own, where the service makes one.
    pub subtitles_url: Option<String>,
    pub duration_seconds: Option<f64>,
    /// Why it failed, or what else is to be said about a finished one.
    pub failure: Option<VideoFailure>,
}

impl VideoDetails {
    /// What the row says beside the stage: why it failed, or what is not as it should be with a finished video.
    pub fn note(&self) -> Option<String> {
        match (self.stage, &self.failure) {
            (Stage::Failed, None) => Some(NO_REASON_MESSAGE.to_owned()),
            (Stage::Failed, Some(failure)) => Some(failure.explanation()),
            (_, Some(failure)) => Some(failure.warning()).filter(|warning| !warning.is_empty()),
            (_, None) => None,
        }
    }
}

pub const NO_REASON_MESSAGE: &str = "The service gave no reason.";

/// Why a video failed, in the service's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VideoFailure {
    pub code: Option<String>,
    pub message: String,
    /// The reply as it came, made harmless; without keys or signatures.
    pub reply: Option<String>,
}

impl VideoFailure {
    /// In plain words with the next step, where the code is known; the service's words otherwise.
    pub fn explanation(&self) -> String {
        match self.reason() {
            Some(reason) => format!("{}. {}", reason.summary_after_acceptance(), reason.next_step),
            None => Some(self.service_message())
                .filter(|said| !said.is_empty())
                .unwrap_or_else(|| NO_REASON_MESSAGE.to_owned()),
        }
    }

    /// What it means beside a video that is there all the same; empty where the service says nothing.
    pub fn warning(&self) -> String {
        match self.reason() {
            Some(reason) if reason.remedy == Remedy::Credit => {
                format!("{}: the video may have a watermark. {}", reason.summary, reason.next_step)
            }
            Some(reason) => format!("Finished, and yet: {}. {}", reason.summary, reason.next_step),
            None => self.service_message(),
        }
    }

    /// The service's own words, the code before them.
    pub fn service_message(&self) -> String {
        match (self.code.as_deref(), self.message.as_str()) {
            (None, message) => message.to_owned(),
            (Some(code), "") => code.to_owned(),
            (Some(code), message) => format!("{code}: {message}"),
        }
    }

    fn reason(&self) -> Option<&'static FailureReason> {
        FailureReason::find(self.code.as_deref(), &self.message)
    }
}

/// A finished video on its way to this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadProgress {
    pub received_bytes: u64,
    /// Bytes in all, where the service says.
    pub total_bytes: Option<u64>,
}
