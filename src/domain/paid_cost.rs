//! What renders were really charged: the balance before and after each, where nothing else was paid meanwhile.

use jiff::{SignedDuration, Timestamp};

use super::{Balance, Money, PastBalance, PastRender, PastWork, RenderHistory, RenderStage, Unit};

/// The oldest balance before a render that says what the render cost.
const MAX_BALANCE_AGE: SignedDuration = SignedDuration::from_hours(1);
/// A loss below this part of the cost by length is not believed: the balance was topped up meanwhile.
const MIN_CHARGE_SHARE: f64 = 0.5;
/// The longest time between the request of a render and its charge.
const MAX_RENDER_DURATION: SignedDuration = SignedDuration::from_hours(24);
/// The same for other work.
const MAX_WORK_DURATION: SignedDuration = SignedDuration::from_hours(1);

/// The step of balances in cents, that of balances in whole credits, and that of balances with fractions of credits: v2 counts
/// sixtieths.
const CENT: f64 = 0.01;
const WHOLE_CREDIT: f64 = 1.0;
const CREDIT_FRACTION: f64 = 1.0 / 60.0;

/// The highest price of a credit beyond those of the balance that is believed, in dollars: $1.00 is the highest that is known. A
/// spending cap that was lowered meanwhile looks like a charge, too.
const MAX_USD_PER_CREDIT: f64 = 5.0;

/// What the balance lost by a render.
#[derive(Debug, Clone, Copy, PartialEq)]
struct BalanceLoss {
    cost: Money,
    /// The dollars that were charged beyond the credits.
    overage: Option<Money>,
}

impl Balance {
    /// What was charged until a later balance; `None` if it cannot be told. Dollars are charged once the credits are used up.
    fn charged_until(self, later: Self) -> Option<BalanceLoss> {
        let cost = self.remaining.checked_sub(later.remaining)?;
        let overage = match (self.overage_limit, later.overage_limit) {
            (None, None) => None,
            (Some(before), Some(after)) => Some(before.checked_sub(after)?),
            _ => return None,
        };
        let overage = overage.filter(|dollars| dollars.amount.abs() >= CENT / 2.0);
        let is_used_up = later.remaining.amount < WHOLE_CREDIT;
        let is_possible = overage.is_none_or(|dollars| dollars.amount > 0.0 && is_used_up);
        (cost.amount >= 0.0 && is_possible).then_some(BalanceLoss { cost, overage })
    }

    /// Whether nothing can be charged to it.
    fn is_used_up(self) -> bool {
        self.remaining.amount <= 0.0 && self.overage_limit.is_none()
    }
}

impl BalanceLoss {
    /// Whether it can be the charge for a render that costs about `by_length`, by a balance with such steps that was `before`.
    fn is_plausible(self, by_length: Money, step: f64, before: Balance) -> bool {
        if let Some(dollars) = self.overage {
            return dollars.amount <= by_length.amount.max(step) * MAX_USD_PER_CREDIT;
        }
        let amount = self.cost.amount;
        let is_free = amount == 0.0 && (by_length.amount > step || before.is_used_up());
        is_free || (amount > 0.0 && amount >= by_length.amount * MIN_CHARGE_SHARE - step)
    }
}

impl RenderHistory {
    /// Fills in what each render was charged.
    #[must_use]
    pub fn with_charges(mut self) -> Self {
        let charges: Vec<Option<BalanceLoss>> =
            self.renders.iter().map(|past| self.charge_of(past)).collect();
        for (past, charged) in self.renders.iter_mut().zip(charges) {
            past.charged_cost = charged.map(|charged| charged.cost);
            past.charged_overage = charged.and_then(|charged| charged.overage);
        }
        self
    }

    /// The smallest step of the balances in a unit: some report whole credits.
    pub(super) fn balance_step(&self, unit: Unit) -> f64 {
        let in_unit = |known: &&PastBalance| known.balance.remaining.unit == unit;
        let is_fraction = |known: &PastBalance| {
            let amount = known.balance.remaining.amount;
            (amount - amount.round()).abs() > CREDIT_FRACTION / 2.0
        };
        match unit.is_credit() {
            false => CENT,
            true if self.balances.iter().filter(in_unit).any(is_fraction) => CREDIT_FRACTION,
            true => WHOLE_CREDIT,
        }
    }

    /// The loss of the balance over a completed render, if the render was the only thing that was paid meanwhile.
    fn charge_of(&self, past: &PastRender) -> Option<BalanceLoss> {
        let (sent, ended) = (past.sent_at?, past.ended_at.filter(|_| past.stage == RenderStage::Completed)?);
        let before = self.balances.iter().rfind(|before| before.at <= sent)?;
        let after = self.balances.iter().find(|after| after.at >= ended)?;
        let is_recent = sent.duration_since(before.at) <= MAX_BALANCE_AGE;
        let is_alone = is_recent && !self.has_other_payment(past, before.at, after.at);
        let charged = before.balance.charged_until(after.balance).filter(|_| is_alone)?;
        let by_length = past.cost_by_length();
        let step = self.balance_step(by_length.unit);
        let is_plausible = charged.is_plausible(by_length, step, before.balance);
        (charged.cost.unit == by_length.unit && is_plausible).then_some(charged)
    }

