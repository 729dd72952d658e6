//! Bodies of `POST /v3/videos`: an avatar, a picture, or the scenes of a studio video, each with its speech.

use axum::http::StatusCode;

use super::avatar_looks::{self, AvatarKind, AvatarLook};
use super::file_fields;
use crate::sandbox::catalog::pictures;
use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::render::script::{self, MAX_SCENES, MAX_SCRIPT_CHARS, UNKNOWN_AUDIO_SECONDS};
use crate::sandbox::service::Service;
use crate::sandbox::world::{StoredScene, StoredVideo, Tariff};

const KINDS: [&str; 4] = ["avatar", "image", "studio", "cinematic_avatar"];
const SCENES: [&str; 3] = ["avatar_video", "image", "video"];
/// Who speaks in a scene: a look, or the person in a picture.
const INPUTS: [&str; 2] = ["avatar", "image"];
const ENGINES: [&str; 3] = ["avatar_iii", "avatar_iv", "avatar_v"];
const DEFAULT_ENGINE: &str = "avatar_iv";
const EXPRESSIVENESS_LEVELS: [&str; 3] = ["high", "medium", "low"];
const FITS: [&str; 2] = ["contain", "cover"];
/// The shorter side of each resolution.
const RESOLUTIONS: [(&str, u32); 3] = [("4k", 2160), ("1080p", 1080), ("720p", 720)];
const RATIOS: [(&str, (u32, u32)); 5] =
    [("16:9", (16, 9)), ("9:16", (9, 16)), ("4:5", (4, 5)), ("5:4", (5, 4)), ("1:1", (1, 1))];
const MAX_SILENCE_SECONDS: f64 = 300.0;

/// The kinds of a background, and the field of its color.
type BackgroundRule = (&'static [&'static str], &'static str);

const VIDEO_BACKGROUND: BackgroundRule = (&["color", "image"], "value");
const SCENE_BACKGROUND: BackgroundRule = (&["color"], "color");

/// A picture key, and the scene that shows it.
type Shot = (String, StoredScene);

/// Checks a body. A video shows the picture of its first scene throughout.
pub(super) fn read(service: &Service, form: &Form<'_>) -> Result<StoredVideo, ErrorReply> {
    let scenes = match form.required_choice("type", &KINDS)? {
        "avatar" => vec![one_avatar(service, form, VIDEO_BACKGROUND)?],
        "image" => vec![one_picture(service, form, VIDEO_BACKGROUND)?],
        "studio" => studio(service, form)?,
        kind => {
            let why = format!("is {kind}, which the sandbox does not make");
            return Err(ErrorReply::invalid_param("type", &why));
        }
    };
    let (image_keys, scenes): (Vec<String>, Vec<StoredScene>) = scenes.into_iter().unzip();
    let image_key = image_keys.into_iter().next().unwrap_or_default();
    let title = form.text("title")?.unwrap_or_default().to_owned();
    form.choice("fit", &FITS)?;
    let callback_url = form.text("callback_url")?.map(str::to_owned);
    let callback_id = form.text("callback_id")?.map(str::to_owned);
    if form.choice("output_format", &["mp4", "webm"])? == Some("webm") {
        return Err(ErrorReply::invalid_param("output_format", "webm is not made by the sandbox"));
    }
    let caption = caption(form)?;
    let (resolution, (width, height)) = size(service, form, &image_key)?;
    Ok(StoredVideo {
        title,
        image_key,
        width,
        height,
        caption,
        callback_id,
        callback_url,
        outcome: script::outcome(&scenes, scenes.iter().any(|scene| scene.speech.is_some())),
        scenes,
        tariff: if resolution == "4k" { Tariff::Large } else { Tariff::Usual },
        ..StoredVideo::default()
    })
}

/// The picture key and the scene of an avatar that speaks.
fn one_avatar(service: &Service, form: &Form<'_>, background: BackgroundRule) -> Result<Shot, ErrorReply> {
    let look = ready_look(service, form)?;
    engine(form, &look)?;
    check_background(service, form, background)?;
    let scene = scene(service, form, Some(&look.voice(service)))?;
    Ok((look.stored.image_key, scene))
}

