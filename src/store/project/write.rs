//! From a [`Project`] back to the text of its file, rewriting only what changed.

use std::path::Path;

use toml_edit::{DocumentMut, TableLike};

use crate::domain::text::{line, lines};
use crate::domain::{Emotion, Fault, FaultKind, PhotoId, Project, Scene, Style, VoiceId};

use super::super::line_ends;
use super::super::toml::{self, put};
use super::{read, scenes, text};

/// The text of a new file: every field that a person may want to change is spelled out.
pub(super) fn fresh(path: &Path, project: &Project) -> Result<String, Fault> {
    let mut document = DocumentMut::new();
    fields(document.as_table_mut(), project, None);
    scenes::arrange(document.as_table_mut(), &[], &project.scenes, false);
    checked(path, document.to_string(), project)
}

/// `old` with the project's values in it.
pub(super) fn revised(path: &Path, old: &str, project: &Project) -> Result<String, Fault> {
    let document = toml::document(path, old)?;
    let before = read::project(&document).map_err(|wrong| wrong.fault(path, old))?;
    if before == *project || before == harmless(project) {
        return Ok(old.to_owned());
    }
    let mut document = document.into_mut();
    let has_head = document.iter().any(|(_, item)| item.is_value());
    fields(document.as_table_mut(), project, Some(&before));
    scenes::arrange(document.as_table_mut(), &before.scenes, &project.scenes, has_head);
    checked(path, line_ends::restore(old, &document.to_string()), project)
}

/// The fields of the video that differ from `before`; all that say something where there is no before.
fn fields(table: &mut dyn TableLike, now: &Project, before: Option<&Project>) {
    let photo = |project: &Project| project.photo.as_ref().map_or("", PhotoId::as_str).to_owned();
    let voice = |project: &Project| project.voice.as_ref().map_or("", VoiceId::as_str).to_owned();
    put_word(table, "title", &now.title, before.map(|old| old.title.as_str()));
    put_word(table, "photo", &photo(now), before.map(photo).as_deref());
    put_word(table, "voice", &voice(now), before.map(voice).as_deref());
    if before.is_none_or(|old| old.shape != now.shape) {
        put(table, "size", now.shape.to_string().into());
    }
    if before.is_none_or(|old| old.captions != now.captions) {
        put(table, "captions", now.captions.into());
    }
    put_word(table, "callback_url", &now.callback_url, before.map(|old| old.callback_url.as_str()));
}

/// The fields of a scene that differ from `before`; all that say something where there is no before.
pub(super) fn scene(table: &mut dyn TableLike, now: &Scene, before: Option<&Scene>) {
    let emotion = |scene: &Scene| scene.emotion.as_ref().map_or("", Emotion::word).to_owned();
    if before.is_none_or(|old| old.script != lines(&now.script)) {
        put(table, "script", text::string(&now.script));
    }
    put_word(table, "emotion", &emotion(now), before.map(emotion).as_deref());
    put_word(table, "style", now.style.word(), before.map(|old| old.style.word()));
    put_word(table, "motion", &now.motion, before.map(|old| old.motion.as_str()));
    if before.is_none_or(|old| old.enhance != now.enhance) {
        put(table, "enhance", now.enhance.into());
    }
}

/// Writes a text that differs from `before`; an empty one by taking the key away.
fn put_word(table: &mut dyn TableLike, key: &str, now: &str, before: Option<&str>) {
    if before.unwrap_or_default() == now {
        return;
    }
    if now.is_empty() {
        table.remove(key);
    } else {
        put(table, key, text::string(now));
    }
}

/// The project as it reads back from a file.
fn harmless(project: &Project) -> Project {
    let word = |text: &str| Some(line(text)).filter(|word| !word.is_empty());
    let scene = |scene: &Scene| Scene {
        script: lines(&scene.script),
        emotion: scene
            .emotion
            .as_ref()
            .and_then(|emotion| word(emotion.word()))
            .map(|word| Emotion::read(&word)),
        style: word(scene.style.word()).map_or(Style::Expressive, |word| Style::read(&word)),
        motion: lines(&scene.motion),
        enhance: scene.enhance,
    };
    Project {
        title: line(&project.title),
        photo: project.photo.as_ref().and_then(|id| word(id.as_str())).map(PhotoId::new),
        voice: project.voice.as_ref().and_then(|id| word(id.as_str())).map(VoiceId::new),
        shape: project.shape,
        captions: project.captions,
        callback_url: line(&project.callback_url),
        scenes: project.scenes.iter().map(scene).collect(),
    }
}

/// Lets a text pass only if the project can be read back from it.
fn checked(path: &Path, text: String, project: &Project) -> Result<String, Fault> {
    let back = toml::document(path, &text).ok().and_then(|document| read::project(&document).ok());
    if back == Some(harmless(project)) {
        return Ok(text);
    }
    let name = path.display().to_string();
    let what = format!("{name} was not saved: it would not read back as shown");
    Err(Fault::new(name, FaultKind::Internal, what))
}
