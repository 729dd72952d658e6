//! The rates that an account was found to pay, by what its renders were charged: one for each kind of look and engine.

use jiff::civil::Date;

use super::project::each_once;
use super::{
    ClassRate, LookClass, LookRates, MIN_SAMPLE_RENDERS, PastRender, PublishedRate, Rate, RateBasis, RatePer,
    RenderHistory, Rounding, Unit,
};

/// The newest charged renders that a rate is derived from.
const MAX_CHARGED_RENDERS: usize = 10;
/// The part by which a charge may differ from the common rate.
const MAX_DEVIATION: f64 = 0.1;
/// The part by which a rate must differ from the expected one to be reported.
const MIN_CORRECTION: f64 = 0.03;

/// A rate that the account was found to pay for looks of one class.
#[derive(Debug, Clone, PartialEq)]
pub struct PaidRate {
    pub class: LookClass,
    pub rate: Rate,
    /// The rate that was expected.
    pub expected: Rate,
    /// Whether that is a rate of this class, and not the closest one.
    pub is_expected_known: bool,
    /// Renders that it is derived from, at least [`MIN_SAMPLE_RENDERS`].
    pub render_count: usize,
}

impl PaidRate {
    /// The rate that estimates use once the user accepts it.
    pub fn class_rate(&self) -> ClassRate {
        ClassRate { class: self.class.clone(), rate: self.rate }
    }

    /// `This account paid $0.0385/s in 3 renders; the published rate is $0.05/s`
    pub fn describe(&self) -> String {
        format!("{}; {}", self.describe_paid(), self.describe_expected())
    }

    /// `This account paid $0.0385/s in 3 renders`; for other looks than photos on Avatar IV with their class.
    pub fn describe_paid(&self) -> String {
        let paid =
            format!("This account paid {} in {} renders", self.rate.describe_amount(), self.render_count);
        if self.class.is_plain_photo() { paid } else { format!("{paid} of a {}", self.class) }
    }

    /// `the published rate is $0.05/s`
    pub fn describe_expected(&self) -> String {
        let amount = self.expected.describe_amount();
        let source = match self.expected.basis {
            _ if !self.is_expected_known => return format!("no rate is published, {amount} was counted"),
            RateBasis::Published(_) | RateBasis::Average => "the published rate",
            RateBasis::Own => "your own rate",
            RateBasis::Paid => "the rate that you accepted",
        };
        format!("{source} is {amount}")
    }
}

/// A charged render.
#[derive(Debug, Clone, Copy)]
struct Charge {
    amount: f64,
    seconds: f64,
}

impl RenderHistory {
    /// The rates that the account was found to pay, where they differ from those of the estimates: `rate` is that of talking
    /// photos, which comes first.
    pub fn paid_rates(&self, rate: Rate, look_rates: &LookRates, today: Date) -> Vec<PaidRate> {
        let rendered = self.renders.iter().filter_map(|past| past.charged_look.class().cloned());
        let classes = each_once(std::iter::once(LookClass::plain_photo()).chain(rendered));
        let paid_rate = |class: LookClass| {
            let (expected, is_expected_known) = look_rates.rate_of(&class, rate, today);
            let (rate, render_count) = self.common_paid_rate(&class, expected)?;
            Some(PaidRate { class, rate, expected, is_expected_known, render_count })
        };
        classes.into_iter().filter_map(paid_rate).collect()
    }

    /// The rate that the newest charged renders of a class agree on, where it differs from `expected`, and their number.
    ///
    /// Short renders that are charged by begun minutes look like expensive seconds: where the published rate of begun minutes
    /// explains the charges and is nearer than `expected`, it is that one.
    fn common_paid_rate(&self, class: &LookClass, expected: Rate) -> Option<(Rate, usize)> {
        let charge = |past: &PastRender| {
            let charge = past.charge?;
            let is_paid = charge.cost.unit == expected.unit && charge.cost.amount > 0.0;
            // What a credit costs in dollars is not known, and a share follows from the prices.
            let is_whole = charge.overage.is_none() && charge.other_payment_count == 0;
            let seconds = past.plausible_seconds()?;
            (is_paid && is_whole).then_some(Charge { amount: charge.cost.amount, seconds })
        };
        let of_class = self.renders.iter().filter(|past| past.charged_look.class() == Some(class));
        let charges: Vec<Charge> = of_class.filter_map(charge).take(MAX_CHARGED_RENDERS).collect();
        let step = self.balance_step(expected.unit);
        if charges.len() < MIN_SAMPLE_RENDERS || !is_significant(&charges, expected, step) {
            return None;
        }
        let deviation = |rate: Rate, base: Rate| (rate.per_second / base.per_second).ln().abs();
        let by_second = common_rate(&charges, expected, step);
        let by_minute = published_by_minute(expected.unit)
            .filter(|_| expected.rounding == Rounding::Exact)
            .and_then(|published| {
                let rate = common_rate(&charges, published, step)?;
                let deviates = deviation(rate, published);
                let is_nearer = by_second.is_none_or(|other| deviates < deviation(other, expected));
                (is_nearer && deviates <= MAX_DEVIATION).then_some(rate)
            });
        Some((by_minute.or(by_second)?, charges.len()))
    }
}

