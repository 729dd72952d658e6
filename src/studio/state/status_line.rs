//! A message of the status line.

use jiff::{SignedDuration, Timestamp};

use crate::domain::{RenderId, VoiceId};
use crate::studio::RequestId;

/// How a line of news is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// What a key does.
    Info,
    Success,
    Warning,
    Error,
}

/// When a message ends, at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageExpiry {
    /// With the next edit, or after [`MESSAGE_TIMEOUT`].
    OnEdit,
    /// After [`MESSAGE_TIMEOUT`]: it came by itself, and edits go on meanwhile.
    AfterTimeout,
    /// With the first key after it could be read.
    OnceRead,
}

/// What a message tells of, where the message ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageTopic {
    /// The sample of this voice plays.
    Sample(VoiceId),
    /// Unsaved work could not be kept.
    AutosaveFailure,
    /// The video of this render did not arrive.
    Download(RenderId),
    /// The spend could not be read.
    SpendHistory,
    /// The window is too small for prices.
    WindowTooSmall,
    /// A dialog waits until the user stops typing.
    WaitingDialog,
    /// What is said of the pictures of this request.
    PictureNotes(RequestId),
}

/// Keys that lead on from the panes, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHint {
    pub keys: &'static str,
    pub action: String,
}

/// The line that says what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMessage {
    pub severity: Severity,
    pub text: String,
    pub key_hint: Option<KeyHint>,
    pub expiry: MessageExpiry,
    pub topic: Option<MessageTopic>,
    /// Keys leave it until it could be read.
    pub shown_since: Timestamp,
    /// Counts the messages.
    pub(in crate::studio) id: u64,
}

impl StatusMessage {
    /// How long news stays whatever is typed.
    pub(in crate::studio) const MIN_READING_TIME: SignedDuration = SignedDuration::from_secs(4);

    /// Bad news stays until it could be read; other news ends with the next edit.
    pub fn new(tone: Severity, text: impl Into<String>) -> Self {
        let ends = if matches!(tone, Severity::Warning | Severity::Error) {
            MessageExpiry::OnceRead
        } else {
            MessageExpiry::OnEdit
        };
        let text = text.into();
        Self {
            severity: tone,
            text,
            key_hint: None,
            expiry: ends,
            topic: None,
            shown_since: Timestamp::UNIX_EPOCH,
            id: 0,
        }
    }

    /// Names a key that leads on.
    #[must_use]
    pub fn with_key_hint(self, keys: &'static str, does: impl Into<String>) -> Self {
        Self { key_hint: Some(KeyHint { keys, action: does.into() }), ..self }
    }

    #[must_use]
    pub fn with_expiry(self, ends: MessageExpiry) -> Self {
        Self { expiry: ends, ..self }
    }

    #[must_use]
    pub fn with_topic(self, about: MessageTopic) -> Self {
        Self { topic: Some(about), ..self }
    }

    pub(in crate::studio) fn is_read(&self, now: Timestamp) -> bool {
        now.duration_since(self.shown_since) >= Self::MIN_READING_TIME
    }
}
