//! `queue send`, `queue cancel`, `queue remove`, and commands that wait beside another program.

use std::fs::File;
use std::process::{Child, Stdio};

use cuecard::domain::Dialect;
use serde_json::{Value, json};

use super::looks::run_and_interrupt;
use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, instant_options, paused_options};
use crate::support::dialect_matrix;
use crate::support::pty::PtyProgram;
use crate::support::wait::wait_for;

const PROGRESS_TEXT: &str = "Checking on the service: 10 renders";

/// A harness with a concurrency of one.
async fn single_slot_harness(dialect: Dialect) -> (CliHarness, String) {
    let cli = CliHarness::with_dialect(dialect, paused_options()).await;
    let project = cli.write_project();
    cli.write_settings("concurrency = 1\n");
    (cli, project)
}

fn spawn(cli: &CliHarness, words: &[&str]) -> Child {
    cli.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn wait_for_output(child: Child) -> CliOutput {
    CliOutput::from_output(&child.wait_with_output().unwrap())
}

fn queue_row(cli: &CliHarness, id: i64) -> Value {
    let rows = cli.run(&["queue", "--offline", "--json"]).json();
    rows.as_array().unwrap().iter().find(|row| row["id"] == id).cloned().unwrap_or_default()
}

fn wait_until_row(cli: &CliHarness, id: i64, is_so: impl Fn(&Value) -> bool) {
    wait_for("the row of the queue", || is_so(&queue_row(cli, id)));
}

#[test]
fn an_unconfirmed_render_is_resent_or_removed_only_with_yes() {
    dialect_matrix::for_each_dialect_multi_thread(dialect_matrix::V2_DIALECTS, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        dialect_matrix::inject_submit_error(&cli.sandbox, "reset:2", dialect);
        for _ in 0..2 {
            assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 1);
        }
        for (action, id) in [("send", "2"), ("remove", "1")] {
            let ran = cli.run(&["queue", action, id, "--json"]);
            assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""));
            let error = ran.json_error();
            let text = error["message"].as_str().unwrap();
            assert!(text.contains("may have been sent") && text.ends_with("Nothing was changed"), "{text}");
            assert!(error["hint"].as_str().unwrap().contains("--yes"));
        }
        let ran = cli.run(&["queue", "send", "1", "--json"]);
        let resent = "Render 1 was already sent again, as render 2. Nothing was sent";
        assert_eq!((ran.exit_code, &ran.json_error()["message"]), (2, &json!(resent)));
        assert_eq!(cli.sandbox.report().requests.of(dialect_matrix::submit_call(dialect)).received, 2);

        let ran = cli.run(&["queue", "send", "#2", "--yes", "--again", "--json"]);
        let sent = ran.json();
        assert_eq!(
            (ran.exit_code, sent.as_array().unwrap().len(), &sent[0]["id"]),
            (0, 1, &json!(3)),
            "{ran:?}"
        );
        assert_eq!(sent[0]["video_id"], cli.sandbox.report().paid[0].video_id.as_str());
        let ran = cli.run(&["queue", "remove", "1", "2", "-y"]);
        assert_eq!((ran.exit_code, ran.stdout.lines().count()), (0, 2), "{ran:?}");
        assert!(queue_row(&cli, 1).is_null() && queue_row(&cli, 2).is_null());
        assert_eq!(queue_row(&cli, 3)["status"], "pending");
    });
}

/// Where the service knows a video again by its key, nobody has to say that it is to be sent once more.
#[test]
fn an_unconfirmed_v3_render_is_resent_with_its_idempotency_key() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::V3], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let received = || cli.sandbox.report().requests.of(dialect_matrix::submit_call(dialect)).received;
        dialect_matrix::inject_submit_error(&cli.sandbox, "reset:2", dialect);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait", "--json"]);
        assert_eq!((ran.exit_code, received(), cli.sandbox.report().paid.len()), (0, 3, 1), "{ran:?}");

        cli.write_file("video.toml", &std::fs::read_to_string(&project).unwrap().replace("Launch", "Second"));
        dialect_matrix::inject_submit_error(&cli.sandbox, "502", dialect);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--json"]);
        assert_eq!((ran.exit_code, ran.json()["status"].as_str()), (1, Some("unconfirmed")), "{ran:?}");
        cli.sandbox.clear_faults();
        let ran = cli.run(&["queue", "send", "2", "--json"]);
        let text = ran.json_error()["message"].as_str().unwrap().to_owned();
        assert!(
            ran.exit_code == 2
                && text.contains("is sent with the same idempotency key and is not created twice"),
            "{text}"
        );
        let sent = cli.run(&["queue", "send", "2", "--yes", "--json"]).json();
        assert_eq!((sent.as_array().unwrap().len(), &sent[0]["id"]), (1, &json!(2)), "no new take: {sent}");
        assert_eq!(cli.run(&["queue", "--json"]).exit_code, 0);
        assert_eq!(cli.sandbox.report().paid.len(), 2);
    });
}

