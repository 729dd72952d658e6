//! The speech of a scene: a script with voice and speed, or uploaded audio.

use axum::http::StatusCode;

use super::file_fields;
use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::http::form::Form;
use crate::sandbox::http::reply::ErrorReply;
use crate::sandbox::render::request::{self, MAX_SCRIPT_CHARS, UNKNOWN_AUDIO_SECONDS};
use crate::sandbox::service::Service;
use crate::sandbox::world::records::StoredScene;

const SOUNDS: [&str; 2] = ["audio_url", "audio_asset_id"];

/// Reads the speech of a scene; `own` is the voice of a script that names none.
pub(super) fn scene(
    service: &Service,
    form: &Form<'_>,
    own: Option<&str>,
) -> Result<StoredScene, ErrorReply> {
    let speed = speed(form)?;
    let sounds: Vec<&str> = SOUNDS.into_iter().filter(|field| form.value(field).is_some()).collect();
    match (form.value("script").is_some(), sounds.as_slice()) {
        (false, []) => {
            let why = "is required, unless audio_url or audio_asset_id is given";
            Err(ErrorReply::invalid_param(&form.path_of("script"), why))
        }
        (true, []) => script(service, form, own, speed),
        (false, [sound]) => own_sound(service, form, sound),
        _ => {
            let why = "and audio_url or audio_asset_id are mutually exclusive";
            Err(ErrorReply::invalid_param(&form.path_of("script"), why))
        }
    }
}

pub(super) fn has_speech(form: &Form<'_>) -> bool {
    form.value("script").is_some() || SOUNDS.iter().any(|field| form.value(field).is_some())
}

fn script(
    service: &Service,
    form: &Form<'_>,
    own: Option<&str>,
    speed: f64,
) -> Result<StoredScene, ErrorReply> {
    let script = file_fields::short_text(form, "script", MAX_SCRIPT_CHARS)?;
    let id = match (form.text("voice_id")?, own) {
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => form.required_text("voice_id")?,
    };
    Ok(request::spoken_scene(script, voice(service, form, id)?, speed))
}

fn own_sound(service: &Service, form: &Form<'_>, field: &str) -> Result<StoredScene, ErrorReply> {
    let seconds = if field == "audio_url" {
        form.required_text(field)?;
        UNKNOWN_AUDIO_SECONDS
    } else {
        request::seconds_of_sound(&file_fields::asset(service, form, field)?)
    };
    Ok(StoredScene::unspoken(seconds))
}

pub(super) fn voice<'s>(
    service: &'s Service,
    form: &Form<'_>,
    id: &str,
) -> Result<&'s SandboxVoice, ErrorReply> {
    let found = service.voices().iter().find(|voice| voice.id == id);
    found.ok_or_else(|| {
        let text = format!("Voice {id} not found");
        ErrorReply::of(&form.path_of("voice_id"), StatusCode::NOT_FOUND, "voice_not_found", &text)
    })
}

/// The speed in the voice settings. The other settings are checked and have no effect.
fn speed(form: &Form<'_>) -> Result<f64, ErrorReply> {
    let Some(settings) = form.object("voice_settings")? else { return Ok(1.0) };
    settings.number_within("pitch", -50.0, 50.0)?;
    settings.number_within("volume", 0.0, 1.0)?;
    settings.text("locale")?;
    Ok(settings.number_within("speed", 0.5, 1.5)?.unwrap_or(1.0))
}
