//! What renders were really charged: the balance before and after each, where nothing else was paid meanwhile.

use jiff::{SignedDuration, Timestamp};

use super::{
    Balance, MIN_SAMPLE_RENDERS, Money, PastRender, Rate, RateBasis, RenderHistory, Stage, Unit, format_rate,
};

/// The oldest balance before a render that says what the render cost.
const MAX_BALANCE_AGE: SignedDuration = SignedDuration::from_hours(1);
/// The newest charged renders that a rate is derived from.
const MAX_CHARGED_RENDERS: usize = 10;
/// By how much the charges of single renders may differ from the common rate, and how much that differs from the expected
/// one before it is reported.
const MAX_DEVIATION: f64 = 0.1;
const MIN_CORRECTION: f64 = 0.03;

/// A rate that the account was found to pay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaidRate {
    pub rate: Rate,
    /// The rate that was expected.
    pub expected: Rate,
    /// Renders that it is derived from, at least [`MIN_SAMPLE_RENDERS`].
    pub render_count: usize,
}

impl PaidRate {
    /// `This account paid $0.0385/s in 3 renders; the table says $0.05/s`
    pub fn describe(&self) -> String {
        let Self { rate, expected, render_count } = *self;
        let paid = format_rate(rate.per_second, rate.unit);
        let table = format_rate(expected.per_second, expected.unit);
        let source = match expected.basis {
            RateBasis::Published(_) | RateBasis::Average => "the table says",
            RateBasis::Own => "your own rate is",
            RateBasis::Paid => "the accepted rate is",
        };
        format!("This account paid {paid}/s in {render_count} renders; {source} {table}/s")
    }
}

impl Balance {
    /// What was charged until a later balance; `None` if nothing was, or if it cannot be told.
    fn charged_until(self, later: Self) -> Option<Money> {
        let charged = self.remaining.checked_sub(later.remaining)?;
        (self.overage_limit == later.overage_limit && charged.amount > 0.0).then_some(charged)
    }
}

/// The smallest step of a balance: plans report whole credits.
fn balance_step(unit: Unit) -> f64 {
    if unit.is_credit() { 1.0 } else { 0.01 }
}

impl RenderHistory {
    /// Fills in what each render was charged.
    #[must_use]
    pub fn with_charges(mut self) -> Self {
        let charges: Vec<Option<Money>> = self.renders.iter().map(|past| self.charge_of(past)).collect();
        for (past, charged) in self.renders.iter_mut().zip(charges) {
            past.charged_cost = charged;
        }
        self
    }

    /// The loss of the balance over a completed render, if the render was the only thing that was paid meanwhile.
    fn charge_of(&self, past: &PastRender) -> Option<Money> {
        let (sent, ended) = (past.sent_at?, past.ended_at.filter(|_| past.stage == Stage::Completed)?);
        let before = self.balances.iter().rfind(|before| before.at <= sent)?;
        let after = self.balances.iter().find(|after| after.at >= ended)?;
        let is_recent = sent.duration_since(before.at) <= MAX_BALANCE_AGE;
        let is_alone = is_recent && !self.has_other_payment(past, before.at, after.at);
        let charged = before.balance.charged_until(after.balance).filter(|_| is_alone)?;
        (charged.unit == past.estimated_cost.unit).then_some(charged)
    }

    fn has_other_payment(&self, own: &PastRender, from: Timestamp, to: Timestamp) -> bool {
        let overlaps = |past: &PastRender| {
            let Some(sent) = past.sent_at.filter(|_| past.render_id != own.render_id) else { return false };
            sent <= to && past.ended_at.is_none_or(|ended| ended >= from)
        };
        self.renders.iter().any(overlaps)
            || self.paid_work.iter().any(|work| work.at >= from && work.at <= to)
    }

    /// The rate that the newest charged renders of talking photos agree on, where it differs from `expected`.
    pub fn paid_rate(&self, expected: Rate) -> Option<PaidRate> {
        let cost = |past: &PastRender| {
            let charged =
                past.charged_cost.filter(|charged| charged.unit == expected.unit && !past.has_other_rate)?;
            Some((charged.amount, expected.cost(past.plausible_seconds()?).amount))
        };
        let costs: Vec<(f64, f64)> = self.renders.iter().filter_map(cost).take(MAX_CHARGED_RENDERS).collect();
        let (charged, planned) = costs.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        if costs.len() < MIN_SAMPLE_RENDERS || planned <= 0.0 {
            return None;
        }
        let (ratio, step) = (charged / planned, balance_step(expected.unit));
        let agrees = |(charged, planned): &(f64, f64)| {
            (charged - planned * ratio).abs() <= planned * ratio * MAX_DEVIATION + step
        };
        let count = u32::try_from(costs.len()).map_or(f64::INFINITY, f64::from);
        let is_significant = (ratio - 1.0).abs() > MIN_CORRECTION && (charged - planned).abs() > step * count;
        let rate = Rate {
            per_second: rounded_rate(expected.per_second * ratio),
            basis: RateBasis::Paid,
            ..expected
        };
        (is_significant && costs.iter().all(agrees)).then_some(PaidRate {
            rate,
            expected,
            render_count: costs.len(),
        })
    }
}

/// Three significant digits: a balance tells no more.
fn rounded_rate(per_second: f64) -> f64 {
    let text = format!("{per_second:.2e}");
    text.parse().unwrap_or(per_second)
}

#[cfg(test)]
mod tests {
    use super::super::{PaidWork, PastBalance, PastWork, RenderId};
    use super::*;

    const TABLE_RATE: Rate = Rate::own(Unit::Usd, 0.05);

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn balance(minute: i64, amount: f64, unit: Unit) -> PastBalance {
        PastBalance { balance: Money::new(amount, unit).into(), at: at(minute) }
    }

