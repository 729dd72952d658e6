//! Implausible lengths of finished videos.

use cuecard::domain::Dialect;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::cli_harness::{CliHarness, instant_options};

/// The cost and the lengths of the render as the queue tells them.
fn queue_row(cli: &CliHarness) -> Value {
    cli.run(&["queue", "--offline", "--json"]).json()[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_implausible_video_length_is_not_counted_as_cost() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, instant_options()).await;
    let project = cli.write_project();
    let ran = cli.run(&["render", &project, "--yes", "--wait"]);
    assert_eq!((ran.exit_code, &queue_row(&cli)["duration_counts"]), (0, &json!(true)), "{ran:?}");
    let cost = queue_row(&cli)["cost"]["amount"].as_f64().unwrap();
    for text in ["1e308", "1e-300", "0.0", "-20.0"] {
        let ledger = Connection::open(cli.path(".local/share/cuecard/cuecard.db")).unwrap();
        ledger.execute(&format!("UPDATE render SET actual_seconds = {text} WHERE id = 1"), []).unwrap();
        drop(ledger);
        assert_eq!(queue_row(&cli)["duration_counts"], json!(false), "{text}");
        let lines = cli.run(&["queue", "--offline"]).stdout;
        assert!(lines.lines().all(|line| line.len() < 200), "{text}: {lines}");
        // It neither uses the caps up nor switches them off.
        cli.write_settings(&format!("cap_day = {}\n", cost * 1.5));
        let over = cli.run(&["render", &project, "--yes", "--again", "--json"]);
        assert_eq!(
            (over.exit_code, over.json_error()["kind"].as_str()),
            (2, Some("cap")),
            "{text}: {over:?}"
        );
        cli.write_settings(&format!("cap_day = {}\n", cost * 2.5));
        let paid = cli.sandbox.report().paid.len();
        let within = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!((within.exit_code, cli.sandbox.report().paid.len()), (0, paid + 1), "{text}: {within:?}");
        let ledger = Connection::open(cli.path(".local/share/cuecard/cuecard.db")).unwrap();
        ledger.execute("UPDATE render SET requested_at = 0, sent_at = 0 WHERE id > 1", []).unwrap();
        ledger.execute("UPDATE render SET removed_at = 1 WHERE id > 1", []).unwrap();
    }
}
