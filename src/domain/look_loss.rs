//! What is lost of a video by its looks and voices: what a look refuses, and which emotions no voice carries.

use std::borrow::Cow;

use super::quantity::count_scenes;
use super::{
    Dialect, DialectLoss, Engine, LookKind, LookProfile, LossKind, MultiSceneMode, Photo, PhotoId,
    PhotoStanding, Project, Scene, SceneField, Voice, VoiceId, voice_has_emotion,
};

/// The photos and voices of a project, as far as they are known.
pub trait CatalogLookup {
    fn find_photo(&self, id: &PhotoId) -> Option<&Photo>;
    fn find_voice(&self, id: &VoiceId) -> Option<&Voice>;

    /// Whether a photo of a project is a talking photo, as far as v2 knows.
    fn photo_standing(&self, id: &PhotoId) -> PhotoStanding {
        self.find_photo(id).map_or(PhotoStanding::Usable, PhotoStanding::of)
    }
}

/// The fields that a look may refuse, and their names in the warnings.
const REFUSABLE_FIELDS: [(SceneField, &str); 2] =
    [(SceneField::Style, "talking style"), (SceneField::Motion, "motion prompts")];

impl LookProfile {
    /// Whether its engine accepts a field of a scene. What is not known to be accepted is not sent: a refused field costs
    /// the whole video.
    pub fn accepts(&self, field: SceneField) -> bool {
        let engine = self.engine();
        let is_on = |word: &str| engine.as_ref().is_some_and(|engine| engine.as_str() == word);
        match field {
            SceneField::Style => self.kind.is_still() && is_on(Engine::AVATAR_IV),
            SceneField::Motion if self.kind.is_still() => is_on(Engine::AVATAR_IV),
            SceneField::Motion => self.kind == LookKind::DigitalTwin && is_on(Engine::AVATAR_V),
            _ => true,
        }
    }

    /// Whether a scene has a value in this field that is not sent, since the look or its engine refuses it.
    fn refuses(&self, scene: &Scene, field: SceneField) -> bool {
        let has_value = match field {
            // Each scene has a style, the default one too.
            SceneField::Style => true,
            SceneField::Motion => !scene.motion_prompt.trim().is_empty(),
            _ => return false,
        };
        has_value && !self.accepts(field)
    }
}

impl Dialect {
    /// Everything that is lost of the scenes that are rendered, with these photos and voices.
    pub fn losses_with_catalog(
        self,
        project: &Project,
        mode: MultiSceneMode,
        catalog: &impl CatalogLookup,
    ) -> Vec<DialectLoss> {
        let mut losses = self.losses(&self.without_carried_emotions(project, catalog), mode);
        losses.extend(self.look_losses(project, catalog));
        losses
    }

    /// The warnings to show with the price of a project, with these photos and voices.
    pub fn warnings_with_catalog(
        self,
        project: &Project,
        mode: MultiSceneMode,
        catalog: &impl CatalogLookup,
    ) -> Vec<String> {
        let mut warnings = self.warnings(&self.without_carried_emotions(project, catalog), mode);
        warnings.extend(self.look_losses(project, catalog).iter().map(DialectLoss::full_message));
        warnings.extend(self.locale_notes(project, catalog));
        warnings.extend(self.background_note(project, catalog));
        warnings.extend(self.unlisted_photo_notes(project, catalog));
        warnings.extend(self.consent_notes(project, catalog));
        warnings
    }

    /// Whether a field of a scene is not sent: the dialect loses it and no voice carries it, or the look refuses it.
    pub fn loses_field_with_catalog(
        self,
        project: &Project,
        mode: MultiSceneMode,
        (scene, field): (&Scene, SceneField),
        catalog: &impl CatalogLookup,
    ) -> bool {
        let is_carried = || field == SceneField::Emotion && self.is_emotion_carried(project, scene, catalog);
        (self.loses_scene_field(project, mode, scene, field) && !is_carried())
            || self.look_of(project, scene, catalog).is_some_and(|look| look.refuses(scene, field))
    }

