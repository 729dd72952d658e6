//! Prices of videos, and the balance in the unit of the billing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::clock::{self, Moment};
use super::records::{StoredVideo, Tariff};
use crate::sandbox::policy::Billing;

/// User name, email address and first name of the owner.
pub(crate) const OWNER: (&str, &str, &str) = ("u_5a9db0c5e1", "creator@example.test", "Ada");

/// A unit is a sixtieth of a credit.
const UNITS_PER_CREDIT: i64 = 60;
/// A premium credit pays for 3 seconds of video, an API credit for 10.
const PREMIUM_UNITS_PER_SECOND: i64 = 20;
const API_UNITS_PER_SECOND: i64 = 6;
/// An API credit costs half a dollar.
const UNITS_PER_DOLLAR: i64 = 120;
/// US dollars that usage-based billing may spend beyond the credits.
const SPENDING_CAP_USD: i64 = 10;

/// The account at some moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SandboxAccount {
    /// The balance in sixtieths of a credit; negative as far as a spending cap allows.
    pub(crate) units: i64,
    /// The cost of unfinished videos, in sixtieths of a credit.
    pub(crate) committed: i64,
    /// Ids of the videos that failed because the balance was too low when they finished.
    pub(crate) unpaid: BTreeSet<String>,
}

/// The billing of an account and its opening balance, in sixtieths of a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccountBilling {
    pub(crate) billing: Billing,
    pub(crate) opening_balance: i64,
    /// The lowest balance that is allowed; negative if usage-based billing may go into debt.
    pub(crate) min_balance: i64,
}

impl AccountBilling {
    /// `amount` is in the unit of the billing: credits or US dollars.
    pub(crate) fn new(billing: Billing, amount: u32) -> Self {
        let (each, min_balance) = match billing {
            Billing::Wallet => (UNITS_PER_DOLLAR, 0),
            Billing::Subscription => (UNITS_PER_CREDIT, 0),
            Billing::UsageBased => (UNITS_PER_CREDIT, -SPENDING_CAP_USD * UNITS_PER_DOLLAR),
        };
        Self { billing, opening_balance: i64::from(amount) * each, min_balance }
    }

    /// The account after all videos that finished by now were paid, in the order of their ends.
    pub(crate) fn account<'a>(
        self,
        videos: impl Iterator<Item = &'a StoredVideo>,
        now: Moment,
    ) -> SandboxAccount {
        let mut videos: Vec<&StoredVideo> = videos.filter(|video| video.makes_video()).collect();
        videos.sort_by_key(|video| video.work.to);
        let mut account = SandboxAccount { units: self.opening_balance, ..SandboxAccount::default() };
        for video in videos {
            let price = self.cost(video);
            if !video.work.is_over(now) {
                account.committed += price;
            } else if account.units - price < self.min_balance {
                account.unpaid.insert(video.id.clone());
            } else {
                account.units -= price;
            }
        }
        account
    }

    /// The price of a video, in sixtieths of a credit.
    pub(crate) fn cost(self, video: &StoredVideo) -> i64 {
        self.price(video.duration(), video.tariff)
    }

    fn price(self, seconds: f64, tariff: Tariff) -> i64 {
        let rate = match self.billing {
            Billing::Subscription => PREMIUM_UNITS_PER_SECOND,
            Billing::Wallet | Billing::UsageBased => API_UNITS_PER_SECOND,
        };
        let usual = clock::millis(seconds) * rate / 1000;
        match tariff {
            Tariff::Usual => usual,
            Tariff::Large => usual * 4 / 3,
            Tariff::Free => 0,
        }
    }

    /// Sixtieths of a credit in the unit of the billing: credits or US dollars.
    pub(crate) fn amount(self, units: i64) -> f64 {
        match self.billing {
            Billing::Wallet => clock::sixtieths(units) / 2.0,
            Billing::Subscription | Billing::UsageBased => clock::sixtieths(units.max(0)),
        }
    }

    /// The balance in the reply of `GET /v3/users/me`: three objects, of which one is filled.
    pub(crate) fn balance(self, units: i64, resets_at: &str) -> Value {
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
                    "included_credits": whole(self.opening_balance),
                    "remaining_credits": left,
                    "spending_cap_usd": SPENDING_CAP_USD,
                    "spending_current_usd": clock::sixtieths((-units).max(0)) / 2.0,
                });
                "usage_based"
            }
        };
        json!({ "billing_type": word, "wallet": wallet, "subscription": subscription, "usage_based": usage })
    }
}

/// Whole credits, rounded down.
fn whole(units: i64) -> i64 {
    units.max(0) / UNITS_PER_CREDIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::records::tests::video;

    #[test]
    fn a_minute_costs_20_premium_credits_6_api_credits_or_3_dollars() {
        for (kind, left) in
            [(Billing::Subscription, 80.0), (Billing::UsageBased, 94.0), (Billing::Wallet, 97.0)]
        {
            let billing = AccountBilling::new(kind, 100);
            let after = billing.amount(billing.opening_balance - billing.price(60.0, Tariff::Usual));
            assert!((after - left).abs() < 1e-9, "{kind}: {after}");
            assert_eq!(billing.price(60.0, Tariff::Free), 0);
            assert_eq!(billing.price(60.0, Tariff::Large) * 3, billing.price(60.0, Tariff::Usual) * 4);
        }
    }

    #[test]
    fn usage_billing_continues_in_dollars_after_the_credits() {
        let billing = AccountBilling::new(Billing::UsageBased, 1);
        let balance = billing.balance(billing.opening_balance - billing.price(60.0, Tariff::Usual), "");
        assert_eq!(balance["usage_based"]["remaining_credits"], 0.0);
        assert_eq!(balance["usage_based"]["spending_current_usd"], 2.5);
        assert_eq!((&balance["wallet"], &balance["subscription"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn a_credit_pays_three_seconds_when_the_video_completes() {
        let videos = [video("a", 30.0, 1000)];
        let billing = AccountBilling::new(Billing::Subscription, 100);
        let sums = |now| {
            let account = billing.account(videos.iter(), now);
            (account.units, account.committed)
        };
        assert_eq!(sums(999), (6000, 600));
        assert_eq!(sums(1000), (6000 - 600, 0));
    }

    #[test]
    fn a_video_that_completes_without_credit_is_unpaid() {
        let billing = AccountBilling::new(Billing::Subscription, 21);
        let videos = [video("late", 30.0, 2000), video("early", 60.0, 1000)];
        let account = billing.account(videos.iter(), 3000);
        assert_eq!(account.units, 60);
        assert!(account.unpaid.contains("late"));
        let videos = [video("a", 60.0, 1000), video("b", 3.0, 2000), video("c", 3.0, 500)];
        let account = billing.account(videos.iter(), 3000);
        assert!(account.units == 0 && account.unpaid.contains("b"), "an earlier end is paid earlier");
    }
}
