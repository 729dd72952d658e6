//! The current generation: `avatar` for a video of one scene, `studio` for one of several.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::scenes::failure_from_error;
use super::{DialectCodec, VideoSubmission, to_json};
use crate::domain::{
    AspectRatio, Dialect, Resolution, Scene, Stage, TalkingStyle, VideoDetails, VideoId, VideoSpec, text,
};
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::envelope::{ServiceError, parse_service_error};
use crate::heygen::lenient::LenientValue;
use crate::heygen::parse::{parse_line, parse_stage, parse_url};

/// `POST /v3/videos`, and `GET /v3/videos/{id}`.
#[derive(Debug)]
pub(in crate::heygen) struct V3Codec;

/// What both types of video have.
#[derive(Serialize)]
struct CommonFields<'a> {
    r#type: &'a str,
    title: &'a str,
    resolution: &'a str,
    aspect_ratio: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<CaptionOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
}

#[derive(Serialize)]
struct CaptionOptions {
    file_format: &'static str,
    style: &'static str,
}

#[derive(Serialize)]
struct AvatarVideoBody<'a> {
    #[serde(flatten)]
    common: CommonFields<'a>,
    fit: &'a str,
    #[serde(flatten)]
    scene: SceneFields<'a>,
}

#[derive(Serialize)]
struct StudioVideoBody<'a> {
    #[serde(flatten)]
    common: CommonFields<'a>,
    scenes: Vec<StudioSceneBody<'a>>,
}

#[derive(Serialize)]
struct StudioSceneBody<'a> {
    r#type: &'a str,
    input: StudioSceneInput<'a>,
}

#[derive(Serialize)]
struct StudioSceneInput<'a> {
    r#type: &'a str,
    #[serde(flatten)]
    scene: SceneFields<'a>,
}

/// Who says what, and how.
#[derive(Serialize)]
struct SceneFields<'a> {
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
    pub(in crate::heygen) id: LenientValue<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) title: LenientValue<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) status: LenientValue<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) created_at: LenientValue<'a>,
    #[serde(borrow, default)]
    video_url: LenientValue<'a>,
    #[serde(borrow, default)]
    captioned_video_url: LenientValue<'a>,
    #[serde(borrow, default)]
    subtitle_url: LenientValue<'a>,
    #[serde(borrow, default)]
    pub(in crate::heygen) duration: LenientValue<'a>,
    #[serde(borrow, default)]
    failure_code: LenientValue<'a>,
    #[serde(borrow, default)]
    failure_message: LenientValue<'a>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl DialectCodec for V3Codec {
    fn encode_submission(&self, spec: &VideoSpec, _: &str) -> VideoSubmission {
        let head = |kind| CommonFields {
            r#type: kind,
            title: &spec.title,
            resolution: Resolution::nearest(spec.shape).as_str(),
            aspect_ratio: AspectRatio::nearest(spec.shape).label(),
            caption: spec.captions.then_some(CaptionOptions { file_format: "srt", style: "default" }),
            callback_url: spec.callback_url.as_deref(),
        };
        let body = match spec.scenes.as_slice() {
            [scene] => to_json(&AvatarVideoBody {
                common: head("avatar"),
                fit: "cover",
                scene: scene_fields(spec, scene),
            }),
            scenes => {
                let input = |scene| StudioSceneInput { r#type: "avatar", scene: scene_fields(spec, scene) };
                let scenes = scenes
                    .iter()
                    .map(|scene| StudioSceneBody { r#type: "avatar_video", input: input(scene) });
                to_json(&StudioVideoBody { common: head("studio"), scenes: scenes.collect() })
            }
        };
        self.stored_submission(body)
    }

    fn stored_submission(&self, body: String) -> VideoSubmission {
        VideoSubmission::new(Dialect::V3, "/v3/videos", body)
    }

    fn progress_path(&self, video: &VideoId) -> EndpointPath {
        EndpointPath::new("/v3/videos").with_id(video.as_str())
    }

    fn parse_progress(&self, data: &str) -> Option<VideoDetails> {
        let record: VideoRecord<'_> = serde_json::from_str(data).ok()?;
        let (said, spec) = (parse_line(&record.status), parse_url(&record.video_url));
        // A video that is there is there, whatever else is said.
        let stage = if spec.is_some() { Stage::Completed } else { parse_stage(&said)? };
        Some(VideoDetails {
            stage,
            service_status: text::truncate(&said, 40),
            video_url: spec,
            captioned_url: parse_url(&record.captioned_video_url),
            subtitles_url: parse_url(&record.subtitle_url),
            duration_seconds: record.duration.number().filter(|seconds| *seconds > 0.0),
            failure: failure_from_error(stage, find_service_error(&record)),
        })
    }
}

fn scene_fields<'a>(spec: &'a VideoSpec, scene: &'a Scene) -> SceneFields<'a> {
    SceneFields {
        avatar_id: spec.photo.as_str(),
        script: scene.trimmed_script(),
        voice_id: spec.voice.as_str(),
        motion_prompt: scene.motion_prompt.trim(),
        expressiveness: if scene.style == TalkingStyle::Expressive { "high" } else { "low" },
        engine: Engine { r#type: "avatar_iv" },
    }
}

/// What is said about a failure, in either of the places for it.
fn find_service_error(record: &VideoRecord<'_>) -> Option<ServiceError> {
    let own = ServiceError {
        code: record.failure_code.text().map(Cow::into_owned),
        message: record.failure_message.text().map_or_else(String::new, Cow::into_owned),
        param: None,
    };
    if own == ServiceError::default() { record.error.and_then(parse_service_error) } else { Some(own) }
}
