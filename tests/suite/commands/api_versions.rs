//! The API version of a command: notices and losses.

use cuecard::sandbox::{Options, ServicePolicy, Sunset};

use crate::support::cli_harness::{CliHarness, CliOutput};
use crate::support::service_policy::{
    SUNSET_STATES, SunsetNotice, assert_all_sunset_states, sunset_policy, sunset_year,
};

/// The hint of an ended endpoint if cuecard may detect the API version.
const ENDED_ENDPOINT_HINT: &str = "If that fails too, check HEYGEN_API_BASE";

const SERVICE_NOTICE: &str = " · “This endpoint is Legacy and will be removed. Please migrate to v3.” · https://developers.heygen.com/docs/more-legacy-api";
const ENDED_NOTICE: &str = "HeyGen has ended v2 for this account";

fn notice_text(sunset: Sunset, notice: SunsetNotice) -> String {
    match notice {
        SunsetNotice::EndDate => {
            let year = sunset_year(sunset);
            format!(
                "HeyGen announced the end of v2 for 31 October {year}; cuecard switches to v3 when v2 stops"
            )
        }
        SunsetNotice::ServiceMessage => SERVICE_NOTICE.to_owned(),
        SunsetNotice::Ended => ENDED_NOTICE.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_every_state_of_v2_the_first_render_succeeds_and_reports_it_once() {
    assert_all_sunset_states();
    let other = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
    let project = std::fs::read_to_string(other.write_project()).unwrap();
    for (sunset, spoken, expected) in SUNSET_STATES {
        // Nothing was ever asked, or remembered, here.
        let cli = CliHarness::with_policy(sunset_policy(sunset)).await;
        let project = cli.write_file("video.toml", &project);
        let notices = |ran: &CliOutput| ran.stderr.lines().filter(|line| line.starts_with("HeyGen ")).count();
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!(
            (ran.exit_code, notices(&ran)),
            (0, usize::from(!expected.is_empty())),
            "{sunset:?}: {ran:?}"
        );
        assert!(
            expected.iter().all(|notice| ran.stderr.contains(&notice_text(sunset, *notice))),
            "{sunset:?}: {ran:?}"
        );
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!((ran.exit_code, notices(&ran)), (0, 0), "once: {sunset:?}: {ran:?}");
        let paid = cli.sandbox.report().paid;
        assert_eq!(paid.len(), 2);
        assert!(paid.iter().all(|paid| paid.api_version == spoken.as_str()), "{sunset:?}: {paid:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_version_is_left_once_its_end_has_passed() {
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
    let project = cli.write_project();
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0);
    cli.sandbox.set_policy(sunset_policy(Sunset::Past));
    let ran = cli.run(&["render", &project, "--yes", "--again"]);
    assert!(ran.exit_code == 0 && ran.stderr.contains(ENDED_NOTICE), "{ran:?}");
    let versions: Vec<String> =
        cli.sandbox.report().paid.iter().map(|paid| paid.api_version.clone()).collect();
    assert_eq!(versions, ["v2", "v3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_v2_is_reported_by_the_first_command_without_json() {
    for (sunset, notice) in [(Sunset::Announced, SunsetNotice::EndDate), (Sunset::Gone, SunsetNotice::Ended)]
    {
        let text = notice_text(sunset, notice);
        let cli = CliHarness::with_policy(sunset_policy(sunset)).await;
        // Lists and `--json` detect the end of v2 without reporting it.
        let project = cli.write_project();
        assert_eq!(cli.run(&["render", &project, "--yes", "--again", "--json"]).stderr, "");
        assert!(cli.run(&["render", &project, "--yes", "--again"]).stderr.contains(&text), "{sunset:?}");
        assert!(!cli.run(&["render", &project, "--yes", "--again"]).stderr.contains(&text), "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_dialect_is_priced_and_reported_before_sending() {
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
    let project = cli.write_project();
    let text = std::fs::read_to_string(&project).unwrap() + "emotion = \"Friendly\"\n";
    let project = cli.write_file("video.toml", &text);
    cli.sandbox.set_policy(sunset_policy(Sunset::Gone));
    // The question that would tell the end before the price is answered as if v2 were still there.
    cli.sandbox.fault("429-daily-limit:1@/v2/user/remaining_quota".parse().unwrap());
    let ran = cli.run(&["render", &project, "--yes", "--again"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let prices: Vec<usize> = ran.stderr.match_indices("; the balance is").map(|(at, _)| at).collect();
    let lost = ran.stderr.find("v3: no emotions; 1 scene is sent without").unwrap();
    let told = ran.stderr.find("The dialect is now v3, not scenes. No video was created").unwrap();
    assert!(prices.len() == 2 && prices[0] < told && told < lost && lost < prices[1], "{ran:?}");
    let paid = cli.sandbox.report().paid;
    assert_eq!((paid.len(), paid[0].api_version.as_str()), (1, "v3"));
    assert_eq!(cli.run(&["queue", "--offline", "--json"]).json().as_array().unwrap().len(), 1);
}

fn write_settings(cli: &CliHarness, text: &str) {
    cli.write_file(".config/cuecard/config.toml", text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configured_dialect_ends_with_its_api_version() {
    for dialect in ["scenes", "av4-flat", "v2-generate"] {
        let cli = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
        write_settings(&cli, &format!("dialect = \"{dialect}\"\n"));
        let project = cli.write_project();
        let row = |ran: &CliOutput| ran.json()["dialect"].clone();
        let estimate = cli.run(&["estimate", &project, "--json"]);
        assert_eq!(row(&estimate), dialect, "offline, the configured dialect is assumed");
        assert_eq!(row(&cli.run(&["render", &project, "--yes", "--again", "--json"])), dialect);
        cli.sandbox.set_policy(sunset_policy(Sunset::Gone));
        let ended = format!("dialect = \"{dialect}\" in config.toml no longer applies");
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        assert!(
            ran.stderr.contains("HeyGen has ended v2 for this account") && ran.stderr.contains(&ended),
            "{ran:?}"
        );
        let ran = cli.run(&["render", &project, "--yes", "--again"]);
        assert!(ran.exit_code == 0 && !ran.stderr.contains("has ended"), "once: {ran:?}");
        let generations: Vec<_> =
            cli.sandbox.report().paid.into_iter().map(|paid| paid.api_version).collect();
        assert_eq!(generations, ["v2", "v3", "v3"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hint_after_a_pinned_api_version_ended_works() {
    for pinned in ["api = \"v2\"\n", "api = \"v2\"\ndialect = \"av4-flat\"\n"] {
        let cli = CliHarness::with_policy(sunset_policy(Sunset::Gone)).await;
        write_settings(&cli, pinned);
        let ran = cli.run(&["photos"]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (1, ""), "{ran:?}");
        assert!(ran.stderr.contains("--api auto, or api = \"auto\" in config.toml"), "{ran:?}");
        assert_eq!(cli.run(&["photos", "--api", "auto"]).exit_code, 0, "{pinned}");
        assert_eq!(cli.run(&["photos", "--api", "v3"]).exit_code, 0, "{pinned}");
        write_settings(&cli, &pinned.replace("\"v2\"", "\"auto\""));
        assert_eq!(cli.run(&["photos"]).exit_code, 0, "{pinned}");
    }
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Gone)).await;
    assert_eq!(cli.run(&["photos", "--dialect", "scenes"]).exit_code, 1);
    assert_eq!(cli.run(&["photos", "--dialect", "scenes", "--api", "auto"]).exit_code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hint_before_a_pinned_api_version_ends_works() {
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Announced)).await;
    write_settings(&cli, "api = \"v2\"\ndialect = \"scenes\"\n");
    let project = cli.write_project();
    let ran = cli.run(&["render", &project, "--yes", "--again"]);
    let text = "announced the end of v2 for 31 October 2099; --api auto, or api = \"auto\" in config.toml, switches to v3";
    assert!(ran.exit_code == 0 && ran.stderr.contains(text), "{ran:?}");
    write_settings(&cli, "api = \"auto\"\ndialect = \"scenes\"\n");
    cli.sandbox.set_policy(sunset_policy(Sunset::Gone));
    assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_option_overrides_a_configured_dialect_of_another_version() {
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
    let project = cli.write_project();
    write_settings(&cli, "dialect = \"scenes\"\n");
    let ran = cli.run(&["render", &project, "--yes", "--again", "--json", "--api", "v3"]);
    assert_eq!((ran.exit_code, &ran.json()["dialect"]), (0, &serde_json::json!("v3")));
    write_settings(&cli, "api = \"v3\"\ndialect = \"scenes\"\n");
    let ran = cli.run(&["render", &project, "--yes", "--again"]);
    let line = "line 2, column 11: dialect is scenes, of v2, but api is v3: write dialect = \"auto\"";
    assert!(ran.exit_code == 2 && ran.stderr.contains(line), "{ran:?}");
    write_settings(&cli, "api = \"v3\"\ndialect = \"auto\"\n");
    assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    assert!(cli.sandbox.report().paid.iter().all(|paid| paid.api_version == "v3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_api_version_the_hint_is_to_check_the_address() {
    let policy = ServicePolicy { sunset: Sunset::Unknown, v3: false, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, ..Options::default() }).await;
    let ran = cli.run(&["photos"]);
    assert_eq!((ran.exit_code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains(ENDED_ENDPOINT_HINT), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queued_render_of_an_ended_dialect_must_be_rendered_again() {
    let cli = CliHarness::with_policy(sunset_policy(Sunset::Far)).await;
    let project = cli.write_project();
    cli.sandbox.fault("402:1".parse().unwrap());
    assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 1);
    cli.sandbox.set_policy(sunset_policy(Sunset::Gone));
    let ran = cli.run(&["queue", "send", "1", "--yes"]);
    assert_eq!(ran.exit_code, 1, "it keeps its API version");
    assert!(ran.stderr.contains("render the project again"), "{ran:?}");
    assert!(!ran.stderr.contains(ENDED_ENDPOINT_HINT), "that was done: {ran:?}");
    assert!(ran.stdout.contains("refused"), "{ran:?}");
    // A page in place of an answer may come from anywhere.
    cli.sandbox.set_policy(sunset_policy(Sunset::Unknown));
    let ran = cli.run(&["queue", "send", "2", "--yes"]);
    assert!(ran.exit_code == 1 && ran.stdout.contains("unconfirmed"), "{ran:?}");
    assert!(
        ran.stderr.contains("The response was a web page") && ran.stderr.contains("render the project again"),
        "{ran:?}"
    );
    assert_eq!(cli.sandbox.report().paid.len(), 0);
    assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    let paid = cli.sandbox.report().paid;
    assert_eq!((paid.len(), paid[0].api_version.as_str()), (1, "v3"));
}