#[test]
fn an_action_that_one_render_does_not_allow_changes_none() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let id = cli.run(&["render", &project, "--yes", "--again", "--wait"]);
        assert_eq!(id.exit_code, 0, "{id:?}");
        dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", dialect);
        cli.run(&["render", &project, "--yes", "--again"]);
        for (words, kind, what) in [
            (["queue", "send", "2", "1"], "not_allowed", "Render 1 (Launch teaser) is completed"),
            (["queue", "cancel", "2", "1"], "not_allowed", "Render 2 (Launch teaser) is "),
            (["queue", "remove", "1", "9"], "not_found", "There is no render 9 in the queue"),
        ] {
            let ran = cli.run(&[&words[..], &["--json"]].concat());
            let error = ran.json_error();
            assert_eq!((ran.exit_code, &error["kind"]), (1, &json!(kind)), "{error}");
            let text = error["message"].as_str().unwrap();
            assert!(text.starts_with(what) && text.ends_with("Nothing was changed"), "{text}");
        }
        assert_eq!(cli.run(&["queue", "--json"]).json().as_array().unwrap().len(), 2);
        assert_eq!(cli.run(&["queue", "send"]).exit_code, 2);
        let video = queue_row(&cli, 1)["video_id"].as_str().unwrap().to_owned();
        let forgotten = cli.run(&["queue", "remove", &video, "--yes", "--json"]);
        assert_eq!((forgotten.exit_code, &forgotten.json()[0]["id"]), (0, &json!(1)));
    });
}

#[test]
fn waiting_for_a_slot_times_out_and_says_how_to_send() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let (cli, project) = single_slot_harness(dialect).await;
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait", "--timeout", "0", "--json"]);
        assert_eq!(
            (ran.exit_code, &ran.json_lines().pop().unwrap()["status"]),
            (4, &json!("queued")),
            "{ran:?}"
        );
        let error = ran.json_error();
        assert_eq!(error["message"], "Timed out; Launch teaser is queued and was not sent");
        assert_eq!(error["hint"], "Send it with: cuecard queue send 2");
        assert_eq!(cli.sandbox.report().paid.len(), 1);

        // It is sent as soon as there is room.
        cli.sandbox.advance(std::time::Duration::from_mins(15));
        cli.run(&["queue"]);
        let ran = cli.run(&["queue", "send", "2", "--yes", "--json"]);
        assert_eq!((ran.exit_code, &ran.json()[0]["status"]), (0, &json!("pending")), "{ran:?}");
        assert_eq!(cli.sandbox.report().paid.len(), 2);
    });
}

#[test]
fn a_render_waiting_in_one_command_can_be_canceled_by_another() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let (cli, project) = single_slot_harness(dialect).await;
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
        let waiting = spawn(&cli, &["render", &project, "--yes", "--again", "--wait", "--json"]);
        wait_until_row(&cli, 2, |row| {
            row["note"].as_str().is_some_and(|note| note.contains("the limit is 1"))
        });
        let ran = cli.run(&["queue", "send", "2", "--yes"]);
        assert!(
            ran.exit_code == 1 && ran.stderr.contains("Another cuecard sends it automatically"),
            "{ran:?}"
        );
        let ran = cli.run(&["queue", "cancel", "2", "--json"]);
        assert_eq!((ran.exit_code, &ran.json()[0]["status"]), (0, &json!("canceled")), "{ran:?}");
        let ended = wait_for_output(waiting);
        assert_eq!((ended.exit_code, &ended.json_error()["kind"]), (1, &json!("canceled")), "{ended:?}");
        assert_eq!(cli.sandbox.report().paid.len(), 1);
    });
}

/// Holds the poll lease as another program.
fn hold_poll_lease(cli: &CliHarness) -> File {
    cli.run(&["queue", "--offline"]);
    let file = File::create(cli.path(".local/share/cuecard/running/poll-1")).unwrap();
    file.try_lock().unwrap();
    file
}

#[test]
fn a_waiting_command_polls_only_with_the_poll_lease() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes, Dialect::V3], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let turn = hold_poll_lease(&cli);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait", "--timeout", "1", "--json"]);
        assert_eq!(
            (ran.exit_code, &ran.json_lines().pop().unwrap()["status"]),
            (4, &json!("pending")),
            "{ran:?}"
        );
        assert_eq!(dialect_matrix::status_requests(&cli.sandbox, dialect), 0);

        let waiting = spawn(&cli, &["render", &project, "--yes", "--again", "--wait", "--json"]);
        wait_until_row(&cli, 2, |row| row["status"] == "pending");
        assert_eq!(dialect_matrix::status_requests(&cli.sandbox, dialect), 0);
        drop(turn);
        // Any program that ends triggers a new attempt to acquire the lease.
        cli.run(&["queue", "--offline"]);
        let ended = wait_for_output(waiting);
        assert_eq!(
            (ended.exit_code, &ended.json_lines().pop().unwrap()["status"]),
            (0, &json!("completed")),
            "{ended:?}"
        );
    });
}

