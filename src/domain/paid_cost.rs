//! What renders and other work were really charged: the balance before and after each, or before and after all that were paid
//! at the same time.

use std::iter::Peekable;

use jiff::{SignedDuration, Timestamp};

use super::{
    Balance, BalanceCharge, Money, PastBalance, PastRender, PastWork, RenderHistory, RenderStage, Unit,
};

/// The oldest balance before a render that says what the render cost.
const MAX_BALANCE_AGE: SignedDuration = SignedDuration::from_hours(1);
/// A loss below this part of the cost by length is not believed: the balance was topped up meanwhile.
const MIN_CHARGE_SHARE: f64 = 0.5;
/// The longest time between the request of a render and its charge.
const MAX_RENDER_DURATION: SignedDuration = SignedDuration::from_hours(24);
/// The same for other work.
pub const MAX_WORK_DURATION: SignedDuration = SignedDuration::from_hours(1);

/// The step of balances in cents, that of balances in whole credits, and that of balances with fractions of credits: v2 counts
/// sixtieths.
const CENT: f64 = 0.01;
const WHOLE_CREDIT: f64 = 1.0;
const CREDIT_FRACTION: f64 = 1.0 / 60.0;

/// The highest price of a credit beyond those of the balance that is believed, in dollars: $1.00 is the highest that is known. A
/// spending cap that was lowered meanwhile looks like a charge, too.
const MAX_USD_PER_CREDIT: f64 = 5.0;

impl Balance {
    /// What was charged until a later balance; `None` if it cannot be told. Dollars are charged once the credits are used up.
    fn charged_until(self, later: Self) -> Option<BalanceCharge> {
        let cost = self.remaining.checked_sub(later.remaining)?;
        let overage = match (self.overage_limit, later.overage_limit) {
            (None, None) => None,
            (Some(before), Some(after)) => Some(before.checked_sub(after)?),
            _ => return None,
        };
        let overage = overage.filter(|dollars| dollars.amount.abs() >= CENT / 2.0);
        let is_used_up = later.remaining.amount < WHOLE_CREDIT;
        let is_possible = overage.is_none_or(|dollars| dollars.amount > 0.0 && is_used_up);
        (cost.amount >= 0.0 && is_possible).then_some(BalanceCharge { overage, ..BalanceCharge::new(cost) })
    }

    /// Whether nothing can be charged to it.
    fn is_used_up(self) -> bool {
        self.remaining.amount <= 0.0 && self.overage_limit.is_none()
    }
}

impl BalanceCharge {
    /// Whether the balance lost nothing.
    fn is_free(self) -> bool {
        self.cost.amount == 0.0 && self.overage.is_none()
    }

    /// Whether it can be the charge for payments that cost about `by_length`, by a balance with such steps that was `before`.
    fn is_plausible(self, by_length: Money, step: f64, before: Balance) -> bool {
        if let Some(dollars) = self.overage {
            return dollars.amount <= by_length.amount.max(step) * MAX_USD_PER_CREDIT;
        }
        let amount = self.cost.amount;
        let is_free = amount == 0.0 && (by_length.amount > step || before.is_used_up());
        is_free || (amount > 0.0 && amount >= by_length.amount * MIN_CHARGE_SHARE - step)
    }
}

/// The index of a payment in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PaymentIndex {
    Render(usize),
    Work(usize),
}

/// A render or other work, and the time in which it can have been charged.
#[derive(Debug, Clone, Copy)]
struct Payment {
    index: PaymentIndex,
    started_at: Timestamp,
    charged_by: Timestamp,
    /// The latest time at which it is charged, where no loss shows it before.
    charged_at_latest: Timestamp,
    /// By its length, or as shown; `None` where it is not known.
    price: Option<Money>,
    /// Whether it is certain that it was done.
    is_completed: bool,
}

impl Payment {
    /// `None` for a render that was never sent.
    fn of_render(index: usize, past: &PastRender) -> Option<Self> {
        let started_at = past.sent_at?;
        // A render whose end is not known may be charged at any time.
        let charged_by = past.ended_at.unwrap_or(started_at + MAX_RENDER_DURATION);
        Some(Self {
            index: PaymentIndex::Render(index),
            started_at,
            charged_by,
            charged_at_latest: charged_by,
            price: Some(past.cost_by_length()),
            is_completed: past.stage == RenderStage::Completed && past.ended_at.is_some(),
        })
    }

    fn of_work(index: usize, work: &PastWork) -> Self {
        let charged_at_latest = work.at + MAX_WORK_DURATION;
        Self {
            index: PaymentIndex::Work(index),
            started_at: work.at,
            charged_by: work.ended_at.unwrap_or(charged_at_latest),
            charged_at_latest,
            price: work.cost,
            is_completed: true,
        }
    }
}

/// Payments that no balance lies between.
#[derive(Debug)]
struct PaymentGroup {
    payments: Vec<Payment>,
    /// When all of them are charged.
    charged_by: Timestamp,
}

impl PaymentGroup {
    fn new(first: Payment) -> Self {
        Self { charged_by: first.charged_by, payments: vec![first] }
    }

