//! Scenes in v3 bodies: an avatar or a picture that speaks, and a picture or a clip that is shown.

use axum::http::StatusCode;

use super::avatar_looks::{self, AvatarLook};
use super::engine::{self, EXPRESSIVENESS_LEVELS};
use super::file_fields;
use super::speech_input::{self, SPEECH_FIELDS};
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::render::script::{self, MAX_SCENES, UNKNOWN_SECONDS};
use crate::sandbox::service::Service;
use crate::sandbox::uploads;
use crate::sandbox::world::{SceneRate, StoredScene};

const SCENES: [&str; 3] = ["avatar_video", "image", "video"];
/// Who speaks in a scene: a look, or the person in a picture.
const INPUTS: [&str; 2] = ["avatar", "image"];
const AVATAR_FIELDS: [&str; 6] =
    ["type", "avatar_id", "motion_prompt", "expressiveness", "engine", "background"];
const PICTURE_FIELDS: [&str; 5] = ["type", "image", "motion_prompt", "expressiveness", "background"];
const STILL_FIELDS: [&str; 3] = ["type", "source", "duration"];
const CLIP_FIELDS: [&str; 3] = ["type", "source", "playback"];
/// How a clip is fitted to its narration.
const PLAYBACK_MODES: [&str; 3] = ["freeze", "loop", "fit_to_scene"];
const MAX_SILENCE_SECONDS: f64 = 300.0;

/// The kinds of a background, and the field of its color.
type BackgroundRule = (&'static [&'static str], &'static str);

const VIDEO_BACKGROUND: BackgroundRule = (&["color", "image"], "value");
const SCENE_BACKGROUND: BackgroundRule = (&["color"], "color");

/// The scene of a video of type `avatar`; `head` are the fields of the video itself.
pub(super) fn of_avatar(
    service: &Service,
    form: &Form<'_>,
    head: &[&str],
) -> Result<StoredScene, ErrorReply> {
    avatar(service, form, head, VIDEO_BACKGROUND)
}

/// The scene of a video of type `image`.
pub(super) fn of_picture(
    service: &Service,
    form: &Form<'_>,
    head: &[&str],
) -> Result<StoredScene, ErrorReply> {
    picture(service, form, head, VIDEO_BACKGROUND)
}

/// The scenes of a studio video.
pub(super) fn of_studio(service: &Service, form: &Form<'_>) -> Result<Vec<StoredScene>, ErrorReply> {
    let read = |scene: &Form<'_>| match scene.required_choice("type", &SCENES)? {
        "avatar_video" => {
            scene.accept_only(&[&["type", "input"]])?;
            let input = scene.required_object("input")?;
            match input.required_choice("type", &INPUTS)? {
                "image" => picture(service, &input, &[], SCENE_BACKGROUND),
                _ => avatar(service, &input, &[], SCENE_BACKGROUND),
            }
        }
        "image" => still(service, scene),
        _ => clip(service, scene),
    };
    form.objects("scenes", MAX_SCENES)?.iter().map(read).collect()
}

/// A look that speaks.
fn avatar(
    service: &Service,
    form: &Form<'_>,
    head: &[&str],
    background: BackgroundRule,
) -> Result<StoredScene, ErrorReply> {
    form.accept_only(&[&AVATAR_FIELDS, &SPEECH_FIELDS, head])?;
    let look = ready_look(service, form)?;
    let rate = engine::rate(&look, engine::check(service, form, &look)?);
    check_background(service, form, background)?;
    let scene = speech_input::read(service, form, Some(&look.voice(service)))?;
    Ok(StoredScene { image_key: look.stored.image_key, rate, ..scene })
}

/// The person in a picture speaks.
fn picture(
    service: &Service,
    form: &Form<'_>,
    head: &[&str],
    background: BackgroundRule,
) -> Result<StoredScene, ErrorReply> {
    form.accept_only(&[&PICTURE_FIELDS, &SPEECH_FIELDS, head])?;
    let image_key = file_fields::picture(service, form, "image")?;
    form.text("motion_prompt")?;
    form.choice("expressiveness", &EXPRESSIVENESS_LEVELS)?;
    check_background(service, form, background)?;
    Ok(StoredScene { image_key, ..speech_input::read(service, form, None)? })
}

