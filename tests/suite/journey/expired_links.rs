//! Eight days offline: links expire, videos do not.

use std::time::Duration;

use cuecard::domain::{Dialect, RenderStage};
use cuecard::sandbox::{CallCount, Options};
use tokio::runtime::Runtime;

use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, SMALL_SHAPE, sandbox_config, start_paused_sandbox, temp_home, with_dialect,
};
use crate::support::{dialect_matrix, mp4};

const OFFLINE_DURATION: Duration = Duration::from_hours(8 * 24);

#[test]
fn videos_finished_before_a_week_offline_are_downloaded_afterwards() {
    dialect_matrix::for_each_dialect(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (temp_home(), outside.block_on(start_paused_sandbox(Options::default())));
        let config = || with_dialect(dialect, sandbox_config(home.path(), &sandbox));
        let project = |stage: RenderStage| {
            // Each a program of its own, which ends without a word.
            Runtime::new().unwrap().block_on(async {
                let mut studio = EndToEnd::ready(config(), None).await;
                studio.app.studio.settings.download = false;
                studio.write_small_video().press("<C-r>").confirm_price();
                studio.wait_for_stage(RenderStage::Pending).await;
                if stage == RenderStage::Completed {
                    sandbox.advance(MAX_RENDER_DURATION);
                    studio.wait_for_stage(stage).await;
                }
            });
        };
        // One whose link is known and will have expired, and one of which nothing was heard since it was accepted.
        project(RenderStage::Completed);
        project(RenderStage::Pending);
        sandbox.advance(OFFLINE_DURATION);
        Runtime::new().unwrap().block_on(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            studio
                .wait_until("both videos are here", |app| {
                    let rows = &app.studio.queue.renders;
                    rows.len() == 2 && rows.iter().all(|row| row.video_path.is_some())
                })
                .await;
            for row in studio.ledger_renders().await {
                let here = row.video_path.unwrap();
                let movie = mp4::read(&std::fs::read(&here).unwrap());
                assert_eq!(movie.height, dialect_matrix::video_pixels(dialect, SMALL_SHAPE).1, "{here:?}");
            }
        });
        let sent = sandbox.report().requests.of(dialect_matrix::submit_call(dialect));
        assert_eq!(sent, CallCount { received: 2, accepted: 2 });
    });
}
