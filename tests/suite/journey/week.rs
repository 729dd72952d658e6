//! A journey over a week in which the program did not run: links expire, videos do not.

use std::time::Duration;

use cuecard::domain::{Dialect, Stage};
use cuecard::sandbox::{CallCount, Options};
use tokio::runtime::Runtime;

use super::play::{LONG, Play, SMALL, embedded, home, sandbox, speaking};
use crate::{forms, mp4};

const A_WEEK: Duration = Duration::from_hours(8 * 24);

#[test]
fn what_was_finished_before_a_week_without_the_program_arrives_after_it() {
    forms::each(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (home(), outside.block_on(sandbox(Options::default())));
        let setup = || speaking(dialect, embedded(home.path(), &sandbox));
        let project = |stage: Stage| {
            // Each a program of its own, which ends without a word.
            Runtime::new().unwrap().block_on(async {
                let mut play = Play::ready(setup(), None).await;
                play.app.studio.download = false;
                play.write_small_video().press("<C-r>").agree();
                play.until_stage(Stage::Pending).await;
                if stage == Stage::Completed {
                    sandbox.advance(LONG);
                    play.until_stage(stage).await;
                }
            });
        };
        // One whose link is known and will have expired, and one of which nothing was heard since it was accepted.
        project(Stage::Completed);
        project(Stage::Pending);
        sandbox.advance(A_WEEK);
        Runtime::new().unwrap().block_on(async {
            let mut play = Play::ready(setup(), None).await;
            play.until("both videos are here", |app| {
                let rows = &app.studio.queue.renders;
                rows.len() == 2 && rows.iter().all(|row| row.file.is_some())
            })
            .await;
            for row in play.rows().await {
                let here = row.file.unwrap();
                let movie = mp4::read(&std::fs::read(&here).unwrap());
                assert_eq!(movie.height, forms::pixels(dialect, SMALL).1, "{here:?}");
            }
        });
        let sent = sandbox.ledger().requests.of(forms::sending(dialect));
        assert_eq!(sent, CallCount { received: 2, accepted: 2 });
    });
}
