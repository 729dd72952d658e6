//! Errors for duplicates: an earlier render that is paid for, or may be.

use super::earlier_render::{EarlierRender, describe_earlier_render};
use super::error::CliError;
use super::error_kind::CliErrorKind;
use crate::domain::{PastRender, Render, RenderId, RenderStage, VideoId};

/// An unchanged project: a script that is run again must not pay twice.
pub(super) fn already_rendered_error(past: &PastRender) -> CliError {
    let step = next_step(past.stage, past.render_id, past.video_id.as_ref());
    let hint = format!("{step} Add --again to render it again anyway.");
    let (video, file) = (past.video_id.as_ref(), past.video_path.as_deref());
    duplicate_error(&describe_earlier_render(past), &hint).with_earlier_render(EarlierRender::new(
        past.render_id,
        past.stage,
        video,
        file,
    ))
}

/// An unconfirmed render of the queue without an idempotency key.
pub(super) fn unconfirmed_error(row: &Render) -> CliError {
    let (id, title) = (row.id, &row.title);
    let message =
        format!("Render {id} ({title}) may have been sent already, but was not found on the service");
    let hint = "Check there first. Add --again to send it again anyway: it may cost twice.";
    let (video, file) = (row.video_id.as_ref(), row.video_path.as_deref());
    duplicate_error(&message, hint).with_earlier_render(EarlierRender::new(id, row.stage, video, file))
}

fn duplicate_error(message: &str, hint: &str) -> CliError {
    CliError::new(CliErrorKind::Duplicate, message, hint).with_nothing_sent()
}

fn next_step(stage: RenderStage, id: RenderId, video: Option<&VideoId>) -> String {
    match (stage, video) {
        (RenderStage::Queued, _) => format!("Send it with cuecard queue send {id}."),
        (RenderStage::Completed, Some(video)) => format!("See cuecard status {video}."),
        (_, Some(video)) => format!("Follow it with cuecard status {video}."),
        (_, None) => "Check with cuecard queue.".to_owned(),
    }
}
