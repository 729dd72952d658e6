//! What a dialect leaves out of a project, and the warnings about it.

use super::quantity::count_scenes;
use super::{
    AspectRatio, Captions, Dialect, MultiSceneMode, Orientation, Project, Resolution, Scene, SceneField,
    Shape, TalkingStyle, VoiceSetting,
};

/// The kind of content that a dialect loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossKind {
    /// A field of the scenes.
    SceneField(SceneField),
    /// The scenes are joined, or rendered one by one.
    SceneBoundaries,
    Shape,
    Captions,
    CallbackUrl,
}

/// Content of a project that a dialect cannot express.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectLoss {
    pub kind: LossKind,
    /// The warning for the user.
    pub message: String,
    /// What would carry it.
    pub remedy: Option<&'static str>,
}

impl DialectLoss {
    /// The warning, with what would carry it.
    pub fn full_message(&self) -> String {
        match self.remedy {
            Some(remedy) => format!("{}; {remedy}", self.message),
            None => self.message.clone(),
        }
    }
}

impl Dialect {
    /// The name before what is lost: `scenes` alone would read as the scenes of the project.
    fn name_in_sentences(self) -> &'static str {
        match self {
            Self::Scenes => "the dialect scenes",
            _ => self.as_str(),
        }
    }

    /// What carries content that this dialect loses.
    fn remedy(self, kind: LossKind) -> Option<&'static str> {
        match kind {
            LossKind::SceneField(SceneField::Speaker) => {
                Some("v3 or v2-generate send a photo and a voice per scene")
            }
            LossKind::SceneField(SceneField::Background) if self == Self::V3 => {
                Some("a color can be sent with each scene")
            }
            LossKind::SceneField(SceneField::Background) => Some("v3 sends them"),
            LossKind::SceneField(SceneField::Recording) => Some("v3, v2-generate or av4-flat send them"),
            _ => None,
        }
    }

    /// The warnings to show with the price: what is lost, who has no photo or voice of their own, the number of renders, and
    /// a warning about 4K.
    pub fn warnings(self, project: &Project, mode: MultiSceneMode) -> Vec<String> {
        let mut all: Vec<String> = self.losses(project, mode).iter().map(DialectLoss::full_message).collect();
        if self.sends_speakers(mode) {
            all.extend(project.inherited_choice_notes());
        }
        let renders = self.split_scenes(project.rendered_scenes(), mode).map_or(1, |parts| parts.len());
        if renders > 1 {
            all.push(format!("{renders} renders, each sent and paid for separately"));
        }
        if self.is_uhd(project.shape) {
            all.push(format!(
                "{}: sent in {}, which costs more and may be refused; 1080p is safe",
                self.as_str(),
                Resolution::Uhd.as_str()
            ));
        }
        all
    }

    /// Whether the value of a field of a scene of `project` is lost.
    pub fn loses_scene_field(
        self,
        project: &Project,
        mode: MultiSceneMode,
        scene: &Scene,
        field: SceneField,
    ) -> bool {
        let moves = !scene.motion_prompt.trim().is_empty();
        match (self, field) {
            (_, SceneField::Recording) => scene.recording.is_some() && self.speaks(scene),
            // No voice is heard.
            (_, SceneField::Emotion | SceneField::VoiceSetting(_)) if !self.speaks(scene) => false,
            (_, SceneField::Speaker) if !self.sends_speakers(mode) => {
                let first = project.rendered_scenes().next().unwrap_or(scene);
                project.photo_of(scene) != project.photo_of(first)
                    || project.voice_of(scene) != project.voice_of(first)
            }
            (_, SceneField::VoiceSetting(setting)) => {
                !self.sends_voice_setting(setting)
                    && project.voice_settings_of(scene).differs_from_default(setting)
            }
            (_, SceneField::Background) => self.loses_background(project, scene),
            (Self::Scenes | Self::Generate, SceneField::Style) => scene.style == TalkingStyle::Medium,
            (Self::Flat | Self::V3, SceneField::Emotion) => scene.emotion.is_some(),
            (Self::Flat, SceneField::Style) => scene.style != TalkingStyle::Expressive,
            (Self::Generate, SceneField::Motion) => moves,
            (Self::Generate | Self::V3, SceneField::Enhance) => moves && scene.enhance_motion,
            _ => false,
        }
    }

    /// Everything that is lost of the scenes that are rendered, in the order of the screen.
    pub fn losses(self, project: &Project, mode: MultiSceneMode) -> Vec<DialectLoss> {
        let scenes: Vec<&Scene> = project.rendered_scenes().collect();
        let mut losses = Vec::new();
        let mut lose = |kind, reason: String| {
            let message = format!("{}: {reason}", self.name_in_sentences());
            losses.push(DialectLoss { kind, message, remedy: self.remedy(kind) })
        };
        if self == Self::Flat && scenes.len() > 1 {
            let renders = self.split_scenes(project.rendered_scenes(), mode).map_or(1, |parts| parts.len());
            let has_recordings = scenes.iter().any(|scene| scene.recording.is_some());
            let reason = scenes_loss_message(mode, has_recordings, (scenes.len(), renders));
            lose(LossKind::SceneBoundaries, reason);
        }
        for (field, name) in LOSSY_SCENE_FIELDS {
            let without =
                scenes.iter().filter(|scene| self.loses_scene_field(project, mode, scene, field)).count();
            if without > 0 {
                lose(LossKind::SceneField(field), self.field_loss_message(project, field, name, without));
            }
        }
        let motions = scenes.iter().filter(|scene| !scene.motion_prompt.trim().is_empty()).count();
        if self == Self::Flat && mode == MultiSceneMode::Joined && motions > 0 && scenes.len() > 1 {
            lose(
                LossKind::SceneField(SceneField::Motion),
                "one motion prompt; those of the scenes are joined".to_owned(),
            );
        }
        if let Some(sent) = self.substitute_shape(project.shape) {
            lose(LossKind::Shape, format!("no {}; it is sent as {sent}", lost_shape(project.shape)));
        }
        if let Some(reason) = self.captions_loss(project.captions) {
            lose(LossKind::Captions, reason.to_owned());
        }
        if !project.callback_url.trim().is_empty() && self == Self::Flat {
            lose(LossKind::CallbackUrl, "no callback URL".to_owned());
        }
        losses
    }

    fn captions_loss(self, captions: Captions) -> Option<&'static str> {
        match (self, captions) {
            (Self::Flat, Captions::File | Captions::Burned) => Some("no captions"),
            (Self::Scenes | Self::Generate, Captions::File) => {
                Some("the subtitle file comes with captions in the picture")
            }
            _ => None,
        }
    }

    fn field_loss_message(self, project: &Project, field: SceneField, name: &str, scenes: usize) -> String {
        let scenes = count_scenes(scenes);
        match field {
            SceneField::Speaker => {
                let first = project.rendered_scenes().next();
                let speaker = first.and_then(|scene| project.speaker_of(scene));
                let speaker = speaker.map_or("the project", |speaker| speaker.name.trim());
                format!("no {name}; {scenes} sent with the photo and voice of {speaker}")
            }
            SceneField::Recording => format!("no {name}; {scenes} spoken by a voice"),
            SceneField::Background if self == Self::V3 => {
                format!("no background pictures in several scenes; {scenes} sent without")
            }
            SceneField::Style if self != Self::Flat => {
                format!("{scenes} sent with the talking style expressive in place of medium")
            }
            _ => format!("no {name}; {scenes} sent without"),
        }
    }

    /// What is sent in place of a shape that the dialect cannot express.
    fn substitute_shape(self, shape: Shape) -> Option<String> {
        let (width, height) = shape.pixels();
        match self {
            Self::Flat => {
                let orientation = Orientation::from_shape(shape);
                let (wide, high) = orientation.pixels();
                ((wide, high) != (width, height))
                    .then(|| format!("{} at {wide}x{high}", orientation.as_str()))
            }
            Self::V3 if shape == Shape::LikePhoto => None,
            Self::V3 => {
                let (ratio, size) = (AspectRatio::nearest(shape), Resolution::nearest(shape));
                let exact = ratio.terms().0 * height == ratio.terms().1 * width
                    && size.shorter_side_pixels() == width.min(height);
                (!exact).then(|| format!("{} at {}", ratio.label(), size.as_str()))
            }
            Self::Scenes | Self::Generate => {
                (shape == Shape::LikePhoto).then(|| format!("9:16 at {width}x{height}"))
            }
        }
    }
}

