//! The poll lease of a ledger, and the wait for a change by another program.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::mpsc::UnboundedReceiver;

use super::requests;
use crate::domain::{Render, RenderId};
use crate::runtime::{self, Runner};
use crate::studio::{RenderReply, RenderRequest, Reply};

/// Older renders are probably lost: only a command that waits for one polls it.
const MAX_POLLED_AGE: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug)]
pub(super) struct LedgerFollower<'a> {
    runner: &'a Runner,
    changes: UnboundedReceiver<Reply>,
}

impl<'a> LedgerFollower<'a> {
    pub(super) fn start(runner: &'a Runner) -> Self {
        Self { runner, changes: runner.request(RenderRequest::WatchLedger) }
    }

    /// Whether this program polls the service; if that is unknown, it does. Another holder writes the responses to the
    /// ledger.
    pub(super) async fn acquire_poll_lease(&self) -> bool {
        let read =
            |reply| if let Reply::Render(RenderReply::PollLease(lease)) = reply { Some(lease) } else { None };
        requests::request_reply(self.runner, RenderRequest::AcquirePollLease, read).await.unwrap_or(true)
    }

    /// Polls all running renders but `own`: the holder of the lease polls for all programs.
    pub(super) async fn poll_other_renders(&self, own_id: Option<RenderId>) {
        let Ok((renders, _)) = requests::load_renders(self.runner).await else { return };
        let now = runtime::now();
        let is_recent = |row: &&Render| now.duration_since(row.started_at()) < MAX_POLLED_AGE;
        let others = renders.iter().filter(|row| row.stage.is_running() && Some(row.id) != own_id);
        for row in others.filter(is_recent) {
            // A later poll reports it.
            let _ = requests::poll_render(self.runner, row).await;
        }
    }

    /// Waits until another program may have changed the ledger, at most for `max_wait`.
    pub(super) async fn wait_for_change(&mut self, max_wait: Duration) {
        tokio::select! {
            // Without a file watcher the channel closes at once, and the time-out counts.
            Some(_) = self.changes.recv() => {}
            () = tokio::time::sleep(max_wait) => {}
        }
        // Several changes count as one.
        while self.changes.try_recv().is_ok() {}
    }

    /// The render in the ledger; `None` if it was removed, or the ledger cannot be read.
    pub(super) async fn load_render(&self, row: &Render) -> Option<Render> {
        let (renders, _) = requests::load_renders(self.runner).await.ok()?;
        renders.into_iter().find(|now| now.id == row.id)
    }
}
