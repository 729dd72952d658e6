//! The dialect `v3`: a video of type `avatar` for one scene, of type `studio` for several.

use serde_json::{Value, json};

use super::body::{merge, motion_prompt};
use crate::domain::{AspectRatio, Resolution, Scene, TalkingStyle, VideoSpec, VoiceSettings};

/// The engine that makes videos of photos.
pub(in crate::heygen) const PHOTO_ENGINE: &str = "avatar_iv";

/// Encodes the body of `POST /v3/videos`.
pub(super) fn encode(spec: &VideoSpec) -> Value {
    let common = json!({
        "title": spec.title,
        "resolution": Resolution::nearest(spec.shape).as_str(),
        "aspect_ratio": AspectRatio::nearest(spec.shape).label(),
        "caption": spec.captions.then(|| json!({ "file_format": "srt", "style": "default" })),
        "callback_url": spec.callback_url,
    });
    if let [scene] = spec.scenes.as_slice() {
        let own = merge(json!({ "type": "avatar", "fit": "cover" }), scene_fields(spec, scene));
        return merge(common, own);
    }
    let scene = |scene| merge(json!({ "type": "avatar" }), scene_fields(spec, scene));
    let scenes = spec.scenes.iter().map(|own| json!({ "type": "avatar_video", "input": scene(own) }));
    merge(common, json!({ "type": "studio", "scenes": scenes.collect::<Vec<_>>() }))
}

/// The speaker, the script and the delivery of a scene.
fn scene_fields(spec: &VideoSpec, scene: &Scene) -> Value {
    let speaker = spec.speaker_of(scene);
    json!({
        "avatar_id": speaker.photo,
        "script": scene.sent_script(),
        "voice_id": speaker.voice,
        "voice_settings": voice_settings(&speaker.voice_settings),
        "motion_prompt": motion_prompt(scene),
        "expressiveness": expressiveness(&scene.style),
        "engine": { "type": PHOTO_ENGINE },
    })
}

/// The settings that are set; none if there are none.
fn voice_settings(settings: &VoiceSettings) -> Option<Value> {
    let VoiceSettings { speed, pitch, volume, locale } = settings;
    (*settings != VoiceSettings::default())
        .then(|| json!({ "speed": speed, "pitch": pitch, "volume": volume, "locale": locale }))
}

fn expressiveness(style: &TalkingStyle) -> &'static str {
    match style {
        TalkingStyle::Expressive => "high",
        TalkingStyle::Medium => "medium",
        TalkingStyle::Stable | TalkingStyle::Other(_) => "low",
    }
}
