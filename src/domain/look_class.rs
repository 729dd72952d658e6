//! The class of a look, which its rate depends on: its kind, and the engine that animates it.

use std::fmt;

use super::{Dialect, Engine, LookKind, LookProfile, Rate, VideoSpec};

/// Stands between the kind and the engine.
const ON: &str = " on ";
/// What the ledger keeps in place of a class.
const MIXED_KEY: &str = "mixed";
const UHD_KEY: &str = "4k";

/// The kind of a look, and the engine that animates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookClass {
    kind: LookKind,
    engine: Engine,
}

/// A rate of the looks of one class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassRate {
    pub class: LookClass,
    pub rate: Rate,
}

/// The user's own rate of the looks of one class.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnLookRate {
    pub class: LookClass,
    pub rate: Rate,
    /// Its line in the settings file, from one.
    pub line: usize,
}

/// What the rate of a render depends on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChargedLook {
    /// Looks of one class.
    Class(LookClass),
    /// Looks of several classes.
    Mixed,
    /// Looks in 4K, for which no rate is published.
    Uhd,
}

impl LookClass {
    /// A picture file costs what a photo does.
    fn new(kind: &LookKind, engine: &str) -> Self {
        let kind =
            if kind.is_still() { LookKind::Photo } else { LookKind::from_service(&word(kind.as_str())) };
        Self { kind, engine: Engine::new(word(engine)) }
    }

    /// A talking photo on Avatar IV, which every photo of v2 is.
    pub fn plain_photo() -> Self {
        Self::new(&LookKind::Photo, Engine::AVATAR_IV)
    }

    /// Reads a class as the screen shows it, or with the words of the service: `digital twin on Avatar IV`,
    /// `digital_twin on avatar_iv`.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, engine) = text.split_once(ON)?;
        let kind = word(kind);
        let kind =
            if kind == LookKind::Photo.label() { LookKind::Photo } else { LookKind::from_service(&kind) };
        (!engine.trim().is_empty()).then(|| Self::new(&kind, engine))
    }

    /// Whether this program knows its kind.
    pub fn has_known_kind(&self) -> bool {
        !matches!(self.kind, LookKind::Other(_))
    }

    pub fn is_plain_photo(&self) -> bool {
        *self == Self::plain_photo()
    }

    pub fn kind(&self) -> &LookKind {
        &self.kind
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Its form in the ledger, with the words of the service.
    fn key(&self) -> String {
        format!("{}{ON}{}", self.kind.as_str(), self.engine.as_str())
    }
}

/// `digital twin on Avatar IV`
impl fmt::Display for LookClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{ON}{}", self.kind.label(), self.engine.label())
    }
}

impl LookProfile {
    /// The class that its rate depends on; without an engine, one that has no rate.
    pub fn class(&self) -> LookClass {
        let engine = self.engine();
        LookClass::new(&self.kind, engine.as_ref().map_or("", Engine::as_str))
    }
}

impl ChargedLook {
    /// That of a video in a dialect: v2 makes each of a photo, and v3 one that is not known.
    pub fn of_video(spec: &VideoSpec, dialect: Dialect) -> Self {
        if dialect.is_uhd(spec.shape) {
            return Self::Uhd;
        }
        let profiles = spec.photos().into_iter().filter(|_| dialect == Dialect::V3);
        let mut classes = profiles
            .map(|photo| spec.looks.get(photo).map_or_else(LookClass::plain_photo, LookProfile::class));
        let first = classes.next().unwrap_or_else(LookClass::plain_photo);
        if classes.all(|class| class == first) { Self::Class(first) } else { Self::Mixed }
    }

    /// The class, where there is only one.
    pub fn class(&self) -> Option<&LookClass> {
        match self {
            Self::Class(class) => Some(class),
            Self::Mixed | Self::Uhd => None,
        }
    }

    /// Its form in the ledger: `photo_avatar on avatar_iv`, `mixed`, `4k`.
    pub fn key(&self) -> String {
        match self {
            Self::Class(class) => class.key(),
            Self::Mixed => MIXED_KEY.to_owned(),
            Self::Uhd => UHD_KEY.to_owned(),
        }
    }

    /// Reads the form in the ledger; what is unreadable may be anything.
    pub fn from_key(key: &str) -> Self {
        match key {
            UHD_KEY => Self::Uhd,
            other => LookClass::parse(other).map_or(Self::Mixed, Self::Class),
        }
    }
}

/// A word as the service writes it.
fn word(text: &str) -> String {
    text.trim().to_lowercase().replace(' ', "_")
}

#[cfg(test)]
mod tests {
    use super::super::{LookProfiles, PhotoId, Shape, Speaker};
    use super::*;
    use crate::domain::{Project, Scene, VoiceId};

    fn profile(kind: &str, engine: &str) -> LookProfile {
        LookProfile { kind: LookKind::from_service(kind), engines: Some(vec![Engine::new(engine)]) }
    }

    #[test]
    fn a_class_is_read_as_it_is_shown_and_as_it_is_kept() {
        for (kind, engine, shown) in [
            ("photo_avatar", "avatar_iv", "photo on Avatar IV"),
            ("digital_twin", "avatar_v", "digital twin on Avatar V"),
            ("studio_avatar", "avatar_6", "studio avatar on avatar_6"),
            ("Hologram", "Avatar_X", "hologram on avatar_x"),
        ] {
            let class = profile(kind, engine).class();
            assert_eq!(class.to_string(), shown);
            assert_eq!(LookClass::parse(shown), Some(class.clone()));
            let kept = ChargedLook::Class(class);
            assert_eq!(ChargedLook::from_key(&kept.key()), kept);
        }
        for text in ["", "photo", "photo on ", "on avatar_6"] {
            assert_eq!(LookClass::parse(text), None, "{text}");
        }
        for look in [ChargedLook::Mixed, ChargedLook::Uhd] {
            assert_eq!(ChargedLook::from_key(&look.key()), look);
        }
    }

    #[test]
    fn a_video_has_the_class_that_all_its_looks_have() {
        let ids = ["Ana", "Ada", "Ben"];
        let speaker = |name: &&str| Speaker {
            name: (*name).to_owned(),
            photo: Some(PhotoId::new(*name)),
            ..Speaker::default()
        };
        let look = |names: &[&str], dialect, shape| {
            let scene = |name: &&str| Scene { speaker: Some((*name).to_owned()), ..Scene::new("Hello.") };
            let project = Project {
                voice: Some(VoiceId::new("v")),
                photo: Some(PhotoId::new("Ana")),
                speakers: ids.iter().map(speaker).collect(),
                scenes: names.iter().map(scene).collect(),
                shape,
                ..Project::default()
            };
            let mut looks = LookProfiles::default();
            looks.insert(PhotoId::new("Ada"), profile("digital_twin", "avatar_iv"));
            looks.insert(PhotoId::new("Ben"), profile("digital_twin", "avatar_iv"));
            ChargedLook::of_video(&VideoSpec { looks, ..project.spec().unwrap() }, dialect).key()
        };
        let landscape = Shape::Landscape;
        assert_eq!(look(&["Ana"], Dialect::V3, landscape), "photo_avatar on avatar_iv");
        assert_eq!(look(&["Ada", "Ben"], Dialect::V3, landscape), "digital_twin on avatar_iv");
        assert_eq!(look(&["Ana", "Ada"], Dialect::V3, landscape), "mixed");
        assert_eq!(look(&["Ana", "Ada"], Dialect::Generate, landscape), "photo_avatar on avatar_iv");
        assert_eq!(look(&["Ada"], Dialect::V3, Shape::Custom(3840, 2160)), "4k");
    }
}
