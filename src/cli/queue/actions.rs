//! The actions on renders of the queue: send, cancel and remove, as the keys of the queue do.

use std::time::Duration;

use jiff::Timestamp;

use super::render_table::print_renders;
use crate::cli::confirmation;
use crate::cli::duplicate;
use crate::cli::error::CliError;
use crate::cli::exit_code::ExitCode;
use crate::cli::interrupt::Interrupts;
use crate::cli::output::CommandOutput;
use crate::cli::requests::{self, CommonArgs};
use crate::cli::slot::SlotWait;
use crate::cli::stderr::print_note;
use crate::cli::submit::{self, SubmitOutcome};
use crate::cli::table::format_seconds;
use crate::cli::wait;
use crate::domain::{Error, QueueOwner, Render, Stage};
use crate::runtime::{self, Runner};
use crate::studio::{RenderReply, RenderRequest, Reply, Request};

#[derive(Debug, clap::Subcommand)]
pub(super) enum QueueSubcommand {
    /// Send queued, unconfirmed or failed renders
    Send(SendArgs),
    /// Cancel queued renders, which were not sent
    Cancel(RenderIdsArgs),
    /// Remove renders from the list; their videos stay
    Remove(ConfirmArgs),
}

/// What may cost, or was paid for.
#[derive(Debug, clap::Args)]
pub(super) struct ConfirmArgs {
    /// Accept without asking
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    renders: RenderIdsArgs,
}

/// What is sent, and for how long that is waited for.
#[derive(Debug, clap::Args)]
pub(super) struct SendArgs {
    #[command(flatten)]
    confirm: ConfirmArgs,
    /// Send renders that may have been sent already, and may cost twice
    #[arg(long)]
    again: bool,
    /// How long to wait for a free slot; renders that were not sent stay in the queue
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    timeout: u64,
}

#[derive(Debug, clap::Args)]
pub(super) struct RenderIdsArgs {
    /// Numbers in the queue, or video ids
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
}

