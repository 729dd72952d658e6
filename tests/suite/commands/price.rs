//! The price of `estimate` and `render`: one balance request, and the same amount.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, ServicePolicy, Sunset};
use serde_json::json;

use crate::support::calls::BALANCE_CALL;
use crate::support::cli_harness::{CliHarness, instant_options, isolated_command};
use crate::support::service_policy::sunset_policy;

#[tokio::test(flavor = "multi_thread")]
async fn estimate_and_render_report_the_same_price_in_the_balance_unit() {
    let billed = |billing| ServicePolicy { billing, ..ServicePolicy::default() };
    for (policy, api, unit) in [
        (ServicePolicy::default(), "auto", "premium_credit"),
        (billed(Billing::Wallet), "v3", "usd"),
        (billed(Billing::UsageBased), "v3", "api_credit"),
    ] {
        let cli = CliHarness::with_policy(policy).await;
        let project = cli.write_project();
        let estimate =
            |more: &[&str]| cli.run(&[&["estimate", &project, "--api", api, "--json"], more].concat()).json();
        let estimated = estimate(&[]);
        assert_eq!(estimated["cost"]["unit"], unit, "{estimated}");
        let row = cli.run(&["render", &project, "--yes", "--api", api, "--json"]).json();
        assert_eq!((&estimated["cost"], &estimated["dialect"]), (&row["cost"], &row["dialect"]));
        // Without the service it is the unit that was paid with last.
        assert_eq!(estimate(&["--offline"])["cost"]["unit"], unit);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offline_estimate_uses_the_reference_rate() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, instant_options()).await;
    let project = cli.write_project();
    let mut command = isolated_command(cli.home.path(), &["estimate", &project, "--json"]);
    let text = crate::support::cli_harness::CliOutput::from_output(&command.output().unwrap()).json();
    assert_eq!(text["cost"]["unit"], json!("premium_credit"));
    // What nobody was asked about is not said.
    let ran = cli.run(&["render", &project]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("cuecard estimate shows it"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_render_asks_for_the_balance_once() {
    for (sunset, call) in [(Sunset::Far, BALANCE_CALL), (Sunset::Gone, "GET /v3/users/me")] {
        let cli = CliHarness::with_policy(sunset_policy(sunset)).await;
        let project = cli.write_project();
        // The lists asked which generation is there: it is forgotten, as on the first day.
        std::fs::remove_dir_all(cli.path(".local")).unwrap();
        for (words, asked) in [(&["--yes"][..], 1), (&["--yes", "--again"], 1)] {
            let before = cli.sandbox.report().requests.of(call).received;
            let ran = cli.run(&[&["render", &project], words].concat());
            let asks = cli.sandbox.report().requests.of(call).received - before;
            assert_eq!((ran.exit_code, asks), (0, asked), "{call}: {ran:?}");
        }
    }
}
