//! The balance of the account, and whether it covers the cost of a video.

use std::fmt;

use super::{Money, Unit};

/// What the account can still spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Spent first.
    pub remaining: Money,
    /// Dollars that can be charged after that, for an account that is billed by usage.
    pub overage_limit: Option<Money>,
}

/// What the balance lost by a payment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BalanceCharge {
    pub cost: Money,
    /// The dollars that were charged beyond the credits.
    pub overage: Option<Money>,
    /// Other payments at the same time: the loss by all of them is known, and this is its share by the prices.
    pub other_payment_count: usize,
}

impl BalanceCharge {
    /// The charge for one payment, without dollars beyond the credits.
    pub fn new(cost: Money) -> Self {
        Self { cost, overage: None, other_payment_count: 0 }
    }
}

/// What the service says about the balance of an account.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct BalanceReading {
    /// `None` where it does not tell the balance.
    pub balance: Option<Balance>,
    /// The unit of the billing type, where it names one.
    pub billing_unit: Option<Unit>,
}

/// How a balance covers the cost of a video.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Coverage {
    /// Covered; this amount is left.
    Remaining(Money),
    /// Covered by all remaining credits and about this many dollars.
    Overage(Money),
    /// Not covered.
    Insufficient,
    /// Unknown: the cost is in another unit.
    UnitMismatch,
}

impl From<Option<Balance>> for BalanceReading {
    fn from(balance: Option<Balance>) -> Self {
        Self { balance, billing_unit: None }
    }
}

impl From<Money> for Balance {
    fn from(left: Money) -> Self {
        Self { remaining: left, overage_limit: None }
    }
}

impl Balance {
    /// How the balance covers `cost`: with what remains, then with dollars. Missing credits are converted at
    /// `usd_per_credit`; amounts of different units are never subtracted from each other.
    pub fn coverage_of(self, cost: Money, usd_per_credit: f64) -> Coverage {
        match self.remaining.checked_sub(cost) {
            Some(after) if after.amount >= 0.0 => Coverage::Remaining(after),
            Some(after) => {
                let missing = (-after.amount).min(cost.amount);
                self.overage(Money::new(missing * usd_per_credit, Unit::Usd))
                    .unwrap_or(Coverage::Insufficient)
            }
            None if self.remaining.amount > 0.0 => Coverage::UnitMismatch,
            None => self.overage(cost).unwrap_or(Coverage::UnitMismatch),
        }
    }

    /// How the overage covers an amount; `None` if the account has no overage.
    fn overage(self, dollars: Money) -> Option<Coverage> {
        let after = self.overage_limit?.checked_sub(dollars)?;
        Some(if after.amount >= 0.0 { Coverage::Overage(dollars) } else { Coverage::Insufficient })
    }

    /// About how many dollars are charged where the credits do not cover a cost.
    pub fn overage_note(self, cost: Money, usd_per_credit: f64) -> Option<String> {
        let Coverage::Overage(charged) = self.coverage_of(cost, usd_per_credit) else { return None };
        Some(format!(
            "The credits do not cover it: about {charged} is charged, if a credit is ${usd_per_credit:.2} (usd_per_credit)."
        ))
    }

    /// `12.5 API cr + $168.60`, with the kind of credits.
    pub fn to_labeled_string(self) -> String {
        let beyond = self
            .overage_limit
            .map_or_else(String::new, |beyond| format!(" + {}", beyond.to_compact_string()));
        format!("{}{beyond}", self.remaining.to_labeled_string())
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
    fn credits_are_used_before_overage_dollars() {
        let (credits, dollars) =
            (|amount| Money::new(amount, Unit::ApiCredit), |amount| Money::new(amount, Unit::Usd));
        let balance = |left, beyond: Option<f64>| Balance {
            remaining: credits(left),
            overage_limit: beyond.map(dollars),
        };
        let coverage = |balance: Balance, cost| balance.coverage_of(cost, 0.5);
        assert_eq!(coverage(balance(3.0, Some(10.0)), credits(2.0)), Coverage::Remaining(credits(1.0)));
        assert_eq!(coverage(balance(3.0, Some(10.0)), credits(7.0)), Coverage::Overage(dollars(2.0)));
        assert_eq!(coverage(balance(0.0, Some(10.0)), credits(20.0)), Coverage::Overage(dollars(10.0)));
        assert_eq!(coverage(balance(0.0, Some(10.0)), credits(21.0)), Coverage::Insufficient);
        assert_eq!(coverage(balance(1.0, None), credits(2.0)), Coverage::Insufficient);
        assert_eq!(coverage(balance(0.0, Some(10.0)), dollars(4.0)), Coverage::Overage(dollars(4.0)));
        assert_eq!(coverage(balance(0.0, Some(10.0)), dollars(11.0)), Coverage::Insufficient);
        assert_eq!(
            coverage(balance(1.0, Some(10.0)), dollars(4.0)),
            Coverage::UnitMismatch,
            "no unit from another"
        );
        assert_eq!(coverage(balance(0.0, None), dollars(4.0)), Coverage::UnitMismatch);
        let at_one_dollar = balance(3.0, Some(10.0)).coverage_of(credits(7.0), 1.0);
        assert_eq!(at_one_dollar, Coverage::Overage(dollars(4.0)));
        assert_eq!(balance(12.5, Some(168.6)).to_string(), "12.5 API credits, then $168.60");
        assert_eq!(balance(12.5, Some(168.6)).to_labeled_string(), "12.5 API cr + $168.60");
        assert_eq!(balance(12.5, None).to_string(), "12.5 API credits");
    }
}
