//! The balance of the account.

use crate::domain::{Balance, Money, Unit};
use crate::heygen::lenient::record;

/// The service counts in sixtieths of a credit.
const QUOTA_UNITS_PER_CREDIT: f64 = 60.0;

record! {
    Quota { remaining_quota; details: Option<QuotaDetails<'a>> }
    QuotaDetails { api, plan_credit }
}

pub(in crate::heygen) fn parse_balance(data: &str) -> Option<Balance> {
    let quota: Quota<'_> = serde_json::from_str(data).ok()?;
    let detail = |field: fn(&QuotaDetails<'_>) -> Option<f64>| quota.details.as_ref().and_then(field);
    let (api, plan) =
        (detail(|details| details.api.number()), detail(|details| details.plan_credit.number()));
    let has = |amount: Option<f64>| amount.is_some_and(|amount| amount > 0.0);
    let (unit, amount) =
        if !has(api) && has(plan) { (Unit::PremiumCredit, plan) } else { (Unit::ApiCredit, api) };
    // `remaining_quota` includes what renders do not draw on.
    Some(Money::new(amount.or(quota.remaining_quota.number())? / QUOTA_UNITS_PER_CREDIT, unit).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_balance_has_the_unit_in_which_renders_are_charged() {
        let read = |data: &str| parse_balance(data).unwrap().remaining;
        let api = |amount| Money::new(amount, Unit::ApiCredit);
        assert_eq!(read(r#"{"remaining_quota":6000,"details":{"api":6000,"plan_credit":0}}"#), api(100.0));
        assert_eq!(read(r#"{"remaining_quota":"90"}"#), api(1.5));
        assert_eq!(read(r#"{"remaining_quota":null,"details":{"api":120.0}}"#), api(2.0));
        assert_eq!(
            read(r#"{"remaining_quota":600,"details":{"api":0,"plan_credit":600}}"#),
            Money::new(10.0, Unit::PremiumCredit)
        );
        let both =
            r#"{"remaining_quota":9000,"details":{"api":1200,"plan_credit":600,"generative_credit":7200}}"#;
        assert_eq!(read(both), api(20.0), "renders draw on it alone");
        assert_eq!(
            read(r#"{"remaining_quota":9000,"details":{"api":0,"plan_credit":600,"seat":1}}"#),
            Money::new(10.0, Unit::PremiumCredit)
        );
        assert_eq!(read(r#"{"remaining_quota":9000,"details":{"api":0,"plan_credit":0}}"#), api(0.0));
        assert_eq!(read(r#"{"remaining_quota":600,"details":{"seat":1}}"#), api(10.0));
        assert_eq!(parse_balance(r#"{"details":null}"#), None);
        assert_eq!(parse_balance("null"), None);
    }
}
