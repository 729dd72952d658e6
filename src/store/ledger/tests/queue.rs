//! Renders that wait, are sent again, and are found again.

use jiff::SignedDuration;

use crate::domain::{AssetKey, KeyChoice, KeySource, ListedVideo, PhotoId};

use super::*;

fn queued(ledger: &mut Ledger, title: &str, second: i64) -> RenderId {
    ledger.begin(&new_render(title), at(second)).unwrap()
}

/// A render that was sent then, and of which nobody knows.
fn lost(ledger: &mut Ledger, new: &NewRender, second: i64) -> RenderId {
    let id = ledger.begin(new, at(second)).unwrap();
    ledger.sending(id, at(second)).unwrap();
    ledger.unconfirmed(id, "no answer", at(second + 60)).unwrap();
    id
}

fn listed(id: &str, title: &str, second: i64) -> ListedVideo {
    ListedVideo {
        id: VideoId::new(id),
        title: title.into(),
        stage: Stage::Pending,
        word: "pending".into(),
        created: Some(at(second)),
        duration: None,
    }
}

fn video(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.render(id).unwrap().video.map(|video| video.as_str().to_owned())
}

fn note(ledger: &Ledger, id: RenderId) -> String {
    ledger.render(id).unwrap().note.unwrap_or_default()
}

#[test]
fn one_that_is_on_its_way_is_told_as_one() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let ids = [1, 2].map(|second| queued(&mut ledger, "x", second));
    assert!(matches!(ledger.claim(ids[0], 1, &free(), at(10)), Ok(Claim::Taken(_))));
    assert_eq!(ledger.claim(ids[1], 1, &free(), at(10)), Ok(Claim::Full));
    assert_eq!(note(&ledger, ids[1]), "queued here: 1 render is in progress, and the limit is 1");
}

#[test]
fn only_so_many_are_on_their_way() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let ids = [1, 2, 3].map(|second| queued(&mut ledger, "x", second));
    assert!(
        matches!(ledger.claim(ids[0], 2, &free(), at(10)), Ok(Claim::Taken(request)) if request.generation == "scenes")
    );
    assert!(matches!(ledger.claim(ids[1], 2, &free(), at(10)), Ok(Claim::Taken(_))));
    assert_eq!(ledger.claim(ids[2], 2, &free(), at(10)), Ok(Claim::Full));
    assert_eq!(note(&ledger, ids[2]), "queued here: 2 renders are in progress, and the limit is 2");
    ledger.accepted(ids[0], &VideoId::new("v"), at(11)).unwrap();
    assert_eq!(ledger.claim(ids[2], 2, &free(), at(12)), Ok(Claim::Full));
    ledger.progress(ids[0], &said(Stage::Failed, "failed"), at(13)).unwrap();
    assert!(matches!(ledger.claim(ids[2], 2, &free(), at(14)), Ok(Claim::Taken(_))));
    let more = queued(&mut ledger, "x", 15);
    assert!(matches!(ledger.claim(more, 0, &free(), at(16)), Ok(Claim::Taken(_))), "0 is any number");
    // What nobody heard of for a day takes no room.
    let late = 25 * 3600;
    let last = queued(&mut ledger, "x", late);
    assert!(matches!(ledger.claim(last, 1, &free(), at(late + 1)), Ok(Claim::Taken(_))));
    assert!(ledger.claim(last, 0, &free(), at(late + 2)).is_err(), "it is taken once");
}

#[test]
fn what_was_certainly_not_taken_waits_and_is_sent_as_it_was() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = queued(&mut ledger, "x", 1);
    for tries in 0..3 {
        assert_eq!(ledger.tries(id), Ok(tries));
        let Ok(Claim::Taken(request)) = ledger.claim(id, 3, &free(), at(10)) else { panic!() };
        assert_eq!(request, ledger.request(id).unwrap());
        ledger.put_back(id, "busy", at(20), at(11)).unwrap();
    }
    let row = ledger.render(id).unwrap();
    assert_eq!((row.stage, row.wait.due, row.wait.holder), (Stage::Queued, Some(at(20)), Holder::This));
    ledger.cancelled(id, at(12)).unwrap();
    assert_eq!(ledger.render(id).unwrap().wait.due, None);
}

