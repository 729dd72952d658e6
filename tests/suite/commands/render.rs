//! `render`: what is agreed to, sent, waited for and brought here.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use cuecard::domain::{Api, Dialect};
use cuecard::sandbox::{InjectedFault, InjectedFaultKind, Options};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use super::desk::{Desk, Ran, bare, quick, still};
use crate::forms;

fn with_fault(kind: InjectedFaultKind) -> Options {
    Options { faults: vec![InjectedFault::from(kind)], ..quick() }
}

#[test]
fn nothing_is_sent_that_nobody_agreed_to() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let ran = desk.run(&["render", &project, "--json"]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert_eq!(ran.error()["kind"], "price");
        assert!(desk.run(&["render", &project]).err.contains("--yes"));
        assert!(desk.sandbox.ledger().paid.is_empty());
        assert_eq!(desk.run(&["queue", "--json"]).json(), json!([]));
    });
}

#[test]
fn the_same_video_again_is_told_before_it_is_paid_for() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let again = " credits. This project was rendered before, as render 1 of ";
        let ran = desk.run(&["render", &project, "--yes"]);
        assert!(ran.code == 0 && !ran.err.contains(again), "{ran:?}");
        // A script that was broken off must not pay twice by beginning again.
        let ran = desk.run(&["render", &project, "--yes", "--json"]);
        assert_eq!((ran.code, ran.error()["kind"].as_str()), (2, Some("again")), "{ran:?}");
        assert_eq!(desk.sandbox.ledger().paid.len(), 1);
        let ran = desk.run(&["render", &project, "--yes", "--again"]);
        assert!(ran.code == 0 && ran.err.contains(again), "{ran:?}");
        assert_eq!(desk.run(&["queue"]).code, 0, "both are finished");
        let ran = desk.run(&["render", &project, "--yes", "--again"]);
        assert!(ran.code == 0 && ran.err.contains("rendered before, as render 2 of "), "{ran:?}");
    });
}

#[test]
fn with_a_damaged_ledger_nothing_is_sent_before_that_was_told() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        assert_eq!(desk.run(&["render", &project, "--yes"]).code, 0);
        fs::write(desk.path(".local/share/cuecard/cuecard.db"), "no database").unwrap();
        let ran = desk.run(&["render", &project, "--yes"]);
        assert!(ran.code == 1 && ran.err.contains("was damaged; it is kept as "), "{ran:?}");
        assert_eq!(desk.sandbox.ledger().paid.len(), 1);
        let ran = desk.run(&["render", &project, "--yes"]);
        assert!(ran.code == 2 && ran.err.contains("may have been rendered before"), "{ran:?}");
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0, "the user knows");
    });
}

#[test]
fn an_incomplete_video_is_not_sent() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let file = desk.file("half.toml", "title = \"Half\"\n[[scene]]\nscript = \"\"\n");
        let ran = desk.run(&["render", &file, "--yes"]);
        assert_eq!(ran.code, 2);
        for gap in ["no photo is chosen", "no voice is chosen", "scene 1 has no script"] {
            assert!(ran.err.contains(gap), "{ran:?}");
        }
        assert_eq!(desk.sandbox.ledger().requests.of(forms::sending(dialect)).received, 0);
    });
}

#[test]
fn a_video_beyond_a_cap_is_not_sent() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        for (cap, what) in [("cap_day", "the daily cap"), ("cap_project", "the cap of the project")] {
            let paid = desk.sandbox.ledger().paid.len();
            desk.settings(&format!("{cap} = 1000\n"));
            assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0);
            desk.settings(&format!("{cap} = 1.5\n"));
            let ran = desk.run(&["render", &project, "--yes", "--again", "--json"]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""));
            let error = ran.error();
            let said = error["message"].as_str().unwrap();
            assert!(error["kind"] == "cap" && said.contains(&format!("beyond {what}: ")), "{said}");
            assert!(said.ends_with(" of 1.5 credits are spent. Nothing was sent"), "{said}");
            assert_eq!(desk.sandbox.ledger().paid.len(), paid + 1, "{cap}");
        }
    });
}

#[test]
fn an_accepted_video_is_named() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, still()).await;
        let project = desk.project();
        let lines = desk.run(&["render", &project, "--yes"]);
        assert_eq!(lines.code, 0);
        assert!(lines.err.contains("credits; the balance is 412 credits"), "{lines:?}");
        let row = desk.run(&["render", &project, "-y", "--again", "--json"]);
        assert_eq!((row.code, &row.json()["status"], row.err.as_str()), (0, &json!("pending"), ""));
        let paid: Vec<String> = desk.sandbox.ledger().paid.into_iter().map(|paid| paid.video_id).collect();
        assert_eq!(paid, [lines.out.trim(), row.json()["video_id"].as_str().unwrap()]);
    });
}

