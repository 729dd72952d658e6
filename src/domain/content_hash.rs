//! A short hash of a text, the same in every version of the program.

use super::{Emotion, VideoSpec};

/// FNV-1a of 64 bits.
pub fn digest(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

impl VideoSpec {
    /// Tells videos apart by all that is seen and heard in them, and by their titles.
    pub fn digest(&self) -> String {
        let captions = if self.captions { "captions" } else { "" };
        let (title, shape) = (self.title.as_str(), self.shape.to_string());
        let mut text = String::new();
        for part in [title, self.photo.as_str(), self.voice.as_str(), &shape, captions] {
            push(&mut text, part);
        }
        for scene in &self.scenes {
            let emotion = scene.emotion.as_ref().map_or("", Emotion::word);
            let enhance = if scene.enhance { "enhance" } else { "" };
            for part in [scene.spoken(), emotion, scene.style.word(), scene.motion.trim(), enhance] {
                push(&mut text, part);
            }
        }
        format!("{:016x}", digest(text.as_bytes()))
    }
}

/// With its length, so that no two lists of parts read the same.
fn push(text: &mut String, part: &str) {
    text.push_str(&part.len().to_string());
    text.push(':');
    text.push_str(part);
}

#[cfg(test)]
mod tests {
    use super::super::{PhotoId, Project, Scene, VoiceId};
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
    fn a_video_is_known_again_until_something_in_it_changes() {
        let same = spec(|_| {}).digest();
        assert_eq!(same, spec(|project| project.callback_url = "https://example.com".into()).digest());
        assert_eq!(same, spec(|project| project.scenes[0].script = " Hello. ".into()).digest());
        for changed in [
            spec(|project| project.title = "Launch 2".into()),
            spec(|project| project.photo = Some(PhotoId::new("q"))),
            spec(|project| project.captions = !project.captions),
            spec(|project| project.scenes[0].script = "Hello!".into()),
            spec(|project| project.scenes[0].emotion = Some(Emotion::Serious)),
            spec(|project| project.scenes[0].enhance = !project.scenes[0].enhance),
            spec(|project| project.scenes.push(Scene::new("Hello."))),
        ] {
            assert_ne!(same, changed.digest(), "{changed:?}");
        }
        assert_eq!(digest(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
