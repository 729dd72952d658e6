//! The balance of the account, in the unit of its billing.

use crate::domain::{Balance, BalanceReading, Money, Unit};
use crate::heygen::lenient::record;

record! {
    UserRecord {
        billing_type; wallet: Option<Wallet<'a>>, subscription: Option<Subscription<'a>>,
        usage_based: Option<UsageBasedBilling<'a>>
    }
    /// The amount may have any of these names.
    Wallet {
        currency,
        #[serde(alias = "balance", alias = "remaining", alias = "balance_usd", alias = "remaining_usd")]
        remaining_balance
    }
    Subscription { ; credits: Option<PlanCredits<'a>> }
    PlanCredits { ; premium_credits: Option<CreditAmount<'a>>, add_on_credits: Option<CreditAmount<'a>> }
    CreditAmount { remaining }
    UsageBasedBilling { remaining_credits, spending_cap_usd, spending_current_usd }
}

impl Wallet<'_> {
    /// Dollars, or the credits of an enterprise contract; `None` for another currency.
    fn unit(&self) -> Option<Unit> {
        match self.currency.text().as_deref().map(str::to_ascii_lowercase).as_deref() {
            None | Some("usd") => Some(Unit::Usd),
            Some("credits" | "credit") => Some(Unit::EnterpriseCredit),
            Some(_) => None,
        }
    }

    fn balance(&self) -> Option<Balance> {
        Some(Money::new(self.remaining_balance.number()?, self.unit()?).into())
    }
}

impl UsageBasedBilling<'_> {
    /// The credits, and the dollars that are charged after them.
    fn balance(&self) -> Option<Balance> {
        let spent = self.spending_current_usd.number().unwrap_or_default();
        let overage = self.spending_cap_usd.number().map(|cap| Money::new((cap - spent).max(0.0), Unit::Usd));
        let credits = self.remaining_credits.number().or(overage.map(|_| 0.0))?;
        Some(Balance { remaining: Money::new(credits, Unit::ApiCredit), overage_limit: overage })
    }
}

