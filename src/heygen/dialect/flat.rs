//! The dialect `av4-flat`: one script and one motion prompt, the picture by its key.

use serde::Serialize;

use super::body::to_json;
use crate::domain::{Orientation, VideoSpec};

/// The body of `POST /v2/video/av4/generate` as the service documents it.
#[derive(Serialize)]
struct FlatBody<'a> {
    image_key: &'a str,
    video_title: &'a str,
    script: &'a str,
    voice_id: &'a str,
    video_orientation: &'a str,
    fit: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    custom_motion_prompt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    enhance_custom_motion_prompt: Option<bool>,
}

/// Encodes the first scene of `spec`.
pub(super) fn encode(spec: &VideoSpec, picture: &str) -> String {
    let scene = spec.scenes.first();
    let motion = scene.map_or("", |scene| scene.motion_prompt.trim());
    to_json(&FlatBody {
        image_key: picture,
        video_title: &spec.title,
        script: scene.map_or("", |scene| scene.trimmed_script()),
        voice_id: spec.voice.as_str(),
        video_orientation: Orientation::from_shape(spec.shape).as_str(),
        fit: "cover",
        custom_motion_prompt: motion,
        enhance_custom_motion_prompt: scene.filter(|_| !motion.is_empty()).map(|scene| scene.enhance_motion),
    })
}
