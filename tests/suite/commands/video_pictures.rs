//! Videos whose photo is a picture file: by command.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, CallCount, Options, ServicePolicy};
use serde_json::json;

use crate::support::cli_harness::{CliHarness, instant_options};
use crate::support::files::write_picture;

const UPLOAD_V3_CALL: &str = "POST /v3/assets";

/// An account that pays in dollars, with a project of this photo beside a picture of the name `Ana.png`.
async fn harness_with_picture(dialect: Dialect, photo: &str) -> (CliHarness, String) {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let cli = CliHarness::with_dialect(dialect, Options { policy, ..instant_options() }).await;
    write_picture(&cli.path("Ana.png"), 40);
    let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let head = format!("title = \"Picture\"\nphoto = \"{photo}\"\nvoice = \"{voice}\"\n");
    let scenes = "[[scene]]\nscript = \"Hello and welcome.\"\nmotion = \"Avatar nods\"\nstyle = \"stable\"\n\
                  enhance = false\n[[scene]]\nscript = \"Goodbye.\"\n";
    let project = cli.write_file("video.toml", &format!("{head}{scenes}"));
    (cli, project)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_once_and_speaks_at_the_price_of_a_photo() {
    let (cli, project) = harness_with_picture(Dialect::V3, "Ana.png").await;
    let estimate = cli.run(&["estimate", &project, "--json"]);
    assert_eq!(estimate.exit_code, 0, "{}", estimate.stderr);
    assert_eq!(estimate.json()["rate"]["per_second"], 0.0385);
    for _ in 0..2 {
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait"]);
        assert_eq!(ran.exit_code, 0, "{}", ran.stderr);
    }
    let report = cli.sandbox.report();
    assert_eq!(report.requests.of(UPLOAD_V3_CALL), CallCount { received: 1, accepted: 1 });
    let input = &report.paid[0].request["scenes"][0]["input"];
    assert_eq!((&input["type"], &input["image"]["type"]), (&json!("image"), &json!("asset_id")));
    assert_eq!((&input["motion_prompt"], &input["expressiveness"]), (&json!("Avatar nods"), &json!("low")));
    assert_eq!((input.get("avatar_id"), input.get("engine")), (None, None));
    assert_eq!(input["image"], report.paid[1].request["scenes"][1]["input"]["image"]);
    let row = cli.run(&["queue", "--offline", "--json"]).json()[0].clone();
    let number = |key: &str| row[key].as_f64().unwrap();
    let expected = row["cost"]["amount"].as_f64().unwrap() * number("duration") / number("seconds");
    assert!((report.paid[0].cost - expected).abs() < 0.001, "{row} {}", report.paid[0].cost);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_video_is_another_one_once_its_picture_has_another_content() {
    let (cli, project) = harness_with_picture(Dialect::V3, "Ana.png").await;
    let render = ["render", project.as_str(), "--yes"];
    assert_eq!(cli.run(&render).exit_code, 0);
    let again = cli.run(&render);
    assert!(again.exit_code == 2 && again.stderr.contains("rendered before"), "{again:?}");
    std::fs::rename(cli.path("Ana.png"), cli.path("Bo.png")).unwrap();
    let text = std::fs::read_to_string(&project).unwrap().replace("Ana.png", "./Bo.png");
    cli.write_file("video.toml", &text);
    assert_eq!(cli.run(&render).exit_code, 2, "the same picture under another name");
    write_picture(&cli.path("Bo.png"), 200);
    assert_eq!(cli.run(&render).exit_code, 0);
    let report = cli.sandbox.report();
    assert_eq!(report.requests.of(UPLOAD_V3_CALL), CallCount { received: 2, accepted: 2 });
    assert_eq!(report.paid.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_cannot_be_sent_is_named_before_the_price() {
    let (cli, project) = harness_with_picture(Dialect::V3, "Nobody.png").await;
    for command in [&["render", &project, "--yes"][..], &["estimate", &project, "--offline"]] {
        let ran = cli.run(command);
        assert!(ran.exit_code == 2 && ran.stderr.contains("Nobody.png"), "{ran:?}");
    }
    cli.write_file("Nobody.png", "not a picture");
    let ran = cli.run(&["render", &project, "--yes"]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("Nobody.png is not a picture"), "{ran:?}");
    let report = cli.sandbox.report();
    assert_eq!((report.requests.of(UPLOAD_V3_CALL), report.paid.len()), (CallCount::default(), 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn v2_sends_no_picture_and_says_what_to_do() {
    for dialect in [Dialect::Scenes, Dialect::Flat, Dialect::Generate] {
        let (cli, project) = harness_with_picture(dialect, "Ana.png").await;
        let refusal = format!(
            "Ana.png is a picture file, which {} does not send: add it as a photo, or use v3",
            dialect.as_str()
        );
        for command in ["render", "estimate"] {
            let yes: &[&str] = if command == "render" { &["--yes"] } else { &[] };
            let ran = cli.run(&[&[command, project.as_str()], yes].concat());
            assert!(ran.exit_code == 2 && ran.stderr.contains(&refusal), "{dialect:?} {ran:?}");
        }
        assert!(cli.sandbox.report().paid.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn adding_a_photo_offers_the_picture_itself() {
    let (cli, _) = harness_with_picture(Dialect::V3, "Ana.png").await;
    let picture = cli.path("Ana.png").to_str().unwrap().to_owned();
    let asked = cli.run(&["photos", "add", &picture]);
    let offer = format!("the picture itself costs nothing. In the project: photo = \\\"{picture}\\\"");
    assert!(asked.exit_code == 2 && asked.stderr.contains("The photo costs $1.00"), "{asked:?}");
    assert!(asked.stderr.replace("\\\"", "\"").contains(&offer.replace("\\\"", "\"")), "{asked:?}");
    assert_eq!(cli.sandbox.report().requests.of(UPLOAD_V3_CALL), CallCount::default());
}
