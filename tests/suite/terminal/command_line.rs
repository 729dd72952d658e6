//! The command line, where it ends before the screen begins.

use std::process::{Command, Output};

fn run(home: &std::path::Path, arguments: &[&str]) -> (Option<i32>, String) {
    let Output { status, stderr, .. } = Command::new(env!("CARGO_BIN_EXE_cuecard"))
        .args(arguments)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .output()
        .unwrap();
    (status.code(), String::from_utf8(stderr).unwrap())
}

#[test]
fn the_studio_without_a_terminal_ends_with_a_usage_error() {
    let home = tempfile::tempdir().unwrap();
    let (code, text) = run(home.path(), &["--sandbox"]);
    assert_eq!((code, text.contains("needs a terminal")), (Some(2), true), "{text}");
}

#[test]
fn a_damaged_project_is_reported_with_line_and_column() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("video.toml"), "title = \"x\"\nphoto = 7 7\n").unwrap();
    let mut program = crate::support::pty::PtyProgram::start(home.path(), &["--sandbox", "video.toml"], &[]);
    assert_eq!(program.wait_for_exit(), 2);
    program.wait_for_text("video.toml, line 2, column");
    assert!(
        !program.output_bytes.windows(8).any(|bytes| bytes == b"\x1b[?1049h"),
        "the studio never took the screen"
    );
}

#[test]
fn an_http_address_is_refused_before_the_api_key_is_sent() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("HEYGEN_API_BASE", "http://example.com"), ("HEYGEN_API_KEY", "sk-secret")];
    let mut program = crate::support::pty::PtyProgram::start(home.path(), &[], &environment);
    assert_eq!(program.wait_for_exit(), 2);
    program.wait_for_text("must be https");
    assert!(!String::from_utf8_lossy(&program.output_bytes).contains("sk-secret"));
}
