//! Renders, whichever API version they were requested with: request, status, failure.

pub(super) mod failure;
pub(super) mod request;
pub(super) mod script;
pub(super) mod video;
