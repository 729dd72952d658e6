//! The actions that a dialog or an overlay leads to; the root carries them out.

use std::path::PathBuf;

use crate::domain::{IssueLocation, NewLooks, NewPhotos, PhotoId, RenderId, Secret, SendMode};
use crate::studio::{ActiveAccount, NewRender, ScriptExport, SpeechOrder};

/// What a dialog or an overlay leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Let the service speak scenes, and play them.
    HearScenes(Box<SpeechOrder>),
    Dismiss,
    /// Focus the field of a validation issue.
    GoToIssue(IssueLocation),
    /// Select a scene, counted from zero.
    GoToScene(usize),
    Render(NewRender),
    ShowRequest(NewRender),
    /// Send a render of the queue, or send it again.
    Send(RenderId, SendMode),
    RemoveFromList(RenderId),
    SaveAndQuit,
    Quit,
    OpenSaveAsDialog,
    /// Overwrite a project file that another program changed.
    OverwriteFile,
    /// Take the project file as another program changed it.
    TakeFromDisk,
    SaveAs {
        name: String,
        quit_after_save: bool,
    },
    /// A project, or a script in another format, which is imported.
    OpenProject(String),
    /// Make a project of a script in another format.
    Import(PathBuf),
    /// Write the script to a file, in the form that its name ends in.
    Export(PathBuf),
    /// Write an export over the file of its name.
    ReplaceExport(Box<ScriptExport>),
    /// Open the unsaved work that has no file.
    OpenUntitled,
    GenerateLooks(Box<NewLooks>),
    AddPhotos(Box<NewPhotos>),
    /// Send this picture file with the video; no photo is made of it.
    UsePicture(PathBuf),
    /// Remove what would be spoken by mistake from the open project, and show its price.
    RenderCleaned,
    /// Change the open project to 1080p, and show its price.
    RenderInFullHd,
    /// Train the group of a new photo.
    TrainPhoto(PhotoId),
    SetPhotoId(String),
    SetVoiceId(String),
    SetApiKey(Secret),
    Connect(ActiveAccount),
}