#[test]
fn what_an_earlier_run_left_is_for_the_user_to_send() {
    let desk = Desk::new();
    let (mut first, mut second) = (desk.open(), desk.open());
    let id = queued(&mut first, "x", 1);
    assert_eq!(second.render(id).unwrap().wait.holder, Holder::Other);
    assert_eq!(
        second.claim(id, 0, &free(), at(2)).unwrap_err().what(),
        "Render 1 is waiting in another cuecard"
    );
    assert!(second.take_up(id, &free(), at(2)).is_err());
    assert_eq!(second.clear_up(at(2)), Ok(false));
    drop(first);
    assert_eq!(second.clear_up(at(3)), Ok(true));
    let row = second.render(id).unwrap();
    assert_eq!((row.wait.holder, note(&second, id).as_str()), (Holder::Nobody, "left from before: send it?"));
    second.take_up(id, &free(), at(4)).unwrap();
    assert_eq!(second.render(id).unwrap().wait.holder, Holder::This);
    assert!(matches!(second.claim(id, 0, &free(), at(5)), Ok(Claim::Taken(_))));
    assert_eq!(whats(&second, id), ["queued", "left", "taken up", "sending"]);
}

#[test]
fn the_order_can_be_changed() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let ids = [1, 2, 3].map(|second| queued(&mut ledger, "x", second));
    let order = |ledger: &Ledger| {
        let mut rows = ledger.renders().unwrap();
        rows.sort_by_key(|row| row.wait.place);
        rows.into_iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(ledger.reorder(ids[2], true, at(50)), Ok(true));
    assert_eq!(order(&ledger), [1, 3, 2]);
    assert_eq!(ledger.reorder(ids[2], true, at(50)), Ok(true));
    assert_eq!(ledger.reorder(ids[2], true, at(50)), Ok(false));
    assert_eq!(ledger.reorder(ids[0], false, at(50)), Ok(true));
    assert_eq!(order(&ledger), [3, 2, 1]);
    ledger.sending(ids[0], at(9)).unwrap();
    assert!(ledger.reorder(ids[0], true, at(50)).is_err());
}

#[test]
fn a_new_take_is_made_once() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let old = render_in(&mut ledger, Stage::Failed);
    let new = ledger.again(old, &free(), at(20)).unwrap();
    let (before, take) = (ledger.render(old).unwrap(), ledger.render(new).unwrap());
    assert_eq!((before.take.next, take.take.of), (Some(new), Some(old)));
    assert_eq!((take.stage, take.wait.holder, take.asked), (Stage::Queued, Holder::This, at(20)));
    assert_eq!((take.title, take.cost, take.project), (before.title, before.cost, before.project));
    assert_eq!(ledger.request(new), ledger.request(old));
    assert_eq!(
        ledger.again(old, &free(), at(21)).unwrap_err().what(),
        "Render 1 was already sent again, as render 2"
    );
    assert!(ledger.again(new, &free(), at(21)).is_err(), "it waits to be sent itself");
}

#[test]
fn an_agreement_to_an_upload_is_for_one_render() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let picture = RenderPicture {
        photo: PhotoId::new("p"),
        key: AssetKey::new("k"),
        source: KeySource::Upload,
        choice: KeyChoice::Only(KeySource::Upload),
        may_upload: true,
    };
    let old =
        ledger.begin(&NewRender { picture: Some(picture.clone()), ..new_render("one") }, at(1)).unwrap();
    assert_eq!(ledger.render_picture(old), Ok(Some(picture.clone())));
    ledger.claim(old, 0, &free(), at(2)).unwrap();
    ledger.unconfirmed(old, "no answer", at(3)).unwrap();
    let new = ledger.again(old, &free(), at(4)).unwrap();
    assert_eq!(ledger.render_picture(new), Ok(Some(RenderPicture { may_upload: false, ..picture })));
}

#[test]
fn a_video_is_found_once_and_only_where_it_may_be() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = lost(&mut ledger, &new_render("Launch"), 10_000);
    let known = render_in(&mut ledger, Stage::Pending);
    let known = video(&ledger, known).unwrap();
    assert_eq!(ledger.unconfirmed_since(), Ok(Some(at(9_700))));
    let candidates =
        [listed("other", "Other", 10_001), listed("old", "Launch", 9_000), listed(&known, "x", 10_001)];
    assert_eq!(ledger.reconcile(Some(&candidates), true, at(10_060)).unwrap().young, 1);
    assert_eq!(note(&ledger, id), "no answer");
    let outcome = ledger.reconcile(Some(&[listed("new", " Launch\n", 10_002)]), true, at(10_070)).unwrap();
    assert_eq!(outcome, Reconciled { changed: vec![id], ..Reconciled::default() });
    assert_eq!(
        (video(&ledger, id).as_deref(), ledger.render(id).unwrap().stage),
        (Some("new"), Stage::Pending)
    );
    assert_eq!(whats(&ledger, id), ["queued", "sending", "unconfirmed", "found", "accepted"]);
    assert_eq!(ledger.unconfirmed_since(), Ok(None));
}

