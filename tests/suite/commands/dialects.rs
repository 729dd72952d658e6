//! The commands in every dialect of the API, and in every state of the older generation.

use std::fs;
use std::path::Path;

use cuecard::domain::Dialect;
use cuecard::sandbox::{Av4Bodies, ServicePolicy};
use serde_json::{Value, json};

use crate::support::cli_harness::CliHarness;
use crate::support::service_policy::{SUNSET_STATES, assert_all_sunset_states, sunset_policy};

/// A video of two scenes with emotions and motion prompts; lists are read with these words.
fn write_project(cli: &CliHarness, how: &[&str]) -> String {
    let first = |list: &str| {
        let ran = cli.run(&[&[list, "--json"], how].concat());
        assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""), "{list} {how:?}");
        let rows = ran.json();
        assert!(rows[0]["name"].is_string() && rows.as_array().unwrap().len() > 3, "{rows}");
        rows[0]["id"].as_str().unwrap().to_owned()
    };
    let (photo, voice) = (first("photos"), first("voices"));
    let scene =
        "[[scene]]\nscript = \"Hello and welcome.\"\nemotion = \"Friendly\"\nmotion = \"Avatar waves\"\n";
    let head = format!("title = \"Launch teaser\"\nphoto = \"{photo}\"\nvoice = \"{voice}\"\n");
    cli.write_file("video.toml", &format!("{head}{scene}{scene}"))
}

