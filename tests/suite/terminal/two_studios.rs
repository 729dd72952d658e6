//! Two studios with one ledger: each shows the changes of other programs without a key press.

#[cfg(debug_assertions)]
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

use cuecard::sandbox::{Options, Sandbox};
use rustix::process::Signal;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::cli_harness::{API_KEY, INSTANT_SPEED, isolated_command};
use crate::support::files::{count_videos, file_names};
use crate::support::studio_program::PtyProgram;
use crate::support::wait::wait_for;

struct TwoStudios {
    home: TempDir,
    sandbox: Sandbox,
}

impl TwoStudios {
    async fn new(speed: f64) -> Self {
        let sandbox = crate::support::sandbox::start(Options { speed, ..Options::default() }).await;
        Self { home: tempfile::tempdir().unwrap(), sandbox }
    }

    fn start_studio(&self) -> PtyProgram {
        let base = self.sandbox.base_url();
        let environment = [("HEYGEN_API_KEY", API_KEY), ("HEYGEN_API_BASE", base.as_str())];
        let mut program = PtyProgram::start(self.home.path(), &[], &environment);
        program.wait_until("the API version", |screen| screen.contents().contains(" · v2"));
        program.type_keys("4");
        program.wait_for_text("4 Queue");
        program
    }

    /// The binary with the folders of the studios.
    fn command(&self, words: &[&str]) -> Command {
        let home = self.home.path();
        let mut command = isolated_command(home, words);
        command.env("HEYGEN_API_KEY", API_KEY).env("HEYGEN_API_BASE", self.sandbox.base_url());
        let folders = [
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_VIDEOS_DIR", "videos"),
        ];
        command.envs(folders.map(|(name, folder)| (name, home.join(folder))));
        command
    }

    fn run_json(&self, words: &[&str]) -> Value {
        let output = self.command(words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Renders a video of this title by the command.
    fn render_video(&self, title: &str) {
        self.write_project(title);
        self.run_json(&["render", "video.toml", "--yes", "--again", "--json"]);
    }

    fn write_project(&self, title: &str) {
        let id = |list: &str| self.run_json(&[list, "--json"])[0]["id"].as_str().unwrap().to_owned();
        let head =
            format!("title = \"{title}\"\nphoto = \"{}\"\nvoice = \"{}\"\n", id("photos"), id("voices"));
        let text = format!("{head}[[scene]]\nscript = \"Hello and welcome.\"\n");
        std::fs::write(self.home.path().join("video.toml"), text).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_studios_show_a_render_of_another_program() {
    let pair = TwoStudios::new(INSTANT_SPEED).await;
    let (mut one, mut two) = (pair.start_studio(), pair.start_studio());
    pair.render_video("Seen by both");
    for studio in [&mut one, &mut two] {
        studio.wait_for_text("Seen by both");
    }
    for studio in [&mut one, &mut two] {
        studio.wait_for_text("✓ Seen by both");
    }
    wait_for("the video", || count_videos(pair.home.path()) > 0);
    one.type_keys("4x\x1b[C\r");
    for studio in [&mut one, &mut two] {
        studio
            .wait_until("the render is removed", |screen| screen.contents().contains("Nothing rendered yet"));
        studio.type_keys("q");
        assert_eq!(studio.wait_for_exit(), 0);
    }
    assert_eq!(count_videos(pair.home.path()), 1, "only one of them downloaded it");
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_polling_studio_is_killed_the_other_takes_over() {
    let pair = TwoStudios::new(0.0).await;
    let (one, mut two) = (pair.start_studio(), pair.start_studio());
    pair.render_video("Orphan");
    two.wait_for_text("Orphan");
    one.signal(Signal::KILL);
    pair.sandbox.advance(std::time::Duration::from_mins(15));
    two.wait_for_text("Orphan is finished");
    two.type_keys("q");
    assert_eq!(two.wait_for_exit(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_studio_and_a_command_can_fetch_the_same_video() {
    let pair = TwoStudios::new(INSTANT_SPEED).await;
    pair.write_project("Launch");
    let mut studio = pair.start_studio();
    let home = pair.home.path().to_str().unwrap();
    for count in 1..=4 {
        let mut render =
            pair.command(&["render", "video.toml", "--yes", "--again", "--json", "--download", home]);
        let output = render.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let last = String::from_utf8(output.stdout).unwrap().lines().last().unwrap().to_owned();
        let row: Value = serde_json::from_str(&last).unwrap();
        assert!(Path::new(row["file"].as_str().unwrap()).is_file(), "{row}");
        assert_eq!(count_videos(pair.home.path()), count);
    }
    studio.type_keys("q");
    assert_eq!(studio.wait_for_exit(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_studio_does_not_block_a_command() {
    let pair = TwoStudios::new(INSTANT_SPEED).await;
    pair.write_project("Launch");
    let mut studio = pair.start_studio();
    studio.signal(Signal::TSTP);
    studio.wait_for_stop();
    let ran = pair
        .command(&["render", "video.toml", "--yes", "--again", "--wait", "--timeout", "20"])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{ran:?}");
    studio.signal(Signal::CONT);
    studio.wait_for_text("✓ Launch");
    studio.type_keys("q");
    assert_eq!(studio.wait_for_exit(), 0);
}

#[cfg(debug_assertions)]
#[tokio::test(flavor = "multi_thread")]
async fn a_kill_after_the_download_is_renamed_causes_no_second_download() {
    let pair = TwoStudios::new(INSTANT_SPEED).await;
    pair.write_project("Launch");
    let home = pair.home.path().to_str().unwrap();
    let mut render =
        pair.command(&["render", "video.toml", "--yes", "--again", "--json", "--download", home]);
    let ended = render.env("CUECARD_KILL", "deliver.after_rename").output().unwrap().status;
    assert_eq!((ended.signal(), count_videos(pair.home.path())), (Some(9), 1));
    let row = || pair.run_json(&["queue", "--offline", "--json"])[0].clone();
    assert!(row()["file"].is_null());

    let mut studio = pair.start_studio();
    wait_for("the file in the ledger", || !row()["file"].is_null());
    let video_files = || {
        let mut names = file_names(pair.home.path());
        names.retain(|name| name.contains("launch") && !name.contains(".ass"));
        names
    };
    // What belongs to the download is deleted after the ledger has its file.
    wait_for("the video alone", || video_files().len() == 1);
    studio.type_keys("q");
    assert_eq!(studio.wait_for_exit(), 0);
    let file = row()["file"].as_str().unwrap().to_owned();
    assert!(Path::new(&file).is_file());
    assert_eq!(video_files().len(), 1, "{:?}", video_files());
}
