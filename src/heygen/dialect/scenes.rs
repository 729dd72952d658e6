//! The dialect `scenes`: one request with all scenes, each with its emotion and motion prompt.

use serde::Serialize;

use super::body::{Dimension, to_json};
use crate::domain::{Emotion, Scene, VideoSpec};

/// The body of `POST /v2/video/av4/generate` with `scenes`.
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

pub(super) fn encode(spec: &VideoSpec, picture: &str) -> String {
    to_json(&ScenesBody {
        image_key: picture,
        voice_id: spec.voice.as_str(),
        video_title: &spec.title,
        dimension: Dimension::from_shape(spec.shape),
        caption: spec.captions,
        callback_url: spec.callback_url.as_deref(),
        scenes: spec.scenes.iter().map(scene_body).collect(),
    })
}

fn scene_body(scene: &Scene) -> SceneBody<'_> {
    SceneBody {
        script: scene.trimmed_script(),
        emotion: scene.emotion.as_ref().map(Emotion::as_str),
        talking_style: scene.style.as_str(),
        custom_motion_prompt: scene.motion_prompt.trim(),
        enhance_custom_motion_prompt: scene.enhance_motion,
    }
}
