//! Balances that are recorded since something was paid.

use super::*;
use crate::domain::{PastBalance, PricedWork, Settings};

#[test]
fn paid_work_awaits_a_balance_at_its_end_and_at_the_latest_time_of_its_charge() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let minute = |minute: i64| timestamp(minute * 60);
    let balance = |at, amount| PastBalance { balance: Money::new(amount, Unit::Usd).into(), at: minute(at) };
    ledger.set_known_balance(Some(balance(0, 10.0)));
    let cost = Some(Money::new(1.0, Unit::Usd));
    let limits = SpendingLimits::from_settings(&Settings::default(), TimeZone::UTC);
    let id = ledger.record_paid_work(PricedWork::Photo, (1.0, cost), &limits, minute(1)).unwrap();
    ledger.finish_paid_work(id, minute(2)).unwrap();
    for (at, amount, is_awaited) in [(3, 10.0, true), (30, 10.0, false), (70, 9.0, true), (80, 9.0, false)] {
        let recorded = ledger.record_awaited_balance(balance(at, amount));
        assert_eq!(recorded, Ok(is_awaited), "minute {at}");
    }
    let history = ledger.read_history().unwrap().with_charges();
    assert_eq!(history.paid_work[0].charge.map(|charge| charge.cost), cost, "what the last one shows");
}
