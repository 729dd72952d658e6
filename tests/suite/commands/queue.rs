//! `queue send`, `queue cancel`, `queue remove`, and commands that wait beside another program.

use std::fs::File;
use std::process::{Child, Stdio};

use cuecard::domain::Dialect;
use serde_json::{Value, json};

use super::desk::{Desk, KEY, Ran, quick, still};
use super::looks::interrupted;
use crate::forms;
use crate::terminal::Program;

/// A desk where one render may be on its way at once.
async fn narrow(dialect: Dialect) -> (Desk, String) {
    let desk = Desk::speaking(dialect, still()).await;
    let project = desk.project();
    desk.settings("concurrency = 1\n");
    (desk, project)
}

fn start(desk: &Desk, words: &[&str]) -> Child {
    desk.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn end(child: Child) -> Ran {
    Ran::of(&child.wait_with_output().unwrap())
}

fn row(desk: &Desk, id: i64) -> Value {
    let rows = desk.run(&["queue", "--offline", "--json"]).json();
    rows.as_array().unwrap().iter().find(|row| row["id"] == id).cloned().unwrap_or_default()
}

fn until(desk: &Desk, id: i64, is_so: impl Fn(&Value) -> bool) {
    while !is_so(&row(desk, id)) {}
}

#[test]
fn what_nobody_confirmed_is_sent_again_or_forgotten_by_the_user() {
    forms::run(forms::OLDER, async |dialect| {
        let desk = Desk::speaking(dialect, still()).await;
        let project = desk.project();
        forms::fault(&desk.sandbox, "reset:2", dialect);
        for _ in 0..2 {
            assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 1);
        }
        for deed in ["send", "remove"] {
            let ran = desk.run(&["queue", deed, "1", "--json"]);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""));
            let error = ran.error();
            let said = error["message"].as_str().unwrap();
            assert!(said.contains("may have been sent") && said.ends_with("Nothing was changed"), "{said}");
            assert!(error["hint"].as_str().unwrap().contains("--yes"));
        }
        assert_eq!(desk.sandbox.ledger().requests.of(forms::sending(dialect)).received, 2);

        let ran = desk.run(&["queue", "send", "#2", "--yes", "--again", "--json"]);
        let sent = ran.json();
        assert_eq!((ran.code, sent.as_array().unwrap().len(), &sent[0]["id"]), (0, 1, &json!(3)), "{ran:?}");
        assert_eq!(sent[0]["video_id"], desk.sandbox.ledger().paid[0].video_id.as_str());
        let ran = desk.run(&["queue", "remove", "1", "2", "-y"]);
        assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{ran:?}");
        assert!(row(&desk, 1).is_null() && row(&desk, 2).is_null());
        assert_eq!(row(&desk, 3)["status"], "pending");
    });
}

/// Where the service knows a video again by its key, nobody has to say that it is to be sent once more.
#[test]
fn what_nobody_confirmed_goes_out_once_more_with_its_key() {
    forms::run(&[Dialect::V3], async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let received = || desk.sandbox.ledger().requests.of(forms::sending(dialect)).received;
        forms::fault(&desk.sandbox, "reset:2", dialect);
        let ran = desk.run(&["render", &project, "--yes", "--again", "--wait", "--json"]);
        assert_eq!((ran.code, received(), desk.sandbox.ledger().paid.len()), (0, 3, 1), "{ran:?}");

        desk.file("film.toml", &std::fs::read_to_string(&project).unwrap().replace("Launch", "Second"));
        forms::fault(&desk.sandbox, "502", dialect);
        let ran = desk.run(&["render", &project, "--yes", "--again", "--json"]);
        assert_eq!((ran.code, ran.json()["status"].as_str()), (1, Some("unconfirmed")), "{ran:?}");
        desk.sandbox.clear_faults();
        let ran = desk.run(&["queue", "send", "2", "--json"]);
        let said = ran.error()["message"].as_str().unwrap().to_owned();
        assert!(
            ran.code == 2 && said.contains("is sent with the same idempotency key and is not made twice"),
            "{said}"
        );
        let sent = desk.run(&["queue", "send", "2", "--yes", "--json"]).json();
        assert_eq!((sent.as_array().unwrap().len(), &sent[0]["id"]), (1, &json!(2)), "no new take: {sent}");
        assert_eq!(desk.run(&["queue", "--json"]).code, 0);
        assert_eq!(desk.sandbox.ledger().paid.len(), 2);
    });
}

