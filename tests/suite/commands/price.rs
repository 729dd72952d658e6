//! The price of `estimate` and `render`: one balance request, and the same amount.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, Options, ServicePolicy, Sunset};
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
async fn the_unit_of_a_price_is_said_to_be_assumed_where_the_balance_is_unknown() {
    let no_account = |api| match api {
        "v2" => "403@GET /v2/user/remaining_quota",
        _ => "403@GET /v3/users/me",
    };
    for (billing, fault, api, unit, assumed) in [
        (Billing::Quota, None, "v3", "api_credit", "API credits are assumed"),
        (Billing::WalletInEuros, None, "v3", "usd", "US dollars are assumed"),
        (Billing::Wallet, Some(no_account("v3")), "v3", "usd", "US dollars are assumed"),
        (
            Billing::Subscription,
            Some(no_account("v2")),
            "v2",
            "premium_credit",
            "premium credits are assumed",
        ),
    ] {
        let policy = ServicePolicy { billing, ..ServicePolicy::default() };
        let cli = CliHarness::with_policy(policy).await;
        cli.write_settings(&format!("api = \"{api}\"\n"));
        let project = cli.write_project();
        if let Some(fault) = fault {
            cli.sandbox.fault(fault.parse().unwrap());
        }
        let told = cli.run(&["estimate", &project]);
        assert!(told.stderr.contains(&format!("the balance is unknown: {assumed}")), "{told:?}");
        let ran = cli.run(&["render", &project, "--yes"]);
        assert!(ran.stderr.contains(&format!("the balance is unknown: {assumed}")), "{ran:?}");
        let rows = cli.run(&["queue", "--offline", "--json"]).json();
        assert_eq!(rows[0]["cost"]["unit"], unit, "as it is booked");
        let offline = cli.run(&["estimate", &project, "--offline"]);
        assert!(offline.stderr.contains(assumed), "{offline:?}");
    }
    let cli = CliHarness::with_policy(ServicePolicy::default()).await;
    let project = cli.write_project();
    let told = cli.run(&["estimate", &project, "--offline", "--api", "v3"]);
    assert!(told.stderr.contains("US dollars are assumed") && told.stdout.contains('$'), "{told:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn dollars_beyond_the_credits_are_said_with_the_price() {
    let policy = ServicePolicy { billing: Billing::UsageBased, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: 0, ..instant_options() }).await;
    cli.write_settings("api = \"v3\"\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let script = "We make a video of about a quarter of a minute. ".repeat(5);
    let project = cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"));
    for words in [&["estimate", project.as_str()][..], &["render", &project, "--yes"]] {
        let ran = cli.run(words);
        let cost = ran.stderr.split("about $").nth(1).and_then(|rest| rest.split(' ').next());
        assert!(cost.is_some_and(|dollars| dollars.parse::<f64>().unwrap() > 0.5), "{words:?}: {ran:?}");
        assert!(ran.stderr.contains("is charged, if a credit is $0.50 (usd_per_credit)"), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_voice_does_not_support_is_said_before_the_price() {
    let cli = CliHarness::with_dialect(Dialect::Generate, instant_options()).await;
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let voices = cli.run(&["voices", "--json"]).json();
    for (missing, note) in [("pauses", "no pauses"), ("emotions", "no emotions")] {
        let voice = voices.as_array().unwrap().iter().find(|voice| voice[missing] == json!(false)).unwrap();
        let (id, name) = (voice["id"].as_str().unwrap(), voice["name"].as_str().unwrap());
        let own = text.lines().find(|line| line.starts_with("voice = ")).unwrap();
        let scene = "[[scene]]\nemotion = \"Friendly\"\nscript = 'One. <break time=\"1s\"/> Two.'\n";
        let text = text.replace(own, &format!("voice = \"{id}\"")) + scene;
        let project = cli.write_file("video.toml", &text);
        for words in [&["estimate", project.as_str()][..], &["render", &project, "--yes"]] {
            let ran = cli.run(words);
            let line = ran.stderr.lines().find(|line| line.contains(&format!("{name} has no ")));
            assert!(line.is_some_and(|line| line.contains(note)), "{words:?}: {ran:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_render_without_a_question_says_what_the_estimate_warns_of() {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let cli = CliHarness::with_policy(policy).await;
    cli.write_settings("api = \"v3\"\ncap_day = 0.2\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let text = text.replacen(
        "[[scene]]",
        "size = \"3840x2160\"\ntarget = \"1s\"\n[[scene]]\nemotion = \"Friendly\"",
        1,
    );
    let project = cli.write_file("video.toml", &text);
    let estimated = cli.run(&["estimate", &project, "--json"]).json();
    let warnings = estimated["warnings"].as_array().unwrap();
    let expected = [
        "v3: no emotions; 1 scene is sent without",
        "may be refused; 1080p is safe",
        "4K is priced higher: `cuecard render --1080p` renders in 1080p",
        "s over its target of 1 s",
    ];
    for part in expected {
        assert!(warnings.iter().any(|line| line.as_str().unwrap().contains(part)), "{part}: {warnings:?}");
    }
    let ran = cli.run(&["render", &project, "--yes"]);
    for warning in warnings {
        assert!(ran.stderr.lines().any(|line| line == warning), "{warning}: {ran:?}");
    }
    // The service refuses 4K. In 1080p, the first render is a part of the cap of the second one.
    let ran = cli.run(&["render", &project, "--yes", "--1080p"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let row = cli.run(&["render", &project, "--yes", "--1080p", "--again", "--json"]).json();
    let told: Vec<&str> =
        row["warnings"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    assert_eq!(told[0], expected[0], "{row}");
    let [in_progress, near] = told[told.len() - 2..] else { panic!("{row}") };
    assert!(in_progress.starts_with("1 render in progress costs about $0.0"), "{row}");
    assert!(near.starts_with("the daily cap is near: with this video, $0.1"), "{row}");
    // Where the dialect is not known, only the losses are not.
    let rates = "look_rates = { \"photo on avatar_6\" = \"1 premium_credit/second\" }";
    cli.write_settings(&format!("cap_day = 0.2\n{rates}\n"));
    let offline = cli.run(&["estimate", &project, "--offline", "--json"]).json();
    assert_eq!(offline["dialect"], json!(null), "{offline}");
    let told: Vec<&str> =
        offline["warnings"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let parts = [
        "s over its target of 1 s",
        "the rate of a photo on avatar_6 is not used",
        "in progress cost about $",
        "would exceed the daily cap: $",
    ];
    assert_eq!(told.len(), parts.len(), "{told:?}");
    assert!(told.iter().zip(parts).all(|(line, part)| line.contains(part)), "{told:?}");
    assert!(told[3].ends_with("are spent; raise cap_day in config.toml, or render it tomorrow"), "{told:?}");
}
