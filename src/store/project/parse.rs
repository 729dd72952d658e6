//! From the text of a project file to a [`Project`], with line and column of what is wrong.

use toml_edit::{Document, Item, Key, TableLike, Value};

use crate::domain::text::clean_lines;
use crate::domain::{
    Emotion, KeyLocation, PROJECT_KEYS, PhotoId, Project, SCENE_KEYS, Scene, Shape, TalkingStyle, UnknownKey,
    VoiceId,
};

use super::super::toml::{TomlError, get_bool, get_choice, get_line, get_text};

/// Bytes of an id: several times what the service gives.
const MAX_ID_BYTES: usize = 512;
const SIZE_FORMATS: &str = "9:16, 16:9, 1:1 or WIDTHxHEIGHT, in quotes";

pub(super) fn parse_project(document: &Document<&str>) -> Result<Project, TomlError> {
    let table = document.as_table();
    let default = Project::default();
    Ok(Project {
        title: get_line(table, "title")?.unwrap_or_default(),
        photo: get_id(table, "photo")?.map(PhotoId::new),
        voice: get_id(table, "voice")?.map(VoiceId::new),
        shape: get_choice(table, "size", SIZE_FORMATS, Shape::parse)?.unwrap_or_default(),
        captions: get_bool(table, "captions")?.unwrap_or(default.captions),
        callback_url: get_line(table, "callback_url")?.unwrap_or_default(),
        scenes: parse_scenes(table.get("scene"))?,
    })
}

/// An id of the service.
fn get_id(table: &dyn TableLike, key: &str) -> Result<Option<String>, TomlError> {
    match get_line(table, key)? {
        Some(id) if id.len() > MAX_ID_BYTES => {
            let span = table.get(key).and_then(Item::span);
            Err(TomlError::new(span, format!("{key} must be an id of at most {MAX_ID_BYTES} bytes")))
        }
        id => Ok(id),
    }
}

fn parse_scenes(item: Option<&Item>) -> Result<Vec<Scene>, TomlError> {
    match item {
        None | Some(Item::None) => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| parse_scene(table)).collect(),
        Some(Item::Value(Value::Array(values))) => values
            .iter()
            .map(|value| match value {
                Value::InlineTable(table) => parse_scene(table),
                other => Err(TomlError::new(other.span(), "a scene must be a table: [[scene]]")),
            })
            .collect(),
        Some(other) => Err(TomlError::new(other.span(), "scenes must be written as [[scene]]")),
    }
}

fn parse_scene(table: &dyn TableLike) -> Result<Scene, TomlError> {
    let default = Scene::default();
    Ok(Scene {
        script: get_text(table, "script")?.map(clean_lines).unwrap_or_default(),
        emotion: get_line(table, "emotion")?.map(|word| Emotion::parse(&word)),
        style: get_line(table, "style")?.map_or(default.style, |word| TalkingStyle::parse(&word)),
        motion_prompt: get_text(table, "motion")?.map(clean_lines).unwrap_or_default(),
        enhance_motion: get_bool(table, "enhance")?.unwrap_or(default.enhance_motion),
    })
}

/// The keys that mean nothing where they stand, in the order of the file.
pub(super) fn unknown_keys(document: &Document<&str>, text: &str) -> Vec<UnknownKey> {
    let table = document.as_table();
    let mut found = unknown_keys_in_table(table, &PROJECT_KEYS, KeyLocation::Project, text);
    let tables: Vec<&dyn TableLike> = match table.get("scene") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Value::Array(values))) => {
            let tables = values.iter().filter_map(Value::as_inline_table);
            tables.map(|table| table as &dyn TableLike).collect()
        }
        _ => Vec::new(),
    };
    for (index, table) in tables.into_iter().enumerate() {
        found.extend(unknown_keys_in_table(table, &SCENE_KEYS, KeyLocation::Scene(index + 1), text));
    }
    found.sort_by_key(|key| key.line);
    found
}

fn unknown_keys_in_table(
    table: &dyn TableLike,
    known: &[&str],
    place: KeyLocation,
    text: &str,
) -> Vec<UnknownKey> {
    let unknown = table.iter().filter(|(name, _)| !known.contains(name));
    let told = unknown.map(|(name, item)| {
        let span = table.key(name).and_then(Key::span).or_else(|| item.span());
        UnknownKey {
            line: span.and_then(|span| Some(text.get(..span.start)?.split('\n').count())),
            name: name.to_owned(),
            location: place,
            is_table: item.is_array_of_tables(),
        }
    });
    told.collect()
}
