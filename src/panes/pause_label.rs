//! The label of a pause: how it is shown on the script page and in the table read.

/// The label of a pause, such as `‖ 1.5s`.
pub(super) fn pause_label(seconds: f64) -> String {
    format!("‖ {}s", (seconds * 1000.0).round() / 1000.0)
}
