//! Renders that wait, are sent again, and are found again.

use jiff::SignedDuration;

use crate::domain::{ListedVideo, PhotoId, PictureKey, PictureKeyChoice, PictureKeySource};

use super::*;

fn enqueue(ledger: &mut Ledger, title: &str, second: i64) -> RenderId {
    ledger.enqueue_unchecked(&new_render(title), timestamp(second)).unwrap()
}

/// A render that was sent then, and of which nobody knows.
fn unconfirmed_render(ledger: &mut Ledger, new: &NewRenderRecord, second: i64) -> RenderId {
    let id = ledger.enqueue_unchecked(new, timestamp(second)).unwrap();
    ledger.mark_sending(id, timestamp(second)).unwrap();
    ledger.mark_unconfirmed(id, "no answer", timestamp(second + 60)).unwrap();
    id
}

fn listed_video(id: &str, title: &str, second: i64) -> ListedVideo {
    ListedVideo {
        id: VideoId::new(id),
        title: title.into(),
        stage: Stage::Pending,
        service_status: "pending".into(),
        created_at: Some(timestamp(second)),
        duration_seconds: None,
    }
}

fn video_of(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.find_render(id).unwrap().video_id.map(|video| video.as_str().to_owned())
}

fn note_of(ledger: &Ledger, id: RenderId) -> String {
    ledger.find_render(id).unwrap().note.unwrap_or_default()
}

#[test]
fn one_that_is_on_its_way_is_told_as_one() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let ids = [1, 2].map(|second| enqueue(&mut ledger, "x", second));
    assert!(matches!(ledger.claim(ids[0], 1, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(_))));
    assert_eq!(ledger.claim(ids[1], 1, &unlimited(), timestamp(10)), Ok(SendClaim::AtLimit));
    assert_eq!(note_of(&ledger, ids[1]), "queued here: 1 render is in progress, and the limit is 1");
}

#[test]
fn only_so_many_are_on_their_way() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let ids = [1, 2, 3].map(|second| enqueue(&mut ledger, "x", second));
    assert!(
        matches!(ledger.claim(ids[0], 2, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(request)) if request.dialect == "scenes")
    );
    assert!(matches!(ledger.claim(ids[1], 2, &unlimited(), timestamp(10)), Ok(SendClaim::Granted(_))));
    assert_eq!(ledger.claim(ids[2], 2, &unlimited(), timestamp(10)), Ok(SendClaim::AtLimit));
    assert_eq!(note_of(&ledger, ids[2]), "queued here: 2 renders are in progress, and the limit is 2");
    ledger.record_acceptance(ids[0], &VideoId::new("v"), timestamp(11)).unwrap();
    assert_eq!(ledger.claim(ids[2], 2, &unlimited(), timestamp(12)), Ok(SendClaim::AtLimit));
    ledger.record_progress(ids[0], &progress_with(Stage::Failed, "failed"), timestamp(13)).unwrap();
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
fn what_was_certainly_not_taken_waits_and_is_sent_as_it_was() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
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
        (row.stage, row.queue_slot.retry_at, row.queue_slot.owner),
        (Stage::Queued, Some(timestamp(20)), QueueOwner::ThisProcess)
    );
    ledger.cancel(id, timestamp(12)).unwrap();
    assert_eq!(ledger.find_render(id).unwrap().queue_slot.retry_at, None);
}

#[test]
fn what_an_earlier_run_left_is_for_the_user_to_send() {
    let desk = LedgerHarness::new();
    let (mut first, mut second) = (desk.open(), desk.open());
    let id = enqueue(&mut first, "x", 1);
    assert_eq!(second.find_render(id).unwrap().queue_slot.owner, QueueOwner::OtherProcess);
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
        (row.queue_slot.owner, note_of(&second, id).as_str()),
        (QueueOwner::Unowned, "left from before: send it?")
    );
    second.adopt(id, &unlimited(), timestamp(4)).unwrap();
    assert_eq!(second.find_render(id).unwrap().queue_slot.owner, QueueOwner::ThisProcess);
    assert!(matches!(second.claim(id, 0, &unlimited(), timestamp(5)), Ok(SendClaim::Granted(_))));
    assert_eq!(event_names(&second, id), ["queued", "interrupted", "adopted", "sending"]);
}

