//! The speakers of a project as commands print them: one line in text, a list in JSON.

use serde::Serialize;

use crate::domain::{PhotoId, Project, VoiceId, VoiceSetting, VoiceSettings};

/// Who speaks some of the scenes that are rendered.
#[derive(Debug, Serialize)]
pub(super) struct SpeakerRow<'a> {
    /// None for the project's own photo and voice.
    name: Option<&'a str>,
    /// As the project has it: an id or a name.
    photo: Option<&'a str>,
    voice: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    speed: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pitch: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    volume: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<String>,
    /// The numbers of the scenes, from one.
    scenes: Vec<usize>,
}

impl<'a> SpeakerRow<'a> {
    /// The speakers in the order in which they speak first. Settings of a scene alone are not theirs.
    pub(super) fn list(project: &'a Project) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        for (index, scene) in project.indexed_rendered_scenes() {
            let number = index + 1;
            let speaker = project.speaker_of(scene);
            let name = speaker.map(|speaker| speaker.name.trim());
            if let Some(row) = rows.iter_mut().find(|row| row.name == name) {
                row.scenes.push(number);
                continue;
            }
            let own = speaker.map_or_else(VoiceSettings::default, |speaker| speaker.voice_settings.clone());
            let VoiceSettings { speed, pitch, volume, locale } = own.or(&project.voice_settings);
            rows.push(Self {
                name,
                photo: project.photo_of(scene).map(PhotoId::as_str),
                voice: project.voice_of(scene).map(VoiceId::as_str),
                speed,
                pitch,
                volume,
                locale,
                scenes: vec![number],
            });
        }
        rows
    }

    /// `Marco · James · 1.1x`; the photo stands for a speaker without a name.
    fn describe(&self) -> String {
        let mut settings = VoiceSettings { locale: self.locale.clone(), ..VoiceSettings::default() };
        settings.set_number(VoiceSetting::Speed, self.speed);
        settings.set_number(VoiceSetting::Pitch, self.pitch);
        settings.set_number(VoiceSetting::Volume, self.volume);
        let settings = settings.to_string();
        let person = self.name.or(self.photo).unwrap_or("no photo");
        let parts = [person, self.voice.unwrap_or("no voice"), &settings];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// All speakers in one line: `Ana · Rachel   Marco · James`; none where the scenes name no speaker.
pub(super) fn speakers_line(project: &Project) -> Option<String> {
    let speakers = SpeakerRow::list(project);
    let names_speakers = speakers.iter().any(|speaker| speaker.name.is_some());
    names_speakers.then(|| speakers.iter().map(SpeakerRow::describe).collect::<Vec<_>>().join("   "))
}
