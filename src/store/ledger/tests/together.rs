//! Several programs with one ledger, and programs that end in the middle.

use super::*;

#[test]
fn a_living_program_is_not_disturbed_and_a_dead_one_leaves_nothing_unsaid() {
    let desk = Desk::new();
    let mut first = desk.open();
    let id = render_in(&mut first, Stage::Sending);
    let mut second = desk.open();
    assert_eq!(second.render(id).unwrap().stage, Stage::Sending);
    for refused in [
        second.unconfirmed(id, "", at(5)),
        second.requeued(id, "", at(5)),
        second.refused(id, "", at(5)),
        second.sending(id, at(5)),
    ] {
        assert_eq!(refused.unwrap_err().what(), "Render 1 is being sent by another cuecard");
    }
    assert_eq!(second.settle(at(6)), Ok(Vec::new()));
    drop(first);
    assert_eq!(second.settle(at(7)), Ok(vec![id]));
    let render = second.render(id).unwrap();
    assert_eq!(
        (render.stage, render.note.as_deref()),
        (Stage::Unconfirmed, Some("cuecard ended while this was being sent: it may exist"))
    );
    assert_eq!(whats(&second, id), ["queued", "sending", "unconfirmed"]);
    assert_eq!(second.settle(at(8)), Ok(Vec::new()));
}

#[test]
fn what_a_killed_program_was_sending_is_told_on_the_next_start() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let (queued, id) = (render_in(&mut ledger, Stage::Queued), render_in(&mut ledger, Stage::Sending));
    let name = ledger.presence.name().to_owned();
    drop(ledger);
    // As a killed process leaves it: the file is there, and nobody holds its lock.
    std::fs::write(desk.folder.path().join("data/running").join(&name), "").unwrap();
    let mut other = Ledger::open(&desk.path(), &Account::sandbox(), at(9)).unwrap();
    assert_eq!(other.unconfirmed, [], "another account's are settled, and not told here");
    assert_eq!(other.ledger.settle(at(10)), Ok(Vec::new()));
    let ledger = desk.open();
    assert_eq!(ledger.render(id).unwrap().stage, Stage::Unconfirmed);
    assert_eq!(ledger.render(queued).unwrap().stage, Stage::Queued);
    assert!(!desk.folder.path().join("data/running").join(name).exists());
}

/// Run by the test below in a process of its own, which ends without a word in the middle of a sending.
#[test]
fn sent_by_a_child() {
    if let Some(path) = std::env::var_os("CUECARD_TEST_LEDGER") {
        let account = Account::new("https://api.heygen.com", "key");
        let mut ledger = Ledger::open(Path::new(&path), &account, at(1)).unwrap().ledger;
        render_in(&mut ledger, Stage::Pending);
        render_in(&mut ledger, Stage::Sending);
        let change = ledger.database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
        change.execute("UPDATE render SET stage = 'queued'", []).unwrap();
        std::process::exit(7);
    }
}

#[test]
fn a_process_that_ends_in_the_middle_loses_nothing() {
    let desk = Desk::new();
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::ledger::tests::together::sent_by_a_child"])
        .env("CUECARD_TEST_LEDGER", desk.path())
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(7));
    assert_eq!(desk.names(), ["cuecard.db", "cuecard.db-journal", "running"], "no log beside the file");
    let opened = desk.try_open().unwrap();
    assert_eq!((opened.damaged, opened.unconfirmed), (None, vec![RenderId(2)]));
    let stages: Vec<_> = opened.ledger.renders().unwrap().iter().map(|render| render.stage).collect();
    assert_eq!(stages, [Stage::Unconfirmed, Stage::Pending]);
}

#[test]
fn a_change_without_its_commit_never_was() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = render_in(&mut ledger, Stage::Queued);
    let change = ledger.database.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    change.execute("UPDATE render SET stage = 'sending'", []).unwrap();
    drop(change);
    let failed = ledger.write(|change| {
        change.execute("UPDATE render SET stage = 'failed'", [])?;
        Err::<(), _>(Trouble::missing(id))
    });
    assert!(failed.is_err());
    assert_eq!(desk.open().render(id).unwrap().stage, Stage::Queued);
}

