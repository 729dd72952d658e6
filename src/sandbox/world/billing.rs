//! Prices of videos, photo avatars and speech, and the balance in the unit of the billing.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::clock::Moment;
use super::rates::{self, MICROS};
use super::records::{PurchasedItem, StoredPurchase, StoredVideo, Tariff};
use crate::sandbox::policy::Billing;

/// User name, email address and first name of the owner.
pub(crate) const OWNER: (&str, &str, &str) = ("u_5a9db0c5e1", "creator@example.test", "Ada");

/// What an API credit costs.
const CREDITS_PER_DOLLAR: i64 = 2;
/// US dollars that usage-based billing may spend beyond the credits.
const SPENDING_CAP_USD: i64 = 10;
/// v2 counts sixtieths of credits.
const SIXTIETHS: i64 = 60;
/// Videos that an account without a plan may make in a day.
const MAX_TRIAL_VIDEOS: usize = 5;
const DAY: Moment = 24 * 3600 * 1000;

/// The account at some moment.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SandboxAccount {
    /// The balance in millionths of the unit; negative as far as a spending cap allows.
    pub(crate) micros: i64,
    /// The cost of unfinished work, in millionths of the unit.
    pub(crate) committed: i64,
    /// Ids of the videos that failed because the balance was too low when they finished.
    pub(crate) unpaid: BTreeSet<String>,
}

/// The billing of an account and its opening balance, in millionths of a credit or US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AccountBilling {
    pub(crate) billing: Billing,
    pub(crate) opening_balance: i64,
    /// The lowest balance that is allowed; negative if usage-based billing may go into debt.
    pub(crate) min_balance: i64,
}

/// What is charged at some moment.
struct Charge<'a> {
    at: Moment,
    price: i64,
    /// The video that fails if it cannot be paid.
    video: Option<&'a str>,
}

impl AccountBilling {
    /// `amount` is in the unit of the billing: credits or US dollars.
    pub(crate) fn new(billing: Billing, amount: u32) -> Self {
        let min_balance = match billing {
            Billing::UsageBased => -SPENDING_CAP_USD * CREDITS_PER_DOLLAR * MICROS,
            _ => 0,
        };
        Self { billing, opening_balance: i64::from(amount) * MICROS, min_balance }
    }

    /// The account after all work that finished by now was paid, in the order of its ends.
    pub(crate) fn account<'a>(
        self,
        videos: impl Iterator<Item = &'a StoredVideo>,
        purchases: impl Iterator<Item = &'a StoredPurchase>,
        now: Moment,
    ) -> SandboxAccount {
        let videos = videos.filter(|video| video.makes_video()).map(|video| Charge {
            at: video.work.to,
            price: self.cost(video),
            video: Some(&video.id),
        });
        let purchases =
            purchases.map(|bought| Charge { at: bought.at, price: self.price_of(&bought.item), video: None });
        let mut charges: Vec<Charge<'_>> = videos.chain(purchases).collect();
        charges.sort_by_key(|charge| charge.at);
        let mut account = SandboxAccount { micros: self.opening_balance, ..SandboxAccount::default() };
        for charge in charges {
            match charge.video {
                _ if charge.at > now => account.committed += charge.price,
                Some(video) if account.micros - charge.price < self.min_balance => {
                    account.unpaid.insert(video.to_owned());
                }
                _ => account.micros -= charge.price,
            }
        }
        account
    }

    /// The price of a video, in millionths of the unit.
    pub(crate) fn cost(self, video: &StoredVideo) -> i64 {
        let seconds = video.duration();
        let usual = match self.billing {
            Billing::Wallet | Billing::WalletInEuros => rates::of_scenes(&video.scenes, rates::dollars),
            Billing::Enterprise | Billing::UsageBased | Billing::Quota => {
                rates::of_scenes(&video.scenes, rates::credits)
            }
            Billing::Subscription => rates::premium_by_second(seconds),
            Billing::WebPlan => rates::premium_by_minute(seconds),
            Billing::Free => 0,
        };
        match video.tariff {
            Tariff::Usual => usual,
            Tariff::Large => usual * 4 / 3,
            Tariff::Free => 0,
        }
    }

    /// The price of something else than a video, in millionths of the unit. Plans include it.
    pub(crate) fn price_of(self, item: &PurchasedItem) -> i64 {
        let is_of_v2 = matches!(item, PurchasedItem::V2Photo | PurchasedItem::V2Training);
        let (dollars, credits) = match item {
            PurchasedItem::PhotoAvatar => (rates::PHOTO_AVATAR, rates::PHOTO_AVATAR),
            // Of v2, only prices in API credits are known.
            PurchasedItem::V2Photo => (0, rates::PHOTO_AVATAR),
            PurchasedItem::V2Training => (0, rates::TRAINING),
            PurchasedItem::Speech { millis } => {
                let dollars = millis * rates::SPEECH_PER_SECOND / 1000;
                (dollars, dollars * CREDITS_PER_DOLLAR)
            }
        };
        match self.billing {
            Billing::Enterprise if is_of_v2 => 0,
            Billing::Wallet | Billing::WalletInEuros => dollars,
            Billing::Enterprise | Billing::UsageBased | Billing::Quota => credits,
            Billing::Subscription | Billing::WebPlan | Billing::Free => 0,
        }
    }

    /// Whether the account has no plan and has made its videos of the day.
    pub(crate) fn is_trial_over<'a>(
        self,
        videos: impl Iterator<Item = &'a StoredVideo>,
        now: Moment,
    ) -> bool {
        self.billing == Billing::Free
            && videos.filter(|video| now - video.work.from < DAY).count() >= MAX_TRIAL_VIDEOS
    }

    /// The balance as v2 counts it: sixtieths of a credit.
    pub(crate) fn sixtieths(self, micros: i64) -> i64 {
        let is_money = matches!(self.billing, Billing::Wallet | Billing::WalletInEuros);
        let credits = if is_money { micros * CREDITS_PER_DOLLAR } else { micros };
        credits.max(0) * SIXTIETHS / MICROS
    }

    /// Whether the credits of v2 are those of a plan.
    pub(crate) fn is_plan(self) -> bool {
        matches!(self.billing, Billing::Subscription | Billing::WebPlan | Billing::Free)
    }

    /// The balance in the reply of `GET /v3/users/me`: three objects, of which at most one is filled.
    pub(crate) fn balance(self, micros: i64, resets_at: &str) -> Value {
        let left = amount(micros);
        let (word, filled) = match self.billing {
            Billing::Wallet => ("wallet", wallet("usd", left)),
            Billing::WalletInEuros => ("wallet", wallet("eur", left)),
            Billing::Enterprise => ("wallet", wallet("credits", left)),
            Billing::Subscription | Billing::WebPlan => {
                ("subscription", plan("creator", whole(micros), resets_at))
            }
            Billing::Free => ("subscription", plan("free", 0, resets_at)),
            Billing::Quota => ("usage_based", Value::Null),
            Billing::UsageBased => {
                let usage = json!({
                    "included_credits": whole(self.opening_balance),
                    "remaining_credits": left,
                    "spending_cap_usd": SPENDING_CAP_USD,
                    "spending_current_usd": amount(-micros / CREDITS_PER_DOLLAR),
                });
                ("usage_based", usage)
            }
        };
        let mut balance =
            json!({ "billing_type": word, "wallet": null, "subscription": null, "usage_based": null });
        balance[word] = filled;
        balance
    }
}

