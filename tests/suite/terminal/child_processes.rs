//! The programs that the studio starts: none of them is given the API key.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::support::cli_harness::{API_KEY, CliHarness};
use crate::support::studio_program::{ENTER_KEY, PtyProgram, start_studio_with};
use crate::support::wait::wait_for;

/// A program that writes its environment down, in a file of its name.
fn write_recording_program(cli: &CliHarness, name: &str) -> PathBuf {
    let (program, seen) = (cli.path("bin").join(name), cli.path(name));
    fs::create_dir_all(cli.path("bin")).unwrap();
    let seen = seen.display();
    let script = format!("#!/bin/sh\nexport -p > {seen}.part\n/bin/mv {seen}.part {seen}\n");
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

/// Waits for the environment that a program recorded.
fn recorded_environment(cli: &CliHarness, name: &str) -> String {
    let path = cli.path(name);
    wait_for(name, || path.exists());
    fs::read_to_string(path).unwrap()
}

fn assert_no_api_key(cli: &CliHarness, name: &str) {
    let environment = recorded_environment(cli, name);
    assert!(environment.contains("TERM") && environment.contains("HOME"), "{name}: {environment}");
    assert!(!environment.contains(API_KEY) && !environment.contains("HEYGEN_"), "{name}: {environment}");
}

/// The studio, with a finished video in its queue.
fn start_studio(cli: &CliHarness, more: &[(&str, &str)]) -> PtyProgram {
    let mut program = start_studio_with(cli, more);
    program.wait_for_text("Launch teaser");
    program.type_keys("4");
    program.wait_for_text("completed");
    program
}

fn path_text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn child_processes_do_not_inherit_the_api_key() {
    let cli = CliHarness::instant().await;
    let project = cli.write_project();
    assert_eq!(cli.run(&["render", &project, "--yes", "--download", "videos"]).exit_code, 0);
    let (opener, player) = (write_recording_program(&cli, "opener"), write_recording_program(&cli, "player"));
    let (bin, own) = (
        write_recording_program(&cli, "xdg-open"),
        [("CUECARD_OPENER", path_text(&opener)), ("CUECARD_PLAYER", path_text(&player))],
    );
    let mut program = start_studio(&cli, &own);
    program.type_keys("4");
    program.type_keys(ENTER_KEY);
    assert_no_api_key(&cli, "opener");
    let voices = cli.run(&["voices", "--json"]).json();
    let name = |voice: &serde_json::Value| voice["name"].as_str().unwrap().to_owned();
    let sounding = voices.as_array().unwrap().iter().find(|voice| voice["sample"].is_string()).unwrap();
    program.type_keys("2");
    program.wait_for_text(&name(&voices[0]));
    program.type_keys(&format!("/{}\t ", name(sounding)));
    assert_no_api_key(&cli, "player");
    program.kill();

    let path = [("PATH", path_text(bin.parent().unwrap())), ("DISPLAY", ":0")];
    let mut program = start_studio(&cli, &path);
    program.type_keys("4");
    program.type_keys(ENTER_KEY);
    assert_no_api_key(&cli, "xdg-open");
    program.kill();
}