#[test]
fn two_waiting_commands_both_complete() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let words = ["render", &project, "--yes", "--again", "--wait", "--json"];
        let both = [spawn(&cli, &words), spawn(&cli, &words)];
        for child in both {
            let ran = wait_for_output(child);
            assert_eq!(
                (ran.exit_code, &ran.json_lines().pop().unwrap()["status"]),
                (0, &json!("completed")),
                "{ran:?}"
            );
        }
    });
}

/// What went out before is named, and not called unsent.
#[tokio::test(flavor = "multi_thread")]
async fn renders_sent_before_a_cap_stopped_the_rest_are_reported() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = cli.write_project();
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:2", Dialect::Scenes);
    for _ in 0..2 {
        assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 1);
    }
    cli.write_settings("cap_day = 1\n");
    let ran = cli.run(&["queue", "send", "1", "2", "--yes"]);
    assert_eq!((ran.exit_code, cli.sandbox.report().paid.len()), (2, 1), "{ran:?}");
    assert!(ran.stdout.contains(&cli.sandbox.report().paid[0].video_id), "{ran:?}");
    assert!(
        ran.stderr.contains("1 of 2 were sent; then: ") && !ran.stderr.contains("Nothing was sent"),
        "{ran:?}"
    );
}

/// A service that is busy for good keeps nobody waiting for ever.
#[tokio::test(flavor = "multi_thread")]
async fn queue_send_times_out_while_the_service_is_busy() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = cli.write_project();
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", Dialect::Scenes);
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 1);
    dialect_matrix::inject_submit_error(&cli.sandbox, "429-retry-after", Dialect::Scenes);
    let ran = cli.run(&["queue", "send", "1", "--yes", "--timeout", "0", "--json"]);
    assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (4, Some("wait_timed_out")), "{ran:?}");
    assert_eq!((&ran.json()[0]["id"], &ran.json()[0]["status"]), (&json!(2), &json!("queued")), "{ran:?}");
    assert!(cli.sandbox.report().paid.is_empty());
}

/// Polling takes about a second per five renders, with nothing on stdout.
#[tokio::test(flavor = "multi_thread")]
async fn many_renders_are_polled_in_one_batch_with_a_progress_line() {
    let cli = CliHarness::with_dialect(Dialect::V3, paused_options()).await;
    cli.write_settings("concurrency = 0\n");
    let project = cli.write_project();
    for _ in 0..10 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    }
    let ran = cli.run(&["queue"]);
    assert_eq!((ran.exit_code, ran.stdout.lines().count()), (0, 10), "{ran:?}");
    assert_eq!(ran.stderr, format!("{PROGRESS_TEXT}\n10 renders\n"));
    assert_eq!(dialect_matrix::status_requests(&cli.sandbox, Dialect::V3), 1, "one batch request");
    let ran = cli.run(&["queue", "--json"]);
    assert_eq!((ran.json().as_array().unwrap().len(), ran.stderr.as_str()), (10, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_queue_prints_what_is_known_so_far() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    cli.write_settings("concurrency = 0\n");
    let project = cli.write_project();
    for _ in 0..10 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    }
    cli.sandbox.fault("timeout@GET /v1/video_status.get".parse().unwrap());
    let ran = run_and_interrupt(&cli, &["queue"], PROGRESS_TEXT);
    assert_eq!((ran.exit_code, ran.stdout.lines().count()), (130, 10), "{ran:?}");
    assert!(ran.stderr.contains("Interrupted") && ran.stderr.contains("10 renders"), "{ran:?}");

    // On a terminal it is a counter, which is gone at the end.
    cli.sandbox.clear_faults();
    let place = |folder: &str| cli.path(folder).to_str().unwrap().to_owned();
    let (data, config) = (place(".local/share"), place(".config"));
    let environment = [
        ("HEYGEN_API_KEY", API_KEY),
        ("HEYGEN_API_BASE", &cli.sandbox.base_url()),
        ("XDG_DATA_HOME", &data),
        ("XDG_CONFIG_HOME", &config),
    ];
    let mut program = PtyProgram::start(cli.home.path(), &["queue"], &environment);
    assert_eq!(program.wait_for_exit(), 0);
    program.wait_until("the end", |screen| screen.contents().lines().any(|line| line.trim() == "10 renders"));
    let written = String::from_utf8_lossy(&program.output_bytes).into_owned();
    for count in [0, 10] {
        assert!(written.contains(&format!("\r{PROGRESS_TEXT}: {count}")), "{written:?}");
    }
    program.wait_until("the counter is gone", |screen| !screen.contents().contains(PROGRESS_TEXT));
}
