//! Scenes with a recording, in `estimate` and `render`: checked, priced by their length, and uploaded once.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, Options, ServicePolicy};
use serde_json::{Value, json};

use crate::support::calls::{UPLOAD_CALL, UPLOAD_V3_CALL};
use crate::support::cli_harness::{CliHarness, instant_options};
use crate::support::dialect_matrix::for_each_dialect_multi_thread;
use crate::support::files::wav_file;

/// The dialects that send recordings.
const RECORDING_DIALECTS: &[Dialect] = &[Dialect::Flat, Dialect::Generate, Dialect::V3];

/// A sandbox that charges by the second, spoken to in this dialect.
async fn harness(dialect: Dialect) -> CliHarness {
    let billing = if dialect == Dialect::V3 { Billing::Wallet } else { Billing::Quota };
    let policy = ServicePolicy { billing, ..ServicePolicy::default() };
    let cli = CliHarness::with_dialect(dialect, Options { policy, ..instant_options() }).await;
    cli.write_settings("picture_key = \"id\"\n");
    cli
}

/// A project whose second scene is a recording of 7.6 seconds; `more` follows in that scene.
fn write_project(cli: &CliHarness, more: &str) -> String {
    fs::write(cli.path("scene-2.wav"), wav_file(7.6)).unwrap();
    let project = cli.write_project();
    let text = fs::read_to_string(&project).unwrap();
    cli.write_file(
        "video.toml",
        &format!("{text}\n[[scene]]\nscript = \"In my own voice.\"\naudio = \"scene-2.wav\"\n{more}"),
    )
}

/// A project of one recording, which has neither a voice nor a script.
fn write_recording_alone(cli: &CliHarness) -> String {
    fs::write(cli.path("scene-2.wav"), wav_file(7.6)).unwrap();
    let photo = cli.run(&["photos", "--json"]).json()[0]["id"].clone();
    let text = format!(
        "photo = {photo}\nsize = \"720x1280\"\ncaptions = false\n[[scene]]\naudio = \"scene-2.wav\"\n"
    );
    cli.write_file("alone.toml", &text)
}

fn upload_call(dialect: Dialect) -> &'static str {
    if dialect == Dialect::V3 { UPLOAD_V3_CALL } else { UPLOAD_CALL }
}

/// The sound of each scene in the paid requests: its recording, or else its script.
fn sent_sounds(cli: &CliHarness) -> Vec<(bool, Value)> {
    let mut sounds = Vec::new();
    for paid in cli.sandbox.report().paid {
        let request = paid.request;
        let scenes = request["scenes"].as_array().or(request["video_inputs"].as_array());
        let scenes = scenes.cloned().unwrap_or(vec![request.clone()]);
        for scene in scenes {
            let part = ["input", "voice"].iter().find_map(|part| scene.get(part)).unwrap_or(&scene);
            let script = part.get("script").or(part.get("input_text"));
            let is_recorded = part.get("audio_asset_id").is_some();
            assert_ne!(is_recorded, script.is_some(), "one of them: {part}");
            sounds.push((is_recorded, script.cloned().unwrap_or_default()));
        }
    }
    sounds
}

