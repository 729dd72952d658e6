//! Bodies of v2's videos: the reference's scenes or one flat script (`av4/generate`), and inputs (`video/generate`).

use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::catalog::{pictures, stock_avatars};
use crate::sandbox::faults::{GENERATE_AV4, InjectedFaultKind};
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::policy::{Av4Bodies, PictureKeys};
use crate::sandbox::render::script::{self, MAX_SCENES, MAX_SCRIPT_CHARS, UNKNOWN_SECONDS};
use crate::sandbox::service::Service;
use crate::sandbox::world::{SceneRate, StoredScene, StoredVideo, Tariff};

const EMOTIONS: [&str; 5] = ["Excited", "Friendly", "Serious", "Soothing", "Broadcaster"];
const TALKING_STYLES: [&str; 2] = ["expressive", "stable"];
const ORIENTATIONS: [(&str, (u32, u32)); 3] =
    [("portrait", (720, 1280)), ("landscape", (1280, 720)), ("square", (720, 720))];
const FITS: [&str; 2] = ["cover", "contain"];

/// Checks a body field by field, in the order of the reference.
pub(super) fn read_av4(service: &Service, form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    check_dialect(service, form)?;
    let image_key = picture(service, form)?;
    let has_sound = form.value("audio_url").or_else(|| form.value("audio_asset_id")).is_some();
    let voice = if has_sound { None } else { Some(voice(service, form)?) };
    let title = form.text("video_title")?.unwrap_or_default().to_owned();
    let (width, height) = size(form)?;
    let common = common_fields(form)?;
    let scenes = match voice {
        Some(voice) => scenes(form, voice)?,
        None => vec![StoredScene::unspoken(sound_length(service, form)?)],
    };
    let outcome = script::outcome(&scenes, voice.is_some());
    Ok(StoredVideo { title, image_key, width, height, scenes, outcome, ..common })
}

/// The fields that both bodies have.
fn common_fields(form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    Ok(StoredVideo {
        caption: form.flag("caption")?.unwrap_or(false),
        callback_url: form.text("callback_url")?.map(str::to_owned),
        callback_id: form.text("callback_id")?.map(str::to_owned),
        ..StoredVideo::default()
    })
}

/// Refuses the dialect that the policy does not accept: its required fields are missing.
fn check_dialect(service: &Service, form: &Form<'_>) -> Result<(), ErrorReply> {
    let scenes = form.value("scenes").is_some();
    match service.policy().av4 {
        Av4Bodies::Scenes if !scenes && is_flat(form) => form.refuse("scenes", "field required"),
        Av4Bodies::Flat if scenes && !is_flat(form) => form.refuse("script", "field required"),
        _ => Ok(()),
    }
}

fn picture(service: &Service, form: &Form<'_>) -> Result<String, ErrorReply> {
    let key = form.required_text("image_key")?;
    let is_upload = key.starts_with("image/");
    let refused = match service.policy().picture_keys {
        PictureKeys::Loose => !is_upload && service.take_fault(GENERATE_AV4, InjectedFaultKind::StrictKeys),
        PictureKeys::Strict | PictureKeys::Hidden => !is_upload,
        PictureKeys::Id => is_upload,
    };
    if refused || stock_avatars::is_avatar(key) || pictures::find(&service.world(), key).is_none() {
        return form.refuse("image_key", "image not found");
    }
    Ok(key.to_owned())
}

fn voice<'s>(service: &'s Service, form: &Form<'_>) -> Result<&'s SandboxVoice, ErrorReply> {
    let id = form.required_text("voice_id")?;
    match service.voice(id) {
        Some(voice) => Ok(voice),
        None => form.refuse("voice_id", "voice not found"),
    }
}

/// The size of the video. Scenes require a dimension; a flat body may have an orientation, or nothing.
fn size(form: &Form<'_>) -> Result<(u32, u32), ErrorReply> {
    form.choice("fit", &FITS)?;
    let orientation = form.choice("video_orientation", &ORIENTATIONS.map(|row| row.0))?;
    if form.value("dimension").is_none() && form.value("scenes").is_none() && is_flat(form) {
        let row = ORIENTATIONS.iter().find(|row| Some(row.0) == orientation);
        return Ok(row.unwrap_or(&ORIENTATIONS[0]).1);
    }
    pixels(&form.required_object("dimension")?)
}

/// Width and height of a dimension.
fn pixels(dimension: &Form<'_>) -> Result<(u32, u32), ErrorReply> {
    Ok((dimension.number_between("width", 128, 4096)?, dimension.number_between("height", 128, 4096)?))
}

fn is_flat(form: &Form<'_>) -> bool {
    ["script", "audio_url", "audio_asset_id"].iter().any(|field| form.value(field).is_some())
}

