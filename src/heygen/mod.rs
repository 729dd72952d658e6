//! The service: one method an endpoint, wire types spelled as the service spells them.
//!
//! [`Client`] asks; [`Endpoints`] say where, [`SetApiKey`] who, [`Patience`] how long and how often. A client
//! speaks one [`Dialect`](crate::domain::Dialect): videos go in its form, one file each in `dialect/`, and all else in
//! its generation, the newer one in `v3/`. Everything that comes in is made harmless at the door, and everything that
//! goes wrong is one [`Fault`](crate::domain::Fault).

mod account;
mod api_status;
mod catalogue;
mod classify;
mod client;
mod dialect;
mod endpoints;
mod envelope;
mod escapes;
mod groups;
mod hold;
mod html;
mod key;
#[cfg(test)]
mod leniency;
mod lenient;
mod look;
mod magic;
mod media;
mod parse;
mod request;
mod response;
mod retry;
mod retry_notice;
mod sanitize;
mod transport;
mod upload;
mod v3;
mod videos;

pub use client::Client;
pub use dialect::Submission;
pub use endpoints::{Endpoints, Place};
pub use hold::SharedHold;
pub use key::Key;
pub use media::Media;
pub use retry::Patience;
pub use retry_notice::{Retries, RetryNotice};
