//! The endpoints of API v3.

pub(super) mod account;
mod api_status;
pub(super) mod assets;
pub(super) mod looks;
mod page;
mod service;
pub(super) mod speech;
pub(super) mod stock;
pub(super) mod videos;
pub(super) mod voices;

pub use videos::MAX_STATUS_IDS;