/// A shape in a warning that it is lost.
fn lost_shape(shape: Shape) -> String {
    let (width, height) = shape.pixels();
    if shape == Shape::LikePhoto { "shape of the photo".to_owned() } else { format!("{width}x{height}") }
}

/// The scene fields that a dialect may lose entirely, and their names in the warnings.
const LOSSY_SCENE_FIELDS: [(SceneField, &str); 11] = [
    (SceneField::Speaker, "speakers"),
    (SceneField::Recording, "recordings"),
    (SceneField::VoiceSetting(VoiceSetting::Speed), "speed"),
    (SceneField::VoiceSetting(VoiceSetting::Pitch), "pitch"),
    (SceneField::VoiceSetting(VoiceSetting::Volume), "volume"),
    (SceneField::VoiceSetting(VoiceSetting::Locale), "locale"),
    (SceneField::Emotion, "emotions"),
    (SceneField::Style, "talking style"),
    (SceneField::Motion, "motion prompts"),
    (SceneField::Enhance, "enhanced motions"),
    (SceneField::Background, "backgrounds"),
];

fn scenes_loss_message(
    mode: MultiSceneMode,
    has_recordings: bool,
    (scenes, renders): (usize, usize),
) -> String {
    let sound = if has_recordings { "one script or recording" } else { "one script" };
    if mode == MultiSceneMode::Joined && !has_recordings {
        format!("{sound}; the {scenes} scenes are joined")
    } else {
        format!("{sound}; the {scenes} scenes become {renders} renders")
    }
}

#[cfg(test)]
mod tests;
