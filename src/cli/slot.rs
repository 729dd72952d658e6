//! The wait for a free slot of renders that could not be sent at once.

use std::time::Duration;

use super::interrupt::Ends;
use super::lease::Watch;
use super::output::Out;
use super::{commands, wait};
use crate::domain::{Holder, Render, Stage};
use crate::runtime::{self, Runner};
use crate::studio::{Pace, Reply, Request};

#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) runner: &'a Runner,
    pub(super) out: &'a mut Out,
    /// Whether each change is printed.
    pub(super) streams: bool,
    pub(super) pace: Pace,
}

impl Turn<'_> {
    /// Sends what waits as soon as it may be sent. A signal, or the end of the time, leaves it unsent; its exit code is
    /// given back.
    pub(super) async fn come(mut self, renders: &mut [Render], ends: &mut Ends) -> Option<u8> {
        let mut watch = None;
        while let Some(row) = renders.iter().find(|row| waits(row)).cloned() {
            let watch = watch.get_or_insert_with(|| Watch::begin(self.runner));
            tokio::select! {
                () = self.wait(&row, watch) => {}
                exit = ends.next() => return Some(exit),
            }
            self.send(&row, renders).await;
        }
        None
    }

    /// Waits until it may be worth while to try.
    async fn wait(&self, row: &Render, watch: &mut Watch<'_>) {
        let due = row.wait.due.and_then(|due| Duration::try_from(due.duration_since(runtime::now())).ok());
        if let Some(due) = due {
            return tokio::time::sleep(due).await;
        }
        if watch.has_turn().await {
            tokio::time::sleep(self.pace.first).await;
            // One that is over makes room.
            watch.ask_others(None).await;
        } else {
            watch.stirred(self.pace.last).await;
        }
    }

    async fn send(&mut self, row: &Render, renders: &mut [Render]) {
        for reply in self.runner.call(Request::Send(row.id)).await {
            match reply {
                Reply::Render(now) => {
                    let Some(row) = renders.iter_mut().find(|row| row.id == now.id) else { continue };
                    if self.streams || !self.out.json {
                        wait::tell(self.out, Some(row), &now);
                    }
                    *row = *now;
                }
                Reply::NotSent(_, fault) | Reply::Broken(fault) => {
                    self.out.note(&fault.to_string());
                    self.read_again(renders).await;
                }
                _ => {}
            }
        }
    }

    /// Somebody may have taken a render back meanwhile.
    async fn read_again(&self, renders: &mut [Render]) {
        let Ok((read, _)) = commands::ledger(self.runner).await else { return };
        for row in renders {
            if let Some(now) = read.iter().find(|now| now.id == row.id) {
                *row = now.clone();
            }
        }
    }
}

/// Whether it waits in this program to be sent.
pub(super) fn waits(row: &Render) -> bool {
    row.stage == Stage::Queued && row.wait.holder == Holder::This
}
