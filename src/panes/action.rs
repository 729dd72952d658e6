//! The actions that a dialog or an overlay leads to; the root carries them out.

use crate::domain::{IssueLocation, NewLooks, PhotoId, RenderId, Secret, VideoSpec};
use crate::studio::{ActiveAccount, NewRender};

/// What a question or a prompt leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Have the service say how long the video lasts.
    MeasureSpeech(Box<VideoSpec>),
    Dismiss,
    /// Go to where something is missing.
    GoToIssue(IssueLocation),
    Render(NewRender),
    ShowRequest(NewRender),
    /// Send a render left from before.
    SendQueued(RenderId),
    /// Send a render once more, as a new take.
    SendAsNewRender(RenderId),
    ResendIdempotently(RenderId),
    RemoveFromList(RenderId),
    /// Save, and then leave.
    SaveAndQuit,
    Quit,
    /// Ask for another name for the project's file.
    OpenSaveAsDialog,
    /// Write over what another program left in the project's file.
    OverwriteFile,
    SaveAs {
        name: String,
        quit_after_save: bool,
    },
    OpenProject(String),
    /// Go back to unsaved work that has no file.
    OpenUntitled,
    GenerateLooks(Box<NewLooks>),
    /// Train the group of a new photo.
    TrainPhoto(PhotoId),
    SetPhotoId(String),
    SetVoiceId(String),
    SetApiKey(Secret),
    Connect(ActiveAccount),
}
