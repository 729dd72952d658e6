//! What is kept on disk: projects, unsaved work, the render ledger, settings, the key, videos, the cache, paths.
//!
//! Plain blocking functions; `runtime` calls them off the screen's thread. The time is passed in.
#![allow(clippy::disallowed_methods, reason = "files and the environment are store's business")]

mod account;
pub mod api_key;
pub mod autosave;
pub mod cache;
pub mod editor_file;
pub mod failpoint;
mod files;
mod ledger;
mod line_endings;
pub mod motion_bank;
pub mod official_client;
mod overwrite;
mod owned_file;
pub mod partial_recording;
mod path_names;
mod paths;
pub mod picture_file;
mod process_lock;
pub mod project;
pub mod recording;
pub mod script_file;
pub mod settings;
pub mod speech;
mod temp_files;
mod toml;
pub mod video_file;
pub mod voice_cache;

pub use account::AccountId;
pub use ledger::{
    AddLooksClaim, DownloadLock, EnqueuedRenders, EventNote, Ledger, LedgerWatcher, LookRequestId,
    LostPhotoRequest, NewPhotoRecord, NewRenderRecord, OpenedLedger, PaidWorkId, PhotoRequestId,
    PictureKeyHistory, ReconcileOutcome, RenderPictureKey, SendClaim, StoredLookRequest, StoredRequest,
    StoredUpload, UnlistedPhoto,
};
pub use paths::Paths;

#[cfg(test)]
mod tests;
