//! Submissions that are safe to repeat: the same key and the same words, within a day.

use super::*;
use std::ops::Range;

use jiff::SignedDuration;

use crate::domain::{Api, AssetKey, IDEMPOTENCY_WINDOW, KeySource, PhotoId, SURE_IDEMPOTENCY_WINDOW};

const HOUR: i64 = 3600;

fn keyed(title: &str) -> NewRender {
    NewRender { repeatable: true, generation: "v3".into(), ..new_render(title) }
}

/// However long ago it was sent.
const ALL: Range<SignedDuration> = SignedDuration::ZERO..IDEMPOTENCY_WINDOW;

/// A render that was sent at this time, and of which nobody knows.
fn lost(ledger: &mut Ledger, new: &NewRender, when: i64) -> (RenderId, StoredRequest) {
    let id = ledger.begin(new, at(when)).unwrap();
    let Claim::Taken(request) = ledger.claim(id, 0, &free(), at(when)).unwrap() else {
        panic!("there is room")
    };
    ledger.unconfirmed(id, "no answer", at(when)).unwrap();
    (id, request)
}

#[test]
fn a_keyed_render_is_repeated_to_the_letter_within_a_day() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (id, first) = lost(&mut ledger, &keyed("one"), 1000);
    assert_eq!(first.key.as_ref().map(String::len), Some(32));
    assert_eq!(ledger.repeatable(ALL, at(23 * HOUR)).unwrap(), [id]);
    assert_eq!(ledger.repeat(id, at(23 * HOUR)).unwrap(), first);
    assert_eq!(ledger.render(id).unwrap().stage, Stage::Sending);
    ledger.unconfirmed(id, "again no answer", at(23 * HOUR)).unwrap();
    assert_eq!(ledger.repeatable(ALL, at(24 * HOUR)).unwrap(), [], "it counts from the first time");
    assert!(ledger.repeat(id, at(24 * HOUR)).is_err());
    assert_eq!(ledger.render(id).unwrap().stage, Stage::Unconfirmed);
    assert_eq!(ledger.repeatable(SignedDuration::ZERO..SURE_IDEMPOTENCY_WINDOW, at(9 * HOUR)).unwrap(), [id]);
    assert_eq!(ledger.repeatable(SignedDuration::ZERO..SURE_IDEMPOTENCY_WINDOW, at(10 * HOUR)).unwrap(), []);
    assert_eq!(ledger.repeatable(SURE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, at(9 * HOUR)).unwrap(), []);
    assert_eq!(ledger.repeatable(SURE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, at(10 * HOUR)).unwrap(), [id]);
    assert_eq!(ledger.repeatable(ALL, at(0)).unwrap(), [], "a clock that was set back proves nothing");
    ledger.void(at(999)).unwrap();
    assert_eq!(ledger.repeatable(ALL, at(2 * HOUR)).unwrap(), [id], "clocks are put right by a little");
    ledger.void(at(800)).unwrap();
    assert_eq!(ledger.repeatable(ALL, at(2 * HOUR)).unwrap(), [], "not when it goes on either");
    assert!(!ledger.render(id).unwrap().is_repeatable(at(2 * HOUR)));
}

#[test]
fn a_render_without_a_key_is_never_repeated() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (id, first) = lost(&mut ledger, &new_render("one"), 1000);
    assert_eq!(first.key, None);
    assert_eq!(ledger.repeatable(ALL, at(2000)).unwrap(), []);
    assert!(ledger.repeat(id, at(2000)).is_err());
}

#[test]
fn only_what_nobody_knows_is_repeated() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = ledger.begin(&keyed("one"), at(1000)).unwrap();
    assert!(ledger.repeat(id, at(1000)).is_err(), "it was never sent");
    let (sent, _) = lost(&mut ledger, &keyed("two"), 1000);
    ledger.accepted(sent, &VideoId::new("v"), at(1500)).unwrap();
    assert!(ledger.repeat(sent, at(2000)).is_err(), "it is known");
}

#[test]
fn a_new_take_has_a_key_of_its_own() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (id, first) = lost(&mut ledger, &keyed("one"), 1000);
    let take = ledger.again(id, &free(), at(2000)).unwrap();
    let Claim::Taken(request) = ledger.claim(take, 0, &free(), at(2000)).unwrap() else {
        panic!("there is room")
    };
    assert_eq!(request.text, first.text);
    assert!(request.key.is_some() && request.key != first.key);
}

#[test]
fn what_went_out_as_a_new_take_is_not_repeated_beside_it() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (id, _) = lost(&mut ledger, &keyed("one"), 1000);
    assert_eq!(ledger.repeatable(ALL, at(2000)), Ok(vec![id]));
    assert!(ledger.render(id).unwrap().is_repeatable(at(2000)));
    ledger.again(id, &free(), at(2000)).unwrap();
    assert_eq!(ledger.repeatable(ALL, at(2000)), Ok(vec![]));
    assert!(!ledger.render(id).unwrap().is_repeatable(at(2000)));
    assert!(ledger.repeat(id, at(2000)).is_err());
}

#[test]
fn an_account_remembers_what_it_speaks_and_its_pictures() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    assert_eq!(ledger.generation().unwrap(), None);
    ledger.speaks(Api::V3).unwrap();
    assert_eq!(desk.open().generation().unwrap(), Some(Api::V3));
    assert!(!ledger.was_told("ends on 31 Oct").unwrap());
    ledger.told("ends on 31 Oct").unwrap();
    assert!(ledger.was_told("ends on 31 Oct").unwrap());
    assert!(!ledger.was_told("ends on 30 Nov").unwrap(), "news is told");
    let photo = PhotoId::new("p");
    assert_eq!(ledger.picture_key(&photo).unwrap(), None);
    let key = AssetKey::new("image/5c1e/original");
    ledger.keep_picture_key(&photo, &key, KeySource::Details, at(1)).unwrap();
    assert_eq!(ledger.picture_key(&photo).unwrap(), Some((key, KeySource::Details)));
}
