//! The status line: the last message, and warnings that were not read yet.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{RenderId, VoiceId};
use crate::studio::RequestId;

/// How long information and success messages are shown.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(6);
/// Messages that can be read again.
const MAX_RECENT_MESSAGES: usize = 20;
/// Unread messages that stay beside the last one.
const MAX_UNREAD_MESSAGES: usize = 3;

/// How a message is meant.
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
    /// After [`MESSAGE_TIMEOUT`]; edits do not end it.
    AfterTimeout,
    /// With the first key after its reading time.
    OnceRead,
    /// With its topic alone: it waits for a decision of the user.
    WithTopic,
}

/// What a message is about; the message ends with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageTopic {
    /// The sample of this voice plays.
    Sample(VoiceId),
    /// An autosave failed.
    AutosaveFailure,
    /// The download of this render failed.
    Download(RenderId),
    /// The history could not be read.
    SpendHistory,
    /// A photo is not known yet, or not at all.
    UnknownPhoto,
    /// The voices that speak without a video are being loaded.
    SpeechVoices,
    /// The window is too small to show prices.
    WindowTooSmall,
    /// A dialog waits until the user stops typing.
    WaitingDialog,
    /// Notes about the pictures of this request.
    PictureNotes(RequestId),
    /// Another program changed the project file.
    DiskChange,
    /// What the find bar did; another search ends it.
    Find,
}

/// Keys that the user may press next, and what they do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHint {
    pub keys: &'static str,
    pub action: String,
}

const UNDO_KEY: &str = "Ctrl-z";

/// A message about what just happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusMessage {
    pub severity: Severity,
    pub text: String,
    pub key_hint: Option<KeyHint>,
    pub expiry: MessageExpiry,
    pub topic: Option<MessageTopic>,
    /// The start of its reading time.
    pub shown_since: Timestamp,
    /// Counts the messages.
    id: u64,
}

impl StatusMessage {
    /// How long a message stays, whatever is typed.
    pub(in crate::studio) const MIN_READING_TIME: SignedDuration = SignedDuration::from_secs(4);

    /// A warning or an error stays until it is read; other messages end with the next edit.
    pub fn new(severity: Severity, text: impl Into<String>) -> Self {
        let expiry = if matches!(severity, Severity::Warning | Severity::Error) {
            MessageExpiry::OnceRead
        } else {
            MessageExpiry::OnEdit
        };
        let text = text.into();
        Self {
            severity,
            text,
            key_hint: None,
            expiry,
            topic: None,
            shown_since: Timestamp::UNIX_EPOCH,
            id: 0,
        }
    }

    /// Adds a key that the user may press next.
    #[must_use]
    pub fn with_key_hint(self, keys: &'static str, description: impl Into<String>) -> Self {
        Self { key_hint: Some(KeyHint { keys, action: description.into() }), ..self }
    }

    /// Adds the key that undoes what it tells.
    #[must_use]
    pub fn with_undo_hint(self) -> Self {
        self.with_key_hint(UNDO_KEY, "undoes it")
    }

    /// Whether it names the key that undoes what it tells.
    pub(in crate::studio) fn has_undo_hint(&self) -> bool {
        self.key_hint.as_ref().is_some_and(|hint| hint.keys == UNDO_KEY)
    }

    #[must_use]
    pub fn with_expiry(self, ends: MessageExpiry) -> Self {
        Self { expiry: ends, ..self }
    }

    #[must_use]
    pub fn with_topic(self, about: MessageTopic) -> Self {
        Self { topic: Some(about), ..self }
    }

    fn is_warning_or_error(&self) -> bool {
        matches!(self.severity, Severity::Warning | Severity::Error)
    }

    pub(in crate::studio) fn is_read(&self, now: Timestamp) -> bool {
        self.expiry != MessageExpiry::WithTopic
            && now.duration_since(self.shown_since) >= Self::MIN_READING_TIME
    }
}

#[derive(Debug, Default)]
pub struct StatusLine {
    /// The last message.
    pub current: Option<StatusMessage>,
    /// Warnings and errors before it that nobody could read yet, the oldest first.
    pub unread: Vec<StatusMessage>,
    /// The last messages, the newest first.
    pub recent: VecDeque<StatusMessage>,
    last_id: u64,
    /// The message that the running timer will end.
    timer_for: Option<u64>,
}

impl StatusLine {
    /// Shows a message. A warning or an error that nobody could read yet stays beside it.
    pub(in crate::studio) fn show(&mut self, message: StatusMessage, now: Timestamp) {
        self.last_id += 1;
        let new = StatusMessage { shown_since: now, id: self.last_id, ..message };
        let is_replaced = |old: &StatusMessage| {
            old.text == new.text || (old.topic.is_some() && old.topic == new.topic) || old.is_read(now)
        };
        self.unread.extend(self.current.take().filter(StatusMessage::is_warning_or_error));
        self.unread.retain(|old| !is_replaced(old));
        self.drop_oldest_unread();
        self.keep(&new);
        self.current = Some(new);
    }

    fn keep(&mut self, message: &StatusMessage) {
        self.recent.retain(|before| before.text != message.text);
        // The undo key would undo something else by then.
        let key_hint = message.key_hint.clone().filter(|hint| hint.keys != UNDO_KEY);
        self.recent.push_front(StatusMessage { key_hint, ..message.clone() });
        self.recent.truncate(MAX_RECENT_MESSAGES);
    }

    /// Keeps the last few unread messages, and those that wait for a decision.
    fn drop_oldest_unread(&mut self) {
        let mut extra = self.unread.len().saturating_sub(MAX_UNREAD_MESSAGES);
        self.unread.retain(|message| {
            let is_dropped = extra > 0 && message.expiry != MessageExpiry::WithTopic;
            extra -= usize::from(is_dropped);
            !is_dropped
        });
    }

    /// Ends the messages that do not stay. Where the last one ends, the one before it takes its place.
    pub(in crate::studio) fn retain(&mut self, stays: impl Fn(&StatusMessage) -> bool) {
        self.unread.retain(&stays);
        self.current.take_if(|message| !stays(message));
        if self.current.is_none() {
            self.current = self.unread.pop();
        }
    }

    /// Removes the key that would undo something else by now.
    pub(in crate::studio) fn remove_undo_hints(&mut self) {
        for message in self.unread.iter_mut().chain(&mut self.current) {
            message.key_hint.take_if(|hint| hint.keys == UNDO_KEY);
        }
    }

    /// Counts the reading time of all messages from `now` on.
    pub(in crate::studio) fn restart_reading_time(&mut self, now: Timestamp) {
        self.unread.iter_mut().chain(&mut self.current).for_each(|message| message.shown_since = now);
    }

    /// The time until the last message ends, and its id; `None` where a timer runs already, or no time ends it.
    pub(in crate::studio) fn arm_timer(&mut self, now: Timestamp) -> Option<(Duration, u64)> {
        let times_out = |message: &&StatusMessage| {
            !message.is_warning_or_error()
                && !matches!(message.expiry, MessageExpiry::OnceRead | MessageExpiry::WithTopic)
        };
        let message = self.current.as_ref().filter(times_out).filter(|_| self.timer_for.is_none())?;
        self.timer_for = Some(message.id);
        let shown = Duration::try_from(now.duration_since(message.shown_since)).unwrap_or_default();
        Some((MESSAGE_TIMEOUT.saturating_sub(shown), message.id))
    }

    /// Ends the message whose timer fired. A message that came meanwhile gets a timer of its own.
    pub(in crate::studio) fn expire(&mut self, id: u64) {
        self.timer_for = None;
        self.retain(|message| message.id != id);
    }
}
