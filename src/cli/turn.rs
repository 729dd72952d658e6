//! Renders that could not be sent at once: waited with until their turn comes.

use std::time::Duration;

use super::ends::Ends;
use super::out::Out;
use super::{follow, work};
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
    /// Sends what waits as soon as it may be sent; a signal ends that and leaves it unsent.
    pub(super) async fn come(mut self, renders: &mut [Render], ends: &mut Ends) -> Option<u8> {
        while let Some(row) = renders.iter().find(|row| waits(row)).cloned() {
            let due =
                row.wait.due.and_then(|due| Duration::try_from(due.duration_since(runtime::now())).ok());
            tokio::select! {
                () = tokio::time::sleep(due.unwrap_or(self.pace.first)) => {}
                exit = ends.next() => return Some(exit),
            }
            if row.wait.due.is_none() {
                self.make_room().await;
            }
            self.send(&row, renders).await;
        }
        None
    }

    /// Nobody else may be there to ask about those on their way.
    async fn make_room(&self) {
        let Ok((renders, _)) = work::ledger(self.runner).await else { return };
        for row in renders.iter().filter(|row| row.stage.is_running()) {
            let _ = work::ask(self.runner, row).await;
        }
    }

    async fn send(&mut self, row: &Render, renders: &mut [Render]) {
        for reply in self.runner.call(Request::Send(row.id)).await {
            match reply {
                Reply::Render(now) => {
                    let Some(row) = renders.iter_mut().find(|row| row.id == now.id) else { continue };
                    if self.streams || !self.out.json {
                        follow::tell(self.out, Some(row), &now);
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
        let Ok((read, _)) = work::ledger(self.runner).await else { return };
        for row in renders {
            if let Some(now) = read.iter().find(|now| now.id == row.id) {
                *row = now.clone();
            }
        }
    }
}

fn waits(row: &Render) -> bool {
    row.stage == Stage::Queued && row.wait.holder == Holder::This
}
