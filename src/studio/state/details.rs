//! The render whose details are open.

use crate::domain::{Render, RenderDetails, RenderId};
use crate::studio::Remote;

/// The render whose details are looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenDetails {
    pub render: RenderId,
    pub details: Remote<Box<RenderDetails>>,
    /// The row that they were asked for with.
    pub(in crate::studio) requested_for: Option<Render>,
}
