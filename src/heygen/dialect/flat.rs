//! The dialect `av4-flat`: one script or recording, and one motion prompt; the picture by its key.

use serde_json::{Value, json};

use super::body::{motion_prompt, recording_id};
use crate::domain::{Orientation, Scene, VideoSpec};

/// Encodes the first scene of `spec` as the body of `POST /v2/video/av4/generate` that the service documents.
pub(super) fn encode(spec: &VideoSpec, picture: &str) -> Value {
    let scene = spec.scenes.first();
    let motion = scene.and_then(motion_prompt);
    let recording = scene.and_then(|scene| recording_id(spec, scene));
    let script = || scene.map_or_else(String::new, Scene::sent_script);
    json!({
        "image_key": picture,
        "video_title": spec.title,
        "script": recording.is_none().then(script),
        "audio_asset_id": recording,
        "voice_id": spec.first_speaker().voice,
        "video_orientation": Orientation::from_shape(spec.shape).as_str(),
        "fit": "cover",
        "custom_motion_prompt": motion,
        "enhance_custom_motion_prompt": scene.filter(|_| motion.is_some()).map(|scene| scene.enhance_motion),
    })
}