impl QueueSubcommand {
    fn renders(&self) -> &RenderIdsArgs {
        match self {
            Self::Send(sending) => &sending.confirm.renders,
            Self::Remove(costly) => &costly.renders,
            Self::Cancel(plain) => plain,
        }
    }

    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        match self {
            Self::Send(sending) => &mut sending.confirm.renders.common,
            Self::Remove(costly) => &mut costly.renders.common,
            Self::Cancel(plain) => &mut plain.common,
        }
    }

    /// Does it to all of them, or to none where it makes no sense for one.
    pub(super) fn run(&self, out: &mut CommandOutput) -> Result<(), CliError> {
        let plain = self.renders();
        requests::with_runner(&plain.common.service, async |runner| {
            let (mut renders, notice) = requests::load_renders(runner).await?;
            if let Some(notice) = notice {
                print_note(&notice.summary());
            }
            let mut rows = plain.select(&renders)?;
            if rows.iter().any(|row| self.may_be_sent_twice(row, runtime::now())) {
                // It may be on the service: what is found there is not sent again.
                if let Some(fault) = requests::reconcile(runner, &mut renders).await {
                    out.note(&fault.to_string());
                }
                rows = plain.select(&renders)?;
            }
            rows.iter().try_for_each(|row| self.check_stage(row))?;
            // What is agreed to is what is done, however long the answer takes.
            let now = runtime::now();
            self.confirm(&rows, now, out)?;
            match self {
                Self::Send(sending) => plain.send(runner, &rows, (now, sending.timeout), out).await,
                Self::Cancel(_) => apply_to_each(runner, &rows, RenderRequest::Cancel, out).await,
                Self::Remove(_) => apply_to_each(runner, &rows, RenderRequest::RemoveFromList, out).await,
            }
        })
    }

    /// Whether it is to be sent although it may have been sent already, with no key that makes that safe, and nobody said
    /// that it is wanted twice.
    fn may_be_sent_twice(&self, row: &Render, now: Timestamp) -> bool {
        let Self::Send(sending) = self else { return false };
        row.stage == Stage::Unconfirmed && !sending.again && !row.can_resend_safely(now)
    }

    /// Refuses what makes no sense for a render as it is.
    fn check_stage(&self, row: &Render) -> Result<(), CliError> {
        let (id, stage) = (row.id, row.stage);
        let hint = match (self, stage) {
            (Self::Send(_), Stage::Queued) if row.queue_slot.owner != QueueOwner::Unowned => {
                "Another cuecard is sending it by itself."
            }
            (Self::Send(_), Stage::Completed) => "Render its project again.",
            (Self::Send(_), Stage::Sending | Stage::Pending | Stage::Processing) => {
                "It is already in progress."
            }
            (Self::Cancel(_), Stage::Queued) | (Self::Send(_), _) => return Ok(()),
            (Self::Cancel(_), _) => "Only a queued render can be canceled.",
            (Self::Remove(_), Stage::Queued) => "Cancel it first: cuecard queue cancel.",
            (Self::Remove(_), Stage::Sending | Stage::Pending | Stage::Processing) => {
                "It can be removed when it has ended."
            }
            (Self::Remove(_), _) => return Ok(()),
        };
        let video = row.video_id.as_ref().map_or_else(String::new, |video| format!(", as video {video}"));
        let what = format!("Render {id} ({}) is {}{video}. Nothing was changed", row.title, stage.as_str());
        Err(CliError::new(ExitCode::Failure, "stage", what, hint))
    }

    /// The user's word, where it costs or was paid for.
    fn confirm(&self, rows: &[Render], now: Timestamp, out: &mut CommandOutput) -> Result<(), CliError> {
        let (costly, kind, question, about): (_, _, _, Vec<String>) = match self {
            Self::Send(SendArgs { confirm: costly, .. }) => {
                (costly, "price", "Send it?", rows.iter().map(|row| price_line(row, now)).collect())
            }
            Self::Remove(costly) => {
                (costly, "consent", "Remove?", rows.iter().filter_map(removal_warning).collect())
            }
            Self::Cancel(_) => return Ok(()),
        };
        if costly.yes {
            if let Some(row) = rows.iter().find(|row| self.may_be_sent_twice(row, now)) {
                return Err(duplicate::unconfirmed_error(row));
            }
            for line in &about {
                out.note(line);
            }
            return Ok(());
        }
        if about.is_empty()
            || (confirmation::is_interactive() && confirmation::confirm(&about.join("\n"), question))
        {
            return Ok(());
        }
        let what = format!("{}. Nothing was changed", about.join("; "));
        Err(CliError::new(ExitCode::Usage, kind, what, "Add --yes to confirm it."))
    }
}

impl RenderIdsArgs {
    /// The renders that are meant, each once.
    fn select(&self, renders: &[Render]) -> Result<Vec<Render>, CliError> {
        let mut rows = Vec::<Render>::new();
        for id in &self.ids {
            let Some(row) = renders.iter().find(|row| requests::matches_id(row, id.trim())) else {
                let what = format!("There is no render {id} in the queue. Nothing was changed");
                let hint = format!(
                    "See them all with: cuecard queue --offline{}",
                    self.common.service.command_suffix()
                );
                return Err(CliError::new(ExitCode::Failure, "not_found", what, &hint));
            };
            if rows.iter().all(|other| other.id != row.id) {
                rows.push(row.clone());
            }
        }
        Ok(rows)
    }

