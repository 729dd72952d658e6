//! HTTP without endpoints: connections, request bodies, replies, and requests to other servers on this machine.

pub(super) mod form;
pub(super) mod listener;
pub(super) mod loopback_client;
pub(super) mod origin;
pub(super) mod query;
pub(super) mod reply;
