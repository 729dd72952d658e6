//! The dialect `scenes`: one request with all scenes, each with its emotion and motion prompt.

use serde_json::{Value, json};

use super::body::{dimension, motion_prompt, talking_style};
use crate::domain::{Captions, Emotion, Scene, VideoSpec};

/// Encodes the body of `POST /v2/video/av4/generate` with `scenes`.
pub(super) fn encode(spec: &VideoSpec, picture: &str) -> Value {
    json!({
        "image_key": picture,
        "voice_id": spec.first_speaker().voice,
        "video_title": spec.title,
        "dimension": dimension(spec.shape),
        "caption": spec.captions != Captions::Off,
        "callback_url": spec.callback_url,
        "scenes": spec.scenes.iter().map(scene_body).collect::<Vec<_>>(),
    })
}

fn scene_body(scene: &Scene) -> Value {
    json!({
        "script": scene.sent_script(),
        "emotion": scene.emotion.as_ref().map(Emotion::as_str),
        "talking_style": talking_style(scene),
        "custom_motion_prompt": motion_prompt(scene),
        "enhance_custom_motion_prompt": scene.enhance_motion,
    })
}
