//! Export to Fountain: a title page, a heading for each scene, and its words as dialogue.

use super::fountain_reader::PRESENTER_KEY;
use super::fountain_text::{escape_words, to_dialogue};
use super::head::HeadSyntax;
use super::notes::ExchangeNotes;
use super::options::SceneOption;
use crate::domain::pauses::parse_pause_words;
use crate::domain::{Emotion, Project, Scene, TalkingStyle, VoiceSetting, text};

/// The names of the character of the project's own photo and voice; the first that no speaker has.
const PRESENTERS: [&str; 3] = ["NARRATOR", "PRESENTER", "HOST"];

/// Writes a project as Fountain.
pub(super) fn write(project: &Project) -> (String, ExchangeNotes) {
    let mut notes = ExchangeNotes::default();
    let presenter = PRESENTERS.into_iter().find(|name| project.speaker(name).is_none()).unwrap_or("VOICE");
    let mut lines = HeadSyntax::TitlePage.write(project);
    if project.scenes.iter().any(|scene| scene.speaker.is_none()) {
        lines.extend(HeadSyntax::TitlePage.line("", PRESENTER_KEY, presenter));
    }
    for (number, scene) in (1..).zip(&project.scenes) {
        notes.check_scene(number, scene);
        lines.extend([String::new(), format!(".SCENE {number}")]);
        lines.extend(scene_notes(scene).into_iter().flat_map(|note| [String::new(), note]));
        let dialogue = dialogue_lines(scene);
        if dialogue.is_empty() {
            if scene.speaker.is_some() {
                notes.add(
                    "Fountain has no place for the speaker of a scene without words",
                    &format!("scene {number}"),
                );
            }
            continue;
        }
        let name = scene.speaker.as_deref().unwrap_or(presenter);
        if name.contains(" (") || name.ends_with('^') {
            notes.add("Fountain has no room for the end of a speaker's name", name);
        }
        lines.extend([String::new(), character_line(name)]);
        lines.extend(dialogue);
    }
    (lines.join("\n") + "\n", notes)
}

fn scene_notes(scene: &Scene) -> Vec<String> {
    let muted = scene.is_muted.then(|| "[[muted]]".to_owned());
    let enhance = (!scene.enhance_motion).then(|| "[[enhance: no]]".to_owned());
    let setting = |setting: VoiceSetting| {
        let value = scene.voice_settings.text(setting)?;
        Some(format!("[[{}: {value}]]", setting.as_str()))
    };
    let settings = VoiceSetting::ALL.into_iter().filter_map(setting);
    let recording = scene.recording.as_ref().map(|path| format!("[[audio: {path}]]"));
    let background = scene.background.as_ref().map(|color| format!("[[background: {color}]]"));
    recording.into_iter().chain(background).chain(muted).chain(enhance).chain(settings).collect()
}

/// A name in capitals is a character by itself; others need a mark.
fn character_line(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_ascii_uppercase()) && name.len() > 1;
    if is_plain { name.to_owned() } else { format!("@{name}") }
}

/// Parentheticals, and then the words.
fn dialogue_lines(scene: &Scene) -> Vec<String> {
    let motion = text::clean_line(&scene.motion_prompt);
    let emotion = scene.emotion.as_ref().map(|emotion| match emotion {
        Emotion::Other(word) => format!("emotion: {word}"),
        known => known.as_str().to_lowercase(),
    });
    let style = match &scene.style {
        TalkingStyle::Expressive => None,
        known @ (TalkingStyle::Medium | TalkingStyle::Stable) => Some(known.as_str().to_owned()),
        TalkingStyle::Other(word) => Some(format!("style: {word}")),
    };
    let motion = Some(motion)
        .filter(|motion| !motion.is_empty())
        .map(|motion| if reads_as_motion(&motion) { motion } else { format!("motion: {motion}") });
    let parentheticals = [emotion, style, motion].into_iter().flatten();
    let parentheticals = parentheticals.map(|words| format!("({})", escape_words(&words)));
    parentheticals.chain(to_dialogue(scene.trimmed_script())).collect()
}

/// Whether a parenthetical with these words alone is read as motion.
fn reads_as_motion(words: &str) -> bool {
    matches!(SceneOption::from_delivery(words), Some(SceneOption::Motion(motion)) if motion == words)
        && parse_pause_words(words).is_none()
}