#[test]
fn of_two_programs_one_alone_sends() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    let mut won = [0, 0];
    for _ in 0..100 {
        let id = one.begin(&new_render("race"), at(1)).unwrap();
        let start = std::sync::Barrier::new(2);
        let outcomes = std::thread::scope(|scope| {
            let other = scope.spawn(|| {
                start.wait();
                two.sending(id, at(2))
            });
            start.wait();
            [one.sending(id, at(2)), other.join().unwrap()]
        });
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        won.iter_mut().zip(&outcomes).for_each(|(won, outcome)| *won += usize::from(outcome.is_ok()));
        assert!(
            outcomes
                .iter()
                .filter_map(|outcome| outcome.as_ref().err())
                .all(|fault| fault.kind == FaultKind::Internal)
        );
        assert_eq!(whats(&one, id), ["queued", "sending"]);
    }
    assert_eq!(won[0] + won[1], 100);
}

#[test]
fn many_may_start_at_once() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| desk.open().begin(&new_render("x"), at(1)).unwrap());
        }
    });
    assert_eq!(desk.open().renders().unwrap().len(), 8);
    assert_eq!(desk.names(), ["cuecard.db", "running"]);
}

#[test]
fn a_locked_file_is_a_fault_before_anything_is_sent() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    ledger.database.busy_timeout(std::time::Duration::from_millis(50)).unwrap();
    let id = render_in(&mut ledger, Stage::Queued);
    let mut other = Connection::open(desk.path()).unwrap();
    let held = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    let fault = ledger.sending(id, at(2)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::File);
    assert_eq!(
        fault.what(),
        format!("{} cannot be written: another program has locked it", desk.path().display())
    );
    assert!(ledger.begin(&new_render("x"), at(2)).is_err());
    drop(held);
    assert_eq!(ledger.renders().unwrap().len(), 1);
    ledger.sending(id, at(3)).unwrap();
}

#[test]
fn a_full_disk_is_a_fault_before_anything_is_sent() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let pages: i64 = ledger.database.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    ledger.database.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap();
    let big = NewRender { request: "x".repeat(1 << 20), ..new_render("x") };
    let fault = ledger.begin(&big, at(1)).unwrap_err();
    assert_eq!(
        (fault.kind, fault.what().ends_with("cannot be written: no space left on the disk")),
        (FaultKind::File, true)
    );
    assert_eq!(ledger.renders(), Ok(Vec::new()));
}

#[test]
fn a_folder_that_cannot_be_used_is_a_fault() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let fault = Ledger::open(&file.path().join("cuecard.db"), &Account::sandbox(), at(1)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::File);
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("cuecard.db")).unwrap();
    let fault = Ledger::open(&folder.path().join("cuecard.db"), &Account::sandbox(), at(1)).unwrap_err();
    assert!(fault.what().ends_with("is a folder, not a file"), "{fault}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_others_do_stirs_and_looking_does_not() {
    let desk = Desk::new();
    let (mut one, mut two) = (desk.open(), desk.open());
    let stir = Stir::of(&desk.path()).unwrap();
    assert!(!stir.drain());
    let id = two.begin(&new_render("x"), at(1)).unwrap();
    assert!(stir.drain());
    assert_eq!((one.has_turn(), two.has_turn()), (Ok(true), Ok(false)));
    one.changed_elsewhere().unwrap();
    one.clear_up(at(2)).unwrap();
    one.renders().unwrap();
    one.give_turn();
    assert_eq!(two.has_turn(), Ok(true));
    assert!(!stir.drain(), "or two programs would wake each other for ever");
    drop(two);
    assert!(stir.drain(), "it ended");
    assert_eq!((one.clear_up(at(3)), one.has_turn()), (Ok(true), Ok(true)));
    assert_eq!(one.render(id).unwrap().wait.holder, crate::domain::Holder::Nobody);
}
