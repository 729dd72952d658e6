//! `render --idempotency-key`: a run with the same key continues the renders of an earlier one.

use std::fs;
use std::process::Stdio;

use cuecard::domain::Dialect;

use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, paused_options};
use crate::support::dialect_matrix;

const KEY: &str = "order-17:teaser";

fn render_args<'a>(project: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["render", project, "--yes", "--json", "--idempotency-key", KEY], more].concat()
}

fn paid_renders(cli: &CliHarness) -> usize {
    cli.sandbox.report().paid.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_terminal_the_price_is_still_to_be_accepted() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let project = cli.write_project();
    let ran = cli.run(&["render", &project, "--idempotency-key", KEY]);
    let message =
        "The price was not accepted. Nothing was sent. cuecard estimate shows it; add --yes to accept it";
    assert!(ran.exit_code == 2 && ran.stderr.contains(message), "{ran:?}");
    assert_eq!(paid_renders(&cli), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_delivers_the_video_of_the_first() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let project = cli.write_project();
    let first = cli.run(&render_args(&project, &[]));
    assert_eq!(first.exit_code, 0, "{first:?}");
    let video = cli.sandbox.report().paid[0].video_id.clone();
    // The second run downloads it, the third finds the file.
    for run in ["second", "third"] {
        let ran = cli.run(&render_args(&project, &["--download", "videos"]));
        let last = ran.json_lines().pop().unwrap();
        assert_eq!((ran.exit_code, last["status"].as_str()), (0, Some("completed")), "{run}: {ran:?}");
        assert_eq!(last["video_id"], video.as_str(), "{run}");
        assert!(fs::metadata(last["file"].as_str().unwrap()).unwrap().len() > 0, "{run}");
    }
    let plain = cli.run(&["render", &project, "--yes", "--idempotency-key", KEY]);
    assert_eq!((plain.exit_code, plain.stdout.trim()), (0, video.as_str()), "{plain:?}");
    assert_eq!(paid_renders(&cli), 1);
    assert_eq!(fs::read_dir(cli.path("videos")).unwrap().filter(is_video).count(), 1);
}

fn is_video(entry: &std::io::Result<fs::DirEntry>) -> bool {
    entry.as_ref().unwrap().path().extension().is_some_and(|extension| extension == "mp4")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_is_continued_and_paid_for_once() {
    let points = ["submit.after_begin", "submit.after_claim", "submit.after_answer"];
    for (point, paid_before) in points.into_iter().zip([0, 0, 1]) {
        let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
        let project = cli.write_project();
        cli.run_until_failpoint(point, &render_args(&project, &[]));
        assert_eq!(paid_renders(&cli), paid_before, "{point}");
        let ran = cli.run(&render_args(&project, &["--wait"]));
        let last = ran.json_lines().pop().unwrap();
        assert_eq!((ran.exit_code, last["status"].as_str()), (0, Some("completed")), "{point}: {ran:?}");
        assert_eq!(last["video_id"], cli.sandbox.report().paid[0].video_id.as_str(), "{point}");
        let rows = cli.run(&["queue", "--json"]).json();
        assert_eq!((paid_renders(&cli), rows.as_array().unwrap().len()), (1, 1), "{point}: {rows}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_runs_at_once_send_one_render() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let project = cli.write_project();
    let start = || {
        let mut command = cli.command(&render_args(&project, &["--wait"]));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    for run in [start(), start()] {
        let ran = CliOutput::from_output(&run.wait_with_output().unwrap());
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        assert_eq!(ran.json_lines().pop().unwrap()["status"], "completed", "{ran:?}");
    }
    assert_eq!(paid_renders(&cli), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_video_is_an_error_that_names_its_render() {
    let cli = CliHarness::with_dialect(Dialect::V3, paused_options()).await;
    let project = cli.write_project();
    assert_eq!(cli.run(&render_args(&project, &[])).exit_code, 0);
    let text = fs::read_to_string(&project).unwrap();
    cli.write_file("video.toml", &text.replace("Today we ship", "Tomorrow we ship"));
    let ran = cli.run(&render_args(&project, &[]));
    let error = ran.json_error();
    assert_eq!((ran.exit_code, error["kind"].as_str()), (2, Some("idempotency_key")), "{ran:?}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains(KEY) && message.contains("render 1"), "{message}");
    assert!(message.ends_with("Nothing was sent"), "{message}");
    assert_eq!(paid_renders(&cli), 1);
    // Another key is another order, and the guard against duplicates holds for it.
    cli.write_file("video.toml", &text);
    let other = ["render", &project, "--yes", "--json", "--idempotency-key", "order-18"];
    assert_eq!(cli.run(&other).json_error()["kind"], "duplicate");
    assert_eq!(cli.run(&[&other[..], &["--again"]].concat()).exit_code, 0);
    assert_eq!(paid_renders(&cli), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_render_is_not_sent_again_with_its_key() {
    let cli = CliHarness::with_dialect(Dialect::V3, paused_options()).await;
    let project = cli.write_project();
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", Dialect::V3);
    for run in ["first", "second"] {
        let ran = cli.run(&["render", &project, "--yes", "--idempotency-key", KEY]);
        assert_eq!(ran.exit_code, 1, "{run}: {ran:?}");
        assert!(ran.stderr.contains("was refused"), "{run}: {ran:?}");
    }
    assert_eq!(paid_renders(&cli), 0);
    // Sent from the queue, the new render is the one of the key.
    assert_eq!(cli.run(&["queue", "send", "1", "--yes"]).exit_code, 0);
    let ran = cli.run(&["render", &project, "--yes", "--idempotency-key", KEY]);
    let video = cli.sandbox.report().paid[0].video_id.clone();
    assert_eq!((ran.exit_code, ran.stdout.trim()), (0, video.as_str()), "{ran:?}");
    assert_eq!(paid_renders(&cli), 1);
}

#[test]
fn a_dialect_without_idempotency_refuses_a_key() {
    let dialects = [Dialect::Scenes, Dialect::Flat, Dialect::Generate];
    dialect_matrix::for_each_dialect_multi_thread(&dialects, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        let ran = cli.run(&render_args(&project, &[]));
        let error = ran.json_error();
        assert_eq!((ran.exit_code, error["kind"].as_str()), (2, Some("usage")), "{ran:?}");
        assert!(error["message"].as_str().unwrap().contains(dialect.as_str()), "{error}");
        assert!(error["hint"].as_str().unwrap().contains("--dialect v3"), "{error}");
        assert_eq!(paid_renders(&cli), 0);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_service_does_not_take_is_a_usage_error() {
    let cli = CliHarness::with_dialect(Dialect::V3, paused_options()).await;
    let project = cli.write_project();
    let ran = cli.run(&["render", &project, "--yes", "--idempotency-key", "order 17"]);
    assert_eq!((ran.exit_code, paid_renders(&cli)), (2, 0), "{ran:?}");
    assert!(ran.stderr.contains("1 to 255"), "{ran:?}");
}