    /// Sends them one after the other, and stays until all are sent.
    async fn send(
        &self,
        runner: &Runner,
        rows: &[Render],
        (now, timeout): (Timestamp, u64),
        out: &mut CommandOutput,
    ) -> Result<(), CliError> {
        let mut ends = Interrupts::listen().map_err(|error| CliError::io(&error))?;
        let (mut sent, mut ended) = (Vec::<Render>::new(), None);
        for row in rows {
            let request = match row.stage {
                Stage::Queued => Request::Render(RenderRequest::SendQueued(row.id)),
                _ if row.can_resend_safely(now) => Request::Render(RenderRequest::ResendIdempotently(row.id)),
                _ => Request::Render(RenderRequest::SendAsNewRender(row.id)),
            };
            let SubmitOutcome { renders, exit_code: signal, .. } =
                match submit::submit(runner, request, false, &mut ends, out).await {
                    Ok(done) => done,
                    // Those before it are on their way.
                    Err(trouble) if !sent.is_empty() => {
                        print_renders(&sent, out);
                        return Err(trouble.with_sent_count(sent.len(), rows.len()));
                    }
                    Err(trouble) => return Err(trouble),
                };
            // The row of which it is a new take is not sent itself.
            sent.extend(renders.into_iter().filter(|now| now.lineage.resent_as.is_none()));
            ended = signal;
            if ended.is_some() {
                break;
            }
        }
        if ended.is_none() {
            ends.set_timeout(Duration::from_secs(timeout));
            let turn = SlotWait { runner, out, prints_changes: false, pace: self.common.service.pace() };
            ended = turn.send_queued(&mut sent, &mut ends).await;
        }
        print_renders(&sent, out);
        if ended == Some(ExitCode::WaitTimedOut) {
            let what = "Timed out; queued renders were not sent";
            return Err(CliError::new(
                ExitCode::WaitTimedOut,
                "waited",
                what,
                "Send it with: cuecard queue send",
            ));
        }
        if let Some(exit) = ended {
            return Err(CliError::new(exit, "interrupted", "Interrupted", "Look with: cuecard queue"));
        }
        for row in &sent {
            wait::check_outcome(runner, row).await?;
        }
        submit::check_recorded(runner, &sent).await
    }
}

/// Does one thing to each of them, and prints those that it was done to.
async fn apply_to_each(
    runner: &Runner,
    rows: &[Render],
    request: fn(crate::domain::RenderId) -> RenderRequest,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    let mut done = Vec::new();
    let mut failed = None;
    for row in rows {
        match requests::request_reply(runner, Request::Render(request(row.id)), |reply| {
            updated_render(row, reply)
        })
        .await
        {
            Ok(row) => done.push(row),
            Err(fault) => {
                failed = Some(fault);
                break;
            }
        }
    }
    print_renders(&done, out);
    failed.map_or(Ok(()), |fault| Err(fault.into()))
}

/// The row after what was done to it.
fn updated_render(row: &Render, reply: Reply) -> Option<Result<Render, Error>> {
    match reply {
        Reply::Render(RenderReply::Changed(now)) => Some(Ok(*now)),
        Reply::Render(RenderReply::RemovedFromList(..)) => Some(Ok(row.clone())),
        Reply::Render(RenderReply::ActionFailed(_, fault)) | Reply::TaskFailed(fault) => Some(Err(fault)),
        _ => None,
    }
}

fn price_line(row: &Render, now: Timestamp) -> String {
    let price = format!(
        "{}: about {}, about {}",
        row.title,
        format_seconds(row.estimated_seconds),
        row.estimated_cost
    );
    match row.stage {
        Stage::Unconfirmed if row.can_resend_safely(now) => {
            format!("{price}; it is sent with the same idempotency key and is not made twice")
        }
        Stage::Unconfirmed => format!("{price}; it may have been sent already, and may cost twice"),
        _ => price,
    }
}

/// What is said of a render that was paid for, or may have been.
fn removal_warning(row: &Render) -> Option<String> {
    match row.stage {
        Stage::Completed => Some(format!("{} was paid for; its video stays where it is", row.title)),
        Stage::Unconfirmed => Some(format!("{} may have been sent, and is no longer looked for", row.title)),
        _ => None,
    }
}
