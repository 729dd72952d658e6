//! What a damaged ledger still shows counts in the one that takes its place.

use std::fs;

use super::*;
use crate::domain::{AssetKey, KeySource, PhotoId};

/// Bytes of a page, as SQLite makes databases.
const PAGE: usize = 4096;

fn paid(title: &str, digest: &str) -> NewRender {
    NewRender { digest: digest.to_owned(), ..new_render(title) }
}

/// A ledger with renders in many stages, closed; and the one that was accepted.
fn written(desk: &Desk) -> (Vec<u8>, RenderId) {
    let mut ledger = desk.open();
    for stage in [Stage::Completed, Stage::Unconfirmed, Stage::Failed, Stage::Queued] {
        render_in(&mut ledger, stage);
    }
    let id = ledger.begin(&paid("Launch", "launch"), at(20)).unwrap();
    ledger.sending(id, at(21)).unwrap();
    ledger.accepted(id, &VideoId::new("v-launch"), at(22)).unwrap();
    let sending = ledger.begin(&paid("Second", "second"), at(23)).unwrap();
    ledger.sending(sending, at(24)).unwrap();
    drop(ledger);
    (fs::read(desk.path()).unwrap(), id)
}

/// What came of a video that is asked for in a ledger that took a damaged one's place.
fn asked_for(ledger: &mut Ledger, digest: &str) -> Result<Vec<RenderId>, Fault> {
    ledger.order(&[paid("once more", digest)], None, &free(), at(2000))
}

#[test]
fn all_that_a_ledger_with_a_damaged_head_has_is_taken_over() {
    let desk = Desk::new();
    let (mut bytes, id) = written(&desk);
    bytes[..64].fill(b'x');
    fs::write(desk.path(), &bytes).unwrap();
    let opened = desk.try_open().unwrap();
    let (aside, mut ledger) = (opened.damaged.unwrap(), opened.ledger);
    assert_eq!(fs::read(aside).unwrap(), bytes, "it stays as it was found");
    let row = ledger.render(id).unwrap();
    assert_eq!((row.stage, row.video.unwrap().as_str()), (Stage::Pending, "v-launch"));
    assert_eq!(whats(&ledger, id), ["queued", "sending", "accepted"]);
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(opened.unconfirmed.len(), 1, "what was being sent may exist");
    for digest in ["launch", "second"] {
        let fault = asked_for(&mut ledger, digest).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Again, "{digest}: {fault}");
    }
    let notice = ledger.take_notice().unwrap().unwrap();
    assert!(notice.what().ends_with("All its renders could be read and are in the queue"), "{notice}");
    assert_eq!((notice.kind, ledger.take_notice()), (FaultKind::Damaged, Ok(None)), "told once");
    asked_for(&mut ledger, "another").unwrap();
}

#[test]
fn whichever_page_is_lost_nothing_is_sent_twice_without_a_question() {
    let (bytes, id) = written(&Desk::new());
    let (mut aside, mut known) = (0, 0);
    for page in 0..bytes.len() / PAGE {
        for with in [0, 0xaa] {
            let desk = Desk::new();
            desk.open();
            let mut damaged = bytes.clone();
            damaged[page * PAGE..(page + 1) * PAGE].fill(with);
            fs::write(desk.path(), &damaged).unwrap();
            let opened = desk.try_open().unwrap();
            let mut ledger = opened.ledger;
            aside += usize::from(opened.damaged.is_some());
            known += usize::from(ledger.render(id).is_ok_and(|row| row.video.is_some()));
            for digest in ["launch", "second"] {
                let fault = asked_for(&mut ledger, digest).unwrap_err();
                assert_eq!(fault.kind, FaultKind::Again, "page {page}: {fault}");
            }
        }
    }
    assert!(aside > 10 && known > 6, "{aside} were set aside, {known} know the render");
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_asked_about_until_it_is_moved_away() {
    let desk = Desk::new();
    written(&desk);
    fs::write(desk.path(), "no database").unwrap();
    let opened = desk.try_open().unwrap();
    let (aside, mut ledger) = (opened.damaged.unwrap(), opened.ledger);
    let notice = ledger.take_notice().unwrap().unwrap();
    assert!(notice.what().contains("Not all of it could be read"), "{notice}");
    let fault = asked_for(&mut ledger, "launch").unwrap_err();
    assert!(fault.kind == FaultKind::Again && fault.what().contains(aside.to_str().unwrap()), "{fault}");
    // Who says so knows.
    let knows = Some(RenderId(i64::MAX));
    ledger.order(&[paid("once more", "launch")], knows, &free(), at(2000)).unwrap();
    assert!(asked_for(&mut ledger, "launch").unwrap_err().what().contains("is already in the queue"));
    assert!(asked_for(&mut ledger, "new").is_err());
    fs::remove_file(aside).unwrap();
    asked_for(&mut ledger, "new").unwrap();
}

#[test]
fn one_that_was_set_aside_by_a_program_that_was_killed_then_counts_too() {
    let desk = Desk::new();
    let (_, id) = written(&desk);
    fs::rename(desk.path(), files::with_end(&desk.path(), ".damaged-20261128T220000Z")).unwrap();
    let opened = desk.try_open().unwrap();
    assert!(opened.damaged.is_some());
    assert_eq!(opened.ledger.render(id).unwrap().stage, Stage::Pending);
    // Damaged once more, what both have is taken over once.
    drop(opened.ledger);
    let mut bytes = fs::read(desk.path()).unwrap();
    bytes[..16].fill(0);
    fs::write(desk.path(), bytes).unwrap();
    let ledger = desk.try_open().unwrap().ledger;
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(whats(&ledger, id), ["queued", "sending", "accepted"]);
}

#[test]
fn a_later_take_that_is_lost_keeps_the_earlier_one_from_being_sent() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let failed = ledger.begin(&paid("Launch", "launch"), at(1)).unwrap();
    ledger.sending(failed, at(2)).unwrap();
    ledger.refused(failed, "no", at(3)).unwrap();
    ledger.keep_picture_key(&PhotoId::new("p"), &AssetKey::new("k"), KeySource::Upload, at(4)).unwrap();
    drop(ledger);
    // The row of the later take is not there any more.
    let raw = Connection::open(desk.path()).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; UPDATE render SET next_take = 99").unwrap();
    drop(raw);
    let opened = desk.try_open().unwrap();
    assert!(opened.damaged.is_some());
    let mut ledger = opened.ledger;
    assert_eq!(ledger.again(failed, &free(), at(2000)).unwrap_err().kind, FaultKind::Again);
    assert_eq!(asked_for(&mut ledger, "launch").unwrap_err().kind, FaultKind::Again);
    let memory = ledger.picture_memory(&PhotoId::new("p")).unwrap();
    assert_eq!(memory.key, Some((AssetKey::new("k"), KeySource::Upload)), "what was uploaded is known");
}
