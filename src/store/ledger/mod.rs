//! The render ledger: every render that was ever requested, in one SQLite file.
//!
//! A render is recorded before it is sent, and every transition is durable before its call returns. A write that fails
//! is an [`ErrorKind::File`](crate::domain::ErrorKind): nothing may be sent then. A transition that is not allowed, for
//! example because another process was first, is an `ErrorKind::NotAllowed`.

mod account_state;
mod change;
mod connection;
mod database;
mod database_error;
mod delivery;
mod error;
mod history;
mod idempotency;
mod look_requests;
mod open;
mod paid_work;
mod photo_requests;
mod picture_keys;
mod quarantine;
mod queue;
mod reconcile;
mod records;
mod rows;
mod salvage;
mod schema;
mod sibling_choices;
mod spend;
mod sql;
mod submit;
mod training;
mod transitions;
mod uploads;
mod watcher;

pub use connection::Ledger;
pub use delivery::DownloadLock;
pub use look_requests::{AddLooksClaim, LookRequestId, StoredLookRequest};
pub use paid_work::PaidWorkId;
pub use photo_requests::{LostPhotoRequest, NewPhotoRecord, PhotoRequestId, UnlistedPhoto};
pub use picture_keys::PictureKeyHistory;
pub use queue::SendClaim;
pub use reconcile::ReconcileOutcome;
pub use records::{
    EnqueuedRenders, EventNote, NewRenderRecord, OpenedLedger, RenderPictureKey, StoredRequest,
};
pub use uploads::StoredUpload;
pub use watcher::LedgerWatcher;

#[cfg(test)]
mod tests;