/// From the lists to the finished video with `how`; the video is sent in `dialect`.
fn run_whole_workflow(cli: &CliHarness, how: &[&str], dialect: Dialect) {
    let run = |words: &[&str]| cli.run(&[words, how].concat());
    let project = write_project(cli, how);
    let word = json!(dialect.as_str());

    let ran = run(&["render", &project, "--yes", "--again", "--wait", "--download", "videos", "--json"]);
    let stream = ran.json_lines();
    let stages: Vec<&Value> = stream.iter().map(|row| &row["status"]).collect();
    assert_eq!(stages, ["queued", "sending", "pending", "completed", "completed"], "{how:?} {ran:?}");
    assert_eq!((ran.exit_code, ran.stderr.as_str()), (0, ""), "{how:?}");
    assert!(stream.iter().all(|row| row["dialect"] == word), "{stream:?}");
    let last = stream.last().unwrap();
    assert_eq!(&fs::read(Path::new(last["file"].as_str().unwrap())).unwrap()[4..8], b"ftyp");
    let paid = cli.sandbox.report().paid;
    assert_eq!((paid.len(), paid[0].api_version.as_str()), (1, dialect.api_version().as_str()), "{how:?}");
    assert_eq!(last["video_id"], paid[0].video_id.as_str());

    let row = run(&["status", last["video_id"].as_str().unwrap(), "--json"]).json();
    assert_eq!((&row["status"], &row["dialect"], &row["id"]), (&json!("completed"), &word, &json!(1)));
    assert!(row["url"].as_str().unwrap().starts_with("http") && row["duration"].as_f64().unwrap() > 1.0);
    let ran = run(&["queue", "--json"]);
    let rows = ran.json();
    assert_eq!((ran.exit_code, rows.as_array().unwrap().len()), (0, 1));
    assert_eq!((&rows[0]["dialect"], &rows[0]["file"]), (&word, &last["file"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_works_in_every_dialect() {
    for dialect in Dialect::ALL {
        let cli = CliHarness::with_policy(ServicePolicy::default()).await;
        let how = ["--dialect", dialect.as_str()];
        run_whole_workflow(&cli, &how, *dialect);
        let project = cli.run(&["estimate", "video.toml", "--json", how[0], how[1]]).json();
        assert_eq!((&project["dialect"], &project["issues"]), (&json!(dialect.as_str()), &json!([])));
        assert_eq!(
            project["warnings"].as_array().unwrap().is_empty(),
            *dialect == Dialect::Scenes,
            "{project}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_works_in_every_state_of_v2() {
    assert_all_sunset_states();
    for (sunset, api, _) in SUNSET_STATES {
        let cli = CliHarness::with_policy(sunset_policy(sunset)).await;
        run_whole_workflow(&cli, &["--api", "auto"], api.default_dialect());
        let project = cli.run(&["estimate", "video.toml", "--json"]).json();
        assert_eq!(
            project["dialect"],
            json!(api.default_dialect().as_str()),
            "what a render would be sent in"
        );
        // Where nobody is asked, it does not say what it does not know.
        let project = cli.run(&["estimate", "video.toml", "--offline", "--json"]).json();
        assert_eq!((&project["dialect"], &project["warnings"]), (&Value::Null, &json!([])));
    }
}

/// Warnings without that about the earlier renders of a test.
fn without_renders_in_progress<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    lines.filter(|line| !line.contains(" in progress cost")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn losses_are_reported_before_the_price_in_every_dialect() {
    let cli = CliHarness::with_policy(ServicePolicy::default()).await;
    let project = write_project(&cli, &[]);
    cli.write_file(".config/cuecard/config.toml", "several = \"apart\"\n");
    for (dialect, lost) in [
        ("scenes", &[][..]),
        (
            "v2-generate",
            &[
                "v2-generate: no motion prompts; 2 scenes are sent without",
                "v2-generate: no enhanced motions; 2 scenes are sent without",
            ],
        ),
        (
            "v3",
            &[
                "v3: no emotions; 2 scenes are sent without",
                "v3: no enhanced motions; 2 scenes are sent without",
            ],
        ),
        (
            "av4-flat",
            &[
                "av4-flat: one script; the 2 scenes become 2 renders",
                "av4-flat: no emotions; 2 scenes are sent without",
                "av4-flat: no 1080x1920; it is sent as portrait at 720x1280",
                "av4-flat: no captions",
                "2 renders, each sent and paid for separately",
            ],
        ),
    ] {
        let ran = cli.run(&["render", &project, "--yes", "--again", "--dialect", dialect]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let before = ran.stderr.lines().take_while(|line| !line.contains("; the balance is"));
        assert_eq!(without_renders_in_progress(before), lost, "{dialect}");
        let ran = cli.run(&["estimate", &project, "--dialect", dialect]);
        let after_rate = without_renders_in_progress(ran.stderr.lines().skip(1));
        assert_eq!(after_rate, lost, "{dialect}");
        let told = cli.run(&["estimate", &project, "--dialect", dialect, "--json"]).json();
        let warnings = told["warnings"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
        assert_eq!(without_renders_in_progress(warnings), lost, "{dialect}");
    }
    assert_eq!(cli.sandbox.report().paid.len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_has_the_services_docs_url() {
    let cli = CliHarness::with_policy(ServicePolicy::default()).await;
    let project = write_project(&cli, &[]);
    cli.sandbox.fault("402:1@POST /v3/videos".parse().unwrap());
    let error = cli.run(&["render", &project, "--yes", "--again", "--api", "v3", "--json"]).json_error();
    assert_eq!(error["kind"], "refused");
    assert_eq!(error["doc_url"], "https://developers.heygen.com/docs/error-codes#insufficient-credit");
    cli.sandbox.fault("500@POST /v3/voices/speech".parse().unwrap());
    let error = cli.run(&["estimate", &project, "--exact", "--yes", "--api", "v3", "--json"]).json_error();
    assert_eq!(error["doc_url"], "https://developers.heygen.com/docs/error-codes#internal-error");
    assert!(cli.run(&["estimate", "none.toml", "--json"]).json_error()["doc_url"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_setting_values_are_reported_with_the_valid_ones() {
    let cli = CliHarness::with_policy(ServicePolicy::default()).await;
    cli.write_file("video.toml", "[[scene]]\nscript = \"Hello.\"\n");
    for (key, dialects) in [
        ("api", "\"auto\", \"v2\" or \"v3\""),
        ("dialect", "\"auto\", \"scenes\", \"av4-flat\", \"v2-generate\" or \"v3\""),
        ("several", "\"joined\" or \"apart\""),
        ("picture_key", "\"auto\", \"upload\", \"details\" or \"id\""),
    ] {
        cli.write_file(".config/cuecard/config.toml", &format!("{key} = \"best\"\n"));
        let column = key.len() + 4;
        let text = format!("config.toml, line 1, column {column}: {key} must be {dialects}");
        for words in [&["photos"][..], &["queue"], &["estimate", "video.toml"], &["status", "1"]] {
            let ran = cli.run(words);
            assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{words:?}");
            assert!(ran.stderr.contains(&text), "{ran:?}");
        }
    }
    fs::remove_file(cli.path(".config/cuecard/config.toml")).unwrap();
    for (words, text) in [
        (&["photos", "--api", "v4"][..], "[possible values: auto, v2, v3]"),
        (&["photos", "--dialect", "av5"], "[possible values: auto, scenes, av4-flat, v2-generate, v3]"),
        (&["render", "video.toml", "--picture-key", "guess"], "[possible values: auto, upload, details, id]"),
        (&["photos", "--api", "v2", "--dialect", "v3"], "v3 is a dialect of v3, not of v2"),
        (&["queue", "--api", "v3", "--dialect", "scenes"], "scenes is a dialect of v2, not of v3"),
    ] {
        let ran = cli.run(words);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{words:?}");
        assert!(ran.stderr.contains(text), "{ran:?}");
    }
    assert!(cli.sandbox.report().paid.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_dialect_is_reported_with_its_alternatives() {
    for (av4, dialect, others) in [
        (Av4Bodies::Flat, "scenes", "--dialect av4-flat or --dialect v3;"),
        (Av4Bodies::Scenes, "av4-flat", "--dialect scenes or --dialect v3;"),
    ] {
        let cli = CliHarness::with_policy(ServicePolicy { av4, ..ServicePolicy::default() }).await;
        let project = write_project(&cli, &[]);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--dialect", dialect]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (1, ""), "{ran:?}");
        assert!(ran.stderr.contains(&format!("Try {others}")), "{ran:?}");
        assert!(cli.sandbox.report().paid.is_empty());
    }
}
