//! `photos` and `voices`: columns, JSON, words, and readers that go away.

use std::process::Stdio;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;
use serde_json::Value;

use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, instant_options, isolated_command};
use crate::support::dialect_matrix;
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

#[test]
fn photos_are_listed_in_the_order_of_the_service() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let lines = cli.run(&["photos"]);
        assert_eq!(lines.exit_code, 0);
        assert!(lines.stderr.contains("talking photos\n"), "{lines:?}");
        let rows = cli.run(&["photos", "--json"]).json();
        let rows = rows.as_array().unwrap();
        assert_eq!(lines.stdout.lines().count(), rows.len());
        for (line, row) in lines.stdout.lines().zip(rows) {
            assert!(row["picture"].as_str().is_none_or(|url| url.starts_with("http")));
            let columns = [&row["id"], &row["name"]].map(|column| column.as_str().unwrap());
            assert!(line.starts_with(columns[0]) && line.contains(columns[1]), "{line}");
        }
    });
}

#[test]
fn voices_match_all_words_of_a_query() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let all = cli.run(&["voices", "--json"]).json().as_array().unwrap().len();
        let men = cli.run(&["voices", "GERMAN", "male", "--json"]).json();
        let men = men.as_array().unwrap();
        assert!(!men.is_empty() && men.len() < all);
        for row in men {
            assert_eq!((row["language"].as_str(), row["gender"].as_str()), (Some("German"), Some("male")));
            let fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(fields, ["emotions", "gender", "id", "language", "name", "pauses", "sample"]);
        }
        let lines = cli.run(&["voices", "german male"]);
        assert_eq!(lines.stdout.lines().count(), men.len());
        assert_eq!(lines.stderr, format!("{} of {all} voices\n", men.len()));
        let id = men[0]["id"].as_str().unwrap();
        assert!(cli.run(&["voices", id]).stdout.starts_with(id));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_without_matches_is_not_an_error() {
    let cli = CliHarness::instant().await;
    let lines = cli.run(&["voices", "klingon"]);
    assert_eq!((lines.exit_code, lines.stdout.as_str()), (0, ""));
    assert!(lines.stderr.starts_with("No voice matches"), "{lines:?}");
    let json = cli.run(&["photos", "klingon", "--json"]);
    assert_eq!((json.exit_code, json.json()), (0, Value::Array(Vec::new())));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_sanitized_in_lines_and_json() {
    let cli = CliHarness::new(Options { hostile: true, ..Options::default() }).await;
    let tower = format!("Tower Z{} of marks", "\u{300}".repeat(8));
    for (word, shown) in [
        ("shorthand", "Music shorthand and glyph controls"),
        ("variations", "Selected abcd variations"),
        ("Tower", tower.as_str()),
    ] {
        let out = cli.run(&["photos", word]).stdout;
        assert!(out.contains(shown), "{out:?}");
    }
    for words in [&["photos", "owned"][..], &["voices", "owned"]] {
        // That what is printed is harmless is looked at for every command.
        assert!(cli.run(words).stdout.contains("thief"));
        let rows = cli.run(&[words, &["--json"]].concat()).json();
        let name = rows[0]["name"].as_str().unwrap();
        assert!(cuecard::domain::text::is_displayable(name), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_stdout_is_not_an_error() {
    let cli = CliHarness::instant().await;
    for words in [&["voices"][..], &["voices", "--json"], &["--help"]] {
        let mut child = cli.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = CliOutput::from_output(&child.wait_with_output().unwrap());
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_refusal_shows_the_services_reply() {
    let body = r#"{"data":null,"error":{"code":"odd_thing","message":"the moon is full"}}"#;
    let server = ScriptedServer::start(vec![ScriptedReply::json(400, body)]).await;
    let home = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = isolated_command(home.path(), words);
        CliOutput::from_output(
            &command.env("HEYGEN_API_KEY", API_KEY).env("HEYGEN_API_BASE", &server.base).output().unwrap(),
        )
    };
    let said = run(&["photos", "--api", "v2"]);
    assert_eq!(said.exit_code, 1, "{said:?}");
    assert!(said.stderr.contains("odd_thing: the moon is full"), "{said:?}");
    assert!(said.stderr.contains(&format!("The service said: {body}")), "{said:?}");
    let text = run(&["photos", "--api", "v2", "--json"]).json_error();
    assert_eq!((text["code"].as_str(), text["response"].as_str()), (Some("odd_thing"), Some(body)));
}
