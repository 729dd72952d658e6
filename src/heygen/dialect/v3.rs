//! The dialect `v3`: a video of type `avatar` for one scene, of type `studio` for several.

use serde_json::{Value, json};

use super::body::{merge, motion_prompt};
use crate::domain::{AspectRatio, Captions, Resolution, Scene, TalkingStyle, VideoSpec};

/// The engine that makes videos of photos.
pub(in crate::heygen) const PHOTO_ENGINE: &str = "avatar_iv";

/// Encodes the body of `POST /v3/videos`.
pub(super) fn encode(spec: &VideoSpec) -> Value {
    let common = json!({
        "title": spec.title,
        "resolution": Resolution::nearest(spec.shape).as_str(),
        "aspect_ratio": AspectRatio::requested_label(spec.shape),
        "caption": caption(spec.captions),
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

/// Without a style there is a subtitle file, and no second video.
fn caption(captions: Captions) -> Option<Value> {
    match captions {
        Captions::Off => None,
        Captions::File => Some(json!({ "file_format": "srt" })),
        Captions::Burned => Some(json!({ "file_format": "srt", "style": "default" })),
    }
}

/// The speaker, the script and the delivery of a scene.
fn scene_fields(spec: &VideoSpec, scene: &Scene) -> Value {
    json!({
        "avatar_id": spec.photo,
        "script": scene.sent_script(),
        "voice_id": spec.voice,
        "motion_prompt": motion_prompt(scene),
        "expressiveness": if scene.style == TalkingStyle::Expressive { "high" } else { "low" },
        "engine": { "type": PHOTO_ENGINE },
    })
}
