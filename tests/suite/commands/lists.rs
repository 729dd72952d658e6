//! `photos` and `voices`: columns, JSON, words, and readers that go away.

use std::process::Stdio;

use cuecard::domain::Dialect;
use cuecard::sandbox::Options;
use serde_json::Value;

use super::desk::{Desk, KEY, Ran, bare, quick};
use crate::forms;
use crate::wire::server::{Reply, Server};

#[test]
fn photos_are_listed_in_the_order_of_the_service() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let lines = desk.run(&["photos"]);
        assert_eq!(lines.code, 0);
        assert!(lines.err.contains("talking photos\n"), "{lines:?}");
        let rows = desk.run(&["photos", "--json"]).json();
        let rows = rows.as_array().unwrap();
        assert_eq!(lines.out.lines().count(), rows.len());
        for (line, row) in lines.out.lines().zip(rows) {
            assert!(row["picture"].as_str().unwrap().starts_with("http"));
            assert_eq!(line, format!("{}  {}", row["id"].as_str().unwrap(), row["name"].as_str().unwrap()));
        }
    });
}

#[test]
fn voices_are_found_by_all_words_of_a_query() {
    forms::run(Dialect::ALL, async |dialect| {
        let desk = Desk::speaking(dialect, quick()).await;
        let all = desk.run(&["voices", "--json"]).json().as_array().unwrap().len();
        let men = desk.run(&["voices", "GERMAN", "male", "--json"]).json();
        let men = men.as_array().unwrap();
        assert!(!men.is_empty() && men.len() < all);
        for row in men {
            assert_eq!((row["language"].as_str(), row["gender"].as_str()), (Some("German"), Some("male")));
            let fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(fields, ["emotions", "gender", "id", "language", "name", "pauses", "sample"]);
        }
        let lines = desk.run(&["voices", "german male"]);
        assert_eq!(lines.out.lines().count(), men.len());
        assert_eq!(lines.err, format!("{} of {all} voices\n", men.len()));
        let id = men[0]["id"].as_str().unwrap();
        assert!(desk.run(&["voices", id]).out.starts_with(id));
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_found_is_no_failure() {
    let desk = Desk::quick().await;
    let lines = desk.run(&["voices", "klingon"]);
    assert_eq!((lines.code, lines.out.as_str()), (0, ""));
    assert!(lines.err.starts_with("No voice matches"), "{lines:?}");
    let json = desk.run(&["photos", "klingon", "--json"]);
    assert_eq!((json.code, json.json()), (0, Value::Array(Vec::new())));
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_harmless_in_lines_and_in_json() {
    let desk = Desk::new(Options { hostile: true, ..Options::default() }).await;
    let tower = format!("Tower Z{} of marks", "\u{300}".repeat(8));
    for (word, shown) in [
        ("shorthand", "Music shorthand and glyph controls"),
        ("variations", "Selected abcd variations"),
        ("Tower", tower.as_str()),
    ] {
        let out = desk.run(&["photos", word]).out;
        assert!(out.contains(shown), "{out:?}");
    }
    for words in [&["photos", "owned"][..], &["voices", "owned"]] {
        // That what is printed is harmless is looked at for every command.
        assert!(desk.run(words).out.contains("thief"));
        let rows = desk.run(&[words, &["--json"]].concat()).json();
        let name = rows[0]["name"].as_str().unwrap();
        assert!(cuecard::domain::text::is_harmless(name), "{name:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_is_no_failure() {
    let desk = Desk::quick().await;
    for words in [&["voices"][..], &["voices", "--json"], &["--help"]] {
        let mut child = desk.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let ran = Ran::of(&child.wait_with_output().unwrap());
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(!ran.err.contains("panicked"), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_that_nothing_is_known_of_shows_what_the_service_said() {
    let body = r#"{"data":null,"error":{"code":"odd_thing","message":"the moon is full"}}"#;
    let server = Server::start(vec![Reply::json(400, body)]).await;
    let home = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| {
        let mut command = bare(home.path(), words);
        Ran::of(&command.env("HEYGEN_API_KEY", KEY).env("HEYGEN_API_BASE", &server.base).output().unwrap())
    };
    let said = run(&["photos", "--api", "v2"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("odd_thing: the moon is full"), "{said:?}");
    assert!(said.err.contains(&format!("The service said: {body}")), "{said:?}");
    let told = run(&["photos", "--api", "v2", "--json"]).error();
    assert_eq!((told["code"].as_str(), told["reply"].as_str()), (Some("odd_thing"), Some(body)));
}
