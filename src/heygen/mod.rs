//! The client of the service: one method per endpoint, and wire types with the service's own names.
//!
//! [`Client`] sends requests to [`Endpoints`] with an [`ApiKey`] and a [`RetryPolicy`]. It speaks one
//! [`Dialect`](crate::domain::Dialect): `dialect/` has one file per dialect for the request of a video. The endpoints
//! that both API versions have are listed in `service.rs` and implemented in `v2/` (with v1) and `v3/`. Every text of
//! the service is sanitized as it comes in, and every failure is one [`Error`](crate::domain::Error).

mod api_key;
mod classify;
mod client;
mod dialect;
mod endpoints;
mod envelope;
mod escapes;
mod file_type;
mod html;
mod lenient;
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
mod service;
mod shared_records;
mod transport;
mod upload_body;
mod v2;
mod v3;
mod videos;

pub use api_key::ApiKey;
pub use client::Client;
pub use dialect::VideoSubmission;
pub use endpoints::Endpoints;
pub use media::MediaDownload;
pub use retry::RetryPolicy;
pub use retry_after::SharedRetryAfter;
pub use retry_reporter::RetryReporter;
pub use upload_body::{UploadReporter, UploadedBytes};
pub use v2::MAX_LOOKS_PER_REQUEST;
pub use v3::MAX_STATUS_IDS;
