//! The dialect `v2-generate`: several scenes with emotions, but without motion prompts; Avatar IV is switched on.

use serde::Serialize;

use super::body::{Dimension, to_json};
use crate::domain::{Emotion, Scene, VideoSpec};

/// The body of `POST /v2/video/generate` with `video_inputs`.
#[derive(Serialize)]
struct GenerateBody<'a> {
    title: &'a str,
    caption: bool,
    dimension: Dimension,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    video_inputs: Vec<VideoInput<'a>>,
}

#[derive(Serialize)]
struct VideoInput<'a> {
    character: Character<'a>,
    voice: VoiceInput<'a>,
}

#[derive(Serialize)]
struct Character<'a> {
    r#type: &'a str,
    talking_photo_id: &'a str,
    use_avatar_iv_model: bool,
    talking_style: &'a str,
}

#[derive(Serialize)]
struct VoiceInput<'a> {
    r#type: &'a str,
    voice_id: &'a str,
    input_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    emotion: Option<&'a str>,
}

pub(super) fn encode(spec: &VideoSpec) -> String {
    to_json(&GenerateBody {
        title: &spec.title,
        caption: spec.captions,
        dimension: Dimension::from_shape(spec.shape),
        callback_url: spec.callback_url.as_deref(),
        video_inputs: spec.scenes.iter().map(|scene| video_input(spec, scene)).collect(),
    })
}

fn video_input<'a>(spec: &'a VideoSpec, scene: &'a Scene) -> VideoInput<'a> {
    VideoInput {
        character: Character {
            r#type: "talking_photo",
            talking_photo_id: spec.photo.as_str(),
            use_avatar_iv_model: true,
            talking_style: scene.style.as_str(),
        },
        voice: VoiceInput {
            r#type: "text",
            voice_id: spec.voice.as_str(),
            input_text: scene.trimmed_script(),
            emotion: scene.emotion.as_ref().map(Emotion::as_str),
        },
    }
}
