//! Stock avatars by command: listed, rendered, and what they refuse.

use cuecard::domain::Dialect;
use serde_json::{Value, json};

use crate::support::cli_harness::{CliHarness, instant_options};

fn stock_row(rows: &Value, engine: &str) -> Value {
    let of_engine = |row: &&Value| row["engine"] == engine;
    rows.as_array().unwrap().iter().find(of_engine).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stock_avatar_is_found_priced_and_rendered() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let listed = cli.run(&["photos", "--stock", "--json"]);
    assert_eq!(listed.exit_code, 0, "{}", listed.stderr);
    let rows = listed.json();
    assert_eq!(rows.as_array().unwrap().len(), 3_000);
    let old = stock_row(&rows, "avatar_iii");
    let (id, name) = (old["id"].as_str().unwrap(), old["name"].as_str().unwrap());
    let table = cli.run(&["photos", "--stock", id]);
    assert_eq!(table.stdout, format!("{id}  {name}  studio avatar on Avatar III\n"));
    let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let project = cli.write_file(
        "stock.toml",
        &format!(
            "title = \"Stock\"\nphoto = \"{id}\"\nvoice = \"{voice}\"\n\
             [[scene]]\nscript = \"Hello.\"\nmotion = \"Avatar waves\"\nstyle = \"stable\"\nenhance = false\n"
        ),
    );
    let losses = [
        format!("{name}: no published rate for a studio avatar on Avatar III in credits; counted as 20 credits/min (API reference)"),
        "v3: no talking style for a studio avatar on Avatar III; 1 scene is sent without; photos on Avatar IV accept it".to_owned(),
        "v3: no motion prompts for a studio avatar on Avatar III; 1 scene is sent without; photos on Avatar IV accept it".to_owned(),
    ];
    assert_eq!(cli.run(&["estimate", &project, "--json"]).json()["warnings"], json!(losses));
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert_eq!(ran.exit_code, 0, "{}", ran.stderr);
    assert!(losses.iter().all(|loss| ran.stderr.contains(loss)), "{}", ran.stderr);
    let request = &cli.sandbox.report().paid[0].request;
    assert_eq!((&request["avatar_id"], &request["engine"]["type"]), (&json!(id), &json!("avatar_iii")));
    assert_eq!((request.get("motion_prompt"), request.get("expressiveness")), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_nobody_knows_is_sent_as_the_service_names_it() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let new = stock_row(&cli.run(&["photos", "--stock", "--json"]).json(), "avatar_6");
    let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let head = format!("photo = {}\nvoice = \"{voice}\"\n", new["id"]);
    let project = cli.write_file("new.toml", &format!("{head}[[scene]]\nscript = \"Hello.\"\n"));
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert_eq!(ran.exit_code, 0, "{}", ran.stderr);
    assert!(ran.stderr.contains("no published rate for a photo on avatar_6"), "{}", ran.stderr);
    assert_eq!(cli.sandbox.report().paid[0].request["engine"]["type"], "avatar_6");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_does_not_exist_is_refused_before_the_price() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let head = format!("photo = \"00000000000000000000000000000000\"\nvoice = \"{voice}\"\n");
    let project = cli.write_file("lost.toml", &format!("{head}[[scene]]\nscript = \"Hello.\"\n"));
    let ran = cli.run(&["render", &project, "--yes"]);
    assert_ne!(ran.exit_code, 0);
    assert!(ran.stderr.contains("The photo"), "{}", ran.stderr);
    assert!(cli.sandbox.report().paid.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn v2_lists_no_stock_avatars() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, instant_options()).await;
    let ran = cli.run(&["photos", "--stock"]);
    assert_ne!(ran.exit_code, 0);
    let sentence = "cuecard: Stock avatars need API v3: use --api v3, or --api auto\n";
    assert_eq!(ran.stderr, sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_twin_without_consent_is_marked_and_said_before_its_price() {
    let cli = CliHarness::with_dialect(Dialect::V3, instant_options()).await;
    let ran = cli.run(&["photos", "Tom, recorded"]);
    assert!(
        ran.stdout.contains("no consent yet") && ran.stderr.contains("given at app.heygen.com"),
        "{ran:?}"
    );
    let row = cli.run(&["photos", "Tom, recorded", "--json"]).json()[0].clone();
    assert_eq!(row["awaits_consent"], true, "{row}");
    let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let head = format!("photo = {}\nvoice = \"{voice}\"\n", row["id"]);
    let project = cli.write_file("twin.toml", &format!("{head}[[scene]]\nscript = \"Hello.\"\n"));
    let ran = cli.run(&["estimate", &project]);
    let note = "Tom, recorded has no consent yet: the service makes no videos of it; get the consent at app.heygen.com";
    assert!(ran.stderr.contains(note), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn v2_refuses_an_avatar_before_the_price_and_names_v3() {
    for dialect in [Dialect::Scenes, Dialect::Flat, Dialect::Generate] {
        let cli = CliHarness::with_dialect(dialect, instant_options()).await;
        let voice = cli.run(&["voices", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
        let project = |photo: &str| {
            let head = format!("photo = \"{photo}\"\nvoice = \"{voice}\"\n");
            cli.write_file("avatar.toml", &format!("{head}[[scene]]\nscript = \"Hello.\"\n"))
        };
        let avatar = project("Abigail_standing_office_front");
        let word = dialect.as_str();
        let refusal = format!(
            "Abigail (Upper Body) is an avatar, which {word} does not send: choose a photo, or use v3"
        );
        for command in [&["estimate", &avatar][..], &["render", &avatar, "--yes"]] {
            let ran = cli.run(command);
            assert_eq!(ran.exit_code, 2, "{}", ran.stderr);
            assert!(ran.stderr.contains(&refusal), "{}", ran.stderr);
        }
        let estimate = cli.run(&["estimate", &project("00000000000000000000000000000001"), "--json"]);
        let note = "is not in the list of talking photos; stock avatars and twins need v3";
        assert!(estimate.stdout.contains(note), "{}", estimate.stdout);
        assert!(cli.sandbox.report().paid.is_empty());
    }
}
