//! Engines of v3: which looks they animate, and which options they take.

use axum::http::StatusCode;

use super::avatar_looks::{self, AvatarKind, AvatarLook};
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::service::Service;
use crate::sandbox::world::SceneRate;

/// The documented engines with their names.
const ENGINES: [(&str, &str); 3] =
    [("avatar_iii", "Avatar III"), ("avatar_iv", "Avatar IV"), ("avatar_v", "Avatar V")];
const DEFAULT_ENGINE: &str = "avatar_iv";
/// The engine that takes its motion from a recording.
const REFERENCE_ENGINE: &str = "avatar_v";
pub(super) const EXPRESSIVENESS_LEVELS: [&str; 3] = ["high", "medium", "low"];

/// Checks that the look supports the engine, and the engine the options. Gives the engine.
pub(super) fn check<'a>(
    service: &Service,
    form: &Form<'a>,
    look: &AvatarLook,
) -> Result<&'a str, ErrorReply> {
    let engine = engine(service, form, look)?;
    if !look.engines.contains(&engine) {
        let name = ENGINES.iter().find(|row| row.0 == engine).map_or(engine, |row| row.1);
        let kind = if look.kind == AvatarKind::Photo { "photo" } else { "video" };
        let text = format!("This {kind} avatar does not support {name} video generation");
        let field = form.path_of("avatar_id");
        return Err(ErrorReply::of(&field, StatusCode::BAD_REQUEST, "avatar_not_usable", &text));
    }
    let refuse = |field: &str| {
        let why = format!("is not supported for a {} on {engine}", look.kind.word());
        Err(ErrorReply::invalid_param(&form.path_of(field), &why))
    };
    let is_photo_on_default = look.kind == AvatarKind::Photo && engine == DEFAULT_ENGINE;
    if form.choice("expressiveness", &EXPRESSIVENESS_LEVELS)?.is_some() && !is_photo_on_default {
        return refuse("expressiveness");
    }
    let is_moved = form.text("motion_prompt")?.is_some_and(|prompt| !prompt.trim().is_empty());
    if is_moved && !is_photo_on_default && !(engine == REFERENCE_ENGINE && has_reference(service, look)) {
        return refuse("motion_prompt");
    }
    Ok(engine)
}

/// What a second of this look on this engine is charged as.
pub(super) fn rate(look: &AvatarLook, engine: &str) -> SceneRate {
    match (engine, look.kind) {
        ("avatar_iii", _) => SceneRate::AvatarIii,
        ("avatar_iv", AvatarKind::Photo) => SceneRate::PhotoAvatarIv,
        ("avatar_iv", _) => SceneRate::VideoAvatarIv,
        ("avatar_v", _) => SceneRate::AvatarV,
        _ => SceneRate::Avatar6,
    }
}

/// The engine that is asked for: a documented one, or another one that the look lists.
fn engine<'a>(service: &Service, form: &Form<'a>, look: &AvatarLook) -> Result<&'a str, ErrorReply> {
    let Some(engine) = form.object("engine")? else { return Ok(DEFAULT_ENGINE) };
    let words = [&ENGINES.map(|row| row.0)[..], look.engines].concat();
    let word = engine.required_choice("type", &words)?;
    let further: &[&str] = if word == REFERENCE_ENGINE { &["reference_look_id"] } else { &[] };
    engine.accept_only(&[&["type"], further])?;
    if let Some(id) = engine.text("reference_look_id")? {
        check_reference(service, &engine, look, id)?;
    }
    Ok(word)
}

/// An error unless the reference is a digital twin of the same group.
fn check_reference(
    service: &Service,
    engine: &Form<'_>,
    look: &AvatarLook,
    id: &str,
) -> Result<(), ErrorReply> {
    let field = engine.path_of("reference_look_id");
    let Some(reference) = avatar_looks::find(service, id) else {
        let text = format!("Avatar {id} not found");
        return Err(ErrorReply::of(&field, StatusCode::NOT_FOUND, "avatar_not_found", &text));
    };
    if reference.kind == AvatarKind::Twin && reference.stored.group_id == look.stored.group_id {
        return Ok(());
    }
    Err(ErrorReply::invalid_param(&field, "must be a digital twin of the same group"))
}

/// Whether there is a recording of the person. A recorded avatar refers to itself.
fn has_reference(service: &Service, look: &AvatarLook) -> bool {
    if look.kind != AvatarKind::Photo {
        return true;
    }
    let group = avatar_looks::of_group(service, &service.world(), &look.stored.group_id);
    group.iter().any(|other| other.kind != AvatarKind::Photo)
}
