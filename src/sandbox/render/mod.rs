//! Renders of both API versions: checked request, duration of the script, status, error.

pub(super) mod script;
pub(super) mod video;
