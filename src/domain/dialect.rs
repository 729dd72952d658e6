//! The API versions and their dialects: the request forms in which a video is sent.

use super::words::words;
use super::{MAX_SCRIPT_CHARS, Scene, VideoSpec, VoiceSetting, VoiceSettings};

words! {
    /// A version of the service's API.
    #[derive(Hash)]
    pub enum ApiVersion {
        V2 = "v2",
        V3 = "v3",
    }
}

impl ApiVersion {
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::V2 => Self::V3,
            Self::V3 => Self::V2,
        }
    }

    /// The dialect that is used unless the user sets another.
    pub fn default_dialect(self) -> Dialect {
        match self {
            Self::V2 => Dialect::Scenes,
            Self::V3 => Dialect::V3,
        }
    }
}

words! {
    /// A request form in which the service accepts videos.
    ///
    /// | | `scenes` | `av4-flat` | `v2-generate` | `v3` |
    /// |---|---|---|---|---|
    /// | several scenes | yes | joined, or one render each | yes | yes |
    /// | emotion | yes | no | yes | no |
    /// | talking style | yes, medium as expressive | no | yes, medium as expressive | as expressiveness: stable is low, medium is medium, expressive is high |
    /// | motion prompt | yes | one for the whole video | no | yes |
    /// | enhance | yes | one for the whole video | no | no |
    /// | shape | pixels | portrait, landscape or square, 720 pixels on the shorter side | pixels | the nearest aspect ratio and resolution, or that of the photo |
    /// | captions | yes | no | yes | yes, in the picture and as a file, or as a file only |
    /// | callback URL | yes | no | yes | yes |
    /// | several speakers | no | with `several = "apart"` | yes | yes |
    /// | background | no | no | no | yes, a color of each scene, or a picture in a video of one; seen behind looks whose own background the service removes |
    /// | recordings | no | yes, one render each | yes | yes |
    /// | speed, pitch, locale of the voice | no | no | yes | yes |
    /// | volume of the voice | no | no | no | yes |
    /// | safe to send again | no | no | no | within 24 hours |
    #[derive(Hash)]
    pub enum Dialect {
        /// The av4 body with `scenes`.
        Scenes = "scenes",
        /// The av4 body with one script and one motion prompt.
        Flat = "av4-flat",
        /// The `video_inputs` body with Avatar IV enabled.
        Generate = "v2-generate",
        /// `avatar` for one scene, `studio` for several.
        V3 = "v3",
    }
}

words! {
    /// How a project of several scenes is sent in a dialect that holds only one script.
    #[derive(Hash)]
    pub enum MultiSceneMode {
        /// The scripts are joined into as few renders as their length allows.
        Joined = "joined",
        /// One render for each scene.
        Separate = "apart",
    }
}

impl Dialect {
    /// The API version that it belongs to.
    pub fn api_version(self) -> ApiVersion {
        match self {
            Self::Scenes | Self::Flat | Self::Generate => ApiVersion::V2,
            Self::V3 => ApiVersion::V3,
        }
    }

