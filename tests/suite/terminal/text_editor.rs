//! The user's text editor inside the studio: it has the terminal and the keys, and the studio comes back.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::support::cli_harness::{CliHarness, paused_options};
use crate::support::files::count_videos;
use crate::support::runner_harness::write_script;
use crate::support::studio_program::{PtyProgram, start_studio_with};
use crate::support::wait::wait_for;

const SCENE_KEY: &str = "\x1bo";
const SCRIPT_KEY: &str = "\x1bv";

/// The studio on a project of one scene, with this script of the shell as the editor; its file is `$1`.
fn start(editor: Option<&str>) -> (TempDir, PtyProgram) {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("video.toml"), "title = \"Tea\"\n\n[[scene]]\nscript = \"Before.\"\n")
        .unwrap();
    let script = format!("PATH=/bin:/usr/bin\n[ \"$1\" = -w ] && shift\n{}", editor.unwrap_or_default());
    let program = write_script(&home, "editor", &script);
    let command = format!("'{}' -w", program.display());
    let environment: &[(&str, &str)] = match editor {
        Some(_) => &[("EDITOR", &command), ("VISUAL", " "), ("HEYGEN_API_KEY", "sk-test")],
        // Without vi.
        None => &[("PATH", "/nonexistent"), ("EDITOR", ""), ("VISUAL", "")],
    };
    let mut program = PtyProgram::start(home.path(), &["--sandbox", "video.toml"], environment);
    program.wait_for_text("Before.");
    program.type_keys("3\r");
    program.wait_for_text("Tab motion");
    (home, program)
}

fn edited_texts(home: &Path) -> Vec<PathBuf> {
    let folder = home.join("data/cuecard/edited");
    let folders = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect()
}

#[test]
fn the_editor_has_the_terminal_and_its_text_comes_back() {
    let editor = r#"
stat -c 'mode %a' "$1"; echo "key: ${HEYGEN_API_KEY-none}"; stty -a | grep -o ' echo '
trap '' INT; kill -INT 0
echo "ready: ${1##*/}"; read -r line; echo "got $line"
sed -i "s/Before/$line/" "$1"; touch "$1~""#;
    let (home, mut program) = start(Some(editor));
    for (key, name, word) in [(SCENE_KEY, "scene-1.txt", "Middle"), (SCRIPT_KEY, "script.md", "After")] {
        program.type_keys(key);
        program.wait_for_text(&format!("ready: {name}"));
        program
            .wait_until("the shell's screen", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        for shown in ["mode 600", "key: none", " echo "] {
            program.wait_for_text(shown);
        }
        program.type_keys(&format!("{word}\n"));
        program.wait_until("the studio", |screen| screen.alternate_screen() && screen.bracketed_paste());
        if word == "Middle" {
            program.wait_for_text("Middle.");
            program.wait_for_text("Edited: 1 scene changed");
            // Back to what the second editor looks for.
            program.type_keys("\x1a");
            program.wait_for_text("Before.");
        } else {
            program.wait_for_text("After.");
        }
    }
    wait_for("the files to go", || edited_texts(home.path()).is_empty());
    // The keys are the studio's again.
    program.type_keys("\x1b[FMore");
    program.wait_for_text("After.More");
    program.type_keys("\x11");
    program.wait_for_text("Quit without saving");
    program.type_keys("w");
    assert_eq!(program.wait_for_exit(), 0);
    program.assert_restored();
}

#[test]
fn an_editor_that_fails_changes_nothing_and_its_text_is_kept() {
    let (home, mut program) = start(Some("echo Torn > \"$1\"; exit 3"));
    program.type_keys(SCENE_KEY);
    program.wait_for_text("exit status: 3. Nothing was changed");
    program.wait_for_text("What you wrote is kept in");
    program.wait_for_text("Before.");
    let kept = edited_texts(home.path());
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "Torn\n");
    program.kill();
}

#[test]
fn an_emptied_or_unreadable_text_changes_nothing() {
    for (editor, shown, is_kept) in [
        (": > \"$1\"", "The text was empty. Nothing was changed", false),
        ("printf '\\377' > \"$1\"", "What you wrote is kept in", true),
        ("rm \"$1\"", "was changed", false),
        ("exit 1", "exit status: 1. Nothing was changed", false),
    ] {
        let (home, mut program) = start(Some(editor));
        program.type_keys(SCRIPT_KEY);
        program.wait_for_text(shown);
        program.wait_for_text("Before.");
        wait_for(editor, || edited_texts(home.path()).is_empty() != is_kept);
        program.kill();
    }
}

#[test]
fn without_an_editor_the_studio_says_what_to_set() {
    let (_home, mut program) = start(None);
    program.type_keys(SCRIPT_KEY);
    program.wait_for_text("Set $VISUAL or $EDITOR to your text editor");
    program.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn renders_go_on_while_the_editor_has_the_terminal_and_nothing_is_drawn() {
    let cli = CliHarness::new(paused_options()).await;
    let project = cli.write_project();
    assert_eq!(cli.run(&["render", &project, "--yes"]).exit_code, 0);
    let editor = write_script(&cli.home, "editor", "echo ready; read -r line");
    let mut program = start_studio_with(&cli, &[("EDITOR", editor.to_str().unwrap())]);
    program.wait_for_text("pending");
    program.type_keys(SCRIPT_KEY);
    program.wait_for_text("ready");
    cli.sandbox.advance(Duration::from_hours(1));
    wait_for("the video", || count_videos(cli.home.path()) == 1);
    program.type_keys("\n");
    program.wait_for_text("✓ Launch teaser");
    let output = String::from_utf8_lossy(&program.output_bytes).into_owned();
    let (_, after) = output.split_once("ready").unwrap();
    let (between, _) = after.split_once("\x1b[?1049h").unwrap();
    assert!(!between.contains("\x1b[?2026h"), "{between:?}");
    program.kill();
}
