//! How the cost of a render is rounded up; price lists differ.

use super::words::words;

words! {
    /// How a cost is rounded.
    #[derive(Default)]
    pub enum Rounding {
        /// Not rounded: by the exact seconds, as v3 charges.
        #[default]
        Exact = "exact",
        /// To a tenth of a credit or dollar.
        Tenth = "tenth",
        /// To a whole credit or dollar.
        Whole = "whole",
        /// To a multiple of thirty seconds, as v2 charges for `video/generate`.
        HalfMinute = "half-minute",
        /// To whole minutes, as web plans charge.
        Minute = "minute",
    }
}

/// The error of floating-point amounts: one that exceeds a step by less is not rounded up to the next step.
const AMOUNT_TOLERANCE: f64 = 1e-6;
const HALF_MINUTE: f64 = 30.0;
const MINUTE: f64 = 60.0;

impl Rounding {
    /// The seconds that one render of `seconds` is charged for.
    pub fn billed_seconds(self, seconds: f64) -> f64 {
        match self {
            Self::HalfMinute => up(seconds, HALF_MINUTE),
            Self::Minute => up(seconds, MINUTE),
            Self::Exact | Self::Tenth | Self::Whole => seconds,
        }
    }

    /// The rounded amount for one render of `seconds`, in the unit of the rate.
    pub(super) fn amount(self, per_second: f64, seconds: f64) -> f64 {
        let amount = self.billed_seconds(seconds) * per_second;
        match self {
            Self::Exact | Self::HalfMinute | Self::Minute => amount,
            Self::Tenth => up(amount * 10.0, 1.0) / 10.0,
            Self::Whole => up(amount, 1.0),
        }
    }
}

fn up(amount: f64, step: f64) -> f64 {
    // Nothing below zero: an amount of 0 stays 0.
    ((amount - AMOUNT_TOLERANCE) / step).ceil().max(0.0) * step
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Rate, Unit};
    use super::*;

    const WEB_PLAN: Rate = Rate::own(Unit::PremiumCredit, 1.0 / 3.0);
    const API_PLAN: Rate = Rate::own(Unit::ApiCredit, 0.1);
    const WALLET: Rate = Rate::own(Unit::Usd, 0.05);

    fn cost(rate: Rate, rounding: Rounding, seconds: f64) -> f64 {
        rate.with_rounding(rounding).cost(seconds).amount
    }

    fn assert_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn each_rounding_rule_gives_its_own_cost() {
        let rows = [
            (Rounding::Exact, 31.0, 10.333_333_333_333_334, 3.1, 1.55),
            (Rounding::Tenth, 31.0, 10.4, 3.1, 1.6),
            (Rounding::Whole, 31.0, 11.0, 4.0, 2.0),
            (Rounding::HalfMinute, 31.0, 20.0, 6.0, 3.0),
            (Rounding::HalfMinute, 30.0, 10.0, 3.0, 1.5),
            (Rounding::Minute, 31.0, 20.0, 6.0, 3.0),
            (Rounding::Minute, 61.0, 40.0, 12.0, 6.0),
            (Rounding::Whole, 30.0, 10.0, 3.0, 2.0),
        ];
        for (rounding, seconds, premium, api, usd) in rows {
            assert_close(cost(WEB_PLAN, rounding, seconds), premium);
            assert_close(cost(API_PLAN, rounding, seconds), api);
            assert_close(cost(WALLET, rounding, seconds), usd);
        }
        assert!(Rounding::ALL.iter().all(|one| Rounding::parse(one.as_str()) == Some(*one)));
        assert_eq!(Rounding::parse("half"), None);
    }

    proptest! {
        #[test]
        fn zero_seconds_cost_nothing_and_rounding_never_lowers_a_cost(seconds in 0.0..4000.0_f64) {
            for rounding in Rounding::ALL {
                assert_close(cost(API_PLAN, *rounding, 0.0), 0.0);
                let exact = cost(API_PLAN, Rounding::Exact, seconds);
                let rounded = cost(API_PLAN, *rounding, seconds);
                prop_assert!(rounded >= exact - AMOUNT_TOLERANCE && rounded <= exact + 6.0 + AMOUNT_TOLERANCE);
            }
        }
    }
}
