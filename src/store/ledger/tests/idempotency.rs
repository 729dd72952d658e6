//! Submissions that are safe to repeat: the same key and the same words, within a day.

use super::*;
use std::ops::Range;

use jiff::SignedDuration;

use crate::domain::{
    ApiVersion, ChosenIdempotencyKey, IDEMPOTENCY_WINDOW, PhotoId, PictureKey, PictureKeySource,
    SAFE_IDEMPOTENCY_WINDOW,
};

const HOUR_SECONDS: i64 = 3600;

fn new_render_with_key(title: &str) -> NewRenderRecord {
    NewRenderRecord {
        idempotency_key: RenderIdempotencyKey::Random,
        dialect: "v3".into(),
        ..new_render(title)
    }
}

/// However long ago it was sent.
const ANY_AGE: Range<SignedDuration> = SignedDuration::ZERO..IDEMPOTENCY_WINDOW;

/// A render that was sent at this time, and of which nobody knows.
fn unconfirmed_render(ledger: &mut Ledger, new: &NewRenderRecord, when: i64) -> (RenderId, StoredRequest) {
    let id = ledger.enqueue_unchecked(new, timestamp(when)).unwrap();
    let SendClaim::Granted(request) = ledger.claim(id, 0, &unlimited(), timestamp(when)).unwrap() else {
        panic!("there is room")
    };
    ledger.mark_unconfirmed(id, "no answer", timestamp(when)).unwrap();
    (id, request)
}

#[test]
fn a_request_with_a_callback_names_its_render_and_is_repeated_unchanged() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let with_body = |title: &str, body: &str| NewRenderRecord {
        request_body: body.to_owned(),
        content_hash: title.to_owned(),
        ..new_render_with_key(title)
    };
    let body = r#"{"title":"One","callback_url":"https://a.example","scale":1.50}"#;
    let (id, first) = unconfirmed_render(&mut ledger, &with_body("one", body), 1000);
    let named = format!(r#"{},"callback_id":"{}"}}"#, body.trim_end_matches('}'), id.0);
    assert_eq!(first.body, named);
    assert_eq!(ledger.claim_repeat(id, timestamp(1010)).unwrap(), first);
    ledger.mark_unconfirmed(id, "no answer", timestamp(1012)).unwrap();
    let resent = ledger.resend(id, &unlimited(), timestamp(1015)).unwrap();
    let SendClaim::Granted(request) = ledger.claim(resent, 0, &unlimited(), timestamp(1016)).unwrap() else {
        panic!("there is room")
    };
    assert!(request.body.contains(&format!(r#""callback_id":"{}""#, resent.0)), "{}", request.body);
    for (title, body) in [("two", r#"{"callback_url":null}"#), ("three", r#"{"title":"x"}"#)] {
        assert_eq!(unconfirmed_render(&mut ledger, &with_body(title, body), 1020).1.body, body);
    }
}

#[test]
fn a_render_with_a_key_is_repeated_unchanged_within_a_day() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (id, first) = unconfirmed_render(&mut ledger, &new_render_with_key("one"), 1000);
    assert_eq!(first.idempotency_key.as_ref().map(String::len), Some(32));
    assert_eq!(ledger.repeatable_renders(ANY_AGE, timestamp(23 * HOUR_SECONDS)).unwrap(), [id]);
    assert_eq!(ledger.claim_repeat(id, timestamp(23 * HOUR_SECONDS)).unwrap(), first);
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Sending);
    ledger.mark_unconfirmed(id, "again no answer", timestamp(23 * HOUR_SECONDS)).unwrap();
    assert_eq!(
        ledger.repeatable_renders(ANY_AGE, timestamp(24 * HOUR_SECONDS)).unwrap(),
        [],
        "it counts from the first time"
    );
    assert!(ledger.claim_repeat(id, timestamp(24 * HOUR_SECONDS)).is_err());
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Unconfirmed);
    assert_eq!(
        ledger
            .repeatable_renders(SignedDuration::ZERO..SAFE_IDEMPOTENCY_WINDOW, timestamp(9 * HOUR_SECONDS))
            .unwrap(),
        [id]
    );
    assert_eq!(
        ledger
            .repeatable_renders(SignedDuration::ZERO..SAFE_IDEMPOTENCY_WINDOW, timestamp(10 * HOUR_SECONDS))
            .unwrap(),
        []
    );
    assert_eq!(
        ledger
            .repeatable_renders(SAFE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, timestamp(9 * HOUR_SECONDS))
            .unwrap(),
        []
    );
    assert_eq!(
        ledger
            .repeatable_renders(SAFE_IDEMPOTENCY_WINDOW..IDEMPOTENCY_WINDOW, timestamp(10 * HOUR_SECONDS))
            .unwrap(),
        [id]
    );
    assert_eq!(
        ledger.repeatable_renders(ANY_AGE, timestamp(0)).unwrap(),
        [],
        "a clock that was set back proves nothing"
    );
    ledger.discard_future_idempotency_keys(timestamp(999)).unwrap();
    assert_eq!(
        ledger.repeatable_renders(ANY_AGE, timestamp(2 * HOUR_SECONDS)).unwrap(),
        [id],
        "clocks are put right by a little"
    );
    ledger.discard_future_idempotency_keys(timestamp(800)).unwrap();
    assert_eq!(
        ledger.repeatable_renders(ANY_AGE, timestamp(2 * HOUR_SECONDS)).unwrap(),
        [],
        "not when it goes on either"
    );
    assert!(!ledger.find_render(id).unwrap().can_resend_safely(timestamp(2 * HOUR_SECONDS)));
}

#[test]
fn a_render_without_a_key_is_never_repeated() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (id, first) = unconfirmed_render(&mut ledger, &new_render("one"), 1000);
    assert_eq!(first.idempotency_key, None);
    assert_eq!(ledger.repeatable_renders(ANY_AGE, timestamp(2000)).unwrap(), []);
    assert!(ledger.claim_repeat(id, timestamp(2000)).is_err());
}

