//! Settings that are misspelled, an API key that others may read, and one project under several names.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, ServicePolicy};

use crate::support::cli_harness::{
    API_KEY, CliHarness, CliOutput, instant_options, isolated_command, paused_options,
};
use crate::support::dialect_matrix;

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelled_cap_blocks_renders_until_it_is_corrected() {
    let cli = CliHarness::instant().await;
    let project = cli.write_project();
    for (text, name, nearest) in [
        ("cap_days = 20\n", "cap_days", "cap_day"),
        ("[caps]\nday = 20\n", "caps", "cap_day"),
        ("[video]\ncap_project = 20\n", "video.cap_project", "cap_project"),
        ("daily_limit = 20\n", "daily_limit", "cap_day"),
    ] {
        cli.write_settings(text);
        let ran = cli.run(&["render", &project, "--yes", "--json"]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{text}: {ran:?}");
        let error = ran.json_error();
        let (said, hint) = (error["message"].as_str().unwrap(), error["hint"].as_str().unwrap());
        assert_eq!(error["kind"], "setting");
        assert!(said.contains(&format!("{name} ")) && said.ends_with("Nothing was sent"), "{said}");
        assert!(
            said.contains(&format!("did you mean {nearest}?")) && hint.contains("config.toml"),
            "{said} {hint}"
        );
        let ran = cli.run(&["estimate", &project]);
        assert!(ran.exit_code == 0 && ran.stderr.contains(&format!("did you mean {nearest}?")), "{ran:?}");
    }
    assert_eq!(cli.sandbox.report().paid.len(), 0);
    cli.write_settings("cap_day = 20\n");
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelled_cap_blocks_queue_send() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = cli.write_project();
    dialect_matrix::inject_submit_error(&cli.sandbox, "402:1", Dialect::Scenes);
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 1);
    cli.write_settings("caps_project = 100\n");
    let ran = cli.run(&["queue", "send", "1", "--yes"]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("caps_project"), "{ran:?}");
    assert_eq!(cli.sandbox.report().paid.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_setting_is_a_warning_with_the_nearest_name() {
    let cli = CliHarness::instant().await;
    let project = cli.write_project();
    cli.write_settings("concurency = 2\ncaption = \"both\"\nzzzzzzzz = 1\n");
    let ran = cli.run(&["render", &project, "--yes"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    for text in [
        "concurency is not a setting: did you mean concurrency?",
        "caption is not a setting: did you mean captions?",
        "zzzzzzzz is not a setting",
    ] {
        assert_eq!(ran.stderr.matches(text).count(), 1, "{text}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_readable_key_file_is_restricted_and_reported() {
    let cli = CliHarness::instant().await;
    let path = cli.path(".config/cuecard/key");
    cli.write_file(".config/cuecard/key", &format!("{API_KEY}\n"));
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let run = || {
        let mut command = isolated_command(cli.home.path(), &["photos"]);
        command.env("HEYGEN_API_BASE", cli.sandbox.base_url());
        CliOutput::from_output(&command.output().unwrap())
    };
    let ran = run();
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert!(ran.stderr.contains("could be read by others") && ran.stderr.contains("new API key"), "{ran:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!run().stderr.contains("could be read"), "it is reported once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_cap_counts_every_path_of_the_project() {
    let cli = CliHarness::new(instant_options()).await;
    let project = cli.write_project();
    symlink(&project, cli.path("symlink.toml")).unwrap();
    fs::hard_link(&project, cli.path("hard.toml")).unwrap();
    fs::create_dir(cli.path("folder")).unwrap();
    symlink(cli.path("folder"), cli.path("beside")).unwrap();
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0);
    cli.write_settings("cap_project = 1.5\n");
    for name in ["symlink.toml", "hard.toml", "folder/../video.toml", "beside/../video.toml"] {
        for path in [name, cli.path(name).to_str().unwrap()] {
            let ran = cli.run(&["render", path, "--yes", "--again", "--json"]);
            assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{path}: {ran:?}");
            assert_eq!(ran.json_error()["kind"], "cap", "{path}");
        }
    }
    assert_eq!(cli.sandbox.report().paid.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_of_looks_that_is_not_used_is_named_with_its_line() {
    let policy = ServicePolicy { billing: Billing::Wallet, ..ServicePolicy::default() };
    let cli = CliHarness::with_policy(policy).await;
    let project = cli.write_project();
    let settings = "api = \"v3\"\n[look_rates]\n\"photo on avatar_6\" = \"0.1 usd/second\"\n";
    cli.write_settings(settings);
    for words in [&["estimate", project.as_str()][..], &["render", &project, "--yes"], &["spend"]] {
        let ran = cli.run(words);
        assert!(!ran.stderr.contains("config.toml"), "{words:?}: {ran:?}");
    }
    let unused = "\"digital twin on Avatar IV\" = \"4 premium_credit/minute\"\n\"photo on avatar_iiv\" = \"1 usd/second\"\n";
    cli.write_settings(&format!("{settings}{unused}"));
    let unit = "config.toml, line 4: the rate of a digital twin on Avatar IV is not used: it is in premium credits, and the estimates are in US dollars; write it in US dollars";
    let engine =
        "config.toml, line 5: avatar_iiv is not an engine, so its rate is not used: did you mean avatar_i";
    for words in [&["estimate", project.as_str()][..], &["render", &project, "--yes", "--again"], &["spend"]]
    {
        let ran = cli.run(words);
        assert_eq!(ran.exit_code, 0, "{words:?}: {ran:?}");
        assert!(ran.stderr.lines().any(|line| line == unit), "{words:?}: {ran:?}");
        assert!(ran.stderr.contains(engine), "{words:?}: {ran:?}");
    }
    let told = cli.run(&["estimate", &project, "--json"]).json();
    assert!(told["warnings"].as_array().unwrap().contains(&unit.into()), "{told}");
}
