//! Watches the ledger file for changes by other programs; without a change nothing wakes up.

use std::io;
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::job::Job;
use crate::store::LedgerWatcher;
use crate::studio::RenderReply;

/// What comes within this time of the first is told with it. It also gives a program that ends time to let go of all.
const DEBOUNCE_WINDOW: Duration = Duration::from_millis(60);

/// Replies each time, and once when it begins; returns where the system does not tell.
pub(super) async fn watch_ledger(job: &Job) {
    // What is followed must be there.
    if job.with_ledger(|_, _| Ok(())).await.is_err() {
        return;
    }
    let Ok(stir) = LedgerWatcher::new(&job.context.config.paths.ledger()).and_then(async_watcher) else {
        return;
    };
    // What was changed before it began is told by this one.
    job.reply(RenderReply::LedgerChanged);
    while let Ok(mut ready) = stir.readable().await {
        tokio::time::sleep(DEBOUNCE_WINDOW).await;
        let stirred = stir.get_ref().drain_events();
        ready.clear_ready();
        if stirred {
            job.reply(RenderReply::LedgerChanged);
        }
    }
}

#[allow(
    deprecated,
    reason = "its safe form; the descriptor is owned, and stays the same until it is dropped"
)]
fn async_watcher(stir: LedgerWatcher) -> io::Result<AsyncFd<LedgerWatcher>> {
    AsyncFd::with_interest(stir, Interest::READABLE)
}
