//! The content hash of a video, by which an unchanged project is recognized in every version of the program.

use super::{Captions, Emotion, VideoSpec};

/// FNV-1a of 64 bits.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

impl VideoSpec {
    /// A hash of the title and of everything that is seen or heard in the video. Speakers are not in it, since no dialect
    /// sends them: with other speakers it is the same video.
    pub fn content_hash(&self) -> String {
        let captions = match self.captions {
            Captions::Off => "",
            Captions::File => "file",
            Captions::Burned => "captions",
        };
        let (title, shape) = (self.title.as_str(), self.shape.to_string());
        let mut text = String::new();
        for part in [title, self.photo.as_str(), self.voice.as_str(), &shape, captions] {
            push_length_prefixed(&mut text, part);
        }
        for scene in &self.scenes {
            let emotion = scene.emotion.as_ref().map_or("", Emotion::as_str);
            let enhance = if scene.enhance_motion { "enhance" } else { "" };
            let script = scene.sent_script();
            for part in [script.as_str(), emotion, scene.style.as_str(), scene.motion_prompt.trim(), enhance]
            {
                push_length_prefixed(&mut text, part);
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
    use super::super::{PhotoId, Project, Scene, Speaker, VoiceId};
    use super::*;

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
        let cast = |project: &mut Project| {
            project.speakers = vec![Speaker { name: "Marco".into(), ..Speaker::default() }];
            project.scenes[0].speaker = Some("Marco".into());
        };
        assert_eq!(same, spec(cast).content_hash());
        for changed in [
            spec(|project| project.title = "Launch 2".into()),
            spec(|project| project.photo = Some(PhotoId::new("q"))),
            spec(|project| project.captions = Captions::Off),
            spec(|project| project.captions = Captions::File),
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
