//! `estimate`, `status` and `queue`: what is said about films.

use cuecard::sandbox::{Fault, FaultKind, Options};
use serde_json::{Value, json};

use super::desk::{AT_ONCE, Desk, Ran, bare};

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_needs_nobody() {
    let home = tempfile::tempdir().unwrap();
    let words = "word ".repeat(150);
    let text =
        format!("[[scene]]\nscript = \"{words}\"\n[[scene]]\nscript = \"One <break time='1s'/> two.\"\n");
    std::fs::write(home.path().join("film.toml"), text).unwrap();
    let ran = Ran::of(&bare(home.path(), &["estimate", "film.toml", "--json"]).output().unwrap());
    let film = ran.json();
    assert_eq!((ran.code, &film["words"], &film["scenes"][0]["words"]), (0, &json!(152), &json!(150)));
    assert_eq!((&film["seconds"], &film["scenes"][1]["seconds"]), (&json!(61.8), &json!(1.8)));
    assert_eq!(film["cost"], json!({ "amount": 20.6, "unit": "premium_credit" }));
    assert_eq!(film["missing"], json!(["no photo is chosen", "no voice is chosen"]));
    let ran = Ran::of(&bare(home.path(), &["estimate", "film.toml", "--rate", "v3"]).output().unwrap());
    assert!(ran.out.ends_with("film     152 words  61.8 s  54.6 to 71.2 s  $3.09\n"), "{ran:?}");
    assert_eq!((ran.code, ran.err.lines().count()), (0, 2));
    assert!(!home.path().join(".local").exists(), "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_told_with_its_place() {
    let desk = Desk::quick().await;
    let file = desk.file("film.toml", "title = \"x\"\nphoto = 3\n");
    for command in ["estimate", "render"] {
        let ran = desk.run(&[command, &file]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("film.toml, line 2, column 9: photo must be text"), "{ran:?}");
        assert_eq!(desk.run(&[command, &file, "--json"]).error()["kind"], "file");
    }
    assert_eq!(desk.run(&["estimate", "none.toml"]).code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_is_looked_at_by_its_id_or_its_number() {
    let desk = Desk::quick().await;
    let id = desk.run(&["render", &desk.film(), "--yes"]).out.trim().to_owned();
    for name in [id.as_str(), "1", "#1"] {
        let row = desk.run(&["status", name, "--json"]).json();
        assert_eq!((&row["status"], &row["word"]), (&json!("completed"), &json!("completed")));
        assert_eq!((&row["video_id"], &row["id"]), (&json!(id), &json!(1)));
        assert!(row["url"].as_str().unwrap().starts_with("http") && row["duration"].as_f64().unwrap() > 1.0);
    }
    let lines = desk.run(&["status", &id]);
    assert!(lines.out.starts_with("status    completed\n") && lines.out.contains("\nurl       http"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_of_another_machine_is_asked_of_the_service() {
    let mut desk = Desk::quick().await;
    let id = desk.run(&["render", &desk.film(), "--yes"]).out.trim().to_owned();
    desk.home = tempfile::tempdir().unwrap();
    let row = desk.run(&["status", &id, "--json"]).json();
    assert_eq!(
        (&row["status"], &row["video_id"], &row["id"]),
        (&json!("completed"), &json!(id), &Value::Null)
    );
    assert_eq!(desk.run(&["queue", "--json"]).json(), json!([]), "asking writes nothing down");
    let none = desk.run(&["status", "none", "--json"]);
    assert_eq!((none.code, none.out.as_str()), (1, ""));
    assert_eq!((&none.error()["kind"], &none.error()["status"]), (&json!("not_found"), &Value::Null));
    assert!(desk.run(&["status", "none"]).err.contains("There is no film none"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_in_plain_words() {
    let options = Options {
        speed: AT_ONCE,
        faults: vec![Fault::from(FaultKind::NoCreditAtPoll)],
        ..Options::default()
    };
    let desk = Desk::new(options).await;
    desk.run(&["render", &desk.film(), "--yes"]);
    let row = desk.run(&["status", "1", "--json"]).json();
    assert_eq!(row["status"], "failed");
    assert!(row["note"].as_str().unwrap().contains("top up"), "{row}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_asks_once_and_is_there_without_the_service() {
    let desk = Desk::new(Options { speed: 0.0, ..Options::default() }).await;
    assert!(desk.run(&["queue"]).err.contains("Nothing was rendered yet"));
    let film = desk.film();
    let ids = [(); 2].map(|()| desk.run(&["render", &film, "--yes"]).out.trim().to_owned());
    desk.sandbox.advance(std::time::Duration::from_hours(1));
    let offline = desk.run(&["queue", "--offline", "--json"]).json();
    assert_eq!((&offline[0]["status"], &offline[1]["status"]), (&json!("pending"), &json!("pending")));
    assert_eq!((&offline[0]["video_id"], &offline[1]["video_id"]), (&json!(ids[1]), &json!(ids[0])));
    let asked = desk.run(&["queue", "--json"]).json();
    assert_eq!((&asked[0]["status"], &asked[1]["status"]), (&json!("completed"), &json!("completed")));
    assert_eq!(desk.sandbox.ledger().requests.of("GET /v1/video_status.get").received, 2);
    let lines = desk.run(&["queue"]);
    assert_eq!((lines.out.lines().count(), lines.err.as_str()), (2, "2 renders\n"));
    assert!(lines.out.starts_with("2  ") && lines.out.contains("Launch teaser"), "{lines:?}");
}
