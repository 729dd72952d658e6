//! The queue: claims, retries, adoption, order and resending; the poll lease.

use jiff::SignedDuration;

use crate::domain::{PhotoId, PictureKey, PictureKeyChoice, PictureKeySource, RenderAction};

use super::*;

pub(super) fn enqueue(ledger: &mut Ledger, title: &str, second: i64) -> RenderId {
    ledger.enqueue_unchecked(&new_render(title), timestamp(second)).unwrap()
}

/// A render that was sent then, and of which nobody knows.
pub(super) fn unconfirmed_render(ledger: &mut Ledger, new: &NewRenderRecord, second: i64) -> RenderId {
    let id = ledger.enqueue_unchecked(new, timestamp(second)).unwrap();
    ledger.mark_sending(id, timestamp(second)).unwrap();
    ledger.mark_unconfirmed(id, "no answer", timestamp(second + 60)).unwrap();
    id
}

pub(super) fn video_of(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.find_render(id).unwrap().video_id.map(|video| video.as_str().to_owned())
}

pub(super) fn note_of(ledger: &Ledger, id: RenderId) -> String {
    ledger.find_render(id).unwrap().note.unwrap_or_default()
}

#[test]
fn the_limit_note_is_singular_for_one_render() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let ids = [1, 2].map(|second| enqueue(&mut ledger, "x", second));
    assert!(matches!(ledger.claim(ids[0], 1, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(_))));
    assert_eq!(ledger.claim(ids[1], 1, &unlimited(), timestamp(10)), Ok(SendClaim::AtLimit));
    assert_eq!(note_of(&ledger, ids[1]), "queued here: 1 render is in progress, and the limit is 1");
}

#[test]
fn the_number_of_renders_in_progress_is_limited() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let ids = [1, 2, 3].map(|second| enqueue(&mut ledger, "x", second));
    assert!(
        matches!(ledger.claim(ids[0], 2, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(request)) if request.dialect == "scenes")
    );
    assert!(matches!(ledger.claim(ids[1], 2, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(_))));
    assert_eq!(ledger.claim(ids[2], 2, &unlimited(), timestamp(10)), Ok(SendClaim::AtLimit));
    assert_eq!(note_of(&ledger, ids[2]), "queued here: 2 renders are in progress, and the limit is 2");
    ledger.record_acceptance(ids[0], &VideoId::new("v"), timestamp(11)).unwrap();
    assert_eq!(ledger.claim(ids[2], 2, &unlimited(), timestamp(12)), Ok(SendClaim::AtLimit));
    ledger.record_progress(ids[0], &progress_with(RenderStage::Failed, "failed"), timestamp(13)).unwrap();
    assert!(matches!(ledger.claim(ids[2], 2, &unlimited(), timestamp(14)), Ok(SendClaim::Granted(_))));
    let more = enqueue(&mut ledger, "x", 15);
    assert!(
        matches!(ledger.claim(more, 0, &unlimited(), timestamp(16)), Ok(SendClaim::Granted(_))),
        "0 is any number"
    );
    // What nobody heard of for a day takes no room.
    let late = 25 * 3600;
    let last = enqueue(&mut ledger, "x", late);
    assert!(matches!(ledger.claim(last, 1, &unlimited(), timestamp(late + 1)), Ok(SendClaim::Granted(_))));
    assert!(ledger.claim(last, 0, &unlimited(), timestamp(late + 2)).is_err(), "it is taken once");
}

#[test]
fn a_requeued_render_waits_and_is_sent_unchanged() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = enqueue(&mut ledger, "x", 1);
    for tries in 0..3 {
        assert_eq!(ledger.retry_count(id), Ok(tries));
        let Ok(SendClaim::Granted(request)) = ledger.claim(id, 3, &unlimited(), timestamp(10)) else {
            panic!()
        };
        assert_eq!(request, ledger.stored_request(id).unwrap());
        ledger.schedule_retry(id, "busy", timestamp(20), timestamp(11)).unwrap();
    }
    let row = ledger.find_render(id).unwrap();
    assert_eq!(
        (row.stage, row.queue_entry.retry_at, row.queue_entry.owner),
        (RenderStage::Queued, Some(timestamp(20)), QueueOwner::ThisProcess)
    );
    ledger.cancel(id, timestamp(12)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().queue_entry.retry_at, None);
}

