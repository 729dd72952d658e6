//! What the user lets be spent holds for every way in which a render is sent.

use super::*;

const DAY: i64 = 24 * 3600;
/// However often the video was rendered before.
const ANY: Option<RenderId> = Some(RenderId(i64::MAX));

#[test]
fn a_video_beyond_a_cap_is_not_written_down_and_neither_is_a_part_of_it() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    // Each part is about 5.6 credits.
    let parts = [new_render("one"), new_render("two"), new_render("three")];
    for (cap, what) in
        [(limits(Some(12.0), None), "the daily cap"), (limits(None, Some(12.0)), "the cap of the project")]
    {
        let fault = ledger.order(&parts, None, &cap, at(1)).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Cap);
        assert!(fault.what().contains(&format!("16.8 credits more would go beyond {what}: ")), "{fault}");
        assert_eq!(ledger.renders(), Ok(Vec::new()));
    }
    let ids = ledger.order(&parts, None, &limits(Some(16.8), Some(16.8)), at(1)).unwrap();
    assert_eq!(ids.len(), 3);
    ledger.sending(ids[0], at(2)).unwrap();
    ledger.unconfirmed(ids[0], "", at(3)).unwrap();
    let refused = ledger.again(ids[0], &limits(Some(20.0), None), at(4)).unwrap_err();
    assert!(refused.what().ends_with("16.8 credits of 20 credits are spent"), "{refused}");
    ledger.again(ids[0], &limits(Some(20.0), None), at(4 + 24 * 3600)).unwrap();
}

#[test]
fn two_programs_at_once_do_not_go_beyond_a_cap_together() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    let cap = limits(Some(5.6 * 10.0), None);
    let fill = |ledger: &mut Ledger| {
        let mut begun = 0;
        loop {
            match ledger.order(&[new_render("x")], ANY, &cap, at(1)) {
                Ok(_) => begun += 1,
                // The other one has the file just now.
                Err(fault) if fault.kind == FaultKind::File => {}
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
fn what_was_left_is_held_against_the_cap_of_the_day_on_which_it_is_sent() {
    let desk = Desk::new();
    let mut first = desk.open();
    let ids = ["a", "b"].map(|title| first.begin(&new_render(title), at(1)).unwrap());
    drop(first);
    let mut ledger = desk.open();
    ledger.settle(at(DAY)).unwrap();
    let today = ledger.begin(&new_render("today"), at(DAY + 1)).unwrap();
    // Each is about 5.6 credits.
    let cap = limits(Some(12.0), None);
    ledger.take_up(ids[0], &cap, at(DAY + 2)).unwrap();
    assert!(matches!(ledger.claim(ids[0], 0, &cap, at(DAY + 3)), Ok(Claim::Taken(_))));
    let over = ledger.take_up(ids[1], &cap, at(DAY + 4)).unwrap_err();
    assert_eq!(over.kind, FaultKind::Cap);
    assert!(over.what().ends_with("11.2 credits of 12 credits are spent"), "{over}");
    assert_eq!(ledger.render(ids[1]).unwrap().wait.holder, Holder::Nobody);
    assert!(
        matches!(ledger.claim(today, 0, &cap, at(DAY + 5)), Ok(Claim::Taken(_))),
        "it was agreed to today"
    );
}

#[test]
fn what_waits_over_midnight_is_left_to_the_user_where_the_new_day_is_full() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let waits = ledger.begin(&new_render("waits"), at(1)).unwrap();
    let today = ledger.begin(&new_render("today"), at(DAY + 1)).unwrap();
    let cap = limits(Some(6.0), None);
    assert!(matches!(ledger.claim(today, 0, &cap, at(DAY + 2)), Ok(Claim::Taken(_))));
    assert_eq!(ledger.claim(waits, 0, &cap, at(DAY + 3)), Ok(Claim::Full));
    let row = ledger.render(waits).unwrap();
    assert_eq!((row.stage, row.wait.holder), (Stage::Queued, Holder::Nobody));
    assert!(row.note.unwrap().contains("the daily cap"));
    assert_eq!(whats(&ledger, waits), ["queued", "capped"]);
    ledger.take_up(waits, &cap, at(2 * DAY + 1)).unwrap();
    assert!(matches!(ledger.claim(waits, 0, &cap, at(2 * DAY + 2)), Ok(Claim::Taken(_))));
}

#[test]
fn a_video_that_another_program_wrote_down_meanwhile_is_asked_about_again() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    let new = || [NewRender { digest: "5f".into(), ..new_render("x") }];
    let ids = one.order(&new(), None, &free(), at(1)).unwrap();
    let fault = two.order(&new(), None, &free(), at(2)).unwrap_err();
    assert_eq!((fault.kind, two.renders().unwrap().len()), (FaultKind::Again, 1));
    assert_eq!(fault.what(), "This project is already in the queue, as render 1 (queued)");
    two.order(&new(), ids.first().copied(), &free(), at(3)).unwrap();
    let fault = one.order(&new(), ids.first().copied(), &free(), at(3)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Again, "one more than was shown");
    one.cancelled(ids[0], at(4)).unwrap();
    let second = two.renders().unwrap()[0].id;
    two.cancelled(second, at(5)).unwrap();
    two.order(&new(), None, &free(), at(6)).unwrap();
}

#[test]
fn a_new_render_takes_the_place_of_one_that_nobody_confirmed() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let new =
        [NewRender { digest: "5f".into(), repeatable: true, generation: "v3".into(), ..new_render("x") }];
    let old = ledger.order(&new, None, &free(), at(1)).unwrap()[0];
    ledger.claim(old, 0, &free(), at(1)).unwrap();
    ledger.unconfirmed(old, "no answer", at(2)).unwrap();
    assert!(ledger.render(old).unwrap().is_repeatable(at(3)));
    let id = ledger.order(&new, Some(old), &free(), at(3)).unwrap()[0];
    assert_eq!(ledger.render(old).unwrap().take.next, Some(id));
    assert!(!ledger.render(old).unwrap().is_repeatable(at(3)) && ledger.repeat(old, at(3)).is_err());
}
