//! What the service said, kept beside the events.

use super::*;

const RESPONSE: &str = "{\n  \"code\": \"NO_FACE_ERROR\"\n}";

fn event_responses(ledger: &Ledger, id: RenderId) -> Vec<(String, Option<String>)> {
    ledger
        .events(id)
        .unwrap()
        .into_iter()
        .map(|event| (event.kind.as_str().to_owned(), event.response))
        .collect()
}

#[test]
fn each_failed_attempt_stores_its_response_unchanged() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let note = EventNote { response: Some(RESPONSE), .."no".into() };
    let [one, two, three] = [(); 3].map(|()| render_in_stage(&mut ledger, RenderStage::Sending));
    ledger.mark_refused(one, note, timestamp(3)).unwrap();
    ledger.mark_unconfirmed(two, note, timestamp(3)).unwrap();
    ledger.schedule_retry(three, note, timestamp(9), timestamp(3)).unwrap();
    for (id, event) in [(one, "refused"), (two, "unconfirmed"), (three, "requeued")] {
        let expected = ["queued", "sending"].map(|event| (event.to_owned(), None));
        assert_eq!(event_responses(&ledger, id)[..2], expected);
        assert_eq!(event_responses(&ledger, id)[2], (event.to_owned(), Some(RESPONSE.to_owned())));
    }
    drop(ledger);
    assert_eq!(harness.open().events(one).unwrap()[2].detail.as_deref(), Some("no"));
}

#[test]
fn an_unconfirmed_render_hides_the_response_of_the_previous_attempt() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Sending);
    ledger
        .schedule_retry(
            id,
            EventNote { response: Some(RESPONSE), .."busy".into() },
            timestamp(9),
            timestamp(3),
        )
        .unwrap();
    let shown = |ledger: &Ledger| {
        ledger.details(id).unwrap().last_response().map(|(_, response)| response.to_owned())
    };
    assert_eq!(shown(&ledger).as_deref(), Some(RESPONSE), "while it waits for the next attempt");
    ledger.mark_sending(id, timestamp(9)).unwrap();
    ledger.mark_unconfirmed(id, "no answer", timestamp(10)).unwrap();
    assert_eq!(shown(&ledger), None);
}

#[test]
fn a_failure_stores_the_service_message_beside_the_note() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let failure = |code: &str, response: Option<&str>| VideoFailure {
        code: Some(code.to_owned()),
        message: "no face".to_owned(),
        response: response.map(str::to_owned),
    };
    let failed = VideoDetails {
        failure: Some(failure("NO_FACE_ERROR", Some(RESPONSE))),
        ..progress_with(RenderStage::Failed, "failed")
    };
    let id = render_in_stage(&mut ledger, RenderStage::Processing);
    ledger.record_progress(id, &failed, timestamp(30)).unwrap();
    let note = ledger.find_render(id).unwrap().note;
    assert_eq!(note.as_deref(), Some("No face was found in the photo. Choose another."));
    let last = ledger.events(id).unwrap().pop().unwrap();
    assert_eq!(last.detail.as_deref(), Some("NO_FACE_ERROR: no face"));
    assert_eq!(last.response.as_deref(), Some(RESPONSE));

    let unknown = VideoDetails {
        failure: Some(failure("BRAND_NEW", None)),
        ..progress_with(RenderStage::Failed, "failed")
    };
    let id = render_in_stage(&mut ledger, RenderStage::Processing);
    ledger.record_progress(id, &unknown, timestamp(30)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().note.as_deref(), Some("BRAND_NEW: no face"));
    assert_eq!(event_responses(&ledger, id).pop().unwrap(), ("failed".to_owned(), None));
}

#[test]
fn a_completed_render_keeps_its_warning_and_response() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let failure = VideoFailure {
        code: Some("MOVIO_PAYMENT_INSUFFICIENT_CREDIT".to_owned()),
        message: String::new(),
        response: Some(RESPONSE.to_owned()),
    };
    let done = VideoDetails { failure: Some(failure), ..progress_with(RenderStage::Completed, "completed") };
    let id = render_in_stage(&mut ledger, RenderStage::Processing);
    ledger.record_progress(id, &done, timestamp(30)).unwrap();
    let render = ledger.find_render(id).unwrap();
    let note = "Not enough credits: the video may have a watermark.";
    assert!(
        render.stage == RenderStage::Completed && render.note.as_ref().unwrap().starts_with(note),
        "{render:?}"
    );
    assert_eq!(render.failure_reason, FailureReason::find(Some("insufficient_credit"), ""));
    assert!(ledger.renders().unwrap()[0].failure_reason.is_some());
    assert_eq!(
        event_responses(&ledger, id).pop().unwrap(),
        ("completed".to_owned(), Some(RESPONSE.to_owned()))
    );
}

#[test]
fn details_have_all_events_and_the_request_of_an_own_render() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Pending);
    let details = ledger.details(id).unwrap();
    assert_eq!(details.events, ledger.events(id).unwrap());
    assert_eq!((details.request.as_str(), details.dialect.as_str()), ("{\"title\":\"x\"}", "scenes"));
    let other = Ledger::open(&harness.path(), &AccountId::sandbox(), timestamp(1)).unwrap().ledger;
    assert_eq!(other.details(id).unwrap_err().kind, ErrorKind::NotFound);
}

#[test]
fn a_hostile_response_is_sanitized_when_it_is_read() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Sending);
    let hostile = "{\n\t\"a\u{1b}[2J\": \"\u{202e}b\"\r\n}";
    ledger.mark_refused(id, EventNote { response: Some(hostile), .."no".into() }, timestamp(3)).unwrap();
    let response = ledger.events(id).unwrap().pop().unwrap().response;
    assert_eq!(response.as_deref(), Some("{\n \"a[2J\": \"b\"\n}"));
}

#[test]
fn the_reason_of_a_refusal_is_stored_until_the_next_attempt() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Sending);
    let error = Error::new("the render", ErrorKind::InsufficientCredit, "");
    ledger.mark_refused(id, EventNote::about(&error, "no"), timestamp(3)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().failure_reason, error.failure_reason());
    ledger.schedule_retry(id, "busy", timestamp(9), timestamp(4)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().failure_reason, None);
}
