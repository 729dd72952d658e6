//! Webhooks: events of finished videos, sent to callback URLs and registered endpoints.
//!
//! Only `http` URLs of loopback addresses are called. Other deliveries are listed as not called.

pub(super) mod delivery;
pub(super) mod event;
pub(super) mod registry;
pub(super) mod state;
