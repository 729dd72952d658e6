//! Amounts of money with their unit.

use std::fmt;

use super::words::words;

words! {
    /// The unit of an amount. Amounts of different units are never added or subtracted.
    pub enum Unit {
        /// Credits of a web plan.
        PremiumCredit = "premium_credit",
        /// Credits of an API plan, or of an account that is billed by usage.
        ApiCredit = "api_credit",
        /// Credits of an enterprise contract.
        EnterpriseCredit = "enterprise_credit",
        /// Credits of a workspace. The service reports no balance in them: only the user's own rate has this unit.
        WorkspaceCredit = "workspace_credit",
        Usd = "usd",
    }
}

/// An amount with its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Money {
    pub amount: f64,
    pub unit: Unit,
}

impl Unit {
    /// Its name after an amount.
    pub fn label(self) -> &'static str {
        match self {
            Self::PremiumCredit => "credits",
            Self::ApiCredit => "API credits",
            Self::EnterpriseCredit => "enterprise credits",
            Self::WorkspaceCredit => "workspace credits",
            Self::Usd => "US dollars",
        }
    }

    /// Its name after an amount that is written so: `1 credit`, `1.5 credits`.
    pub(super) fn label_after(self, amount: &str) -> &'static str {
        if amount == "1" { self.label().trim_end_matches('s') } else { self.label() }
    }

    pub fn is_credit(self) -> bool {
        self != Self::Usd
    }
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
            _ => format!("{} cr", format_amount(self.amount)),
        }
    }

    /// `5.6 API cr`: with the kind of credits, where an account may have several. Credits of a web plan are just credits.
    pub fn to_labeled_string(self) -> String {
        let kind = match self.unit {
            Unit::PremiumCredit | Unit::Usd => return self.to_compact_string(),
            Unit::ApiCredit => "API",
            Unit::EnterpriseCredit => "enterprise",
            Unit::WorkspaceCredit => "workspace",
        };
        format!("{} {kind} cr", format_amount(self.amount))
    }

    /// `5.6`, before an amount of credits that names the same unit, as in `5.6 of 412 cr`.
    pub fn to_compact_string_before(self, other: Self) -> String {
        if self.unit.is_credit() && self.unit == other.unit {
            return format_amount(self.amount);
        }
        self.to_labeled_string()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Usd => write!(f, "${:.2}", self.amount),
            credit => {
                let amount = format_amount(self.amount);
                write!(f, "{amount} {}", credit.label_after(&amount))
            }
        }
    }
}

/// One decimal; none for a whole number.
fn format_amount(amount: f64) -> String {
    let rounded = (amount * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_follows_is_named_once() {
        let credits = |amount| Money::new(amount, Unit::ApiCredit);
        assert_eq!(credits(5.6).to_compact_string_before(credits(412.0)), "5.6");
        assert_eq!(
            credits(5.6).to_compact_string_before(Money::new(412.0, Unit::PremiumCredit)),
            "5.6 API cr"
        );
        assert_eq!(Money::new(0.8, Unit::Usd).to_compact_string_before(Money::new(9.0, Unit::Usd)), "$0.80");
    }

    #[test]
    fn each_kind_of_credit_has_its_name() {
        let names: Vec<String> = Unit::ALL.iter().map(|unit| Money::new(2.5, *unit).to_string()).collect();
        let expected =
            ["2.5 credits", "2.5 API credits", "2.5 enterprise credits", "2.5 workspace credits", "$2.50"];
        assert_eq!(names, expected);
    }

    #[test]
    fn units_are_never_mixed() {
        let balance = Money::new(412.0, Unit::ApiCredit);
        assert_eq!(balance.checked_sub(Money::new(16.0, Unit::PremiumCredit)), None);
        assert_eq!(
            balance.checked_sub(Money::new(12.0, Unit::ApiCredit)),
            Some(Money::new(400.0, Unit::ApiCredit))
        );
    }
}
