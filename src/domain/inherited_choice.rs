//! Notes about speakers who have the photo or the voice of the project, since they have none of their own.

use super::{Project, Scene, Speaker, text};

impl Project {
    /// A note about each speaker who is sent with the photo or the voice of the project, in the order of the scenes.
    pub(super) fn inherited_choice_notes(&self) -> Vec<String> {
        let mut named: Vec<&Speaker> = Vec::new();
        for speaker in self.rendered_scenes().filter_map(|scene| self.speaker_of(scene)) {
            if !named.iter().any(|other| other.name == speaker.name) {
                named.push(speaker);
            }
        }
        named.into_iter().filter_map(|speaker| self.inherited_choice_note(speaker)).collect()
    }

    fn inherited_choice_note(&self, speaker: &Speaker) -> Option<String> {
        let is_heard = |scene: &Scene| {
            scene.recording.is_none()
                && self.speaker_of(scene).is_some_and(|other| other.name == speaker.name)
        };
        let lacks_voice = speaker.voice.is_none() && self.rendered_scenes().any(is_heard);
        let inherited = match (speaker.photo.is_none(), lacks_voice) {
            (true, true) => "photo and voice",
            (true, false) => "photo",
            (false, true) => "voice",
            (false, false) => return None,
        };
        let name = text::truncate(speaker.name.trim(), 24);
        Some(format!("{name} has the {inherited} of the project"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, VoiceId};
    use super::*;

    #[test]
    fn speakers_without_a_photo_or_voice_are_named_once() {
        let speaker = |name: &str, photo: Option<&str>, voice: Option<&str>| Speaker {
            name: name.to_owned(),
            photo: photo.map(PhotoId::new),
            voice: voice.map(VoiceId::new),
            ..Speaker::default()
        };
        let scene = |name: &str| Scene { speaker: Some(name.to_owned()), ..Scene::new("Hello.") };
        let recorded = Scene { recording: Some("take.wav".into()), ..scene("Zoe") };
        let muted = Scene { is_muted: true, ..scene("Mute") };
        let project = Project {
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            speakers: vec![
                speaker("Ida", None, None),
                speaker("Tom", Some("t"), Some("w")),
                speaker("Marco", Some("m"), None),
                speaker("Zoe", None, None),
                speaker("Mute", None, None),
            ],
            scenes: vec![
                Scene::new("Hi."),
                scene("ida"),
                scene("Tom"),
                scene("Ida"),
                scene("Marco"),
                recorded,
                muted,
            ],
            ..Project::default()
        };
        assert_eq!(
            project.inherited_choice_notes(),
            [
                "Ida has the photo and voice of the project",
                "Marco has the voice of the project",
                "Zoe has the photo of the project"
            ]
        );
    }
}
