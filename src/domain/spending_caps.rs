//! The spending caps that the user sets.

/// The highest spend, in the unit of the video that is to be sent; `None` for no cap.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SpendingCaps {
    /// In one day.
    pub day: Option<f64>,
    /// For one project, over all time.
    pub project: Option<f64>,
}
