//! Watches the ledger and the open project for changes by other programs; without a change nothing wakes up.

use std::io;
use std::os::fd::AsRawFd;
use std::path::Path;
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::job::Job;
use super::project_files;
use crate::store::LedgerWatcher;
use crate::store::project::{FileEvents, ProjectWatcher};
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

/// Time that a program has to put a file in the place of one that it removed.
const REPLACEMENT_DELAY: Duration = Duration::from_millis(300);

/// Replies at each change of a project file by another program, also to one from before the watch; returns if the system
/// cannot watch the file any more.
pub(super) async fn watch_project(job: &Job, path: &Path) {
    let Ok(watcher) = ProjectWatcher::new(path).and_then(async_watcher) else { return };
    let mut reported = None;
    project_files::report_disk_change(job, path, &mut reported).await;
    while let Ok(mut ready) = watcher.readable().await {
        tokio::time::sleep(DEBOUNCE_WINDOW).await;
        let events = watcher.get_ref().drain_events();
        ready.clear_ready();
        if events == FileEvents::Unrelated {
            continue;
        }
        if project_files::is_missing(path).await {
            tokio::time::sleep(REPLACEMENT_DELAY).await;
        }
        project_files::report_disk_change(job, path, &mut reported).await;
        if events == FileEvents::FolderGone {
            return;
        }
    }
}

#[allow(
    deprecated,
    reason = "its safe form; the descriptor is owned, and stays the same until it is dropped"
)]
fn async_watcher<W: AsRawFd>(watcher: W) -> io::Result<AsyncFd<W>> {
    AsyncFd::with_interest(watcher, Interest::READABLE)
}
