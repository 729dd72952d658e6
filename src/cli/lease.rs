//! The poll lease among programs with one ledger, and the wait for a change by another of them.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::mpsc::UnboundedReceiver;

use super::requests;
use crate::domain::{Render, RenderId};
use crate::runtime::{self, Runner};
use crate::studio::{RenderReply, RenderRequest, Reply, Request};

/// What is older is probably lost: only who waits for it asks about it.
const MAX_POLLED_AGE: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug)]
pub(super) struct LedgerFollower<'a> {
    runner: &'a Runner,
    changes: UnboundedReceiver<Reply>,
}

impl<'a> LedgerFollower<'a> {
    pub(super) fn start(runner: &'a Runner) -> Self {
        Self { runner, changes: runner.request(Request::Render(RenderRequest::WatchLedger)) }
    }

    /// Whether this program is the one that asks the service; in doubt it is. Another one writes what it hears into the
    /// ledger.
    pub(super) async fn acquire_poll_lease(&self) -> bool {
        let read =
            |reply| if let Reply::Render(RenderReply::PollLease(turn)) = reply { Some(turn) } else { None };
        requests::request_reply(self.runner, Request::Render(RenderRequest::AcquirePollLease), read)
            .await
            .unwrap_or(true)
    }

    /// Asks about all renders on their way but this one: whoever has the turn asks for all programs.
    pub(super) async fn poll_other_renders(&self, own: Option<RenderId>) {
        let Ok((renders, _)) = requests::load_renders(self.runner).await else { return };
        let now = runtime::now();
        let is_young = |row: &&Render| now.duration_since(row.started_at()) < MAX_POLLED_AGE;
        let others = renders.iter().filter(|row| row.stage.is_running() && Some(row.id) != own);
        for row in others.filter(is_young) {
            // Who waits for it hears of it another time.
            let _ = requests::poll_render(self.runner, row).await;
        }
    }

    /// Waits until another program may have done something, for this long at most.
    pub(super) async fn wait_for_change(&mut self, most: Duration) {
        tokio::select! {
            // Where the system does not tell, it ends at once, and the time is waited for.
            Some(_) = self.changes.recv() => {}
            () = tokio::time::sleep(most) => {}
        }
        // What came meanwhile is the same word.
        while self.changes.try_recv().is_ok() {}
    }

    /// The row of a render as the ledger has it; `None` where it is off the list, or cannot be read.
    pub(super) async fn load_render(&self, row: &Render) -> Option<Render> {
        let (renders, _) = requests::load_renders(self.runner).await.ok()?;
        renders.into_iter().find(|now| now.id == row.id)
    }
}
