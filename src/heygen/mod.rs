//! The service: one method an endpoint, wire types spelled as the service spells them.
//!
//! [`Client`] asks; [`Endpoints`] say where, [`Key`] who, [`Patience`] how long and how often. A client
//! speaks one [`Dialect`](crate::domain::Dialect): videos go in its form, one file each in `dialect/`, and all else in
//! its generation, the newer one in `v3/`. Everything that comes in is made harmless at the door, and everything that
//! goes wrong is one [`Fault`](crate::domain::Fault).

mod account;
mod answer;
mod call;
mod catalogue;
mod client;
mod dialect;
mod endpoints;
mod envelope;
mod escapes;
mod groups;
mod harmless;
mod hold;
mod html;
mod key;
mod kind;
#[cfg(test)]
mod leniency;
mod line;
mod look;
mod loose;
mod magic;
mod media;
mod patience;
mod record;
mod retry_notice;
mod standing;
mod upload;
mod v3;
mod videos;

pub use client::Client;
pub use dialect::Submission;
pub use endpoints::{Endpoints, Place};
pub use hold::SharedHold;
pub use key::Key;
pub use media::Media;
pub use patience::Patience;
pub use retry_notice::RetryNotice;
