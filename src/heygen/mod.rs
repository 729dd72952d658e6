//! The service: one method an endpoint, wire types spelled as the service spells them.
//!
//! [`Client`] asks; [`Endpoints`] say where, [`ApiKey`] who, [`RetryPolicy`] how long and how often. A client
//! speaks one [`Dialect`](crate::domain::Dialect): videos go in its form, one file each in `dialect/`, and all else in
//! its generation, the newer one in `v3/`. Everything that comes in is made harmless at the door, and everything that
//! goes wrong is one [`Fault`](crate::domain::Fault).

mod account;
mod api_key;
mod api_status;
mod assets;
mod catalog;
mod classify;
mod client;
mod dialect;
mod endpoints;
mod envelope;
mod escapes;
mod file_type;
mod groups;
mod html;
mod lenient;
mod look_records;
mod media;
mod parse;
mod request;
mod response;
mod retry;
mod retry_after;
mod retry_reporter;
#[cfg(test)]
mod robustness_tests;
mod sanitize;
mod transport;
mod v3;
mod videos;

pub use api_key::ApiKey;
pub use client::Client;
pub use dialect::VideoSubmission;
pub use endpoints::{EndpointPath, Endpoints};
pub use media::MediaDownload;
pub use retry::RetryPolicy;
pub use retry_after::SharedRetryAfter;
pub use retry_reporter::{RetryReporter, RetryTracker};
