//! Journeys over two runs of the program, of which the first one is cut off.

use std::path::Path;

use cuecard::domain::{Dialect, Render, Stage};
use cuecard::runtime::Setup;
use cuecard::sandbox::{CallCount, Options, Sandbox};
use tokio::runtime::Runtime;

use super::play::{LONG, Play, SMALL, embedded, home, sandbox, speaking};
use crate::{forms, mp4};

/// Runs a part of a journey as a program of its own, which then ends without a word: its tasks stop where they are.
fn program<T>(part: impl Future<Output = T>) -> T {
    Runtime::new().unwrap().block_on(part)
}

#[test]
fn a_video_that_was_under_way_is_there_after_the_restart() {
    forms::each(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
        let setup = || speaking(dialect, embedded(home.path(), &sandbox));
        let file = home.path().join("launch.toml");
        program(async {
            let mut play = Play::ready(setup(), Some(file.clone())).await;
            play.write_small_video().press("<C-s>");
            play.until("the project is saved", |app| !app.studio.work.is_unsaved()).await;
            play.press("<C-r><Enter>");
            play.until_stage(Stage::Pending).await;
        });
        sandbox.advance(LONG);
        let path = program(async {
            // Neither the project nor its folder is named this time.
            let mut play = Play::ready(setup(), None).await;
            let [row] = &play.app.studio.queue.renders[..] else { panic!("one video is there") };
            assert_eq!((row.title.as_str(), row.scenes), ("Launch", 1));
            let row = play.until_row("the video is here", |row| row.file.is_some()).await;
            assert_eq!(row.stage, Stage::Completed);
            row.file.unwrap()
        });
        assert_eq!(path.parent(), Some(home.path()));
        assert_eq!(mp4::read(&std::fs::read(path).unwrap()).height, forms::pixels(dialect, SMALL).1);
        let sent = sandbox.ledger().requests.of(forms::sending(dialect));
        assert_eq!(sent, CallCount { received: 1, accepted: 1 });
    });
}

#[test]
fn a_video_that_was_being_sent_is_not_paid_for_again() {
    forms::each(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
        let setup = || speaking(dialect, embedded(home.path(), &sandbox));
        sandbox.fault("timeout-recorded:1".parse().unwrap());
        program(async {
            let mut play = Play::ready(setup(), None).await;
            play.write_small_video().press("<C-r><Enter>");
            play.until_stage(Stage::Sending).await;
            // No answer will come; the program ends once the service has it.
            while sandbox.ledger().paid.is_empty() {
                tokio::task::yield_now().await;
            }
        });
        program(async {
            let mut play = Play::ready(setup(), None).await;
            let row = play.app.studio.queue.renders[0].clone();
            assert!(row.stage == Stage::Unconfirmed || row.video.is_some(), "{row:?}");
            play.press("4R");
            if dialect.is_repeatable() {
                play.until_stage(Stage::Pending).await;
            }
            assert_eq!(play.rows().await.len(), 1);
        });
        // Where the service knows it again by its key, it is sent to the same video.
        let sent = if dialect.is_repeatable() { 2 } else { 1 };
        assert_eq!(sandbox.ledger().requests.of(forms::sending(dialect)).received, sent);
        assert_eq!(sandbox.ledger().paid.len(), 1);
    });
}

#[test]
fn unsaved_work_of_a_crash_is_offered_again() {
    forms::each(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
        let setup = || speaking(dialect, embedded(home.path(), &sandbox));
        let file = home.path().join("launch.toml");
        for project in [Some(&file), None] {
            let kept = home.path().join("data/drafts");
            let _ = std::fs::remove_dir_all(&kept);
            program(async {
                let mut play = Play::ready(setup(), project.cloned()).await;
                play.write_small_video();
                play.until("the work is kept", |_| is_there(&kept)).await;
            });
            program(async {
                let mut play = Play::open(setup(), project.cloned());
                play.until("the work is back", |app| {
                    app.studio.work.project.scenes[0].script.contains("Hello")
                })
                .await;
                assert!(play.screen().contains("Restored unsaved changes"), "{}", play.screen());
                assert!(play.app.studio.work.is_unsaved());
                play.press("<C-z>");
                assert_eq!(play.app.studio.work.project.scenes[0].script, "");
            });
        }
    });
}

/// Whether the file is there, or the folder has something in it.
fn is_there(path: &Path) -> bool {
    path.is_file() || std::fs::read_dir(path).is_ok_and(|mut files| files.next().is_some())
}

/// Renders a small video, and returns its row once the video is downloaded. The studio then ends.
async fn downloaded(setup: Setup, sandbox: &Sandbox) -> Render {
    let mut play = Play::ready(setup, None).await;
    play.write_small_video().press("<C-r><Enter>");
    play.until_stage(Stage::Pending).await;
    sandbox.advance(LONG);
    play.until_row("the video is here", |row| row.file.is_some()).await
}

#[test]
fn subtitles_that_took_longer_than_the_program_are_fetched_by_the_next_one() {
    forms::each(&[Dialect::Scenes, Dialect::Generate, Dialect::V3], |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
        let setup = || speaking(dialect, embedded(home.path(), &sandbox));
        sandbox.fault("timeout:1@/media/captions".parse().unwrap());
        program(async {
            let row = downloaded(setup(), &sandbox).await;
            assert_eq!((row.subtitles.file, row.subtitles.are_due), (None, true));
        });
        program(async {
            let mut play = Play::ready(setup(), None).await;
            let row = play.until_row("its subtitles too", |row| row.subtitles.file.is_some()).await;
            assert_eq!((row.note, row.subtitles.are_due), (None, false));
            let (file, subtitles) = (row.file.unwrap(), row.subtitles.file.unwrap());
            assert_eq!(file.file_stem(), subtitles.file_stem());
        });
    });
}

#[test]
fn a_video_that_was_moved_is_not_fetched_again_for_its_subtitles() {
    let outside = Runtime::new().unwrap();
    let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
    let setup = || speaking(Dialect::Scenes, embedded(home.path(), &sandbox));
    sandbox.fault("timeout:1@/media/captions".parse().unwrap());
    let mut file = std::path::PathBuf::new();
    program(async {
        file = downloaded(setup(), &sandbox).await.file.unwrap();
    });
    std::fs::rename(&file, home.path().join("mine.mp4")).unwrap();
    program(async {
        let mut play = Play::ready(setup(), None).await;
        let row = play.until_row("nothing is due", |row| !row.subtitles.are_due).await;
        assert_eq!((row.subtitles.file, row.note), (None, None));
    });
    let videos: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().flatten().collect();
    assert!(videos.is_empty(), "{videos:?}");
}
