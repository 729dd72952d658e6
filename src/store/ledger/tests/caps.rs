//! What the user lets be spent holds for every way in which a render is sent.

use super::*;

const DAY_SECONDS: i64 = 24 * 3600;
#[test]
fn a_submission_beyond_a_cap_enqueues_none_of_its_renders() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    // Each part is about 5.6 credits.
    let parts = [new_render("one"), new_render("two"), new_render("three")];
    for (cap, cap_name) in [
        (limits_with_caps(Some(12.0), None), "the daily cap"),
        (limits_with_caps(None, Some(12.0)), "the project cap"),
    ] {
        let error = ledger.enqueue(&parts, KnownDuplicates::None, &cap, timestamp(1)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::SpendingCap);
        assert!(error.summary().contains(&format!("16.8 credits more would exceed {cap_name}: ")), "{error}");
        assert_eq!(ledger.renders(), Ok(Vec::new()));
    }
    let ids = ledger
        .enqueue(&parts, KnownDuplicates::None, &limits_with_caps(Some(16.8), Some(16.8)), timestamp(1))
        .unwrap()
        .ids;
    assert_eq!(ids.len(), 3);
    ledger.mark_sending(ids[0], timestamp(2)).unwrap();
    ledger.mark_unconfirmed(ids[0], "", timestamp(3)).unwrap();
    let refused = ledger.resend(ids[0], &limits_with_caps(Some(20.0), None), timestamp(4)).unwrap_err();
    assert!(refused.summary().ends_with("16.8 credits of 20 credits are spent"), "{refused}");
    ledger.resend(ids[0], &limits_with_caps(Some(20.0), None), timestamp(4 + 24 * 3600)).unwrap();
}

#[test]
fn two_processes_together_stay_within_a_cap() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    let cap = limits_with_caps(Some(5.6 * 10.0), None);
    let fill = |ledger: &mut Ledger| {
        let mut begun = 0;
        loop {
            match ledger.enqueue(&[new_render("x")], KnownDuplicates::All, &cap, timestamp(1)) {
                Ok(_) => begun += 1,
                // The other one has the file just now.
                Err(error) if error.kind == ErrorKind::File => {}
                Err(_) => return begun,
            }
        }
    };
    let begun = std::thread::scope(|scope| {
        let other = scope.spawn(|| fill(&mut two));
        fill(&mut one) + other.join().unwrap()
    });
    assert_eq!((begun, one.renders().unwrap().len()), (10, 10));
}

#[test]
fn an_adopted_render_counts_against_the_cap_of_the_current_day() {
    let harness = LedgerHarness::new();
    let mut first = harness.open();
    let ids = ["a", "b"].map(|title| first.enqueue_unchecked(&new_render(title), timestamp(1)).unwrap());
    drop(first);
    let mut ledger = harness.open();
    ledger.recover_orphaned(timestamp(DAY_SECONDS)).unwrap();
    let today = ledger.enqueue_unchecked(&new_render("today"), timestamp(DAY_SECONDS + 1)).unwrap();
    // Each is about 5.6 credits.
    let cap = limits_with_caps(Some(12.0), None);
    ledger.adopt(ids[0], &cap, timestamp(DAY_SECONDS + 2)).unwrap();
    assert!(matches!(ledger.claim(ids[0], 0, &cap, timestamp(DAY_SECONDS + 3)), Ok(SendClaim::Granted(_))));
    let error = ledger.adopt(ids[1], &cap, timestamp(DAY_SECONDS + 4)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::SpendingCap);
    assert!(error.summary().ends_with("11.2 credits of 12 credits are spent"), "{error}");
    assert_eq!(ledger.find_render(ids[1]).unwrap().queue_entry.owner, QueueOwner::Unowned);
    assert!(
        matches!(ledger.claim(today, 0, &cap, timestamp(DAY_SECONDS + 5)), Ok(SendClaim::Granted(_))),
        "it was agreed to today"
    );
}

#[test]
fn a_render_queued_overnight_is_left_to_the_user_at_the_daily_cap() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let waits = ledger.enqueue_unchecked(&new_render("waits"), timestamp(1)).unwrap();
    let today = ledger.enqueue_unchecked(&new_render("today"), timestamp(DAY_SECONDS + 1)).unwrap();
    let cap = limits_with_caps(Some(6.0), None);
    assert!(matches!(ledger.claim(today, 0, &cap, timestamp(DAY_SECONDS + 2)), Ok(SendClaim::Granted(_))));
    assert_eq!(ledger.claim(waits, 0, &cap, timestamp(DAY_SECONDS + 3)), Ok(SendClaim::AtLimit));
    let row = ledger.find_render(waits).unwrap();
    assert_eq!((row.stage, row.queue_entry.owner), (RenderStage::Queued, QueueOwner::Unowned));
    assert!(row.note.unwrap().contains("the daily cap"));
    assert_eq!(event_names(&ledger, waits), ["queued", "over cap"]);
    ledger.adopt(waits, &cap, timestamp(2 * DAY_SECONDS + 1)).unwrap();
    assert!(matches!(
        ledger.claim(waits, 0, &cap, timestamp(2 * DAY_SECONDS + 2)),
        Ok(SendClaim::Granted(_))
    ));
}

#[test]
fn a_duplicate_enqueued_by_another_process_needs_confirmation() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    let new = || [NewRenderRecord { content_hash: "5f".into(), ..new_render("x") }];
    let ids = one.enqueue(&new(), KnownDuplicates::None, &unlimited(), timestamp(1)).unwrap().ids;
    let error = two.enqueue(&new(), KnownDuplicates::None, &unlimited(), timestamp(2)).unwrap_err();
    assert_eq!((error.kind, two.renders().unwrap().len()), (ErrorKind::AlreadyRendered, 1));
    assert_eq!(error.summary(), "This project is already in the queue, as render 1 (queued)");
    two.enqueue(&new(), KnownDuplicates::UpTo(ids[0]), &unlimited(), timestamp(3)).unwrap();
    let error = one.enqueue(&new(), KnownDuplicates::UpTo(ids[0]), &unlimited(), timestamp(3)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::AlreadyRendered, "one more than was shown");
    one.cancel(ids[0], timestamp(4)).unwrap();
    let second = two.renders().unwrap()[0].id;
    two.cancel(second, timestamp(5)).unwrap();
    two.enqueue(&new(), KnownDuplicates::None, &unlimited(), timestamp(6)).unwrap();
}

#[test]
fn a_new_render_replaces_an_unconfirmed_one() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let new = [NewRenderRecord {
        content_hash: "5f".into(),
        idempotency_key: RenderIdempotencyKey::Random,
        dialect: "v3".into(),
        ..new_render("x")
    }];
    let old = ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(1)).unwrap().ids[0];
    ledger.claim(old, 0, &unlimited(), timestamp(1)).unwrap();
    ledger.mark_unconfirmed(old, "no answer", timestamp(2)).unwrap();
    assert!(ledger.find_render(old).unwrap().can_resend_safely(timestamp(3)));
    let id = ledger.enqueue(&new, KnownDuplicates::UpTo(old), &unlimited(), timestamp(3)).unwrap().ids[0];
    assert_eq!(ledger.find_render(old).unwrap().lineage.resent_as, Some(id));
    assert!(
        !ledger.find_render(old).unwrap().can_resend_safely(timestamp(3))
            && ledger.claim_repeat(old, timestamp(3)).is_err()
    );
}