#[test]
fn only_unconfirmed_renders_are_repeated() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = ledger.enqueue_unchecked(&new_render_with_key("one"), timestamp(1000)).unwrap();
    assert!(ledger.claim_repeat(id, timestamp(1000)).is_err(), "it was never sent");
    let (sent, _) = unconfirmed_render(&mut ledger, &new_render_with_key("two"), 1000);
    ledger.record_acceptance(sent, &VideoId::new("v"), timestamp(1500)).unwrap();
    assert!(ledger.claim_repeat(sent, timestamp(2000)).is_err(), "it is known");
}

#[test]
fn a_resend_has_its_own_idempotency_key() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (id, first) = unconfirmed_render(&mut ledger, &new_render_with_key("one"), 1000);
    let resent = ledger.resend(id, &unlimited(), timestamp(2000)).unwrap();
    let SendClaim::Granted(request) = ledger.claim(resent, 0, &unlimited(), timestamp(2000)).unwrap() else {
        panic!("there is room")
    };
    assert_eq!(request.body, first.body);
    assert!(request.idempotency_key.is_some() && request.idempotency_key != first.idempotency_key);
}

#[test]
fn a_render_that_was_resent_is_not_repeated() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (id, _) = unconfirmed_render(&mut ledger, &new_render_with_key("one"), 1000);
    assert_eq!(ledger.repeatable_renders(ANY_AGE, timestamp(2000)), Ok(vec![id]));
    assert!(ledger.find_render(id).unwrap().can_resend_safely(timestamp(2000)));
    ledger.resend(id, &unlimited(), timestamp(2000)).unwrap();
    assert_eq!(ledger.repeatable_renders(ANY_AGE, timestamp(2000)), Ok(vec![]));
    assert!(!ledger.find_render(id).unwrap().can_resend_safely(timestamp(2000)));
    assert!(ledger.claim_repeat(id, timestamp(2000)).is_err());
}

