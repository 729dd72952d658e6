//! The length of a finished video, as far as it can be believed: what is far from its estimate is not money.

use super::{Money, PastRender, Render};

/// How many times longer or shorter than its estimate a video may be.
const MAX_LENGTH_RATIO: f64 = 10.0;
/// Seconds that a video may last of which nothing was estimated: a day.
const MAX_UNESTIMATED_SECONDS: f64 = 86_400.0;

/// The length that the service tells, where it is within ten times the estimate, and not below a tenth of it.
pub fn plausible_seconds(estimated: f64, told: Option<f64>) -> Option<f64> {
    let may_be = |told: &f64| match estimated {
        _ if !told.is_finite() || *told <= 0.0 => false,
        estimated if estimated > 0.0 => {
            *told <= estimated * MAX_LENGTH_RATIO && *told >= estimated / MAX_LENGTH_RATIO
        }
        _ => *told <= MAX_UNESTIMATED_SECONDS,
    };
    told.filter(may_be)
}

macro_rules! impl_length_and_cost {
    ($($record:ty),+) => {$(
        impl $record {
            /// Seconds of the finished video, if the service's figure is plausible.
            pub fn plausible_seconds(&self) -> Option<f64> {
                plausible_seconds(self.estimated_seconds, self.actual_seconds)
            }

            /// The estimated cost, scaled to the length of the finished video if that is plausible.
            pub fn actual_cost(&self) -> Money {
                self.estimated_cost.scaled_to_length(self.estimated_seconds, self.plausible_seconds())
            }
        }
    )+};
}

impl_length_and_cost!(Render, PastRender);

/// What is said of a length that is not believed; `None` where it is, or none is known.
pub fn implausible_length_message(estimated: f64, told: Option<f64>) -> Option<String> {
    let told = told.filter(|_| plausible_seconds(estimated, told).is_none())?;
    let figure = if (0.1..1e6).contains(&told.abs()) { format!("{told:.1}") } else { format!("{told:e}") };
    Some(format!("the service says {figure} s, which is implausible: the estimate is used"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_from_the_estimate_is_not_believed() {
        for told in [2.0, 20.0, 200.0] {
            assert_eq!(plausible_seconds(20.0, Some(told)), Some(told));
            assert_eq!(implausible_length_message(20.0, Some(told)), None);
        }
        for told in [1e308, 201.0, 1.9, 1e-300, 0.0, -20.0, f64::NAN, f64::INFINITY] {
            assert_eq!(plausible_seconds(20.0, Some(told)), None, "{told}");
            let doubt = implausible_length_message(20.0, Some(told)).unwrap();
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
