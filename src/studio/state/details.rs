//! The render whose details are open.

use crate::domain::{Render, RenderDetails, RenderId};
use crate::studio::Remote;

/// The render whose details are open.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenDetails {
    pub render: RenderId,
    pub details: Remote<Box<RenderDetails>>,
    /// The row at the last request; another row makes the details stale.
    pub(in crate::studio) requested_for: Option<Render>,
}
