//! The renders of an earlier run with the same idempotency key: this run sends what that one left unsent.

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::interrupt::{Interruption, Interrupts};
use super::lease::LedgerFollower;
use super::output::CommandOutput;
use super::project_remarks::ProjectRemarks;
use super::render_output::print_change;
use super::requests;
use super::submit::{self, SubmitOutcome};
use crate::domain::{ChosenIdempotencyKey, QueueOwner, Render, RenderStage};
use crate::runtime::Runner;
use crate::studio::{PollInterval, RenderReply, RenderRequest, Reply};

/// The renders of an earlier run of the video; none if the key is new. Fails if the key belongs to another video.
pub(super) async fn load_renders(
    runner: &Runner,
    key: &ChosenIdempotencyKey,
    content_hash: String,
) -> Result<Vec<Render>, CliError> {
    let read = |reply| match reply {
        Reply::Render(RenderReply::LoadedByIdempotencyKey(renders)) => Some(renders),
        _ => None,
    };
    let request = RenderRequest::LoadByIdempotencyKey { key: key.clone(), content_hash };
    Ok(requests::request_reply(runner, request, read).await?)
}

#[derive(Debug)]
pub(super) struct ResumedRun<'a> {
    pub(super) runner: &'a Runner,
    pub(super) out: &'a mut CommandOutput,
    /// Whether each change is printed.
    pub(super) prints_changes: bool,
    pub(super) pace: PollInterval,
    /// What printed renders say of their project.
    pub(super) remarks: Option<&'a ProjectRemarks<'a>>,
}

impl ResumedRun<'_> {
    /// Prints the renders, and sends those that were not sent.
    pub(super) async fn run(
        mut self,
        renders: Vec<Render>,
        interrupts: &mut Interrupts,
    ) -> Result<SubmitOutcome, CliError> {
        for row in &renders {
            self.print_change(None, row);
        }
        self.send_each(renders, interrupts).await
    }

    /// Sends those that no process sends, and waits for those that another one is sending.
    pub(super) async fn send_each(
        &mut self,
        mut renders: Vec<Render>,
        interrupts: &mut Interrupts,
    ) -> Result<SubmitOutcome, CliError> {
        let mut interruption = None;
        for row in &mut renders {
            while interruption.is_none() && is_left_unsent(row) {
                interruption = self.send(row, interrupts).await?;
            }
        }
        if interruption.is_none() && renders.iter().any(|row| row.stage == RenderStage::Unconfirmed) {
            if let Some(error) = requests::reconcile(self.runner, &mut renders).await {
                self.out.note(&error.to_string());
            }
            interruption = submit::resend_unconfirmed(self.runner, &mut renders, interrupts, self.out).await;
        }
        Ok(SubmitOutcome { renders, interruption, ..SubmitOutcome::default() })
    }

    async fn send(
        &mut self,
        row: &mut Render,
        interrupts: &mut Interrupts,
    ) -> Result<Option<Interruption>, CliError> {
        if row.stage != RenderStage::Queued || row.queue_entry.owner != QueueOwner::Unowned {
            let before = row.clone();
            let interruption = self.wait_for_sender(row, interrupts).await?;
            self.print_change(Some(&before), row);
            return Ok(interruption);
        }
        let request = RenderRequest::SendQueued(row.id);
        let (prints, remarks) = (self.prints_changes, self.remarks);
        let outcome = submit::submit(self.runner, request, prints, remarks, interrupts, self.out).await?;
        if let Some(now) = outcome.renders.into_iter().find(|now| now.id == row.id) {
            *row = now;
        }
        Ok(outcome.interruption)
    }

    fn print_change(&mut self, before: Option<&Render>, row: &Render) {
        if self.prints_changes || !self.out.json {
            print_change(self.out, before, row, self.remarks);
        }
    }

    /// Waits until the process that sends the render, or ended while it did, changed it.
    async fn wait_for_sender(
        &self,
        row: &mut Render,
        interrupts: &mut Interrupts,
    ) -> Result<Option<Interruption>, CliError> {
        let mut follower = LedgerFollower::start(self.runner);
        let wait = async {
            loop {
                // This also finds out whether the process ended.
                if follower.acquire_poll_lease().await {
                    follower.poll_other_renders(None).await;
                }
                match follower.load_render(row).await {
                    Some(now) if now.stage == row.stage && now.queue_entry.owner == row.queue_entry.owner => {
                        follower.wait_for_change(self.pace.min).await;
                    }
                    now => return now,
                }
            }
        };
        tokio::select! {
            now = wait => {
                *row = now.ok_or_else(|| removed_error(row))?;
                Ok(None)
            }
            interruption = interrupts.next() => Ok(Some(interruption)),
        }
    }
}

fn removed_error(row: &Render) -> CliError {
    let message = format!("{} was removed from the list by another cuecard", row.title);
    CliError::new(CliErrorKind::Removed, message, "Check with cuecard queue.")
}

/// Whether it waits for another process, or for none; one that waits for this process is sent when a slot is free.
fn is_left_unsent(row: &Render) -> bool {
    row.stage == RenderStage::Sending
        || (row.stage == RenderStage::Queued && row.queue_entry.owner != QueueOwner::ThisProcess)
}
