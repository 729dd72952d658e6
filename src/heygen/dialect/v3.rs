//! The current generation: `avatar` for a video of one scene, `studio` for one of several.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::scenes::failure;
use super::{Submission, Wire, json};
use crate::domain::{Dialect, Progress, Ratio, Scene, Size, Stage, Style, VideoId, VideoSpec, text};
use crate::heygen::endpoints::Place;
use crate::heygen::envelope::{Refusal, read_error};
use crate::heygen::lenient::Loose;
use crate::heygen::parse::{line, stage, url};

/// `POST /v3/videos`, and `GET /v3/videos/{id}`.
#[derive(Debug)]
pub(in crate::heygen) struct V3;

/// What both types of video have.
#[derive(Serialize)]
struct Head<'a> {
    r#type: &'a str,
    title: &'a str,
    resolution: &'a str,
    aspect_ratio: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<Caption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Caption {
    file_format: &'static str,
    style: &'static str,
}

#[derive(Serialize)]
struct Avatar<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    fit: &'a str,
    #[serde(flatten)]
    speaker: Speaker<'a>,
}

#[derive(Serialize)]
struct Studio<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    scenes: Vec<StudioScene<'a>>,
}

#[derive(Serialize)]
struct StudioScene<'a> {
    r#type: &'a str,
    input: Input<'a>,
}

#[derive(Serialize)]
struct Input<'a> {
    r#type: &'a str,
    #[serde(flatten)]
    speaker: Speaker<'a>,
}

/// Who says what, and how.
#[derive(Serialize)]
struct Speaker<'a> {
    avatar_id: &'a str,
    script: &'a str,
    voice_id: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    motion_prompt: &'a str,
    expressiveness: &'a str,
    engine: Engine,
}

#[derive(Serialize)]
struct Engine {
    r#type: &'static str,
}

/// A video as `GET /v3/videos/{id}` and its list have it.
#[derive(Default, Deserialize)]
pub(in crate::heygen) struct VideoRecord<'a> {
    #[serde(borrow, default)]
    pub(in crate::heygen) id: Loose<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) title: Loose<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) status: Loose<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) created_at: Loose<'a>,
    #[serde(borrow, default)]
    video_url: Loose<'a>,
    #[serde(borrow, default)]
    captioned_video_url: Loose<'a>,
    #[serde(borrow, default)]
    subtitle_url: Loose<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) duration: Loose<'a>,
    #[serde(borrow, default)]
    failure_code: Loose<'a>,
    #[serde(borrow, default)]
    failure_message: Loose<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Wire for V3 {
    fn submission(&self, spec: &VideoSpec, _: &str) -> Submission {
        let head = |kind| Head {
            r#type: kind,
            title: &spec.title,
            resolution: Size::of(spec.shape).word(),
            aspect_ratio: Ratio::of(spec.shape).word(),
            caption: spec.captions.then_some(Caption { file_format: "srt", style: "default" }),
            callback_url: spec.callback_url.as_deref(),
        };
        let body = match spec.scenes.as_slice() {
            [scene] => json(&Avatar { head: head("avatar"), fit: "cover", speaker: speaker(spec, scene) }),
            scenes => {
                let input = |scene| Input { r#type: "avatar", speaker: speaker(spec, scene) };
                let scenes =
                    scenes.iter().map(|scene| StudioScene { r#type: "avatar_video", input: input(scene) });
                json(&Studio { head: head("studio"), scenes: scenes.collect() })
            }
        };
        self.stored(body)
    }

    fn stored(&self, body: String) -> Submission {
        Submission::new(Dialect::V3, "/v3/videos", body)
    }

    fn progress_place(&self, video: &VideoId) -> Place {
        Place::new("/v3/videos").id(video.as_str())
    }

    fn progress(&self, data: &str) -> Option<Progress> {
        let record: VideoRecord<'_> = serde_json::from_str(data).ok()?;
        let (said, spec) = (line(&record.status), url(&record.video_url));
        // A video that is there is there, whatever else is said.
        let stage = if spec.is_some() { Stage::Completed } else { stage(&said)? };
        Some(Progress {
            stage,
            word: text::short(&said, 40),
            url: spec,
            captioned_url: url(&record.captioned_video_url),
            subtitles_url: url(&record.subtitle_url),
            duration: record.duration.number().filter(|seconds| *seconds > 0.0),
            failure: failure(stage, why(&record)),
        })
    }
}

fn speaker<'a>(spec: &'a VideoSpec, scene: &'a Scene) -> Speaker<'a> {
    Speaker {
        avatar_id: spec.photo.as_str(),
        script: scene.spoken(),
        voice_id: spec.voice.as_str(),
        motion_prompt: scene.motion.trim(),
        expressiveness: if scene.style == Style::Expressive { "high" } else { "low" },
        engine: Engine { r#type: "avatar_iv" },
    }
}

/// What is said about a failure, in either of the places for it.
fn why(record: &VideoRecord<'_>) -> Option<Refusal> {
    let own = Refusal {
        code: record.failure_code.text().map(Cow::into_owned),
        message: record.failure_message.text().map_or_else(String::new, Cow::into_owned),
        param: None,
    };
    if own == Refusal::default() { record.error.and_then(read_error) } else { Some(own) }
}
