//! Bodies of `video/generate`: a list of inputs, each with a character and a voice.

use super::av4_body::{self, EMOTIONS, TALKING_STYLES};
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::http::form::Form;
use crate::sandbox::http::reply::ErrorReply;
use crate::sandbox::render::request::{self, MAX_SCENES, MAX_SCRIPT_CHARS, VideoRequest};
use crate::sandbox::service::Service;
use crate::sandbox::world::records::StoredScene;
use crate::sandbox::world::records::Tariff;

const CHARACTERS: [&str; 2] = ["avatar", "talking_photo"];
const VOICES: [&str; 3] = ["text", "audio", "silence"];
const EXPRESSIONS: [&str; 2] = ["default", "happy"];
const DEFAULT_SIZE: (u32, u32) = (1280, 720);
const DEFAULT_SILENCE_SECONDS: f64 = 1.0;
const MAX_SILENCE_SECONDS: f64 = 100.0;

/// Checks a body. The video shows the character of its first input throughout.
pub(super) fn read(service: &Service, form: &Form<'_>) -> Result<VideoRequest, ErrorReply> {
    let title = form.text("title")?.unwrap_or_default().to_owned();
    let (width, height) = match form.object("dimension")? {
        None => DEFAULT_SIZE,
        Some(size) => (size.number_between("width", 128, 4096)?, size.number_between("height", 128, 4096)?),
    };
    let caption = form.flag("caption")?.unwrap_or(false);
    let callback_url = form.text("callback_url")?.map(str::to_owned);
    let callback_id = form.text("callback_id")?.map(str::to_owned);
    let tariff = if form.flag("test")?.unwrap_or(false) { Tariff::Free } else { Tariff::Usual };
    let inputs = form.objects("video_inputs", MAX_SCENES)?;
    let characters: Vec<String> =
        inputs.iter().map(|input| character(service, input)).collect::<Result<_, _>>()?;
    let image_key = characters.into_iter().next().unwrap_or_default();
    let scenes: Vec<StoredScene> =
        inputs.iter().map(|input| scene(service, input)).collect::<Result<_, _>>()?;
    let spoken =
        inputs.iter().any(|input| input.object("voice").is_ok_and(|voice| is_spoken(voice.as_ref())));
    let outcome = request::outcome(&scenes, spoken);
    Ok(VideoRequest {
        title,
        image_key,
        width,
        height,
        caption,
        callback_id,
        callback_url,
        scenes,
        outcome,
        tariff,
    })
}

fn is_spoken(voice: Option<&Form<'_>>) -> bool {
    voice.is_some_and(|voice| voice.value("input_text").is_some())
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
        return if stock_avatars::is_avatar(id) {
            Ok(id.to_owned())
        } else {
            character.refuse("avatar_id", "avatar not found")
        };
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
