//! What is kept on disk: projects, unsaved work, the render ledger, settings, the key, videos, the cache, paths.
//!
//! Plain blocking functions; `runtime` calls them off the screen's thread. The time is passed in.
#![allow(clippy::disallowed_methods, reason = "files and the environment are store's business")]

mod account;
pub mod autosave;
pub mod cache;
mod files;
mod guarded;
mod in_place;
pub mod key;
mod ledger;
mod leftovers;
mod line_ends;
mod paths;
pub mod picture;
mod process_lock;
pub mod project;
pub mod settings;
mod toml;
pub mod trap;
pub mod video_file;

pub use account::Account;
pub use ledger::{
    Adding, Claim, Errand, Ledger, LooksId, LostPhoto, NewPhoto, NewPhotoId, NewRender, OpenedLedger,
    OrderedLooks, PhotoRequest, PictureMemory, Reconciled, RenderPicture, Said, Stir, StoredRequest,
};
pub use paths::Paths;

#[cfg(test)]
mod tests;