#[test]
fn what_the_service_does_not_list_stays_open_and_says_so() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = lost(&mut ledger, &new_render("Launch"), 10_000);
    let late = at(10_400);
    assert_eq!(ledger.reconcile(Some(&[]), false, late).unwrap().young, 1, "the list was not whole");
    assert_eq!(ledger.reconcile(Some(&[]), true, late).unwrap().changed, [id]);
    assert!(note(&ledger, id).starts_with("The service does not list it"));
    assert_eq!(ledger.reconcile(Some(&[]), true, late).unwrap().changed, [], "said once");
    ledger.reconcile(Some(&[listed("old", "Launch", 1000)]), true, late).unwrap();
    assert!(note(&ledger, id).contains("created at another time"));
    let two = [listed("a", "Launch", 10_001), listed("b", "Launch", 10_002)];
    ledger.reconcile(Some(&two), true, late).unwrap();
    assert!(note(&ledger, id).contains("several videos"));
    ledger.reconcile(None, false, late).unwrap();
    assert!(note(&ledger, id).contains("check before you send again"));
    assert_eq!(ledger.render(id).unwrap().stage, Stage::Unconfirmed);
}

#[test]
fn two_renders_of_one_title_never_claim_one_video() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (one, two) =
        (lost(&mut ledger, &new_render("x"), 10_000), lost(&mut ledger, &new_render("x"), 10_100));
    // Twice the same request, and one video: it is one of them, whichever.
    ledger.reconcile(Some(&[listed("a", "x", 10_101)]), true, at(10_200)).unwrap();
    assert_eq!((video(&ledger, one), video(&ledger, two)), (None, Some("a".into())));
    let both = [listed("a", "x", 10_101), listed("b", "x", 10_001)];
    ledger.reconcile(Some(&both), true, at(10_300)).unwrap();
    assert_eq!(video(&ledger, one), Some("b".into()));

    // Two requests that differ, and one video: nobody can say which.
    let other = NewRender { request: "{}".into(), ..new_render("y") };
    let (three, four) = (lost(&mut ledger, &new_render("y"), 20_000), lost(&mut ledger, &other, 20_100));
    ledger.reconcile(Some(&[listed("c", "y", 20_101)]), true, at(20_200)).unwrap();
    assert_eq!((video(&ledger, three), video(&ledger, four)), (None, None));
    // Both videos: the order says it.
    let both = [listed("c", "y", 20_101), listed("d", "y", 20_001)];
    ledger.reconcile(Some(&both), true, at(20_200)).unwrap();
    assert_eq!((video(&ledger, three), video(&ledger, four)), (Some("d".into()), Some("c".into())));

    // Far apart, each video can be but one of them.
    let (five, six) = (lost(&mut ledger, &new_render("z"), 30_000), lost(&mut ledger, &other, 30_000));
    let _ = six;
    let seven = lost(&mut ledger, &NewRender { request: "7".into(), ..new_render("z") }, 40_000);
    ledger.reconcile(Some(&[listed("e", "z", 40_001)]), true, at(40_010)).unwrap();
    assert_eq!((video(&ledger, five), video(&ledger, seven)), (None, Some("e".into())));
}

#[test]
fn the_length_of_a_video_tells_it_from_another() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (short, long) =
        (new_render("x"), NewRender { seconds: 120.0, request: "{}".into(), ..new_render("x") });
    let long_video = |id| ListedVideo { duration: Some(131.0), ..listed(id, "x", 10_002) };
    let short_video = |id| ListedVideo { duration: Some(14.2), ..listed(id, "x", 10_002) };
    let (one, two) = (lost(&mut ledger, &short, 10_000), lost(&mut ledger, &long, 10_000));
    ledger.reconcile(Some(&[long_video("a")]), true, at(10_400)).unwrap();
    assert_eq!((video(&ledger, one), video(&ledger, two)), (None, Some("a".into())));
    assert!(note(&ledger, one).starts_with("The service does not list it"));
    // A video that cannot be it is never taken for it, and is no proof that it was not made.
    ledger.reconcile(Some(&[long_video("b")]), true, at(10_400)).unwrap();
    assert_eq!((video(&ledger, one), note(&ledger, one).contains("several videos")), (None, true));
    ledger.reconcile(Some(&[long_video("b"), short_video("c")]), true, at(10_400)).unwrap();
    assert_eq!(video(&ledger, one), Some("c".into()));
}