    fn push(&mut self, payment: Payment) {
        self.charged_by = self.charged_by.max(payment.charged_by);
        self.payments.push(payment);
    }

    /// Waits until its payments are certainly charged. Gives whether that is later than it was.
    fn extend_to_latest(&mut self) -> bool {
        let latest = self.payments.iter().map(|payment| payment.charged_at_latest).max();
        let is_later = latest > Some(self.charged_by);
        self.charged_by = latest.map_or(self.charged_by, |latest| latest.max(self.charged_by));
        is_later
    }

    /// The sum of the prices in a unit; `None` where one is not known, or is in another unit.
    fn price(&self, unit: Unit) -> Option<Money> {
        let amounts = self.payments.iter().map(|payment| payment.price.filter(|price| price.unit == unit));
        let sum: Option<f64> = amounts.map(|price| Some(price?.amount)).sum();
        Some(Money::new(sum?, unit))
    }

    /// The loss over the group, shared out by the prices.
    fn shares(&self, loss: BalanceCharge, total: Money) -> Vec<(PaymentIndex, BalanceCharge)> {
        let other_payment_count = self.payments.len() - 1;
        let share = |payment: &Payment| {
            let amount = payment.price.map_or(0.0, |price| price.amount);
            let part = if other_payment_count == 0 { 1.0 } else { amount / total.amount };
            let of = |money: Money| Money { amount: money.amount * part, ..money };
            let (cost, overage) = (of(loss.cost), loss.overage.map(of));
            let charge = BalanceCharge { cost, overage, other_payment_count };
            (payment.index, charge)
        };
        self.payments.iter().map(share).collect()
    }
}

impl RenderHistory {
    /// Fills in what each render and each other work was charged.
    #[must_use]
    pub fn with_charges(mut self) -> Self {
        for (index, charge) in self.charges() {
            match index {
                PaymentIndex::Render(index) => self.renders[index].charge = Some(charge),
                PaymentIndex::Work(index) => self.paid_work[index].charge = Some(charge),
            }
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

    /// What the payments were charged whose balances before and after are known.
    fn charges(&self) -> Vec<(PaymentIndex, BalanceCharge)> {
        let renders = self.renders.iter().enumerate();
        let renders = renders.filter_map(|(index, past)| Payment::of_render(index, past));
        let work = self.paid_work.iter().enumerate().map(|(index, work)| Payment::of_work(index, work));
        let mut payments: Vec<Payment> = renders.chain(work).collect();
        payments.sort_by_key(|payment| payment.started_at);
        let (mut charges, mut rest) = (Vec::new(), payments.into_iter().peekable());
        while let Some(first) = rest.next() {
            charges.extend(self.charges_from(first, &mut rest));
        }
        charges
    }

    /// What a payment was charged, and those after it that overlap it, which are taken from `rest`. Empty if it cannot be told.
    fn charges_from(
        &self,
        first: Payment,
        rest: &mut Peekable<impl Iterator<Item = Payment>>,
    ) -> Vec<(PaymentIndex, BalanceCharge)> {
        let mut group = PaymentGroup::new(first);
        loop {
            let after = &self.balances[self.balances.partition_point(|known| known.at < group.charged_by)..];
            let after = after.first();
            let overlaps = |next: &Payment| after.is_none_or(|after| next.started_at <= after.at);
            if let Some(next) = rest.next_if(overlaps) {
                group.push(next);
                continue;
            }
            let charges = after.and_then(|after| self.group_charges(&group, after));
            if charges.is_some() || !group.extend_to_latest() {
                return charges.unwrap_or_default();
            }
        }
    }

    /// What the payments of a group were charged until a balance; `None` if it cannot be told.
    fn group_charges(
        &self,
        group: &PaymentGroup,
        after: &PastBalance,
    ) -> Option<Vec<(PaymentIndex, BalanceCharge)>> {
        let started_at = group.payments.first()?.started_at;
        let before = self.balances[..self.balances.partition_point(|known| known.at <= started_at)].last()?;
        let is_recent = started_at.duration_since(before.at) <= MAX_BALANCE_AGE;
        let loss = before.balance.charged_until(after.balance).filter(|_| is_recent)?;
        if !group.payments.iter().all(|payment| payment.is_completed) {
            return None;
        }
        let unit = loss.cost.unit;
        let price = match group.price(unit) {
            Some(price) => price,
            // Work whose price is not known cost what the balance lost, if that was all.
            None if group.payments.len() == 1 && group.payments[0].price.is_none() => loss.cost,
            None => return None,
        };
        let may_be_charged_later =
            loss.is_free() && group.payments.iter().any(|payment| payment.charged_at_latest > after.at);
        let is_shareable = group.payments.len() == 1 || price.amount > 0.0;
        let is_certain = is_shareable && !may_be_charged_later;
        let is_plausible = loss.is_plausible(price, self.balance_step(unit), before.balance);
        (is_certain && is_plausible).then(|| group.shares(loss, price))
    }
}

#[cfg(test)]
mod tests;
