//! From the text of a project file to a [`Project`], with line and column of what is wrong.

use toml_edit::{Item, Key, TableLike, Value};

use crate::domain::{KeyLocation, Project, Scene, Speaker, UnknownKey};

use super::super::toml::TomlError;
use super::fields::{Field, PROJECT_FIELDS, SCENE_FIELDS, SPEAKER_FIELDS, read_fields};

/// The key of the speakers.
pub(super) const SPEAKERS_KEY: &str = "speaker";
/// The key of the scenes.
pub(super) const SCENES_KEY: &str = "scene";

pub(super) fn parse_project(table: &dyn TableLike) -> Result<Project, TomlError> {
    let speakers = tables_of(table, SPEAKERS_KEY)?;
    let speakers = speakers.into_iter().map(|table| read_fields(table, SPEAKER_FIELDS, Speaker::default()));
    let scenes = tables_of(table, SCENES_KEY)?;
    let scenes = scenes.into_iter().map(|table| read_fields(table, SCENE_FIELDS, Scene::default()));
    let project = Project {
        speakers: speakers.collect::<Result<_, _>>()?,
        scenes: scenes.collect::<Result<_, _>>()?,
        ..Project::default()
    };
    read_fields(table, PROJECT_FIELDS, project)
}

/// The tables of the speakers or the scenes, however they are written.
fn tables_of<'a>(table: &'a dyn TableLike, key: &str) -> Result<Vec<&'a dyn TableLike>, TomlError> {
    match table.get(key) {
        None | Some(Item::None) => Ok(Vec::new()),
        Some(Item::ArrayOfTables(tables)) => Ok(tables.iter().map(|table| table as &dyn TableLike).collect()),
        Some(Item::Value(Value::Array(values))) => values
            .iter()
            .map(|value| match value {
                Value::InlineTable(table) => Ok(table as &dyn TableLike),
                other => Err(TomlError::new(other.span(), format!("a {key} must be a table: [[{key}]]"))),
            })
            .collect(),
        Some(other) => Err(TomlError::new(other.span(), format!("{key}s must be written as [[{key}]]"))),
    }
}

/// The keys that mean nothing where they stand, in the order of the file.
pub(super) fn unknown_keys(table: &dyn TableLike, text: &str) -> Vec<UnknownKey> {
    let mut found = unknown_keys_in_table(table, PROJECT_FIELDS, KeyLocation::Project, text);
    found.retain(|key| key.name != SPEAKERS_KEY && key.name != SCENES_KEY);
    for (index, table) in tables_of(table, SPEAKERS_KEY).unwrap_or_default().into_iter().enumerate() {
        found.extend(unknown_keys_in_table(table, SPEAKER_FIELDS, KeyLocation::Speaker(index + 1), text));
    }
    for (index, table) in tables_of(table, SCENES_KEY).unwrap_or_default().into_iter().enumerate() {
        found.extend(unknown_keys_in_table(table, SCENE_FIELDS, KeyLocation::Scene(index + 1), text));
    }
    found.sort_by_key(|key| key.line);
    found
}

fn unknown_keys_in_table<T>(
    table: &dyn TableLike,
    fields: &[Field<T>],
    location: KeyLocation,
    text: &str,
) -> Vec<UnknownKey> {
    let unknown = table.iter().filter(|(name, _)| fields.iter().all(|field| field.key != *name));
    let found = unknown.map(|(name, item)| {
        let span = table.key(name).and_then(Key::span).or_else(|| item.span());
        UnknownKey {
            line: span.and_then(|span| Some(text.get(..span.start)?.split('\n').count())),
            name: name.to_owned(),
            location,
            is_table: item.is_array_of_tables(),
        }
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{PROJECT_KEYS, SCENE_KEYS, SPEAKER_KEYS};

    #[test]
    fn the_fields_are_the_keys_that_are_suggested_for_a_misspelled_one() {
        let mut keys: Vec<_> = PROJECT_FIELDS.iter().map(|field| field.key).collect();
        keys.extend([SPEAKERS_KEY, SCENES_KEY]);
        assert_eq!(keys, PROJECT_KEYS);
        assert_eq!(SPEAKER_FIELDS.iter().map(|field| field.key).collect::<Vec<_>>(), SPEAKER_KEYS);
        assert_eq!(SCENE_FIELDS.iter().map(|field| field.key).collect::<Vec<_>>(), SCENE_KEYS);
    }
}