#[test]
fn a_video_is_waited_for_and_never_put_over_another_file() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let words = ["render", &project, "--yes", "--again", "--wait", "--json", "--download", "videos"];
        let mut files = Vec::new();
        for _ in 0..2 {
            let ran = desk.run(&words);
            assert_eq!((ran.code, ran.err.as_str()), (0, ""));
            let stream = ran.stream();
            let stages: Vec<&Value> = stream.iter().map(|row| &row["status"]).collect();
            assert_eq!(stages, ["queued", "sending", "pending", "completed", "completed"]);
            let last = stream.last().unwrap();
            assert!(last["video_id"].is_string() && last["word"] == "completed");
            let brought = Path::new(last["file"].as_str().unwrap()).to_owned();
            assert_eq!(&fs::read(&brought).unwrap()[4..8], b"ftyp");
            // The next video of this name finds another file there.
            fs::write(&brought, "mine").unwrap();
            files.push(brought);
        }
        assert_ne!(files[0], files[1]);
        assert_eq!(fs::read(&files[0]).unwrap(), b"mine");
        let lines = desk.run(&["render", &project, "--yes", "--again", "--download", "videos"]);
        let printed: Vec<&str> = lines.out.lines().collect();
        assert!(printed.len() == 2 && Path::new(printed[1]).is_file(), "{lines:?}");
    });
}

#[test]
fn a_video_with_captions_brings_its_subtitles() {
    // The public av4 form has no captions.
    forms::run(&[Dialect::Scenes, Dialect::Generate, Dialect::V3], async |dialect| {
        let (ending, holds) = match dialect.api() {
            Api::V2 => ("ass", "Dialogue: "),
            Api::V3 => ("srt", " --> "),
        };
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let text = fs::read_to_string(&project).unwrap();
        fs::write(&project, format!("captions = true\n{text}")).unwrap();
        let ran = desk.run(&["render", &project, "--yes", "--json", "--download", "videos"]);
        let last = ran.stream().pop().unwrap();
        let place = |field: &str| Path::new(last[field].as_str().unwrap()).to_owned();
        assert_eq!((ran.code, place("subtitles")), (0, place("file").with_extension(ending)));
        assert!(fs::read_to_string(place("subtitles")).unwrap().contains(holds));
        let lines = desk.run(&["status", "1"]).out;
        assert!(lines.contains("\nsubtitles /"), "{lines}");
        // One that does not come takes nothing away.
        desk.sandbox.fault("502@/media/captions".parse().unwrap());
        let ran = desk.run(&["render", &project, "--yes", "--again", "--download", "videos"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(ran.err.contains("The subtitles did not arrive: "), "{ran:?}");
    });
}

#[test]
fn a_wait_that_ends_first_says_how_to_look() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, still()).await;
        let ran = desk.run(&["render", &desk.project(), "--yes", "--wait", "--timeout", "0", "--json"]);
        assert_eq!(ran.code, 4);
        let last = ran.stream().pop().unwrap();
        assert_eq!(last["status"], "pending");
        let error = ran.error();
        let look = format!("cuecard status {}", last["video_id"].as_str().unwrap());
        assert!(error["hint"].as_str().unwrap().contains(&look), "{error}");
        assert_eq!(desk.run(&["render", "film.toml", "--timeout", "9"]).code, 2, "there is no wait to limit");
    });
}

#[test]
fn a_video_that_fails_is_a_failure() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, with_fault(InjectedFaultKind::Failed)).await;
        let ran = desk.run(&["render", &desk.project(), "--yes", "--wait", "--json"]);
        assert_eq!((ran.code, &ran.stream().pop().unwrap()["status"]), (1, &json!("failed")));
        assert_eq!(ran.error()["kind"], "failed");
    });
}

#[test]
fn what_was_refused_and_what_nobody_answered_are_told_apart() {
    forms::run(Dialect::ALL, async |dialect| {
        // What the service has, the newer generation gives back by its key.
        let silent = if dialect == Dialect::V3 { "reset" } else { "reset-recorded" };
        for (fault, status) in [("402", "refused"), (silent, "unconfirmed")] {
            let desk = Desk::speaking(dialect, quick()).await;
            let project = desk.project();
            forms::fault(&desk.sandbox, fault, dialect);
            let ran = desk.run(&["render", &project, "--yes", "--wait", "--json"]);
            let last = ran.stream().pop().unwrap();
            assert_eq!(
                (ran.code, &last["status"], &ran.error()["kind"]),
                (1, &json!(status), &json!(status))
            );
            // What the service knows again by its key is sent once more by itself.
            let sent = if dialect == Dialect::V3 && status == "unconfirmed" { 4 } else { 1 };
            let books = desk.sandbox.ledger();
            assert_eq!(books.requests.of(forms::sending(dialect)).received, sent, "{status}");
            assert_eq!(books.paid.len(), usize::from(fault == "reset-recorded"));
        }
    });
}

