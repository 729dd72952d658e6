//! Damaged, truncated, older and newer files.

use std::fs;

use super::*;

/// A ledger with some renders, closed again, as bytes.
fn write_ledger(harness: &LedgerHarness) -> Vec<u8> {
    let mut ledger = harness.open();
    for stage in [RenderStage::Completed, RenderStage::Unconfirmed, RenderStage::Failed, RenderStage::Queued]
    {
        render_in_stage(&mut ledger, stage);
    }
    let big = NewRenderRecord { request_body: "x".repeat(9000), ..new_render("big") };
    ledger.enqueue_unchecked(&big, timestamp(7)).unwrap();
    drop(ledger);
    fs::read(harness.path()).unwrap()
}

/// Opens and uses a ledger in any state, with no other one beside it; only what is no panic comes back.
fn open_and_use(harness: &LedgerHarness) -> Option<PathBuf> {
    for name in harness.file_names().iter().filter(|name| name.contains(".damaged-")) {
        fs::remove_file(harness.path().with_file_name(name)).unwrap();
    }
    let opened = harness.try_open().ok()?;
    let mut ledger = opened.ledger;
    for render in ledger.renders().unwrap_or_default() {
        let _ = (
            ledger.events(render.id),
            ledger.stored_request(render.id),
            ledger.mark_sending(render.id, timestamp(20)),
        );
    }
    let _ = ledger.enqueue_unchecked(&new_render("after"), timestamp(21));
    opened.quarantined
}

#[test]
fn a_damaged_ledger_is_quarantined_with_its_log() {
    let harness = LedgerHarness::new();
    write_ledger(&harness);
    fs::write(
        harness.path(),
        "not a database, but longer than the hundred bytes that a database's head has in any case ....",
    )
    .unwrap();
    fs::write(files::append_suffix(&harness.path(), "-wal"), "log").unwrap();
    let opened = harness.try_open().unwrap();
    let quarantined = opened.quarantined.unwrap();
    assert!(quarantined.ends_with("cuecard.db.damaged-19700101T001640Z"), "{quarantined:?}");
    assert_eq!(fs::read(&quarantined).unwrap()[..3], *b"not");
    assert_eq!(fs::read(files::append_suffix(&quarantined, "-wal")).unwrap(), b"log");
    assert_eq!(opened.ledger.renders(), Ok(Vec::new()));
    drop(opened.ledger);
    harness.open();
}

#[test]
fn a_ledger_open_in_another_process_is_not_quarantined() {
    let harness = LedgerHarness::new();
    let bytes = write_ledger(&harness);
    let other = harness.open();
    fs::write(harness.path(), &bytes[..5000]).unwrap();
    let error = harness.try_open().unwrap_err();
    assert!(
        error.summary().ends_with("is damaged, and another cuecard has it open: quit that one first"),
        "{error}"
    );
    assert_eq!(fs::read(harness.path()).unwrap(), bytes[..5000]);
    drop(other);
}

#[test]
fn a_truncated_ledger_is_quarantined() {
    let harness = LedgerHarness::new();
    let bytes = write_ledger(&harness);
    for length in (0..bytes.len()).step_by(1021).chain([1, 99, 100, 4096, bytes.len() - 1]) {
        fs::write(harness.path(), &bytes[..length]).unwrap();
        let quarantined =
            open_and_use(&harness).unwrap_or_else(|| panic!("{length} bytes were taken for whole"));
        assert_eq!(fs::read(quarantined).unwrap(), bytes[..length], "set aside as it was found");
    }
}

#[test]
fn a_log_without_its_ledger_is_quarantined() {
    let harness = LedgerHarness::new();
    let ledger = harness.open();
    let wal = files::append_suffix(&harness.path(), "-wal");
    let log = [fs::read(&wal).unwrap_or_default(), vec![0; 64]].concat();
    drop(ledger);
    fs::remove_file(harness.path()).unwrap();
    fs::write(&wal, &log).unwrap();
    let quarantined = open_and_use(&harness).unwrap();
    assert_eq!(fs::read(files::append_suffix(&quarantined, "-wal")).unwrap(), log);
}

