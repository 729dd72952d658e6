//! The wait of queued renders for a free slot.

use std::time::Duration;

use super::interrupt::{Interruption, Interrupts};
use super::lease::LedgerFollower;
use super::output::CommandOutput;
use super::project_remarks::ProjectRemarks;
use super::render_output::print_change;
use super::requests;
use crate::domain::Render;
use crate::runtime::{self, Runner};
use crate::studio::{PollInterval, RenderReply, RenderRequest, Reply};

#[derive(Debug)]
pub(super) struct SlotWait<'a> {
    pub(super) runner: &'a Runner,
    pub(super) out: &'a mut CommandOutput,
    /// Whether each change is printed.
    pub(super) prints_changes: bool,
    pub(super) pace: PollInterval,
    /// What printed renders say of their project.
    pub(super) remarks: Option<&'a ProjectRemarks<'a>>,
}

impl SlotWait<'_> {
    /// Sends what waits as soon as it may be sent. A signal, or the end of the time, leaves it unsent; the interruption
    /// is given back.
    pub(super) async fn send_queued(
        mut self,
        renders: &mut [Render],
        interrupts: &mut Interrupts,
    ) -> Option<Interruption> {
        let mut follower = None;
        while let Some(row) = renders.iter().find(|row| row.is_queued_here()).cloned() {
            let follower = follower.get_or_insert_with(|| LedgerFollower::start(self.runner));
            tokio::select! {
                () = self.wait_for_slot(&row, follower) => {}
                interruption = interrupts.next() => return Some(interruption),
            }
            self.try_send(&row, renders).await;
        }
        None
    }

    /// Waits until a try may succeed.
    async fn wait_for_slot(&self, row: &Render, follower: &mut LedgerFollower<'_>) {
        let due = row
            .queue_entry
            .retry_at
            .and_then(|due| Duration::try_from(due.duration_since(runtime::now())).ok());
        if let Some(due) = due {
            return tokio::time::sleep(due).await;
        }
        if follower.acquire_poll_lease().await {
            tokio::time::sleep(self.pace.min).await;
            // A finished render frees its slot.
            follower.poll_other_renders(None).await;
        } else {
            follower.wait_for_change(self.pace.max).await;
        }
    }

    async fn try_send(&mut self, row: &Render, renders: &mut [Render]) {
        for reply in self.runner.request_to_end(RenderRequest::TrySend(row.id)).await {
            match reply {
                Reply::Render(RenderReply::Changed(now)) => {
                    let Some(row) = renders.iter_mut().find(|row| row.id == now.id) else { continue };
                    if self.prints_changes || !self.out.json {
                        print_change(self.out, Some(row), &now, self.remarks);
                    }
                    *row = *now;
                }
                Reply::Render(RenderReply::SendFailed(_, error)) | Reply::TaskFailed(error) => {
                    self.out.note(&error.to_string());
                    self.reload(renders).await;
                }
                _ => {}
            }
        }
    }

    /// Another program may have canceled a render.
    async fn reload(&self, renders: &mut [Render]) {
        let Ok((read, _)) = requests::load_renders(self.runner).await else { return };
        for row in renders {
            if let Some(now) = read.iter().find(|now| now.id == row.id) {
                *row = now.clone();
            }
        }
    }
}
