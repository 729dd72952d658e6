//! Engines of v3: which looks they animate, and which options they take.

use axum::http::StatusCode;

use super::avatar_looks::{AvatarKind, AvatarLook};
use crate::sandbox::http::{ErrorReply, Form};
use crate::sandbox::service::Service;

const ENGINES: [&str; 3] = ["avatar_iii", "avatar_iv", "avatar_v"];
pub(super) const DEFAULT_ENGINE: &str = "avatar_iv";
pub(super) const EXPRESSIVENESS_LEVELS: [&str; 3] = ["high", "medium", "low"];

/// Checks that the look supports the engine, and the engine the options.
pub(super) fn check(_service: &Service, form: &Form<'_>, look: &AvatarLook) -> Result<(), ErrorReply> {
    let engine = match form.object("engine")? {
        None => DEFAULT_ENGINE,
        Some(engine) => {
            let word = engine.required_choice("type", &ENGINES)?;
            let is_referring = word == "avatar_v";
            engine.accept_only(&[&["type"], if is_referring { &["reference_look_id"] } else { &[] }])?;
            engine.text("reference_look_id")?;
            word
        }
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