    /// The dialects to try if the service rejects this one, the likeliest first.
    pub fn fallbacks(self) -> &'static [Self] {
        match self {
            Self::Scenes | Self::Generate => &[Self::Flat, Self::V3],
            Self::Flat => &[Self::Scenes, Self::V3],
            Self::V3 => &[Self::Scenes],
        }
    }

    /// Whether its requests name the photo by its picture key.
    pub fn needs_picture_key(self) -> bool {
        matches!(self, Self::Scenes | Self::Flat)
    }

    /// Whether a submission without a response can be repeated safely with the same idempotency key.
    pub fn is_idempotent(self) -> bool {
        self == Self::V3
    }

    /// Whether each scene is sent with the photo and the voice of its own speaker, and not with those of the first scene.
    pub fn sends_speakers(self, mode: MultiSceneMode) -> bool {
        match self {
            Self::Scenes => false,
            Self::Flat => mode == MultiSceneMode::Separate,
            Self::Generate | Self::V3 => true,
        }
    }

    /// Whether a request has a recording in place of a script and a voice.
    pub fn sends_recordings(self) -> bool {
        self != Self::Scenes
    }

    /// Whether a voice of the service speaks a scene, and not a recording.
    pub fn speaks(self, scene: &Scene) -> bool {
        scene.recording.is_none() || !self.sends_recordings()
    }

    /// Whether a request says this setting of a voice.
    pub fn sends_voice_setting(self, setting: VoiceSetting) -> bool {
        match self {
            Self::Scenes | Self::Flat => false,
            Self::Generate => setting != VoiceSetting::Volume,
            Self::V3 => true,
        }
    }

    /// The settings of a voice without those that a request does not say.
    pub fn sent_voice_settings(self, settings: &VoiceSettings) -> VoiceSettings {
        let mut sent = settings.clone();
        VoiceSetting::ALL
            .into_iter()
            .filter(|setting| !self.sends_voice_setting(*setting))
            .for_each(|setting| sent.clear(setting));
        sent
    }

    /// The renders that a video becomes. Each is sent, paid for and polled by itself.
    pub fn split_into_specs(self, spec: &VideoSpec, mode: MultiSceneMode) -> Vec<VideoSpec> {
        let Some(scenes) = self.split_scenes(spec.scenes.iter(), mode) else { return vec![spec.clone()] };
        let of = scenes.len();
        let title = |index: usize| match of {
            1 => spec.title.clone(),
            _ => format!("{} ({} of {of})", spec.title, index + 1),
        };
        let part = |(index, scene)| VideoSpec { title: title(index), scenes: vec![scene], ..spec.clone() };
        scenes.into_iter().enumerate().map(part).collect()
    }

    /// The scene of each render if the dialect holds one scene a render and there are several; `None` otherwise.
    pub(super) fn split_scenes<'a>(
        self,
        scenes: impl Iterator<Item = &'a Scene> + Clone,
        mode: MultiSceneMode,
    ) -> Option<Vec<Scene>> {
        if self != Self::Flat || scenes.clone().nth(1).is_none() {
            return None;
        }
        Some(match mode {
            MultiSceneMode::Separate => scenes.cloned().collect(),
            MultiSceneMode::Joined => join_scenes(scenes),
        })
    }
}

/// Joins the scenes into as few as the length of a script allows.
fn join_scenes<'a>(scenes: impl Iterator<Item = &'a Scene>) -> Vec<Scene> {
    let mut joined: Vec<Scene> = Vec::new();
    for scene in scenes {
        match joined.last_mut() {
            // A request has a recording or a script.
            Some(last)
                if last.recording.is_none()
                    && scene.recording.is_none()
                    && last.script.chars().count() + 2 + scene.sent_script().chars().count()
                        <= MAX_SCRIPT_CHARS =>
            {
                append_scene(last, scene);
            }
            // Whoever speaks the first scene speaks all, as within one request.
            _ => joined.push(Scene {
                script: scene.sent_script().into(),
                speaker: joined.first().map_or(&scene.speaker, |first| &first.speaker).clone(),
                ..scene.clone()
            }),
        }
    }
    joined
}

fn append_scene(last: &mut Scene, scene: &Scene) {
    last.script = format!("{}\n\n{}", last.script, scene.sent_script()).into();
    let (before, motion) = (last.motion_prompt.trim(), scene.motion_prompt.trim());
    let is_repeated = motion.is_empty() || before.split(". ").any(|part| part == motion);
    if before.is_empty() {
        last.motion_prompt = motion.to_owned();
    } else if !is_repeated {
        last.motion_prompt = format!("{}. {motion}", before.trim_end_matches('.'));
    }
    last.enhance_motion |= scene.enhance_motion;
}

#[cfg(test)]
mod tests;
