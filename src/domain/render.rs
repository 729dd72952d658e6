//! A render: a video that was asked for, from the wish to the finished file.

use std::path::PathBuf;

use jiff::{SignedDuration, Timestamp};

use super::{Cure, Dialect, Money, Reason, RenderId, VideoId, VideoSpec, believed_length};

/// How long the service recognizes a submission by its idempotency key: 24 hours, less what clocks may be wrong by.
pub const IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(23);
/// The part of [`IDEMPOTENCY_WINDOW`] that holds also where this machine's clock was in another time zone when the
/// submission was sent.
pub const SURE_IDEMPOTENCY_WINDOW: SignedDuration = SignedDuration::from_hours(9);
/// The longest time without requests that the service is believed to ask for (`Retry-After`).
pub const MAX_HOLD: std::time::Duration = std::time::Duration::from_hours(24);

/// How long a finished video may be without a link before nobody asks for it unasked any more.
const LINKLESS: SignedDuration = SignedDuration::from_hours(1);

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
    Cancelled,
}

impl Stage {
    const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Unconfirmed,
        Self::Refused,
        Self::Pending,
        Self::Processing,
        Self::Completed,
        Self::Failed,
        Self::Cancelled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unconfirmed => "unconfirmed",
            Self::Refused => "refused",
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }

    /// Whether the service works on it, so that asking again is worth while.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Pending | Self::Processing)
    }

    /// Whether no video came of it, so that nothing is charged for it.
    pub fn is_in_vain(self) -> bool {
        matches!(self, Self::Refused | Self::Failed | Self::Cancelled)
    }

    /// Whether nothing will change by itself any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Refused | Self::Cancelled)
    }
}

/// A row of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Render {
    pub id: RenderId,
    pub title: String,
    /// The project file that it was sent from, if it had one.
    pub project: Option<PathBuf>,
    pub scenes: usize,
    /// Seconds that the video was estimated to last.
    pub seconds: f64,
    /// What it was estimated to cost.
    pub cost: Money,
    /// When the user asked for it.
    pub asked: Timestamp,
    /// When it left first.
    pub sent: Option<Timestamp>,
    /// When it came to an end.
    pub ended: Option<Timestamp>,
    pub stage: Stage,
    /// The service's own word for the stage.
    pub word: Option<String>,
    pub video: Option<VideoId>,
    /// Where the video is on the service; expires within days.
    pub url: Option<String>,
    /// Where the video is on this machine.
    pub file: Option<PathBuf>,
    /// Seconds that the finished video lasts.
    pub duration: Option<f64>,
    /// What went wrong, or a warning beside a finished video.
    pub note: Option<String>,
    pub wait: Wait,
    pub take: Take,
    pub subtitles: Subtitles,
    pub seen: Seen,
    /// Whether the ledger could not be told of it as it is here.
    pub is_unrecorded: bool,
    /// The form that it was written in; unknown where that is one of another version of the program.
    pub dialect: Option<Dialect>,
    /// Whether it is sent with a key that the service knows it again by.
    pub keyed: bool,
}

/// How late a row was read from the ledger in this program, so that an older one does not take the place of a newer;
/// 0 where it was not read there. It says nothing of the render: rows that differ in it alone are equal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seen(pub u64);

impl Seen {
    /// Whether what was seen then is newer for sure.
    pub fn is_after(self, other: Self) -> bool {
        other.0 > 0 && self.0 > other.0
    }
}

impl PartialEq for Seen {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// What is spoken in a finished video, as a file of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subtitles {
    /// Where it is on the service; expires within days.
    pub url: Option<String>,
    /// Where it is on this machine.
    pub file: Option<PathBuf>,
    /// Whether the video is here already, and nothing is known yet of its subtitles.
    pub are_due: bool,
}

