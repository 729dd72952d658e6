//! `photos add`, `photos generate` and `photos collect`: new talking photos without the screen.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use cuecard::domain::Dialect;
use cuecard::sandbox::{CallCount, Sandbox};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::calls::{ADD_LOOKS_CALL, CREATE_AVATAR_CALL, GENERATE_LOOKS_CALL, UPLOAD_CALL};
use crate::support::cli_harness::{CliHarness, CliOutput, hidden_keys_options, paused_options};
use crate::support::dialect_matrix;
use crate::support::files::write_picture;

/// Longer than generated looks take.
const LOOK_CREATION_DURATION: Duration = Duration::from_secs(70);

fn look_generation_requests(sandbox: &Sandbox, dialect: Dialect) -> u64 {
    let call = if dialect == Dialect::V3 { CREATE_AVATAR_CALL } else { GENERATE_LOOKS_CALL };
    sandbox.report().requests.of(call).received
}

#[test]
fn looks_are_generated_after_confirmation_and_can_be_rendered() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, hidden_keys_options()).await;
        cli.write_project();
        let ana = cli.run(&["photos", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
        let command = ["photos", "generate", &ana, "in", "a", "red", "raincoat"];
        let unagreed = cli.run(&[&command[..], &["--json"]].concat());
        assert_eq!((unagreed.exit_code, unagreed.json_error()["kind"].as_str()), (2, Some("not_confirmed")));
        assert_eq!(look_generation_requests(&cli.sandbox, dialect), 0);

        let generated = cli.run(&[&command[..], &["--style", "Noir", "--yes", "--json"]].concat());
        assert_eq!(generated.exit_code, 0, "{generated:?}");
        let looks = generated.json();
        let many = if dialect == Dialect::V3 { 1 } else { 4 };
        assert_eq!(
            (looks.as_array().unwrap().len(), look_generation_requests(&cli.sandbox, dialect)),
            (many, 1)
        );
        let number = if many == 1 { "" } else { " 1" };
        assert_eq!(looks[0]["name"], format!("Ana, blue suit{number}: in a red raincoat"));
        let listed = cli.run(&["photos", "raincoat"]);
        assert_eq!(listed.stdout.lines().count(), many, "{listed:?}");

        let look = looks[0]["id"].as_str().unwrap();
        let project = std::fs::read_to_string(cli.path("video.toml")).unwrap().replace(&ana, look);
        let project = cli.write_file("look.toml", &project);
        let rendered = cli.run(&["render", &project, "--yes"]);
        assert_eq!(rendered.exit_code, 0, "{rendered:?}");
        // The picture key is known: the first request is accepted, and nothing is uploaded.
        let requests = cli.sandbox.report().requests;
        assert_eq!(
            requests.of(dialect_matrix::submit_call(dialect)),
            CallCount { received: 1, accepted: 1 },
            "{rendered:?}"
        );
        assert_eq!(requests.of(UPLOAD_CALL).received, 0, "{rendered:?}");
        let body = &cli.sandbox.report().paid[0].request;
        let by_key = matches!(dialect, Dialect::Scenes | Dialect::Flat);
        assert_eq!(body["image_key"].as_str().is_some_and(|key| key.starts_with("image/")), by_key, "{body}");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_found_by_its_id_or_its_full_name() {
    let cli = CliHarness::new(hidden_keys_options()).await;
    let generated = cli.run(&["photos", "generate", "ana, blue suit", "at sea", "--yes"]);
    assert_eq!((generated.exit_code, generated.stdout.lines().count()), (0, 4), "{generated:?}");
    // A generated look lends its person's name, without its prompt and number.
    let look = generated.stdout.split_whitespace().next().unwrap();
    let further = cli.run(&["photos", "generate", look, "on a train", "--yes"]);
    assert!(
        further.stdout.lines().next().unwrap().ends_with("  Ana, blue suit 1: on a train"),
        "{further:?}"
    );
    let nobody = cli.run(&["photos", "generate", "Ana", "at sea", "--yes", "--json"]);
    assert_eq!(
        (nobody.exit_code, nobody.json_error()["kind"].as_str()),
        (1, Some("not_found")),
        "{nobody:?}"
    );
    assert!(nobody.json_error()["hint"].as_str().unwrap().contains("cuecard photos Ana"), "{nobody:?}");
    // It is said as of a project's photo.
    let text = nobody.json_error()["message"].as_str().unwrap().to_owned();
    assert!(text.ends_with("no photo has the id or name \"Ana\""), "{nobody:?}");
    let blank = cli.run(&["photos", "generate", "ana, blue suit", "\u{200b}", "--yes"]);
    assert_eq!(blank.exit_code, 2, "{blank:?}");
    assert_eq!(look_generation_requests(&cli.sandbox, Dialect::Scenes), 2);
    let v3 = cli.run(&[
        "photos",
        "generate",
        "ana, blue suit",
        "at sea",
        "--yes",
        "--pose",
        "close_up",
        "--api",
        "v3",
    ]);
    assert!(v3.exit_code == 0 && v3.stderr.contains("v3 has no shape, pose or style"), "{v3:?}");
}

#[test]
fn picture_files_become_a_photo_avatar_with_looks() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, hidden_keys_options()).await;
        let one = write_picture(&cli.path("Uncle Bob.png"), 40);
        let two = write_picture(&cli.path("hat.jpg"), 90);
        let made = cli.run(&["photos", "add", &one, &two]);
        assert_eq!(made.exit_code, 0, "{made:?}");
        assert!(made.stderr.contains("uploading picture 2 of 2"), "{made:?}");
        let ids: Vec<&str> =
            made.stdout.lines().filter_map(|line| line.split_once("  ")).map(|(id, _)| id).collect();
        assert!(ids.len() == 2 && made.stdout.lines().all(|line| line.ends_with("  Uncle Bob")), "{made:?}");
        let more = cli.run(&["photos", "add", &two, "--to", ids[0], "--name", "Bob, hat", "--json"]);
        assert_eq!((more.exit_code, more.json()[0]["name"].as_str()), (0, Some("Bob, hat")), "{more:?}");
        assert_eq!(cli.run(&["photos", "bob", "uncle"]).stdout.lines().count(), 2);

        let text = cli.write_file("notes.png", "not a picture");
        let refused = cli.run(&["photos", "add", &one, &text, "--json"]);
        assert_eq!(
            (refused.exit_code, refused.json_error()["kind"].as_str()),
            (1, Some("picture")),
            "{refused:?}"
        );
        assert_eq!(cli.run(&["photos", "bob", "uncle"]).stdout.lines().count(), 2, "none was made");
        let missing = cli.run(&["photos", "add", "nowhere.png"]);
        assert!(
            missing.exit_code == 1 && missing.stderr.contains("nowhere.png cannot be read"),
            "{missing:?}"
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_of_an_interrupted_command_are_collected_later() {
    let cli = CliHarness::new(paused_options()).await;
    let ana = cli.run(&["photos", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let left =
        run_and_interrupt(&cli, &["photos", "generate", &ana, "at", "sea", "--yes"], "generating (pending)");
    assert_eq!(left.exit_code, 130, "{left:?}");
    assert!(left.stderr.contains("cuecard photos collect"), "{left:?}");
    cli.sandbox.advance(LOOK_CREATION_DURATION);
    // They are added, and wait once more until they can be listed.
    let added = run_and_interrupt(&cli, &["photos", "collect"], "creating (pending)");
    assert_eq!(added.exit_code, 130, "{added:?}");
    cli.sandbox.advance(LOOK_CREATION_DURATION);
    assert_eq!(cli.run(&["photos", "at sea"]).stdout.lines().count(), 4);
    let none = cli.run(&["photos", "collect"]);
    assert_eq!((none.exit_code, none.stdout.as_str()), (0, ""), "{none:?}");
    assert!(none.stderr.contains("No new looks"), "{none:?}");
    let requests = cli.sandbox.report().requests;
    assert_eq!(requests.of(GENERATE_LOOKS_CALL), CallCount { received: 1, accepted: 1 });
    let each = CallCount { received: 4, accepted: 4 };
    assert_eq!(requests.of(ADD_LOOKS_CALL), each);
}

/// Interrupts a command after it has printed this.
pub(super) fn run_and_interrupt(cli: &CliHarness, words: &[&str], text: &str) -> CliOutput {
    let mut command = cli.command(words);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut err = BufReader::with_capacity(1, child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains(text) {
        line.clear();
        assert!(err.read_line(&mut line).unwrap() > 0, "{text} was not said");
    }
    child.stderr = Some(err.into_inner());
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    CliOutput::from_output(&child.wait_with_output().unwrap())
}