#[test]
fn a_busy_service_gets_the_video_once_it_has_time() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        forms::fault(&desk.sandbox, "429-retry-after:1", dialect);
        let ran = desk.run(&["render", &project, "--yes", "--wait", "--json"]);
        let stream = ran.stream();
        let stages: Vec<&Value> = stream.iter().map(|row| &row["status"]).collect();
        assert_eq!(stages, ["queued", "sending", "queued", "sending", "pending", "completed"], "{ran:?}");
        assert!(stream[2]["note"].as_str().unwrap().contains("sent again by itself at"), "{}", stream[2]);
        assert_eq!((ran.code, desk.sandbox.ledger().paid.len()), (0, 1));
    });
}

#[test]
fn the_queue_finds_what_nobody_confirmed() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, with_fault(InjectedFaultKind::ResetRecorded)).await;
        let project = desk.project();
        // Where the video can be asked for by its key, the command does that itself.
        let ran = desk.run(&["render", &project, "--yes"]);
        assert_eq!(ran.code, i32::from(dialect != Dialect::V3), "{ran:?}");
        let offline = desk.run(&["queue", "--offline", "--json"]).json();
        if dialect != Dialect::V3 {
            let row = (&offline[0]["status"], &offline[0]["video_id"]);
            assert_eq!(row, (&json!("unconfirmed"), &Value::Null));
        }
        let rows = desk.run(&["queue", "--json"]).json();
        assert_eq!(rows[0]["video_id"], desk.sandbox.ledger().paid[0].video_id.as_str(), "{rows}");
        assert_eq!(rows.as_array().unwrap().len(), 1);
    });
}

#[test]
fn an_interrupted_wait_leaves_the_render_alone() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, still()).await;
        let project = desk.project();
        for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
            let mut command = desk.command(&["render", &project, "--yes", "--again", "--wait"]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
            let id = first_line(&mut child);
            kill_process(Pid::from_child(&child), signal).unwrap();
            let ran = Ran::of(&child.wait_with_output().unwrap());
            assert_eq!(ran.code, code);
            assert!(
                ran.err.contains("continues") && ran.err.contains(&format!("cuecard status {id}")),
                "{ran:?}"
            );
        }
        assert_eq!(desk.sandbox.ledger().paid.len(), 2);
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
    forms::run(Dialect::ALL, async |dialect| {
        let home = tempfile::tempdir().unwrap();
        let run = |words: &[&str]| Ran::of(&bare(home.path(), words).output().unwrap());
        let id =
            |list: &str| run(&["--sandbox", list, "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
        let head = format!("photo = \"{}\"\nvoice = \"{}\"\n", id("photos"), id("voices"));
        fs::write(home.path().join("film.toml"), format!("{head}[[scene]]\nscript = \"Hello.\"\n")).unwrap();
        let how = ["--sandbox", "--speed", "4000", "--dialect", dialect.word()];
        let words = [&["render", "film.toml", "--yes", "--wait", "--json"][..], &how].concat();
        let ran = run(&words);
        let last = ran.stream().pop().unwrap();
        assert_eq!((ran.code, &last["status"], &last["title"]), (0, &json!("completed"), &json!("Untitled")));
        let row = run(&["status", "1", "--sandbox", "--json"]).json();
        assert_eq!(row["video_id"], last["video_id"], "its world is there the next time");
    });
}

/// One part that is under way counts, whatever became of those after it.
#[tokio::test(flavor = "multi_thread")]
async fn a_video_of_several_parts_is_not_rendered_again_while_one_of_them_is_open() {
    let desk = Desk::speaking(Dialect::Flat, quick()).await;
    desk.settings("several = \"apart\"\n");
    let project = desk.project();
    let scene = "[[scene]]\nscript = \"And more.\"\n";
    let text = std::fs::read_to_string(&project).unwrap();
    desk.file("film.toml", &format!("{text}{scene}{scene}"));
    forms::fault(&desk.sandbox, "reset:1", Dialect::Flat);
    assert_eq!(desk.run(&["render", &project, "--yes", "--wait"]).code, 1);
    assert_eq!(desk.sandbox.ledger().paid.len(), 2, "the parts behind it went");
    desk.run(&["queue"]);
    let ran = desk.run(&["render", &project, "--yes", "--json"]);
    assert_eq!((ran.code, ran.error()["kind"].as_str()), (2, Some("again")), "{ran:?}");
    assert_eq!(desk.sandbox.ledger().paid.len(), 2);
}
