//! Several programs with one ledger, and programs that end in the middle.

use rusqlite::TransactionBehavior;

use super::error::LedgerError;
use super::*;

#[test]
fn only_renders_of_ended_processes_become_unconfirmed() {
    let harness = LedgerHarness::new();
    let mut first = harness.open();
    let id = render_in_stage(&mut first, RenderStage::Sending);
    let mut second = harness.open();
    assert_eq!(second.find_render(id).unwrap().stage, RenderStage::Sending);
    for refused in [
        second.mark_unconfirmed(id, "", timestamp(5)),
        second.requeue(id, "", timestamp(5)),
        second.mark_refused(id, "", timestamp(5)),
        second.mark_sending(id, timestamp(5)),
    ] {
        assert_eq!(refused.unwrap_err().summary(), "Render 1 is being sent by another cuecard");
    }
    assert_eq!(second.recover_orphaned(timestamp(6)), Ok(Vec::new()));
    drop(first);
    assert_eq!(second.recover_orphaned(timestamp(7)), Ok(vec![id]));
    let render = second.find_render(id).unwrap();
    assert_eq!(
        (render.stage, render.note.as_deref()),
        (RenderStage::Unconfirmed, Some("cuecard ended while sending this: the video may exist"))
    );
    assert_eq!(event_names(&second, id), ["queued", "sending", "unconfirmed"]);
    assert_eq!(second.recover_orphaned(timestamp(8)), Ok(Vec::new()));
}

#[test]
fn a_render_of_a_killed_process_is_unconfirmed_on_the_next_start() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let (queued, id) = (
        render_in_stage(&mut ledger, RenderStage::Queued),
        render_in_stage(&mut ledger, RenderStage::Sending),
    );
    let name = ledger.registration.name().to_owned();
    drop(ledger);
    // As a killed process leaves it: the file is there, and nobody holds its lock.
    std::fs::write(harness.folder.path().join("data/running").join(&name), "").unwrap();
    let mut other = Ledger::open(&harness.path(), &AccountId::sandbox(), timestamp(9)).unwrap();
    assert_eq!(other.unconfirmed, [], "another account's are settled, and not told here");
    assert_eq!(other.ledger.recover_orphaned(timestamp(10)), Ok(Vec::new()));
    let ledger = harness.open();
    assert_eq!(ledger.find_render(id).unwrap().stage, RenderStage::Unconfirmed);
    assert_eq!(ledger.find_render(queued).unwrap().stage, RenderStage::Queued);
    assert!(!harness.folder.path().join("data/running").join(name).exists());
}

/// Run by the test below in a process of its own, which ends without a word in the middle of a sending.
#[test]
fn child_process_that_exits_while_sending() {
    if let Some(path) = std::env::var_os("CUECARD_TEST_LEDGER") {
        let account = AccountId::new("https://api.heygen.com", "key");
        let mut ledger = Ledger::open(Path::new(&path), &account, timestamp(1)).unwrap().ledger;
        render_in_stage(&mut ledger, RenderStage::Pending);
        render_in_stage(&mut ledger, RenderStage::Sending);
        let transaction = ledger.database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        transaction.execute("UPDATE render SET stage = 'queued'", []).unwrap();
        std::process::exit(7);
    }
}

#[test]
fn a_process_that_exits_in_a_transaction_loses_nothing() {
    let harness = LedgerHarness::new();
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::ledger::tests::concurrency::child_process_that_exits_while_sending"])
        .env("CUECARD_TEST_LEDGER", harness.path())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(7));
    assert_eq!(
        harness.file_names(),
        ["cuecard.db", "cuecard.db-journal", "running"],
        "no log beside the file"
    );
    let opened = harness.try_open().unwrap();
    assert_eq!((opened.quarantined, opened.unconfirmed), (None, vec![RenderId(2)]));
    let stages: Vec<_> = opened.ledger.renders().unwrap().iter().map(|render| render.stage).collect();
    assert_eq!(stages, [RenderStage::Unconfirmed, RenderStage::Pending]);
}

#[test]
fn an_uncommitted_change_is_rolled_back() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = render_in_stage(&mut ledger, RenderStage::Queued);
    let transaction = ledger.database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    transaction.execute("UPDATE render SET stage = 'sending'", []).unwrap();
    drop(transaction);
    let failed = ledger.transact(|transaction| {
        transaction.execute("UPDATE render SET stage = 'failed'", [])?;
        Err::<(), _>(LedgerError::not_found(id))
    });
    assert!(failed.is_err());
    assert_eq!(harness.open().find_render(id).unwrap().stage, RenderStage::Queued);
}