#[test]
fn the_order_can_be_changed() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let ids = [1, 2, 3].map(|second| enqueue(&mut ledger, "x", second));
    let order = |ledger: &Ledger| {
        let mut rows = ledger.renders().unwrap();
        rows.sort_by_key(|row| row.queue_slot.position);
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
fn a_new_take_is_made_once() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let old = render_in_stage(&mut ledger, Stage::Failed);
    let new = ledger.resend(old, &unlimited(), timestamp(20)).unwrap();
    let (before, take) = (ledger.find_render(old).unwrap(), ledger.find_render(new).unwrap());
    assert_eq!((before.lineage.resent_as, take.lineage.resend_of), (Some(new), Some(old)));
    assert_eq!(
        (take.stage, take.queue_slot.owner, take.requested_at),
        (Stage::Queued, QueueOwner::ThisProcess, timestamp(20))
    );
    assert_eq!(
        (take.title, take.estimated_cost, take.project_path),
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
fn an_agreement_to_an_upload_is_for_one_render() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let picture = RenderPictureKey {
        photo: PhotoId::new("p"),
        key: PictureKey::new("k"),
        source: PictureKeySource::Upload,
        key_choice: PictureKeyChoice::Only(PictureKeySource::Upload),
        may_upload: true,
    };
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
fn a_video_is_found_once_and_only_where_it_may_be() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let id = unconfirmed_render(&mut ledger, &new_render("Launch"), 10_000);
    let known = render_in_stage(&mut ledger, Stage::Pending);
    let known = video_of(&ledger, known).unwrap();
    assert_eq!(ledger.unconfirmed_since(), Ok(Some(timestamp(9_700))));
    let candidates = [
        listed_video("other", "Other", 10_001),
        listed_video("old", "Launch", 9_000),
        listed_video(&known, "x", 10_001),
    ];
    assert_eq!(ledger.reconcile(Some(&candidates), true, timestamp(10_060)).unwrap().pending_listing, 1);
    assert_eq!(note_of(&ledger, id), "no answer");
    let outcome =
        ledger.reconcile(Some(&[listed_video("new", " Launch\n", 10_002)]), true, timestamp(10_070)).unwrap();
    assert_eq!(outcome, ReconcileOutcome { changed: vec![id], ..ReconcileOutcome::default() });
    assert_eq!(
        (video_of(&ledger, id).as_deref(), ledger.find_render(id).unwrap().stage),
        (Some("new"), Stage::Pending)
    );
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "unconfirmed", "found", "accepted"]);
    assert_eq!(ledger.unconfirmed_since(), Ok(None));
}

#[test]
fn what_the_service_does_not_list_stays_open_and_says_so() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let id = unconfirmed_render(&mut ledger, &new_render("Launch"), 10_000);
    let late = timestamp(10_400);
    assert_eq!(
        ledger.reconcile(Some(&[]), false, late).unwrap().pending_listing,
        1,
        "the list was not whole"
    );
    assert_eq!(ledger.reconcile(Some(&[]), true, late).unwrap().changed, [id]);
    assert!(note_of(&ledger, id).starts_with("The service does not list it"));
    assert_eq!(ledger.reconcile(Some(&[]), true, late).unwrap().changed, [], "said once");
    ledger.reconcile(Some(&[listed_video("old", "Launch", 1000)]), true, late).unwrap();
    assert!(note_of(&ledger, id).contains("created at another time"));
    let two = [listed_video("a", "Launch", 10_001), listed_video("b", "Launch", 10_002)];
    ledger.reconcile(Some(&two), true, late).unwrap();
    assert!(note_of(&ledger, id).contains("several videos"));
    ledger.reconcile(None, false, late).unwrap();
    assert!(note_of(&ledger, id).contains("check before you send again"));
    assert_eq!(ledger.find_render(id).unwrap().stage, Stage::Unconfirmed);
}

