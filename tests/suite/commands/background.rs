//! Background colors by command: sent, lost, or refused before the price.

use cuecard::domain::Dialect;
use serde_json::json;

use crate::support::cli_harness::{CliHarness, instant_options};

/// A project with a background of its own, and one of its second scene.
async fn harness_with_background(dialect: Dialect, color: &str) -> (CliHarness, String) {
    let cli = CliHarness::with_dialect(dialect, instant_options()).await;
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let second = "[[scene]]\nscript = \"Goodbye.\"\nbackground = \"#000000\"\n";
    let text = format!("background = \"{color}\"\n{text}{second}");
    let project = cli.write_file("video.toml", &text);
    (cli, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_scene_is_sent_with_its_color() {
    let (cli, project) = harness_with_background(Dialect::V3, "#1b6b93").await;
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert_eq!(ran.exit_code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("v3: a background is seen only behind looks"), "{}", ran.stderr);
    let request = &cli.sandbox.report().paid[0].request;
    let color = |scene: usize| request["scenes"][scene]["input"]["background"]["color"].clone();
    assert_eq!([color(0), color(1)], [json!("#1b6b93"), json!("#000000")]);
    let text = std::fs::read_to_string(&project).unwrap().replace("#1b6b93", "#1b6b94");
    cli.write_file("video.toml", &text);
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0, "another color is another video");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_sent_with_one_scene_and_lost_in_several() {
    let address = "https://a.example/office.jpg";
    let (cli, project) = harness_with_background(Dialect::V3, address).await;
    let ran = cli.run(&["estimate", &project]);
    let loss = "v3: no background pictures in several scenes; 1 scene is sent without; a color can be sent with each scene";
    assert!(ran.stderr.contains(loss), "{ran:?}");
    let text = std::fs::read_to_string(&project).unwrap();
    let one_scene = &text[..text.rfind("[[scene]]").unwrap()];
    cli.write_file("video.toml", one_scene);
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert!(ran.exit_code == 0 && !ran.stderr.contains("no background pictures"), "{ran:?}");
    let request = &cli.sandbox.report().paid[0].request;
    assert_eq!(request["background"], json!({ "type": "image", "url": address }));
}

#[tokio::test(flavor = "multi_thread")]
async fn v2_says_that_the_color_is_lost() {
    let (cli, project) = harness_with_background(Dialect::Generate, "#1b6b93").await;
    let ran = cli.run(&["render", &project, "--yes"]);
    let loss = "v2-generate: no backgrounds; 2 scenes are sent without; v3 sends them";
    assert!(ran.exit_code == 0 && ran.stderr.contains(loss), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_that_is_no_color_is_named() {
    let (cli, project) = harness_with_background(Dialect::V3, "blue").await;
    let ran = cli.run(&["render", &project, "--yes"]);
    let issue = "background \"blue\": write a color such as #1b6b93, or the https address of a picture";
    assert!(ran.exit_code == 2 && ran.stderr.contains(issue), "{ran:?}");
}
