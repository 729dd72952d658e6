//! Repeated kills on one ledger: each run finds what the killed runs left.
//!
//! `CUECARD_STORM=1000 cargo test --test suite repeated_kills` runs that many rounds in each dialect in place of the default.

use std::collections::BTreeMap;

use cuecard::domain::Dialect;
use serde_json::Value;

use super::seeded_number;
use crate::support::cli_harness::{API_KEY, CliHarness, contains_text, instant_options};
use crate::support::dialect_matrix;

/// Rounds in each dialect where no other number is asked for.
const DEFAULT_ROUNDS: u64 = 20;
/// More failpoints than a submission passes: some runs come to their end.
const MAX_FAILPOINT: usize = 18;
/// What goes wrong with the paid request of a round.
const INJECTED_ERRORS: [Option<&str>; 5] =
    [None, None, Some("reset:1"), Some("reset-recorded:1"), Some("502:1")];

#[test]
fn repeated_kills_on_one_ledger_pay_nothing_twice() {
    let asked = std::env::var("CUECARD_STORM").ok().and_then(|rounds| rounds.parse().ok());
    let rounds = asked.unwrap_or(DEFAULT_ROUNDS);
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes, Dialect::V3], async |dialect| {
        // With the default concurrency, the first unconfirmed renders would hold back all others.
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        cli.write_settings("picture_key = \"id\"\nconcurrency = 0\n");
        let script = std::fs::read_to_string(cli.write_project()).unwrap();
        let killed = (0..rounds).map(|round| run_killed_round(&cli, dialect, &script, round)).sum::<u64>();
        let (paid, unconfirmed) = compare_ledgers(&cli, dialect);
        println!(
            "{dialect:?}: {rounds} rounds, {killed} kills: {paid} paid, {unconfirmed} unconfirmed, 0 paid twice"
        );
        assert!(killed * 2 > rounds, "{killed} kills in {rounds} rounds");
    });
}

/// One project: rendered and killed, and then begun anew or sent from the queue, as a script that was broken off would.
fn run_killed_round(cli: &CliHarness, dialect: Dialect, script: &str, round: u64) -> u64 {
    let name = format!("round-{round}.toml");
    cli.write_file(&name, &script.replace("Launch teaser", &format!("Round {round}")));
    if let Some(fault) = INJECTED_ERRORS[seeded_number(round, 1, INJECTED_ERRORS.len())] {
        dialect_matrix::inject_submit_error(&cli.sandbox, fault, dialect);
    }
    let failpoint = |what| format!("any:{}", 1 + seeded_number(round, what, MAX_FAILPOINT));
    let render = ["render", &name, "--yes"];
    let mut killed = count_kills(cli, &render, &failpoint(2));
    match seeded_number(round, 3, 3) {
        0 => killed += count_kills(cli, &render, &failpoint(4)) + count_kills(cli, &render, "none"),
        1 => {
            let rows = cli.run(&["queue", "--offline", "--json"]).json();
            let title = format!("Round {round}");
            let row = rows.as_array().unwrap().iter().find(|row| row["title"] == title.as_str());
            if let Some(id) = row.map(|row| row["id"].to_string()) {
                let send = ["queue", "send", &id, "--yes"];
                killed += count_kills(cli, &send, &failpoint(4)) + count_kills(cli, &send, "none");
            }
        }
        _ => {}
    }
    killed
}

/// Runs a command that this failpoint may kill; returns the number of kills (0 or 1).
fn count_kills(cli: &CliHarness, words: &[&str], failpoint: &str) -> u64 {
    let Some(ran) = cli.run_with_failpoint(failpoint, words) else { return 1 };
    assert!(matches!(ran.exit_code, 0..=2), "{words:?}: {ran:?}");
    0
}

/// Compares both ledgers; gives how many videos are paid for and how many renders are unconfirmed.
fn compare_ledgers(cli: &CliHarness, dialect: Dialect) -> (usize, usize) {
    let mut rows = Value::Null;
    for _ in 0..2 {
        rows = cli.run(&["queue", "--json"]).json();
    }
    let rows = rows.as_array().unwrap();
    assert!(!contains_text(cli.home.path(), API_KEY));
    let ledger = cli.sandbox.report();
    let mut of_title = BTreeMap::<&str, usize>::new();
    for paid in &ledger.paid {
        *of_title.entry(&paid.title).or_default() += 1;
        let known = rows.iter().filter(|row| row["video_id"] == paid.video_id.as_str()).count();
        assert_eq!(known, 1, "{paid:?} in {rows:#?}");
    }
    assert!(of_title.values().all(|times| *times == 1), "paid twice: {of_title:#?}");
    let accepted = ledger.requests.of(dialect_matrix::submit_call(dialect)).accepted;
    assert!(dialect == Dialect::V3 || accepted <= ledger.paid.len() as u64, "{accepted} accepted");
    assert!(rows.iter().all(|row| row["status"] != "sending"), "{rows:#?}");
    (ledger.paid.len(), rows.iter().filter(|row| row["status"] == "unconfirmed").count())
}
