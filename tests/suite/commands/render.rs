//! `render`: confirmation, submission, waiting and download.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use cuecard::domain::{ApiVersion, Dialect};
use cuecard::sandbox::{InjectedFault, InjectedFaultKind, Options};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, isolated_command, paused_options};
use crate::support::dialect_matrix;

fn options_with_fault(kind: InjectedFaultKind) -> Options {
    Options { faults: vec![InjectedFault::from(kind)], ..instant_options() }
}

#[test]
fn nothing_is_sent_without_confirmation() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes, Dialect::V3], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let ran = cli.run(&["render", &project, "--json"]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""));
        assert_eq!(ran.json_error()["kind"], "not_confirmed");
        assert!(cli.run(&["render", &project]).stderr.contains("--yes"));
        assert!(cli.sandbox.report().paid.is_empty());
        assert_eq!(cli.run(&["queue", "--json"]).json(), json!([]));
    });
}

#[test]
fn rendering_the_same_video_again_needs_the_again_option() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let again = " credits. This project was rendered before, as render 1 of ";
        let ran = cli.run(&["render", &project, "--yes"]);
        assert!(ran.exit_code == 0 && !ran.stderr.contains(again), "{ran:?}");
        // A script that was broken off must not pay twice by beginning again.
        let ran = cli.run(&["render", &project, "--yes", "--json"]);
        assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (2, Some("duplicate")), "{ran:?}");
        assert_eq!(cli.sandbox.report().paid.len(), 1);
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert!(ran.exit_code == 0 && ran.stderr.contains(again), "{ran:?}");
        assert_eq!(cli.run(&["queue"]).exit_code, 0, "both are finished");
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert!(ran.exit_code == 0 && ran.stderr.contains("rendered before, as render 2 of "), "{ran:?}");
    });
}

#[test]
fn a_damaged_ledger_is_reported_before_anything_is_sent() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0);
        fs::write(cli.path(".local/share/cuecard/cuecard.db"), "no database").unwrap();
        let ran = cli.run(&["render", &project, "--yes"]);
        assert!(ran.exit_code == 1 && ran.stderr.contains("was damaged; it is kept as "), "{ran:?}");
        assert_eq!(cli.sandbox.report().paid.len(), 1);
        let ran = cli.run(&["render", &project, "--yes"]);
        assert!(ran.exit_code == 2 && ran.stderr.contains("may have been rendered before"), "{ran:?}");
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0, "the user knows");
    });
}

#[test]
fn an_incomplete_video_is_not_sent() {
    dialect_matrix::for_each_dialect_multi_thread(&[Dialect::Scenes], async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let file = cli.write_file("half.toml", "title = \"Half\"\n[[scene]]\nscript = \"\"\n");
        let ran = cli.run(&["render", &file, "--yes"]);
        assert_eq!(ran.exit_code, 2);
        for gap in ["no photo is chosen", "no voice is chosen", "scene 1 has no script"] {
            assert!(ran.stderr.contains(gap), "{ran:?}");
        }
        assert_eq!(cli.sandbox.report().requests.of(dialect_matrix::submit_call(dialect)).received, 0);
    });
}

#[test]
fn a_video_beyond_a_cap_is_not_sent() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        for (cap, what) in [("cap_day", "the daily cap"), ("cap_project", "the project cap")] {
            let paid = cli.sandbox.report().paid.len();
            cli.write_settings(&format!("{cap} = 1000\n"));
            assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
            cli.write_settings(&format!("{cap} = 1.5\n"));
            let ran = cli.run(&["render", &project, "--yes", "--again", "--json"]);
            assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""));
            let error = ran.json_error();
            let text = error["message"].as_str().unwrap();
            assert!(error["kind"] == "cap" && text.contains(&format!("would exceed {what}: ")), "{text}");
            assert!(text.ends_with(" of 1.5 credits are spent. Nothing was sent"), "{text}");
            assert_eq!(cli.sandbox.report().paid.len(), paid + 1, "{cap}");
        }
    });
}

#[test]
fn render_prints_the_id_of_the_accepted_video() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        let lines = cli.run(&["render", &project, "--yes"]);
        assert_eq!(lines.exit_code, 0);
        assert!(lines.stderr.contains("credits at 20 credits/min; the balance is 412 credits"), "{lines:?}");
        let row = cli.run(&["render", &project, "-y", "--again", "--json"]);
        assert_eq!((row.exit_code, &row.json()["status"], row.stderr.as_str()), (0, &json!("pending"), ""));
        let paid: Vec<String> = cli.sandbox.report().paid.into_iter().map(|paid| paid.video_id).collect();
        assert_eq!(paid, [lines.stdout.trim(), row.json()["video_id"].as_str().unwrap()]);
    });
}