fn scenes(form: &Form<'_>, voice: &SandboxVoice) -> Result<Vec<StoredScene>, ErrorReply> {
    if form.value("scenes").is_none() && is_flat(form) {
        return Ok(vec![scene(form, voice)?]);
    }
    form.objects("scenes", MAX_SCENES)?.iter().map(|form| scene(form, voice)).collect()
}

/// A scene; a flat body is one itself.
fn scene(form: &Form<'_>, voice: &SandboxVoice) -> Result<StoredScene, ErrorReply> {
    let script = form.short_text("script", MAX_SCRIPT_CHARS)?;
    form.choice("emotion", &EMOTIONS)?;
    form.choice("talking_style", &TALKING_STYLES)?;
    form.text("custom_motion_prompt")?;
    form.flag("enhance_custom_motion_prompt")?;
    Ok(script::spoken_scene(script, voice, 1.0))
}

fn sound_length(service: &Service, form: &Form<'_>) -> Result<f64, ErrorReply> {
    form.text("audio_url")?;
    let Some(id) = form.text("audio_asset_id")? else { return Ok(UNKNOWN_SECONDS) };
    let world = service.world();
    let Some(asset) = world.asset(id) else {
        return form.refuse("audio_asset_id", "asset not found");
    };
    Ok(script::whole_frames(script::seconds_of_audio(asset)))
}

const CHARACTERS: [&str; 2] = ["avatar", "talking_photo"];
const VOICES: [&str; 3] = ["text", "audio", "silence"];
const EXPRESSIONS: [&str; 2] = ["default", "happy"];
const DEFAULT_SIZE: (u32, u32) = (1280, 720);
const DEFAULT_SILENCE_SECONDS: f64 = 1.0;
const MAX_SILENCE_SECONDS: f64 = 100.0;

/// Checks a body.
pub(super) fn read_generate(service: &Service, form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    let title = form.text("title")?.unwrap_or_default().to_owned();
    let dimension = form.object("dimension")?;
    let (width, height) = dimension.as_ref().map_or(Ok(DEFAULT_SIZE), pixels)?;
    let common = common_fields(form)?;
    let tariff = if form.flag("test")?.unwrap_or(false) { Tariff::Free } else { Tariff::Usual };
    let inputs = form.objects("video_inputs", MAX_SCENES)?;
    let mut characters = Vec::new();
    for input in &inputs {
        characters.push(character(service, input)?);
    }
    let image_key = characters.first().map(|(key, _)| key.clone()).unwrap_or_default();
    let mut scenes = Vec::new();
    for (input, (image_key, rate)) in inputs.iter().zip(characters) {
        scenes.push(StoredScene { image_key, rate, ..input_scene(service, input)? });
    }
    let outcome = script::outcome(&scenes, scenes.iter().any(|scene| scene.speech.is_some()));
    Ok(StoredVideo { title, image_key, width, height, scenes, outcome, tariff, ..common })
}

/// The picture key of an input, and its rate.
fn character(service: &Service, input: &Form<'_>) -> Result<(String, SceneRate), ErrorReply> {
    let character = input.required_object("character")?;
    let kind = character.required_choice("type", &CHARACTERS)?;
    let rate = match (character.flag("use_avatar_iv_model")?, kind) {
        (Some(true), "avatar") => SceneRate::VideoAvatarIv,
        (Some(true), _) => SceneRate::PhotoAvatarIv,
        _ => SceneRate::AvatarIii,
    };
    character.choice("talking_style", &TALKING_STYLES)?;
    character.choice("expression", &EXPRESSIONS)?;
    if kind == "avatar" {
        let id = character.required_text("avatar_id")?;
        if !stock_avatars::is_avatar(id) {
            return character.refuse("avatar_id", "avatar not found");
        }
        return Ok((id.to_owned(), rate));
    }
    let id = character.required_text("talking_photo_id")?;
    // The key of an upload is no talking photo.
    if id.starts_with("image/") || pictures::find(&service.world(), id).is_none() {
        return character.refuse("talking_photo_id", "talking photo not found");
    }
    Ok((id.to_owned(), rate))
}

fn input_scene(service: &Service, input: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    let form = input.required_object("voice")?;
    match form.required_choice("type", &VOICES)? {
        "silence" => {
            let seconds =
                form.number_within("duration", 1.0, MAX_SILENCE_SECONDS)?.unwrap_or(DEFAULT_SILENCE_SECONDS);
            Ok(StoredScene::unspoken(script::whole_frames(seconds)))
        }
        "audio" => Ok(StoredScene::unspoken(sound_length(service, &form)?)),
        _ => spoken(service, &form),
    }
}

fn spoken(service: &Service, form: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    let voice = voice(service, form)?;
    let script = form.short_text("input_text", MAX_SCRIPT_CHARS)?;
    form.choice("emotion", &EMOTIONS)?;
    form.number_within("pitch", -50.0, 50.0)?;
    let speed = form.number_within("speed", 0.5, 1.5)?.unwrap_or(1.0);
    Ok(script::spoken_scene(script, voice, speed))
}
