//! The older multi-scene form, with Avatar IV switched on: emotions, but no motion prompts.

use serde::Serialize;

use super::{Dimension, Submission, Wire, json};
use crate::domain::{Dialect, Emotion, Film, Scene};

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
    fn submission(&self, film: &Film, _: &str) -> Submission {
        let body = Body {
            title: &film.title,
            caption: film.captions,
            dimension: Dimension::of(film.shape),
            callback_url: film.callback_url.as_deref(),
            video_inputs: film.scenes.iter().map(|scene| input(film, scene)).collect(),
        };
        self.stored(json(&body))
    }

    fn stored(&self, body: String) -> Submission {
        Submission::new(Dialect::Generate, "/v2/video/generate", body)
    }
}

fn input<'a>(film: &'a Film, scene: &'a Scene) -> Input<'a> {
    Input {
        character: Character {
            r#type: "talking_photo",
            talking_photo_id: film.photo.as_str(),
            use_avatar_iv_model: true,
            talking_style: scene.style.word(),
        },
        voice: Speech {
            r#type: "text",
            voice_id: film.voice.as_str(),
            input_text: scene.spoken(),
            emotion: scene.emotion.as_ref().map(Emotion::word),
        },
    }
}
