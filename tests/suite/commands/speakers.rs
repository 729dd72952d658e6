//! Speakers, muted scenes and targets of a project, in `estimate` and `render`.

use cuecard::domain::Dialect;
use serde_json::json;

use crate::support::cli_harness::{CliHarness, CliOutput, instant_options, isolated_command};
use crate::support::dialect_matrix;

/// A project of three scenes of 32 seconds, the second of them muted.
fn project_with_a_muted_scene(head: &str) -> String {
    let script = "word ".repeat(80);
    let scene = format!("[[scene]]\nscript = \"{script}\"\n");
    format!("{head}\n{scene}{scene}muted = true\n{scene}")
}

fn estimate(text: &str, options: &[&str]) -> CliOutput {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("video.toml"), text).unwrap();
    let words = [&["estimate", "video.toml"], options].concat();
    CliOutput::from_output(&isolated_command(home.path(), &words).output().unwrap())
}

#[test]
fn a_muted_scene_is_left_out_of_the_estimate() {
    let text = project_with_a_muted_scene("photo = \"p\"\nvoice = \"v\"");
    let told = estimate(&text, &["--json"]).json();
    assert_eq!((&told["words"], &told["seconds"], &told["muted"]), (&json!(160), &json!(64.0), &json!([2])));
    assert_eq!((&told["scenes"][0]["scene"], &told["scenes"][1]["scene"]), (&json!(1), &json!(3)));
    let lines = estimate(&text, &[]);
    assert_eq!((lines.exit_code, lines.stdout.lines().count()), (0, 3), "{lines:?}");
    assert!(lines.stderr.contains("scene 2 is muted: it is not rendered"), "{lines:?}");
}

#[test]
fn an_estimate_says_how_far_it_is_from_the_target() {
    for (target, over, said) in [
        ("60s", 4.0, "target 60 s: 4.0 s too long"),
        ("1:30", -26.0, "target 90 s: 26.0 s to go"),
        ("1m4s", 0.0, "target 64 s: reached"),
    ] {
        let text = project_with_a_muted_scene(&format!("target = \"{target}\""));
        let told = estimate(&text, &["--json"]).json();
        assert_eq!(told["target"]["over"], json!(over), "{told}");
        assert!(estimate(&text, &[]).stderr.contains(said), "{said}");
    }
    let told = estimate(&project_with_a_muted_scene(""), &["--json"]).json();
    assert_eq!(told["target"], json!(null));
}

#[test]
fn an_estimate_names_the_speaker_of_each_scene() {
    let text = project_with_a_muted_scene("").replacen("[[scene]]\n", "[[scene]]\nspeaker = \"Marco\"\n", 1);
    let text = format!("{text}[[speaker]]\nname = \"Marco\"\n");
    let told = estimate(&text, &["--json"]).json();
    assert_eq!((&told["scenes"][0]["speaker"], told["scenes"][1].get("speaker")), (&json!("Marco"), None));
    let lines = estimate(&text, &[]).stdout;
    assert!(
        lines.starts_with("scene 1, Marco  80 words") && lines.contains("\nscene 3         80 words"),
        "{lines}"
    );
}

#[test]
fn a_scene_without_its_speaker_is_an_issue() {
    let told =
        estimate("photo = \"p\"\nvoice = \"v\"\n[[scene]]\nscript = \"Hi.\"\nspeaker = \"Ana\"", &["--json"]);
    assert_eq!(
        (told.exit_code, &told.json()["missing"]),
        (2, &json!(["scene 1: there is no speaker \"Ana\""]))
    );
    let told =
        estimate("photo = \"p\"\nvoice = \"v\"\n[[scene]]\nscript = \"Hi.\"\nmuted = true", &["--json"]);
    assert_eq!((told.exit_code, &told.json()["missing"]), (2, &json!(["all scenes are muted"])));
}

#[test]
fn a_render_says_that_speakers_are_not_sent_and_sends_no_muted_scene() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let text = std::fs::read_to_string(cli.write_project()).unwrap();
        let speaker = "[[speaker]]\nname = \"Marco\"\n";
        let scenes = "speaker = \"Marco\"\n[[scene]]\nscript = \"Secret.\"\nmuted = true\n";
        let project = cli.write_file("dialog.toml", &format!("{text}{scenes}{speaker}"));
        let ran = cli.run(&["render", &project, "--yes", "--wait"]);
        let lost = "no speakers; 1 scene is sent with the photo and voice of the project";
        assert!(ran.exit_code == 0 && ran.stderr.contains(lost), "{ran:?}");
        assert!(ran.stderr.contains("Launch teaser: 1 scene, about "), "{ran:?}");
        let sent = format!("{:?}", cli.sandbox.report().paid);
        assert!(sent.contains("Hello and welcome") && !sent.contains("Secret"), "{sent}");
    });
}
