//! What a damaged ledger still shows counts in the one that takes its place.

use std::fs;

use super::*;
use crate::domain::{PhotoId, PictureKey, PictureKeySource};

/// Bytes of a page, as SQLite makes databases.
const PAGE_BYTES: usize = 4096;

fn new_render_with_hash(title: &str, hash: &str) -> NewRenderRecord {
    NewRenderRecord { content_hash: hash.to_owned(), ..new_render(title) }
}

/// A ledger with renders in many stages, closed; and the one that was accepted.
fn write_ledger(harness: &LedgerHarness) -> (Vec<u8>, RenderId) {
    let mut ledger = harness.open();
    for stage in [RenderStage::Completed, RenderStage::Unconfirmed, RenderStage::Failed, RenderStage::Queued]
    {
        render_in_stage(&mut ledger, stage);
    }
    let id = ledger.enqueue_unchecked(&new_render_with_hash("Launch", "launch"), timestamp(20)).unwrap();
    ledger.mark_sending(id, timestamp(21)).unwrap();
    ledger.record_acceptance(id, &VideoId::new("v-launch"), timestamp(22)).unwrap();
    let sending = ledger.enqueue_unchecked(&new_render_with_hash("Second", "second"), timestamp(23)).unwrap();
    ledger.mark_sending(sending, timestamp(24)).unwrap();
    drop(ledger);
    (fs::read(harness.path()).unwrap(), id)
}

/// What came of a video that is asked for in a ledger that took a damaged one's place.
fn enqueue_once_more(ledger: &mut Ledger, hash: &str) -> Result<Vec<RenderId>, Error> {
    let new = [new_render_with_hash("once more", hash)];
    ledger.enqueue(&new, KnownDuplicates::None, &unlimited(), timestamp(2000)).map(|queued| queued.ids)
}

#[test]
fn all_renders_of_a_ledger_with_a_damaged_header_are_salvaged() {
    let harness = LedgerHarness::new();
    let (mut bytes, id) = write_ledger(&harness);
    bytes[..64].fill(b'x');
    fs::write(harness.path(), &bytes).unwrap();
    let opened = harness.try_open().unwrap();
    let (quarantined, mut ledger) = (opened.quarantined.unwrap(), opened.ledger);
    assert_eq!(fs::read(quarantined).unwrap(), bytes, "it stays as it was found");
    let row = ledger.find_render(id).unwrap();
    assert_eq!((row.stage, row.video_id.unwrap().as_str()), (RenderStage::Pending, "v-launch"));
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "accepted"]);
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(opened.unconfirmed.len(), 1, "what was being sent may exist");
    for hash in ["launch", "second"] {
        let error = enqueue_once_more(&mut ledger, hash).unwrap_err();
        assert_eq!(error.kind, ErrorKind::AlreadyRendered, "{hash}: {error}");
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
fn after_the_loss_of_any_page_duplicates_are_still_refused() {
    let (bytes, id) = write_ledger(&LedgerHarness::new());
    let (mut quarantined_count, mut known_count) = (0, 0);
    for page in 0..bytes.len() / PAGE_BYTES {
        for filler in [0, 0xaa] {
            let harness = LedgerHarness::new();
            harness.open();
            let mut damaged = bytes.clone();
            damaged[page * PAGE_BYTES..(page + 1) * PAGE_BYTES].fill(filler);
            fs::write(harness.path(), &damaged).unwrap();
            let opened = harness.try_open().unwrap();
            let mut ledger = opened.ledger;
            quarantined_count += usize::from(opened.quarantined.is_some());
            known_count += usize::from(ledger.find_render(id).is_ok_and(|row| row.video_id.is_some()));
            for hash in ["launch", "second"] {
                let error = enqueue_once_more(&mut ledger, hash).unwrap_err();
                assert_eq!(error.kind, ErrorKind::AlreadyRendered, "page {page}: {error}");
            }
        }
    }
    assert!(
        quarantined_count > 10 && known_count > 6,
        "{quarantined_count} were set aside, {known_count} know the render"
    );
}

#[test]
fn an_incomplete_salvage_needs_confirmation_until_the_file_is_removed() {
    let harness = LedgerHarness::new();
    write_ledger(&harness);
    fs::write(harness.path(), "no database").unwrap();
    let opened = harness.try_open().unwrap();
    let (quarantined, mut ledger) = (opened.quarantined.unwrap(), opened.ledger);
    let notice = ledger.take_quarantine_notice().unwrap().unwrap();
    assert!(notice.summary().contains("Some of it is unreadable"), "{notice}");
    let error = enqueue_once_more(&mut ledger, "launch").unwrap_err();
    assert!(
        error.kind == ErrorKind::AlreadyRendered && error.summary().contains(quarantined.to_str().unwrap()),
        "{error}"
    );
    // Who says so knows.
    let new = [new_render_with_hash("once more", "launch")];
    ledger.enqueue(&new, KnownDuplicates::All, &unlimited(), timestamp(2000)).unwrap();
    assert!(
        enqueue_once_more(&mut ledger, "launch").unwrap_err().summary().contains("is already in the queue")
    );
    assert!(enqueue_once_more(&mut ledger, "new").is_err());
    fs::remove_file(quarantined).unwrap();
    enqueue_once_more(&mut ledger, "new").unwrap();
}

#[test]
fn a_ledger_quarantined_by_a_killed_process_is_salvaged() {
    let harness = LedgerHarness::new();
    let (_, id) = write_ledger(&harness);
    fs::rename(harness.path(), files::append_suffix(&harness.path(), ".damaged-20261128T220000Z")).unwrap();
    let opened = harness.try_open().unwrap();
    assert!(opened.quarantined.is_some());
    assert_eq!(opened.ledger.find_render(id).unwrap().stage, RenderStage::Pending);
    // Damaged once more, what both have is taken over once.
    drop(opened.ledger);
    let mut bytes = fs::read(harness.path()).unwrap();
    bytes[..16].fill(0);
    fs::write(harness.path(), bytes).unwrap();
    let ledger = harness.try_open().unwrap().ledger;
    assert_eq!(ledger.renders().unwrap().len(), 6);
    assert_eq!(event_names(&ledger, id), ["queued", "sending", "accepted"]);
}

#[test]
fn a_render_whose_resend_was_lost_cannot_be_resent() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let failed = ledger.enqueue_unchecked(&new_render_with_hash("Launch", "launch"), timestamp(1)).unwrap();
    ledger.mark_sending(failed, timestamp(2)).unwrap();
    ledger.mark_refused(failed, "no", timestamp(3)).unwrap();
    ledger
        .save_picture_key(&PhotoId::new("p"), &PictureKey::new("k"), PictureKeySource::Upload, timestamp(4))
        .unwrap();
    drop(ledger);
    // The row of the later take is missing.
    let raw = Connection::open(harness.path()).unwrap();
    raw.execute_batch("PRAGMA foreign_keys = OFF; UPDATE render SET resent_as = 99").unwrap();
    drop(raw);
    let opened = harness.try_open().unwrap();
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
