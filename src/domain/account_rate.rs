//! The rate of an account: the user's own, or else what the account was found to pay, or else the published one; and the unit
//! that it pays with.

use jiff::civil::Date;

use super::{ApiVersion, Rate, RateSetting, RenderHistory, Settings, Unit};

/// The unit that an account pays with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillingUnit {
    pub unit: Unit,
    /// Whether the balance, which tells it, is not known.
    pub is_assumed: bool,
}

impl BillingUnit {
    /// The unit of the balance. Where that is not known, it is that of the billing type that the service names, or else that of
    /// the last balance or render: caps are in it. Otherwise it follows from the API version: in v3 a key is billed in
    /// dollars, in v2 by the reference in premium credits.
    pub fn new(
        of_balance: Option<Unit>,
        of_billing_type: Option<Unit>,
        history: &RenderHistory,
        api: ApiVersion,
    ) -> Self {
        let last_balance = || history.balances.last().map(|last| last.balance.remaining.unit);
        let last_render = || history.renders.first().map(|past| past.estimated_cost.unit);
        let by_version = match api {
            ApiVersion::V2 => Unit::PremiumCredit,
            ApiVersion::V3 => Unit::Usd,
        };
        let assumed = || of_billing_type.or_else(last_balance).or_else(last_render).unwrap_or(by_version);
        Self { unit: of_balance.unwrap_or_else(assumed), is_assumed: of_balance.is_none() }
    }

    /// `US dollars are assumed`, where the price depends on it.
    pub fn assumption(self, settings: &Settings) -> Option<String> {
        let unit = match self.unit {
            Unit::PremiumCredit => "premium credits",
            other => other.label(),
        };
        (self.is_assumed && settings.rate.is_none()).then(|| format!("{unit} are assumed"))
    }
}

/// The rate of an account that pays with a unit.
pub fn account_rate(settings: &Settings, billing: BillingUnit, history: &RenderHistory, today: Date) -> Rate {
    let rounding = settings.rounding;
    match settings.rate {
        Some(RateSetting::Own(rate)) => rate.with_rounding(rounding),
        Some(RateSetting::Published(unit)) => Rate::published(unit, rounding, today),
        None => {
            let unit = billing.unit;
            let accepted = history.accepted_rates.iter().find(|rate| rate.unit == unit);
            accepted.copied().unwrap_or_else(|| Rate::published(unit, rounding, today))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Money, PastBalance, PastRender, RateBasis, RenderStage};
    use super::*;

    #[test]
    fn the_unit_of_an_unknown_balance_is_assumed() {
        let (none, usd) = (RenderHistory::default(), Some(Unit::Usd));
        let unit = |of_balance, of_type, history: &RenderHistory, api| {
            let billing = BillingUnit::new(of_balance, of_type, history, api);
            (billing.unit, billing.is_assumed)
        };
        assert_eq!(unit(usd, Some(Unit::ApiCredit), &none, ApiVersion::V2), (Unit::Usd, false));
        assert_eq!(unit(None, Some(Unit::ApiCredit), &none, ApiVersion::V3), (Unit::ApiCredit, true));
        assert_eq!(unit(None, None, &none, ApiVersion::V3), (Unit::Usd, true));
        assert_eq!(unit(None, None, &none, ApiVersion::V2), (Unit::PremiumCredit, true));
        let (at, cost) = (Timestamp::UNIX_EPOCH, Money::new(1.0, Unit::ApiCredit));
        let mut history =
            RenderHistory::of(vec![PastRender::with_cost(at, None, cost, RenderStage::Completed)]);
        assert_eq!(unit(None, None, &history, ApiVersion::V3), (Unit::ApiCredit, true));
        let balance = Money::new(1.0, Unit::EnterpriseCredit).into();
        history.balances.push(PastBalance { balance, at });
        assert_eq!(unit(None, None, &history, ApiVersion::V3), (Unit::EnterpriseCredit, true));
        assert_eq!(unit(None, usd, &history, ApiVersion::V3), (Unit::Usd, true), "what it is billed by now");
    }

    #[test]
    fn an_assumption_is_said_where_the_price_depends_on_it() {
        let said = |unit, is_assumed, rate: &str| {
            let settings = Settings { rate: RateSetting::parse(rate), ..Settings::default() };
            BillingUnit { unit, is_assumed }.assumption(&settings)
        };
        assert_eq!(said(Unit::Usd, true, "").as_deref(), Some("US dollars are assumed"));
        assert_eq!(said(Unit::PremiumCredit, true, "").as_deref(), Some("premium credits are assumed"));
        assert_eq!(said(Unit::Usd, false, ""), None);
        assert_eq!(said(Unit::Usd, true, "usd"), None, "the user says it");
    }

    #[test]
    fn the_own_rate_comes_before_an_accepted_one_and_the_table() {
        let today = jiff::civil::date(2026, 11, 30);
        let paid = Rate { basis: RateBasis::Paid, ..Rate::own(Unit::Usd, 0.03) };
        let history = RenderHistory { accepted_rates: vec![paid], ..RenderHistory::default() };
        let rate = |setting: &str, unit, history: &RenderHistory| {
            let settings = Settings { rate: RateSetting::parse(setting), ..Settings::default() };
            let billing = BillingUnit::new(unit, None, history, ApiVersion::V2);
            account_rate(&settings, billing, history, today).describe_briefly()
        };
        let none = RenderHistory::default();
        assert_eq!(rate("", Some(Unit::Usd), &none), "$0.0385/s since 28 Aug 2026");
        assert_eq!(rate("", Some(Unit::Usd), &history), "$0.03/s, as this account paid");
        assert_eq!(rate("", Some(Unit::ApiCredit), &history), "6 API credits/min", "of another unit");
        assert_eq!(rate("usd", Some(Unit::ApiCredit), &history), "$0.0385/s since 28 Aug 2026");
        assert_eq!(rate("0.04 usd/second", Some(Unit::Usd), &history), "$0.04/s, your own rate");
        assert_eq!(rate("", None, &none), "20 credits/min");
    }
}
