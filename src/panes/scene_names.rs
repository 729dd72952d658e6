//! The name of one or several scenes in titles.

use std::ops::Range;

/// Scenes by their numbers: `scene 2`, `scenes 2 to 4`.
pub(super) fn name_scenes(indexes: &Range<usize>) -> String {
    match indexes.len() {
        0 | 1 => format!("scene {}", indexes.start + 1),
        _ => format!("scenes {} to {}", indexes.start + 1, indexes.end),
    }
}