    /// The profile of the look of a scene. v2 sends only talking photos, which refuse nothing.
    fn look_of<'a>(
        self,
        project: &Project,
        scene: &Scene,
        catalog: &'a impl CatalogLookup,
    ) -> Option<&'a LookProfile> {
        let id = project.photo_of(scene).filter(|_| self == Self::V3)?;
        catalog.find_photo(id).map(|photo| &photo.profile)
    }

    fn look_losses(self, project: &Project, catalog: &impl CatalogLookup) -> Vec<DialectLoss> {
        let mut losses = Vec::new();
        for (field, name) in REFUSABLE_FIELDS {
            let refusing =
                |scene| self.look_of(project, scene, catalog).filter(|look| look.refuses(scene, field));
            let looks: Vec<&LookProfile> = project.rendered_scenes().filter_map(refusing).collect();
            let Some(first) = looks.first() else { continue };
            let count = count_scenes(looks.len());
            let message =
                format!("{}: no {name} for a {}; {count} sent without", self.as_str(), first.describe());
            let remedy = Some("photos on Avatar IV accept it");
            losses.push(DialectLoss { kind: LossKind::SceneField(field), message, remedy });
        }
        losses
    }

    /// Whether the voice of a scene has the emotion of the scene by itself, where requests have no field for it.
    fn is_emotion_carried(self, project: &Project, scene: &Scene, catalog: &impl CatalogLookup) -> bool {
        let Some(emotion) = scene.emotion.as_ref().filter(|_| self == Self::V3) else { return false };
        let voice = project.voice_of(scene).and_then(|id| catalog.find_voice(id));
        voice.is_some_and(|voice| voice_has_emotion(&voice.name, emotion))
    }

    /// The project without the emotions that its voices carry: these are not lost.
    fn without_carried_emotions<'a>(
        self,
        project: &'a Project,
        catalog: &impl CatalogLookup,
    ) -> Cow<'a, Project> {
        let is_carried = |scene: &Scene| self.is_emotion_carried(project, scene, catalog);
        if !project.scenes.iter().any(is_carried) {
            return Cow::Borrowed(project);
        }
        let mut sent = project.clone();
        for (scene, own) in sent.scenes.iter_mut().zip(&project.scenes) {
            scene.emotion = own.emotion.clone().filter(|_| !is_carried(own));
        }
        Cow::Owned(sent)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Emotion, TalkingStyle};
    use super::*;

    /// One photo and one voice, whatever the ids.
    struct TestCatalog(Photo, Voice);

    impl CatalogLookup for TestCatalog {
        fn find_photo(&self, _: &PhotoId) -> Option<&Photo> {
            Some(&self.0)
        }

        fn find_voice(&self, _: &VoiceId) -> Option<&Voice> {
            Some(&self.1)
        }
    }

    fn catalog(kind: LookKind, engine: &str, voice: &str) -> TestCatalog {
        let profile = LookProfile { kind, engines: Some(vec![Engine::new(engine)]) };
        TestCatalog(Photo::new(PhotoId::new("p"), "Ana in office", profile), Voice::new("v", voice))
    }

    fn project(scenes: Vec<Scene>) -> Project {
        let (photo, voice) = (Some(PhotoId::new("p")), Some(VoiceId::new("v")));
        Project { photo, voice, scenes, ..Project::default() }
    }

    fn warnings(dialect: Dialect, project: &Project, catalog: &TestCatalog) -> Vec<String> {
        dialect.warnings_with_catalog(project, MultiSceneMode::Joined, catalog)
    }

    #[test]
    fn only_what_a_look_and_its_engine_accept_is_sent() {
        let accepts = |kind: &str, engines: &[&str]| {
            let engines = engines.iter().map(|word| Engine::new(*word)).collect();
            let profile = LookProfile { kind: LookKind::from_service(kind), engines: Some(engines) };
            (profile.accepts(SceneField::Style), profile.accepts(SceneField::Motion))
        };
        assert_eq!(accepts("photo_avatar", &["avatar_v", "avatar_iv"]), (true, true));
        assert_eq!(accepts("photo_avatar", &["avatar_v"]), (false, false));
        assert_eq!(accepts("photo_avatar", &["avatar_6"]), (false, false));
        assert_eq!(accepts("digital_twin", &["avatar_v", "avatar_iv"]), (false, false));
        assert_eq!(accepts("digital_twin", &["avatar_v"]), (false, true));
        assert_eq!(accepts("studio_avatar", &["avatar_iv"]), (false, false));
        assert_eq!(accepts("hologram", &["avatar_iv"]), (false, false));
    }

    #[test]
    fn what_a_look_refuses_is_said_once_for_each_field() {
        let moving = |motion: &str| Scene {
            motion_prompt: motion.into(),
            enhance_motion: false,
            ..Scene::new("Hello.")
        };
        let calm = Scene { style: TalkingStyle::Stable, ..moving("Waves") };
        let project = project(vec![moving("Nods"), calm, moving(" ")]);
        let old = catalog(LookKind::StudioAvatar, Engine::AVATAR_III, "Rachel");
        let expected = [
            "v3: no talking style for a studio avatar on Avatar III; 3 scenes are sent without; photos on Avatar IV accept it",
            "v3: no motion prompts for a studio avatar on Avatar III; 2 scenes are sent without; photos on Avatar IV accept it",
        ];
        assert_eq!(warnings(Dialect::V3, &project, &old), expected);
        assert!(warnings(Dialect::Scenes, &project, &old).is_empty());
        let photo = catalog(LookKind::Photo, Engine::AVATAR_IV, "Rachel");
        assert!(warnings(Dialect::V3, &project, &photo).is_empty());
        let flagged = |catalog: &TestCatalog, field| {
            let scene = (&project.scenes[1], field);
            Dialect::V3.loses_field_with_catalog(&project, MultiSceneMode::Joined, scene, catalog)
        };
        assert!(flagged(&old, SceneField::Style) && flagged(&old, SceneField::Motion));
        assert!(!flagged(&photo, SceneField::Style) && !flagged(&photo, SceneField::Motion));
    }

    #[test]
    fn an_emotion_that_the_voice_carries_is_not_lost() {
        let feeling = |emotion| Scene { emotion: Some(emotion), ..Scene::new("Hello.") };
        let project = project(vec![feeling(Emotion::Excited), feeling(Emotion::Serious)]);
        let of = |voice: &str, dialect| {
            warnings(dialect, &project, &catalog(LookKind::Photo, Engine::AVATAR_IV, voice))
        };
        assert_eq!(of("Mateo", Dialect::V3), ["v3: no emotions; 2 scenes are sent without"]);
        assert_eq!(of("Mateo - Excited 🤩", Dialect::V3), ["v3: no emotions; 1 scene is sent without"]);
        let flat = of("Mateo - Excited", Dialect::Flat);
        assert!(flat.contains(&"av4-flat: no emotions; 2 scenes are sent without".to_owned()), "{flat:?}");
    }
}
