//! The public av4 form: one script and one motion prompt, the picture by its key.

use serde::Serialize;

use super::{DialectCodec, VideoSubmission, to_json};
use crate::domain::{Dialect, Orientation, VideoSpec};

/// `POST /v2/video/av4/generate` as the service documents it; of the video's scenes, the first.
#[derive(Debug)]
pub(in crate::heygen) struct FlatCodec;

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

impl DialectCodec for FlatCodec {
    fn encode_submission(&self, spec: &VideoSpec, picture: &str) -> VideoSubmission {
        let scene = spec.scenes.first();
        let motion = scene.map_or("", |scene| scene.motion_prompt.trim());
        let body = FlatBody {
            image_key: picture,
            video_title: &spec.title,
            script: scene.map_or("", |scene| scene.trimmed_script()),
            voice_id: spec.voice.as_str(),
            video_orientation: Orientation::from_shape(spec.shape).as_str(),
            fit: "cover",
            custom_motion_prompt: motion,
            enhance_custom_motion_prompt: scene
                .filter(|_| !motion.is_empty())
                .map(|scene| scene.enhance_motion),
        };
        self.stored_submission(to_json(&body))
    }

    fn stored_submission(&self, body: String) -> VideoSubmission {
        VideoSubmission::new(Dialect::Flat, "/v2/video/av4/generate", body)
    }
}
