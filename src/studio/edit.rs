//! Every edit of the project, as data.

use std::ops::Range;

use super::state::UndoGroup;
use crate::domain::{Captions, PhotoId, Project, Scene, SceneText, Script, Shape, VoiceId};

/// One edit. Scenes are counted from zero; an edit of a text that does not exist changes nothing, and a place for scenes
/// behind the last one is the end.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Title(String),
    Photo(Option<PhotoId>),
    Voice(Option<VoiceId>),
    Shape(Shape),
    Captions(Captions),
    Background(Option<String>),
    CallbackUrl(String),
    /// The length to aim at, in seconds.
    Target(Option<u32>),
    /// Replaces a part of a text of a scene.
    ReplaceText {
        scene: usize,
        field: SceneText,
        /// Bytes of the text, at character boundaries.
        range: Range<usize>,
        text: String,
    },
    /// Replaces some scenes by others.
    ReplaceScenes(Range<usize>, Vec<Scene>),
    /// Inserts an empty scene at this index, with the options of the scene before it.
    InsertScene(usize),
    /// Replaces the whole project.
    ReplaceProject(Box<Project>),
}

impl Edit {
    /// The text field that is typed into; keystrokes in one field may be one undo step.
    pub(super) fn undo_group(&self) -> Option<UndoGroup> {
        match self {
            Self::Title(_) => Some(UndoGroup::Title),
            Self::CallbackUrl(_) => Some(UndoGroup::CallbackUrl),
            Self::Target(_) => Some(UndoGroup::Target),
            Self::Background(_) => Some(UndoGroup::Background),
            Self::ReplaceText { scene, field: SceneText::Script, .. } => Some(UndoGroup::Script(*scene)),
            Self::ReplaceText { scene, field: SceneText::Motion, .. } => Some(UndoGroup::Motion(*scene)),
            _ => None,
        }
    }

    /// Whether the edit would change the project.
    pub(super) fn changes(&self, project: &Project) -> bool {
        match self {
            Self::ReplaceText { scene, field, range, text } => {
                let old = project.scenes.get(*scene).and_then(|scene| scene.text(*field).get(range.clone()));
                old.is_some_and(|old| old != text)
            }
            Self::Title(title) => *title != project.title,
            Self::CallbackUrl(url) => *url != project.callback_url,
            Self::Target(seconds) => *seconds != project.target_seconds,
            // The others are no keystrokes in a text: a copy of the project costs nothing that is felt.
            other => {
                let mut changed = project.clone();
                other.clone().apply(&mut changed);
                changed != *project
            }
        }
    }

    pub(super) fn apply(self, project: &mut Project) {
        match self {
            Self::Title(title) => project.title = title,
            Self::Photo(photo) => project.photo = photo,
            Self::Voice(voice) => project.voice = voice,
            Self::Shape(shape) => project.shape = shape,
            Self::Captions(captions) => project.captions = captions,
            Self::Background(background) => project.background = background,
            Self::CallbackUrl(url) => project.callback_url = url,
            Self::Target(seconds) => project.target_seconds = seconds,
            Self::ReplaceProject(other) => *project = *other,
            Self::ReplaceText { scene, field, range, text } => {
                edit_scene(project, scene, |scene| {
                    scene.edit_text(field, |old| replace_range(old, range, &text))
                });
            }
            Self::ReplaceScenes(range, scenes) => {
                let end = range.end.min(project.scenes.len());
                project.scenes.splice(range.start.min(end)..end, scenes);
            }
            Self::InsertScene(index) => {
                let index = index.min(project.scenes.len());
                let before = index.checked_sub(1).map(|before| &project.scenes[before]);
                let scene = Scene::written_after(before, Script::default());
                project.scenes.insert(index, scene);
            }
        }
    }
}

fn edit_scene(project: &mut Project, index: usize, edit: impl FnOnce(&mut Scene)) {
    if let Some(scene) = project.scenes.get_mut(index) {
        edit(scene);
    }
}

/// Replaces a range of a text, if it is one.
fn replace_range(text: &mut String, range: Range<usize>, replacement: &str) {
    if text.get(range.clone()).is_some() {
        text.replace_range(range, replacement);
    }
}