#[test]
fn a_render_left_by_an_ended_process_must_be_adopted() {
    let harness = LedgerHarness::new();
    let (mut first, mut second) = (harness.open(), harness.open());
    let id = enqueue(&mut first, "x", 1);
    assert_eq!(second.find_render(id).unwrap().queue_entry.owner, QueueOwner::OtherProcess);
    assert_eq!(
        second.claim(id, 0, &unlimited(), timestamp(2)).unwrap_err().summary(),
        "Render 1 is waiting in another cuecard"
    );
    assert!(second.adopt(id, &unlimited(), timestamp(2)).is_err());
    assert_eq!(second.recover_and_detect_changes(timestamp(2)), Ok(false));
    drop(first);
    assert_eq!(second.recover_and_detect_changes(timestamp(3)), Ok(true));
    let row = second.find_render(id).unwrap();
    assert_eq!(
        (row.queue_entry.owner, note_of(&second, id).as_str()),
        (QueueOwner::Unowned, "queued earlier: send it?")
    );
    second.adopt(id, &unlimited(), timestamp(4)).unwrap();
    assert_eq!(second.find_render(id).unwrap().queue_entry.owner, QueueOwner::ThisProcess);
    assert!(matches!(second.claim(id, 0, &unlimited(), timestamp(5)), Ok(SendClaim::Granted(_))));
    assert_eq!(event_names(&second, id), ["queued", "interrupted", "adopted", "sending"]);
}

#[test]
fn the_queue_can_be_reordered() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let ids = [1, 2, 3].map(|second| enqueue(&mut ledger, "x", second));
    let order = |ledger: &Ledger| {
        let mut rows = ledger.renders().unwrap();
        rows.sort_by_key(|row| row.queue_entry.position);
        rows.into_iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ledger.reorder(ids[2], true, timestamp(50)), Ok(true));
    assert_eq!(order(&ledger), [1, 3, 2]);
    assert_eq!(ledger.reorder(ids[2], true, timestamp(50)), Ok(true));
    assert_eq!(ledger.reorder(ids[2], true, timestamp(50)), Ok(false));
    assert_eq!(ledger.reorder(ids[0], false, timestamp(50)), Ok(true));
    assert_eq!(order(&ledger), [3, 2, 1]);
    ledger.mark_sending(ids[0], timestamp(9)).unwrap();
    assert!(ledger.reorder(ids[0], true, timestamp(50)).is_err());
}

#[test]
fn a_render_can_be_resent_only_once() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let old = render_in_stage(&mut ledger, RenderStage::Failed);
    let new = ledger.resend(old, &unlimited(), timestamp(20)).unwrap();
    let (before, resent) = (ledger.find_render(old).unwrap(), ledger.find_render(new).unwrap());
    assert_eq!((before.lineage.resent_as, resent.lineage.resend_of), (Some(new), Some(old)));
    assert_eq!(
        (resent.stage, resent.queue_entry.owner, resent.requested_at),
        (RenderStage::Queued, QueueOwner::ThisProcess, timestamp(20))
    );
    assert_eq!(
        (resent.title, resent.estimated_cost, resent.project_path),
        (before.title, before.estimated_cost, before.project_path)
    );
    assert_eq!(ledger.stored_request(new), ledger.stored_request(old));
    assert_eq!(
        ledger.resend(old, &unlimited(), timestamp(21)).unwrap_err().summary(),
        "Render 1 was already sent again, as render 2"
    );
    assert!(ledger.resend(new, &unlimited(), timestamp(21)).is_err(), "it waits to be sent itself");
}

