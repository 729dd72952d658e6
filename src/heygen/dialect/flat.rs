//! The dialect `av4-flat`: one script and one motion prompt, the picture by its key.

use serde_json::{Value, json};

use super::body::motion_prompt;
use crate::domain::{Orientation, Scene, VideoSpec};

/// Encodes the first scene of `spec` as the body of `POST /v2/video/av4/generate` that the service documents.
pub(super) fn encode(spec: &VideoSpec, picture: &str) -> Value {
    let scene = spec.scenes.first();
    let motion = scene.and_then(motion_prompt);
    json!({
        "image_key": picture,
        "video_title": spec.title,
        "script": scene.map_or_else(String::new, Scene::sent_script),
        "voice_id": spec.first_speaker().voice,
        "video_orientation": Orientation::from_shape(spec.shape).as_str(),
        "fit": "cover",
        "custom_motion_prompt": motion,
        "enhance_custom_motion_prompt": scene.filter(|_| motion.is_some()).map(|scene| scene.enhance_motion),
    })
}
