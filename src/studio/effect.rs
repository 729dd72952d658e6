//! Effects: what the program wants done, as data.

use std::time::Duration;

use jiff::Timestamp;

use super::request::{
    DialectRefusal, EditorText, NewRender, PictureKeyRefusal, Request, ScriptExport, SpeechOrder,
    UntrainedPhoto,
};

/// Identifies a request, so that its replies are not taken for those of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

impl RequestId {
    /// The id of replies that answer no request; each request has a higher one.
    pub const NONE: Self = Self(0);
}

/// What the program wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Process the request in the background and send replies with this id.
    Request(RequestId, Request),
    /// Cancel a request; no further reply is wanted.
    Cancel(RequestId),
    /// Send the timer's message after this delay.
    StartTimer(Duration, Timer),
    /// Open an overlay. The app does it; the runtime never sees it.
    Open(Overlay),
    /// Copy text to the terminal's clipboard.
    CopyToClipboard(String),
    /// Notify the user, who may look elsewhere.
    Notify(String),
    /// Stop the sound that plays.
    StopSound,
    /// End the recording, and keep it.
    StopRecording,
    /// Take the mouse, or leave it to the terminal.
    CaptureMouse(bool),
    /// Give the terminal to the user's text editor, with this text.
    OpenEditor(EditorText),
    /// Redraw every cell.
    Redraw,
    /// Give the terminal back to the shell until the program is continued.
    Suspend,
    Quit,
}

/// An overlay that a reply leads to, with what it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// Asks whether to train a new photo, since plans may count it.
    ConfirmTraining(Box<UntrainedPhoto>),
    /// Asks where the picture key comes from, after the service refused those that were tried.
    ChoosePictureSource(Box<PictureKeyRefusal>),
    /// Asks about the price in the present dialect.
    ConfirmNewPrice(Box<NewRender>),
    /// Asks for another dialect, after the service refused the render in this one.
    ChooseDialect(Box<DialectRefusal>),
    /// Asks what to do about a project file that another program changed.
    ResolveFileConflict,
    /// Asks whether an export replaces a file.
    ReplaceExport(Box<ScriptExport>),
    /// Asks about the price of hearing scenes.
    ConfirmSpeech(Box<SpeechOrder>),
    /// Shows the request of a video, as it would be sent.
    RequestPreview(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timer {
    /// Something on the screen shows time that passes.
    Tick,
    /// Something in the queue is due.
    Poll,
    /// Unsaved work is due to be saved as a draft.
    Autosave,
    /// The message with this id was shown long enough.
    StatusMessage(u64),
    /// A wait of the app's dialogs is over; the number tells which.
    Dialog(u64),
    /// The table read comes to its next word at this time.
    TableRead(Timestamp),
}
