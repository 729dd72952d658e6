//! What a damaged ledger still shows counts in the one that takes its place.

use std::fs;

use super::*;
use crate::domain::{PhotoId, PictureKey, PictureKeySource};

/// Bytes of a page, as SQLite makes databases.
const PAGE_BYTES: usize = 4096;

fn new_render_with_hash(title: &str, digest: &str) -> NewRenderRecord {
    NewRenderRecord { content_hash: digest.to_owned(), ..new_render(title) }
}

/// A ledger with renders in many stages, closed; and the one that was accepted.
fn write_ledger(desk: &LedgerHarness) -> (Vec<u8>, RenderId) {
    let mut ledger = desk.open();
    for stage in [Stage::Completed, Stage::Unconfirmed, Stage::Failed, Stage::Queued] {
        render_in_stage(&mut ledger, stage);
    }
    let id = ledger.enqueue_unchecked(&new_render_with_hash("Launch", "launch"), timestamp(20)).unwrap();
    ledger.mark_sending(id, timestamp(21)).unwrap();
    ledger.record_acceptance(id, &VideoId::new("v-launch"), timestamp(22)).unwrap();
    let sending = ledger.enqueue_unchecked(&new_render_with_hash("Second", "second"), timestamp(23)).unwrap();
    ledger.mark_sending(sending, timestamp(24)).unwrap();
    drop(ledger);
    (fs::read(desk.path()).unwrap(), id)
}

/// What came of a video that is asked for in a ledger that took a damaged one's place.
fn enqueue_once_more(ledger: &mut Ledger, digest: &str) -> Result<Vec<RenderId>, Error> {
    ledger.enqueue(&[new_render_with_hash("once more", digest)], None, &unlimited(), timestamp(2000))
}

#[test]
fn all_that_a_ledger_with_a_damaged_head_has_is_taken_over() {
    let desk = LedgerHarness::new();
    let (mut bytes, id) = write_ledger(&desk);
    bytes[..64].fill(b'x');
    fs::write(desk.path(), &bytes).unwrap();
    let opened = desk.try_open().unwrap();
    let (aside, mut ledger) = (opened.quarantined.unwrap(), opened.ledger);
    assert_eq!(fs::read(aside).unwrap(), bytes, "it stays as it was found");
    let row = ledger.find_render(id).unwrap();
    assert_eq!((row.stage, row.video_id.unwrap().as_str()), (Stage::Pending, "v-launch"));
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "accepted"]);
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(opened.unconfirmed.len(), 1, "what was being sent may exist");
    for digest in ["launch", "second"] {
        let fault = enqueue_once_more(&mut ledger, digest).unwrap_err();
        assert_eq!(fault.kind, ErrorKind::AlreadyRendered, "{digest}: {fault}");
    }
    let notice = ledger.take_quarantine_notice().unwrap().unwrap();
    assert!(notice.summary().ends_with("All its renders could be read and are in the queue"), "{notice}");
    assert_eq!(
        (notice.kind, ledger.take_quarantine_notice()),
        (ErrorKind::LedgerDamaged, Ok(None)),
        "told once"
    );
    enqueue_once_more(&mut ledger, "another").unwrap();
}