#[test]
fn the_account_state_keeps_version_notice_and_picture_keys() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    assert_eq!(ledger.api_version().unwrap(), None);
    ledger.set_api_version(ApiVersion::V3).unwrap();
    assert_eq!(harness.open().api_version().unwrap(), Some(ApiVersion::V3));
    assert!(!ledger.is_last_notice("ends on 31 Oct").unwrap());
    ledger.record_notice("ends on 31 Oct").unwrap();
    assert!(ledger.is_last_notice("ends on 31 Oct").unwrap());
    assert!(!ledger.is_last_notice("ends on 30 Nov").unwrap(), "news is told");
    let photo = PhotoId::new("p");
    assert_eq!(ledger.picture_key(&photo).unwrap(), None);
    let key = PictureKey::new("image/5c1e/original");
    ledger.save_picture_key(&photo, &key, PictureKeySource::Details, timestamp(1)).unwrap();
    assert_eq!(ledger.picture_key(&photo).unwrap(), Some((key, PictureKeySource::Details)));
}

fn new_render_with_chosen_key(hash: &str) -> NewRenderRecord {
    let key = ChosenIdempotencyKey::parse("order-1").unwrap();
    NewRenderRecord {
        idempotency_key: RenderIdempotencyKey::Chosen(key),
        content_hash: hash.to_owned(),
        ..new_render_with_key("one")
    }
}

#[test]
fn a_chosen_key_is_sent_and_queues_its_video_once() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let new = [new_render_with_chosen_key("one")];
    let first = ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(1)).unwrap();
    assert_eq!(first, EnqueuedRenders { ids: first.ids.clone(), are_new: true });
    let SendClaim::Granted(request) = ledger.claim(first.ids[0], 0, &unlimited(), timestamp(2)).unwrap()
    else {
        panic!("there is room")
    };
    assert_eq!(request.idempotency_key.as_deref(), Some("order-1"));
    // Another process, beyond the cap.
    let mut other = harness.open();
    let second =
        other.enqueue(&new, KnownDuplicates::None, &limits_with_caps(Some(1.0), None), timestamp(3)).unwrap();
    assert_eq!(second, EnqueuedRenders { are_new: false, ..first });
    let error = other
        .enqueue(&[new_render_with_chosen_key("two")], KnownDuplicates::None, &unlimited(), timestamp(4))
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::IdempotencyKeyInUse);
    assert!(error.summary().contains(&format!("render {}", second.ids[0])), "{error}");
}

#[test]
fn a_chosen_key_belongs_to_the_render_that_was_sent_last() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let new = [new_render_with_chosen_key("one")];
    let first = ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(1)).unwrap().ids[0];
    ledger.cancel(first, timestamp(2)).unwrap();
    let again = ledger.resend(first, &unlimited(), timestamp(3)).unwrap();
    let found = ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(4)).unwrap();
    assert_eq!((found.ids, found.are_new), (vec![again], false));
    ledger.cancel(again, timestamp(5)).unwrap();
    // Neither was created: removed from the list, they leave the key free.
    ledger.remove_from_list(again, timestamp(6)).unwrap();
    assert!(ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(7)).unwrap().are_new);
}

#[test]
fn a_chosen_key_of_a_finished_render_stays_taken_after_its_removal() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let new = new_render_with_chosen_key("one");
    let id = ledger.enqueue_unchecked(&new, timestamp(1)).unwrap();
    ledger.mark_sending(id, timestamp(2)).unwrap();
    ledger.record_acceptance(id, &VideoId::new("v1"), timestamp(3)).unwrap();
    ledger.record_progress(id, &progress_with(RenderStage::Completed, "completed"), timestamp(4)).unwrap();
    ledger.remove_from_list(id, timestamp(5)).unwrap();
    let error = ledger.enqueue(&[new], KnownDuplicates::UpTo(id), &unlimited(), timestamp(6)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::IdempotencyKeyInUse);
    assert!(error.summary().contains("was removed from the list"), "{error}");
}