#[test]
fn a_recording_is_sent_in_place_of_its_script() {
    for_each_dialect_multi_thread(RECORDING_DIALECTS, async |dialect| {
        let cli = harness(dialect).await;
        let project = write_project(&cli, "");
        let told = cli.run(&["estimate", &project, "--json"]).json();
        assert_eq!(told["issues"], json!([]), "{told}");
        let scene = &told["scenes"][1];
        assert_eq!((&scene["audio"], &scene["seconds"]), (&json!("scene-2.wav"), &json!(7.6)));
        assert_eq!(scene["range"], json!([7.6, 7.6]), "its length is known");
        let ran = cli.run(&["render", &project, "--yes", "--wait"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let spoken = (false, json!("Hello and welcome. Today we ship."));
        assert_eq!(sent_sounds(&cli), [spoken, (true, Value::Null)], "{dialect:?}");
    });
}

#[test]
fn the_price_of_a_recording_is_what_is_charged() {
    for_each_dialect_multi_thread(RECORDING_DIALECTS, async |dialect| {
        let cli = harness(dialect).await;
        let project = write_recording_alone(&cli);
        let told = cli.run(&["estimate", &project, "--json"]).json();
        let ran = cli.run(&["render", &project, "--yes", "--wait", "--json"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let paid = cli.sandbox.report().paid;
        let charged: f64 = paid.iter().map(|paid| paid.cost).sum();
        let price = told["cost"]["amount"].as_f64().unwrap();
        assert!((price - charged).abs() < 5e-4, "{dialect:?}: {price} {charged}");
        assert!((paid[0].duration - 7.6).abs() < 1e-9, "{dialect:?}: {}", paid[0].duration);
    });
}

#[test]
fn a_recording_is_uploaded_once_for_two_renders() {
    for_each_dialect_multi_thread(RECORDING_DIALECTS, async |dialect| {
        let cli = harness(dialect).await;
        let project = write_project(&cli, "");
        assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
        // The same words under another name are the same recording.
        fs::rename(cli.path("scene-2.wav"), cli.path("take.wav")).unwrap();
        let text = fs::read_to_string(&project).unwrap().replace("scene-2.wav", "take.wav");
        fs::write(&project, text).unwrap();
        assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 2, "the video is the same");
        assert_eq!(cli.run(&["render", &project, "--yes", "--again", "--wait"]).exit_code, 0);
        assert_eq!(cli.sandbox.report().requests.of(upload_call(dialect)).received, 1);
        // Other words are another video.
        fs::write(cli.path("take.wav"), wav_file(3.0)).unwrap();
        assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
        assert_eq!(cli.sandbox.report().requests.of(upload_call(dialect)).received, 2);
    });
}

/// Deletes an upload, as a person does on the service's web site.
fn delete_asset(base: &str, id: &str) {
    let mut stream = TcpStream::connect(base.strip_prefix("http://").unwrap()).unwrap();
    let head = "Host: localhost\r\nX-Api-Key: any\r\nConnection: close\r\n\r\n";
    write!(stream, "DELETE /v3/assets/{id} HTTP/1.1\r\n{head}").unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
}

fn sent_asset(cli: &CliHarness, render: usize) -> String {
    let request = cli.sandbox.report().paid[render].request.to_string();
    let (_, rest) = request.split_once("\"audio_asset_id\":\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn an_upload_that_the_service_does_not_know_any_more_is_made_again() {
    for_each_dialect_multi_thread(&[Dialect::Generate, Dialect::V3], async |dialect| {
        let cli = harness(dialect).await;
        let project = write_project(&cli, "");
        assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
        let first = sent_asset(&cli, 0);
        delete_asset(&cli.sandbox.base_url(), &first);
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait", "--json"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let last = ran.json_lines().pop().unwrap();
        assert_eq!(
            (&last["status"], &last["id"]),
            (&json!("completed"), &json!(2)),
            "in the same row: {last}"
        );
        assert_eq!(cli.sandbox.report().paid.len(), 2);
        assert_ne!(sent_asset(&cli, 1), first);
        assert_eq!(cli.sandbox.report().requests.of(upload_call(dialect)).received, 2);
        // It is remembered.
        assert_eq!(cli.run(&["render", &project, "--yes", "--again", "--wait"]).exit_code, 0);
        assert_eq!(cli.sandbox.report().requests.of(upload_call(dialect)).received, 2);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_made_again_from_where_the_file_is_now() {
    let cli = harness(Dialect::V3).await;
    let project = write_project(&cli, "");
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    delete_asset(&cli.sandbox.base_url(), &sent_asset(&cli, 0));
    fs::rename(cli.path("scene-2.wav"), cli.path("take.wav")).unwrap();
    let text = fs::read_to_string(&project).unwrap().replace("scene-2.wav", "take.wav");
    fs::write(&project, text).unwrap();
    let ran = cli.run(&["render", &project, "--yes", "--again", "--wait"]);
    assert_eq!((ran.exit_code, cli.sandbox.report().paid.len()), (0, 2), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_cannot_be_sent_stops_the_render_before_its_price() {
    let cli = harness(Dialect::V3).await;
    let project = write_project(&cli, "");
    let refused = |what: &str| {
        for command in [&["estimate", &project][..], &["render", &project, "--yes"]] {
            let ran = cli.run(command);
            assert_eq!(ran.exit_code, 2, "{command:?}: {ran:?}");
            assert!(ran.stderr.contains(what), "{command:?}: {what}: {ran:?}");
        }
    };
    let file = cli.path("scene-2.wav");
    fs::write(&file, &wav_file(7.6)[..1_000]).unwrap();
    refused("scene 2: scene-2.wav is truncated");
    fs::write(&file, b"OggS\0\x02 and more").unwrap();
    refused("scene 2: scene-2.wav is an Ogg file: convert it to WAV or MP3");
    fs::File::create(&file).unwrap().set_len(51 << 20).unwrap();
    refused("scene 2: scene-2.wav is too large for an upload: convert it to MP3");
    fs::remove_file(&file).unwrap();
    refused("scene 2: scene-2.wav is missing");
    assert_eq!(cli.sandbox.report().requests.of(UPLOAD_V3_CALL).received, 0);
    fs::write(&project, fs::read_to_string(&project).unwrap() + "muted = true\n").unwrap();
    assert_eq!(
        cli.run(&["render", &project, "--yes", "--wait"]).exit_code,
        0,
        "a muted scene is not checked"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dialect_without_recordings_says_that_a_voice_speaks() {
    let cli = harness(Dialect::Scenes).await;
    let project = write_project(&cli, "");
    let told = cli.run(&["estimate", &project, "--json"]).json();
    let loss = "the dialect scenes: no recordings; 1 scene is spoken by a voice; v3, v2-generate or av4-flat send them";
    assert!(told["warnings"].as_array().unwrap().contains(&json!(loss)), "{told}");
    assert!(told["scenes"][1]["seconds"].as_f64().unwrap() < 3.0, "the price is that of the script: {told}");
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    assert!(sent_sounds(&cli).contains(&(false, json!("In my own voice."))));
    assert_eq!(cli.sandbox.report().requests.of(UPLOAD_CALL).received, 0);

    let alone = write_recording_alone(&cli);
    let ran = cli.run(&["render", &alone, "--yes"]);
    let issue = "scene 1: scenes sends no recordings, and the scene has no script";
    assert!(ran.exit_code == 2 && ran.stderr.contains(issue), "{ran:?}");
    assert_eq!(cli.sandbox.report().paid.len(), 1, "nothing was sent");
}

/// An MP3 file of so many frames of 1,152 samples at 48,000 a second: 24 milliseconds each.
fn mp3_file(frames: usize) -> Vec<u8> {
    // MPEG 1 layer III, 128 kbit/s: 384 bytes.
    let mut frame = vec![0xff, 0xfb, 0x94, 0x00];
    frame.resize(384, 0);
    frame.repeat(frames)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mp3_recording_lasts_as_long_as_its_frames() {
    let cli = harness(Dialect::V3).await;
    let project = write_recording_alone(&cli);
    fs::write(cli.path("take.mp3"), mp3_file(250)).unwrap();
    let text = fs::read_to_string(&project).unwrap().replace("scene-2.wav", "take.mp3");
    fs::write(&project, text).unwrap();
    let told = cli.run(&["estimate", &project, "--json"]).json();
    assert_eq!((&told["seconds"], &told["range"]), (&json!(6.0), &json!([6.0, 6.0])), "{told}");
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    let paid = &cli.sandbox.report().paid[0];
    assert!((paid.duration - 6.0).abs() < 1e-9, "{}", paid.duration);
    assert!((paid.cost - told["cost"]["amount"].as_f64().unwrap()).abs() < 5e-4, "{}", paid.cost);
}

#[tokio::test(flavor = "multi_thread")]
async fn subtitles_last_as_long_as_the_recording() {
    let cli = harness(Dialect::V3).await;
    let project = write_project(&cli, "");
    let subtitles = cli.run(&["export", &project, "--to", "srt"]);
    let cue = "00:00:02,400 --> 00:00:10,000\nIn my own voice.";
    assert!(subtitles.stdout.contains(cue), "{subtitles:?}");
    let markdown = cli.run(&["export", &project, "--to", "md"]).stdout;
    assert!(markdown.contains("- Audio: scene-2.wav\n"), "{markdown}");
}

#[cfg(debug_assertions)]
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_after_the_upload_pays_for_nothing() {
    let cli = harness(Dialect::V3).await;
    let project = write_project(&cli, "");
    cli.run_until_failpoint("recording.after_upload", &["render", &project, "--yes"]);
    assert_eq!(cli.sandbox.report().paid.len(), 0);
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    assert_eq!(cli.sandbox.report().paid.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_uploaded_before_the_price_is_accepted() {
    let cli = harness(Dialect::V3).await;
    let project = write_project(&cli, "");
    assert_eq!(cli.run(&["render", &project]).exit_code, 2);
    assert_eq!(cli.sandbox.report().requests.of(UPLOAD_V3_CALL).received, 0);
}