#[test]
fn a_resend_needs_a_stage_that_allows_it() {
    for stage in RenderStage::ALL.iter().copied() {
        let harness = LedgerHarness::new();
        let mut ledger = harness.open();
        let id = render_in_stage(&mut ledger, stage);
        let is_allowed = stage != RenderStage::Queued && stage.allows(RenderAction::Send).is_ok();
        assert_eq!(ledger.resend(id, &unlimited(), timestamp(20)).is_ok(), is_allowed, "{stage:?}");
    }
}

/// The key of a picture that the user let cuecard upload.
fn uploaded_picture() -> RenderPictureKey {
    RenderPictureKey {
        photo: PhotoId::new("p"),
        key: PictureKey::new("k"),
        source: PictureKeySource::Upload,
        key_choice: PictureKeyChoice::Only(PictureKeySource::Upload),
        may_upload: true,
    }
}

#[test]
fn consent_to_an_upload_is_not_passed_to_a_resend() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let picture = uploaded_picture();
    let old = ledger
        .enqueue_unchecked(
            &NewRenderRecord { picture_key: Some(picture.clone()), ..new_render("one") },
            timestamp(1),
        )
        .unwrap();
    assert_eq!(ledger.render_picture_key(old), Ok(Some(picture.clone())));
    ledger.claim(old, 0, &unlimited(), timestamp(2)).unwrap();
    ledger.mark_unconfirmed(old, "no answer", timestamp(3)).unwrap();
    let new = ledger.resend(old, &unlimited(), timestamp(4)).unwrap();
    assert_eq!(ledger.render_picture_key(new), Ok(Some(RenderPictureKey { may_upload: false, ..picture })));
}

#[test]
fn a_picture_key_is_replaced_with_and_without_a_callback() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let picture = uploaded_picture();
    for (title, callback) in [("one", ""), ("two", r#", "callback_url": "https://a.example""#)] {
        let request_body = format!(r#"{{"image_key": "k"{callback}}}"#);
        let new = NewRenderRecord { request_body, picture_key: Some(picture.clone()), ..new_render(title) };
        let id = ledger.enqueue_unchecked(&new, timestamp(1)).unwrap();
        let granted = ledger.claim(id, 0, &unlimited(), timestamp(2)).unwrap();
        assert!(matches!(granted, SendClaim::Granted(_)));
        ledger.mark_refused(id, "no such picture", timestamp(3)).unwrap();
        let next = PictureKey::new("next");
        ledger.replace_picture_key(id, &next, PictureKeySource::Id, timestamp(4)).unwrap();
        let SendClaim::Granted(request) = ledger.claim(id, 0, &unlimited(), timestamp(5)).unwrap() else {
            panic!("there is room")
        };
        let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
        assert_eq!(body["image_key"], "next", "{title}");
    }
}

#[test]
fn one_process_holds_the_poll_lease_until_it_ends() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    assert_eq!(
        (one.try_acquire_poll_lease(), two.try_acquire_poll_lease(), one.try_acquire_poll_lease()),
        (Ok(true), Ok(false), Ok(true))
    );
    let mut sandbox = Ledger::open(&harness.path(), &AccountId::sandbox(), timestamp(1)).unwrap().ledger;
    assert_eq!(sandbox.try_acquire_poll_lease(), Ok(true), "each account has its own");
    drop(one);
    assert_eq!(two.try_acquire_poll_lease(), Ok(true));
}

#[test]
fn changes_by_other_processes_are_detected() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    one.has_external_changes().unwrap();
    let id = enqueue(&mut one, "x", 1);
    assert_eq!(one.has_external_changes(), Ok(false), "its own changes it knows");
    two.cancel(id, timestamp(1) + SignedDuration::from_secs(1)).unwrap();
    assert_eq!((one.has_external_changes(), one.has_external_changes()), (Ok(true), Ok(false)));
}
