//! A video whose second scene is a recording, by keyboard.

use std::fs;
use std::path::{Path, PathBuf};

use cuecard::app::App;
use cuecard::domain::Dialect;
use cuecard::sandbox::{Options, Sandbox};
use serde_json::Value;
use tempfile::TempDir;

use crate::support::calls::UPLOAD_V3_CALL;
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, temp_home, with_dialect,
};
use crate::support::files::wav_file;

/// A project file of two scenes, and a sound file beside it.
fn write_project(home: &Path) -> PathBuf {
    let path = home.join("launch.toml");
    let text =
        "title = \"Launch\"\n[[scene]]\nscript = \"Hello there.\"\n[[scene]]\nscript = \"In my voice.\"\n";
    fs::write(&path, text).unwrap();
    fs::write(home.join("own voice.wav"), wav_file(65.0)).unwrap();
    path
}

async fn wait_for_video(studio: &mut EndToEnd, sandbox: &Sandbox, renders: usize) -> Value {
    let is_sent = |app: &App| {
        let rows = &app.studio.queue.renders;
        rows.len() == renders && rows.iter().all(|row| row.video_id.is_some())
    };
    studio.wait_until("it is sent", is_sent).await;
    sandbox.advance(MAX_RENDER_DURATION);
    let is_here = |app: &App| app.studio.queue.renders.iter().all(|row| row.video_path.is_some());
    studio.wait_until("the video is here", is_here).await;
    sandbox.report().paid[renders - 1].request.clone()
}

#[tokio::test]
async fn a_picked_recording_is_priced_by_its_length_and_uploaded_once() {
    let (_home, sandbox, mut studio) = studio_with_open_picker().await;
    studio.press("own<Enter>");
    studio.wait_for_text("♪ own voice.wav 1:05").await;
    studio.press("<C-r>");
    studio.wait_for_text("about 1:06 (1:06 to 1:06)").await;
    studio.press("<Enter>4");
    let request = wait_for_video(&mut studio, &sandbox, 1).await;
    let input = |scene: usize| &request["scenes"][scene]["input"];
    assert!(input(1)["audio_asset_id"].is_string() && input(1).get("script").is_none(), "{request}");
    assert_eq!(input(0)["script"], "Hello there.");

    // The same recording in a video that is new.
    studio.press("3g<C-e>").press("<Enter> Again.<Esc><C-r>");
    studio.wait_for_text("Render").await;
    studio.confirm_price().press("4");
    let again = wait_for_video(&mut studio, &sandbox, 2).await;
    assert_eq!(again["scenes"][1]["input"]["audio_asset_id"], input(1)["audio_asset_id"]);
    assert_eq!(sandbox.report().requests.of(UPLOAD_V3_CALL).received, 1);
    studio.assert_api_key_absent(API_KEY);
    studio.quit().await;
}

/// The studio on a cast project whose folder has `own voice.wav`, with the picker of recordings open for the second scene.
async fn studio_with_open_picker() -> (TempDir, Sandbox, EndToEnd) {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let config = with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None));
    let mut studio = EndToEnd::ready(config, Some(write_project(home.path()))).await;
    studio.wait_for_text("In my voice.").await;
    studio.press("1<Enter>2<Enter>3G<A-u>");
    studio.wait_for_text("own voice.wav").await;
    (home, sandbox, studio)
}

#[tokio::test]
async fn a_file_that_changed_is_noticed_at_the_price() {
    let (home, sandbox, mut studio) = studio_with_open_picker().await;
    studio.press("own<Enter>");
    studio.wait_for_text("own voice.wav 1:05").await;
    fs::write(home.path().join("own voice.wav"), wav_file(30.0)).unwrap();
    studio.press("<C-r>");
    studio.wait_for_text("about 0:31").await;
    studio.press("<Esc>");
    studio.wait_for_text("own voice.wav 0:30").await;
    fs::remove_file(home.path().join("own voice.wav")).unwrap();
    studio.press("<C-r>");
    studio.wait_for_text("• scene 2: own voice.wav is missing").await;
    studio.press("<Enter>");
    studio.wait_for_text("own voice.wav is missing · Alt-u picks another").await;
    studio.press("<C-z>");
    studio.wait_for_text("Undid: recording of scene 2").await;
    assert!(!studio.screen().contains('♪'), "{}", studio.screen());
    assert_eq!(sandbox.report().requests.of(UPLOAD_V3_CALL).received, 0);
    studio.quit().await;
}

#[tokio::test]
async fn a_file_that_changes_after_the_price_is_not_sent() {
    let (home, sandbox, mut studio) = studio_with_open_picker().await;
    studio.press("own<Enter><C-r>");
    studio.wait_for_text("about 1:06").await;
    fs::write(home.path().join("own voice.wav"), wav_file(600.0)).unwrap();
    studio.press("<Enter>");
    studio.wait_for_text("Not sent. own voice.wav has changed since the price was shown").await;
    assert!(studio.ledger_renders().await.is_empty() && sandbox.report().paid.is_empty());
    studio.quit().await;
}