    fn has_other_payment(&self, own: &PastRender, from: Timestamp, to: Timestamp) -> bool {
        let overlaps = |past: &PastRender| {
            let Some(sent) = past.sent_at.filter(|_| past.render_id != own.render_id) else { return false };
            // A render whose end is not known may be charged at any time.
            let last_charge = past.ended_at.unwrap_or(sent + MAX_RENDER_DURATION);
            sent <= to && last_charge >= from
        };
        let is_charged_meanwhile = |work: &PastWork| work.at + MAX_WORK_DURATION >= from && work.at <= to;
        self.renders.iter().any(overlaps) || self.paid_work.iter().any(is_charged_meanwhile)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PricedWork, RenderId};
    use super::*;

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
            ..PastRender::with_cost(at(minute), None, Money::new(5.0, Unit::Usd), RenderStage::Completed)
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
    fn a_render_that_the_balance_shows_to_be_free_costs_nothing() {
        assert_eq!(charges(history(&[0.0])), [Some(0.0)]);
        let mut free = history(&[0.0]);
        free.renders[0].estimated_cost = Money::new(0.004, Unit::Usd);
        assert_eq!(charges(free.clone()), [None], "too little for the balance to show it");
        free.balances.iter_mut().for_each(|known| known.balance = Money::new(0.0, Unit::Usd).into());
        assert_eq!(charges(free), [Some(0.0)], "there was nothing to charge it to");
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
            history
                .renders
                .insert(0, PastRender { ended_at: None, stage: RenderStage::Unconfirmed, ..render(0) });
        };
        assert_eq!(with(&unconfirmed), None, "another render may still be charged");
        let work = |history: &mut RenderHistory| {
            let cost = Some(Money::new(1.0, Unit::Usd));
            history.paid_work.push(PastWork { work: PricedWork::Photo, quantity: 1.0, cost, at: at(2) });
        };
        assert_eq!(with(&work), None, "a photo was added");
        let late_work = |history: &mut RenderHistory| {
            let cost = Some(Money::new(1.0, Unit::Usd));
            history.paid_work.push(PastWork { work: PricedWork::Training, quantity: 1.0, cost, at: at(-50) });
        };
        assert_eq!(with(&late_work), None, "a training may be charged when it ends");
        let forgotten = |history: &mut RenderHistory| {
            let sent_at = Some(at(-2 * 24 * 60));
            history.renders.insert(
                0,
                PastRender { sent_at, ended_at: None, stage: RenderStage::Unconfirmed, ..render(0) },
            );
        };
        assert_eq!(with(&forgotten), Some(3.85), "an unconfirmed render of two days ago");
        let unit = |history: &mut RenderHistory| history.balances[1] = balance(6, 96.15, Unit::ApiCredit);
        assert_eq!(with(&unit), None, "the unit changed");
        let old = |history: &mut RenderHistory| history.balances[0].at = at(-60);
        assert_eq!(with(&old), None, "the balance is old");
        for balance_after in [120.0, 98.0] {
            let topped_up =
                |history: &mut RenderHistory| history.balances[1] = balance(6, balance_after, Unit::Usd);
            assert_eq!(with(&topped_up), None, "the balance was topped up");
        }
        let early = |history: &mut RenderHistory| history.balances[1].at = at(4);
        assert_eq!(with(&early), None, "requested before the end");
        let failed = |history: &mut RenderHistory| history.renders[0].stage = RenderStage::Failed;
        assert_eq!(with(&failed), None);
        let limited = |history: &mut RenderHistory| {
            history.balances[1].balance.overage_limit = Some(Money::new(9.0, Unit::Usd));
        };
        assert_eq!(with(&limited), None, "the billing changed");
    }

    #[test]
    fn beyond_the_credits_the_dollars_are_booked() {
        let credits = |amount| Money::new(amount, Unit::ApiCredit);
        let charged = |before: (f64, f64), after: (f64, f64)| {
            let balance = |minute, (left, limit)| PastBalance {
                balance: Balance {
                    remaining: credits(left),
                    overage_limit: Some(Money::new(limit, Unit::Usd)),
                },
                at: at(minute),
            };
            let past = PastRender { estimated_cost: credits(10.0), ..render(1) };
            let balances = vec![balance(0, before), balance(6, after)];
            let history = RenderHistory { balances, ..RenderHistory::of(vec![past]) }.with_charges();
            let past = &history.renders[0];
            past.charged_cost.map(|_| {
                let in_units = [past.spent_in(Unit::ApiCredit), past.spent_in(Unit::Usd)];
                (in_units.map(Option::unwrap_or_default), past.capped_in(Unit::ApiCredit))
            })
        };
        assert_eq!(charged((40.0, 20.0), (30.0, 20.0)), Some(([10.0, 0.0], Some(10.0))));
        assert_eq!(
            charged((4.0, 20.0), (0.0, 17.0)),
            Some(([4.0, 3.0], Some(10.0))),
            "the cap counts the whole"
        );
        assert_eq!(charged((0.0, 20.0), (0.0, 15.0)), Some(([0.0, 5.0], Some(10.0))));
        assert_eq!(charged((0.0, 20.0), (0.0, 30.0)), None, "the spending cap was raised");
        assert_eq!(charged((40.0, 20.0), (30.0, 15.0)), None, "credits are left: it was lowered");
        assert_eq!(charged((0.0, 200.0), (0.0, 50.0)), None, "no credit is that expensive");
    }
}
