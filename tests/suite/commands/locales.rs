//! Locales by command: a voice that supports none is sent without it.

use cuecard::domain::Dialect;
use serde_json::json;

use crate::support::cli_harness::{CliHarness, instant_options};

/// Voices of the sandbox.
const VOICE_WITH_LOCALES: &str = "Harper - News";
const VOICE_WITHOUT_LOCALES: &str = "Rachel - Lively";

#[tokio::test(flavor = "multi_thread")]
async fn a_locale_is_sent_only_with_a_voice_that_supports_it() {
    for dialect in [Dialect::V3, Dialect::Generate] {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let text = std::fs::read_to_string(cli.write_project()).unwrap();
        let voices = cli.run(&["voices", "--json"]).json();
        let voice = |name: &str| {
            let rows = voices.as_array().unwrap().iter();
            let row = rows.clone().find(|row| row["name"].as_str().unwrap().starts_with(name));
            row.unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (with, without) = (voice(VOICE_WITH_LOCALES), voice(VOICE_WITHOUT_LOCALES));
        for (id, is_sent) in [(with, true), (without, false)] {
            let own = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
            let text = text.replace(own, &format!("voice = \"{id}\"\nlocale = \"en-GB\""));
            let project = cli.write_file("video.toml", &text);
            let ran = cli.run(&["render", &project, "--yes"]);
            let note = "supports no locale; 1 scene is sent without it";
            assert_eq!((ran.exit_code, ran.stderr.contains(note)), (0, !is_sent), "{dialect:?} {ran:?}");
            let request = cli.sandbox.report().paid.last().unwrap().request.clone();
            let locale = match dialect {
                Dialect::V3 => request["voice_settings"]["locale"].clone(),
                _ => request["video_inputs"][0]["voice"]["locale"].clone(),
            };
            assert_eq!(locale == json!("en-GB"), is_sent, "{request}");
        }
    }
}
