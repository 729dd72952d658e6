//! The older multi-scene form, with Avatar IV switched on: emotions, but no motion prompts.

use serde::Serialize;

use super::{Dimension, Submission, Wire, json};
use crate::domain::{Dialect, Emotion, Scene, VideoSpec};

/// `POST /v2/video/generate` with `video_inputs`.
#[derive(Debug)]
pub(in crate::heygen) struct Generate;

#[derive(Serialize)]
struct Body<'a> {
    title: &'a str,
    caption: bool,
    dimension: Dimension,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback_url: Option<&'a str>,
    video_inputs: Vec<Input<'a>>,
}

#[derive(Serialize)]
struct Input<'a> {
    character: Character<'a>,
    voice: Speech<'a>,
}

#[derive(Serialize)]
struct Character<'a> {
    r#type: &'a str,
    talking_photo_id: &'a str,
    use_avatar_iv_model: bool,
    talking_style: &'a str,
}

#[derive(Serialize)]
struct Speech<'a> {
    r#type: &'a str,
    voice_id: &'a str,
    input_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    emotion: Option<&'a str>,
}

impl Wire for Generate {
    fn submission(&self, spec: &VideoSpec, _: &str) -> Submission {
        let body = Body {
            title: &spec.title,
            caption: spec.captions,
            dimension: Dimension::of(spec.shape),
            callback_url: spec.callback_url.as_deref(),
            video_inputs: spec.scenes.iter().map(|scene| input(spec, scene)).collect(),
        };
        self.stored(json(&body))
    }

    fn stored(&self, body: String) -> Submission {
        Submission::new(Dialect::Generate, "/v2/video/generate", body)
    }
}

fn input<'a>(spec: &'a VideoSpec, scene: &'a Scene) -> Input<'a> {
    Input {
        character: Character {
            r#type: "talking_photo",
            talking_photo_id: spec.photo.as_str(),
            use_avatar_iv_model: true,
            talking_style: scene.style.word(),
        },
        voice: Speech {
            r#type: "text",
            voice_id: spec.voice.as_str(),
            input_text: scene.spoken(),
            emotion: scene.emotion.as_ref().map(Emotion::word),
        },
    }
}