#[test]
fn two_renders_of_one_title_never_claim_one_video() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let (one, two) = (
        unconfirmed_render(&mut ledger, &new_render("x"), 10_000),
        unconfirmed_render(&mut ledger, &new_render("x"), 10_100),
    );
    // Twice the same request, and one video: it is one of them, whichever.
    ledger.reconcile(Some(&[listed_video("a", "x", 10_101)]), true, timestamp(10_200)).unwrap();
    assert_eq!((video_of(&ledger, one), video_of(&ledger, two)), (None, Some("a".into())));
    let both = [listed_video("a", "x", 10_101), listed_video("b", "x", 10_001)];
    ledger.reconcile(Some(&both), true, timestamp(10_300)).unwrap();
    assert_eq!(video_of(&ledger, one), Some("b".into()));

    // Two requests that differ, and one video: nobody can say which.
    let other = NewRenderRecord { request_body: "{}".into(), ..new_render("y") };
    let (three, four) = (
        unconfirmed_render(&mut ledger, &new_render("y"), 20_000),
        unconfirmed_render(&mut ledger, &other, 20_100),
    );
    ledger.reconcile(Some(&[listed_video("c", "y", 20_101)]), true, timestamp(20_200)).unwrap();
    assert_eq!((video_of(&ledger, three), video_of(&ledger, four)), (None, None));
    // Both videos: the order says it.
    let both = [listed_video("c", "y", 20_101), listed_video("d", "y", 20_001)];
    ledger.reconcile(Some(&both), true, timestamp(20_200)).unwrap();
    assert_eq!((video_of(&ledger, three), video_of(&ledger, four)), (Some("d".into()), Some("c".into())));

    // Far apart, each video can be but one of them.
    let (five, six) = (
        unconfirmed_render(&mut ledger, &new_render("z"), 30_000),
        unconfirmed_render(&mut ledger, &other, 30_000),
    );
    let _ = six;
    let seven = unconfirmed_render(
        &mut ledger,
        &NewRenderRecord { request_body: "7".into(), ..new_render("z") },
        40_000,
    );
    ledger.reconcile(Some(&[listed_video("e", "z", 40_001)]), true, timestamp(40_010)).unwrap();
    assert_eq!((video_of(&ledger, five), video_of(&ledger, seven)), (None, Some("e".into())));
}

#[test]
fn the_length_of_a_video_tells_it_from_another() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let (short, long) = (
        new_render("x"),
        NewRenderRecord { estimated_seconds: 120.0, request_body: "{}".into(), ..new_render("x") },
    );
    let long_video = |id| ListedVideo { duration_seconds: Some(131.0), ..listed_video(id, "x", 10_002) };
    let short_video = |id| ListedVideo { duration_seconds: Some(14.2), ..listed_video(id, "x", 10_002) };
    let (one, two) =
        (unconfirmed_render(&mut ledger, &short, 10_000), unconfirmed_render(&mut ledger, &long, 10_000));
    ledger.reconcile(Some(&[long_video("a")]), true, timestamp(10_400)).unwrap();
    assert_eq!((video_of(&ledger, one), video_of(&ledger, two)), (None, Some("a".into())));
    assert!(note_of(&ledger, one).starts_with("The service does not list it"));
    // A video that cannot be it is never taken for it, and is no proof that it was not made.
    ledger.reconcile(Some(&[long_video("b")]), true, timestamp(10_400)).unwrap();
    assert_eq!((video_of(&ledger, one), note_of(&ledger, one).contains("several videos")), (None, true));
    ledger.reconcile(Some(&[long_video("b"), short_video("c")]), true, timestamp(10_400)).unwrap();
    assert_eq!(video_of(&ledger, one), Some("c".into()));
}

fn render_with_title_tag(ledger: &Ledger, title: &str) -> (NewRenderRecord, String) {
    let mark = ledger.unused_title_tag(title).unwrap();
    let sent = crate::domain::tagged_title(title, &mark);
    let request = format!("{{\"title\":\"{sent}\",\"script\":\"I say ·{mark}!\"}}");
    (NewRenderRecord { request_body: request, title_tag: Some(mark), ..new_render(title) }, sent)
}

fn title_tag_of(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.database.query_row("SELECT title_tag FROM render WHERE id = ?1", [id.0], |row| row.get(0)).unwrap()
}

