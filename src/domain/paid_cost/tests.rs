//! Tests of what payments are found to have cost.

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
        .map(|past| past.charge.map(|charge| (charge.cost.amount * 100.0).round() / 100.0))
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
    let unfinished = |history: &mut RenderHistory| {
        history.renders.insert(0, PastRender { stage: RenderStage::Failed, ..render(3) });
    };
    assert_eq!(with(&unfinished), None, "one that failed overlaps");
    let unconfirmed = |history: &mut RenderHistory| {
        history
            .renders
            .insert(0, PastRender { ended_at: None, stage: RenderStage::Unconfirmed, ..render(0) });
    };
    assert_eq!(with(&unconfirmed), None, "another render may still be charged");
    let work = |history: &mut RenderHistory| {
        let cost = Some(Money::new(1.0, Unit::Usd));
        history.paid_work.push(PastWork::requested(PricedWork::Photo, 1.0, cost, at(2)));
    };
    assert_eq!(with(&work), None, "a photo was added");
    let late_work = |history: &mut RenderHistory| {
        let cost = Some(Money::new(1.0, Unit::Usd));
        history.paid_work.push(PastWork::requested(PricedWork::Training, 1.0, cost, at(-50)));
    };
    assert_eq!(with(&late_work), None, "a training may be charged when it ends");
    let forgotten = |history: &mut RenderHistory| {
        let sent_at = Some(at(-2 * 24 * 60));
        history
            .renders
            .insert(0, PastRender { sent_at, ended_at: None, stage: RenderStage::Unconfirmed, ..render(0) });
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
            balance: Balance { remaining: credits(left), overage_limit: Some(Money::new(limit, Unit::Usd)) },
            at: at(minute),
        };
        let past = PastRender { estimated_cost: credits(10.0), ..render(1) };
        let balances = vec![balance(0, before), balance(6, after)];
        let history = RenderHistory { balances, ..RenderHistory::of(vec![past]) }.with_charges();
        let past = &history.renders[0];
        past.charge.map(|_| {
            let in_units = [past.spent_in(Unit::ApiCredit), past.spent_in(Unit::Usd)];
            (in_units.map(Option::unwrap_or_default), past.capped_in(Unit::ApiCredit))
        })
    };
    assert_eq!(charged((40.0, 20.0), (30.0, 20.0)), Some(([10.0, 0.0], Some(10.0))));
    assert_eq!(charged((4.0, 20.0), (0.0, 17.0)), Some(([4.0, 3.0], Some(10.0))), "the cap counts the whole");
    assert_eq!(charged((0.0, 20.0), (0.0, 15.0)), Some(([0.0, 5.0], Some(10.0))));
    assert_eq!(charged((0.0, 20.0), (0.0, 30.0)), None, "the spending cap was raised");
    assert_eq!(charged((40.0, 20.0), (30.0, 15.0)), None, "credits are left: it was lowered");
    assert_eq!(charged((0.0, 200.0), (0.0, 50.0)), None, "no credit is that expensive");
}

#[test]
fn renders_at_the_same_time_share_what_the_balance_lost_by_their_lengths() {
    let long = PastRender { actual_seconds: Some(300.0), ..render(3) };
    let credits = |minute, left, limit| PastBalance {
        balance: Balance {
            remaining: Money::new(left, Unit::ApiCredit),
            overage_limit: Some(Money::new(limit, Unit::Usd)),
        },
        at: at(minute),
    };
    let in_credits =
        |past: PastRender| PastRender { estimated_cost: Money::new(10.0, Unit::ApiCredit), ..past };
    let renders = vec![in_credits(long), in_credits(render(1))];
    let balances = vec![credits(0, 4.0, 40.0), credits(2, 4.0, 40.0), credits(8, 0.0, 22.0)];
    let history = RenderHistory { balances, ..RenderHistory::of(renders) }.with_charges();
    let booked = |past: &PastRender| {
        let amounts = [past.spent_in(Unit::ApiCredit), past.spent_in(Unit::Usd)];
        (amounts.map(Option::unwrap_or_default), past.charge.map_or(0, |charge| charge.other_payment_count))
    };
    let booked: Vec<_> = history.renders.iter().map(booked).collect();
    assert_eq!(booked, [([3.0, 13.5], 1), ([1.0, 4.5], 1)], "4 credits and 18 dollars in all");
    let capped: Vec<_> = history.renders.iter().map(|past| past.capped_in(Unit::ApiCredit)).collect();
    assert_eq!(capped, [Some(30.0), Some(10.0)], "caps count the whole in credits");
}

