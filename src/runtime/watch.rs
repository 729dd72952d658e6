//! Watches the ledger file for changes by other programs; without a change nothing wakes up.

use std::io;
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::job::Job;
use crate::store::LedgerWatcher;
use crate::studio::RenderReply;

/// Debounce: events within this time are reported as one. It also gives an exiting program time to release its locks.
const DEBOUNCE_WINDOW: Duration = Duration::from_millis(60);

/// Replies at each change, and once at the start; returns if the system cannot watch files.
pub(super) async fn watch_ledger(job: &Job) {
    // The file must exist.
    if job.with_ledger(|_, _| Ok(())).await.is_err() {
        return;
    }
    let Ok(watcher) = LedgerWatcher::new(&job.context.config.paths.ledger()).and_then(async_watcher) else {
        return;
    };
    // Covers changes from before the watch.
    job.reply(RenderReply::LedgerChanged);
    while let Ok(mut ready) = watcher.readable().await {
        tokio::time::sleep(DEBOUNCE_WINDOW).await;
        let is_changed = watcher.get_ref().drain_events();
        ready.clear_ready();
        if is_changed {
            job.reply(RenderReply::LedgerChanged);
        }
    }
}

#[allow(
    deprecated,
    reason = "its safe form; the descriptor is owned, and stays the same until it is dropped"
)]
fn async_watcher(watcher: LedgerWatcher) -> io::Result<AsyncFd<LedgerWatcher>> {
    AsyncFd::with_interest(watcher, Interest::READABLE)
}
