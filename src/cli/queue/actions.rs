//! Actions on renders of the queue: send, cancel and remove.

use jiff::Timestamp;

use super::render_table::print_renders;
use crate::cli::confirmation;
use crate::cli::duplicate;
use crate::cli::error::CliError;
use crate::cli::error_kind::CliErrorKind;
use crate::cli::interrupt::{Interruption, Interrupts};
use crate::cli::output::CommandOutput;
use crate::cli::requests::{self, CommonArgs};
use crate::cli::slot::SlotWait;
use crate::cli::submit;
use crate::cli::table::format_seconds;
use crate::cli::wait;
use crate::domain::{ActionRefusal, Error, Render, RenderAction, RenderId, RenderStage, format_count};
use crate::runtime::{self, Runner};
use crate::studio::{RenderReply, RenderRequest, Reply};

#[derive(Debug, clap::Subcommand)]
pub(super) enum QueueSubcommand {
    /// Send queued, unconfirmed or failed renders
    Send(SendArgs),
    /// Cancel queued renders before they are sent
    Cancel(RenderIdsArgs),
    /// Remove renders from the list; their videos stay
    Remove(ConfirmArgs),
}

/// Arguments of an action that may cost, or concerns paid renders.
#[derive(Debug, clap::Args)]
pub(super) struct ConfirmArgs {
    /// Accept without asking
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    renders: RenderIdsArgs,
}

/// Arguments of `cuecard queue send`.
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
            Self::Send(args) => &args.confirm.renders,
            Self::Remove(args) => &args.renders,
            Self::Cancel(args) => args,
        }
    }

    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        match self {
            Self::Send(args) => &mut args.confirm.renders.common,
            Self::Remove(args) => &mut args.renders.common,
            Self::Cancel(args) => &mut args.common,
        }
    }

    /// Applies the action to all renders, or to none if it is not allowed for one.
    pub(super) fn run(&self, out: &mut CommandOutput) -> Result<(), CliError> {
        let selection = self.renders();
        requests::with_runner(&selection.common.service, async |runner| {
            let mut renders = requests::load_queue(runner).await?;
            let mut rows = selection.select(&renders)?;
            if rows.iter().any(|row| self.may_be_sent_twice(row, runtime::now())) {
                // A render that is found on the service is not sent again.
                if let Some(error) = requests::reconcile(runner, &mut renders).await {
                    out.note(&error.to_string());
                }
                rows = selection.select(&renders)?;
            }
            rows.iter().try_for_each(|row| self.check_allowed(row))?;
            // The time of the confirmation decides how a render is sent, however long the user takes.
            let now = runtime::now();
            self.confirm(&rows, now, out)?;
            match self {
                Self::Send(args) => selection.send(runner, &rows, (now, args.timeout), out).await,
                Self::Cancel(_) => apply_to_each(runner, &rows, RenderRequest::Cancel, out).await,
                Self::Remove(_) => apply_to_each(runner, &rows, RenderRequest::RemoveFromList, out).await,
            }
        })
    }

    /// Whether it is unconfirmed and has no idempotency key, and `--again` is missing.
    fn may_be_sent_twice(&self, row: &Render, now: Timestamp) -> bool {
        let Self::Send(args) = self else { return false };
        row.stage == RenderStage::Unconfirmed && !args.again && !row.can_resend_safely(now)
    }

    fn action(&self) -> RenderAction {
        match self {
            Self::Send(_) => RenderAction::Send,
            Self::Cancel(_) => RenderAction::Cancel,
            Self::Remove(_) => RenderAction::RemoveFromList,
        }
    }

    /// Fails if the render does not allow the action.
    fn check_allowed(&self, row: &Render) -> Result<(), CliError> {
        let Err(refusal) = row.allows(self.action()) else { return Ok(()) };
        let id = row.id;
        let hint = match refusal {
            ActionRefusal::Resent(next) => {
                let message = format!("Render {id} was already sent again, as render {next}");
                return Err(CliError::new(CliErrorKind::Duplicate, message, "").with_nothing_sent());
            }
            ActionRefusal::SentAutomatically(_) => "Another cuecard sends it automatically.",
            ActionRefusal::Completed => "Render its project again.",
            ActionRefusal::InProgress if self.action() == RenderAction::RemoveFromList => {
                "It can be removed when it has ended."
            }
            ActionRefusal::InProgress => "It is already in progress.",
            ActionRefusal::StillQueued => "Cancel it first: cuecard queue cancel.",
            ActionRefusal::NotQueued => "Only a queued render can be canceled.",
            ActionRefusal::NoVideo | ActionRefusal::NoLink | ActionRefusal::NoProject => "",
        };
        let video = row.video_id.as_ref().map_or_else(String::new, |video| format!(", as video {video}"));
        let stage = row.stage.as_str();
        let message = format!("Render {id} ({}) is {stage}{video}. Nothing was changed", row.title);
        Err(CliError::new(CliErrorKind::NotAllowed, message, hint))
    }

    /// Confirms what costs, or concerns paid renders.
    fn confirm(&self, rows: &[Render], now: Timestamp, out: &mut CommandOutput) -> Result<(), CliError> {
        let (args, question, lines): (_, _, Vec<String>) = match self {
            Self::Send(SendArgs { confirm, .. }) => {
                (confirm, "Send it?", rows.iter().map(|row| price_line(row, now)).collect())
            }
            Self::Remove(confirm) => (confirm, "Remove?", rows.iter().filter_map(removal_warning).collect()),
            Self::Cancel(_) => return Ok(()),
        };
        let duplicate = rows.iter().find(|row| self.may_be_sent_twice(row, now));
        if let Some(row) = duplicate.filter(|_| args.yes) {
            return Err(duplicate::unconfirmed_error(row));
        }
        let shown: Vec<&str> = lines.iter().map(String::as_str).collect();
        if lines.is_empty() || confirmation::confirm(&shown, question, args.yes, out) {
            return Ok(());
        }
        let message = format!("{}. Nothing was changed", lines.join("; "));
        Err(CliError::new(CliErrorKind::NotConfirmed, message, "Add --yes to confirm it."))
    }
}

