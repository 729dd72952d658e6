//! Every change that can be made to the project, as data, and how it is made.

use crate::domain::{Emotion, PhotoId, Project, Scene, Shape, Style, VoiceId};

/// One change. Scenes are counted from zero; one that is not there is left alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Title(String),
    Photo(Option<PhotoId>),
    Voice(Option<VoiceId>),
    Shape(Shape),
    Captions(bool),
    CallbackUrl(String),
    Script(usize, String),
    Motion(usize, String),
    Emotion(usize, Option<Emotion>),
    Style(usize, Style),
    Enhance(usize, bool),
    /// Puts an empty scene, with the look of the one before it, at this place.
    NewScene(usize),
    /// Puts a copy after it.
    Duplicate(usize),
    /// Swaps places with the neighbour: from, to.
    Move(usize, usize),
    Remove(usize),
    /// Takes a whole other project.
    Whole(Box<Project>),
}

impl Edit {
    /// Names what is edited, so that strokes into the same field can be one step of undo.
    pub(super) fn field(&self) -> String {
        match self {
            Self::Title(_) => "title".to_owned(),
            Self::CallbackUrl(_) => "callback".to_owned(),
            Self::Script(scene, _) => format!("script {scene}"),
            Self::Motion(scene, _) => format!("motion {scene}"),
            other => format!("{:?}", std::mem::discriminant(other)),
        }
    }

    pub(super) fn apply(self, project: &mut Project) {
        match self {
            Self::Title(title) => project.title = title,
            Self::Photo(photo) => project.photo = photo,
            Self::Voice(voice) => project.voice = voice,
            Self::Shape(shape) => project.shape = shape,
            Self::Captions(captions) => project.captions = captions,
            Self::CallbackUrl(url) => project.callback_url = url,
            Self::Whole(other) => *project = *other,
            Self::NewScene(at) => new_scene(&mut project.scenes, at),
            Self::Duplicate(at) => {
                if let Some(scene) = project.scenes.get(at).cloned() {
                    project.scenes.insert(at + 1, scene);
                }
            }
            Self::Move(from, to) => {
                if from < project.scenes.len() && to < project.scenes.len() {
                    let scene = project.scenes.remove(from);
                    project.scenes.insert(to, scene);
                }
            }
            Self::Remove(at) => {
                if at < project.scenes.len() {
                    project.scenes.remove(at);
                }
            }
            Self::Script(at, script) => change(project, at, |scene| scene.script = script),
            Self::Motion(at, motion) => change(project, at, |scene| scene.motion = motion),
            Self::Emotion(at, emotion) => change(project, at, |scene| scene.emotion = emotion),
            Self::Style(at, style) => change(project, at, |scene| scene.style = style),
            Self::Enhance(at, enhance) => change(project, at, |scene| scene.enhance = enhance),
        }
    }
}

fn change(project: &mut Project, at: usize, how: impl FnOnce(&mut Scene)) {
    if let Some(scene) = project.scenes.get_mut(at) {
        how(scene);
    }
}

/// A new scene speaks like the one before it; only its words and movements are new.
fn new_scene(scenes: &mut Vec<Scene>, at: usize) {
    let at = at.min(scenes.len());
    let like = at.checked_sub(1).map(|before| scenes[before].clone()).unwrap_or_default();
    scenes.insert(at, Scene { script: String::new(), motion: String::new(), ..like });
}