/// Millionths as credits or US dollars.
pub(crate) fn amount(micros: i64) -> f64 {
    rates::whole_and_part(micros.max(0))
}

fn wallet(currency: &str, left: f64) -> Value {
    json!({
        "currency": currency,
        "remaining_balance": left,
        "auto_reload": { "enabled": false, "threshold_usd": null, "amount_usd": null },
    })
}

fn plan(name: &str, premium_credits: i64, resets_at: &str) -> Value {
    json!({
        "plan": name,
        "credits": {
            "premium_credits": { "remaining": premium_credits, "resets_at": resets_at },
            "add_on_credits": { "remaining": 0, "resets_at": null },
        },
    })
}

/// Whole credits, rounded down.
fn whole(micros: i64) -> i64 {
    micros.max(0) / MICROS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::records::tests::video;

    #[test]
    fn a_minute_costs_what_the_billing_says() {
        for (kind, left) in [
            (Billing::Subscription, 80.0),
            (Billing::WebPlan, 77.0),
            (Billing::UsageBased, 94.0),
            (Billing::Enterprise, 94.0),
            (Billing::Quota, 94.0),
            (Billing::Wallet, 97.69),
            (Billing::Free, 100.0),
        ] {
            let billing = AccountBilling::new(kind, 100);
            let cost = |tariff| billing.cost(&StoredVideo { tariff, ..video("a", 60.0, 1000) });
            let after = amount(billing.opening_balance - cost(Tariff::Usual));
            assert!((after - left).abs() < 1e-9, "{kind}: {after}");
            assert_eq!((cost(Tariff::Free), cost(Tariff::Large)), (0, cost(Tariff::Usual) * 4 / 3));
        }
    }

    #[test]
    fn a_web_plan_charges_begun_minutes() {
        let billing = AccountBilling::new(Billing::WebPlan, 100);
        let cost = |seconds| billing.cost(&video("a", seconds, 1000)) / MICROS;
        assert_eq!([cost(3.7), cost(60.0), cost(60.04), cost(121.0)], [23, 23, 46, 69]);
    }

    #[test]
    fn usage_billing_continues_in_dollars_after_the_credits() {
        let billing = AccountBilling::new(Billing::UsageBased, 1);
        let balance = billing.balance(billing.opening_balance - billing.cost(&video("a", 60.0, 0)), "");
        assert_eq!(balance["usage_based"]["remaining_credits"], 0.0);
        assert_eq!(balance["usage_based"]["spending_current_usd"], 2.5);
        assert_eq!((&balance["wallet"], &balance["subscription"]), (&Value::Null, &Value::Null));
    }

    #[test]
    fn a_credit_pays_three_seconds_when_the_video_completes() {
        let videos = [video("a", 30.0, 1000)];
        let billing = AccountBilling::new(Billing::Subscription, 100);
        let sums = |now| {
            let account = billing.account(videos.iter(), [].iter(), now);
            (account.micros / MICROS, account.committed / MICROS)
        };
        assert_eq!(sums(999), (100, 10));
        assert_eq!(sums(1000), (90, 0));
    }

    #[test]
    fn a_video_that_completes_without_credit_is_unpaid() {
        let billing = AccountBilling::new(Billing::Subscription, 21);
        let videos = [video("late", 30.0, 2000), video("early", 60.0, 1000)];
        let account = billing.account(videos.iter(), [].iter(), 3000);
        assert_eq!(account.micros, MICROS);
        assert!(account.unpaid.contains("late"));
        let videos = [video("a", 60.0, 1000), video("b", 3.0, 2000), video("c", 3.0, 500)];
        let account = billing.account(videos.iter(), [].iter(), 3000);
        assert!(account.micros == 0 && account.unpaid.contains("b"), "an earlier end is paid earlier");
    }
}
