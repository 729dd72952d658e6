//! The plausible length of a finished video: no cost is derived from a length far from the estimate.

use super::{Money, PastRender, Render};

/// A plausible length is at most this many times longer or shorter than the estimate.
const MAX_LENGTH_RATIO: f64 = 10.0;
/// The longest plausible length without an estimate, in seconds: a day.
const MAX_UNESTIMATED_SECONDS: f64 = 86_400.0;

/// The length stated by the service if it is plausible, in seconds.
pub fn plausible_seconds(estimated: f64, stated: Option<f64>) -> Option<f64> {
    let is_plausible = |stated: &f64| match estimated {
        _ if !stated.is_finite() || *stated <= 0.0 => false,
        estimated if estimated > 0.0 => {
            *stated <= estimated * MAX_LENGTH_RATIO && *stated >= estimated / MAX_LENGTH_RATIO
        }
        _ => *stated <= MAX_UNESTIMATED_SECONDS,
    };
    stated.filter(is_plausible)
}

/// Implements the length and cost of a record of a render.
macro_rules! impl_length_and_cost {
    ($($record:ty),+) => {$(
        impl $record {
            /// Seconds of the finished video, if the service's figure is plausible.
            pub fn plausible_seconds(&self) -> Option<f64> {
                plausible_seconds(self.estimated_seconds, self.actual_seconds)
            }

            /// The estimated cost, scaled to the length of the finished video if that is plausible: by the seconds that
            /// are charged.
            pub fn cost_by_length(&self) -> Money {
                let billed = |seconds| self.rounding.billed_seconds(seconds);
                let actual = self.plausible_seconds().map(billed);
                self.estimated_cost.scaled_to_length(billed(self.estimated_seconds), actual)
            }
        }
    )+};
}

impl_length_and_cost!(Render, PastRender);

/// The warning about an implausible length; `None` if it is plausible or unknown.
pub fn implausible_length_message(estimated: f64, stated: Option<f64>) -> Option<String> {
    let stated = stated.filter(|_| plausible_seconds(estimated, stated).is_none())?;
    let figure =
        if (0.1..1e6).contains(&stated.abs()) { format!("{stated:.1}") } else { format!("{stated:e}") };
    Some(format!("the service says {figure} s, which is implausible: the estimate is used"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_far_from_the_estimate_is_rejected() {
        for stated in [2.0, 20.0, 200.0] {
            assert_eq!(plausible_seconds(20.0, Some(stated)), Some(stated));
            assert_eq!(implausible_length_message(20.0, Some(stated)), None);
        }
        for stated in [1e308, 201.0, 1.9, 1e-300, 0.0, -20.0, f64::NAN, f64::INFINITY] {
            assert_eq!(plausible_seconds(20.0, Some(stated)), None, "{stated}");
            let doubt = implausible_length_message(20.0, Some(stated)).unwrap();
            assert!(doubt.ends_with("the estimate is used") && doubt.len() < 90, "{doubt}");
        }
        assert_eq!((plausible_seconds(20.0, None), implausible_length_message(20.0, None)), (None, None));
        assert_eq!(plausible_seconds(0.0, Some(30.0)), Some(30.0), "nothing was estimated");
        assert_eq!(plausible_seconds(0.0, Some(1e308)), None);
        assert_eq!(
            implausible_length_message(20.0, Some(1e308)).unwrap().split(',').next(),
            Some("the service says 1e308 s")
        );
    }
}
