//! The rates of an account: the user's own, or else what the account was found to pay, or else the published ones; and the
//! unit that it pays with.

use jiff::civil::Date;

use super::{
    ApiVersion, ClassRate, Engine, LookClass, LookKind, PublishedRate, Rate, RateSetting, RenderHistory,
    Settings, Unit,
};

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

/// The rate of an account that pays with a unit: that of talking photos on Avatar IV.
pub fn account_rate(settings: &Settings, billing: BillingUnit, history: &RenderHistory, today: Date) -> Rate {
    let rounding = settings.rounding;
    match settings.rate {
        Some(RateSetting::Own(rate)) => rate.with_rounding(rounding),
        Some(RateSetting::Published(unit)) => Rate::published(unit, rounding, today),
        None => {
            let unit = billing.unit;
            let mut accepted = history.accepted_in(unit).filter(|accepted| accepted.class.is_plain_photo());
            accepted.next().map_or_else(|| Rate::published(unit, rounding, today), |accepted| accepted.rate)
        }
    }
}

/// The rates of looks that the user set or accepted, besides that of talking photos on Avatar IV.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LookRates(Vec<ClassRate>);

impl LookRates {
    /// Those in the unit of the account's `rate`: the user's own come first.
    pub fn new(settings: &Settings, rate: Rate, history: &RenderHistory) -> Self {
        let own = settings.look_rates.iter().filter(|own| own.rate.unit == rate.unit);
        let own = own.map(|own| ClassRate {
            class: own.class.clone(),
            rate: own.rate.with_rounding(settings.rounding),
        });
        let is_other = |accepted: &&ClassRate| {
            !accepted.class.is_plain_photo() && !settings.has_own_rate(&accepted.class, rate.unit)
        };
        Self(own.chain(history.accepted_in(rate.unit).filter(is_other).cloned()).collect())
    }

    pub fn as_slice(&self) -> &[ClassRate] {
        &self.0
    }

    /// The rate of a class, and whether it is known: set, accepted or published. Otherwise it is the closest that is published,
    /// or else `rate`, that of talking photos.
    pub fn rate_of(&self, class: &LookClass, rate: Rate, today: Date) -> (Rate, bool) {
        if class.is_plain_photo() {
            return (rate, true);
        }
        match self.0.iter().find(|known| known.class == *class) {
            Some(known) => (known.rate, true),
            None => rate.of_class(class, today),
        }
    }
}

impl RenderHistory {
    fn accepted_in(&self, unit: Unit) -> impl Iterator<Item = &ClassRate> {
        self.accepted_rates.iter().filter(move |accepted| accepted.rate.unit == unit)
    }
}

impl Settings {
    /// Whether the user set a rate for a class: it comes before one that the account was found to pay.
    pub fn has_own_rate(&self, class: &LookClass, unit: Unit) -> bool {
        if class.is_plain_photo() {
            return self.rate.is_some();
        }
        self.look_rates.iter().any(|own| own.class == *class && own.rate.unit == unit)
    }
}

impl Rate {
    /// The rate of a class, and whether it is published. Otherwise it is that of Avatar IV for a twin or a stock avatar, or
    /// else this one.
    fn of_class(self, class: &LookClass, today: Date) -> (Self, bool) {
        let on = |engine| {
            PublishedRate::of_look((class.kind(), engine), (self.unit, self.rounding), today)
                .map(|row| Self::from_row(row, self.rounding))
        };
        match on(class.engine().as_str()) {
            Some(rate) => (rate, true),
            None if *class.kind() == LookKind::Photo => (self, false),
            None => (on(Engine::AVATAR_IV).unwrap_or(self), false),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Money, OwnLookRate, PastBalance, PastRender, RateBasis, RenderStage};
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
        let of_photos = ClassRate { class: LookClass::plain_photo(), rate: paid };
        let of_twins = ClassRate { class: twin(), rate: Rate { per_second: 0.07, ..paid } };
        let history = RenderHistory { accepted_rates: vec![of_twins, of_photos], ..RenderHistory::default() };
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

    fn twin() -> LookClass {
        LookClass::parse("digital twin on Avatar IV").unwrap()
    }

    #[test]
    fn the_own_rate_of_a_class_comes_before_an_accepted_one_and_the_table() {
        let today = jiff::civil::date(2026, 11, 30);
        let class_rate = |class: LookClass, rate| ClassRate { class, rate };
        let paid = |per_second| Rate { basis: RateBasis::Paid, ..Rate::own(Unit::Usd, per_second) };
        let new = LookClass::parse("photo on avatar_6").unwrap();
        let accepted_rates = vec![class_rate(twin(), paid(0.07)), class_rate(new.clone(), paid(0.1))];
        let accepted = RenderHistory { accepted_rates, ..RenderHistory::default() };
        let own = vec![OwnLookRate { class: twin(), rate: Rate::own(Unit::Usd, 0.06), line: 1 }];
        let with_own = Settings { look_rates: own, ..Settings::default() };
        let rate = |settings: &Settings, history: &RenderHistory, class: &LookClass, unit| {
            let photo = Rate::published(unit, settings.rounding, today);
            let (rate, is_known) = LookRates::new(settings, photo, history).rate_of(class, photo, today);
            (rate.per_second, is_known)
        };
        let (none, default) = (RenderHistory::default(), Settings::default());
        assert_eq!(rate(&default, &none, &twin(), Unit::Usd), (0.0805, true));
        assert_eq!(rate(&default, &none, &new, Unit::Usd), (0.0385, false));
        assert_eq!(rate(&default, &accepted, &twin(), Unit::Usd), (0.07, true));
        assert_eq!(rate(&default, &accepted, &new, Unit::Usd), (0.1, true));
        assert_eq!(rate(&with_own, &accepted, &twin(), Unit::Usd), (0.06, true));
        assert_eq!(rate(&with_own, &accepted, &new, Unit::ApiCredit), (0.1, false), "of another unit");
        assert!(with_own.has_own_rate(&twin(), Unit::Usd) && !with_own.has_own_rate(&new, Unit::Usd));
    }
}