fn marked_video(ledger: &Ledger, title: &str) -> (NewRender, String) {
    let mark = ledger.free_mark(title).unwrap();
    let sent = crate::domain::marked(title, &mark);
    let request = format!("{{\"title\":\"{sent}\",\"script\":\"I say ·{mark}!\"}}");
    (NewRender { request, mark: Some(mark), ..new_render(title) }, sent)
}

fn mark_of(ledger: &Ledger, id: RenderId) -> Option<String> {
    ledger.database.query_row("SELECT mark FROM render WHERE id = ?1", [id.0], |row| row.get(0)).unwrap()
}

#[test]
fn a_mark_finds_its_render_whatever_else_has_the_title() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (first, sent) = marked_video(&ledger, "x");
    let one = lost(&mut ledger, &first, 10_000);
    let (second, other_sent) = marked_video(&ledger, "x");
    assert_ne!(first.mark, second.mark, "the seed is the same, and the mark is taken");
    let (two, plain) = (lost(&mut ledger, &second, 10_001), lost(&mut ledger, &new_render("x"), 10_002));
    assert_eq!(ledger.render(one).unwrap().title, "x");
    // Times do not matter: the service's clock may be wrong by hours.
    let candidates = [listed("a", &sent, 90_000), listed("b", "x", 10_002), listed("c", &other_sent, 9_000)];
    let outcome = ledger.reconcile(Some(&candidates), true, at(10_400)).unwrap();
    assert_eq!(outcome.changed.len(), 3);
    let videos = [one, two, plain].map(|id| video(&ledger, id).unwrap());
    assert_eq!(videos, ["a", "c", "b"]);
}

#[test]
fn a_mark_that_two_videos_carry_is_left_to_the_user() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (new, sent) = marked_video(&ledger, "x");
    let id = lost(&mut ledger, &new, 10_000);
    let candidates = [listed("a", &sent, 10_001), listed("b", &sent, 10_002)];
    ledger.reconcile(Some(&candidates), true, at(10_400)).unwrap();
    assert_eq!((video(&ledger, id), note(&ledger, id).contains("several videos")), (None, true));
}

#[test]
fn a_new_take_has_a_mark_of_its_own() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (new, sent) = marked_video(&ledger, "x");
    let old = lost(&mut ledger, &new, 10_000);
    let take = ledger.again(old, &free(), at(10_100)).unwrap();
    let (before, after) = (mark_of(&ledger, old).unwrap(), mark_of(&ledger, take).unwrap());
    assert_ne!(before, after);
    let text = new.request.replace(&sent, &crate::domain::marked("x", &after));
    assert_eq!(ledger.request(take).unwrap().text, text, "the title alone is another one");
    // Without a mark, or where the text does not carry it, there is none to renew.
    let odd = NewRender { request: "{}".into(), mark: Some("2222".into()), ..new_render("y") };
    for new in [new_render("y"), odd] {
        let old = lost(&mut ledger, &new, 20_000);
        let take = ledger.again(old, &free(), at(20_100)).unwrap();
        assert_eq!((mark_of(&ledger, take), ledger.request(take).unwrap().text), (None, new.request));
    }
}

#[test]
fn nothing_is_claimed_while_one_of_the_title_is_being_sent() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = lost(&mut ledger, &new_render("x"), 10_000);
    let now = queued(&mut ledger, "x", 10_010);
    ledger.sending(now, at(10_010)).unwrap();
    let candidates = [listed("a", "x", 10_011)];
    assert_eq!(ledger.reconcile(Some(&candidates), true, at(10_012)).unwrap().young, 1);
    ledger.accepted(now, &VideoId::new("a"), at(10_013)).unwrap();
    ledger.reconcile(Some(&candidates), true, at(10_014)).unwrap();
    assert_eq!(video(&ledger, id), None);
}

#[test]
fn one_program_has_the_turn_until_it_ends() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    assert_eq!((one.has_turn(), two.has_turn(), one.has_turn()), (Ok(true), Ok(false), Ok(true)));
    let mut sandbox = Ledger::open(&desk.path(), &Account::sandbox(), at(1)).unwrap().ledger;
    assert_eq!(sandbox.has_turn(), Ok(true), "each account has its own");
    drop(one);
    assert_eq!(two.has_turn(), Ok(true));
}

#[test]
fn what_others_change_is_seen() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    one.changed_elsewhere().unwrap();
    let id = queued(&mut one, "x", 1);
    assert_eq!(one.changed_elsewhere(), Ok(false), "its own changes it knows");
    two.cancelled(id, at(1) + SignedDuration::from_secs(1)).unwrap();
    assert_eq!((one.changed_elsewhere(), one.changed_elsewhere()), (Ok(true), Ok(false)));
}
