//! The content hash of a video, by which an unchanged project is recognized in every version of the program.

use super::{Captions, Emotion, VideoSpec, VoiceId};

/// FNV-1a of 64 bits.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

impl VideoSpec {
    /// A hash of the title and of everything that is seen or heard in the video, also of what a dialect leaves out. A
    /// speaker is in it by its photo, its voice and the voice's settings, not by its name.
    pub fn content_hash(&self) -> String {
        let captions = match self.captions {
            Captions::Off => "",
            Captions::File => "file",
            Captions::Burned => "captions",
        };
        let (title, shape) = (self.title.as_str(), self.shape.to_string());
        let mut text = String::new();
        for part in [title, &shape, captions] {
            push_length_prefixed(&mut text, part);
        }
        for scene in &self.scenes {
            let emotion = scene.emotion.as_ref().map_or("", Emotion::as_str);
            let enhance = if scene.enhance_motion { "enhance" } else { "" };
            let (script, speaker) = (scene.sent_script(), self.speaker_of(scene));
            let settings = speaker.voice_settings.to_string();
            let voice = speaker.voice.map_or("", VoiceId::as_str);
            // A picture file is what it holds, whatever its name.
            let photo =
                self.looks.picture(speaker.photo).map_or(speaker.photo.as_str(), |picture| &picture.hash);
            for part in [photo, voice, settings.as_str()] {
                push_length_prefixed(&mut text, part);
            }
            for part in [script.as_str(), emotion, scene.style.as_str(), scene.motion_prompt.trim(), enhance]
            {
                push_length_prefixed(&mut text, part);
            }
            if let Some(background) = self.background_of(scene) {
                push_length_prefixed(&mut text, "background");
                push_length_prefixed(&mut text, background.as_str());
            }
            if let Some(path) = &scene.recording {
                // A recording is what its file holds, whatever its name.
                let recording = self.recordings.file(scene).map_or(path, |file| &file.hash);
                push_length_prefixed(&mut text, "recording");
                push_length_prefixed(&mut text, recording);
            }
        }
        format!("{:016x}", stable_hash(text.as_bytes()))
    }
}

/// Appends a part with its length, so that no two lists of parts give the same text.
fn push_length_prefixed(text: &mut String, part: &str) {
    text.push_str(&part.len().to_string());
    text.push(':');
    text.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, Project, RecordingFile, RecordingFormat, Scene, Speaker, VoiceId};
    use super::*;

    /// The hash of a video whose scene is this recording; its file, once it was read, has this hash.
    fn recorded(path: &str, hash: Option<&str>) -> String {
        let mut spec = spec(|project| project.scenes[0].recording = Some(path.to_owned()));
        if let Some(hash) = hash {
            let file = RecordingFile {
                path: path.into(),
                format: RecordingFormat::Wav,
                byte_count: 1,
                seconds: 1.0,
                hash: hash.to_owned(),
                asset_id: None,
            };
            spec.recordings.insert(path, Ok(file));
        }
        spec.content_hash()
    }

    #[test]
    fn a_recording_counts_by_what_its_file_holds() {
        assert_ne!(recorded("a.wav", Some("1")), spec(|_| {}).content_hash());
        assert_eq!(recorded("a.wav", Some("1")), recorded("b.wav", Some("1")));
        assert_ne!(recorded("a.wav", Some("1")), recorded("a.wav", Some("2")));
        assert_ne!(recorded("a.wav", None), recorded("b.wav", None), "the files were not read");
    }

    fn spec(change: impl FnOnce(&mut Project)) -> VideoSpec {
        let mut project = Project {
            title: "Launch".into(),
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        };
        change(&mut project);
        project.spec().unwrap()
    }

    #[test]
    fn the_content_hash_changes_only_with_the_content() {
        let same = spec(|_| {}).content_hash();
        assert_eq!(same, spec(|project| project.callback_url = "https://example.com".into()).content_hash());
        assert_eq!(same, spec(|project| project.scenes[0].script = " Hello. ".into()).content_hash());
        let muted = Scene { is_muted: true, ..Scene::new("Not now.") };
        assert_eq!(same, spec(|project| project.scenes.push(muted)).content_hash());
        let speaker = |change: fn(&mut Speaker)| {
            spec(|project| {
                let mut marco = Speaker { name: "Marco".into(), ..Speaker::default() };
                change(&mut marco);
                project.speakers = vec![marco];
                project.scenes[0].speaker = Some("Marco".into());
            })
        };
        let with_its_own_photo = |marco: &mut Speaker| marco.photo = Some(PhotoId::new("p"));
        assert_eq!(same, speaker(|_| {}).content_hash());
        assert_eq!(same, speaker(with_its_own_photo).content_hash());
        assert_eq!(same, speaker(|marco| marco.voice_settings.speed = Some(1.0)).content_hash());
        assert_eq!(
            same,
            spec(|project| project.speakers = vec![Speaker { name: "Zoë".into(), ..Speaker::default() }])
                .content_hash()
        );
        for changed in [
            spec(|project| project.title = "Launch 2".into()),
            spec(|project| project.photo = Some(PhotoId::new("q"))),
            spec(|project| project.captions = Captions::Off),
            spec(|project| project.captions = Captions::File),
            speaker(|marco| marco.photo = Some(PhotoId::new("q"))),
            speaker(|marco| marco.voice = Some(VoiceId::new("w"))),
            speaker(|marco| marco.voice_settings.speed = Some(1.1)),
            spec(|project| project.voice_settings.pitch = Some(5.0)),
            spec(|project| project.scenes[0].voice_settings.locale = Some("en-GB".into())),
            spec(|project| project.scenes[0].script = "Hello!".into()),
            spec(|project| project.scenes[0].emotion = Some(Emotion::Serious)),
            spec(|project| project.scenes[0].enhance_motion = !project.scenes[0].enhance_motion),
            spec(|project| project.scenes.push(Scene::new("Hello."))),
        ] {
            assert_ne!(same, changed.content_hash(), "{changed:?}");
        }
        assert_eq!(stable_hash(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
