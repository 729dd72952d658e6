//! An earlier render of the same project, as an error names it.

use std::path::Path;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::domain::{PastRender, RenderId, RenderStage, VideoId};

/// The earlier render in the JSON of the error.
#[derive(Debug, Serialize)]
pub(super) struct EarlierRender {
    id: RenderId,
    status: &'static str,
    video_id: Option<VideoId>,
    file: Option<String>,
}

impl EarlierRender {
    pub(super) fn new(
        id: RenderId,
        stage: RenderStage,
        video_id: Option<&VideoId>,
        file: Option<&Path>,
    ) -> Self {
        let file = file.map(|file| file.to_string_lossy().into_owned());
        Self { id, status: stage.as_str(), video_id: video_id.cloned(), file }
    }
}

/// Describes the earlier render of an unchanged project: when, its stage and its file.
pub(super) fn describe_earlier_render(past: &PastRender) -> String {
    let (id, since) = (past.render_id, past.started_at.to_zoned(TimeZone::system()).strftime("%F %H:%M"));
    let location = describe_location(past.video_id.as_ref(), past.video_path.as_deref());
    format!("This project was rendered before, as render {id} of {since}: {}{location}", past.stage.as_str())
}

fn describe_location(video: Option<&VideoId>, file: Option<&Path>) -> String {
    match (file, video) {
        (Some(file), Some(video)) => format!(", {} (video {video})", file.display()),
        (Some(file), None) => format!(", {}", file.display()),
        (None, Some(video)) => format!(", video {video}"),
        (None, None) => String::new(),
    }
}