#[test]
fn what_makes_no_sense_for_one_is_done_to_none() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let id = desk.run(&["render", &project, "--yes", "--again", "--wait"]);
        assert_eq!(id.code, 0, "{id:?}");
        forms::fault(&desk.sandbox, "402:1", dialect);
        desk.run(&["render", &project, "--yes", "--again"]);
        for (words, kind, what) in [
            (["queue", "send", "2", "1"], "stage", "Render 1 (Launch teaser) is completed"),
            (["queue", "cancel", "2", "1"], "stage", "Render 2 (Launch teaser) is "),
            (["queue", "remove", "1", "9"], "not_found", "There is no render 9 in the queue"),
        ] {
            let ran = desk.run(&[&words[..], &["--json"]].concat());
            let error = ran.error();
            assert_eq!((ran.code, &error["kind"]), (1, &json!(kind)), "{error}");
            let said = error["message"].as_str().unwrap();
            assert!(said.starts_with(what) && said.ends_with("Nothing was changed"), "{said}");
        }
        assert_eq!(desk.run(&["queue", "--json"]).json().as_array().unwrap().len(), 2);
        assert_eq!(desk.run(&["queue", "send"]).code, 2);
        let video = row(&desk, 1)["video_id"].as_str().unwrap().to_owned();
        let forgotten = desk.run(&["queue", "remove", &video, "--yes", "--json"]);
        assert_eq!((forgotten.code, &forgotten.json()[0]["id"]), (0, &json!(1)));
    });
}

#[test]
fn a_wait_for_room_ends_in_time_and_says_how_to_send() {
    forms::run(Dialect::ALL, async |dialect| {
        let (desk, project) = narrow(dialect).await;
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0);
        let ran = desk.run(&["render", &project, "--yes", "--again", "--wait", "--timeout", "0", "--json"]);
        assert_eq!((ran.code, &ran.stream().pop().unwrap()["status"]), (4, &json!("queued")), "{ran:?}");
        let error = ran.error();
        assert_eq!(error["message"], "Timed out; Launch teaser is queued and was not sent");
        assert_eq!(error["hint"], "Send it with: cuecard queue send 2");
        assert_eq!(desk.sandbox.ledger().paid.len(), 1);

        // It is sent as soon as there is room.
        desk.sandbox.advance(std::time::Duration::from_mins(15));
        desk.run(&["queue"]);
        let ran = desk.run(&["queue", "send", "2", "--yes", "--json"]);
        assert_eq!((ran.code, &ran.json()[0]["status"]), (0, &json!("pending")), "{ran:?}");
        assert_eq!(desk.sandbox.ledger().paid.len(), 2);
    });
}

#[test]
fn what_waits_in_one_command_is_taken_back_by_another() {
    forms::run(Dialect::ALL, async |dialect| {
        let (desk, project) = narrow(dialect).await;
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0);
        let waiting = start(&desk, &["render", &project, "--yes", "--again", "--wait", "--json"]);
        until(&desk, 2, |row| row["note"].as_str().is_some_and(|note| note.contains("the limit is 1")));
        let ran = desk.run(&["queue", "send", "2", "--yes"]);
        assert!(ran.code == 1 && ran.err.contains("Another cuecard is sending it by itself"), "{ran:?}");
        let ran = desk.run(&["queue", "cancel", "2", "--json"]);
        assert_eq!((ran.code, &ran.json()[0]["status"]), (0, &json!("cancelled")), "{ran:?}");
        let ended = end(waiting);
        assert_eq!((ended.code, &ended.error()["kind"]), (1, &json!("cancelled")), "{ended:?}");
        assert_eq!(desk.sandbox.ledger().paid.len(), 1);
    });
}

/// The turn to ask, as another program has it.
fn turn(desk: &Desk) -> File {
    desk.run(&["queue", "--offline"]);
    let file = File::create(desk.path(".local/share/cuecard/running/poll-1")).unwrap();
    file.try_lock().unwrap();
    file
}

#[test]
fn a_wait_beside_another_program_asks_nothing_until_it_is_its_turn() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let turn = turn(&desk);
        let ran = desk.run(&["render", &project, "--yes", "--again", "--wait", "--timeout", "1", "--json"]);
        assert_eq!((ran.code, &ran.stream().pop().unwrap()["status"]), (4, &json!("pending")), "{ran:?}");
        assert_eq!(forms::asked(&desk.sandbox, dialect), 0);

        let waiting = start(&desk, &["render", &project, "--yes", "--again", "--wait", "--json"]);
        until(&desk, 2, |row| row["status"] == "pending");
        assert_eq!(forms::asked(&desk.sandbox, dialect), 0);
        drop(turn);
        // Any program that ends is a reason to look whose turn it is.
        desk.run(&["queue", "--offline"]);
        let ended = end(waiting);
        assert_eq!(
            (ended.code, &ended.stream().pop().unwrap()["status"]),
            (0, &json!("completed")),
            "{ended:?}"
        );
    });
}

#[test]
fn of_two_that_wait_one_asks_for_both() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let project = desk.project();
        let words = ["render", &project, "--yes", "--again", "--wait", "--json"];
        let both = [start(&desk, &words), start(&desk, &words)];
        for child in both {
            let ran = end(child);
            assert_eq!(
                (ran.code, &ran.stream().pop().unwrap()["status"]),
                (0, &json!("completed")),
                "{ran:?}"
            );
        }
    });
}