impl Render {
    /// The newest of these renders of this very video that was not in vain, so that nobody pays twice by mistake.
    pub fn before<'a>(renders: &'a [Self], spec: &VideoSpec) -> Option<&'a Self> {
        let digest = spec.digest();
        let is_it = |render: &&Self| render.take.digest.as_ref() == Some(&digest);
        let same = |render: &&Self| is_it(render) && !render.stage.is_in_vain();
        renders.iter().find(same)
    }

    /// Since when it has been on its way: when it left, or else when it was asked for.
    pub fn since(&self) -> Timestamp {
        self.sent.unwrap_or(self.asked)
    }

    /// Whether it has just ended and its link is still to come.
    pub fn awaits_link(&self, now: Timestamp) -> bool {
        let is_new = |ended: Timestamp| now.duration_since(ended) < LINKLESS;
        self.stage == Stage::Completed
            && self.url.is_none()
            && self.file.is_none()
            && self.ended.is_some_and(is_new)
    }

    /// Whether something of it is to come to this machine: the video, or subtitles that take longer.
    pub fn is_to_come(&self) -> bool {
        self.stage == Stage::Completed && (self.file.is_none() || self.subtitles.are_due)
    }

    /// Whether it may be sent once more without being made twice: nobody knows of it, the service knows it again by its
    /// key, and no new take took its place.
    pub fn is_repeatable(&self, now: Timestamp) -> bool {
        let is_known = |sent: Timestamp| sent <= now && now.duration_since(sent) <= SURE_IDEMPOTENCY_WINDOW;
        self.stage == Stage::Unconfirmed
            && self.take.next.is_none()
            && self.keyed
            && self.sent.is_some_and(is_known)
    }

    /// Seconds that it lasts, as far as the service can be believed.
    pub fn length(&self) -> Option<f64> {
        believed_length(self.seconds, self.duration)
    }

    /// What it cost by its estimate, or by its real length where that is known and can be believed.
    pub fn real_cost(&self) -> Money {
        self.cost.by_length(self.seconds, self.length())
    }
}

/// How a render waits to be sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wait {
    /// Where it stands among those that wait: the lowest is sent first.
    pub place: i64,
    /// When it is sent again by itself, where the service was busy or could not be reached.
    pub due: Option<Timestamp>,
    pub holder: Holder,
}

/// Which program a waiting render is sent by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Holder {
    /// None: it was left by an earlier run, and is sent only when the user says so.
    #[default]
    Nobody,
    This,
    /// Another one, which runs.
    Other,
}

/// Which video a render is of, and which of several tries at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Take {
    /// [`VideoSpec::digest`](super::VideoSpec::digest) of the whole video; unknown for renders of older versions.
    pub digest: Option<String>,
    /// The render that this one was sent again for.
    pub of: Option<RenderId>,
    /// The render that was sent again for this one.
    pub next: Option<RenderId>,
}

/// What the service says about a video.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// The service's own word.
    pub word: String,
    pub url: Option<String>,
    /// The video with captions drawn in, where the service makes one.
    pub captioned_url: Option<String>,
    /// What is spoken in it, as a file of its own, where the service makes one.
    pub subtitles_url: Option<String>,
    pub duration: Option<f64>,
    /// Why it failed, or what else is to be said about a finished one.
    pub failure: Option<Failure>,
}

impl Progress {
    /// What the row says beside the stage: why it failed, or what is not as it should be with a finished video.
    pub fn note(&self) -> Option<String> {
        match (self.stage, &self.failure) {
            (Stage::Failed, None) => Some(NO_REASON.to_owned()),
            (Stage::Failed, Some(failure)) => Some(failure.plain()),
            (_, Some(failure)) => Some(failure.warning()).filter(|warning| !warning.is_empty()),
            (_, None) => None,
        }
    }
}

const NO_REASON: &str = "The service gave no reason.";

/// Why a video failed, in the service's words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failure {
    pub code: Option<String>,
    pub message: String,
    /// The reply as it came, made harmless; without keys or signatures.
    pub reply: Option<String>,
}

impl Failure {
    /// In plain words with the next step, where the code is known; the service's words otherwise.
    pub fn plain(&self) -> String {
        match self.reason() {
            Some(reason) => format!("{}. {}", reason.what_at_last(), reason.step),
            None => Some(self.said()).filter(|said| !said.is_empty()).unwrap_or_else(|| NO_REASON.to_owned()),
        }
    }

    /// What it means beside a video that is there all the same; empty where the service says nothing.
    pub fn warning(&self) -> String {
        match self.reason() {
            Some(reason) if reason.cure == Cure::Credit => {
                format!("{}: the video may have a watermark. {}", reason.what, reason.step)
            }
            Some(reason) => format!("Finished, and yet: {}. {}", reason.what, reason.step),
            None => self.said(),
        }
    }

    /// The service's own words, the code before them.
    pub fn said(&self) -> String {
        match (self.code.as_deref(), self.message.as_str()) {
            (None, message) => message.to_owned(),
            (Some(code), "") => code.to_owned(),
            (Some(code), message) => format!("{code}: {message}"),
        }
    }

    fn reason(&self) -> Option<&'static Reason> {
        Reason::of(self.code.as_deref(), &self.message)
    }
}

/// A finished video on its way to this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub received: u64,
    /// Bytes in all, where the service says.
    pub total: Option<u64>,
}
