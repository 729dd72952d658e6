//! What videos cost, in the unit of the account.

use serde_json::{Value, json};

use super::clock;
use super::policy::Billing;
use super::world::Tariff;

const UNITS_A_CREDIT: i64 = 60;
/// A premium credit lasts 3 seconds, an API credit 10.
const PREMIUM_UNITS_A_SECOND: i64 = 20;
const API_UNITS_A_SECOND: i64 = 6;
/// A wallet holds dollars, and an API credit costs half a dollar.
const UNITS_A_DOLLAR: i64 = 120;
/// Dollars that an account billed by usage may spend beyond its credits.
const CAP: i64 = 10;

/// An account's billing and what it began with. Amounts are in sixtieths of a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Purse {
    pub(super) billing: Billing,
    pub(super) start: i64,
    /// How far down it may go.
    pub(super) floor: i64,
}

impl Purse {
    /// A purse with so much of what its billing counts.
    pub(super) fn new(billing: Billing, amount: u32) -> Self {
        let (each, floor) = match billing {
            Billing::Wallet => (UNITS_A_DOLLAR, 0),
            Billing::Subscription => (UNITS_A_CREDIT, 0),
            Billing::UsageBased => (UNITS_A_CREDIT, -CAP * UNITS_A_DOLLAR),
        };
        Self { billing, start: i64::from(amount) * each, floor }
    }

    /// What so many seconds of video cost.
    pub(super) fn price(self, seconds: f64, tariff: Tariff) -> i64 {
        let rate = match self.billing {
            Billing::Subscription => PREMIUM_UNITS_A_SECOND,
            Billing::Wallet | Billing::UsageBased => API_UNITS_A_SECOND,
        };
        let usual = clock::millis(seconds) * rate / 1000;
        match tariff {
            Tariff::Usual => usual,
            Tariff::Large => usual * 4 / 3,
            Tariff::Free => 0,
        }
    }

    /// Units as what the billing counts: dollars, or credits.
    pub(super) fn amount(self, units: i64) -> f64 {
        match self.billing {
            Billing::Wallet => clock::sixtieths(units) / 2.0,
            Billing::Subscription | Billing::UsageBased => clock::sixtieths(units.max(0)),
        }
    }

    /// The balance as `GET /v3/users/me` tells it: three forms, of which one is filled.
    pub(super) fn balance(self, units: i64, resets_at: &str) -> Value {
        let (mut wallet, mut subscription, mut usage) = (Value::Null, Value::Null, Value::Null);
        let left = self.amount(units);
        let word = match self.billing {
            Billing::Wallet => {
                wallet = json!({
                    "currency": "usd",
                    "remaining_balance": left,
                    "auto_reload": { "enabled": false, "threshold_usd": null, "amount_usd": null },
                });
                "wallet"
            }
            Billing::Subscription => {
                subscription = json!({
                    "plan": "creator",
                    "credits": {
                        "premium_credits": { "remaining": whole(units), "resets_at": resets_at },
                        "add_on_credits": { "remaining": 0, "resets_at": null },
                    },
                });
                "subscription"
            }
            Billing::UsageBased => {
                usage = json!({
                    "included_credits": whole(self.start),
                    "remaining_credits": left,
                    "spending_cap_usd": CAP,
                    "spending_current_usd": clock::sixtieths((-units).max(0)) / 2.0,
                });
                "usage_based"
            }
        };
        json!({ "billing_type": word, "wallet": wallet, "subscription": subscription, "usage_based": usage })
    }
}

/// Whole credits: what is left of the last one is not told.
fn whole(units: i64) -> i64 {
    units.max(0) / UNITS_A_CREDIT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_costs_twenty_premium_credits_six_api_credits_or_three_dollars() {
        for (billing, left) in
            [(Billing::Subscription, 80.0), (Billing::UsageBased, 94.0), (Billing::Wallet, 97.0)]
        {
            let purse = Purse::new(billing, 100);
            let after = purse.amount(purse.start - purse.price(60.0, Tariff::Usual));
            assert!((after - left).abs() < 1e-9, "{billing}: {after}");
            assert_eq!(purse.price(60.0, Tariff::Free), 0);
            assert_eq!(purse.price(60.0, Tariff::Large) * 3, purse.price(60.0, Tariff::Usual) * 4);
        }
    }

    #[test]
    fn usage_goes_on_in_dollars_when_the_credits_are_gone() {
        let purse = Purse::new(Billing::UsageBased, 1);
        let balance = purse.balance(purse.start - purse.price(60.0, Tariff::Usual), "");
        assert_eq!(balance["usage_based"]["remaining_credits"], 0.0);
        assert_eq!(balance["usage_based"]["spending_current_usd"], 2.5);
        assert_eq!((&balance["wallet"], &balance["subscription"]), (&Value::Null, &Value::Null));
    }
}
