//! The caps on what is spent.

/// What may be spent at most, each in the unit of the video that is to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SpendingCaps {
    pub day: Option<f64>,
    pub project: Option<f64>,
}