/// The dollars or credits of a wallet, the premium credits of a plan with its add-ons, or API credits with the dollars beyond them:
/// the one that the account is billed by, or else the first that is filled. `None` if the response is unreadable.
pub(in crate::heygen) fn parse_balance(data: &str) -> Option<BalanceReading> {
    let user: UserRecord<'_> = serde_json::from_str(data).ok()?;
    let wallet_unit = user.wallet.as_ref().and_then(Wallet::unit).unwrap_or(Unit::Usd);
    let wallet = user.wallet.and_then(|wallet| wallet.balance());
    let plan = user.subscription.and_then(|plan| plan.credits).and_then(|credits| {
        let left = |kind: Option<CreditAmount<'_>>| kind.and_then(|kind| kind.remaining.number());
        let (premium, added) = (left(credits.premium_credits), left(credits.add_on_credits));
        premium.or(added)?;
        Some(premium.unwrap_or_default() + added.unwrap_or_default())
    });
    let plan = plan.map(|amount| Money::new(amount, Unit::PremiumCredit).into());
    let usage = user.usage_based.and_then(|usage| usage.balance());
    let candidates = [("wallet", wallet), ("subscription", plan), ("usage_based", usage)];
    let billing = user.billing_type.text().unwrap_or_default();
    let own = candidates.iter().find(|(word, _)| *word == billing).and_then(|candidate| candidate.1);
    let balance = own.or_else(|| candidates.into_iter().find_map(|candidate| candidate.1));
    let units =
        [("wallet", wallet_unit), ("subscription", Unit::PremiumCredit), ("usage_based", Unit::ApiCredit)];
    let billing_unit = units.into_iter().find_map(|(word, unit)| (word == billing).then_some(unit));
    Some(BalanceReading { balance, billing_unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wallet_of_credits_is_not_shown_as_dollars() {
        let read = |currency: &str| {
            let wallet = format!(r#""wallet":{{"remaining_balance":40,"currency":{currency}}}"#);
            parse_balance(&format!(r#"{{"billing_type":"wallet",{wallet}}}"#)).unwrap().balance
        };
        let credits = Some(Money::new(40.0, Unit::EnterpriseCredit).into());
        assert_eq!(read(r#""credits""#), credits);
        assert_eq!(read(r#""Credits""#), credits);
        assert_eq!(read(r#""USD""#), Some(Money::new(40.0, Unit::Usd).into()));
        assert_eq!(read("null"), Some(Money::new(40.0, Unit::Usd).into()), "as before it was told");
        assert_eq!(read(r#""eur""#), None, "unknown, not dollars");
    }

    #[test]
    fn the_billing_type_has_a_unit_where_the_balance_is_not_told() {
        let read = |data: &str| {
            let reading = parse_balance(data).unwrap();
            (reading.balance, reading.billing_unit)
        };
        let eur = r#"{"billing_type":"wallet","wallet":{"remaining_balance":40,"currency":"eur"}}"#;
        assert_eq!(read(eur), (None, Some(Unit::Usd)));
        let credits = r#"{"billing_type":"wallet","wallet":{"currency":"credits"}}"#;
        assert_eq!(read(credits), (None, Some(Unit::EnterpriseCredit)));
        assert_eq!(read(r#"{"billing_type":"usage_based"}"#), (None, Some(Unit::ApiCredit)));
        assert_eq!(read(r#"{"billing_type":"subscription"}"#), (None, Some(Unit::PremiumCredit)));
        assert_eq!(read(r#"{"billing_type":"barter"}"#), (None, None));
    }

    #[test]
    fn each_billing_type_has_its_unit() {
        let whole = |data: &str| parse_balance(data).unwrap().balance;
        let read = |data: &str| whole(data).map(|balance| balance.remaining);
        assert_eq!(
            read(r#"{"billing_type":"wallet","wallet":{"remaining_balance":12.5,"currency":"usd"}}"#),
            Some(Money::new(12.5, Unit::Usd))
        );
        assert_eq!(read(r#"{"wallet":{"balance":"3"}}"#), Some(Money::new(3.0, Unit::Usd)));
        let plan = r#"{"subscription":{"credits":{"premium_credits":{"remaining":180},"add_on_credits":{"remaining":20}}}}"#;
        assert_eq!(read(plan), Some(Money::new(200.0, Unit::PremiumCredit)));
        let usage = |fields: &str| {
            let balance = whole(&format!(r#"{{"wallet":null,"usage_based":{{{fields}}}}}"#))?;
            assert_eq!(balance.remaining.unit, Unit::ApiCredit);
            Some((balance.remaining.amount, balance.overage_limit.map(|beyond| beyond.amount)))
        };
        assert_eq!(usage(r#""remaining_credits":12.5"#), Some((12.5, None)));
        assert_eq!(usage(r#""remaining_credits":12.5,"spending_cap_usd":200"#), Some((12.5, Some(200.0))));
        let spent = r#""remaining_credits":0,"spending_cap_usd":200,"spending_current_usd":"31.5""#;
        assert_eq!(usage(spent), Some((0.0, Some(168.5))));
        assert_eq!(usage(r#""spending_cap_usd":1,"spending_current_usd":2"#), Some((0.0, Some(0.0))));
        assert_eq!(usage(""), None);
        let both = |billing: &str| {
            let forms = r#""wallet":{"balance":3},"usage_based":{"remaining_credits":1}"#;
            read(&format!(r#"{{"billing_type":"{billing}",{forms}}}"#)).map(|left| left.unit)
        };
        assert_eq!(both("usage_based"), Some(Unit::ApiCredit), "what it is billed by");
        assert_eq!(both("wallet"), Some(Unit::Usd));
        assert_eq!(both("subscription"), Some(Unit::Usd), "a form that is not filled says nothing");
        assert_eq!(read(r#"{"username":"u"}"#), None);
        assert!(parse_balance("null").is_none());
    }
}
