//! From a [`Project`] back to the text of its file, rewriting only what changed.

use std::path::Path;

use toml_edit::{DocumentMut, TableLike};

use crate::domain::text::{clean_lines, single_line};
use crate::domain::{Emotion, Error, ErrorKind, PhotoId, Project, Scene, TalkingStyle, VoiceId};

use super::super::line_endings;
use super::super::toml::{self, set_value};
use super::fields::set_or_remove;
use super::{parse, scene_tables};

/// The text of a new file: every field that a person may want to change is spelled out.
pub(super) fn new_toml(path: &Path, project: &Project) -> Result<String, Error> {
    let mut document = DocumentMut::new();
    write_fields(document.as_table_mut(), project, None);
    scene_tables::write_scenes(document.as_table_mut(), &[], &project.scenes, false);
    verify_round_trip(path, document.to_string(), project)
}

/// `old` with the project's values in it.
pub(super) fn update_toml(path: &Path, old: &str, project: &Project) -> Result<String, Error> {
    let document = toml::parse(path, old)?;
    let before = parse::parse_project(&document).map_err(|wrong| wrong.into_error(path, old))?;
    if before == *project || before == sanitize(project) {
        return Ok(old.to_owned());
    }
    let mut document = document.into_mut();
    let has_head = document.iter().any(|(_, item)| item.is_value());
    write_fields(document.as_table_mut(), project, Some(&before));
    scene_tables::write_scenes(document.as_table_mut(), &before.scenes, &project.scenes, has_head);
    verify_round_trip(path, line_endings::restore(old, &document.to_string()), project)
}

/// The fields of the video that differ from `before`; all that say something where there is no before.
fn write_fields(table: &mut dyn TableLike, now: &Project, before: Option<&Project>) {
    let photo = |project: &Project| project.photo.as_ref().map_or("", PhotoId::as_str).to_owned();
    let voice = |project: &Project| project.voice.as_ref().map_or("", VoiceId::as_str).to_owned();
    set_or_remove(table, "title", &now.title, before.map(|old| old.title.as_str()));
    set_or_remove(table, "photo", &photo(now), before.map(photo).as_deref());
    set_or_remove(table, "voice", &voice(now), before.map(voice).as_deref());
    if before.is_none_or(|old| old.shape != now.shape) {
        set_value(table, "size", now.shape.to_string().into());
    }
    if before.is_none_or(|old| old.captions != now.captions) {
        set_value(table, "captions", now.captions.into());
    }
    set_or_remove(table, "callback_url", &now.callback_url, before.map(|old| old.callback_url.as_str()));
}

/// The project as it reads back from a file.
fn sanitize(project: &Project) -> Project {
    let word = |text: &str| Some(single_line(text)).filter(|word| !word.is_empty());
    let scene = |scene: &Scene| Scene {
        script: clean_lines(&scene.script),
        emotion: scene
            .emotion
            .as_ref()
            .and_then(|emotion| word(emotion.as_str()))
            .map(|word| Emotion::parse(&word)),
        style: word(scene.style.as_str()).map_or(TalkingStyle::Expressive, |word| TalkingStyle::parse(&word)),
        motion_prompt: clean_lines(&scene.motion_prompt),
        enhance_motion: scene.enhance_motion,
    };
    Project {
        title: single_line(&project.title),
        photo: project.photo.as_ref().and_then(|id| word(id.as_str())).map(PhotoId::new),
        voice: project.voice.as_ref().and_then(|id| word(id.as_str())).map(VoiceId::new),
        shape: project.shape,
        captions: project.captions,
        callback_url: single_line(&project.callback_url),
        scenes: project.scenes.iter().map(scene).collect(),
    }
}

/// Lets a text pass only if the project can be read back from it.
fn verify_round_trip(path: &Path, text: String, project: &Project) -> Result<String, Error> {
    let back = toml::parse(path, &text).ok().and_then(|document| parse::parse_project(&document).ok());
    if back == Some(sanitize(project)) {
        return Ok(text);
    }
    let name = path.display().to_string();
    let what = format!("{name} was not saved: it would not read back as shown");
    Err(Error::new(name, ErrorKind::Internal, what))
}
