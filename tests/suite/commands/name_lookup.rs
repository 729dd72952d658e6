//! What a project names: photos and voices by name, and keys that mean nothing.

use serde_json::Value;

use crate::support::cli_harness::{CliHarness, instant_options};
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

/// An entry of a list whose name no other has.
fn unique_entry(cli: &CliHarness, list: &str) -> (String, String) {
    let rows = cli.run(&[list, "--json"]).json();
    let rows = rows.as_array().unwrap().clone();
    let name = |row: &Value| row["name"].as_str().unwrap().to_owned();
    let alone = |row: &&Value| rows.iter().filter(|other| name(other) == name(row)).count() == 1;
    let row = rows.iter().find(alone).expect("a name that is alone");
    (row["id"].as_str().unwrap().to_owned(), name(row))
}

fn project_toml(photo: &str, voice: &str) -> String {
    format!("title = \"By name\"\nphoto = {photo:?}\nvoice = {voice:?}\n[[scene]]\nscript = \"Hello.\"\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unique_name_can_be_used_in_place_of_an_id() {
    let cli = CliHarness::instant().await;
    let ((photo, photo_name), (voice, voice_name)) =
        (unique_entry(&cli, "photos"), unique_entry(&cli, "voices"));
    let by_id = cli.write_file("ids.toml", &project_toml(&photo, &voice));
    let by_name = cli.write_file("names.toml", &project_toml(&photo_name.to_uppercase(), &voice_name));
    assert_eq!(cli.run(&["estimate", &by_name, "--json"]).json()["issues"], Value::Array(Vec::new()));
    assert_eq!(cli.run(&["render", &by_name, "--yes"]).exit_code, 0);
    let again = cli.run(&["render", &by_id, "--yes"]);
    assert!(
        again.exit_code == 2 && again.stderr.contains("rendered before"),
        "it is the same video: {again:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_is_refused_before_anything_is_sent() {
    let cli = CliHarness::instant().await;
    let (_, voice) = unique_entry(&cli, "voices");
    let file = cli.write_file("video.toml", &project_toml("Nobody, anywhere", &voice));
    let text = "no photo has the id or name \"Nobody, anywhere\"";
    for words in [&["estimate", &file][..], &["render", &file, "--yes"], &["estimate", &file, "--exact"]] {
        let ran = cli.run(words);
        assert!(ran.exit_code == 2 && ran.stderr.contains(text), "{words:?}: {ran:?}");
    }
    assert_eq!(cli.run(&["estimate", &file, "--offline"]).exit_code, 0, "nobody is asked");
    assert_eq!(cli.sandbox.report().paid.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ambiguous_name_is_reported_with_the_number_of_matches() {
    let voices = r#"{"error":null,"data":{"voices":[
        {"voice_id":"v1","name":"Rachel","language":"English","gender":"female"},
        {"voice_id":"v2","name":"Rachel","language":"English","gender":"female"}]}}"#;
    let server = ScriptedServer::start(vec![ScriptedReply::json(200, voices)]).await;
    let cli = CliHarness::new(instant_options()).await;
    cli.pin_dialect(cuecard::domain::Dialect::Scenes);
    let file = cli.write_file("video.toml", &project_toml("0123456789abcdef0123456789abcdef", "Rachel"));
    let ran = cli.run_against(&server.base, &["estimate", &file, "--rate", "premium_credit"]);
    let text = "no voice has the id \"Rachel\", and 2 voices have that name";
    assert!(ran.exit_code == 2 && ran.stderr.contains(text), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_keys_are_reported_with_their_line() {
    let cli = CliHarness::instant().await;
    let text = "Title = \"X\"\nauthor = \"me\"\n\n[[scenes]]\nscript = \"Lost.\"\n\n[[scene]]\nscript = \"Hi.\"\nvoice = \"v\"\n";
    let file = cli.write_file("odd.toml", text);
    let told = [
        "odd.toml, line 1: unknown key Title: did you mean title?",
        "odd.toml, line 2: unknown key author; it is kept",
        "odd.toml, line 4: unknown table [[scenes]]: did you mean [[scene]]?",
        "odd.toml, line 9: unknown key voice in scene 1: voice belongs above the first [[scene]]",
    ];
    for words in [&["estimate", &file, "--offline"][..], &["render", &file, "--yes"]] {
        let ran = cli.run(words);
        assert_eq!(ran.exit_code, 2, "it is incomplete: {ran:?}");
        assert_eq!(ran.stderr.lines().take(4).collect::<Vec<_>>(), told, "{words:?}");
    }
    let unknown = cli.run(&["estimate", &file, "--offline", "--json"]).json()["unknown_keys"].clone();
    assert_eq!(unknown[0], "line 1: unknown key Title: did you mean title?");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
}
