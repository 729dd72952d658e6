//! `photos add` on a service that lists a photo after the training of its group.

use std::time::Duration;

use cuecard::sandbox::{Options, ServicePolicy, TrainingPolicy};

use super::looks::run_and_interrupt;
use crate::support::calls::{ADD_LOOKS_CALL, CREATE_GROUP_CALL, ONCE, TRAIN_CALL, UPLOAD_CALL};
use crate::support::cli_harness::{CliHarness, instant_options, paused_options};
use crate::support::files::write_picture;

async fn harness_with_required_training(options: Options) -> (CliHarness, String) {
    let policy = ServicePolicy { training: TrainingPolicy::Required, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, ..options }).await;
    let path = write_picture(&cli.path("Uncle Bob.png"), 40);
    (cli, path)
}

fn assert_created_once(cli: &CliHarness, place: &str) {
    let requests = cli.sandbox.report().requests;
    for call in [UPLOAD_CALL, CREATE_GROUP_CALL, TRAIN_CALL] {
        assert_eq!(requests.of(call), ONCE, "{call} {place}");
    }
    let listed = cli.run(&["photos", "uncle", "bob"]);
    assert_eq!(listed.stdout.lines().count(), 1, "{place}: {listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_trained_after_confirmation_and_looks_are_generated() {
    let (cli, picture) = harness_with_required_training(instant_options()).await;
    for _ in 0..2 {
        // The second time goes on with the group of the first.
        let error = cli.run(&["photos", "add", &picture]);
        assert_eq!(error.exit_code, 2, "{error:?}");
        assert!(error.stderr.contains("Uncle Bob was created (group "), "{error:?}");
        assert!(error.stderr.contains("Train it with: cuecard photos collect --yes"), "{error:?}");
        assert_eq!(cli.sandbox.report().requests.of(TRAIN_CALL).received, 0);
        assert_eq!(cli.run(&["photos", "uncle", "bob"]).stdout, "");
    }
    let made = cli.run(&["photos", "collect", "--yes"]);
    assert_eq!(made.exit_code, 0, "{made:?}");
    assert!(
        made.stdout.ends_with("  Uncle Bob\n")
            && made.stderr.contains("takes 10 to 20 minutes, and is included in most plans"),
        "{made:?}"
    );
    assert_created_once(&cli, "");
    let none = cli.run(&["photos", "collect"]);
    assert!(none.exit_code == 0 && none.stderr.contains("No new looks"), "{none:?}");
    let generated = cli.run(&["photos", "generate", "uncle bob", "at sea", "--yes"]);
    assert_eq!((generated.exit_code, generated.stdout.lines().count()), (0, 4), "{generated:?}");
    assert_eq!(cli.sandbox.report().requests.of(TRAIN_CALL), ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_training_is_resumed() {
    let (cli, picture) = harness_with_required_training(paused_options()).await;
    let add = ["photos", "add", &picture, "--yes"];
    let is_left = |words: &[&str], text: &str| {
        let left = run_and_interrupt(&cli, words, text);
        assert!(left.exit_code == 130 && left.stderr.contains("cuecard photos collect"), "{left:?}");
    };
    is_left(&add, "created: Uncle Bob (group");
    cli.sandbox.advance(Duration::from_secs(70));
    // The interrupt may come before the request for the training, or while it is on its way.
    is_left(&add, "training: pending");
    if cli.sandbox.report().requests.of(TRAIN_CALL).received == 0 {
        is_left(&add, "training: started");
    }
    is_left(&add, "training: pending");
    is_left(&["photos", "collect"], "training: pending");
    cli.sandbox.advance(Duration::from_mins(21));
    let made = cli.run(&["photos", "collect"]);
    assert!(made.exit_code == 0 && made.stdout.ends_with("  Uncle Bob\n"), "{made:?}");
    assert_created_once(&cli, "");
}

fn open_ledger_database(cli: &CliHarness) -> rusqlite::Connection {
    rusqlite::Connection::open(cli.path(".local/share/cuecard/cuecard.db")).unwrap()
}

/// Lets ten minutes pass for this table of the ledger.
fn age_table(cli: &CliHarness, table: &str) {
    let ledger = open_ledger_database(cli);
    assert_eq!(ledger.execute(&format!("UPDATE {table} SET at = at - 600000"), []).unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_causes_no_second_group_and_no_second_training() {
    for place in ["photo.after_answer", "training.after_answer"] {
        for taken_up in [&["photos", "add", "Uncle Bob.png", "--yes"][..], &["photos", "collect", "--yes"]] {
            let (cli, picture) = harness_with_required_training(instant_options()).await;
            cli.run_until_failpoint(place, &["photos", "add", &picture, "--yes"]);
            let made = cli.run(taken_up);
            assert!(made.exit_code == 0 && made.stdout.ends_with("  Uncle Bob\n"), "{place}: {made:?}");
            assert_created_once(&cli, place);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_a_killed_program_added_is_not_added_again() {
    let (cli, picture) = harness_with_required_training(instant_options()).await;
    let made = cli.run(&["photos", "add", &picture, "--yes"]);
    let (bob, _) = made.stdout.split_once("  ").unwrap();
    let hat = ["photos", "add", &picture, "--to", bob, "--name", "Bob, hat", "--yes"];
    cli.run_until_failpoint("photo.after_answer", &hat);
    let made = cli.run(&hat);
    assert!(made.exit_code == 0 && made.stdout.ends_with("  Bob, hat\n"), "{made:?}");
    assert_eq!(cli.sandbox.report().requests.of(ADD_LOOKS_CALL), ONCE);
    assert_eq!(cli.run(&["photos", "bob", "hat"]).stdout.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_whose_request_was_never_sent_is_created_when_added_again() {
    let (cli, picture) = harness_with_required_training(instant_options()).await;
    let add = ["photos", "add", &picture, "--yes"];
    cli.run_until_failpoint("photo.before_request", &add);
    age_table(&cli, "photo_request");
    let none = cli.run(&["photos", "collect"]);
    assert!(none.exit_code == 1 && none.stderr.contains("Uncle Bob was not created"), "{none:?}");
    cli.run_until_failpoint("photo.before_request", &add);
    age_table(&cli, "photo_request");
    let made = cli.run(&add);
    assert!(made.exit_code == 0 && made.stdout.ends_with("  Uncle Bob\n"), "{made:?}");
    assert_eq!(cli.sandbox.report().requests.of(CREATE_GROUP_CALL), ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_was_never_requested_needs_a_new_confirmation() {
    let (cli, picture) = harness_with_required_training(instant_options()).await;
    cli.run_until_failpoint("training.before_request", &["photos", "add", &picture, "--yes"]);
    age_table(&cli, "training");
    let asks = cli.run(&["photos", "collect"]);
    assert!(asks.exit_code == 2 && asks.stderr.contains("photos collect --yes"), "{asks:?}");
    let made = cli.run(&["photos", "collect", "--yes"]);
    assert!(made.exit_code == 0 && made.stdout.ends_with("  Uncle Bob\n"), "{made:?}");
    assert_created_once(&cli, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_are_generated_after_a_training_that_was_never_requested() {
    let (cli, picture) = harness_with_required_training(instant_options()).await;
    cli.run_until_failpoint("training.before_request", &["photos", "add", &picture, "--yes"]);
    age_table(&cli, "training");
    let id: String = open_ledger_database(&cli)
        .query_row("SELECT photo FROM photo_request", [], |row| row.get(0))
        .unwrap();
    let generated = cli.run(&["photos", "generate", &id, "at sea", "--yes"]);
    assert!(generated.exit_code == 0 && generated.stdout.lines().count() == 5, "{generated:?}");
    assert_eq!(cli.sandbox.report().requests.of(TRAIN_CALL), ONCE);
}