#[test]
fn a_downloaded_video_never_overwrites_another_file() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        let words = ["render", &project, "--yes", "--again", "--wait", "--json", "--download", "videos"];
        let mut files = Vec::new();
        for _ in 0..2 {
            let ran = cli.run(&words);
            assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""));
            let stream = ran.json_lines();
            let stages: Vec<&Value> = stream.iter().map(|row| &row["status"]).collect();
            assert_eq!(stages, ["queued", "sending", "pending", "completed", "completed"]);
            let last = stream.last().unwrap();
            assert!(last["video_id"].is_string() && last["service_status"] == "completed");
            let brought = Path::new(last["file"].as_str().unwrap()).to_owned();
            assert_eq!(&fs::read(&brought).unwrap()[4..8], b"ftyp");
            // The next video of this name finds another file there.
            fs::write(&brought, "mine").unwrap();
            files.push(brought);
        }
        assert_ne!(files[0], files[1]);
        assert_eq!(fs::read(&files[0]).unwrap(), b"mine");
        let lines = cli.run(&["render", &project, "--yes", "--again", "--download", "videos"]);
        let printed: Vec<&str> = lines.stdout.lines().collect();
        assert!(printed.len() == 2 && Path::new(printed[1]).is_file(), "{lines:?}");
    });
}

#[test]
fn the_subtitles_of_a_captioned_video_are_downloaded() {
    // The public av4 form has no captions.
    dialect_matrix::for_each_dialect_multi_thread(
        &[Dialect::Scenes, Dialect::Generate, Dialect::V3],
        async |dialect| {
            let (ending, holds) = match dialect.api_version() {
                ApiVersion::V2 => ("ass", "Dialogue: "),
                ApiVersion::V3 => ("srt", " --> "),
            };
            let cli = CliHarness::with_dialect(dialect, instant_options()).await;
            let project = cli.write_project();
            let text = fs::read_to_string(&project).unwrap();
            fs::write(&project, format!("captions = true\n{text}")).unwrap();
            let ran = cli.run(&["render", &project, "--yes", "--json", "--download", "videos"]);
            let last = ran.json_lines().pop().unwrap();
            let place = |field: &str| Path::new(last[field].as_str().unwrap()).to_owned();
            assert_eq!((ran.exit_code, place("subtitles")), (0, place("file").with_extension(ending)));
            assert!(fs::read_to_string(place("subtitles")).unwrap().contains(holds));
            let lines = cli.run(&["status", "1"]).stdout;
            assert!(lines.contains("\nsubtitles      /"), "{lines}");
            // One that does not come takes nothing away.
            cli.sandbox.fault("502@/media/captions".parse().unwrap());
            let ran = cli.run(&["render", &project, "--yes", "--again", "--download", "videos"]);
            assert_eq!(ran.exit_code, 0, "{ran:?}");
            assert!(ran.stderr.contains("No subtitles were downloaded: "), "{ran:?}");
        },
    );
}

#[test]
fn a_wait_that_times_out_names_the_status_command() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let ran = cli.run(&["render", &cli.write_project(), "--yes", "--wait", "--timeout", "0", "--json"]);
        assert_eq!(ran.exit_code, 4);
        let last = ran.json_lines().pop().unwrap();
        assert_eq!(last["status"], "pending");
        let error = ran.json_error();
        let look = format!("cuecard status {}", last["video_id"].as_str().unwrap());
        assert!(error["hint"].as_str().unwrap().contains(&look), "{error}");
        assert_eq!(
            cli.run(&["render", "video.toml", "--timeout", "9"]).exit_code,
            2,
            "there is no wait to limit"
        );
    });
}

#[test]
fn a_failed_video_ends_the_command_with_an_error() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, options_with_fault(InjectedFaultKind::Failed)).await;
        let ran = cli.run(&["render", &cli.write_project(), "--yes", "--wait", "--json"]);
        assert_eq!((ran.exit_code, &ran.json_lines().pop().unwrap()["status"]), (1, &json!("failed")));
        assert_eq!(ran.json_error()["kind"], "failed");
    });
}

#[test]
fn refused_and_unconfirmed_renders_have_different_errors() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        // In v3 an existing video is returned by its idempotency key.
        let silent = if dialect == Dialect::V3 { "reset" } else { "reset-recorded" };
        for (fault, status) in [("402", "refused"), (silent, "unconfirmed")] {
            let cli = CliHarness::with_dialect(dialect, instant_options()).await;
            let project = cli.write_project();
            dialect_matrix::inject_submit_error(&cli.sandbox, fault, dialect);
            let ran = cli.run(&["render", &project, "--yes", "--wait", "--json"]);
            let last = ran.json_lines().pop().unwrap();
            assert_eq!(
                (ran.exit_code, &last["status"], &ran.json_error()["kind"]),
                (1, &json!(status), &json!(status))
            );
            // What the service knows again by its key is sent once more by itself.
            let sent = if dialect == Dialect::V3 && status == "unconfirmed" { 4 } else { 1 };
            let ledger = cli.sandbox.report();
            assert_eq!(ledger.requests.of(dialect_matrix::submit_call(dialect)).received, sent, "{status}");
            assert_eq!(ledger.paid.len(), usize::from(fault == "reset-recorded"));
        }
    });
}