/// What went out before is named, and not called unsent.
#[tokio::test(flavor = "multi_thread")]
async fn what_went_out_before_a_cap_stopped_the_rest_is_told() {
    let desk = Desk::speaking(Dialect::Scenes, still()).await;
    let project = desk.project();
    forms::fault(&desk.sandbox, "402:2", Dialect::Scenes);
    for _ in 0..2 {
        assert_eq!(desk.run(&["render", &project, "--yes"]).code, 1);
    }
    desk.settings("cap_day = 1\n");
    let ran = desk.run(&["queue", "send", "1", "2", "--yes"]);
    assert_eq!((ran.code, desk.sandbox.ledger().paid.len()), (2, 1), "{ran:?}");
    assert!(ran.out.contains(&desk.sandbox.ledger().paid[0].video_id), "{ran:?}");
    assert!(ran.err.contains("1 of 2 were sent; then: ") && !ran.err.contains("Nothing was sent"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_one_however_its_path_is_spelled() {
    let desk = Desk::speaking(Dialect::Scenes, still()).await;
    let project = desk.project();
    desk.settings("cap_project = 1\n");
    assert_eq!(desk.run(&["render", &project, "--yes"]).code, 0);
    std::fs::create_dir(desk.path("sub")).unwrap();
    let ran = desk.run(&["render", "sub/../film.toml", "--yes", "--again", "--json"]);
    assert_eq!((ran.code, ran.error()["kind"].as_str()), (2, Some("cap")), "{ran:?}");
}

/// A service that is busy for good keeps nobody waiting for ever.
#[tokio::test(flavor = "multi_thread")]
async fn sending_ends_in_time_and_says_how_to_go_on() {
    let desk = Desk::speaking(Dialect::Scenes, still()).await;
    let project = desk.project();
    forms::fault(&desk.sandbox, "402:1", Dialect::Scenes);
    assert_eq!(desk.run(&["render", &project, "--yes"]).code, 1);
    forms::fault(&desk.sandbox, "429-retry-after", Dialect::Scenes);
    let ran = desk.run(&["queue", "send", "1", "--yes", "--timeout", "0", "--json"]);
    assert_eq!((ran.code, ran.error()["kind"].as_str()), (4, Some("waited")), "{ran:?}");
    assert_eq!((&ran.json()[0]["id"], &ran.json()[0]["status"]), (&json!(2), &json!("queued")), "{ran:?}");
    assert!(desk.sandbox.ledger().paid.is_empty());
}

/// A second for each five of them passes with nothing on stdout.
#[tokio::test(flavor = "multi_thread")]
async fn many_renders_are_asked_about_together_and_that_is_said() {
    let desk = Desk::speaking(Dialect::V3, still()).await;
    desk.settings("concurrency = 0\n");
    let project = desk.project();
    for _ in 0..10 {
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0);
    }
    let ran = desk.run(&["queue"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 10), "{ran:?}");
    assert_eq!(ran.err, "Checking on the service: 10 renders\n10 renders\n");
    assert_eq!(forms::asked(&desk.sandbox, Dialect::V3), 1, "a hundred to a question");
    let ran = desk.run(&["queue", "--json"]);
    assert_eq!((ran.json().as_array().unwrap().len(), ran.err.as_str()), (10, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_queue_prints_what_is_known_so_far() {
    let desk = Desk::speaking(Dialect::Scenes, still()).await;
    desk.settings("concurrency = 0\n");
    let project = desk.project();
    for _ in 0..10 {
        assert_eq!(desk.run(&["render", &project, "--yes", "--again"]).code, 0);
    }
    desk.sandbox.fault("timeout@GET /v1/video_status.get".parse().unwrap());
    let ran = interrupted(&desk, &["queue"], "Checking on the service: 10 renders");
    assert_eq!((ran.code, ran.out.lines().count()), (130, 10), "{ran:?}");
    assert!(ran.err.contains("Interrupted") && ran.err.contains("10 renders"), "{ran:?}");

    // On a terminal it is a counter, which is gone at the end.
    desk.sandbox.clear_faults();
    let place = |folder: &str| desk.path(folder).to_str().unwrap().to_owned();
    let (data, config) = (place(".local/share"), place(".config"));
    let environment = [
        ("HEYGEN_API_KEY", KEY),
        ("HEYGEN_API_BASE", &desk.sandbox.base_url()),
        ("XDG_DATA_HOME", &data),
        ("XDG_CONFIG_HOME", &config),
    ];
    let mut program = Program::start(desk.home.path(), &["queue"], &environment);
    assert_eq!(program.end(), 0);
    program.wait("the end", |screen| screen.contents().lines().any(|line| line.trim() == "10 renders"));
    let written = String::from_utf8_lossy(&program.written).into_owned();
    for count in ["\rChecking on the service: 10 renders: 0", "\rChecking on the service: 10 renders: 10"] {
        assert!(written.contains(count), "{written:?}");
    }
    program.wait("the counter is gone", |screen| !screen.contents().contains("Asking"));
}
