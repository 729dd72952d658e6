//! What the command line does with words that mean nothing, without a key, and with one that is not accepted.

use crate::support::cli_harness::{API_KEY, CliOutput, isolated_command};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

const COMMANDS: [&[&str]; 5] =
    [&["photos"], &["voices"], &["queue"], &["queue", "--offline"], &["status", "abc"]];

fn run(words: &[&str]) -> CliOutput {
    let home = tempfile::tempdir().unwrap();
    CliOutput::from_output(&isolated_command(home.path(), words).output().unwrap())
}

#[test]
fn an_unknown_command_names_the_nearest_one() {
    for (words, nearest) in [
        (&["phtos"][..], "photos"),
        (&["sandbo"], "sandbox"),
        (&["vioces", "german"], "voices"),
        (&["rendr", "video.toml", "--yes"], "render"),
        (&["stats", "--json"], "status"),
    ] {
        let ran = run(words);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains(&format!("nearest command is {nearest};")), "{ran:?}");
    }
    assert_eq!(run(&["stats", "--json"]).json_error()["kind"], "usage");
    assert_eq!(run(&["render", "--json"]).json_error()["kind"], "usage");
    assert_eq!(run(&["render", "--no\u{1b}[2J"]).exit_code, 2);
    assert_eq!(run(&["--speed", "fast"]).exit_code, 2);
    assert_eq!(run(&["--version"]).exit_code, 0);
}

#[test]
fn without_an_api_key_the_error_says_how_to_set_one() {
    for words in COMMANDS {
        let ran = run(words);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (3, ""), "{words:?}");
        assert!(ran.stderr.contains("HEYGEN_API_KEY") && ran.stderr.contains("--sandbox"), "{ran:?}");
        assert_eq!(run(&[words, &["--json"]].concat()).json_error()["kind"], "api_key");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_api_key_has_its_own_exit_code() {
    let refusal = ScriptedReply::json(401, crate::support::scripted_client::sample("error_v1_unauthorized"));
    let server = ScriptedServer::start(vec![refusal; 4]).await;
    let home = tempfile::tempdir().unwrap();
    let project = "photo = \"a\"\nvoice = \"b\"\n[[scene]]\nscript = \"Hello.\"\n";
    std::fs::write(home.path().join("video.toml"), project).unwrap();
    for words in [&["photos"][..], &["voices"], &["status", "abc"], &["render", "video.toml", "--yes"]] {
        let mut command = isolated_command(home.path(), &[words, &["--json"]].concat());
        command.env("HEYGEN_API_KEY", API_KEY).env("HEYGEN_API_BASE", &server.base);
        let ran = CliOutput::from_output(&command.output().unwrap());
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (3, ""), "{words:?}");
        assert_eq!(
            (&ran.json_error()["kind"], &ran.json_error()["status"]),
            (&"api_key".into(), &401.into())
        );
    }
}
