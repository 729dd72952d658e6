//! From the text of a project file to a [`Project`], with line and column of what is wrong.

use std::ops::Range;
use std::path::Path;

use toml_edit::{Document, Item, TableLike, Value};

use crate::domain::text::{line, lines};
use crate::domain::{Emotion, Fault, PhotoId, Project, Scene, Shape, Style, VoiceId};

use super::super::files;

/// What is wrong in a file, and where: an offset in bytes.
#[derive(Debug)]
pub(in crate::store) struct Wrong {
    at: Option<usize>,
    what: String,
}

impl Wrong {
    pub(in crate::store) fn at(at: usize, what: impl Into<String>) -> Self {
        Self { at: Some(at), what: what.into() }
    }

    pub(in crate::store) fn of(span: Option<Range<usize>>, what: impl Into<String>) -> Self {
        Self { at: span.map(|span| span.start), what: what.into() }
    }

    /// As `NAME, line 12, column 9: what`, both counted from one, columns in characters.
    pub(in crate::store) fn fault(self, path: &Path, bytes: &[u8]) -> Fault {
        let Some(at) = self.at else {
            return named(path, &format!(": {}", self.what));
        };
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let before = &bytes[..at.min(bytes.len())];
        let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |end| end + 1);
        let number = before.split(|b| *b == b'\n').count();
        let column = String::from_utf8_lossy(&before[start..]).chars().count() + 1;
        named(path, &format!(", line {number}, column {column}: {}", self.what))
    }
}

/// A fault about the content of a file, which its name is enough for.
pub(in crate::store) fn named(path: &Path, what: &str) -> Fault {
    let name = path.file_name().map_or(path, Path::new);
    let gap = if what.starts_with([',', ':']) { "" } else { " " };
    let mut fault = files::said(path, what);
    fault.message = crate::domain::text::short(&format!("{}{gap}{what}", name.display()), 400);
    fault
}

/// Parses TOML. `path` is for the fault alone.
pub(in crate::store) fn document<'a>(path: &Path, text: &'a str) -> Result<Document<&'a str>, Fault> {
    Document::parse(text).map_err(|error| {
        let what = error.message().lines().collect::<Vec<_>>().join(", ");
        Wrong::of(error.span(), what).fault(path, text.as_bytes())
    })
}

pub(super) fn project(document: &Document<&str>) -> Result<Project, Wrong> {
    let film = document.as_table();
    let default = Project::default();
    Ok(Project {
        title: word(film, "title")?.unwrap_or_default(),
        photo: word(film, "photo")?.map(PhotoId::new),
        voice: word(film, "voice")?.map(VoiceId::new),
        shape: shape(film)?.unwrap_or_default(),
        captions: flag(film, "captions")?.unwrap_or(default.captions),
        callback_url: word(film, "callback_url")?.unwrap_or_default(),
        scenes: scenes(film.get("scene"))?,
    })
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

/// One harmless line; one that is empty counts as absent.
pub(in crate::store) fn word(table: &dyn TableLike, key: &str) -> Result<Option<String>, Wrong> {
    Ok(text(table, key)?.map(line).filter(|word| !word.is_empty()))
}

fn text<'a>(table: &'a dyn TableLike, key: &str) -> Result<Option<&'a str>, Wrong> {
    table.get(key).map(|item| item.as_str().ok_or_else(|| mistyped(item, key, "text in quotes"))).transpose()
}

pub(in crate::store) fn flag(table: &dyn TableLike, key: &str) -> Result<Option<bool>, Wrong> {
    table.get(key).map(|item| item.as_bool().ok_or_else(|| mistyped(item, key, "true or false"))).transpose()
}

fn shape(table: &dyn TableLike) -> Result<Option<Shape>, Wrong> {
    const FORMS: &str = "9:16, 16:9, 1:1 or WIDTHxHEIGHT, in quotes";
    let Some(item) = table.get("size") else { return Ok(None) };
    let shape = item.as_str().and_then(Shape::read);
    shape.map(Some).ok_or_else(|| mistyped(item, "size", FORMS))
}

fn mistyped(item: &Item, key: &str, form: &str) -> Wrong {
    Wrong::of(item.span(), format!("{key} must be {form}"))
}
