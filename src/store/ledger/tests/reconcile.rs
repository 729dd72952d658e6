//! Unconfirmed renders and the videos that the service lists.

use crate::domain::ListedVideo;

use super::queue::{enqueue, note_of, unconfirmed_render, video_of};
use super::*;

fn listed_video(id: &str, title: &str, second: i64) -> ListedVideo {
    ListedVideo {
        id: VideoId::new(id),
        title: title.into(),
        stage: RenderStage::Pending,
        service_status: "pending".into(),
        created_at: Some(timestamp(second)),
        duration_seconds: None,
    }
}

#[test]
fn a_listed_video_is_matched_to_its_unconfirmed_render() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = unconfirmed_render(&mut ledger, &new_render("Launch"), 10_000);
    let known = render_in_stage(&mut ledger, RenderStage::Pending);
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
        (Some("new"), RenderStage::Pending)
    );
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "unconfirmed", "found", "accepted"]);
    assert_eq!(ledger.unconfirmed_since(), Ok(None));
}

#[test]
fn an_unlisted_render_stays_unconfirmed_and_says_why() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
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
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Unconfirmed);
}

#[test]
fn two_renders_with_one_title_never_claim_the_same_video() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
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
fn the_length_distinguishes_videos_with_one_title() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
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
    let tag = ledger.unused_title_tag(title).unwrap();
    let sent = crate::domain::tagged_title(title, &tag);
    let request = format!("{{\"title\":\"{sent}\",\"script\":\"I say ·{tag}!\"}}");
    (NewRenderRecord { request_body: request, title_tag: Some(tag), ..new_render(title) }, sent)
}

fn title_tag_of(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.database.query_row("SELECT title_tag FROM render WHERE id = ?1", [id.0], |row| row.get(0)).unwrap()
}

#[test]
fn a_title_tag_identifies_its_render() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
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
fn a_title_tag_on_two_videos_is_left_to_the_user() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (new, sent) = render_with_title_tag(&ledger, "x");
    let id = unconfirmed_render(&mut ledger, &new, 10_000);
    let candidates = [listed_video("a", &sent, 10_001), listed_video("b", &sent, 10_002)];
    ledger.reconcile(Some(&candidates), true, timestamp(10_400)).unwrap();
    assert_eq!((video_of(&ledger, id), note_of(&ledger, id).contains("several videos")), (None, true));
}

#[test]
fn a_resend_has_its_own_title_tag() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (new, sent) = render_with_title_tag(&ledger, "x");
    let old = unconfirmed_render(&mut ledger, &new, 10_000);
    let resent = ledger.resend(old, &unlimited(), timestamp(10_100)).unwrap();
    let (before, after) = (title_tag_of(&ledger, old).unwrap(), title_tag_of(&ledger, resent).unwrap());
    assert_ne!(before, after);
    let text = new.request_body.replace(&sent, &crate::domain::tagged_title("x", &after));
    assert_eq!(ledger.stored_request(resent).unwrap().body, text, "the title alone is another one");
    // Without a mark, or where the text does not carry it, there is none to renew.
    let odd =
        NewRenderRecord { request_body: "{}".into(), title_tag: Some("2222".into()), ..new_render("y") };
    for new in [new_render("y"), odd] {
        let old = unconfirmed_render(&mut ledger, &new, 20_000);
        let resent = ledger.resend(old, &unlimited(), timestamp(20_100)).unwrap();
        assert_eq!(
            (title_tag_of(&ledger, resent), ledger.stored_request(resent).unwrap().body),
            (None, new.request_body)
        );
    }
}

#[test]
fn nothing_is_claimed_while_a_render_with_that_title_is_sending() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = unconfirmed_render(&mut ledger, &new_render("x"), 10_000);
    let now = enqueue(&mut ledger, "x", 10_010);
    ledger.mark_sending(now, timestamp(10_010)).unwrap();
    let candidates = [listed_video("a", "x", 10_011)];
    assert_eq!(ledger.reconcile(Some(&candidates), true, timestamp(10_012)).unwrap().pending_listing, 1);
    ledger.record_acceptance(now, &VideoId::new("a"), timestamp(10_013)).unwrap();
    ledger.reconcile(Some(&candidates), true, timestamp(10_014)).unwrap();
    assert_eq!(video_of(&ledger, id), None);
}
