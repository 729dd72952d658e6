//! The reference's form: one request with all scenes, each with its own emotion and motion.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{DialectCodec, Dimension, VideoSubmission, to_json};
use crate::domain::{Dialect, Scene, Stage, VideoDetails, VideoFailure, VideoId, VideoSpec, text};
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::{ServiceError, parse_service_error};
use crate::heygen::lenient::LenientValue;
use crate::heygen::parse::{parse_id, parse_line, parse_stage, parse_url};
use crate::heygen::sanitize;

/// `POST /v2/video/av4/generate` with `scenes`, and `GET /v1/video_status.get`.
#[derive(Debug)]
pub(in crate::heygen) struct ScenesCodec;

#[derive(Serialize)]
struct ScenesBody<'a> {
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
struct SubmittedVideo<'a> {
    #[serde(borrow, default)]
    video_id: LenientValue<'a>,
}

#[derive(Deserialize)]
struct V2StatusRecord<'a> {
    #[serde(borrow, default)]
    status: LenientValue<'a>,
    #[serde(borrow, default)]
    video_url: LenientValue<'a>,
    #[serde(borrow, default)]
    video_url_caption: LenientValue<'a>,
    #[serde(borrow, default)]
    caption_url: LenientValue<'a>,
    #[serde(borrow, default)]
    duration: LenientValue<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl DialectCodec for ScenesCodec {
    fn encode_submission(&self, spec: &VideoSpec, picture: &str) -> VideoSubmission {
        let body = ScenesBody {
            image_key: picture,
            voice_id: spec.voice.as_str(),
            video_title: &spec.title,
            dimension: Dimension::from_shape(spec.shape),
            caption: spec.captions,
            callback_url: spec.callback_url.as_deref(),
            scenes: spec.scenes.iter().map(scene_body).collect(),
        };
        self.stored_submission(to_json(&body))
    }

    fn stored_submission(&self, body: String) -> VideoSubmission {
        VideoSubmission::new(Dialect::Scenes, "/v2/video/av4/generate", body)
    }

    fn parse_video_id(&self, data: &str) -> Option<VideoId> {
        let accepted: SubmittedVideo<'_> = serde_json::from_str(data).ok()?;
        parse_id(&accepted.video_id).map(VideoId::new)
    }

    fn progress_path(&self, video: &VideoId) -> EndpointPath {
        EndpointPath::new("/v1/video_status.get").with_query("video_id", video.as_str())
    }

    fn parse_progress(&self, data: &str) -> Option<VideoDetails> {
        let status: V2StatusRecord<'_> = serde_json::from_str(data).ok()?;
        let (said, spec) = (parse_line(&status.status), parse_url(&status.video_url));
        // A video that is there is there, whatever else is said.
        let stage = if spec.is_some() { Stage::Completed } else { parse_stage(&said)? };
        Some(VideoDetails {
            stage,
            service_status: text::truncate(&said, 40),
            video_url: spec,
            captioned_url: parse_url(&status.video_url_caption),
            subtitles_url: parse_url(&status.caption_url),
            duration_seconds: status.duration.number().filter(|seconds| *seconds > 0.0),
            failure: failure_from_error(stage, status.error.and_then(parse_service_error)),
        })
    }
}

fn scene_body(scene: &Scene) -> SceneBody<'_> {
    SceneBody {
        script: scene.trimmed_script(),
        emotion: scene.emotion.as_ref().map(crate::domain::Emotion::as_str),
        talking_style: scene.style.as_str(),
        custom_motion_prompt: scene.motion_prompt.trim(),
        enhance_custom_motion_prompt: scene.enhance_motion,
    }
}

/// Why a video failed, or what is said beside it all the same.
pub(in crate::heygen) fn failure_from_error(
    stage: Stage,
    said: Option<ServiceError>,
) -> Option<VideoFailure> {
    if said.is_none() && stage != Stage::Failed {
        return None;
    }
    let said = said.unwrap_or_default();
    let code = said.code.map(|code| text::truncate(&code, 80)).filter(|code| !code.is_empty());
    Some(VideoFailure { code, message: sanitize::sanitize_message_without_key(&said.message), reply: None })
}
