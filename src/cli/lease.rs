//! The poll lease among programs with one ledger, and the wait for a change by another of them.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::mpsc::UnboundedReceiver;

use super::commands;
use crate::domain::{Render, RenderId};
use crate::runtime::{self, Runner};
use crate::studio::{Reply, Request};

/// What is older is probably lost: only who waits for it asks about it.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

#[derive(Debug)]
pub(super) struct Watch<'a> {
    runner: &'a Runner,
    stirs: UnboundedReceiver<Reply>,
}

impl<'a> Watch<'a> {
    pub(super) fn begin(runner: &'a Runner) -> Self {
        Self { runner, stirs: runner.ask(Request::Follow) }
    }

    /// Whether this program is the one that asks the service; in doubt it is. Another one writes what it hears into the
    /// ledger.
    pub(super) async fn has_turn(&self) -> bool {
        let read = |reply| if let Reply::Watched(turn) = reply { Some(turn) } else { None };
        commands::answer(self.runner, Request::Watch, read).await.unwrap_or(true)
    }

    /// Asks about all renders on their way but this one: whoever has the turn asks for all programs.
    pub(super) async fn ask_others(&self, own: Option<RenderId>) {
        let Ok((renders, _)) = commands::ledger(self.runner).await else { return };
        let now = runtime::now();
        let is_young = |row: &&Render| now.duration_since(row.since()) < A_DAY;
        let others = renders.iter().filter(|row| row.stage.is_running() && Some(row.id) != own);
        for row in others.filter(is_young) {
            // Who waits for it hears of it another time.
            let _ = commands::ask(self.runner, row).await;
        }
    }

    /// Waits until another program may have done something, for this long at most.
    pub(super) async fn stirred(&mut self, most: Duration) {
        tokio::select! {
            // Where the system does not tell, it ends at once, and the time is waited for.
            Some(_) = self.stirs.recv() => {}
            () = tokio::time::sleep(most) => {}
        }
        // What came meanwhile is the same word.
        while self.stirs.try_recv().is_ok() {}
    }

    /// The row of a render as the ledger has it; `None` where it is off the list, or cannot be read.
    pub(super) async fn row(&self, row: &Render) -> Option<Render> {
        let (renders, _) = commands::ledger(self.runner).await.ok()?;
        renders.into_iter().find(|now| now.id == row.id)
    }
}