impl RenderIdsArgs {
    /// The renders with these ids, each once.
    fn select(&self, renders: &[Render]) -> Result<Vec<Render>, CliError> {
        let mut rows = Vec::<Render>::new();
        for id in &self.ids {
            let Some(row) = renders.iter().find(|row| requests::matches_id(row, id.trim())) else {
                let message = format!("There is no render {id} in the queue. Nothing was changed");
                let hint = format!(
                    "List them with: cuecard queue --offline{}",
                    self.common.service.command_suffix()
                );
                return Err(CliError::new(CliErrorKind::NotFound, message, hint));
            };
            if rows.iter().all(|other| other.id != row.id) {
                rows.push(row.clone());
            }
        }
        Ok(rows)
    }

    /// Sends the renders one after the other, and waits until all are sent.
    async fn send(
        &self,
        runner: &Runner,
        rows: &[Render],
        (now, timeout): (Timestamp, u64),
        out: &mut CommandOutput,
    ) -> Result<(), CliError> {
        let mut interrupts = Interrupts::listen()?;
        let (mut sent, mut interruption) = (Vec::<Render>::new(), None);
        let mut rest = rows.iter();
        for row in rest.by_ref() {
            let outcome =
                match submit::submit(runner, send_request(row, now), false, None, &mut interrupts, out).await
                {
                    Ok(outcome) => outcome,
                    Err(error) if sent.is_empty() => return Err(error),
                    Err(error) => {
                        print_renders(&sent, out);
                        return Err(error.with_sent_count(sent.len(), rows.len()));
                    }
                };
            // A row that is sent as a new render is not sent itself.
            sent.extend(outcome.renders.into_iter().filter(|row| row.lineage.resent_as.is_none()));
            interruption = outcome.interruption;
            if interruption.is_some() {
                break;
            }
        }
        if interruption.is_none() {
            interrupts.set_timeout(timeout);
            let wait = SlotWait {
                runner,
                out,
                prints_changes: false,
                pace: self.common.service.pace(),
                remarks: None,
            };
            interruption = wait.send_queued(&mut sent, &mut interrupts).await;
        }
        print_renders(&sent, out);
        if let Some(interruption) = interruption {
            let unsent = sent.iter().filter(|row| row.is_queued_here()).chain(rest).map(|row| row.id);
            return Err(self.interrupted_error(interruption, &unsent.collect::<Vec<_>>()));
        }
        for row in &sent {
            wait::check_outcome(runner, row).await?;
        }
        submit::check_recorded(runner, &sent).await
    }

    fn interrupted_error(&self, interruption: Interruption, unsent: &[RenderId]) -> CliError {
        let suffix = self.common.service.command_suffix();
        if unsent.is_empty() {
            return CliError::interrupted(interruption, "", &format!("Check with: cuecard queue{suffix}"));
        }
        let ids: Vec<String> = unsent.iter().map(RenderId::to_string).collect();
        let verb = if ids.len() == 1 { "was" } else { "were" };
        let state = format!("{} {verb} not sent", format_count(ids.len(), "render"));
        let hint = format!("Send with: cuecard queue send {}{suffix}", ids.join(" "));
        CliError::interrupted(interruption, &state, &hint)
    }
}

fn send_request(row: &Render, now: Timestamp) -> RenderRequest {
    RenderRequest::send(row.id, row.send_mode(now))
}

/// Applies an action to each render until one fails, and prints the changed ones.
async fn apply_to_each(
    runner: &Runner,
    rows: &[Render],
    request: fn(RenderId) -> RenderRequest,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    let mut done = Vec::new();
    let mut failed = None;
    for row in rows {
        match requests::request_reply(runner, request(row.id), |reply| updated_render(row, reply)).await {
            Ok(row) => done.push(row),
            Err(error) => {
                failed = Some(error);
                break;
            }
        }
    }
    print_renders(&done, out);
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// The row after an action.
fn updated_render(row: &Render, reply: Reply) -> Option<Result<Render, Error>> {
    match reply {
        Reply::Render(RenderReply::Changed(now)) => Some(Ok(*now)),
        Reply::Render(RenderReply::RemovedFromList(..)) => Some(Ok(row.clone())),
        Reply::Render(RenderReply::ActionFailed(_, error)) | Reply::TaskFailed(error) => Some(Err(error)),
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
        RenderStage::Unconfirmed if row.can_resend_safely(now) => {
            format!("{price}; it is sent with the same idempotency key and is not created twice")
        }
        RenderStage::Unconfirmed => format!("{price}; it may have been sent already, and may cost twice"),
        _ => price,
    }
}

/// The warning about a render that was paid for, or may have been.
fn removal_warning(row: &Render) -> Option<String> {
    match row.stage {
        RenderStage::Completed => Some(format!("{} was paid for; its video stays where it is", row.title)),
        RenderStage::Unconfirmed => {
            Some(format!("{} may have been sent, and is no longer looked up", row.title))
        }
        _ => None,
    }
}
