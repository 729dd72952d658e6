//! The speech of a scene in v3 bodies: a script with its voice and voice settings, or recorded audio.

use axum::http::StatusCode;

use super::file_fields;
use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::render::script::{self, MAX_SCRIPT_CHARS, UNKNOWN_SECONDS};
use crate::sandbox::service::Service;
use crate::sandbox::uploads;
use crate::sandbox::world::StoredScene;

pub(super) const SPEECH_FIELDS: [&str; 5] =
    ["script", "audio_url", "audio_asset_id", "voice_id", "voice_settings"];
/// Exactly one of them is given.
const SOURCES: [&str; 3] = ["script", "audio_url", "audio_asset_id"];
const SETTINGS: [&str; 5] = ["speed", "pitch", "volume", "locale", "engine_settings"];
const MAX_AUDIO_SECONDS: f64 = 600.0;

/// Engines of voices, and the fields of their settings.
const ENGINE_SETTINGS: [(&str, &[&str]); 3] = [
    ("elevenlabs", &["engine_type", "model", "stability", "similarity_boost", "style", "use_speaker_boost"]),
    ("fish", &["engine_type", "model", "stability", "similarity"]),
    ("starfish", &["engine_type"]),
];
const ELEVENLABS_MODELS: [&str; 4] =
    ["eleven_multilingual_v2", "eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3"];
const FISH_MODELS: [&str; 2] = ["s1", "s2-pro"];
/// The only values of `stability` that this model has.
const STEPPED_STABILITY: (&str, [f64; 3]) = ("eleven_v3", [0.0, 0.5, 1.0]);

/// Whether a scene is spoken or has audio.
pub(super) fn is_given(form: &Form<'_>) -> bool {
    SOURCES.iter().any(|field| form.value(field).is_some())
}

/// Reads the speech of a scene; `default_voice` speaks a script that names no voice.
pub(super) fn read(
    service: &Service,
    form: &Form<'_>,
    default_voice: Option<&str>,
) -> Result<StoredScene, ErrorReply> {
    let given: Vec<&str> = SOURCES.into_iter().filter(|field| form.value(field).is_some()).collect();
    let why = match *given {
        ["script"] => return spoken(service, form, default_voice),
        [source] => {
            if let Some(id) = form.text("voice_id")? {
                voice(service, form, id)?;
            }
            speed(form, None)?;
            return recorded(service, form, source).map(StoredScene::unspoken);
        }
        [] => "is required, unless audio_url or audio_asset_id is given",
        _ => "and audio_url or audio_asset_id are mutually exclusive",
    };
    Err(ErrorReply::invalid_param(&form.path_of("script"), why))
}

fn spoken(
    service: &Service,
    form: &Form<'_>,
    default_voice: Option<&str>,
) -> Result<StoredScene, ErrorReply> {
    let script = file_fields::short_text(form, "script", MAX_SCRIPT_CHARS)?;
    let id = match (form.text("voice_id")?, default_voice) {
        (Some(id), _) | (None, Some(id)) => id,
        (None, None) => form.required_text("voice_id")?,
    };
    let voice = voice(service, form, id)?;
    let speed = speed(form, Some(voice))?;
    Ok(script::spoken_scene(script, voice, speed))
}

/// The seconds of recorded audio. A URL outside of the sandbox is not fetched.
fn recorded(service: &Service, form: &Form<'_>, source: &str) -> Result<f64, ErrorReply> {
    let seconds = if source == "audio_url" {
        let url = form.required_text(source)?;
        uploads::seconds_at(service, url).unwrap_or(UNKNOWN_SECONDS)
    } else {
        let asset = file_fields::asset(service, form, source)?;
        if uploads::media_kind(&asset) != "audio" {
            return Err(ErrorReply::invalid_param(&form.path_of(source), "is not audio"));
        }
        script::seconds_of_audio(&asset)
    };
    if seconds <= MAX_AUDIO_SECONDS {
        return Ok(script::whole_frames(seconds));
    }
    let why = format!("must last at most {MAX_AUDIO_SECONDS} seconds");
    Err(ErrorReply::invalid_param(&form.path_of(source), &why))
}

/// The voice with this id, listed or not.
pub(super) fn voice<'s>(
    service: &'s Service,
    form: &Form<'_>,
    id: &str,
) -> Result<&'s SandboxVoice, ErrorReply> {
    service.voice(id).ok_or_else(|| {
        let text = format!("Voice {id} not found");
        ErrorReply::of(&form.path_of("voice_id"), StatusCode::NOT_FOUND, "voice_not_found", &text)
    })
}

/// The speed in the voice settings. The other settings are checked and have no effect.
fn speed(form: &Form<'_>, voice: Option<&SandboxVoice>) -> Result<f64, ErrorReply> {
    let Some(settings) = form.object("voice_settings")? else { return Ok(1.0) };
    settings.accept_only(&[&SETTINGS])?;
    settings.number_within("pitch", -50.0, 50.0)?;
    settings.number_within("volume", 0.0, 1.0)?;
    if settings.text("locale")?.is_some() && voice.is_some_and(|voice| !voice.locales) {
        return Err(ErrorReply::invalid_param(&settings.path_of("locale"), "is not supported by this voice"));
    }
    if let Some(engine) = settings.object("engine_settings")? {
        check_engine(&engine, voice)?;
    }
    Ok(settings.number_within("speed", 0.5, 1.5)?.unwrap_or(1.0))
}

/// Checks the settings of a voice engine, which must be the engine of the voice.
fn check_engine(settings: &Form<'_>, voice: Option<&SandboxVoice>) -> Result<(), ErrorReply> {
    let engine = settings.required_choice("engine_type", &ENGINE_SETTINGS.map(|row| row.0))?;
    let fields = ENGINE_SETTINGS.iter().find(|row| row.0 == engine).map_or(&[][..], |row| row.1);
    settings.accept_only(&[fields])?;
    if voice.is_some_and(|voice| voice.engine() != engine) {
        let why = format!("is {engine}, which does not speak this voice");
        return Err(ErrorReply::invalid_param(&settings.path_of("engine_type"), &why));
    }
    let models: &[&str] = if engine == "fish" { &FISH_MODELS } else { &ELEVENLABS_MODELS };
    let model = settings.choice("model", models)?;
    for field in ["similarity_boost", "similarity", "style"] {
        settings.number_within(field, f64::NEG_INFINITY, f64::INFINITY)?;
    }
    settings.flag("use_speaker_boost")?;
    let stability = settings.number_within("stability", f64::NEG_INFINITY, f64::INFINITY)?;
    let (stepped, steps) = STEPPED_STABILITY;
    let is_step = |value: f64| steps.iter().any(|step| (step - value).abs() < f64::EPSILON);
    if model == Some(stepped) && stability.is_some_and(|value| !is_step(value)) {
        let why = format!("must be 0, 0.5 or 1 with {stepped}");
        return Err(ErrorReply::invalid_param(&settings.path_of("stability"), &why));
    }
    Ok(())
}
