//! Everything the core can ask of the world, and everything the world can answer, as plain data.

use std::time::Duration;

use super::request::{DialectRefusal, NewRender, PictureKeyRefusal, Request, UntrainedPhoto};

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
    /// Open an overlay. The app does it; the runtime never sees it.
    Open(Overlay),
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

/// An overlay that a reply leads to, with what it shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// Asks whether to train a new photo, since plans may count it.
    ConfirmTraining(Box<UntrainedPhoto>),
    /// Asks where the picture key comes from, after the service refused those that were tried.
    ChoosePictureSource(Box<PictureKeyRefusal>),
    /// Asks about the price in the dialect that is spoken now.
    ConfirmNewPrice(Box<NewRender>),
    /// Asks for another dialect, after the service refused the render in this one.
    ChooseDialect(Box<DialectRefusal>),
    /// Asks what to do about a project file that another program changed.
    ResolveFileConflict,
    /// Shows the request of a video, as it would be sent.
    RequestPreview(String),
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
