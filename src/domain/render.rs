//! A render: a film that was asked for, from the wish to the finished file.

use std::path::PathBuf;

use jiff::Timestamp;

use super::{Money, RenderId, VideoId};

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
    /// Seconds that the film was estimated to last.
    pub seconds: f64,
    /// What it was estimated to cost.
    pub cost: Money,
    /// When the user asked for it.
    pub asked: Timestamp,
    /// When it came to an end.
    pub ended: Option<Timestamp>,
    pub stage: Stage,
    /// The service's own word for the stage.
    pub word: Option<String>,
    pub video: Option<VideoId>,
    /// Where the film is on the service; expires within days.
    pub url: Option<String>,
    /// Where the film is on this machine.
    pub file: Option<PathBuf>,
    /// Seconds that the finished film lasts.
    pub duration: Option<f64>,
    /// What went wrong, or a warning beside a finished film.
    pub note: Option<String>,
    pub wait: Wait,
    pub take: Take,
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

/// Which film a render is of, and which of several tries at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Take {
    /// [`Film::digest`](super::Film::digest) of the whole film; unknown for renders of older versions.
    pub digest: Option<String>,
    /// The render that this one was sent again for.
    pub of: Option<RenderId>,
    /// The render that was sent again for this one.
    pub next: Option<RenderId>,
}

/// What the service says about a film.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    pub stage: Stage,
    /// The service's own word.
    pub word: String,
    pub url: Option<String>,
    /// The film with captions drawn in, where the service makes one.
    pub captioned_url: Option<String>,
    pub duration: Option<f64>,
    /// Why it failed, or what else is to be said about a finished one.
    pub failure: Option<Failure>,
}

/// Why a film failed, in the service's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub code: Option<String>,
    pub message: String,
}

impl Failure {
    /// In plain words with the next step, where the code is known; the service's words otherwise.
    pub fn plain(&self) -> String {
        let known = match self.code.as_deref() {
            Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT") => {
                "Credits ran out while rendering: top up, then render again."
            }
            Some("MOVIO_VIDEO_IS_TOO_LONG" | "400150" | "40119") => {
                "The film is too long for the plan: shorten it."
            }
            Some("MOVIO_VIDEO_TOO_SHORT" | "400165") => "The film is too short: write more.",
            Some("RESOLUTION_NOT_ALLOWED") => "The plan does not allow this size: choose a smaller one.",
            Some("NO_FACE_ERROR" | "40004") => "No face was found in the photo: choose another.",
            Some("TOO_MANY_FACES_ERROR" | "40005") => "More than one face is in the photo: choose another.",
            Some("BLOCKED_WORDS_DETECTED" | "400105") => {
                "The script has words that the service blocks: change it."
            }
            Some("MODERATION_POLICY_VIOLATED" | "401003" | "INAPPROPRIATE_CONTENT" | "400168") => {
                "The service's moderation stopped it: change script or photo."
            }
            Some("VOICE_NOT_FOUND" | "400116" | "TTS_VOICE_UNAVAILABLE_ERR" | "400548") => {
                "The voice is gone: choose another."
            }
            Some("AVATAR_NOT_FOUND" | "400144" | "PHOTAR_NOT_FOUND" | "400174") => {
                "The photo is gone: choose another."
            }
            _ => "",
        };
        match (known, self.message.as_str()) {
            ("", "") => "The service gave no reason.".to_owned(),
            ("", message) => message.to_owned(),
            (known, _) => known.to_owned(),
        }
    }
}

/// A finished film on its way to this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub received: u64,
    /// Bytes in all, where the service says.
    pub total: Option<u64>,
}
