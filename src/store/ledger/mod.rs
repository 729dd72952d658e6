//! The render ledger: every render that was ever asked for, in one SQLite file that outlives crashes.
//!
//! A render is written down before it is sent, and every step is on disk for good before its call returns. Two kinds
//! of fault come back: [`ErrorKind::File`] where the disk did not take it, so that nothing may be sent, and
//! [`ErrorKind::Internal`] where the step makes no sense, for example because another program took it first.

mod account_state;
mod connection;
mod database;
mod database_error;
mod delivery;
mod error;
mod events;
mod history;
mod idempotency;
mod look_requests;
mod open;
mod photo_requests;
mod picture_keys;
mod quarantine;
mod queue;
mod reconcile;
mod records;
mod render_state;
mod retry_after;
mod rows;
mod salvage;
mod schema;
mod submit;
mod title_tag;
mod training;
mod transitions;
mod watcher;

pub use connection::Ledger;
pub use delivery::DownloadLock;
pub use look_requests::{AddLooksClaim, LookRequestId, StoredLookRequest};
pub use photo_requests::{LostPhotoRequest, PhotoRequest, PhotoRequestId, UnlistedPhoto};
pub use picture_keys::PictureKeyHistory;
pub use queue::SendClaim;
pub use reconcile::ReconcileOutcome;
pub use records::{EventNote, NewRenderRecord, OpenedLedger, RenderPictureKey, StoredRequest};
pub use watcher::LedgerWatcher;

#[cfg(test)]
mod tests;