#[test]
fn a_rate_limited_render_is_sent_again_after_retry_after() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let project = cli.write_project();
        dialect_matrix::inject_submit_error(&cli.sandbox, "429-retry-after:1", dialect);
        let ran = cli.run(&["render", &project, "--yes", "--wait", "--json"]);
        let stream = ran.json_lines();
        let stages: Vec<&Value> = stream.iter().map(|row| &row["status"]).collect();
        assert_eq!(stages, ["queued", "sending", "queued", "sending", "pending", "completed"], "{ran:?}");
        assert!(stream[2]["note"].as_str().unwrap().contains("sent again automatically at"), "{}", stream[2]);
        assert_eq!((ran.exit_code, cli.sandbox.report().paid.len()), (0, 1));
    });
}

#[test]
fn the_queue_command_reconciles_unconfirmed_renders() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli =
            CliHarness::with_dialect(dialect, options_with_fault(InjectedFaultKind::ResetRecorded)).await;
        let project = cli.write_project();
        // Where the video can be asked for by its key, the command does that itself.
        let ran = cli.run(&["render", &project, "--yes"]);
        assert_eq!(ran.exit_code, i32::from(dialect != Dialect::V3), "{ran:?}");
        let offline = cli.run(&["queue", "--offline", "--json"]).json();
        if dialect != Dialect::V3 {
            let row = (&offline[0]["status"], &offline[0]["video_id"]);
            assert_eq!(row, (&json!("unconfirmed"), &Value::Null));
        }
        let rows = cli.run(&["queue", "--json"]).json();
        assert_eq!(rows[0]["video_id"], cli.sandbox.report().paid[0].video_id.as_str(), "{rows}");
        assert_eq!(rows.as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_interrupted_wait_leaves_the_render_alone() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
            let mut command = cli.command(&["render", &project, "--yes", "--again", "--wait"]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let id = first_line(&mut child);
            kill_process(Pid::from_child(&child), signal).unwrap();
            let ran = CliOutput::from_output(&child.wait_with_output().unwrap());
            assert_eq!(ran.exit_code, code);
            assert!(
                ran.stderr.contains("continues") && ran.stderr.contains(&format!("cuecard status {id}")),
                "{ran:?}"
            );
        }
        assert_eq!(cli.sandbox.report().paid.len(), 2);
    });
}

/// The first line of what it prints; the rest stays to be read.
fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    let mut out = BufReader::with_capacity(1, child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    child.stdout = Some(out.into_inner());
    line.trim().to_owned()
}

#[test]
fn the_embedded_sandbox_renders_without_key_and_service() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let home = tempfile::tempdir().unwrap();
        let run =
            |words: &[&str]| CliOutput::from_output(&isolated_command(home.path(), words).output().unwrap());
        let id =
            |list: &str| run(&["--sandbox", list, "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
        let head = format!("photo = \"{}\"\nvoice = \"{}\"\n", id("photos"), id("voices"));
        fs::write(home.path().join("video.toml"), format!("{head}[[scene]]\nscript = \"Hello.\"\n")).unwrap();
        let how = ["--sandbox", "--speed", "4000", "--dialect", dialect.as_str()];
        let words = [&["render", "video.toml", "--yes", "--wait", "--json"][..], &how].concat();
        let ran = run(&words);
        let last = ran.json_lines().pop().unwrap();
        assert_eq!(
            (ran.exit_code, &last["status"], &last["title"]),
            (0, &json!("completed"), &json!("Untitled"))
        );
        let row = run(&["status", "1", "--sandbox", "--json"]).json();
        assert_eq!(row["video_id"], last["video_id"], "its state is kept for the next run");
    });
}

/// One part that is under way counts, whatever became of those after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_video_in_parts_is_not_rendered_again_while_a_part_is_open() {
    let cli = CliHarness::with_dialect(Dialect::Flat, instant_options()).await;
    cli.write_settings("several = \"apart\"\n");
    let project = cli.write_project();
    let scene = "[[scene]]\nscript = \"And more.\"\n";
    let text = std::fs::read_to_string(&project).unwrap();
    cli.write_file("video.toml", &format!("{text}{scene}{scene}"));
    dialect_matrix::inject_submit_error(&cli.sandbox, "reset:1", Dialect::Flat);
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 1);
    assert_eq!(cli.sandbox.report().paid.len(), 2, "the later parts were sent");
    cli.run(&["queue"]);
    let ran = cli.run(&["render", &project, "--yes", "--json"]);
    assert_eq!((ran.exit_code, ran.json_error()["kind"].as_str()), (2, Some("duplicate")), "{ran:?}");
    assert_eq!(cli.sandbox.report().paid.len(), 2);
}