    /// A render of 100 seconds that is sent at this minute, and ends four minutes later.
    fn render(minute: i64) -> PastRender {
        PastRender {
            render_id: RenderId(minute),
            sent_at: Some(at(minute)),
            ended_at: Some(at(minute + 4)),
            estimated_seconds: 100.0,
            actual_seconds: Some(100.0),
            ..PastRender::with_cost(at(minute), None, Money::new(5.0, Unit::Usd), Stage::Completed)
        }
    }

    /// Renders, newest first, with a balance before the first and after each; each was charged this amount.
    fn history(charges: &[f64]) -> RenderHistory {
        let mut left = 100.0;
        let mut history =
            RenderHistory { balances: vec![balance(0, left, Unit::Usd)], ..RenderHistory::default() };
        for (minute, charged) in (0..).map(|index| 1 + index * 10).zip(charges) {
            left -= charged;
            history.renders.insert(0, render(minute));
            history.balances.push(balance(minute + 5, left, Unit::Usd));
        }
        history
    }

    fn charges(history: RenderHistory) -> Vec<Option<f64>> {
        let renders = history.with_charges().renders;
        renders
            .into_iter()
            .map(|past| past.charged_cost.map(|cost| (cost.amount * 100.0).round() / 100.0))
            .collect()
    }

    #[test]
    fn a_lone_render_is_charged_what_the_balance_lost() {
        assert_eq!(charges(history(&[3.85, 4.0])), [Some(4.0), Some(3.85)]);
    }

    #[test]
    fn nothing_is_concluded_where_something_else_may_have_been_paid() {
        let with = |change: &dyn Fn(&mut RenderHistory)| {
            let mut history = history(&[3.85]);
            change(&mut history);
            charges(history).pop().unwrap()
        };
        assert_eq!(with(&|_| {}), Some(3.85));
        let overlapping = |history: &mut RenderHistory| history.renders.insert(0, render(3));
        assert_eq!(with(&overlapping), None, "another render overlaps");
        let unconfirmed = |history: &mut RenderHistory| {
            history.renders.insert(0, PastRender { ended_at: None, stage: Stage::Unconfirmed, ..render(0) });
        };
        assert_eq!(with(&unconfirmed), None, "another render may still be charged");
        let work = |history: &mut RenderHistory| {
            let cost = Money::new(1.0, Unit::Usd);
            history.paid_work.push(PastWork { work: PaidWork::Photo, cost, at: at(2) });
        };
        assert_eq!(with(&work), None, "a photo was added");
        let unit = |history: &mut RenderHistory| history.balances[1] = balance(6, 96.15, Unit::ApiCredit);
        assert_eq!(with(&unit), None, "the unit changed");
        let old = |history: &mut RenderHistory| history.balances[0].at = at(-60);
        assert_eq!(with(&old), None, "the balance is old");
        let topped_up = |history: &mut RenderHistory| history.balances[1] = balance(6, 120.0, Unit::Usd);
        assert_eq!(with(&topped_up), None, "the balance grew");
        let early = |history: &mut RenderHistory| history.balances[1].at = at(4);
        assert_eq!(with(&early), None, "requested before the end");
        let failed = |history: &mut RenderHistory| history.renders[0].stage = Stage::Failed;
        assert_eq!(with(&failed), None);
        let overage = |history: &mut RenderHistory| {
            history.balances[1].balance.overage_limit = Some(Money::new(9.0, Unit::Usd));
        };
        assert_eq!(with(&overage), None, "dollars beyond the credits were charged");
    }

    #[test]
    fn three_renders_that_agree_correct_the_rate() {
        let found = |charges: &[f64]| history(charges).with_charges().paid_rate(TABLE_RATE);
        assert_eq!(found(&[3.85, 3.85]), None, "too few");
        let paid = found(&[3.85, 3.86, 3.84]).unwrap();
        assert_eq!(paid.describe(), "This account paid $0.0385/s in 3 renders; your own rate is $0.05/s");
        assert_eq!((paid.rate.per_second, paid.rate.basis), (0.0385, RateBasis::Paid));
        assert_eq!(found(&[3.85, 3.85, 9.0]), None, "they do not agree");
        assert_eq!(found(&[5.0, 5.01, 4.99]), None, "the rate is right");
        assert_eq!(history(&[3.85; 3]).with_charges().paid_rate(paid.rate), None, "it was taken");
    }

    #[test]
    fn whole_credits_are_not_taken_for_another_rate() {
        let rate = Rate::own(Unit::PremiumCredit, 1.0 / 3.0);
        let of_seconds = |seconds: f64, charged: f64| PastRender {
            estimated_seconds: seconds,
            actual_seconds: Some(seconds),
            charged_cost: Some(Money::new(charged, Unit::PremiumCredit)),
            ..render(1)
        };
        let rounded = [(4.0, 2.0), (4.0, 1.0), (10.0, 4.0)].map(|(long, cost)| of_seconds(long, cost));
        assert_eq!(RenderHistory::of(rounded.to_vec()).paid_rate(rate), None);
        let dearer = [(60.0, 23.0), (61.0, 23.0), (59.0, 23.0)].map(|(long, cost)| of_seconds(long, cost));
        let found = RenderHistory::of(dearer.to_vec()).paid_rate(rate).map(|paid| paid.rate.per_second);
        assert_eq!(found, Some(0.383));
        let uhd = dearer.map(|past| PastRender { has_other_rate: true, ..past });
        assert_eq!(
            RenderHistory::of(uhd.to_vec()).paid_rate(rate),
            None,
            "4K and other looks have rates of their own"
        );
    }
}
