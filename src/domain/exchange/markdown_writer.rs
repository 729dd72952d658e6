//! Export to Markdown: front matter, a heading for each scene, its options as a list, and its words.

use super::head::HeadSyntax;
use super::markdown_text::{escape_line, to_markdown};
use super::notes::ExchangeNotes;
use crate::domain::{Emotion, Project, Scene, TalkingStyle, VoiceSetting, text};

/// Writes a project as Markdown, which reads back as the same project.
pub(super) fn write(project: &Project) -> (String, ExchangeNotes) {
    let mut notes = ExchangeNotes::default();
    let mut out = String::from("---\n");
    for line in HeadSyntax::Yaml.write(project) {
        out.extend([line.as_str(), "\n"]);
    }
    out.push_str("---\n");
    for (number, scene) in (1..).zip(&project.scenes) {
        notes.check_scene(number, scene);
        let heading = format!("## Scene {number}");
        let (options, words) = (option_lines(scene).join("\n"), scene_words(scene));
        for part in [heading, options, words].into_iter().filter(|part| !part.is_empty()) {
            out.extend(["\n", &part, "\n"]);
        }
    }
    (out, notes)
}

/// The options that differ from those of a new scene, as items of a list.
fn option_lines(scene: &Scene) -> Vec<String> {
    let motion = text::clean_line(&scene.motion_prompt);
    let recording = scene.recording.as_ref().map(|path| format!("Audio: {path}"));
    let background = scene.background.as_ref().map(|color| format!("Background: {color}"));
    let emotion = scene.emotion.as_ref().map(Emotion::as_str).map(|word| format!("Emotion: {word}"));
    let style = Some(&scene.style).filter(|style| **style != TalkingStyle::Expressive);
    let style = style.map(|style| format!("Style: {style}"));
    let motion = (!motion.is_empty()).then(|| format!("Motion: {motion}"));
    let enhance = (!scene.enhance_motion).then(|| "Enhance: no".to_owned());
    let muted = scene.is_muted.then(|| "Muted: yes".to_owned());
    let setting = |setting: VoiceSetting| {
        let value = scene.voice_settings.text(setting)?;
        Some(format!("{}: {value}", setting.title()))
    };
    let settings = VoiceSetting::ALL.into_iter().filter_map(setting);
    let options =
        [recording, emotion, style, motion, enhance, background, muted].into_iter().flatten().chain(settings);
    options.map(|option| format!("- {}", escape_option(&option))).collect()
}

/// Escapes the value of an option; its own colon is no markup.
fn escape_option(option: &str) -> String {
    let (key, value) = option.split_once(": ").unwrap_or((option, ""));
    format!("{key}: {}", escape_line(value, &[]))
}

/// The words, below the name of the speaker.
fn scene_words(scene: &Scene) -> String {
    let words = to_markdown(scene.trimmed_script());
    match scene.speaker.as_deref() {
        Some(name) => {
            // What stands in parentheses behind a name would be the delivery.
            let name = escape_line(name, &[]).replace('(', "\\(");
            format!("**{name}:** {words}").trim_end().to_owned()
        }
        None => words,
    }
}
