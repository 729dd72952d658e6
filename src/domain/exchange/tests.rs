//! Tests of import and export: each format by examples, and that export and import are inverse.

mod fountain;
mod generated;
mod markdown;
mod properties;
mod subtitles;
mod unclear_options;

use crate::domain::{
    Captions, Emotion, PhotoId, Project, Scene, Shape, Speaker, TalkingStyle, VoiceId, VoiceSettings,
};

use super::*;

/// A dialog of two people that uses every field.
fn dialog() -> Project {
    let greeting = Scene {
        emotion: Some(Emotion::Friendly),
        motion_prompt: "Avatar leans forward, smiling".into(),
        ..Scene::new("Hello and welcome. <break time=\"1s\"/> Today we ship.")
    };
    let answer = Scene {
        speaker: Some("Marco".into()),
        style: TalkingStyle::Stable,
        enhance_motion: false,
        is_muted: true,
        voice_settings: VoiceSettings { pitch: Some(10.0), ..VoiceSettings::default() },
        ..Scene::new("I have been waiting for it.\n\nSince March!")
    };
    let marco = Speaker {
        name: "Marco".into(),
        photo: Some(PhotoId::new("Kenji, white shirt")),
        voice: Some(VoiceId::new("v-2")),
        voice_settings: VoiceSettings { speed: Some(1.05), ..VoiceSettings::default() },
    };
    Project {
        title: "Launch: the teaser".into(),
        photo: Some(PhotoId::new("p-1")),
        voice: Some(VoiceId::new("v-1")),
        voice_settings: VoiceSettings { locale: Some("en-GB".into()), ..VoiceSettings::default() },
        shape: Shape::Landscape,
        background: Some("#1b6b93".into()),
        captions: Captions::Off,
        callback_url: "https://example.com/done".into(),
        target_seconds: Some(60),
        speakers: vec![marco],
        scenes: vec![greeting, answer],
    }
}

/// The speaker and the script of each scene of an imported text.
fn spoken(text: &str, format: ImportFormat) -> Vec<(Option<String>, String)> {
    let scenes = import_script(text, format).project.scenes;
    scenes.into_iter().map(|scene| (scene.speaker, scene.script.into())).collect()
}

/// Speaker and words of each scene of a Markdown text.
fn read_markdown(text: &str) -> Vec<(Option<String>, String)> {
    spoken(text, ImportFormat::Markdown)
}

/// What the import of a Markdown text could not carry.
fn markdown_notes(text: &str) -> Vec<String> {
    import_script(text, ImportFormat::Markdown).notes
}

fn by(speaker: Option<&str>, script: &str) -> (Option<String>, String) {
    (speaker.map(str::to_owned), script.to_owned())
}

#[test]
fn the_form_of_a_file_follows_from_its_extension() {
    for (extension, format) in [
        ("md", Some(ImportFormat::Markdown)),
        ("MARKDOWN", Some(ImportFormat::Markdown)),
        ("fountain", Some(ImportFormat::Fountain)),
        ("txt", Some(ImportFormat::PlainText)),
        ("Srt", Some(ImportFormat::Srt)),
        ("vtt", Some(ImportFormat::Vtt)),
        ("toml", None),
    ] {
        assert_eq!(ImportFormat::from_extension(extension), format, "{extension}");
    }
}

#[test]
fn blank_lines_part_the_scenes_of_plain_text() {
    let text = "\u{feff}Hello.\r\nIt is [PAUSE 2s] me.\r\n \r\n\r\nMARCO: Hi!\nIdea: no speaker\n";
    assert_eq!(
        spoken(text, ImportFormat::PlainText),
        [by(None, "Hello.\nIt is <break time=\"2s\"/> me."), by(Some("MARCO"), "Hi!\nIdea: no speaker"),]
    );
    let notes = import_script(text, ImportFormat::PlainText).notes;
    assert_eq!(
        notes,
        [
            "kept as spoken words; to make it a speaker, write it in capitals or bold: Idea:",
            "choose a photo and a voice for each speaker: MARCO",
        ]
    );
    let long = import_script(&"Hi.\n\n".repeat(51), ImportFormat::PlainText);
    assert_eq!(long.notes, ["51 scenes, but a video has at most 50: join or mute some"]);
    let empty = import_script(" \n", ImportFormat::PlainText);
    assert_eq!(
        (empty.project.scenes.len(), empty.notes),
        (0, vec!["the script has no words: the project has no scenes".to_owned()])
    );
}
