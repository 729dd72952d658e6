//! Webhooks: a finished video is told to its callback URL and to the account's endpoints.
//!
//! Only `http` URLs of loopback addresses are called. What would go anywhere else is kept in the list of
//! events and marked as not called.

mod delivery;
mod event;
mod event_types;
pub(super) mod legacy;
pub(super) mod outbox;
pub(super) mod registry;
mod state;

pub(super) use delivery::run;
pub(super) use event_types::EVENT_TYPES;
pub(super) use state::{AnnouncedUntil, WebhookDelivery, WebhookEndpoint, WebhookEvent, Webhooks};
