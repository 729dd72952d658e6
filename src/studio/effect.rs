//! Everything the core can ask of the world, and everything the world can answer, as plain data.

use std::time::Duration;

use super::request::Request;

/// Names a request, so that its replies can be told from those of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

impl RequestId {
    /// That of replies that answer no request: each request has a higher one.
    pub const NONE: Self = Self(0);
}

/// What the program wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Do it beside the screen and answer with replies of the same id.
    Request(RequestId, Request),
    /// Stop working on a request; no further reply is wanted.
    Cancel(RequestId),
    /// Send the timer's message after this time.
    StartTimer(Duration, Timer),
    /// Put text on the clipboard of the terminal.
    CopyToClipboard(String),
    /// Tell the user, who may look elsewhere.
    Notify(String),
    /// Stop the sample that plays.
    StopSample,
    /// Draw every cell again.
    Redraw,
    /// Give the terminal back to the shell until the program is continued.
    Suspend,
    Quit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Something on the screen shows time that passes.
    Tick,
    /// A render is due to be asked about.
    Poll,
    /// Unsaved work is due to be kept.
    Autosave,
    /// The message of this number has been shown long enough.
    StatusMessage(u64),
    /// No input came for a while, for the dialog that set the timer of this number.
    Dialog(u64),
}