/// The newest published rate in a unit that is charged by begun minutes.
fn published_by_minute(unit: Unit) -> Option<Rate> {
    let rows = PublishedRate::all().iter().filter(|row| row.unit == unit && row.per == RatePer::BegunMinute);
    rows.max_by_key(|row| row.since).map(|row| Rate::from_row(row, Rounding::Minute))
}

/// The rate with the rounding of `base` that all charges agree on, as far as a balance with such steps tells.
fn common_rate(charges: &[Charge], base: Rate, step: f64) -> Option<Rate> {
    let planned = |charge: &Charge| base.cost(charge.seconds).amount;
    let ratio =
        charges.iter().map(|charge| charge.amount).sum::<f64>() / charges.iter().map(planned).sum::<f64>();
    let agrees = |charge: &Charge| {
        let expected = planned(charge) * ratio;
        (charge.amount - expected).abs() <= expected * MAX_DEVIATION + step
    };
    let is_rate = ratio.is_finite() && ratio > 0.0;
    let per_minute = round_to_three_digits(base.per_second * ratio * 60.0);
    let per_second = match base.rounding {
        Rounding::Minute => per_minute / 60.0,
        _ => round_to_three_digits(base.per_second * ratio),
    };
    (is_rate && charges.iter().all(agrees)).then_some(Rate { per_second, basis: RateBasis::Paid, ..base })
}

/// Whether the charges differ from the costs at `expected` by more than the steps of a balance explain.
fn is_significant(charges: &[Charge], expected: Rate, step: f64) -> bool {
    let paid: f64 = charges.iter().map(|charge| charge.amount).sum();
    let planned: f64 = charges.iter().map(|charge| expected.cost(charge.seconds).amount).sum();
    let steps: f64 = charges.iter().map(|_| step).sum();
    (paid / planned - 1.0).abs() > MIN_CORRECTION && (paid - planned).abs() > steps
}

