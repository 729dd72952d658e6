//! Writes the fields of a table that changed: a value where it differs, no key where it is empty.

use toml_edit::TableLike;

use crate::domain::text::clean_lines;
use crate::domain::{Emotion, Scene};

use super::super::toml::set_value;
use super::toml_string::to_toml_string;

/// The fields of a scene that differ from `before`; all that say something where there is no before.
pub(super) fn write_scene(table: &mut dyn TableLike, now: &Scene, before: Option<&Scene>) {
    let emotion = |scene: &Scene| scene.emotion.as_ref().map_or("", Emotion::as_str).to_owned();
    if before.is_none_or(|old| old.script != clean_lines(&now.script)) {
        set_value(table, "script", to_toml_string(&now.script));
    }
    set_or_remove(table, "emotion", &emotion(now), before.map(emotion).as_deref());
    set_or_remove(table, "style", now.style.as_str(), before.map(|old| old.style.as_str()));
    set_or_remove(table, "motion", &now.motion_prompt, before.map(|old| old.motion_prompt.as_str()));
    if before.is_none_or(|old| old.enhance_motion != now.enhance_motion) {
        set_value(table, "enhance", now.enhance_motion.into());
    }
}

/// Writes a text that differs from `before`; an empty one by taking the key away.
pub(super) fn set_or_remove(table: &mut dyn TableLike, key: &str, now: &str, before: Option<&str>) {
    if before.unwrap_or_default() == now {
        return;
    }
    if now.is_empty() {
        table.remove(key);
    } else {
        set_value(table, key, to_toml_string(now));
    }
}