fn one_picture(service: &Service, form: &Form<'_>, background: BackgroundRule) -> Result<Shot, ErrorReply> {
    let picture = file_fields::picture(service, form, "image")?;
    form.text("motion_prompt")?;
    form.choice("expressiveness", &EXPRESSIVENESS_LEVELS)?;
    check_background(service, form, background)?;
    Ok((picture, scene(service, form, None)?))
}

fn studio(service: &Service, form: &Form<'_>) -> Result<Vec<Shot>, ErrorReply> {
    let shot = |scene: &Form<'_>| match scene.required_choice("type", &SCENES)? {
        "avatar_video" => {
            let input = scene.required_object("input")?;
            match input.required_choice("type", &INPUTS)? {
                "image" => one_picture(service, &input, SCENE_BACKGROUND),
                _ => one_avatar(service, &input, SCENE_BACKGROUND),
            }
        }
        "image" => still(service, scene),
        _ => {
            let why = "is video, which the sandbox does not cut";
            Err(ErrorReply::invalid_param(&scene.path_of("type"), why))
        }
    };
    form.objects("scenes", MAX_SCENES)?.iter().map(shot).collect()
}

/// A scene that shows a picture, silent or with speech.
fn still(service: &Service, form: &Form<'_>) -> Result<Shot, ErrorReply> {
    let picture = file_fields::picture(service, form, "source")?;
    let held = form.number_within("duration", 0.04, MAX_SILENCE_SECONDS)?;
    let scene = match held {
        Some(_) if has_speech(form) => {
            return Err(ErrorReply::invalid_param(
                &form.path_of("duration"),
                "and sound are mutually exclusive",
            ));
        }
        Some(seconds) => StoredScene::unspoken(script::whole_frames(seconds)),
        None => scene(service, form, None)?,
    };
    Ok((picture, scene))
}

/// The look that speaks.
fn ready_look(service: &Service, form: &Form<'_>) -> Result<AvatarLook, ErrorReply> {
    let id = form.required_text("avatar_id")?;
    let look = avatar_looks::find(service, id);
    let (status, code, why) = match look.as_ref().map(|look| look.status(service.now())) {
        None => (StatusCode::NOT_FOUND, "avatar_not_found", "not found"),
        Some("processing") => (StatusCode::CONFLICT, "resource_not_ready", "is not ready yet"),
        Some(_) => (StatusCode::BAD_REQUEST, "avatar_not_usable", "cannot be used"),
    };
    let refusal = || ErrorReply::of(&form.path_of("avatar_id"), status, code, &format!("Avatar {id} {why}"));
    look.filter(|look| look.status(service.now()) == "completed").ok_or_else(refusal)
}

/// Checks that the look supports the engine, and the engine the options.
fn engine(form: &Form<'_>, look: &AvatarLook) -> Result<(), ErrorReply> {
    let engine = match form.object("engine")? {
        None => DEFAULT_ENGINE,
        Some(engine) => engine.required_choice("type", &ENGINES)?,
    };
    if !look.kind.engines().contains(&engine) {
        let text = format!("Avatar {} does not support the engine {engine}", look.stored.id);
        let field = form.path_of("avatar_id");
        return Err(ErrorReply::of(&field, StatusCode::BAD_REQUEST, "avatar_not_usable", &text));
    }
    let is_lively = form.choice("expressiveness", &EXPRESSIVENESS_LEVELS)?.is_some();
    let is_moved = form.text("motion_prompt")?.is_some_and(|prompt| !prompt.trim().is_empty());
    // Avatar V takes its motion from a recording, which no group of the sandbox has.
    let takes_both = look.kind == AvatarKind::Photo && engine == DEFAULT_ENGINE;
    let field = if is_lively { "expressiveness" } else { "motion_prompt" };
    if takes_both || !(is_lively || is_moved) {
        return Ok(());
    }
    let why = format!("is not supported for a {} on {engine}", look.kind.word());
    Err(ErrorReply::invalid_param(&form.path_of(field), &why))
}

