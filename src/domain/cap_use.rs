//! A spending cap beside what is spent of it.

use super::{Money, Unit, format_precise};

/// The share of a cap from which a note is shown.
const NEAR_CAP_SHARE: f64 = 0.8;

/// A cap that a video counts for, and what is spent of it without the video.
#[derive(Debug, Clone, Copy)]
pub(super) struct CapUse {
    pub(super) name: &'static str,
    pub(super) spent: f64,
    pub(super) cap: f64,
    /// What can be done where it is exceeded.
    pub(super) remedy: &'static str,
}

impl CapUse {
    /// A note if a video of this cost would exceed the cap or come near to it.
    pub(super) fn note(self, cost: Money) -> Option<String> {
        if let Some(message) = self.exceeded_message(cost) {
            return Some(format!("{message}; {}", self.remedy));
        }
        let after = self.spent + cost.amount;
        let is_near = cost.amount > 0.0 && after >= self.cap * NEAR_CAP_SHARE;
        let [after, cap] = [after, self.cap].map(|amount| describe_amount(amount, cost.unit));
        is_near.then(|| format!("{} is near: with this video, {after} of {cap} are spent", self.name))
    }

    /// The message if a video of this cost would exceed the cap.
    pub(super) fn exceeded_message(self, cost: Money) -> Option<String> {
        // A tolerance for the rounding errors of sums.
        if self.spent + cost.amount <= self.cap + 1e-6 {
            return None;
        }
        let describe = |amount| describe_amount(amount, cost.unit);
        let [cost, spent, cap] = [cost.amount, self.spent, self.cap].map(describe);
        Some(format!("{cost} more would exceed {}: {spent} of {cap} are spent", self.name))
    }
}

/// An amount of a cap. One that would be rounded to nothing has more digits.
fn describe_amount(amount: f64, unit: Unit) -> String {
    let smallest = if unit.is_credit() { 0.05 } else { 0.005 };
    if amount > 0.0 && amount < smallest {
        format_precise(amount, unit)
    } else {
        Money::new(amount, unit).to_string()
    }
}
