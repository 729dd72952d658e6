//! Interrupted commands that are run again: nothing is paid twice.

use std::fs;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;
use serde_json::json;

use crate::support::calls::GENERATE_LOOKS_CALL;
use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, paused_options};
use crate::support::dialect_matrix;

fn paid_renders(cli: &CliHarness) -> usize {
    cli.sandbox.report().paid.len()
}

/// Refused as something that was sent before.
fn assert_refused(ran: &CliOutput, what: &str) {
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{what}: {ran:?}");
    let error = ran.json_error();
    assert_eq!(error["kind"], "duplicate", "{what}: {error}");
    let text = error["message"].as_str().unwrap();
    assert!(text.ends_with("Nothing was sent"), "{what}: {text}");
    assert!(error["hint"].as_str().unwrap().contains("--again"), "{what}: {error}");
}

#[test]
fn a_repeated_script_pays_only_for_unfinished_renders() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let first = cli.write_project();
        let text = fs::read_to_string(&first).unwrap();
        let second = cli.write_file("second.toml", &text.replace("Launch teaser", "Second"));
        let done = cli.run(&["render", &first, "--yes", "--json", "--download", "videos"]);
        let file = done.json_lines().pop().unwrap()["file"].clone();

        let ran = cli.run(&["render", &first, "--yes", "--json"]);
        assert_refused(&ran, "finished");
        let video = cli.sandbox.report().paid[0].video_id.clone();
        let earlier = json!({ "id": 1, "status": "completed", "video_id": video, "file": file });
        assert_eq!(ran.json_error()["render"], earlier);
        let lines = cli.run(&["render", &first, "--yes"]).stderr;
        assert!(lines.contains(file.as_str().unwrap()) && lines.contains(&video), "{lines}");
        assert_eq!(cli.run(&["render", &second, "--yes"]).exit_code, 0);
        assert_eq!(paid_renders(&cli), 2);
        // Off the list, it was paid for all the same.
        assert_eq!(cli.run(&["queue", "remove", "1", "--yes"]).exit_code, 0);
        assert_refused(&cli.run(&["render", &first, "--yes", "--json"]), "removed from the list");
        // Changed, it is another video.
        cli.write_file("video.toml", &text.replace("Today we ship", "Tomorrow we ship"));
        assert_eq!(cli.run(&["render", &first, "--yes"]).exit_code, 0);
        assert_eq!(cli.run(&["render", &first, "--yes", "--again"]).exit_code, 0);
        assert_eq!(paid_renders(&cli), 4);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_in_finished_parts_is_not_rendered_again_unasked() {
    let cli = CliHarness::with_dialect(Dialect::Flat, instant_options()).await;
    cli.write_settings("several = \"apart\"\n");
    let project = cli.write_project();
    let text = fs::read_to_string(&project).unwrap();
    cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"And more.\"\n"));
    cli.run_until_failpoint("submit.after_answer", &["render", &project, "--yes"]);
    assert_eq!((cli.run(&["queue"]).exit_code, paid_renders(&cli)), (0, 1));
    let ran = cli.run(&["render", &project, "--yes", "--json"]);
    assert_refused(&ran, "one of two parts was sent");
    assert_eq!(ran.json_error()["render"]["status"], "queued");
    assert!(ran.json_error()["hint"].as_str().unwrap().contains("cuecard queue send 2"), "{ran:?}");
    assert_eq!(cli.run(&["queue", "send", "2", "--yes"]).exit_code, 0);
    assert_eq!(cli.run(&["queue"]).exit_code, 0, "both are finished");
    assert_refused(&cli.run(&["render", &project, "--yes", "--json"]), "both are finished");
    assert_eq!(paid_renders(&cli), 2);
}

#[test]
fn an_interrupted_render_is_reconciled_before_it_is_refused() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        cli.run_until_failpoint("submit.after_answer", &["render", &project, "--yes"]);
        let ran = cli.run(&["render", &project, "--yes", "--json"]);
        assert_refused(&ran, "found on the service");
        let video = &cli.sandbox.report().paid[0].video_id;
        let render = &ran.json_error()["render"];
        assert_eq!((&render["status"], &render["video_id"]), (&json!("pending"), &json!(video)));
        assert_eq!(paid_renders(&cli), 1);
    });
}

/// Makes a render that the user may send, and sends it, killed when the service has it; gives its number.
fn send_until_failpoint(cli: &CliHarness, dialect: Dialect, project: &str) -> String {
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", dialect);
    assert_eq!(cli.run(&["render", project, "--yes"]).exit_code, 1, "refused");
    cli.run_until_failpoint("submit.after_answer", &["queue", "send", "1", "--yes"]);
    assert_eq!(paid_renders(cli), 1);
    "2".to_owned()
}

#[test]
fn an_interrupted_queue_send_is_not_paid_for_twice() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        for video_list in [true, false] {
            let cli = CliHarness::with_dialect(dialect, Options { video_list, ..paused_options() }).await;
            let project = cli.write_project();
            let id = send_until_failpoint(&cli, dialect, &project);
            // The one that was sent again already is not sent a third time.
            let ran = cli.run(&["queue", "send", "1", "--yes", "--json"]);
            assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (2, Some("duplicate")), "{ran:?}");
            let again = cli.run(&["queue", "send", &id, "--yes", "--json"]);
            let row = cli.run(&["queue", "--offline", "--json"]).json()[0].clone();
            let keyed = dialect == Dialect::V3;
            assert_eq!(paid_renders(&cli), 1, "{video_list}: {again:?}");
            if keyed || video_list {
                // Given back by its key, or found on the list.
                assert_eq!(row["video_id"], cli.sandbox.report().paid[0].video_id.as_str(), "{again:?}");
            } else {
                assert_refused(&again, "not to be found");
                assert_eq!(
                    (&row["status"], &again.json_error()["render"]["id"]),
                    (&json!("unconfirmed"), &json!(2))
                );
                let ran = cli.run(&["queue", "send", &id, "--yes", "--again"]);
                assert_eq!((ran.exit_code, paid_renders(&cli)), (0, 2), "wanted twice: {ran:?}");
            }
        }
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_render_is_resent_once_and_not_twice() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = cli.write_project();
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", Dialect::Scenes);
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 1);
    assert_eq!(cli.run(&["queue", "send", "1", "--yes"]).exit_code, 0);
    let ran = cli.run(&["queue", "send", "1", "--yes", "--json"]);
    assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (2, Some("duplicate")), "{ran:?}");
    assert_eq!(ran.json_error()["message"], "Render 1 was already sent again, as render 2. Nothing was sent");
    assert_eq!(paid_renders(&cli), 1);
}

/// `crash::looks` kills the command at every failpoint; this is the first one after which the order may exist.
#[tokio::test(flavor = "multi_thread")]
async fn a_look_order_with_an_unknown_outcome_is_refused_as_a_duplicate() {
    let words = ["photos", "generate", "ana, blue suit", "at sea", "--yes", "--json"];
    for place in 1.. {
        let cli = CliHarness::new(instant_options()).await;
        cli.run_until_failpoint(&format!("any:{place}"), &words);
        let orders = || cli.sandbox.report().requests.of(GENERATE_LOOKS_CALL).accepted;
        let collected = cli.run(&["photos", "at sea", "--json"]).json().as_array().unwrap().len() == 4;
        if orders() == 1 && !collected {
            let ran = cli.run(&words);
            assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (2, Some("duplicate")), "{ran:?}");
            assert_eq!(orders(), 1);
            return;
        }
    }
}
