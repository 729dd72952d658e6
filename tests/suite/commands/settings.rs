//! Settings that are misspelled, an API key that others may read, and one project under several names.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use cuecard::domain::Dialect;

use crate::support::cli_harness::{
    API_KEY, CliHarness, CliOutput, instant_options, isolated_command, paused_options,
};
use crate::support::dialect_matrix;

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelled_cap_blocks_renders_until_it_is_corrected() {
    let desk = CliHarness::instant().await;
    let project = desk.write_project();
    for (text, name, nearest) in [
        ("cap_days = 20\n", "cap_days", "cap_day"),
        ("[caps]\nday = 20\n", "caps", "cap_day"),
        ("[video]\ncap_project = 20\n", "video.cap_project", "cap_project"),
        ("daily_limit = 20\n", "daily_limit", "cap_day"),
    ] {
        desk.write_settings(text);
        let ran = desk.run(&["render", &project, "--yes", "--json"]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{text}: {ran:?}");
        let error = ran.json_error();
        let (said, hint) = (error["message"].as_str().unwrap(), error["hint"].as_str().unwrap());
        assert_eq!(error["kind"], "setting");
        assert!(said.contains(&format!("{name} ")) && said.ends_with("Nothing was sent"), "{said}");
        assert!(
            said.contains(&format!("did you mean {nearest}?")) && hint.contains("config.toml"),
            "{said} {hint}"
        );
        let ran = desk.run(&["estimate", &project]);
        assert!(ran.exit_code == 0 && ran.stderr.contains(&format!("did you mean {nearest}?")), "{ran:?}");
    }
    assert_eq!(desk.sandbox.ledger().paid.len(), 0);
    desk.write_settings("cap_day = 20\n");
    assert_eq!(desk.run(&["render", &project, "--yes"]).exit_code, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelled_cap_blocks_queue_send() {
    let desk = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = desk.write_project();
    dialect_matrix::inject_submit_error(&desk.sandbox, "402:1", Dialect::Scenes);
    assert_eq!(desk.run(&["render", &project, "--yes"]).exit_code, 1);
    desk.write_settings("caps_project = 100\n");
    let ran = desk.run(&["queue", "send", "1", "--yes"]);
    assert!(ran.exit_code == 2 && ran.stderr.contains("caps_project"), "{ran:?}");
    assert_eq!(desk.sandbox.ledger().paid.len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_setting_is_a_warning_with_the_nearest_name() {
    let desk = CliHarness::instant().await;
    let project = desk.write_project();
    desk.write_settings("concurency = 2\ncaption = \"both\"\nzzzzzzzz = 1\n");
    let ran = desk.run(&["render", &project, "--yes"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    for told in [
        "concurency is not a setting: did you mean concurrency?",
        "caption is not a setting: did you mean captions?",
        "zzzzzzzz is not a setting",
    ] {
        assert_eq!(ran.stderr.matches(told).count(), 1, "{told}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_world_readable_key_file_is_restricted_and_reported() {
    let desk = CliHarness::instant().await;
    let path = desk.path(".config/cuecard/key");
    desk.write_file(".config/cuecard/key", &format!("{API_KEY}\n"));
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let run = || {
        let mut command = isolated_command(desk.home.path(), &["photos"]);
        command.env("HEYGEN_API_BASE", desk.sandbox.base_url());
        CliOutput::from_output(&command.output().unwrap())
    };
    let ran = run();
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert!(ran.stderr.contains("could be read by others") && ran.stderr.contains("new key"), "{ran:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!run().stderr.contains("could be read"), "it is told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_cap_counts_every_path_of_the_project() {
    let desk = CliHarness::new(instant_options()).await;
    let project = desk.write_project();
    symlink(&project, desk.path("symlink.toml")).unwrap();
    fs::hard_link(&project, desk.path("hard.toml")).unwrap();
    fs::create_dir(desk.path("folder")).unwrap();
    symlink(desk.path("folder"), desk.path("beside")).unwrap();
    assert_eq!(desk.run(&["render", &project, "--yes"]).exit_code, 0);
    desk.write_settings("cap_project = 1.5\n");
    for name in ["symlink.toml", "hard.toml", "folder/../video.toml", "beside/../video.toml"] {
        let name = desk.path(name);
        let ran = desk.run(&["render", name.to_str().unwrap(), "--yes", "--again", "--json"]);
        assert_eq!((ran.exit_code, ran.stdout.as_str()), (2, ""), "{name:?}: {ran:?}");
        assert_eq!(ran.json_error()["kind"], "cap", "{name:?}");
    }
    assert_eq!(desk.sandbox.ledger().paid.len(), 1);
}
