//! Orders for looks: written down, taken up by whoever comes next, added once.

use crate::domain::{ApiVersion, GroupId, LookGenerationId, PhotoId, PictureKey, PictureKeySource};

use super::*;

const LOOK_NAME: &str = "Ana, in blue";

fn group() -> GroupId {
    GroupId::new("g")
}

fn record_confirmed_request(ledger: &mut Ledger) -> LookRequestId {
    let (id, _) =
        ledger.record_look_request(Some(&group()), LOOK_NAME, true, ApiVersion::V2, timestamp(1)).unwrap();
    ledger.confirm_look_request(id, &LookGenerationId::new("made")).unwrap();
    id
}

#[test]
fn a_look_request_outlives_its_process_until_it_completes() {
    let harness = LedgerHarness::new();
    let id = record_confirmed_request(&mut harness.open());
    let mut ledger = harness.open();
    let expected = StoredLookRequest {
        id,
        group: Some(group()),
        name: LOOK_NAME.into(),
        api_version: ApiVersion::V2,
        generation: LookGenerationId::new("made"),
        requested_at: timestamp(1),
    };
    assert_eq!(ledger.confirmed_look_requests().unwrap(), [expected]);
    assert_eq!(ledger.take_lost_look_requests().unwrap(), Vec::<String>::new(), "the service took it");
    assert_eq!(ledger.claim_look_addition(id, &[]), Ok(AddLooksClaim::First));
    let (photo, key) = (PhotoId::new("p"), PictureKey::new("image/5c1e/original"));
    ledger.complete_look_request(id, &[(photo.clone(), key.clone())], timestamp(3)).unwrap();
    assert_eq!(ledger.picture_key(&photo).unwrap(), Some((key, PictureKeySource::Upload)));
    assert_eq!(ledger.confirmed_look_requests().unwrap(), []);
    assert_eq!(ledger.claim_look_addition(id, &[]), Ok(AddLooksClaim::Unavailable));
}

#[test]
fn open_look_requests_have_unique_names() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let mut name =
        || ledger.record_look_request(None, LOOK_NAME, true, ApiVersion::V3, timestamp(1)).unwrap();
    assert_eq!((name().1, name().1), (LOOK_NAME.to_owned(), format!("{LOOK_NAME} (2)")));
    let third = name();
    assert_eq!(third.1, format!("{LOOK_NAME} (3)"));
    ledger.delete_look_request(third.0).unwrap();
    assert_eq!(
        ledger.record_look_request(None, LOOK_NAME, true, ApiVersion::V3, timestamp(1)).unwrap().1,
        format!("{LOOK_NAME} (3)")
    );
}

#[test]
fn a_lost_look_request_of_an_ended_process_is_reported_once() {
    let harness = LedgerHarness::new();
    let mut first = harness.open();
    first.record_look_request(Some(&group()), LOOK_NAME, true, ApiVersion::V2, timestamp(1)).unwrap();
    let mut second = harness.open();
    assert_eq!(second.take_lost_look_requests().unwrap(), Vec::<String>::new(), "it is being ordered");
    assert_eq!(first.confirmed_look_requests().unwrap(), []);
    drop(first);
    assert_eq!(second.take_lost_look_requests().unwrap(), [LOOK_NAME]);
    assert_eq!(second.take_lost_look_requests().unwrap(), Vec::<String>::new());
}

#[test]
fn one_process_adds_the_looks_and_another_can_take_over() {
    let harness = LedgerHarness::new();
    let (mut one, mut other) = (harness.open(), harness.open());
    let id = record_confirmed_request(&mut one);
    let existing = [PhotoId::new("a"), PhotoId::new("b")];
    assert_eq!(one.claim_look_addition(id, &existing), Ok(AddLooksClaim::First));
    assert_eq!(other.claim_look_addition(id, &existing), Ok(AddLooksClaim::Unavailable));
    assert_eq!(
        one.claim_look_addition(id, &[]),
        Ok(AddLooksClaim::Retry(existing.to_vec())),
        "it does not know how it ended"
    );
    drop(one);
    assert_eq!(
        other.claim_look_addition(id, &[PhotoId::new("c")]),
        Ok(AddLooksClaim::Retry(existing.to_vec())),
        "as at first"
    );
    other.release_look_addition(id).unwrap();
    assert_eq!(other.claim_look_addition(id, &[]), Ok(AddLooksClaim::First));
    other.delete_look_request(id).unwrap();
    assert_eq!(other.confirmed_look_requests().unwrap(), []);
}

#[test]
fn a_training_is_not_started_twice_within_an_hour() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    assert_eq!(ledger.try_start_training(&group(), timestamp(10_000)), Ok(true));
    assert_eq!(
        harness.open().try_start_training(&group(), timestamp(13_599)),
        Ok(false),
        "nor by another program"
    );
    assert_eq!(ledger.try_start_training(&group(), timestamp(13_601)), Ok(true));
    assert_eq!(ledger.try_start_training(&group(), timestamp(5)), Ok(true), "the clock was set back");
    ledger.delete_training(&group()).unwrap();
    assert_eq!(ledger.try_start_training(&group(), timestamp(6)), Ok(true));
}