/// A scene that shows a picture, silent or with speech.
fn still(service: &Service, form: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    form.accept_only(&[&STILL_FIELDS, &SPEECH_FIELDS])?;
    let image_key = file_fields::picture(service, form, "source")?;
    let held = form.number_within("duration", 0.04, MAX_SILENCE_SECONDS)?;
    let scene = match held {
        Some(_) if speech_input::is_given(form) => {
            let why = "and sound are mutually exclusive";
            return Err(ErrorReply::invalid_param(&form.path_of("duration"), why));
        }
        Some(seconds) => StoredScene::unspoken(script::whole_frames(seconds)),
        None => speech_input::read(service, form, None)?,
    };
    Ok(StoredScene { image_key, rate: SceneRate::Unpriced, ..scene })
}

/// A scene that shows a clip, as long as the clip or its narration. The sandbox shows a picture in its place.
fn clip(service: &Service, form: &Form<'_>) -> Result<StoredScene, ErrorReply> {
    form.accept_only(&[&CLIP_FIELDS, &SPEECH_FIELDS])?;
    let clip = file_fields::file(service, form, "source")?;
    if uploads::media_kind(&clip) != "video" {
        return Err(ErrorReply::invalid_param(&form.path_of("source"), "is not a video"));
    }
    let is_narrated = speech_input::is_given(form);
    if let Some(playback) = form.object("playback")? {
        playback.accept_only(&[&["mode", "volume", "mute"]])?;
        playback.number_within("volume", 0.0, 1.0)?;
        playback.flag("mute")?;
        if playback.choice("mode", &PLAYBACK_MODES)?.is_some() && !is_narrated {
            return Err(ErrorReply::invalid_param(&playback.path_of("mode"), "requires a narration"));
        }
    }
    let scene = if is_narrated {
        speech_input::read(service, form, None)?
    } else {
        StoredScene::unspoken(script::whole_frames(clip.seconds.unwrap_or(UNKNOWN_SECONDS)))
    };
    Ok(StoredScene { image_key: clip.id, rate: SceneRate::Unpriced, ..scene })
}

/// The look that speaks.
fn ready_look(service: &Service, form: &Form<'_>) -> Result<AvatarLook, ErrorReply> {
    let id = form.required_text("avatar_id")?;
    let look = avatar_looks::find(service, id);
    let (status, code, why) = match look.as_ref().map(|look| look.status(service.now())) {
        None => (StatusCode::NOT_FOUND, "avatar_not_found", "not found"),
        Some("processing") => (StatusCode::CONFLICT, "resource_not_ready", "is not ready yet"),
        Some("pending_consent") => {
            (StatusCode::BAD_REQUEST, "avatar_consent_required", "waits for the consent of its person")
        }
        Some(_) => (StatusCode::BAD_REQUEST, "avatar_not_usable", "cannot be used"),
    };
    let refusal = || ErrorReply::of(&form.path_of("avatar_id"), status, code, &format!("Avatar {id} {why}"));
    look.filter(|look| look.status(service.now()) == "completed").ok_or_else(refusal)
}

/// Checks a background: a color, or an upload's id or URL where the rule allows an image. The URL is not fetched.
fn check_background(service: &Service, form: &Form<'_>, rule: BackgroundRule) -> Result<(), ErrorReply> {
    let Some(background) = form.object("background")? else { return Ok(()) };
    let (kinds, field) = rule;
    if background.required_choice("type", kinds)? == "color" {
        background.accept_only(&[&["type", field]])?;
        let color = background.required_text(field)?;
        let is_hex =
            |digits: &str| digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
        if color.strip_prefix('#').is_some_and(is_hex) {
            return Ok(());
        }
        let why = "must be a hex color, such as #1a2b3c";
        return Err(ErrorReply::invalid_param(&background.path_of(field), why));
    }
    background.accept_only(&[&["type", "url", "asset_id"]])?;
    let url = background.text("url")?;
    if background.value("asset_id").is_some() {
        if url.is_some() {
            let why = "and asset_id are mutually exclusive";
            return Err(ErrorReply::invalid_param(&background.path_of("url"), why));
        }
        return file_fields::asset(service, &background, "asset_id").map(drop);
    }
    if url.is_none() {
        let why = "is required, unless asset_id is given";
        return Err(ErrorReply::invalid_param(&background.path_of("url"), why));
    }
    background.required_text("url").map(drop)
}
