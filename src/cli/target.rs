//! The target of a project in the output of `cuecard estimate`: how far the video is from it.

use serde::Serialize;

use super::render_row::round_to_thousandth;
use super::table::format_seconds;
use crate::domain::{seconds_over_target, target_limit};

/// Tenths of a second are shown: less is no difference.
const MIN_DIFFERENCE_SECONDS: f64 = 0.05;

/// The target length, and how far the video is from it.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct TargetJson {
    seconds: u32,
    /// Seconds by which the video is longer than the target; negative if it is shorter.
    over: f64,
}

impl TargetJson {
    /// Compares a target with the length of the video, both in seconds.
    pub(super) fn new(target: u32, video: f64) -> Self {
        Self { seconds: target, over: round_to_thousandth(seconds_over_target(video, target)) }
    }

    /// How far the video is from the target; `None` if it is too long, which is a warning.
    pub(super) fn describe(self) -> Option<String> {
        let Self { seconds, over } = self;
        let is_reached = over > -MIN_DIFFERENCE_SECONDS;
        let is_passed = f64::from(seconds) + over >= target_limit(seconds);
        (!is_passed).then(|| {
            let difference =
                if is_reached { "reached".to_owned() } else { format!("{} to go", format_seconds(-over)) };
            format!("target {seconds} s: {difference}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_from_the_target_is_described() {
        for (video, described) in
            [(61.8, None), (44.0, Some("target 60 s: 16.0 s to go")), (60.04, Some("target 60 s: reached"))]
        {
            assert_eq!(TargetJson::new(60, video).describe().as_deref(), described);
        }
    }
}