fn work(kind: PricedWork, minute: i64, cost: Option<f64>) -> PastWork {
    PastWork::requested(kind, 1.0, cost.map(|amount| Money::new(amount, Unit::Usd)), at(minute))
}

/// What work is booked at, in dollars.
fn work_charges(work: Vec<PastWork>, balances: &[(i64, f64)]) -> Vec<Option<f64>> {
    let balances = balances.iter().map(|(minute, amount)| balance(*minute, *amount, Unit::Usd)).collect();
    let history = RenderHistory { paid_work: work, balances, ..RenderHistory::default() };
    let booked = history.with_charges().paid_work.into_iter();
    booked.map(|work| work.charge.map(|charge| charge.cost.amount)).collect()
}

#[test]
fn other_work_is_booked_at_what_the_balance_lost() {
    let photo = |ended| PastWork { ended_at: ended, ..work(PricedWork::Photo, 1, Some(1.0)) };
    let done = Some(at(2));
    assert_eq!(work_charges(vec![photo(done)], &[(0, 10.0), (3, 8.5)]), [Some(1.5)]);
    assert_eq!(work_charges(vec![photo(done)], &[(0, 10.0), (3, 10.0)]), [None], "it may be charged later");
    let late = [(0, 10.0), (3, 10.0), (70, 9.0)];
    assert_eq!(work_charges(vec![photo(done)], &late), [Some(1.0)], "it was charged later");
    let free = [(0, 10.0), (3, 10.0), (70, 10.0)];
    assert_eq!(work_charges(vec![photo(done)], &free), [Some(0.0)], "an hour later it was free");
    assert_eq!(work_charges(vec![photo(None)], &[(0, 10.0), (3, 9.0)]), [None], "its end is not known");
    assert_eq!(work_charges(vec![photo(None)], &[(0, 10.0), (61, 9.0)]), [Some(1.0)]);
    let unpriced = |ended| PastWork { ended_at: ended, ..work(PricedWork::Training, 1, None) };
    assert_eq!(work_charges(vec![unpriced(done)], &[(0, 10.0), (3, 6.0)]), [Some(4.0)], "no price was known");
    assert_eq!(
        work_charges(vec![unpriced(done), photo(done)], &[(0, 10.0), (3, 5.0)]),
        [None, None],
        "what of it is the photo's is not known"
    );
    let speech = PastWork { ended_at: done, ..work(PricedWork::Speech, 1, Some(0.002)) };
    assert_eq!(work_charges(vec![speech], &[(0, 10.0), (3, 10.0)]), [None], "less than a balance shows");
}

#[test]
fn a_render_and_a_photo_at_the_same_time_share_their_loss() {
    let mut history = history(&[6.0]);
    history.paid_work.push(PastWork { ended_at: Some(at(3)), ..work(PricedWork::Photo, 2, Some(1.0)) });
    let booked = history.with_charges();
    let (render, photo) = (&booked.renders[0], booked.paid_work[0].charge.unwrap());
    let of_render = render.charge.unwrap();
    assert_eq!((of_render.cost.amount, of_render.other_payment_count), (5.0, 1));
    assert_eq!((photo.cost.amount, photo.other_payment_count), (1.0, 1));
}
