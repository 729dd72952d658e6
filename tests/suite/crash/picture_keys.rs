//! A render killed between two picture keys: what was accepted is known, and nothing is accepted twice.

use std::collections::BTreeSet;

use cuecard::sandbox::PictureKeys;

use crate::support::cli_harness::CliHarness;
use crate::support::service_policy::picture_key_policy;

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_two_picture_keys_pays_nothing_twice() {
    for place in [
        "submit.after_answer:1",
        "picture.after_refusal",
        "picture.after_replacement",
        "submit.after_claim:2",
        "submit.after_answer:2",
    ] {
        let cli = CliHarness::with_policy(picture_key_policy(PictureKeys::Id)).await;
        let project = cli.write_project();
        cli.run_until_failpoint(place, &["render", &project, "--yes"]);
        let before = cli.sandbox.report().paid.len();
        assert_eq!(before, usize::from(place == "submit.after_answer:2"), "{place}");

        let rows = cli.run(&["queue", "--json"]).json();
        assert_eq!(rows.as_array().unwrap().len(), 1, "{place}: {rows}");
        if rows[0]["status"] == "queued" {
            let ran = cli.run(&["queue", "send", "1", "--yes"]);
            assert_eq!(ran.exit_code, 0, "{place}: {ran:?}");
        } else {
            let ran = cli.run(&["render", &project, "--yes", "--again"]);
            assert_eq!(ran.exit_code, 0, "{place}: {ran:?}");
        }
        let ledger = cli.sandbox.report();
        let paid: BTreeSet<&str> = ledger.paid.iter().map(|paid| paid.video_id.as_str()).collect();
        let rows = cli.run(&["queue", "--json"]).json();
        let known: BTreeSet<&str> =
            rows.as_array().unwrap().iter().filter_map(|row| row["video_id"].as_str()).collect();
        assert_eq!((paid.len(), &paid), (before + 1, &known), "{place}: {rows}");
    }
}