/// An amount with three significant digits: a balance tells no more.
fn round_to_three_digits(amount: f64) -> f64 {
    format!("{amount:.2e}").parse().unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{BalanceCharge, ChargedLook, Money, PastBalance, RenderStage, Settings};
    use super::*;

    const TABLE_RATE: Rate = Rate::own(Unit::Usd, 0.05);

    impl RenderHistory {
        /// The rate that renders of talking photos were found to pay.
        fn paid_rate(&self, rate: Rate) -> Option<PaidRate> {
            let paid = self.paid_rates(rate, &LookRates::default(), jiff::civil::date(2026, 11, 30));
            paid.into_iter().find(|paid| paid.class.is_plain_photo())
        }
    }

    /// Renders of these seconds that were charged these amounts.
    fn history(unit: Unit, renders: &[(f64, f64)]) -> RenderHistory {
        let cost = Money::new(5.0, unit);
        let render = |(seconds, charged): &(f64, f64)| PastRender {
            estimated_seconds: *seconds,
            actual_seconds: Some(*seconds),
            charge: Some(BalanceCharge::new(Money::new(*charged, unit))),
            ..PastRender::with_cost(Timestamp::UNIX_EPOCH, None, cost, RenderStage::Completed)
        };
        RenderHistory::of(renders.iter().map(render).collect())
    }

    #[test]
    fn three_renders_that_agree_correct_the_rate() {
        let of = |charges: &[f64]| {
            let renders: Vec<_> = charges.iter().map(|charged| (100.0, *charged)).collect();
            history(Unit::Usd, &renders)
        };
        let found = |charges: &[f64]| of(charges).paid_rate(TABLE_RATE);
        assert_eq!(found(&[3.85, 3.85]), None, "too few");
        let paid = found(&[3.85, 3.86, 3.84]).unwrap();
        assert_eq!(paid.describe(), "This account paid $0.0385/s in 3 renders; your own rate is $0.05/s");
        assert_eq!((paid.rate.per_second, paid.rate.basis), (0.0385, RateBasis::Paid));
        assert_eq!(found(&[3.85, 3.85, 9.0]), None, "they do not agree");
        assert_eq!(found(&[5.0, 5.01, 4.99]), None, "the rate is right");
        assert_eq!(of(&[3.85; 3]).paid_rate(paid.rate), None, "it was accepted");
    }

    #[test]
    fn whole_credits_are_no_other_rate() {
        let rate = Rate::own(Unit::PremiumCredit, 1.0 / 3.0);
        let rounded = [(4.0, 2.0), (4.0, 1.0), (10.0, 4.0)];
        assert_eq!(history(Unit::PremiumCredit, &rounded).paid_rate(rate), None);
    }

    #[test]
    fn a_balance_with_fractions_of_credits_corrects_the_rate_of_short_renders() {
        let rate = Rate::own(Unit::ApiCredit, 0.1);
        let mut paid = history(Unit::ApiCredit, &[(17.4, 1.3333), (17.4, 1.35), (17.4, 1.3333)]);
        let known = |amount| PastBalance {
            balance: Money::new(amount, Unit::ApiCredit).into(),
            at: Timestamp::UNIX_EPOCH,
        };
        paid.balances = vec![known(824.0), known(823.0)];
        assert_eq!(paid.paid_rate(rate), None, "the difference may be due to whole credits");
        paid.balances.push(known(822.833_333));
        let found = paid.paid_rate(rate).unwrap();
        assert!((found.rate.per_second - 0.0769).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn begun_minutes_are_no_expensive_seconds() {
        let rate = Rate::own(Unit::PremiumCredit, 1.0 / 3.0);
        let found = |renders: &[(f64, f64)]| history(Unit::PremiumCredit, renders).paid_rate(rate);
        for renders in [[(4.0, 23.0); 3], [(4.0, 23.0), (50.0, 23.0), (61.0, 46.0)]] {
            let paid = found(&renders).unwrap();
            assert_eq!((paid.rate.rounding, paid.rate.per_second * 60.0), (Rounding::Minute, 23.0));
            assert_eq!(paid.rate.cost(60.0).to_string(), "23 credits");
            assert_eq!(
                paid.describe(),
                "This account paid 23 credits for each begun minute in 3 renders; your own rate is 0.3333 credits/s"
            );
            assert_eq!(history(Unit::PremiumCredit, &renders).paid_rate(paid.rate), None, "it was accepted");
        }
        let by_second = found(&[(4.0, 2.0), (5.0, 2.0), (60.0, 30.0)]).unwrap().rate;
        assert_eq!((by_second.rounding, by_second.per_second), (Rounding::Exact, 0.493));
        let mut large = history(Unit::PremiumCredit, &[(4.0, 23.0); 3]);
        large.renders.iter_mut().for_each(|past| past.charged_look = ChargedLook::Uhd);
        assert_eq!(large.paid_rate(rate), None, "4K has a rate of its own");
    }

    #[test]
    fn each_kind_of_look_and_engine_has_a_rate_of_its_own() {
        let class = |text| LookClass::parse(text).unwrap();
        let (new, twin) = (class("photo on avatar_6"), class("digital twin on Avatar IV"));
        let mut paid =
            history(Unit::Usd, &[[(100.0, 10.0); 3], [(100.0, 6.0); 3], [(100.0, 4.0); 3]].concat());
        for (looks, class) in paid.renders.chunks_mut(3).zip([&new, &twin]) {
            for past in looks {
                past.charged_look = ChargedLook::Class(class.clone());
            }
        }
        let today = jiff::civil::date(2026, 11, 30);
        let rate = Rate::published(Unit::Usd, Rounding::Exact, today);
        let found = paid.paid_rates(rate, &LookRates::default(), today);
        let said: Vec<String> = found.iter().map(PaidRate::describe).collect();
        assert_eq!(
            said,
            [
                "This account paid $0.04/s in 3 renders; the published rate is $0.0385/s",
                "This account paid $0.10/s in 3 renders of a photo on avatar_6; no rate is published, $0.0385/s was counted",
                "This account paid $0.06/s in 3 renders of a digital twin on Avatar IV; the published rate is $0.0805/s",
            ]
        );
        paid.accepted_rates = found.iter().map(PaidRate::class_rate).collect();
        let accepted = LookRates::new(&Settings::default(), rate, &paid);
        assert_eq!(paid.paid_rates(found[0].rate, &accepted, today), []);
        paid.renders[1].charged_look = ChargedLook::Mixed;
        let found = paid.paid_rates(rate, &LookRates::default(), today);
        assert!(found.iter().all(|found| found.class != new), "two renders are too few");
    }
}
