//! Photos, looks, trainings and speech that were paid for, and what they cost.

use jiff::Timestamp;

use super::{BalanceCharge, Money, PricedWork, Unit};

/// Work on photos or speech that is or may be charged.
#[derive(Debug, Clone, PartialEq)]
pub struct PastWork {
    pub work: PricedWork,
    /// In the unit of its rate: calls, or seconds.
    pub quantity: f64,
    /// The price that the user was shown; `None` where it was not known.
    pub cost: Option<Money>,
    /// When it was requested.
    pub at: Timestamp,
    /// When the service had done it, where that is known.
    pub ended_at: Option<Timestamp>,
    /// What the balance lost by it, where that is certain.
    pub charge: Option<BalanceCharge>,
}

impl PastWork {
    /// Work that was requested just now, at a price.
    pub fn requested(work: PricedWork, quantity: f64, cost: Option<Money>, at: Timestamp) -> Self {
        Self { work, quantity, cost, at, ended_at: None, charge: None }
    }

    /// Whether neither its price nor what it cost is known.
    pub fn is_unpriced(&self) -> bool {
        self.cost.is_none() && self.charge.is_none()
    }

    /// What it cost in a unit, by the balance or else as shown; `None` if it was not paid in the unit.
    pub fn spent_in(&self, unit: Unit) -> Option<f64> {
        let Some(charge) = self.charge else {
            return self.cost.filter(|cost| cost.unit == unit).map(|cost| cost.amount);
        };
        let cost = Some(charge.cost).filter(|cost| cost.unit == unit);
        let cost = cost.or(charge.overage.filter(|overage| overage.unit == unit));
        cost.map(|cost| cost.amount)
    }

    /// What counts for a cap in a unit: beyond the credits, the credits that it would have cost.
    pub fn capped_in(&self, unit: Unit) -> Option<f64> {
        let is_beyond = self.charge.is_some_and(|charge| charge.overage.is_some());
        match self.cost.filter(|cost| is_beyond && cost.unit == unit) {
            Some(cost) => Some(cost.amount),
            None => self.spent_in(unit),
        }
    }
}