#[test]
fn a_flipped_byte_in_the_ledger_causes_no_panic() {
    let harness = LedgerHarness::new();
    let bytes = write_ledger(&harness);
    let mut quarantined_count = 0;
    for at in (0..120).chain((120..bytes.len()).step_by(499)) {
        for bits in [0xff, 0x01] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bits;
            fs::write(harness.path(), &damaged).unwrap();
            if let Some(path) = open_and_use(&harness) {
                quarantined_count += 1;
                assert_eq!(fs::read(path).unwrap(), damaged);
            }
        }
    }
    assert!(quarantined_count > 60, "{quarantined_count}");
}

/// The ledger's files as a kill leaves them in the middle of a large transaction: the file, and its journal.
fn files_after_kill_in_transaction(harness: &LedgerHarness) -> [Vec<u8>; 2] {
    drop(write_ledger(harness));
    let database = Connection::open(harness.path()).unwrap();
    // So little room that pages are written before the end.
    database.execute_batch("PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN").unwrap();
    database.execute("UPDATE render SET request = hex(randomblob(9000))", []).unwrap();
    let journal = files::append_suffix(&harness.path(), "-journal");
    [harness.path(), journal].map(|path| fs::read(path).unwrap())
}

#[test]
fn a_flipped_byte_in_the_journal_causes_no_panic() {
    let [base, journal] = files_after_kill_in_transaction(&LedgerHarness::new());
    assert!(journal.len() > 512, "{}", journal.len());
    let harness = LedgerHarness::new();
    harness.open();
    for at in (0..32).chain((32..journal.len()).step_by(797)) {
        let mut damaged = journal.clone();
        damaged[at] ^= 0xff;
        fs::write(harness.path(), &base).unwrap();
        fs::write(files::append_suffix(&harness.path(), "-journal"), &damaged).unwrap();
        open_and_use(&harness);
    }
}

#[test]
fn a_stored_render_survives_the_loss_of_the_log() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    for stage in [RenderStage::Sending, RenderStage::Pending] {
        let id = render_in_stage(&mut ledger, stage);
        let read = |end: &str| fs::read(files::append_suffix(&harness.path(), end)).unwrap_or_default();
        // The ledger is still open: this is what a kill leaves.
        let (file, log) = (read(""), read("-wal"));
        for length in (0..=log.len()).filter(|length| length % 2060 < 25 && length % 6 == 0) {
            let torn = LedgerHarness::new();
            torn.open();
            fs::write(torn.path(), &file).unwrap();
            if length > 0 {
                fs::write(files::append_suffix(&torn.path(), "-wal"), &log[..length]).unwrap();
            }
            let opened = torn.try_open().unwrap();
            let known = if stage == RenderStage::Sending { RenderStage::Unconfirmed } else { stage };
            let row = opened.ledger.find_render(id).unwrap();
            assert_eq!((opened.quarantined, row.stage), (None, known), "{length} of {}", log.len());
        }
    }
}

/// A ledger that a made-up second migration brings up to date.
fn add_stars(path: &Path) -> Result<Connection, database_error::DatabaseError> {
    let mut database = Connection::open(path)?;
    let scripts = [schema::MIGRATIONS[0], "ALTER TABLE render ADD COLUMN stars INTEGER"];
    schema::migrate(&mut database, path, timestamp(1000), &scripts)?;
    Ok(database)
}

#[test]
fn an_older_schema_is_backed_up_and_migrated() {
    let harness = LedgerHarness::new();
    write_ledger(&harness);
    let database = add_stars(&harness.path()).unwrap();
    assert_eq!(schema::schema_version(&database).unwrap(), 2);
    let stars: Option<i64> = database.query_row("SELECT stars FROM render", [], |row| row.get(0)).unwrap();
    assert_eq!(stars, None);
    let copy = files::append_suffix(&harness.path(), ".schema-1-19700101T001640Z");
    assert_eq!(fs::metadata(&copy).unwrap().mode() & 0o777, 0o600);
    let old = Connection::open(copy).unwrap();
    assert_eq!(schema::schema_version(&old).unwrap(), 1);
    let count: i64 = old.query_row("SELECT count(*) FROM render", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 5);
}

