//! What the account has left, and whether the price of a video is within it.

use std::fmt;

use super::{Money, Unit};

/// What an API credit is sold for, in dollars.
const USD_PER_API_CREDIT: f64 = 0.5;

/// What the account has left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// What is used first.
    pub remaining: Money,
    /// Dollars that are charged when that is gone, up to the cap of an account that is billed by usage.
    pub overage_limit: Option<Money>,
}

/// What is left of a balance after a video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coverage {
    /// So much of the same unit.
    Remaining(Money),
    /// Of the credits nothing; about so many dollars are charged beside them, within the cap.
    Overage(Money),
    /// It is not enough.
    Insufficient,
    /// The price is in another unit, so that nobody can say.
    UnitMismatch,
}

impl From<Money> for Balance {
    fn from(left: Money) -> Self {
        Self { remaining: left, overage_limit: None }
    }
}

impl Balance {
    /// How a price is covered: by what is left, then in dollars. What the credits do not pay for has a price in dollars
    /// of its own; no unit is subtracted from another.
    pub fn coverage_of(self, cost: Money) -> Coverage {
        match self.remaining.checked_sub(cost) {
            Some(after) if after.amount >= 0.0 => Coverage::Remaining(after),
            Some(after) => {
                let missing = (-after.amount).min(cost.amount);
                self.overage(Money::new(missing * USD_PER_API_CREDIT, Unit::Usd))
                    .unwrap_or(Coverage::Insufficient)
            }
            None if self.remaining.amount > 0.0 => Coverage::UnitMismatch,
            None => self.overage(cost).unwrap_or(Coverage::UnitMismatch),
        }
    }

    /// How dollars are covered beyond the credits; `None` where none are charged.
    fn overage(self, dollars: Money) -> Option<Coverage> {
        let after = self.overage_limit?.checked_sub(dollars)?;
        Some(if after.amount >= 0.0 { Coverage::Overage(dollars) } else { Coverage::Insufficient })
    }

    /// `12.5 cr + $168.60`: for rows and footers.
    pub fn to_compact_string(self) -> String {
        let beyond = self
            .overage_limit
            .map_or_else(String::new, |beyond| format!(" + {}", beyond.to_compact_string()));
        format!("{}{beyond}", self.remaining.to_compact_string())
    }
}

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.overage_limit {
            Some(beyond) => write!(f, "{}, then {beyond}", self.remaining),
            None => self.remaining.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_pay_first_and_dollars_up_to_the_cap() {
        let (credits, dollars) =
            (|amount| Money::new(amount, Unit::ApiCredit), |amount| Money::new(amount, Unit::Usd));
        let balance = |left, beyond: Option<f64>| Balance {
            remaining: credits(left),
            overage_limit: beyond.map(dollars),
        };
        assert_eq!(balance(3.0, Some(10.0)).coverage_of(credits(2.0)), Coverage::Remaining(credits(1.0)));
        assert_eq!(balance(3.0, Some(10.0)).coverage_of(credits(7.0)), Coverage::Overage(dollars(2.0)));
        assert_eq!(balance(0.0, Some(10.0)).coverage_of(credits(20.0)), Coverage::Overage(dollars(10.0)));
        assert_eq!(balance(0.0, Some(10.0)).coverage_of(credits(21.0)), Coverage::Insufficient);
        assert_eq!(balance(1.0, None).coverage_of(credits(2.0)), Coverage::Insufficient);
        assert_eq!(balance(0.0, Some(10.0)).coverage_of(dollars(4.0)), Coverage::Overage(dollars(4.0)));
        assert_eq!(balance(0.0, Some(10.0)).coverage_of(dollars(11.0)), Coverage::Insufficient);
        assert_eq!(
            balance(1.0, Some(10.0)).coverage_of(dollars(4.0)),
            Coverage::UnitMismatch,
            "no unit from another"
        );
        assert_eq!(balance(0.0, None).coverage_of(dollars(4.0)), Coverage::UnitMismatch);
        assert_eq!(balance(12.5, Some(168.6)).to_string(), "12.5 API credits, then $168.60");
        assert_eq!(balance(12.5, Some(168.6)).to_compact_string(), "12.5 cr + $168.60");
        assert_eq!(balance(12.5, None).to_string(), "12.5 API credits");
    }
}