/// Checks a background: a color, or an upload's id or URL where the rule allows an image. The URL is not fetched.
fn check_background(service: &Service, form: &Form<'_>, rule: BackgroundRule) -> Result<(), ErrorReply> {
    let Some(background) = form.object("background")? else { return Ok(()) };
    let (kinds, field) = rule;
    if background.required_choice("type", kinds)? == "color" {
        let color = background.required_text(field)?;
        let is_hex =
            |digits: &str| digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if color.strip_prefix('#').is_some_and(is_hex) {
            return Ok(());
        }
        let why = "must be a hex color, such as #1a2b3c";
        return Err(ErrorReply::invalid_param(&background.path_of(field), why));
    }
    if background.value("asset_id").is_some() {
        return file_fields::asset(service, &background, "asset_id").map(drop);
    }
    if background.value("url").is_none() {
        let why = "is required, unless asset_id is given";
        return Err(ErrorReply::invalid_param(&background.path_of("url"), why));
    }
    background.required_text("url").map(drop)
}

/// Whether there is a second video with captions; every video has a subtitles file.
fn caption(form: &Form<'_>) -> Result<bool, ErrorReply> {
    let Some(caption) = form.object("caption")? else { return Ok(false) };
    caption.choice("file_format", &["srt"])?;
    Ok(caption.choice("style", &["default"])?.is_some())
}

/// The name of the resolution; width and height.
fn size(service: &Service, form: &Form<'_>, picture: &str) -> Result<(&'static str, (u32, u32)), ErrorReply> {
    let named = form.choice("resolution", &RESOLUTIONS.map(|row| row.0))?.unwrap_or("1080p");
    let (resolution, short) = RESOLUTIONS.into_iter().find(|row| row.0 == named).unwrap_or(RESOLUTIONS[1]);
    let words: Vec<&str> = RATIOS.iter().map(|row| row.0).chain(["auto"]).collect();
    let ratio = match form.choice("aspect_ratio", &words)?.unwrap_or("16:9") {
        "auto" => own_ratio(service, picture),
        word => RATIOS.iter().find(|row| row.0 == word).map_or(RATIOS[0].1, |row| row.1),
    };
    Ok((resolution, scaled(ratio, short)))
}

fn own_ratio(service: &Service, picture: &str) -> (u32, u32) {
    let found = pictures::find(&service.world(), picture);
    let size = found.and_then(|found| found.size(|id| service.files.upload_path(id)));
    size.filter(|(width, height)| *width > 0 && *height > 0).unwrap_or(RATIOS[0].1)
}

/// The size with this shorter side; the longer one follows the ratio, is even, and at most 16:9.
fn scaled((wide, high): (u32, u32), short: u32) -> (u32, u32) {
    let longer = |a: u32, b: u32| {
        let long = u64::from(short) * u64::from(a) / u64::from(b);
        u32::try_from(long).unwrap_or(u32::MAX).min(short * 16 / 9) & !1
    };
    if wide >= high { (longer(wide, high), short) } else { (short, longer(high, wide)) }
}

const SOUNDS: [&str; 2] = ["audio_url", "audio_asset_id"];

/// Reads the speech of a scene; `own` is the voice of a script that names none.
fn scene(service: &Service, form: &Form<'_>, own: Option<&str>) -> Result<StoredScene, ErrorReply> {
    let speed = speed(form)?;
    let given = ["script", SOUNDS[0], SOUNDS[1]].into_iter().filter(|field| form.value(field).is_some());
    let why = match *given.collect::<Vec<_>>() {
        ["script"] => return script(service, form, own, speed),
        [sound] => return own_sound(service, form, sound),
        [] => "is required, unless audio_url or audio_asset_id is given",
        _ => "and audio_url or audio_asset_id are mutually exclusive",
    };
    Err(ErrorReply::invalid_param(&form.path_of("script"), why))
}

fn has_speech(form: &Form<'_>) -> bool {
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
    Ok(script::spoken_scene(script, voice(service, form, id)?, speed))
}

fn own_sound(service: &Service, form: &Form<'_>, field: &str) -> Result<StoredScene, ErrorReply> {
    let seconds = if field == "audio_url" {
        form.required_text(field)?;
        UNKNOWN_AUDIO_SECONDS
    } else {
        script::seconds_of_sound(&file_fields::asset(service, form, field)?)
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
