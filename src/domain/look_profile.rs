//! What a look is, and which engines animate it: this decides the engine and the options of a v3 request.

use super::{PhotoId, VideoPicture};

/// What a look was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LookKind {
    /// A talking photo, also every photo of v2.
    #[default]
    Photo,
    /// A picture file of the user's, of which no photo was made.
    Picture(VideoPicture),
    /// A person whom the account filmed.
    DigitalTwin,
    /// A person whom the service filmed.
    StudioAvatar,
    /// A word that this program does not know.
    Other(String),
}

impl LookKind {
    /// Reads the service's word; without one it is a photo.
    pub fn from_service(word: &str) -> Self {
        match word {
            "" | "photo_avatar" => Self::Photo,
            "digital_twin" => Self::DigitalTwin,
            "studio_avatar" => Self::StudioAvatar,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The word of the service.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Photo => "photo_avatar",
            Self::Picture(_) => "image",
            Self::DigitalTwin => "digital_twin",
            Self::StudioAvatar => "studio_avatar",
            Self::Other(word) => word,
        }
    }

    /// Whether it is made of one picture, and not of a recording.
    pub fn is_still(&self) -> bool {
        matches!(self, Self::Photo | Self::Picture(_))
    }

    /// The picture file that it is.
    pub fn picture(&self) -> Option<&VideoPicture> {
        match self {
            Self::Picture(picture) => Some(picture),
            _ => None,
        }
    }

    /// How it is called on the screen.
    pub fn label(&self) -> String {
        match self {
            Self::Photo => "photo".to_owned(),
            Self::Picture(_) => "picture".to_owned(),
            kind => kind.as_str().replace('_', " "),
        }
    }
}

/// An engine that makes videos, as v3 names it. An unknown word is sent unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Engine(String);

impl Engine {
    pub const AVATAR_III: &str = "avatar_iii";
    pub const AVATAR_IV: &str = "avatar_iv";
    pub const AVATAR_V: &str = "avatar_v";
    /// The documented engines. The first one that a look lists is used.
    pub const PREFERRED: [&str; 3] = [Self::AVATAR_IV, Self::AVATAR_V, Self::AVATAR_III];

    pub fn new(word: impl Into<String>) -> Self {
        Self(word.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How it is called on the screen.
    pub fn label(&self) -> &str {
        match self.as_str() {
            Self::AVATAR_III => "Avatar III",
            Self::AVATAR_IV => "Avatar IV",
            Self::AVATAR_V => "Avatar V",
            other => other,
        }
    }
}

/// The kind of a look, and its engines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LookProfile {
    pub kind: LookKind,
    /// The engines that animate it, in the service's order; `None` if the service does not say.
    pub engines: Option<Vec<Engine>>,
}

impl LookProfile {
    /// The engine that a request names: Avatar IV where the look does not exclude it, else Avatar V, Avatar III, or the
    /// first one that the look lists. `None` if no engine animates it.
    pub fn engine(&self) -> Option<Engine> {
        let Some(engines) = &self.engines else { return Some(Engine::new(Engine::AVATAR_IV)) };
        let documented =
            Engine::PREFERRED.iter().find_map(|word| engines.iter().find(|e| e.as_str() == *word));
        documented.or(engines.first()).cloned()
    }

    /// Its kind and its engine: `studio avatar on Avatar III`.
    pub fn describe(&self) -> String {
        match self.engine() {
            Some(engine) => format!("{} on {}", self.kind.label(), engine.label()),
            None => format!("{} without an engine", self.kind.label()),
        }
    }

    /// Whether requests for it are those for any talking photo.
    pub fn is_plain_photo(&self) -> bool {
        self.kind == LookKind::Photo
            && self.engine().is_some_and(|engine| engine.as_str() == Engine::AVATAR_IV)
    }
}

/// The profiles of the looks of a video, as far as they are known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LookProfiles(Vec<(PhotoId, LookProfile)>);

impl LookProfiles {
    pub fn insert(&mut self, photo: PhotoId, profile: LookProfile) {
        if self.get(&photo).is_none() {
            self.0.push((photo, profile));
        }
    }

    pub fn get(&self, photo: &PhotoId) -> Option<&LookProfile> {
        self.0.iter().find(|(known, _)| known == photo).map(|(_, profile)| profile)
    }

    /// The picture file that a photo of the video is.
    pub fn picture(&self, photo: &PhotoId) -> Option<&VideoPicture> {
        self.get(photo)?.kind.picture()
    }

    /// The picture files of the video.
    pub fn pictures_mut(&mut self) -> impl Iterator<Item = &mut VideoPicture> {
        self.0.iter_mut().filter_map(|(_, profile)| match &mut profile.kind {
            LookKind::Picture(picture) => Some(picture),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(kind: &str, engines: &[&str]) -> LookProfile {
        let engines = engines.iter().map(|word| Engine::new(*word)).collect();
        LookProfile { kind: LookKind::from_service(kind), engines: Some(engines) }
    }

    #[test]
    fn the_engine_is_avatar_iv_or_the_best_that_the_look_lists() {
        let engine = |engines: &[&str]| profile("photo_avatar", engines).engine().map(|engine| engine.0);
        assert_eq!(engine(&["avatar_v", "avatar_iv", "avatar_iii"]).as_deref(), Some("avatar_iv"));
        assert_eq!(engine(&["avatar_iii", "avatar_v"]).as_deref(), Some("avatar_v"));
        assert_eq!(engine(&["avatar_6", "avatar_iii"]).as_deref(), Some("avatar_iii"));
        assert_eq!(engine(&["avatar_6", "avatar_7"]).as_deref(), Some("avatar_6"), "unknown words are sent");
        assert_eq!(engine(&[]), None);
        assert_eq!(LookProfile::default().engine(), Some(Engine::new("avatar_iv")));
    }
}
