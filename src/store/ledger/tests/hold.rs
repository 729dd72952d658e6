//! The time without requests that the service asked for, as all programs of an account see it.

use std::time::Duration;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn all_programs_of_the_account_see_it_and_no_other_does() {
    let desk = Desk::new();
    let (mut one, two) = (desk.open(), desk.open());
    let other = Ledger::open(&desk.path(), &Account::sandbox(), at(1000)).unwrap().ledger;
    assert_eq!(two.held(at(1000)), Ok(Duration::ZERO));
    one.hold(12 * SECOND, at(1000)).unwrap();
    for ledger in [&one, &two, &desk.open()] {
        assert!(ledger.held(at(1000)).unwrap() >= 12 * SECOND);
        assert!(ledger.held(at(1011)).unwrap() >= SECOND);
        assert_eq!(ledger.held(at(1013)), Ok(Duration::ZERO));
    }
    assert_eq!(other.held(at(1000)), Ok(Duration::ZERO));
    one.hold(SECOND, at(1001)).unwrap();
    assert!(two.held(at(1001)).unwrap() >= 11 * SECOND, "a shorter one takes nothing away");
}

#[test]
fn no_rounding_makes_it_shorter() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    for nanoseconds in [1, 999_999, 1_000_001, 1_999_999] {
        let now = at(1000) + Duration::from_nanos(nanoseconds);
        let wait = SECOND + Duration::from_nanos(nanoseconds);
        ledger.hold(wait, now).unwrap();
        let end = now + ledger.held(now).unwrap();
        assert!(end >= now + wait, "{nanoseconds}");
        let later = now + SECOND;
        assert!(later + ledger.held(later).unwrap() >= now + wait, "{nanoseconds}");
    }
    let id = render_in(&mut ledger, Stage::Sending);
    let due = at(2000) + Duration::from_nanos(1);
    ledger.put_back(id, "busy", due, at(1500)).unwrap();
    assert!(ledger.render(id).unwrap().wait.due.unwrap() >= due);
}

#[test]
fn a_clock_that_is_set_back_ends_it() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    ledger.hold(10 * SECOND, at(900_000)).unwrap();
    assert_eq!(ledger.held(at(1000)), Ok(Duration::ZERO), "it would last until the clock is there again");
    let held = ledger.held(at(899_999)).unwrap();
    assert!((10 * SECOND..11 * SECOND).contains(&held), "clocks are kept right: {held:?}");
    // What is asked for by the new time takes its place.
    ledger.hold(5 * SECOND, at(1000)).unwrap();
    assert_eq!(ledger.held(at(1006)), Ok(Duration::ZERO));
    ledger.hold(Duration::MAX, at(1010)).unwrap();
    assert!(ledger.held(at(1010)).unwrap() <= Duration::from_hours(24));
}
