//! Amounts of money with their unit, and rates per second.

use std::fmt;

use super::Rounding;
use super::words::words;

words! {
    /// The unit of an amount. Amounts of different units are never added or subtracted.
    pub enum Unit {
        /// Credits of a web plan.
        PremiumCredit = "premium_credit",
        /// Credits of an API plan.
        ApiCredit = "api_credit",
        Usd = "usd",
    }
}

/// An amount with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    pub amount: f64,
    pub unit: Unit,
}

impl Money {
    pub fn new(amount: f64, unit: Unit) -> Self {
        Self { amount, unit }
    }

    /// The amount left after `cost`; `None` if the units differ.
    pub fn checked_sub(self, cost: Self) -> Option<Self> {
        (self.unit == cost.unit).then_some(Self { amount: self.amount - cost.amount, ..self })
    }

    /// The cost of `actual` seconds, if this is the cost of `estimated` seconds; unchanged if the length is unknown.
    #[must_use]
    pub fn scaled_to_length(self, estimated: f64, actual: Option<f64>) -> Self {
        let factor = actual.filter(|_| estimated > 0.0).map_or(1.0, |actual| actual / estimated);
        Self { amount: self.amount * factor, ..self }
    }

    /// `5.6 cr`, for rows and footers.
    pub fn to_compact_string(self) -> String {
        match self.unit {
            Unit::Usd => format!("${:.2}", self.amount),
            Unit::PremiumCredit | Unit::ApiCredit => format!("{} cr", format_amount(self.amount)),
        }
    }

    /// `5.6`, before an amount of credits that names the same unit, as in `5.6 of 412 cr`.
    pub fn to_compact_string_before(self, other: Self) -> String {
        match self.unit {
            Unit::PremiumCredit | Unit::ApiCredit if self.unit == other.unit => format_amount(self.amount),
            _ => self.to_compact_string(),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::PremiumCredit => write!(f, "{} credits", format_amount(self.amount)),
            Unit::ApiCredit => write!(f, "{} API credits", format_amount(self.amount)),
            Unit::Usd => write!(f, "${:.2}", self.amount),
        }
    }
}

/// One decimal; none for a whole number.
fn format_amount(amount: f64) -> String {
    let rounded = (amount * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

/// A price per second of finished video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    pub unit: Unit,
    /// The amount for one second.
    pub per_second: f64,
    /// How the cost of a render is rounded.
    pub rounding: Rounding,
}

impl Rate {
    /// The web plan: one premium credit for three seconds.
    pub const WEB_PLAN: Self =
        Self { unit: Unit::PremiumCredit, per_second: 1.0 / 3.0, rounding: Rounding::Exact };
    /// The API plan: six API credits a minute.
    pub const API_PLAN: Self = Self { unit: Unit::ApiCredit, per_second: 0.1, rounding: Rounding::Exact };
    /// The v3 wallet: five cents a second.
    pub const V3_WALLET: Self = Self { unit: Unit::Usd, per_second: 0.05, rounding: Rounding::Exact };

    /// The same rate with another rounding.
    #[must_use]
    pub fn with_rounding(self, rounding: Rounding) -> Self {
        Self { rounding, ..self }
    }

    /// The cost of a render of `seconds`.
    pub fn cost(self, seconds: f64) -> Money {
        Money::new(self.rounding.amount(self.per_second, seconds), self.unit)
    }
}

impl Default for Rate {
    fn default() -> Self {
        Self::WEB_PLAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_credit_buys_three_seconds() {
        assert_eq!(Rate::WEB_PLAN.cost(48.0).to_string(), "16 credits");
        assert_eq!(Rate::WEB_PLAN.cost(16.8).to_compact_string(), "5.6 cr");
    }

    #[test]
    fn a_unit_that_follows_is_named_once() {
        let credits = |amount| Money::new(amount, Unit::ApiCredit);
        assert_eq!(credits(5.6).to_compact_string_before(credits(412.0)), "5.6");
        assert_eq!(credits(5.6).to_compact_string_before(Money::new(412.0, Unit::PremiumCredit)), "5.6 cr");
        assert_eq!(Money::new(0.8, Unit::Usd).to_compact_string_before(Money::new(9.0, Unit::Usd)), "$0.80");
    }

    #[test]
    fn units_are_never_mixed() {
        let balance = Money::new(412.0, Unit::ApiCredit);
        assert_eq!(balance.checked_sub(Rate::WEB_PLAN.cost(48.0)), None);
        assert_eq!(
            balance.checked_sub(Money::new(12.0, Unit::ApiCredit)),
            Some(Money::new(400.0, Unit::ApiCredit))
        );
    }
}
