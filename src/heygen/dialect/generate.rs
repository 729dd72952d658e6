//! The dialect `v2-generate`: several scenes with emotions, but without motion prompts; Avatar IV is switched on.

use serde_json::{Value, json};

use super::body::dimension;
use crate::domain::{Captions, Emotion, Scene, VideoSpec};

/// Encodes the body of `POST /v2/video/generate` with `video_inputs`.
pub(super) fn encode(spec: &VideoSpec) -> Value {
    json!({
        "title": spec.title,
        "caption": spec.captions != Captions::Off,
        "dimension": dimension(spec.shape),
        "callback_url": spec.callback_url,
        "video_inputs": spec.scenes.iter().map(|scene| video_input(spec, scene)).collect::<Vec<_>>(),
    })
}

fn video_input(spec: &VideoSpec, scene: &Scene) -> Value {
    json!({
        "character": {
            "type": "talking_photo",
            "talking_photo_id": spec.photo,
            "use_avatar_iv_model": true,
            "talking_style": scene.style.as_str(),
        },
        "voice": {
            "type": "text",
            "voice_id": spec.voice,
            "input_text": scene.sent_script(),
            "emotion": scene.emotion.as_ref().map(Emotion::as_str),
        },
    })
}