/// Run by the test below in a process of its own, which is killed in the migration.
#[test]
fn child_process_that_is_killed_in_a_migration() {
    if let Some(path) = std::env::var_os("CUECARD_TEST_OLD_LEDGER") {
        let _ = add_stars(Path::new(&path));
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_process_killed_during_a_migration_loses_nothing() {
    use std::os::unix::process::ExitStatusExt;
    for failpoint in ["migrate.after_copy", "migrate.before_commit", "migrate.after_commit"] {
        let harness = LedgerHarness::new();
        write_ledger(&harness);
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::ledger::tests::damage::child_process_that_is_killed_in_a_migration"])
            .env("CUECARD_TEST_OLD_LEDGER", harness.path())
            .env("CUECARD_KILL", failpoint)
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.signal(), Some(9), "{failpoint}");
        assert!(
            harness.file_names().iter().any(|name| name.starts_with("cuecard.db.schema-1-")),
            "{failpoint}"
        );
        let database = add_stars(&harness.path()).unwrap();
        assert_eq!(schema::schema_version(&database).unwrap(), 2, "{failpoint}");
        let count: i64 =
            database.query_row("SELECT count(*) - count(stars) FROM render", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 5, "{failpoint}");
    }
}

#[test]
fn a_failed_migration_keeps_the_older_schema() {
    let harness = LedgerHarness::new();
    write_ledger(&harness);
    let mut database = Connection::open(harness.path()).unwrap();
    let scripts = [schema::MIGRATIONS[0], "ALTER TABLE render ADD COLUMN stars INTEGER; SELECT nonsense"];
    assert!(schema::migrate(&mut database, &harness.path(), timestamp(1000), &scripts).is_err());
    assert_eq!(schema::schema_version(&database).unwrap(), 1);
    drop(database);
    assert_eq!(harness.open().renders().unwrap().len(), 5);
}

#[test]
fn nothing_is_written_to_a_ledger_whose_file_is_gone() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    fs::remove_file(harness.path()).unwrap();
    for _ in 0..2 {
        let error = ledger.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap_err();
        assert!(error.kind == ErrorKind::File && error.summary().contains("was moved or deleted"), "{error}");
        // Nor where another one stands in its place.
        fs::write(harness.path(), "another").unwrap();
    }
}

#[test]
fn a_newer_schema_is_left_alone() {
    let harness = LedgerHarness::new();
    write_ledger(&harness);
    Connection::open(harness.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = harness.try_open().unwrap_err();
    assert!(error.summary().contains("was written by a newer cuecard (schema 99)"), "{error}");
    assert!(harness.file_names().iter().all(|name| !name.contains("damaged")));
}

#[test]
fn a_read_only_ledger_can_be_read_and_not_changed() {
    let harness = LedgerHarness::new();
    let account = AccountId::new("https://api.heygen.com", "key");
    let mut ledger = Some(harness.open());
    let id = ledger.as_mut().unwrap().enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    // While another program has it open, and after that one ended.
    for _ in 0..2 {
        let mut read = Ledger::open_read_only(&harness.path(), &account).unwrap();
        let rows = read.renders().unwrap();
        assert_eq!((rows.len(), rows[0].title.as_str()), (1, "x"));
        let error = read.cancel(id, timestamp(2)).unwrap_err();
        assert!(error.summary().ends_with("it is read-only"), "{error:?}");
        ledger = None;
    }
    assert!(ledger.is_none() && Ledger::open_read_only(&harness.path(), &AccountId::sandbox()).is_err());
    fs::write(harness.path(), "no database").unwrap();
    assert!(Ledger::open_read_only(&harness.path(), &account).is_err());
    assert_eq!(fs::read(harness.path()).unwrap(), b"no database");
}
