//! The time without requests that the service asked for, as all programs of an account see it.

use std::time::Duration;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn retry_after_is_shared_within_an_account() {
    let harness = LedgerHarness::new();
    let (mut one, two) = (harness.open(), harness.open());
    let other = Ledger::open(&harness.path(), &AccountId::sandbox(), timestamp(1000)).unwrap().ledger;
    assert_eq!(two.remaining_retry_after(timestamp(1000)), Ok(Duration::ZERO));
    one.set_retry_after(12 * SECOND, timestamp(1000)).unwrap();
    for ledger in [&one, &two, &harness.open()] {
        assert!(ledger.remaining_retry_after(timestamp(1000)).unwrap() >= 12 * SECOND);
        assert!(ledger.remaining_retry_after(timestamp(1011)).unwrap() >= SECOND);
        assert_eq!(ledger.remaining_retry_after(timestamp(1013)), Ok(Duration::ZERO));
    }
    assert_eq!(other.remaining_retry_after(timestamp(1000)), Ok(Duration::ZERO));
    one.set_retry_after(SECOND, timestamp(1001)).unwrap();
    assert!(
        two.remaining_retry_after(timestamp(1001)).unwrap() >= 11 * SECOND,
        "a shorter one takes nothing away"
    );
}

#[test]
fn rounding_never_shortens_retry_after() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    for nanoseconds in [1, 999_999, 1_000_001, 1_999_999] {
        let now = timestamp(1000) + Duration::from_nanos(nanoseconds);
        let wait = SECOND + Duration::from_nanos(nanoseconds);
        ledger.set_retry_after(wait, now).unwrap();
        let end = now + ledger.remaining_retry_after(now).unwrap();
        assert!(end >= now + wait, "{nanoseconds}");
        let later = now + SECOND;
        assert!(later + ledger.remaining_retry_after(later).unwrap() >= now + wait, "{nanoseconds}");
    }
    let id = render_in_stage(&mut ledger, RenderStage::Sending);
    let due = timestamp(2000) + Duration::from_nanos(1);
    ledger.schedule_retry(id, "busy", due, timestamp(1500)).unwrap();
    assert!(ledger.find_render(id).unwrap().queue_entry.retry_at.unwrap() >= due);
}

#[test]
fn a_clock_that_is_set_back_ends_retry_after() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    ledger.set_retry_after(10 * SECOND, timestamp(900_000)).unwrap();
    assert_eq!(
        ledger.remaining_retry_after(timestamp(1000)),
        Ok(Duration::ZERO),
        "it would last until the clock is there again"
    );
    let remaining = ledger.remaining_retry_after(timestamp(899_999)).unwrap();
    assert!((10 * SECOND..11 * SECOND).contains(&remaining), "clocks are kept right: {remaining:?}");
    // What is asked for by the new time takes its place.
    ledger.set_retry_after(5 * SECOND, timestamp(1000)).unwrap();
    assert_eq!(ledger.remaining_retry_after(timestamp(1006)), Ok(Duration::ZERO));
    ledger.set_retry_after(Duration::MAX, timestamp(1010)).unwrap();
    assert!(ledger.remaining_retry_after(timestamp(1010)).unwrap() <= Duration::from_hours(24));
}
