//! The target of a project in the output of `cuecard estimate`: how far the video is from it.

use std::fmt;

use serde::Serialize;

use super::render_row::round_to_thousandth;
use super::table::format_seconds;
use crate::domain::seconds_over_target;

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
}

impl fmt::Display for TargetJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, difference) = (self.seconds, format_seconds(self.over.abs()));
        match self.over {
            over if over.abs() < MIN_DIFFERENCE_SECONDS => write!(f, "target {seconds} s: reached"),
            over if over > 0.0 => write!(f, "target {seconds} s: {difference} too long"),
            _ => write!(f, "target {seconds} s: {difference} to go"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_from_the_target_is_described() {
        for (video, described) in [
            (61.8, "target 60 s: 1.8 s too long"),
            (44.0, "target 60 s: 16.0 s to go"),
            (60.04, "target 60 s: reached"),
        ] {
            assert_eq!(TargetJson::new(60, video).to_string(), described);
        }
    }
}