#[test]
fn a_mark_finds_its_render_whatever_else_has_the_title() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let (first, sent) = render_with_title_tag(&ledger, "x");
    let one = unconfirmed_render(&mut ledger, &first, 10_000);
    let (second, other_sent) = render_with_title_tag(&ledger, "x");
    assert_ne!(first.title_tag, second.title_tag, "the seed is the same, and the mark is taken");
    let (two, plain) = (
        unconfirmed_render(&mut ledger, &second, 10_001),
        unconfirmed_render(&mut ledger, &new_render("x"), 10_002),
    );
    assert_eq!(ledger.find_render(one).unwrap().title, "x");
    // Times do not matter: the service's clock may be wrong by hours.
    let candidates = [
        listed_video("a", &sent, 90_000),
        listed_video("b", "x", 10_002),
        listed_video("c", &other_sent, 9_000),
    ];
    let outcome = ledger.reconcile(Some(&candidates), true, timestamp(10_400)).unwrap();
    assert_eq!(outcome.changed.len(), 3);
    let videos = [one, two, plain].map(|id| video_of(&ledger, id).unwrap());
    assert_eq!(videos, ["a", "c", "b"]);
}

#[test]
fn a_mark_that_two_videos_carry_is_left_to_the_user() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let (new, sent) = render_with_title_tag(&ledger, "x");
    let id = unconfirmed_render(&mut ledger, &new, 10_000);
    let candidates = [listed_video("a", &sent, 10_001), listed_video("b", &sent, 10_002)];
    ledger.reconcile(Some(&candidates), true, timestamp(10_400)).unwrap();
    assert_eq!((video_of(&ledger, id), note_of(&ledger, id).contains("several videos")), (None, true));
}

#[test]
fn a_new_take_has_a_mark_of_its_own() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let (new, sent) = render_with_title_tag(&ledger, "x");
    let old = unconfirmed_render(&mut ledger, &new, 10_000);
    let take = ledger.resend(old, &unlimited(), timestamp(10_100)).unwrap();
    let (before, after) = (title_tag_of(&ledger, old).unwrap(), title_tag_of(&ledger, take).unwrap());
    assert_ne!(before, after);
    let text = new.request_body.replace(&sent, &crate::domain::tagged_title("x", &after));
    assert_eq!(ledger.stored_request(take).unwrap().body, text, "the title alone is another one");
    // Without a mark, or where the text does not carry it, there is none to renew.
    let odd =
        NewRenderRecord { request_body: "{}".into(), title_tag: Some("2222".into()), ..new_render("y") };
    for new in [new_render("y"), odd] {
        let old = unconfirmed_render(&mut ledger, &new, 20_000);
        let take = ledger.resend(old, &unlimited(), timestamp(20_100)).unwrap();
        assert_eq!(
            (title_tag_of(&ledger, take), ledger.stored_request(take).unwrap().body),
            (None, new.request_body)
        );
    }
}

#[test]
fn nothing_is_claimed_while_one_of_the_title_is_being_sent() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let id = unconfirmed_render(&mut ledger, &new_render("x"), 10_000);
    let now = enqueue(&mut ledger, "x", 10_010);
    ledger.mark_sending(now, timestamp(10_010)).unwrap();
    let candidates = [listed_video("a", "x", 10_011)];
    assert_eq!(ledger.reconcile(Some(&candidates), true, timestamp(10_012)).unwrap().pending_listing, 1);
    ledger.record_acceptance(now, &VideoId::new("a"), timestamp(10_013)).unwrap();
    ledger.reconcile(Some(&candidates), true, timestamp(10_014)).unwrap();
    assert_eq!(video_of(&ledger, id), None);
}

#[test]
fn one_program_has_the_turn_until_it_ends() {
    let desk = LedgerHarness::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    assert_eq!(
        (one.try_acquire_poll_lease(), two.try_acquire_poll_lease(), one.try_acquire_poll_lease()),
        (Ok(true), Ok(false), Ok(true))
    );
    let mut sandbox = Ledger::open(&desk.path(), &AccountId::sandbox(), timestamp(1)).unwrap().ledger;
    assert_eq!(sandbox.try_acquire_poll_lease(), Ok(true), "each account has its own");
    drop(one);
    assert_eq!(two.try_acquire_poll_lease(), Ok(true));
}

#[test]
fn what_others_change_is_seen() {
    let desk = LedgerHarness::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    one.has_external_changes().unwrap();
    let id = enqueue(&mut one, "x", 1);
    assert_eq!(one.has_external_changes(), Ok(false), "its own changes it knows");
    two.cancel(id, timestamp(1) + SignedDuration::from_secs(1)).unwrap();
    assert_eq!((one.has_external_changes(), one.has_external_changes()), (Ok(true), Ok(false)));
}
