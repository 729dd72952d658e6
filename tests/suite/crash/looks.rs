//! Look orders with a kill or a full disk at each failpoint.

use std::os::unix::process::ExitStatusExt;

use rusqlite::Connection;

use crate::support::calls::{ADD_LOOKS_CALL, GENERATE_LOOKS_CALL};
use crate::support::cli_harness::{CliHarness, CliOutput, hidden_keys_options};

const ORDER_NAME: &str = "Ana, blue suit: at sea";

/// After an interrupted order and two collections, no look is lost or doubled.
fn assert_no_look_lost_or_doubled(cli: &CliHarness, what: &str) {
    let collected = cli.run(&["photos", "collect"]);
    let again = cli.run(&["photos", "collect"]);
    assert_eq!((again.exit_code, again.stdout.as_str()), (0, ""), "{what}: {again:?}");
    let (orders, added) =
        (accepted_requests(cli, GENERATE_LOOKS_CALL), accepted_requests(cli, ADD_LOOKS_CALL));
    let listed = cli.run(&["photos", "at sea"]).stdout;
    let names: Vec<&str> =
        listed.lines().filter_map(|line| line.split_once("  ")).map(|(_, name)| name).collect();
    if names.is_empty() {
        let is_reported =
            collected.stderr.contains(&format!("The result of the order of {ORDER_NAME} is unknown"));
        assert!(orders == 0 || (orders == 1 && is_reported), "{what}: {orders} {collected:?}");
        return;
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    assert_eq!(
        sorted,
        [1, 2, 3, 4].map(|number| format!("Ana, blue suit {number}: at sea")),
        "{what}: {collected:?}"
    );
    assert_eq!((orders, added), (1, 4), "{what}");
    let ledger = Connection::open(cli.path(".local/share/cuecard/cuecard.db")).unwrap();
    let keys: i64 = ledger.query_row("SELECT count(*) FROM picture_key", [], |row| row.get(0)).unwrap();
    assert_eq!(keys, 4, "{what}: {collected:?}");
}

fn accepted_requests(cli: &CliHarness, call: &str) -> u64 {
    cli.sandbox.report().requests.of(call).accepted
}

/// Orders looks with this in the environment.
fn order_looks(cli: &CliHarness, name: &str, value: &str) -> (bool, CliOutput) {
    let mut command = cli.command(&["photos", "generate", "ana, blue suit", "at sea", "--yes"]);
    let output = command.env(name, value).output().unwrap();
    (output.status.signal() == Some(9), CliOutput::from_output(&output))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_failpoint_loses_no_look_and_creates_none_twice() {
    let mut killed = 0;
    loop {
        let (cli, place) = (CliHarness::new(hidden_keys_options()).await, format!("any:{}", killed + 1));
        let (dead, ran) = order_looks(&cli, "CUECARD_KILL", &place);
        assert_no_look_lost_or_doubled(&cli, &place);
        if !dead {
            assert_eq!((ran.exit_code, ran.stdout.lines().count()), (0, 4), "{ran:?}");
            break;
        }
        killed += 1;
    }
    assert!(killed >= 6, "opening, the order, its answer, adding: before and after each: {killed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_full_from_any_write_on_loses_no_look_and_creates_none_twice() {
    for first in 1.. {
        let (cli, place) = (CliHarness::new(hidden_keys_options()).await, format!("full@any:{first}-"));
        let (_, ran) = order_looks(&cli, "CUECARD_FAIL_WRITE", &place);
        assert!(ran.exit_code == 0 || ran.stderr.contains("space"), "{place}: {ran:?}");
        assert_no_look_lost_or_doubled(&cli, &place);
        if ran.exit_code == 0 {
            assert!(first > 3, "{first}");
            break;
        }
    }
}
