//! What stands against sending the same project once more: an earlier render that is paid for, or may be.

use std::path::Path;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::USAGE;
use super::error::Trouble;
use crate::domain::{Past, Render, RenderId, Stage, VideoId};

/// The earlier render in the JSON of the error.
#[derive(Debug, Serialize)]
pub(super) struct Earlier {
    id: RenderId,
    status: &'static str,
    video_id: Option<VideoId>,
    file: Option<String>,
}

/// Describes the earlier render of an unchanged project: when, its stage and its file.
pub(super) fn before(past: &Past) -> String {
    let (id, since) = (past.render, past.since.to_zoned(TimeZone::system()).strftime("%F %H:%M"));
    let place = place(past.video.as_ref(), past.file.as_deref());
    format!("This project was rendered before, as render {id} of {since}: {}{place}", past.stage.word())
}

/// A script that was broken off must not pay twice by beginning again.
pub(super) fn rendered(past: &Past) -> Trouble {
    let step = step(past.stage, past.render, past.video.as_ref());
    let hint = format!("{step} Add --again to render it again anyway.");
    let earlier = Earlier {
        id: past.render,
        status: past.stage.word(),
        video_id: past.video.clone(),
        file: past.file.as_deref().map(told),
    };
    refused(&before(past), &hint).with_earlier(earlier)
}

/// A render of the queue that may have been sent already, which no key makes safe to send once more.
pub(super) fn unconfirmed(row: &Render) -> Trouble {
    let (id, title) = (row.id, &row.title);
    let what = format!("Render {id} ({title}) may have been sent already, but was not found on the service");
    let hint = "Check there first. Add --again to send it again anyway: it may cost twice.";
    let earlier = Earlier {
        id,
        status: row.stage.word(),
        video_id: row.video.clone(),
        file: row.file.as_deref().map(told),
    };
    refused(&what, hint).with_earlier(earlier)
}

fn refused(what: &str, hint: &str) -> Trouble {
    Trouble::new(USAGE, "again", format!("{what}. Nothing was sent"), hint)
}

fn step(stage: Stage, id: RenderId, video: Option<&VideoId>) -> String {
    match (stage, video) {
        (Stage::Queued, _) => format!("Send it with cuecard queue send {id}."),
        (Stage::Completed, Some(video)) => format!("See cuecard status {video}."),
        (_, Some(video)) => format!("Follow it with cuecard status {video}."),
        (_, None) => "Check with cuecard queue.".to_owned(),
    }
}

fn place(video: Option<&VideoId>, file: Option<&Path>) -> String {
    match (file, video) {
        (Some(file), Some(video)) => format!(", {} (video {video})", file.display()),
        (Some(file), None) => format!(", {}", file.display()),
        (None, Some(video)) => format!(", video {video}"),
        (None, None) => String::new(),
    }
}

fn told(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}
