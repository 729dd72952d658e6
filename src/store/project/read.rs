//! From the text of a project file to a [`Project`], with line and column of what is wrong.

use toml_edit::{Document, Item, Key, TableLike, Value};

use crate::domain::text::lines;
use crate::domain::{
    Emotion, KeyPlace, PROJECT_KEYS, PhotoId, Project, SCENE_KEYS, Scene, Shape, Style, UnknownKey, VoiceId,
};

use super::super::toml::{Wrong, choice, flag, text, word};

/// Bytes of an id: several times what the service gives.
const MAX_ID_BYTES: usize = 512;
const SHAPES: &str = "9:16, 16:9, 1:1 or WIDTHxHEIGHT, in quotes";

pub(super) fn project(document: &Document<&str>) -> Result<Project, Wrong> {
    let table = document.as_table();
    let default = Project::default();
    Ok(Project {
        title: word(table, "title")?.unwrap_or_default(),
        photo: id(table, "photo")?.map(PhotoId::new),
        voice: id(table, "voice")?.map(VoiceId::new),
        shape: choice(table, "size", SHAPES, Shape::read)?.unwrap_or_default(),
        captions: flag(table, "captions")?.unwrap_or(default.captions),
        callback_url: word(table, "callback_url")?.unwrap_or_default(),
        scenes: scenes(table.get("scene"))?,
    })
}

/// An id of the service.
fn id(table: &dyn TableLike, key: &str) -> Result<Option<String>, Wrong> {
    match word(table, key)? {
        Some(id) if id.len() > MAX_ID_BYTES => {
            let span = table.get(key).and_then(Item::span);
            Err(Wrong::of(span, format!("{key} must be an id of at most {MAX_ID_BYTES} bytes")))
        }
        id => Ok(id),
    }
}

fn scenes(item: Option<&Item>) -> Result<Vec<Scene>, Wrong> {
    match item {
        None | Some(Item::None) => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| scene(table)).collect(),
        Some(Item::Value(Value::Array(values))) => values
            .iter()
            .map(|value| match value {
                Value::InlineTable(table) => scene(table),
                other => Err(Wrong::of(other.span(), "a scene must be a table: [[scene]]")),
            })
            .collect(),
        Some(other) => Err(Wrong::of(other.span(), "scenes must be written as [[scene]]")),
    }
}

fn scene(table: &dyn TableLike) -> Result<Scene, Wrong> {
    let default = Scene::default();
    Ok(Scene {
        script: text(table, "script")?.map(lines).unwrap_or_default(),
        emotion: word(table, "emotion")?.map(|word| Emotion::read(&word)),
        style: word(table, "style")?.map_or(default.style, |word| Style::read(&word)),
        motion: text(table, "motion")?.map(lines).unwrap_or_default(),
        enhance: flag(table, "enhance")?.unwrap_or(default.enhance),
    })
}

/// The keys that mean nothing where they stand, in the order of the file.
pub(super) fn unknown(document: &Document<&str>, text: &str) -> Vec<UnknownKey> {
    let table = document.as_table();
    let mut found = unknown_in(table, &PROJECT_KEYS, KeyPlace::Project, text);
    let tables: Vec<&dyn TableLike> = match table.get("scene") {
        Some(Item::ArrayOfTables(tables)) => tables.iter().map(|table| table as &dyn TableLike).collect(),
        Some(Item::Value(Value::Array(values))) => {
            let tables = values.iter().filter_map(Value::as_inline_table);
            tables.map(|table| table as &dyn TableLike).collect()
        }
        _ => Vec::new(),
    };
    for (index, table) in tables.into_iter().enumerate() {
        found.extend(unknown_in(table, &SCENE_KEYS, KeyPlace::Scene(index + 1), text));
    }
    found.sort_by_key(|key| key.line);
    found
}

fn unknown_in(table: &dyn TableLike, known: &[&str], place: KeyPlace, text: &str) -> Vec<UnknownKey> {
    let unknown = table.iter().filter(|(name, _)| !known.contains(name));
    let told = unknown.map(|(name, item)| {
        let span = table.key(name).and_then(Key::span).or_else(|| item.span());
        UnknownKey {
            line: span.and_then(|span| Some(text.get(..span.start)?.split('\n').count())),
            name: name.to_owned(),
            place,
            is_table: item.is_array_of_tables(),
        }
    });
    told.collect()
}
