//! What stands against sending the same project once more: an earlier render that is paid for, or may be.

use std::path::Path;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::EXIT_USAGE;
use super::error::CliError;
use crate::domain::{PastRender, Render, RenderId, Stage, VideoId};

/// The earlier render in the JSON of the error.
#[derive(Debug, Serialize)]
pub(super) struct EarlierRender {
    id: RenderId,
    status: &'static str,
    video_id: Option<VideoId>,
    file: Option<String>,
}

/// Describes the earlier render of an unchanged project: when, its stage and its file.
pub(super) fn describe_earlier_render(past: &PastRender) -> String {
    let (id, since) = (past.render_id, past.started_at.to_zoned(TimeZone::system()).strftime("%F %H:%M"));
    let place = describe_location(past.video_id.as_ref(), past.video_path.as_deref());
    format!("This project was rendered before, as render {id} of {since}: {}{place}", past.stage.as_str())
}

/// A script that was broken off must not pay twice by beginning again.
pub(super) fn already_rendered_error(past: &PastRender) -> CliError {
    let step = next_step(past.stage, past.render_id, past.video_id.as_ref());
    let hint = format!("{step} Add --again to render it again anyway.");
    let earlier = EarlierRender {
        id: past.render_id,
        status: past.stage.as_str(),
        video_id: past.video_id.clone(),
        file: past.video_path.as_deref().map(path_string),
    };
    duplicate_error(&describe_earlier_render(past), &hint).with_earlier_render(earlier)
}

/// A render of the queue that may have been sent already, which no key makes safe to send once more.
pub(super) fn unconfirmed_error(row: &Render) -> CliError {
    let (id, title) = (row.id, &row.title);
    let what = format!("Render {id} ({title}) may have been sent already, but was not found on the service");
    let hint = "Check there first. Add --again to send it again anyway: it may cost twice.";
    let earlier = EarlierRender {
        id,
        status: row.stage.as_str(),
        video_id: row.video_id.clone(),
        file: row.video_path.as_deref().map(path_string),
    };
    duplicate_error(&what, hint).with_earlier_render(earlier)
}

fn duplicate_error(what: &str, hint: &str) -> CliError {
    CliError::new(EXIT_USAGE, "again", format!("{what}. Nothing was sent"), hint)
}

fn next_step(stage: Stage, id: RenderId, video: Option<&VideoId>) -> String {
    match (stage, video) {
        (Stage::Queued, _) => format!("Send it with cuecard queue send {id}."),
        (Stage::Completed, Some(video)) => format!("See cuecard status {video}."),
        (_, Some(video)) => format!("Follow it with cuecard status {video}."),
        (_, None) => "Check with cuecard queue.".to_owned(),
    }
}

fn describe_location(video: Option<&VideoId>, file: Option<&Path>) -> String {
    match (file, video) {
        (Some(file), Some(video)) => format!(", {} (video {video})", file.display()),
        (Some(file), None) => format!(", {}", file.display()),
        (None, Some(video)) => format!(", video {video}"),
        (None, None) => String::new(),
    }
}

fn path_string(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}