#[test]
fn whichever_page_is_lost_nothing_is_sent_twice_without_a_question() {
    let (bytes, id) = write_ledger(&LedgerHarness::new());
    let (mut aside, mut known) = (0, 0);
    for page in 0..bytes.len() / PAGE_BYTES {
        for with in [0, 0xaa] {
            let desk = LedgerHarness::new();
            desk.open();
            let mut damaged = bytes.clone();
            damaged[page * PAGE_BYTES..(page + 1) * PAGE_BYTES].fill(with);
            fs::write(desk.path(), &damaged).unwrap();
            let opened = desk.try_open().unwrap();
            let mut ledger = opened.ledger;
            aside += usize::from(opened.quarantined.is_some());
            known += usize::from(ledger.find_render(id).is_ok_and(|row| row.video_id.is_some()));
            for digest in ["launch", "second"] {
                let fault = enqueue_once_more(&mut ledger, digest).unwrap_err();
                assert_eq!(fault.kind, ErrorKind::AlreadyRendered, "page {page}: {fault}");
            }
        }
    }
    assert!(aside > 10 && known > 6, "{aside} were set aside, {known} know the render");
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_asked_about_until_it_is_moved_away() {
    let desk = LedgerHarness::new();
    write_ledger(&desk);
    fs::write(desk.path(), "no database").unwrap();
    let opened = desk.try_open().unwrap();
    let (aside, mut ledger) = (opened.quarantined.unwrap(), opened.ledger);
    let notice = ledger.take_quarantine_notice().unwrap().unwrap();
    assert!(notice.summary().contains("Not all of it could be read"), "{notice}");
    let fault = enqueue_once_more(&mut ledger, "launch").unwrap_err();
    assert!(
        fault.kind == ErrorKind::AlreadyRendered && fault.summary().contains(aside.to_str().unwrap()),
        "{fault}"
    );
    // Who says so knows.
    let knows = Some(RenderId(i64::MAX));
    ledger
        .enqueue(&[new_render_with_hash("once more", "launch")], knows, &unlimited(), timestamp(2000))
        .unwrap();
    assert!(
        enqueue_once_more(&mut ledger, "launch").unwrap_err().summary().contains("is already in the queue")
    );
    assert!(enqueue_once_more(&mut ledger, "new").is_err());
    fs::remove_file(aside).unwrap();
    enqueue_once_more(&mut ledger, "new").unwrap();
}

#[test]
fn one_that_was_set_aside_by_a_program_that_was_killed_then_counts_too() {
    let desk = LedgerHarness::new();
    let (_, id) = write_ledger(&desk);
    fs::rename(desk.path(), files::append_suffix(&desk.path(), ".damaged-20261128T220000Z")).unwrap();
    let opened = desk.try_open().unwrap();
    assert!(opened.quarantined.is_some());
    assert_eq!(opened.ledger.find_render(id).unwrap().stage, Stage::Pending);
    // Damaged once more, what both have is taken over once.
    drop(opened.ledger);
    let mut bytes = fs::read(desk.path()).unwrap();
    bytes[..16].fill(0);
    fs::write(desk.path(), bytes).unwrap();
    let ledger = desk.try_open().unwrap().ledger;
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "accepted"]);
}

#[test]
fn a_later_take_that_is_lost_keeps_the_earlier_one_from_being_sent() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    let failed = ledger.enqueue_unchecked(&new_render_with_hash("Launch", "launch"), timestamp(1)).unwrap();
    ledger.mark_sending(failed, timestamp(2)).unwrap();
    ledger.mark_refused(failed, "no", timestamp(3)).unwrap();
    ledger
        .save_picture_key(&PhotoId::new("p"), &PictureKey::new("k"), PictureKeySource::Upload, timestamp(4))
        .unwrap();
    drop(ledger);
    // The row of the later take is not there any more.
    let raw = Connection::open(desk.path()).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; UPDATE render SET resent_as = 99").unwrap();
    drop(raw);
    let opened = desk.try_open().unwrap();
    assert!(opened.quarantined.is_some());
    let mut ledger = opened.ledger;
    assert_eq!(
        ledger.resend(failed, &unlimited(), timestamp(2000)).unwrap_err().kind,
        ErrorKind::AlreadyRendered
    );
    assert_eq!(enqueue_once_more(&mut ledger, "launch").unwrap_err().kind, ErrorKind::AlreadyRendered);
    let memory = ledger.picture_key_history(&PhotoId::new("p")).unwrap();
    assert_eq!(
        memory.stored_key,
        Some((PictureKey::new("k"), PictureKeySource::Upload)),
        "what was uploaded is known"
    );
}
