//! Bodies of `video/generate`: a list of inputs, each with a character and a voice.

use super::av4_body::{self, EMOTIONS, TALKING_STYLES};
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::http::form::Form;
use crate::sandbox::http::reply::ErrorReply;
use crate::sandbox::render::request::{self, MAX_SCENES, MAX_SCRIPT_CHARS};
use crate::sandbox::service::Service;
use crate::sandbox::world::records::{StoredScene, StoredVideo, Tariff};

const CHARACTERS: [&str; 2] = ["avatar", "talking_photo"];
const VOICES: [&str; 3] = ["text", "audio", "silence"];
const EXPRESSIONS: [&str; 2] = ["default", "happy"];
const DEFAULT_SIZE: (u32, u32) = (1280, 720);
const DEFAULT_SILENCE_SECONDS: f64 = 1.0;
const MAX_SILENCE_SECONDS: f64 = 100.0;

/// Checks a body. The video shows the character of its first input throughout.
pub(super) fn read(service: &Service, form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    let title = form.text("title")?.unwrap_or_default().to_owned();
    let dimension = form.object("dimension")?;
    let (width, height) = dimension.as_ref().map_or(Ok(DEFAULT_SIZE), av4_body::pixels)?;
    let common = av4_body::common_fields(form)?;
    let tariff = if form.flag("test")?.unwrap_or(false) { Tariff::Free } else { Tariff::Usual };
    let inputs = form.objects("video_inputs", MAX_SCENES)?;
    let mut image_keys = Vec::new();
    for input in &inputs {
        image_keys.push(character(service, input)?);
    }
    let mut scenes = Vec::new();
    for input in &inputs {
        scenes.push(scene(service, input)?);
    }
    let outcome = request::outcome(&scenes, scenes.iter().any(|scene| scene.speech.is_some()));
    Ok(StoredVideo {
        title,
        image_key: image_keys.swap_remove(0),
        width,
        height,
        scenes,
        outcome,
        tariff,
        ..common
    })
}

/// The picture key of an input.
fn character(service: &Service, input: &Form<'_>) -> Result<String, ErrorReply> {
    let character = input.required_object("character")?;
    let kind = character.required_choice("type", &CHARACTERS)?;
    character.flag("use_avatar_iv_model")?;
    character.choice("talking_style", &TALKING_STYLES)?;
    character.choice("expression", &EXPRESSIONS)?;
    if kind == "avatar" {
        let id = character.required_text("avatar_id")?;
        if !stock_avatars::is_avatar(id) {
            return character.refuse("avatar_id", "avatar not found");
        }
        return Ok(id.to_owned());
    }
    let id = character.required_text("talking_photo_id")?;
    // The key of an upload is no talking photo.
    if id.starts_with("image/") || pictures::find(&service.world(), id).is_none() {
        return character.refuse("talking_photo_id", "talking photo not found");
    }
    Ok(id.to_owned())
}

fn scene(service: &Service, input: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    let form = input.required_object("voice")?;
    match form.required_choice("type", &VOICES)? {
        "silence" => {
            let seconds =
                form.number_within("duration", 1.0, MAX_SILENCE_SECONDS)?.unwrap_or(DEFAULT_SILENCE_SECONDS);
            Ok(StoredScene::unspoken(request::whole_frames(seconds)))
        }
        "audio" => Ok(StoredScene::unspoken(av4_body::sound_length(service, &form)?)),
        _ => spoken(service, &form),
    }
}

fn spoken(service: &Service, form: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    let voice = av4_body::voice(service, form)?;
    let script = form.short_text("input_text", MAX_SCRIPT_CHARS)?;
    form.choice("emotion", &EMOTIONS)?;
    form.number_within("pitch", -50.0, 50.0)?;
    let speed = form.number_within("speed", 0.5, 1.5)?.unwrap_or(1.0);
    Ok(request::spoken_scene(script, voice, speed))
}
