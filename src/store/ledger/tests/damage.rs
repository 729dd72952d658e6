//! Damaged, truncated, older and newer files.

use std::fs;

use super::*;

/// A ledger with some renders, closed again, as bytes.
fn write_ledger(desk: &LedgerHarness) -> Vec<u8> {
    let mut ledger = desk.open();
    for stage in [Stage::Completed, Stage::Unconfirmed, Stage::Failed, Stage::Queued] {
        render_in_stage(&mut ledger, stage);
    }
    let big = NewRenderRecord { request_body: "x".repeat(9000), ..new_render("big") };
    ledger.enqueue_unchecked(&big, timestamp(7)).unwrap();
    drop(ledger);
    fs::read(desk.path()).unwrap()
}

/// Opens and uses a ledger in any state, with no other one beside it; only what is no panic comes back.
fn open_and_use(desk: &LedgerHarness) -> Option<PathBuf> {
    for name in desk.file_names().iter().filter(|name| name.contains(".damaged-")) {
        fs::remove_file(desk.path().with_file_name(name)).unwrap();
    }
    let opened = desk.try_open().ok()?;
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
fn a_damaged_file_is_set_aside_whole_and_told() {
    let desk = LedgerHarness::new();
    write_ledger(&desk);
    fs::write(
        desk.path(),
        "not a database, but longer than the hundred bytes that a database's head has in any case ....",
    )
    .unwrap();
    fs::write(files::append_suffix(&desk.path(), "-wal"), "log").unwrap();
    let opened = desk.try_open().unwrap();
    let aside = opened.quarantined.unwrap();
    assert!(aside.ends_with("cuecard.db.damaged-19700101T001640Z"), "{aside:?}");
    assert_eq!(fs::read(&aside).unwrap()[..3], *b"not");
    assert_eq!(fs::read(files::append_suffix(&aside, "-wal")).unwrap(), b"log");
    assert_eq!(opened.ledger.renders(), Ok(Vec::new()));
    drop(opened.ledger);
    desk.open();
}

#[test]
fn a_file_that_another_program_has_open_is_not_set_aside() {
    let desk = LedgerHarness::new();
    let bytes = write_ledger(&desk);
    let living = desk.open();
    fs::write(desk.path(), &bytes[..5000]).unwrap();
    let fault = desk.try_open().unwrap_err();
    assert!(
        fault.summary().ends_with("is damaged, and another cuecard has it open: close that first"),
        "{fault}"
    );
    assert_eq!(fs::read(desk.path()).unwrap(), bytes[..5000]);
    drop(living);
}

#[test]
fn a_truncated_file_is_set_aside() {
    let desk = LedgerHarness::new();
    let bytes = write_ledger(&desk);
    for length in (0..bytes.len()).step_by(1021).chain([1, 99, 100, 4096, bytes.len() - 1]) {
        fs::write(desk.path(), &bytes[..length]).unwrap();
        let aside = open_and_use(&desk).unwrap_or_else(|| panic!("{length} bytes were taken for whole"));
        assert_eq!(fs::read(aside).unwrap(), bytes[..length], "set aside as it was found");
    }
}

#[test]
fn a_lost_file_with_its_log_left_is_told() {
    let desk = LedgerHarness::new();
    let ledger = desk.open();
    let wal = files::append_suffix(&desk.path(), "-wal");
    let log = [fs::read(&wal).unwrap_or_default(), vec![0; 64]].concat();
    drop(ledger);
    fs::remove_file(desk.path()).unwrap();
    fs::write(&wal, &log).unwrap();
    let aside = open_and_use(&desk).unwrap();
    assert_eq!(fs::read(files::append_suffix(&aside, "-wal")).unwrap(), log);
}

#[test]
fn a_flipped_byte_is_no_panic() {
    let desk = LedgerHarness::new();
    let bytes = write_ledger(&desk);
    let mut aside = 0;
    for at in (0..120).chain((120..bytes.len()).step_by(499)) {
        for bits in [0xff, 0x01] {
            let mut damaged = bytes.clone();
            damaged[at] ^= bits;
            fs::write(desk.path(), &damaged).unwrap();
            if let Some(path) = open_and_use(&desk) {
                aside += 1;
                assert_eq!(fs::read(path).unwrap(), damaged);
            }
        }
    }
    assert!(aside > 60, "{aside}");
}

/// The ledger's files as a kill leaves them in the middle of a large transaction: the file, and its journal.
fn files_after_kill_in_transaction(desk: &LedgerHarness) -> [Vec<u8>; 2] {
    drop(write_ledger(desk));
    let database = Connection::open(desk.path()).unwrap();
    // So little room that pages are written before the end.
    database.execute_batch("PRAGMA cache_size = 2; PRAGMA cache_spill = 2; BEGIN").unwrap();
    database.execute("UPDATE render SET request = hex(randomblob(9000))", []).unwrap();
    let journal = files::append_suffix(&desk.path(), "-journal");
    [desk.path(), journal].map(|path| fs::read(path).unwrap())
}

#[test]
fn a_flipped_byte_in_the_journal_is_no_panic() {
    let [base, journal] = files_after_kill_in_transaction(&LedgerHarness::new());
    assert!(journal.len() > 512, "{}", journal.len());
    let desk = LedgerHarness::new();
    desk.open();
    for at in (0..32).chain((32..journal.len()).step_by(797)) {
        let mut damaged = journal.clone();
        damaged[at] ^= 0xff;
        fs::write(desk.path(), &base).unwrap();
        fs::write(files::append_suffix(&desk.path(), "-journal"), &damaged).unwrap();
        open_and_use(&desk);
    }
}

#[test]
fn an_accepted_render_outlives_the_loss_of_all_that_stands_beside_the_file() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    for stage in [Stage::Sending, Stage::Pending] {
        let id = render_in_stage(&mut ledger, stage);
        let read = |end: &str| fs::read(files::append_suffix(&desk.path(), end)).unwrap_or_default();
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
            let known = if stage == Stage::Sending { Stage::Unconfirmed } else { stage };
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
fn an_older_schema_is_copied_and_then_brought_up_to_date() {
    let desk = LedgerHarness::new();
    write_ledger(&desk);
    let database = add_stars(&desk.path()).unwrap();
    assert_eq!(schema::schema_version(&database).unwrap(), 2);
    let stars: Option<i64> = database.query_row("SELECT stars FROM render", [], |row| row.get(0)).unwrap();
    assert_eq!(stars, None);
    let copy = files::append_suffix(&desk.path(), ".schema-1-19700101T001640Z");
    assert_eq!(fs::metadata(&copy).unwrap().mode() & 0o777, 0o600);
    let old = Connection::open(copy).unwrap();
    assert_eq!(schema::schema_version(&old).unwrap(), 1);
    let count: i64 = old.query_row("SELECT count(*) FROM render", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 5);
}

/// Run by the test below in a process of its own, which is killed in the migration.
#[test]
fn opened_by_a_child() {
    if let Some(path) = std::env::var_os("CUECARD_TEST_OLD_LEDGER") {
        let _ = add_stars(Path::new(&path));
    }
}

#[test]
#[cfg(debug_assertions)]
fn a_program_that_is_killed_at_the_new_schema_loses_nothing() {
    use std::os::unix::process::ExitStatusExt;
    for place in ["migrate.after_copy", "migrate.before_commit", "migrate.after_commit"] {
        let desk = LedgerHarness::new();
        write_ledger(&desk);
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::ledger::tests::damage::opened_by_a_child"])
            .env("CUECARD_TEST_OLD_LEDGER", desk.path())
            .env("CUECARD_KILL", place)
            .stdout(std::process::Stdio::null())
            .status()
            .unwrap();
        assert_eq!(status.signal(), Some(9), "{place}");
        assert!(desk.file_names().iter().any(|name| name.starts_with("cuecard.db.schema-1-")), "{place}");
        let database = add_stars(&desk.path()).unwrap();
        assert_eq!(schema::schema_version(&database).unwrap(), 2, "{place}");
        let count: i64 =
            database.query_row("SELECT count(*) - count(stars) FROM render", [], |row| row.get(0)).unwrap();
        assert_eq!(count, 5, "{place}");
    }
}

#[test]
fn a_step_that_fails_leaves_the_older_schema() {
    let desk = LedgerHarness::new();
    write_ledger(&desk);
    let mut database = Connection::open(desk.path()).unwrap();
    let scripts = [schema::MIGRATIONS[0], "ALTER TABLE render ADD COLUMN stars INTEGER; SELECT nonsense"];
    assert!(schema::migrate(&mut database, &desk.path(), timestamp(1000), &scripts).is_err());
    assert_eq!(schema::schema_version(&database).unwrap(), 1);
    drop(database);
    assert_eq!(desk.open().renders().unwrap().len(), 5);
}

#[test]
fn nothing_is_written_to_a_ledger_whose_file_is_gone() {
    let desk = LedgerHarness::new();
    let mut ledger = desk.open();
    fs::remove_file(desk.path()).unwrap();
    for _ in 0..2 {
        let fault = ledger.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap_err();
        assert!(fault.kind == ErrorKind::File && fault.summary().contains("was moved or deleted"), "{fault}");
        // Nor where another one stands in its place.
        fs::write(desk.path(), "another").unwrap();
    }
}

#[test]
fn a_newer_schema_is_left_alone() {
    let desk = LedgerHarness::new();
    write_ledger(&desk);
    Connection::open(desk.path()).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let fault = desk.try_open().unwrap_err();
    assert!(fault.summary().contains("was written by a newer cuecard (schema 99)"), "{fault}");
    assert!(desk.file_names().iter().all(|name| !name.contains("damaged")));
}

#[test]
fn a_ledger_is_read_where_nothing_can_be_written() {
    let desk = LedgerHarness::new();
    let account = AccountId::new("https://api.heygen.com", "key");
    let mut ledger = Some(desk.open());
    let id = ledger.as_mut().unwrap().enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    // While another program has it open, and after that one ended.
    for _ in 0..2 {
        let mut read = Ledger::open_read_only(&desk.path(), &account).unwrap();
        let rows = read.renders().unwrap();
        assert_eq!((rows.len(), rows[0].title.as_str()), (1, "x"));
        let fault = read.cancel(id, timestamp(2)).unwrap_err();
        assert!(fault.summary().ends_with("it is read-only"), "{fault:?}");
        ledger = None;
    }
    assert!(ledger.is_none() && Ledger::open_read_only(&desk.path(), &AccountId::sandbox()).is_err());
    fs::write(desk.path(), "no database").unwrap();
    assert!(Ledger::open_read_only(&desk.path(), &account).is_err());
    assert_eq!(fs::read(desk.path()).unwrap(), b"no database");
}
