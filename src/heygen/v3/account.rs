//! What the account has left, in the unit of its billing.

use serde::Deserialize;

use crate::domain::{Money, Unit};
use crate::heygen::loose::Loose;

#[derive(Deserialize)]
struct Me<'a> {
    #[serde(borrow, default)]
    wallet: Option<Wallet<'a>>,
    #[serde(borrow, default)]
    subscription: Option<Subscription<'a>>,
    #[serde(borrow, default)]
    usage_based: Option<UsageBased<'a>>,
}

/// Its fields are not documented: the amount alone is wanted, whatever it is called.
#[derive(Deserialize)]
struct Wallet<'a> {
    #[serde(
        borrow,
        default,
        alias = "balance",
        alias = "remaining",
        alias = "balance_usd",
        alias = "remaining_usd"
    )]
    remaining_balance: Loose<'a>,
}

#[derive(Deserialize)]
struct Subscription<'a> {
    #[serde(borrow, default)]
    credits: Option<Credits<'a>>,
}

#[derive(Deserialize)]
struct Credits<'a> {
    #[serde(borrow, default)]
    premium_credits: Option<Remaining<'a>>,
    #[serde(borrow, default)]
    add_on_credits: Option<Remaining<'a>>,
}

#[derive(Deserialize)]
struct Remaining<'a> {
    #[serde(borrow, default)]
    remaining: Loose<'a>,
}

#[derive(Deserialize)]
struct UsageBased<'a> {
    #[serde(borrow, default)]
    remaining_credits: Loose<'a>,
}

/// What is left; `None` for an account without a balance.
#[derive(Debug)]
pub(in crate::heygen) struct Left(pub(in crate::heygen) Option<Money>);

/// One of the three forms: dollars of a wallet, premium credits of a plan with those added on, or API credits.
///
/// `None`: not the form of an answer.
pub(in crate::heygen) fn balance(data: &str) -> Option<Left> {
    let me: Me<'_> = serde_json::from_str(data).ok()?;
    let wallet = me.wallet.and_then(|wallet| wallet.remaining_balance.number());
    let plan = me.subscription.and_then(|plan| plan.credits).and_then(|credits| {
        let left = |kind: Option<Remaining<'_>>| kind.and_then(|kind| kind.remaining.number());
        let (premium, added) = (left(credits.premium_credits), left(credits.add_on_credits));
        premium.or(added)?;
        Some(premium.unwrap_or_default() + added.unwrap_or_default())
    });
    let usage = me.usage_based.and_then(|usage| usage.remaining_credits.number());
    let of = |amount: Option<f64>, unit| amount.map(|amount| Money::new(amount, unit));
    Some(Left(of(wallet, Unit::Usd).or(of(plan, Unit::PremiumCredit)).or(of(usage, Unit::ApiCredit))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_billing_has_its_unit() {
        let read = |data: &str| balance(data).unwrap().0;
        assert_eq!(
            read(r#"{"billing_type":"wallet","wallet":{"remaining_balance":12.5,"currency":"usd"}}"#),
            Some(Money::new(12.5, Unit::Usd))
        );
        assert_eq!(read(r#"{"wallet":{"balance":"3"}}"#), Some(Money::new(3.0, Unit::Usd)));
        let plan = r#"{"subscription":{"credits":{"premium_credits":{"remaining":180},"add_on_credits":{"remaining":20}}}}"#;
        assert_eq!(read(plan), Some(Money::new(200.0, Unit::PremiumCredit)));
        let usage = r#"{"wallet":null,"usage_based":{"remaining_credits":12.5,"spending_cap_usd":200}}"#;
        assert_eq!(read(usage), Some(Money::new(12.5, Unit::ApiCredit)));
        assert_eq!(read(r#"{"username":"u"}"#), None);
        assert!(balance("null").is_none());
    }
}
