//! HTTP below the endpoints: listener, origin check, request bodies, replies, and a client for loopback URLs.

pub(super) mod form;
pub(super) mod listener;
pub(super) mod loopback_client;
pub(super) mod origin;
pub(super) mod query;
pub(super) mod reply;

pub(crate) use form::{Form, JsonBody, read_body};
pub(crate) use query::RequestQuery;
pub(crate) use reply::{EndpointResult, ErrorReply, is_v3};
