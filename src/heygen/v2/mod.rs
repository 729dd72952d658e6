//! API v2, with the endpoints of v1 that it has no successor for.

pub(super) mod account;
mod api_status;
pub(super) mod assets;
pub(super) mod catalog;
pub(super) mod looks;
mod service;
pub(super) mod videos;

pub use service::MAX_LOOKS_PER_REQUEST;