#[test]
fn only_one_of_two_processes_sends_a_render() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    let mut won = [0, 0];
    for _ in 0..100 {
        let id = one.enqueue_unchecked(&new_render("race"), timestamp(1)).unwrap();
        let start = std::sync::Barrier::new(2);
        let outcomes = std::thread::scope(|scope| {
            let other = scope.spawn(|| {
                start.wait();
                two.mark_sending(id, timestamp(2))
            });
            start.wait();
            [one.mark_sending(id, timestamp(2)), other.join().unwrap()]
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        won.iter_mut().zip(&outcomes).for_each(|(won, outcome)| *won += usize::from(outcome.is_ok()));
        assert!(
            outcomes
                .iter()
                .filter_map(|outcome| outcome.as_ref().err())
                .all(|error| error.kind == ErrorKind::NotAllowed)
        );
        assert_eq!(event_names(&one, id), ["queued", "sending"]);
    }
    assert_eq!(won[0] + won[1], 100);
}

#[test]
fn the_ledger_can_be_opened_many_times_at_once() {
    let harness = LedgerHarness::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| harness.open().enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap());
        }
    });
    assert_eq!(harness.open().renders().unwrap().len(), 8);
    assert_eq!(harness.file_names(), ["cuecard.db", "running"]);
}

#[test]
fn a_locked_file_is_an_error_before_anything_is_sent() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    ledger.database.busy_timeout(std::time::Duration::from_millis(50)).unwrap();
    let id = render_in_stage(&mut ledger, RenderStage::Queued);
    let mut other = Connection::open(harness.path()).unwrap();
    let transaction = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let error = ledger.mark_sending(id, timestamp(2)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::File);
    assert_eq!(
        error.summary(),
        format!("{} cannot be written: another program has locked it", harness.path().display())
    );
    assert!(ledger.enqueue_unchecked(&new_render("x"), timestamp(2)).is_err());
    drop(transaction);
    assert_eq!(ledger.renders().unwrap().len(), 1);
    ledger.mark_sending(id, timestamp(3)).unwrap();
}

#[test]
fn a_full_disk_is_an_error_before_anything_is_sent() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let pages: i64 = ledger.database.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.database.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    let big = NewRenderRecord { request_body: "x".repeat(1 << 20), ..new_render("x") };
    let error = ledger.enqueue_unchecked(&big, timestamp(1)).unwrap_err();
    assert_eq!(
        (error.kind, error.summary().ends_with("cannot be written: no space left on the disk")),
        (ErrorKind::File, true)
    );
    assert_eq!(ledger.renders(), Ok(Vec::new()));
}

#[test]
fn an_unusable_ledger_path_is_an_error() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error =
        Ledger::open(&file.path().join("cuecard.db"), &AccountId::sandbox(), timestamp(1)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::File);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("cuecard.db")).unwrap();
    let error =
        Ledger::open(&folder.path().join("cuecard.db"), &AccountId::sandbox(), timestamp(1)).unwrap_err();
    assert!(error.summary().ends_with("is a folder, not a file"), "{error}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_watcher_reports_changes_by_others_and_not_reads() {
    let harness = LedgerHarness::new();
    let (mut one, mut two) = (harness.open(), harness.open());
    let watcher = LedgerWatcher::new(&harness.path()).unwrap();
    assert!(!watcher.drain_events());
    let id = two.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    assert!(watcher.drain_events());
    assert_eq!((one.try_acquire_poll_lease(), two.try_acquire_poll_lease()), (Ok(true), Ok(false)));
    one.has_external_changes().unwrap();
    one.recover_and_detect_changes(timestamp(2)).unwrap();
    one.renders().unwrap();
    one.release_poll_lease();
    assert_eq!(two.try_acquire_poll_lease(), Ok(true));
    assert!(!watcher.drain_events(), "or two programs would wake each other for ever");
    drop(two);
    assert!(watcher.drain_events(), "it ended");
    assert_eq!(
        (one.recover_and_detect_changes(timestamp(3)), one.try_acquire_poll_lease()),
        (Ok(true), Ok(true))
    );
    assert_eq!(one.find_render(id).unwrap().queue_entry.owner, crate::domain::QueueOwner::Unowned);
}
