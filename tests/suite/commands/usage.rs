//! Usage errors, and API keys: none, that of the official client, and one that is refused.

use std::path::Path;

use cuecard::sandbox::ServicePolicy;

use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, isolated_command};
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
async fn the_api_key_of_the_official_client_is_used_where_there_is_no_other() {
    let cli = CliHarness::with_policy(ServicePolicy::default()).await;
    let run = |folder: Option<&Path>| {
        let mut command = cli.command(&["voices", "--json"]);
        command.env_remove("HEYGEN_API_KEY");
        if let Some(folder) = folder {
            command.env("HEYGEN_CONFIG_DIR", folder);
        }
        CliOutput::from_output(&command.output().unwrap())
    };
    assert_eq!(run(None).exit_code, 3);
    cli.write_file(
        ".heygen/credentials",
        r#"{ "api_key": "sk-official", "oauth": { "access_token": "t" } }"#,
    );
    let ran = run(None);
    assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert!(ran.json().as_array().unwrap().len() > 3);

    let sign_in = cli.home.path().join("elsewhere");
    cli.write_file("elsewhere/credentials", r#"{ "oauth": { "access_token": "t-secret" } }"#);
    let ran = run(Some(&sign_in));
    assert_eq!(ran.exit_code, 3);
    assert!(ran.stderr.contains("holds a sign-in") && ran.stderr.contains("HEYGEN_API_KEY"), "{ran:?}");
    cli.write_file("elsewhere/credentials", "not readable as a key");
    let ran = run(Some(&sign_in));
    assert_eq!(ran.exit_code, 3);
    let problem = "elsewhere/credentials of HeyGen's own client cannot be used: its API key has blanks";
    assert!(ran.stderr.contains(problem) && !ran.stderr.contains("as a key"), "{ran:?}");
    assert!(ran.stderr.contains("Sign in there again, or set HEYGEN_API_KEY"), "{ran:?}");
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
