//! The label of a pause: how it is shown on the script page and in the table read.

use crate::domain::format_seconds;

/// The label of a pause, such as `‖ 1.5s`.
pub(super) fn pause_label(seconds: f64) -> String {
    format!("‖ {}", format_seconds(seconds))
}
