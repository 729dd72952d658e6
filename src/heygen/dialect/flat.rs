//! The public av4 form: one script and one motion prompt, the picture by its key.

use serde::Serialize;

use super::{Submission, Wire, json};
use crate::domain::{Dialect, Orientation, VideoSpec};

/// `POST /v2/video/av4/generate` as the service documents it; of the video's scenes, the first.
#[derive(Debug)]
pub(in crate::heygen) struct Flat;

#[derive(Serialize)]
struct Body<'a> {
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

impl Wire for Flat {
    fn submission(&self, spec: &VideoSpec, picture: &str) -> Submission {
        let scene = spec.scenes.first();
        let motion = scene.map_or("", |scene| scene.motion.trim());
        let body = Body {
            image_key: picture,
            video_title: &spec.title,
            script: scene.map_or("", |scene| scene.spoken()),
            voice_id: spec.voice.as_str(),
            video_orientation: Orientation::of(spec.shape).word(),
            fit: "cover",
            custom_motion_prompt: motion,
            enhance_custom_motion_prompt: scene.filter(|_| !motion.is_empty()).map(|scene| scene.enhance),
        };
        self.stored(json(&body))
    }

    fn stored(&self, body: String) -> Submission {
        Submission::new(Dialect::Flat, "/v2/video/av4/generate", body)
    }
}
