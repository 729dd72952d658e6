//! Journeys over two runs of the program, of which the first one is cut off.

use std::path::Path;

use cuecard::domain::{Dialect, Render, RenderStage};
use cuecard::runtime::Config;
use cuecard::sandbox::{CallCount, Options, Sandbox};
use tokio::runtime::Runtime;

use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, SMALL_SHAPE, sandbox_config, start_paused_sandbox, temp_home, with_dialect,
};
use crate::support::wait::wait_for_async;
use crate::support::{dialect_matrix, mp4};

/// Runs a part of a journey as a program of its own, which then ends without a word: its tasks stop where they are.
fn run_once<T>(part: impl Future<Output = T>) -> T {
    Runtime::new().unwrap().block_on(part)
}

#[test]
fn a_render_in_progress_is_downloaded_after_a_restart() {
    dialect_matrix::for_each_dialect(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
        let config = || with_dialect(dialect, sandbox_config(home.path(), &sandbox));
        let file = home.path().join("launch.toml");
        run_once(async {
            let mut studio = EndToEnd::ready(config(), Some(file.clone())).await;
            studio.write_small_video().press("<C-s>");
            studio.wait_until("the project is saved", |app| !app.studio.project_state.is_unsaved()).await;
            studio.press("<C-r><Enter>");
            studio.wait_for_stage(RenderStage::Pending).await;
        });
        sandbox.advance(MAX_RENDER_DURATION);
        let path = run_once(async {
            // Neither the project nor its folder is named this time.
            let mut studio = EndToEnd::ready(config(), None).await;
            let [row] = &studio.app.studio.queue.renders[..] else { panic!("one video is there") };
            assert_eq!((row.title.as_str(), row.scene_count), ("Launch", 1));
            let row = studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
            assert_eq!(row.stage, RenderStage::Completed);
            row.video_path.unwrap()
        });
        assert_eq!(path.parent(), Some(home.path()));
        assert_eq!(
            mp4::read(&std::fs::read(path).unwrap()).height,
            dialect_matrix::video_pixels(dialect, SMALL_SHAPE).1
        );
        let sent = sandbox.report().requests.of(dialect_matrix::submit_call(dialect));
        assert_eq!(sent, CallCount { received: 1, accepted: 1 });
    });
}

#[test]
fn a_render_being_sent_at_a_crash_is_not_paid_for_again() {
    dialect_matrix::for_each_dialect(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
        let config = || with_dialect(dialect, sandbox_config(home.path(), &sandbox));
        sandbox.fault("timeout-recorded:1".parse().unwrap());
        run_once(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            studio.write_small_video().press("<C-r><Enter>");
            studio.wait_for_stage(RenderStage::Sending).await;
            // No answer will come; the program ends once the service has it.
            wait_for_async("the submission", || !sandbox.report().paid.is_empty()).await;
        });
        run_once(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            let row = studio.app.studio.queue.renders[0].clone();
            assert!(row.stage == RenderStage::Unconfirmed || row.video_id.is_some(), "{row:?}");
            studio.press("4R");
            if dialect.is_idempotent() {
                studio.wait_for_stage(RenderStage::Pending).await;
            }
            assert_eq!(studio.ledger_renders().await.len(), 1);
        });
        // Where the service knows it again by its key, it is sent to the same video.
        let sent = if dialect.is_idempotent() { 2 } else { 1 };
        assert_eq!(sandbox.report().requests.of(dialect_matrix::submit_call(dialect)).received, sent);
        assert_eq!(sandbox.report().paid.len(), 1);
    });
}

#[test]
fn unsaved_work_is_restored_after_a_crash() {
    dialect_matrix::for_each_dialect(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
        let config = || with_dialect(dialect, sandbox_config(home.path(), &sandbox));
        let file = home.path().join("launch.toml");
        for project in [Some(&file), None] {
            let kept = home.path().join("data/drafts");
            let _ = std::fs::remove_dir_all(&kept);
            run_once(async {
                let mut studio = EndToEnd::ready(config(), project.cloned()).await;
                studio.write_small_video();
                studio.wait_until("the work is kept", |_| exists_and_not_empty(&kept)).await;
            });
            run_once(async {
                let mut studio = EndToEnd::start(config(), project.cloned());
                studio
                    .wait_until("the work is back", |app| {
                        app.studio.project_state.project.scenes[0].script.contains("Hello")
                    })
                    .await;
                assert!(studio.screen().contains("Restored unsaved changes"), "{}", studio.screen());
                assert!(studio.app.studio.project_state.is_unsaved());
                studio.press("<C-z>");
                assert_eq!(studio.app.studio.project_state.project.scenes[0].script, "");
            });
        }
    });
}

/// Whether the file is there, or the folder has something in it.
fn exists_and_not_empty(path: &Path) -> bool {
    path.is_file() || std::fs::read_dir(path).is_ok_and(|mut files| files.next().is_some())
}

/// Renders a small video, and returns its row once the video is downloaded. The studio then ends.
async fn render_and_download(config: Config, sandbox: &Sandbox) -> Render {
    let mut studio = EndToEnd::ready(config, None).await;
    studio.write_small_video().press("<C-r><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    sandbox.advance(MAX_RENDER_DURATION);
    studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await
}

#[test]
fn subtitles_left_at_exit_are_fetched_at_the_next_start() {
    dialect_matrix::for_each_dialect(&[Dialect::Scenes, Dialect::Generate, Dialect::V3], |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
        let config = || with_dialect(dialect, sandbox_config(home.path(), &sandbox));
        sandbox.fault("timeout:1@/media/captions".parse().unwrap());
        run_once(async {
            let row = render_and_download(config(), &sandbox).await;
            assert_eq!((row.subtitles.path, row.subtitles.are_pending), (None, true));
        });
        run_once(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            let row = studio.wait_for_render("its subtitles too", |row| row.subtitles.path.is_some()).await;
            assert_eq!((row.note, row.subtitles.are_pending), (None, false));
            let (file, subtitles) = (row.video_path.unwrap(), row.subtitles.path.unwrap());
            assert_eq!(file.file_stem(), subtitles.file_stem());
        });
    });
}

#[test]
fn a_moved_video_is_not_fetched_again_for_its_subtitles() {
    let outside = Runtime::new().unwrap();
    let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
    let config = || with_dialect(Dialect::Scenes, sandbox_config(home.path(), &sandbox));
    sandbox.fault("timeout:1@/media/captions".parse().unwrap());
    let mut file = std::path::PathBuf::new();
    run_once(async {
        file = render_and_download(config(), &sandbox).await.video_path.unwrap();
    });
    std::fs::rename(&file, home.path().join("mine.mp4")).unwrap();
    run_once(async {
        let mut studio = EndToEnd::ready(config(), None).await;
        let row = studio.wait_for_render("nothing is due", |row| !row.subtitles.are_pending).await;
        assert_eq!((row.subtitles.path, row.note), (None, None));
    });
    let videos: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().flatten().collect();
    assert!(videos.is_empty(), "{videos:?}");
}
