//! The submission of renders by a command, which waits for the response, since the render may be paid.

use std::time::Duration;

use super::config::scaled_wait;
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::interrupt::{Interruption, Interrupts};
use super::output::CommandOutput;
use super::project_remarks::ProjectRemarks;
use super::render_output::print_change;
use super::{confirmation, requests};
use crate::domain::{Dialect, PictureKeyChoice, Render};
use crate::runtime::{self, Runner};
use crate::studio::{AccountReply, NewRender, PictureKeyRefusal, RenderReply, RenderRequest, Reply};

/// Delays before an unconfirmed render is sent again.
const RESEND_DELAYS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

#[derive(Debug, Default)]
pub(super) struct SubmitOutcome {
    pub(super) renders: Vec<Render>,
    /// The current dialect, if nothing was sent because it is not the one that was shown.
    pub(super) current_dialect: Option<Dialect>,
    /// A signal that came during the submission.
    pub(super) interruption: Option<Interruption>,
    /// The error that the service accepted no picture key.
    pub(super) picture_key_error: Option<CliError>,
}

/// Submits, and waits for the response. A signal is noted; a second one ends the wait.
pub(super) async fn submit(
    runner: &Runner,
    request: RenderRequest,
    prints_changes: bool,
    remarks: Option<&ProjectRemarks<'_>>,
    interrupts: &mut Interrupts,
    out: &mut CommandOutput,
) -> Result<SubmitOutcome, CliError> {
    let mut replies = runner.request(request);
    let mut outcome = SubmitOutcome::default();
    loop {
        let reply = tokio::select! {
            reply = replies.recv() => reply,
            interruption = interrupts.next() => {
                if outcome.interruption.replace(interruption).is_some() {
                    return Err(interrupted_error(interruption));
                }
                out.note("The render is being sent: waiting for the response. Interrupt again to quit without it");
                continue;
            }
        };
        match reply {
            Some(Reply::Render(RenderReply::Changed(row))) => {
                if prints_changes || !out.json {
                    let before = outcome.renders.iter().find(|other| other.id == row.id);
                    print_change(out, before, &row, remarks);
                }
                outcome.renders.retain(|other| other.id != row.id);
                outcome.renders.push(*row);
            }
            Some(
                Reply::Render(
                    RenderReply::SubmitFailed(error)
                    | RenderReply::SendFailed(_, error)
                    | RenderReply::ActionFailed(_, error),
                )
                | Reply::TaskFailed(error),
            ) => return Err(error.into()),
            Some(Reply::Render(RenderReply::PictureKeysRefused(refusal)))
                if refusal.can_upload && confirm_upload(&refusal, out) =>
            {
                let new_render = NewRender { may_upload: true, ..refusal.render };
                outcome.renders.clear();
                replies = runner.request(RenderRequest::Submit(Box::new(new_render)));
            }
            Some(Reply::Render(RenderReply::PictureKeysRefused(refusal))) => {
                outcome.picture_key_error = Some(picture_key_error(*refusal));
            }
            Some(Reply::Render(RenderReply::RemovedFromList(id, _))) => {
                outcome.renders.retain(|row| row.id != id);
            }
            Some(Reply::Render(RenderReply::ReconfirmationNeeded(_, dialect))) => {
                outcome.current_dialect = Some(dialect);
            }
            Some(Reply::Render(RenderReply::DialectRefused(refusal))) => {
                out.note(&dialect_hint(&refusal.alternatives));
            }
            Some(Reply::Account(AccountReply::DialectDetected(_, Some(notice)))) => {
                out.show_notice(runner, notice).await;
            }
            Some(_) => {}
            None => break,
        }
    }
    if outcome.interruption.is_none() {
        outcome.interruption = resend_unconfirmed(runner, &mut outcome.renders, interrupts, out).await;
    }
    Ok(outcome)
}

/// Fails if the service accepted a render that the ledger could not record.
pub(super) async fn check_recorded(runner: &Runner, renders: &[Render]) -> Result<(), CliError> {
    if renders.iter().all(|row| !row.is_unrecorded) {
        return Ok(());
    }
    // Reading the ledger retries the pending writes first; if that fails, the rows are unchanged.
    let rows = requests::load_renders(runner).await.map_or_else(|_| renders.to_vec(), |(rows, _)| rows);
    let is_lost = |row: &&Render| row.is_unrecorded && renders.iter().any(|sent| sent.id == row.id);
    rows.iter().find(is_lost).map_or(Ok(()), |row| Err(unrecorded_error(row)))
}

fn unrecorded_error(row: &Render) -> CliError {
    let id = row.video_id.as_ref().map(|video| format!(" as {video}")).unwrap_or_default();
    let note = row.note.as_deref().unwrap_or_default();
    let message = format!("{} was accepted{id}, but could not be recorded. {note}", row.title);
    let hint = "Keep the id, and check with cuecard queue before you render it again.";
    CliError::new(CliErrorKind::Unrecorded, message, hint)
}

/// Sends unconfirmed renders again with their idempotency keys; returns the interruption, if any.
pub(super) async fn resend_unconfirmed(
    runner: &Runner,
    renders: &mut [Render],
    interrupts: &mut Interrupts,
    out: &mut CommandOutput,
) -> Option<Interruption> {
    for wait in RESEND_DELAYS {
        if renders.iter().all(|row| !row.can_resend_safely(runtime::now())) {
            break;
        }
        out.note("Unconfirmed: it is sent again with the same idempotency key, and is not created twice");
        tokio::select! {
            () = tokio::time::sleep(scaled_wait(wait)) => {}
            interruption = interrupts.next() => return Some(interruption),
        }
        // The row has the reason of a failure.
        let _ = requests::reconcile(runner, renders).await;
    }
    None
}

/// Asks whether to upload the picture; without a terminal it is a no.
fn confirm_upload(refusal: &PictureKeyRefusal, out: &mut CommandOutput) -> bool {
    let summary = refusal.error.summary();
    let explanation = "An upload gives the picture a new picture key, and leaves a copy in the account; cuecard remembers it";
    confirmation::confirm(
        &[&format!("{summary}. No video was created. {explanation}")],
        "Upload?",
        false,
        out,
    )
}

/// The error that no picture key was accepted, with the sources that were not tried as the next step.
fn picture_key_error(refusal: PictureKeyRefusal) -> CliError {
    let hint = match refusal.key_choice {
        _ if refusal.can_upload => "Try --picture-key upload. No video was created.",
        PictureKeyChoice::Only(_) => "Try --picture-key auto. No video was created.",
        PictureKeyChoice::Auto => {
            "Choose another photo, or add one with: cuecard photos add. No video was created."
        }
    };
    CliError::from(refusal.error).with_hint(hint)
}

/// The dialects to try next.
fn dialect_hint(others: &[Dialect]) -> String {
    let options: Vec<String> =
        others.iter().map(|current_dialect| format!("--dialect {}", current_dialect.as_str())).collect();
    let hint = "cuecard estimate shows what each loses";
    format!("The service does not accept this dialect. Try {}; {hint}", options.join(" or "))
}

fn interrupted_error(interruption: Interruption) -> CliError {
    let state = "the video may have been created: cuecard did not wait for the response";
    CliError::interrupted(interruption, state, "Check with: cuecard queue")
}
