//! The rate of an account: the user's own, or else what the account was found to pay, or else the published one.

use jiff::civil::Date;

use super::{Rate, RateSetting, RenderHistory, Settings, Unit};

/// The rate of an account whose balance is in `unit`, if that is known. Otherwise the unit is that of the last render: caps
/// are in it.
pub fn account_rate(settings: &Settings, unit: Option<Unit>, history: &RenderHistory, today: Date) -> Rate {
    let rounding = settings.rounding;
    let last_unit = || history.renders.first().map(|past| past.estimated_cost.unit);
    match settings.rate {
        Some(RateSetting::Own(rate)) => rate.with_rounding(rounding),
        Some(RateSetting::Published(unit)) => Rate::published(unit, rounding, today),
        None => {
            let unit = unit.or_else(last_unit).unwrap_or(Unit::PremiumCredit);
            let accepted = history.accepted_rates.iter().find(|rate| rate.unit == unit);
            accepted.copied().unwrap_or_else(|| Rate::published(unit, rounding, today))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::RateBasis;
    use super::*;

    #[test]
    fn the_own_rate_comes_before_an_accepted_one_and_the_table() {
        let today = jiff::civil::date(2026, 11, 30);
        let paid = Rate { basis: RateBasis::Paid, ..Rate::own(Unit::Usd, 0.03) };
        let history = RenderHistory { accepted_rates: vec![paid], ..RenderHistory::default() };
        let rate = |setting: &str, unit, history: &RenderHistory| {
            let settings = Settings { rate: RateSetting::parse(setting), ..Settings::default() };
            account_rate(&settings, unit, history, today).describe_briefly()
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
