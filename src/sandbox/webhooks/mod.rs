//! Webhooks: a finished video is told to its callback URL and to the account's endpoints.
//!
//! Only `http` URLs of loopback addresses are called. What would go anywhere else is kept in the list of
//! events and marked as not called.

pub(super) mod delivery;
mod event;
pub(super) mod event_types;
pub(super) mod outbox;
pub(super) mod registry;
pub(super) mod state;
