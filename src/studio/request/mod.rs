//! Requests of the studio and the replies to them, by subject.

mod account;
mod catalog;
mod clipboard;
mod download;
mod motion_bank;
mod photo;
mod project;
mod recording;
mod render;
mod speech;

use crate::domain::{Error, UploadProgress};

pub use account::{AccountReply, AccountRequest, OneTimeNotice};
pub use catalog::{CatalogReply, CatalogRequest, StockPages};
pub use clipboard::{ClipboardReply, ClipboardRequest};
pub use download::{DownloadReply, DownloadRequest, OpenTarget};
pub use motion_bank::{MotionBankReply, MotionBankRequest};
pub use photo::{PhotoReply, PhotoRequest, UntrainedPhoto};
pub use project::{
    DiskChange, DiskVersion, EditorOutcome, EditorTarget, EditorText, FileVersion, LoadedProject,
    ProjectReply, ProjectRequest, SaveMode, SaveResult, ScriptExport, UnsavedWork,
};
pub use recording::{InspectedFiles, RecordedSound, RecordingReply, RecordingRequest};
pub use render::{
    DialectRefusal, NewRender, PictureKeyRefusal, Reconciliation, RenderReply, RenderRequest,
    ReorderDirection,
};
pub use speech::{PlayedSound, SpeechOrder, SpeechReply, SpeechRequest};

/// A request that the runtime processes.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    Account(AccountRequest),
    Catalog(CatalogRequest),
    Clipboard(ClipboardRequest),
    Download(DownloadRequest),
    MotionBank(MotionBankRequest),
    Photo(PhotoRequest),
    Project(ProjectRequest),
    Recording(RecordingRequest),
    Render(RenderRequest),
    Speech(SpeechRequest),
}

/// Makes a request or reply of each of its subjects.
macro_rules! from_subjects {
    ($whole:ident { $($subject:ident($part:ty)),* $(,)? }) => {$(
        impl From<$part> for $whole {
            fn from(part: $part) -> Self {
                Self::$subject(part)
            }
        }
    )*};
}

from_subjects!(Request {
    Account(AccountRequest),
    Catalog(CatalogRequest),
    Clipboard(ClipboardRequest),
    Download(DownloadRequest),
    MotionBank(MotionBankRequest),
    Photo(PhotoRequest),
    Project(ProjectRequest),
    Recording(RecordingRequest),
    Render(RenderRequest),
    Speech(SpeechRequest),
});

from_subjects!(Reply {
    Account(AccountReply),
    Catalog(CatalogReply),
    Clipboard(ClipboardReply),
    Download(DownloadReply),
    MotionBank(MotionBankReply),
    Photo(PhotoReply),
    Project(ProjectReply),
    Recording(RecordingReply),
    Render(RenderReply),
    Speech(SpeechReply),
});

/// A reply of the runtime. A request may have several replies, and some replies answer no request.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    Account(AccountReply),
    Catalog(CatalogReply),
    Clipboard(ClipboardReply),
    Download(DownloadReply),
    MotionBank(MotionBankReply),
    Photo(PhotoReply),
    Project(ProjectReply),
    Recording(RecordingReply),
    Render(RenderReply),
    Speech(SpeechReply),
    /// How far the upload of a file for the request is; `None` at its end.
    Uploading(Option<UploadProgress>),
    /// A task of the program itself panicked.
    TaskFailed(Error),
}

impl Reply {
    /// Whether it is of no use after a change of the account.
    pub fn belongs_to_account(&self) -> bool {
        match self {
            Self::Project(reply) => {
                matches!(reply, ProjectReply::RequestPreviewBuilt(_))
            }
            // An upload goes on until it ends.
            Self::MotionBank(_) | Self::Clipboard(_) | Self::Recording(_) | Self::Uploading(_) => false,
            _ => true,
        }
    }
}
