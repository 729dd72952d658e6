//! The dialect `v2-generate`: several scenes with emotions, but without motion prompts; Avatar IV is switched on.

use serde_json::{Value, json};

use super::body::{dimension, recording_id, talking_style};
use crate::domain::{Captions, Dialect, Emotion, Scene, SceneSpeaker, VideoSpec};

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
    let speaker = spec.speaker_of(scene);
    json!({
        "character": {
            "type": "talking_photo",
            "talking_photo_id": speaker.photo,
            "use_avatar_iv_model": true,
            "talking_style": talking_style(scene),
        },
        "voice": match recording_id(spec, scene) {
            Some(id) => json!({ "type": "audio", "audio_asset_id": id }),
            None => spoken(spec, &speaker, scene),
        },
    })
}

fn spoken(spec: &VideoSpec, speaker: &SceneSpeaker<'_>, scene: &Scene) -> Value {
    let settings = Dialect::Generate.sent_voice_settings(&spec.sent_voice_settings(speaker));
    json!({
        "type": "text",
        "voice_id": speaker.voice,
        "input_text": scene.sent_script(),
        "emotion": scene.emotion.as_ref().map(Emotion::as_str),
        "speed": settings.speed,
        "pitch": settings.pitch,
        "locale": settings.locale,
    })
}
