//! The reference's form: one request with all scenes, each with its own emotion and motion.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Dimension, Submission, Wire, json};
use crate::domain::{Dialect, Failure, Progress, Scene, Stage, VideoId, VideoSpec, text};
use crate::heygen::endpoints::Place;
use crate::heygen::envelope::{Refusal, read_error};
use crate::heygen::lenient::Loose;
use crate::heygen::parse::{id, line, stage, url};
use crate::heygen::sanitize;

/// `POST /v2/video/av4/generate` with `scenes`, and `GET /v1/video_status.get`.
#[derive(Debug)]
pub(in crate::heygen) struct Scenes;

#[derive(Serialize)]
struct Body<'a> {
    image_key: &'a str,
    voice_id: &'a str,
    video_title: &'a str,
    dimension: Dimension,
    caption: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    scenes: Vec<SceneBody<'a>>,
}

#[derive(Serialize)]
struct SceneBody<'a> {
    script: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    emotion: Option<&'a str>,
    talking_style: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    custom_motion_prompt: &'a str,
    enhance_custom_motion_prompt: bool,
}

#[derive(Deserialize)]
struct Accepted<'a> {
    #[serde(borrow, default)]
    video_id: Loose<'a>,
}

#[derive(Deserialize)]
struct StatusRecord<'a> {
    #[serde(borrow, default)]
    status: Loose<'a>,
    #[serde(borrow, default)]
    video_url: Loose<'a>,
    #[serde(borrow, default)]
    video_url_caption: Loose<'a>,
    #[serde(borrow, default)]
    caption_url: Loose<'a>,
    #[serde(borrow, default)]
    duration: Loose<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Wire for Scenes {
    fn submission(&self, spec: &VideoSpec, picture: &str) -> Submission {
        let body = Body {
            image_key: picture,
            voice_id: spec.voice.as_str(),
            video_title: &spec.title,
            dimension: Dimension::of(spec.shape),
            caption: spec.captions,
            callback_url: spec.callback_url.as_deref(),
            scenes: spec.scenes.iter().map(scene_body).collect(),
        };
        self.stored(json(&body))
    }

    fn stored(&self, body: String) -> Submission {
        Submission::new(Dialect::Scenes, "/v2/video/av4/generate", body)
    }

    fn accepted(&self, data: &str) -> Option<VideoId> {
        let accepted: Accepted<'_> = serde_json::from_str(data).ok()?;
        id(&accepted.video_id).map(VideoId::new)
    }

    fn progress_place(&self, video: &VideoId) -> Place {
        Place::new("/v1/video_status.get").query("video_id", video.as_str())
    }

    fn progress(&self, data: &str) -> Option<Progress> {
        let status: StatusRecord<'_> = serde_json::from_str(data).ok()?;
        let (said, spec) = (line(&status.status), url(&status.video_url));
        // A video that is there is there, whatever else is said.
        let stage = if spec.is_some() { Stage::Completed } else { stage(&said)? };
        Some(Progress {
            stage,
            word: text::short(&said, 40),
            url: spec,
            captioned_url: url(&status.video_url_caption),
            subtitles_url: url(&status.caption_url),
            duration: status.duration.number().filter(|seconds| *seconds > 0.0),
            failure: failure(stage, status.error.and_then(read_error)),
        })
    }
}

fn scene_body(scene: &Scene) -> SceneBody<'_> {
    SceneBody {
        script: scene.spoken(),
        emotion: scene.emotion.as_ref().map(crate::domain::Emotion::word),
        talking_style: scene.style.word(),
        custom_motion_prompt: scene.motion.trim(),
        enhance_custom_motion_prompt: scene.enhance,
    }
}

/// Why a video failed, or what is said beside it all the same.
pub(in crate::heygen) fn failure(stage: Stage, said: Option<Refusal>) -> Option<Failure> {
    if said.is_none() && stage != Stage::Failed {
        return None;
    }
    let said = said.unwrap_or_default();
    let code = said.code.map(|code| text::short(&code, 80)).filter(|code| !code.is_empty());
    Some(Failure { code, message: sanitize::sentence(&said.message), reply: None })
}
